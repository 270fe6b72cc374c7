"""FHIR ePI: document Bundles (JSON and XML, R4 and R5), bundles in bundles, read for patients.

A regulator's file may hold the professional text (SmPC) beside the patients' leaflet: only
what is for patients is read. Document types: EMA, SPOR list 100000155531.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from leaflets.errors import LeafletsError, problem
from leaflets.importers.document import (
    Block,
    Document,
    Paragraph,
    Picture,
    Provenance,
    Remark,
    Run,
    Section,
)
from leaflets.importers.markup_reader import blocks_of, tidy
from leaflets.importers.suspicions import suspicions

SMPC: Final = "100000155532"
_PROFESSIONAL: Final = frozenset((SMPC, "22954"))
"""The summary of product characteristics; 22954 is the same in lists of other makers."""
_LEAFLET: Final = "100000155538"
_UNAVAILABLE: Final = ("", "unavailable", "not available", "n/a")
_ESCAPED: Final = re.compile(
    r"<(?:p|div|ul|ol|li|br|table|h[1-6]|span|b|strong|em|i)\b[^>]*>", re.IGNORECASE
)
_KINDS: Final = frozenset(
    (
        *("prospecto", "package leaflet", "b. package leaflet", "pakningsvedlegg", "leaflet"),
        *(
            "indlægsseddel",
            "pakkausseloste",
            "folheto informativo",
            "b. prospecto",
            "ficha técnica",
        ),
        *("φύλλο οδηγιών χρήσης", "bipacksedel", "notice", "packungsbeilage", "epi"),
    )
)
"""Titles that say what a document is, and not about which medicine."""
# The first question of the EU's package leaflet (QRD template), in the languages of labels seen.
_QUESTION: Final = re.compile(
    r"Qué es (.{2,80}?) y para|What (.{2,80}?) is and what|O que é (?:o |a )?(.{2,80}?) e para"
    r"|Hva (.{2,80}?) er og hva|Τι είναι (?:το |η |ο |τα )?(.{2,80}?) και|Mitä (.{2,80}?) on ja"
)
_ATC: Final = "whocc.no/atc"
_DEEPEST: Final = 60
_MOST_RESOURCES: Final = 20_000


def read_epi(name: str, content: bytes, data: Any) -> Document:
    """The patients' leaflet of a Bundle, given as data.

    Raises LeafletsError (kind "import") where it has none, or where every section is empty.
    """
    resources = list(_resources(data))
    compositions = [one for one in resources if _kind(one) == "Composition"]
    wanted = [one for one in compositions if not _is_professional(one)]
    if not wanted:
        raise LeafletsError(
            problem("import-nothing-for-patients", _what_it_holds(data, resources, compositions))
        )
    pictures = _binaries(resources)
    read = [(one, tuple(_sections(one, pictures))) for one in wanted]
    filled = [(one, found) for one, found in read if any(map(_says_something, found))]
    if not filled:
        message = "every section of its leaflet is empty, or says “unavailable”"
        raise LeafletsError(problem("import-empty", message))
    composition, sections = max(filled, key=lambda found: _size(found[1]))
    sections = tuple(section for section in sections if _says_something(section) or section.title)
    tag = _text(composition, "language") or _text(data, "language")
    return Document(
        _name(resources, composition, sections) or name,
        tag,
        sections,
        Provenance(
            name,
            hashlib.sha256(content).hexdigest(),
            "epi",
            _text(data, "identifier", "value") or _text(composition, "identifier", "value"),
            _text(composition, "version") or _text(composition, "meta", "versionId"),
            (_text(composition, "date") or "")[:10] or None,
            _publisher(resources),
        ),
        codes=tuple(dict.fromkeys(_codes(resources))),
        remarks=(
            *_several(compositions, filled),
            *_tags(data, composition),
            *suspicions(sections),
        ),
    )


def many(value: Any) -> list[Any]:
    """A field's values: JSON has one of them bare, XML does not say which fields are lists."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _first(data: Any, *names: str) -> Any:
    for name in names:
        data = next(iter(many(data.get(name))), None) if isinstance(data, Mapping) else None
    return data


def _text(data: Any, *names: str) -> str | None:
    found = _first(data, *names)
    return " ".join(found.split()) or None if isinstance(found, str) else None


def _kind(resource: Any) -> str:
    return str(resource.get("resourceType", ""))


def _resources(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every resource in a Bundle, in the Bundles in it, and contained in one."""
    if depth > _DEEPEST:
        raise RecursionError
    if not isinstance(data, dict):
        return
    yield data
    for entry in many(data.get("entry")):
        for resource in many(entry.get("resource")) if isinstance(entry, dict) else []:
            yield from _resources(resource, depth + 1)
    for resource in many(data.get("contained")):
        yield from _resources(resource, depth + 1)


def _is_professional(composition: dict[str, Any]) -> bool:
    codes = {
        str(coding.get("code"))
        for kind in many(composition.get("type"))
        if isinstance(kind, dict)
        for coding in many(kind.get("coding"))
        if isinstance(coding, dict)
    }
    if _LEAFLET in codes:
        return False
    titles = [str(section.get("title") or "") for section in _all_sections(composition)]
    numbered = sum(bool(re.match(r"\s*[45]\.[1-9]", title)) for title in titles)
    return bool(codes & _PROFESSIONAL) or numbered > 4


def _all_sections(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in many(holder.get("section")):
        if isinstance(section, dict):
            title = section.get("title")
            yield {**section, "title": _first(section, "title") if title else ""}
            yield from _all_sections(section)


def _what_it_holds(
    data: Any, resources: list[dict[str, Any]], compositions: list[dict[str, Any]]
) -> str:
    if compositions:
        titles = ", ".join(repr(_text(one, "title") or "") for one in compositions[:3])
        return f"it holds only the professional text: {titles}"
    kinds = sorted({_kind(one) for one in resources} - {"", "Bundle"})
    what = ", ".join(kinds[:8]) or "nothing that is known"
    return f"it is no document: it has no Composition, but {what} ({_text(data, 'type') or '?'})"


def _binaries(resources: list[dict[str, Any]]) -> dict[str, Picture]:
    """The pictures in the file, by id."""
    found = {}
    for one in resources[:_MOST_RESOURCES]:
        if _kind(one) == "Binary" and (identity := _text(one, "id")):
            kind = _text(one, "contentType")
            found[identity] = Picture(identity, _decoded(_first(one, "data")), kind)
    return found


def _decoded(text: Any) -> bytes | None:
    try:
        return base64.b64decode("".join(str(text).split()), validate=True) if text else None
    except (binascii.Error, ValueError):
        return None


def _sections(
    holder: dict[str, Any], pictures: Mapping[str, Picture], above: str = "Composition"
) -> Iterator[Section]:
    for number, data in enumerate(many(holder.get("section"))):
        if not isinstance(data, dict):
            continue
        place = f"{above}.section[{number}]"
        title = tidy([Run(_title(data))])
        div = _first(data, "text", "div")
        blocks = _blocks(div, pictures) if isinstance(div, str) else ()
        codes = tuple(
            (str(_first(coding, "system") or ""), str(_first(coding, "code") or ""))
            for kind in many(data.get("code"))
            if isinstance(kind, dict)
            for coding in many(kind.get("coding"))
            if isinstance(coding, dict)
        )
        inner = tuple(_sections(data, pictures, place))
        yield Section(title, _without_title(blocks, title), inner, codes, place)


def _title(data: dict[str, Any]) -> str:
    title = _first(data, "title")
    return title if isinstance(title, str) else ""


def _without_title(blocks: tuple[Block, ...], title: tuple[Run, ...]) -> tuple[Block, ...]:
    """The blocks without a first line that says the section's title once more."""
    first = blocks[0] if blocks else None
    if isinstance(first, Paragraph) and title and _plain(first.text) == _plain(title):
        return blocks[1:]
    return blocks


def _plain(line: tuple[Run, ...]) -> str:
    text = unicodedata.normalize("NFC", "".join(run.text for run in line))
    return " ".join(re.findall(r"\w+", text)).casefold()


def _blocks(div: str, pictures: Mapping[str, Picture]) -> tuple[Block, ...]:
    """The blocks of a narrative; of HTML that was escaped into it as text, its blocks."""

    def picture_of(element: Any) -> Picture:
        return _picture(element, pictures)

    root = _parsed(div)
    text = "".join(root.itertext())
    if _ESCAPED.search(text) and len(_ESCAPED.findall(text)) > len(_ESCAPED.findall(div)):
        root = _parsed(f"<div>{text}</div>")
    blocks = blocks_of(root, picture_of)
    said = " ".join("".join(root.itertext()).split()).casefold().rstrip(".")
    has_pictures = any(isinstance(block, Picture) for block in blocks)
    return () if said in _UNAVAILABLE and not has_pictures else blocks


def _parsed(div: str) -> Any:
    """A narrative as elements: as XML where it is, else as a browser reads HTML."""
    xml = re.sub(r"&(?!lt;|gt;|amp;|quot;|apos;|#)(\w+;)", lambda found: unescape(found[0]), div)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(xml.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        cleaned = "".join(c for c in div if c >= " " or c in "\t\n\r")
        return lxml_html.fragment_fromstring(cleaned, create_parent="div")


def _picture(element: Any, pictures: Mapping[str, Picture]) -> Picture:
    source, words = str(element.get("src") or ""), element.get("alt")
    alternative = None if words in (None, "", "null") else str(words)
    name = source.rpartition("/")[2].lstrip("#")[:80] or "picture"
    if source.startswith("data:"):
        head, _, data = source.partition(",")
        kind = head.removeprefix("data:").partition(";")[0]
        return Picture("picture", _decoded(data), kind or None, alternative)
    known = pictures.get(source.lstrip("#")) or pictures.get(name)
    if known:
        return Picture(known.name, known.content, known.kind, alternative)
    return Picture(name, alternative=alternative)


def _says_something(section: Section) -> bool:
    return bool(section.blocks) or any(map(_says_something, section.sections))


def _size(sections: tuple[Section, ...]) -> int:
    return sum(len(repr(section)) for section in sections)


def _name(
    resources: list[dict[str, Any]], composition: dict[str, Any], sections: tuple[Section, ...]
) -> str | None:
    """The medicine's name: the product's where the title has it, else the title.

    A title that names no medicine ("Prospecto") leaves the first question: "1. What X is …".
    """
    title = _text(composition, "title") or ""
    products = [
        name
        for one in resources
        if _kind(one) == "MedicinalProductDefinition"
        and (name := _text(one, "name", "productName") or _text(one, "name", "name"))
    ]
    for product in products:
        if product.casefold() in title.casefold():
            return product
    if title.casefold().strip(" .:") not in _KINDS:
        return title or next(iter(products), None)
    return next(_asked_for(sections), None) or next(iter(products), title)


def _asked_for(sections: tuple[Section, ...]) -> Iterator[str]:
    """The medicines that headings ask what they are."""
    for section in sections:
        heading = "".join(run.text for run in section.title)
        if found := _QUESTION.search(heading):
            yield next(filter(None, found.groups())).strip()
        yield from _asked_for(section.sections)


def _publisher(resources: list[dict[str, Any]]) -> str | None:
    return next(
        (n for one in resources if _kind(one) == "Organization" and (n := _text(one, "name"))), None
    )


def _codes(resources: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in resources:
        if _kind(one) == "MedicinalProductDefinition":
            for kind in many(one.get("classification")):
                for coding in many(kind.get("coding")) if isinstance(kind, dict) else []:
                    system, code = _text(coding, "system"), _text(coding, "code")
                    if system and code and _ATC in system:
                        yield system, code


def _several(compositions: list[Any], filled: list[Any]) -> Iterator[Remark]:
    if len(compositions) > 1:
        message = (
            f"{len(compositions)} Compositions, {len(filled)} of them for patients: one is read"
        )
        yield Remark("several-documents", "Bundle", message)


def _tags(data: Any, composition: dict[str, Any]) -> Iterator[Remark]:
    one, other = _text(composition, "language"), _text(data, "language")
    if one and other and one != other:
        message = f"the Composition says {one!r}, the Bundle {other!r}"
        yield Remark("language-differs", "Bundle.language", message)
