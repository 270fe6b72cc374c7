"""HL7 SPL, the structured labels of the US and Canada (HL7 v3 XML), read for patients.

Sections are known by LOINC codes (FDA, "Section Headings (LOINC)"); Health Canada has its own
(controlled vocabulary 2.16.840.1.113883.2.20.6.8: pmi00 is the patient medication information).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from leaflets.errors import LeafletsError, problem
from leaflets.importers.document import Document, Picture, Provenance, Section
from leaflets.importers.markup_reader import blocks_of, inline_of
from leaflets.importers.suspicions import suspicions

SPACE: Final = "{urn:hl7-org:v3}"

_FOR_PATIENTS: Final = frozenset(("42231-1", "42230-3", "68498-5", "59845-8", "pmi00"))
_OTC: Final = frozenset(("34390-5", "50577-6"))
"""Labels of medicines without prescription: all of the label is for the patient."""
_NOT_READ: Final = frozenset(("48780-1", "51945-4"))
"""Product data, and the picture of the package."""
_COUNSELLING: Final = "34076-0"


def read_spl(name: str, content: bytes, root: Any) -> Document:
    """The patients' text of a label. Raises LeafletsError (kind "import") where it has none."""
    code = _code(root)
    tops = [found for found in _sections_below(_body(root)) if found is not None]
    wanted = (
        [one for one in tops if _code(one) not in _NOT_READ]
        if code in _OTC
        else [found for top in tops for found in _patient_sections(top)]
    )
    pictures = _pictures(root)
    sections = tuple(_section(one, pictures, "/document") for one in wanted)
    sections = tuple(section for section in sections if _says_something(section))
    if not sections:
        raise LeafletsError(problem("import-nothing-for-patients", _what_it_holds(root, tops)))
    return Document(
        _product(root) or name,
        _language(root),
        sections,
        Provenance(
            name,
            hashlib.sha256(content).hexdigest(),
            "spl",
            _attribute(root, "setId", "root"),
            _attribute(root, "versionNumber", "value"),
            _date(_attribute(root, "effectiveTime", "value")),
            _text_at(root, "author/assignedEntity/representedOrganization/name"),
        ),
        tuple(_ingredients(root)),
        remarks=tuple(suspicions(sections)),
    )


def _path(path: str) -> str:
    return "/".join(SPACE + step for step in path.split("/"))


def _body(root: Any) -> Any:
    body = root.find(_path("component/structuredBody"))
    return root if body is None else body


def _sections_below(element: Any) -> Iterator[Any]:
    for component in element.findall(SPACE + "component"):
        yield component.find(SPACE + "section")


def _code(element: Any) -> str:
    code = element.find(SPACE + "code")
    return "" if code is None else str(code.get("code") or "")


def _patient_sections(section: Any) -> Iterator[Any]:
    """The outermost sections for patients, in it or below it."""
    if _code(section) in _FOR_PATIENTS:
        yield section
        return
    for inner in _sections_below(section):
        if inner is not None:
            yield from _patient_sections(inner)


def _section(element: Any, pictures: dict[str, Picture], above: str) -> Section:
    code = _code(element)
    place = f"{above}/section[{code}]"
    title, text = element.find(SPACE + "title"), element.find(SPACE + "text")

    def picture_of(shown: Any) -> Picture:
        reference = shown.get("referencedObject") or ""
        found = pictures.get(reference, Picture(reference or "picture"))
        caption = shown.find(SPACE + "caption")
        return found if caption is None else _captioned(found, caption)

    system = element.find(SPACE + "code")
    codes = ((str(system.get("codeSystem") or ""), code),) if code else ()
    inner = tuple(
        _section(one, pictures, place) for one in _sections_below(element) if one is not None
    )
    return Section(
        () if title is None else inline_of(title),
        () if text is None else blocks_of(text, picture_of),
        inner,
        codes,
        place,
    )


def _captioned(picture: Picture, caption: Any) -> Picture:
    return Picture(
        picture.name, picture.content, picture.kind, picture.alternative, inline_of(caption)
    )


def _pictures(root: Any) -> dict[str, Picture]:
    """The pictures that the label names, by their ids; SPL keeps them in files of their own."""
    found = {}
    for media in root.iter(SPACE + "observationMedia"):
        reference = media.find(_path("value/reference"))
        text = media.find(SPACE + "text")
        name = "" if reference is None else str(reference.get("value") or "")
        words = None if text is None else " ".join("".join(text.itertext()).split())
        found[str(media.get("ID") or "")] = Picture(name or "picture", alternative=words)
    return found


def _says_something(section: Section) -> bool:
    return bool(section.blocks) or any(map(_says_something, section.sections))


def _what_it_holds(root: Any, tops: list[Any]) -> str:
    code = root.find(SPACE + "code")
    kind = (code.get("displayName") if code is not None else "") or "a document"
    names = [inline_of(t) for one in tops if (t := one.find(SPACE + "title")) is not None]
    titles = [text[:40] for title in names if (text := "".join(run.text for run in title))]
    counselling = any(_code(one) == _COUNSELLING for one in root.iter(SPACE + "section"))
    what = (
        "only what the prescriber should tell patients (34076-0)"
        if counselling
        else f"sections such as {', '.join(titles[:4])}"
        if titles
        else "no section with a title"
    )
    return f"nothing in it is written for patients: it is {str(kind).lower()!r} and holds {what}"


def _product(root: Any) -> str | None:
    for product in root.iter(SPACE + "manufacturedProduct"):
        name = product.find(SPACE + "name")
        if name is not None and (text := " ".join("".join(name.itertext()).split())):
            return text
    return None


def _ingredients(root: Any) -> Iterator[str]:
    seen = set()
    for generic in root.iter(SPACE + "genericMedicine"):
        text = _text_at(generic, "name")
        if text and text.casefold() not in seen:
            seen.add(text.casefold())
            yield text


def _text_at(element: Any, path: str) -> str | None:
    found = element.find(_path(path))
    text = "" if found is None else " ".join("".join(found.itertext()).split())
    return text or None


def _attribute(root: Any, name: str, attribute: str) -> str | None:
    found = root.find(SPACE + name)
    value = None if found is None else found.get(attribute)
    return str(value) if value else None


def _date(value: str | None) -> str | None:
    """20240131… as 2024-01-31."""
    digits = (value or "")[:8]
    whole = len(digits) == 8 and digits.isdecimal()
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if whole else None


def _language(root: Any) -> str | None:
    """The label's language; US labels name none, and are in English."""
    found = _attribute(root, "languageCode", "code")
    if found in ("1", "2"):
        # Health Canada's controlled vocabulary: 1 is English, 2 French.
        return {"1": "en", "2": "fr"}[found]
    return found


def is_spl(root: Any) -> bool:
    """Whether an XML document is one of SPL's."""
    return str(root.tag) == f"{SPACE}document"
