"""The words that a label has for patients, counted in another way than the readers read them.

It shares no code with them, so that a word that they lose is missed here. XML is read by expat
as a stream of events, narrative by Python's own HTML parser.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from xml.parsers import expat

_WORD: Final = re.compile(r"\w+(?:[.,]\d+)*")
_IN_LINE: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "content", "del", "em", "font"),
        *("footnoteref", "i", "ins", "kbd", "label", "linkhtml", "mark", "q", "s", "samp"),
        *("small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var"),
    )
)
_SILENT: Final = frozenset(("script", "style", "title", "head", "template", "noscript", "object"))
_SPL_PATIENT: Final = ("42231-1", "42230-3", "68498-5", "59845-8", "pmi00")
_SPL_OTC: Final = ("34390-5", "50577-6")
_SPL_OTHER: Final = ("48780-1", "51945-4")
_RX_FIELDS: Final = "spl_medguide spl_patient_package_insert patient_medication_information"
_OTC_FIELDS: Final = (
    "active_ingredient purpose indications_and_usage boxed_warning warnings do_not_use ask_doctor"
    " ask_doctor_or_pharmacist when_using stop_use pregnancy_or_breast_feeding"
    " keep_out_of_reach_of_children dosage_and_administration overdosage storage_and_handling"
    " other_safety_information inactive_ingredient questions adverse_reactions"
    " spl_unclassified_section"
)


def split_words(text: str) -> list[str]:
    """The words of a text: letters and digits that stand together, numbers whole."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def label_words(content: bytes, form: str, number: int = 0) -> list[str]:
    """The words for patients in a label's file, of its record ``number``, in order.

    ``form`` is "spl", "epi" or "openfda". The file has been read before: it is well-formed.
    """
    if form == "openfda":
        return _openfda_words(json.loads(content.decode("utf-8-sig")), number)
    if form == "spl":
        spoken = _Spoken()
        _stream(content, spoken)
        spoken.over()
        return spoken.words
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        compositions = list(_compositions(json.loads(content.decode("utf-8-sig"))))
    else:
        composed = _Composed()
        _stream(content, composed)
        compositions = composed.found
    said = [list(_composition_words(one)) for one in compositions if not _is_smpc(one)]
    return max(said, key=len, default=[])


class _Lines(HTMLParser):
    """The lines of a narrative: text between what begins or ends a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.items = 0
        self.begins_in_list: bool | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in _SILENT
        self.items += tag == "li"
        if tag not in _IN_LINE:
            self.lines.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in _IN_LINE:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT
        self.items -= tag == "li"
        if tag not in _IN_LINE:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.silent <= 0:
            self.lines[-1] += data
            if self.begins_in_list is None and data.strip():
                self.begins_in_list = self.items > 0


def _lines(html: str) -> tuple[list[str], bool]:
    """The lines of a narrative, and whether it begins with a list; also of HTML in it as text."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    text = "\n".join(parser.lines)
    if re.search(r"</?(?:p|div|ul|li|br|table|span|strong|b)\b[^>]*>", text):
        again = _Lines()
        again.feed(text)
        again.close()
        parser = again
    return parser.lines, bool(parser.begins_in_list)


def _composition_words(holder: Any) -> Iterator[str]:
    for section in _list(holder.get("section")):
        if not isinstance(section, dict):
            continue
        title = _one(section.get("title"))
        heading = split_words(title) if isinstance(title, str) else []
        yield from heading
        text = _one(section.get("text"))
        html = _one(text.get("div")) if isinstance(text, dict) else None
        lines, in_list = _lines(html) if isinstance(html, str) else ([], False)
        filled = [words for line in lines if (words := split_words(line))]
        if filled and not in_list and _same(filled[0], heading):
            filled = filled[1:]
        if [" ".join(line).casefold() for line in filled] not in (["unavailable"], ["n", "a"]):
            for line in filled:
                yield from line
        yield from _composition_words(section)


def _same(one: list[str], other: list[str]) -> bool:
    return [word.casefold() for word in one] == [word.casefold() for word in other]


def _is_smpc(composition: Any) -> bool:
    told = json.dumps(composition.get("type", ""))
    return "100000155538" not in told and ("100000155532" in told or "22954" in told)


def _compositions(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        if data.get("resourceType") == "Composition":
            yield data
        for value in data.values():
            yield from _compositions(value)
    elif isinstance(data, list):
        for value in data:
            yield from _compositions(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


class _Composed:
    """The Compositions of a FHIR document in XML, with what is needed of them, from events."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self.open: list[tuple[str, Any]] = []
        self.html: list[str] = []
        self.inside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if self.inside or (tag == "div" and "xhtml" in name):
            self.inside += 1
            self.html.append(f"<{tag}>")
        elif tag == "Composition":
            self.found.append({"section": [], "type": []})
            self.open.append((tag, self.found[-1]))
        elif self.open:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: dict[str, str]) -> None:
        holder, data = self.open[-1]
        if tag == "section":
            data["section"].append({"section": []})
            self.open.append((tag, data["section"][-1]))
        elif tag == "title":
            data.setdefault("title", attributes.get("value", ""))
        elif tag == "code" and holder == "Composition":
            data["type"].append(attributes.get("value", ""))

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        if not self.inside:
            if self.open and tag == self.open[-1][0]:
                self.open.pop()
            return
        self.inside -= 1
        self.html.append(f"</{tag}>")
        if not self.inside:
            if self.open:
                self.open[-1][1].setdefault("text", {"div": "".join(self.html)})
            self.html.clear()

    def data(self, text: str) -> None:
        if self.inside:
            self.html.append(text.replace("&", "&amp;").replace("<", "&lt;"))


class _Spoken:
    """The words of an SPL label's sections for patients: titles and texts, from events."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.line: list[str] = []
        self.stack: list[str] = []
        self.sections = 0
        self.kept = 0
        self.otc = False

    def over(self) -> None:
        self.words.extend(split_words("".join(self.line)))
        self.line.clear()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        self.stack.append(tag)
        code = attributes.get("code", "")
        if tag == "section":
            self.sections += 1
        elif self.stack == ["document", "code"]:
            self.otc = code in _SPL_OTC
        elif self.stack[-2:] == ["section", "code"] and not self.kept and self._is_wanted(code):
            self.kept = self.sections
        if tag.lower() not in _IN_LINE:
            self.over()

    def _is_wanted(self, code: str) -> bool:
        if self.otc:
            return self.sections == 1 and code not in _SPL_OTHER
        return code in _SPL_PATIENT

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        if tag.lower() not in _IN_LINE:
            self.over()
        if tag == "section":
            self.kept = 0 if self.kept == self.sections else self.kept
            self.sections -= 1
        self.stack.pop()

    def data(self, text: str) -> None:
        if self.kept and _is_narrative(self.stack):
            self.line.append(text)


def _is_narrative(stack: list[str]) -> bool:
    """Whether text here is a section's title, or in its text (and not in its excerpt)."""
    last = len(stack) - 1 - stack[::-1].index("section") if "section" in stack else len(stack)
    return last + 1 < len(stack) and stack[last + 1] in ("title", "text") and "excerpt" not in stack


def _stream(content: bytes, heard: _Composed | _Spoken) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = heard.start
    parser.EndElementHandler = heard.end
    parser.CharacterDataHandler = heard.data
    parser.Parse(content, True)


def _openfda_words(data: Any, number: int) -> list[str]:
    """The words of one record: the fields' texts, each once."""
    records = data.get("results", [data]) if isinstance(data, dict) else data
    kept = []
    for record in records:
        otc = "HUMAN OTC DRUG" in str(record.get("openfda", {}).get("product_type", ""))
        fields = (_OTC_FIELDS if otc else f"{_RX_FIELDS} instructions_for_use").split()
        texts = [split_words(" ".join(record.get(field, []))) for field in fields]
        said = [text for text in texts if text and not any(_inside(text, o) for o in texts)]
        if said:
            kept.append([word for text in said for word in text])
    return kept[number] if number < len(kept) else []


def _inside(text: list[str], other: list[str]) -> bool:
    one, whole = (f" {' '.join(words)} ".casefold() for words in (text, other))
    return len(whole) > len(one) and one in whole
