"""The patients' text of SPL as plain text, for counting its words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final

_V3: Final = "{urn:hl7-org:v3}"
_CODES: Final = re.compile("42231-1|42230-3|68498-5|59845-8|pmi00", re.IGNORECASE)
_DRUG_FACTS: Final = re.compile("55106-9|55105-1|5056[5-9]-[0-9]|50570-1")
_ELSEWHERE: Final = re.compile(
    "51945-4|48780-1|34076-0|34089-3|34090-1|43679-0|4368[0-3]-[0-9]|3409[1-3]-[0-9]|34083-6|49489-8"
)
_APART: Final = re.compile(
    "paragraph|br|list|item|caption|table|thead|tbody|tfoot|tr|td|th|footnote|renderMultiMedia"
)


def spl_texts(content: bytes) -> list[str]:
    """The text of an SPL file's sections for patients: one text."""
    root = ET.fromstring(content)  # noqa: S314 - read_label has refused entities
    sections = _tops(root, _CODES)
    if not sections:
        body = root.findall(f"{_V3}component/{_V3}structuredBody/{_V3}component/{_V3}section")
        sections = [found for found in body if not _ELSEWHERE.fullmatch(_code(found))]
    return ["\n".join(text for section in sections for text in _section(section))]


def _code(section: ET.Element) -> str:
    found = section.find(f"{_V3}code")
    return (found.get("code") or "") if found is not None else ""


def _tops(element: ET.Element, codes: re.Pattern[str]) -> list[ET.Element]:
    """The sections with one of the codes that stand in no other such section."""
    found = []
    for child in element:
        if child.tag == f"{_V3}section" and codes.fullmatch(_code(child)):
            found.append(child)
        else:
            found += _tops(child, codes)
    return found


def _section(section: ET.Element) -> Iterator[str]:
    titles = section.findall(f"{_V3}title")
    title = " ".join(_text(titles[0], []).split()) if titles else ""
    yield title
    for text in section.findall(f"{_V3}text"):
        notes: list[str] = []
        said = _text(text, notes)
        yield _without(title, text, said)
        yield from notes
    for inner in section.findall(f"{_V3}component/{_V3}section"):
        if not _ELSEWHERE.fullmatch(_code(inner)) or _code(inner) in ("51945-4", "48780-1"):
            yield from _section(inner)


def _without(title: str, text: ET.Element, said: str) -> str:
    """What a text says, without a first paragraph that only repeats the title."""
    lines = [line for line in said.split("\n") if line.strip()]
    first = next(iter(text), None)
    if first is None or first.tag != f"{_V3}paragraph" or not title or not lines:
        return said
    return "\n".join(lines[1:] if _alike(lines[0], title) else lines)


def _alike(one: str, other: str) -> bool:
    first, second = (" ".join(text.split()).casefold().rstrip(" :.") for text in (one, other))
    return first == second


def _is_unsaid(element: ET.Element, kind: str) -> bool:
    """Whether an element is struck out, or a typewriter's bullet."""
    is_struck = "strikethrough" in (element.get("styleCode") or "").lower()
    return is_struck or (
        kind == "caption" and (element.text or "").strip() == "o" and not len(element)
    )


def _text(element: ET.Element, notes: list[str]) -> str:
    """An element's text; notes are put aside until the table they belong to has ended."""
    name = element.tag.removeprefix(_V3)
    own: list[str] = [] if name == "table" else notes
    said = element.text or ""
    feet = ""
    for child in element:
        kind = child.tag.removeprefix(_V3)
        if kind == "footnote":
            own.append("\n" + _text(child, own))
        elif kind == "tfoot":
            feet += "\n" + _text(child, own)
        elif _is_unsaid(child, kind):
            said += " "
        else:
            inner = _text(child, own)
            said += f"\n{inner}\n" if _APART.fullmatch(kind) else inner
        said += child.tail or ""
    said += feet
    if name == "table":
        said += "\n".join(own)
    return said
