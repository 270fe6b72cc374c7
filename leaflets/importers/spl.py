"""HL7 SPL (Structured Product Labeling, HL7 v3), of the US and of Canada, into Documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from leaflets.epi.label_document import (
    Document,
    LabelPicture,
    LabelProvenance,
    LabelSection,
    Remark,
)
from leaflets.importers.codes import (
    COUNSELLING,
    NOT_ON_PANEL,
    OTC,
    OTC_LABEL,
    PATIENT,
    PRESCRIPTION_LABEL,
    for_professionals,
    is_for_patients,
)
from leaflets.importers.empty_sections import (
    private_use,
    says_anything,
    without_title,
    without_unavailable,
)
from leaflets.importers.flow import flow_of
from leaflets.importers.inline import Style, plain
from leaflets.importers.media import from_base64, picture_kind
from leaflets.importers.spl_text import SplContext, inline_of, signs_of, text_items
from leaflets.importers.untrusted import refuse

NAMESPACE: Final = "urn:hl7-org:v3"
_N: Final = f"{{{NAMESPACE}}}"
_LOINC: Final = "2.16.840.1.113883.6.1"
_ACTIVE: Final = ("ACTIM", "ACTIB", "ACTIR", "ACTI")
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CANADIAN_LANGUAGES: Final = {"1": "en", "2": "fr"}
"""Health Canada's controlled vocabulary, 2.16.840.1.113883.2.20.6.29."""
_MOST_NAMED: Final = 5


@dataclass(frozen=True)
class _Chosen:
    """A section for patients and where it stands."""

    element: Any
    place: str


def read_spl(root: Any, provenance: LabelProvenance) -> tuple[Document, ...]:
    """The text for patients of an SPL document: one Document.

    Raises LeafletsError (kind "import") where it has none, and says what it holds instead.
    """
    chosen = tuple(_chosen(root))
    if not chosen:
        _refuse(root)
    remarks: list[Remark] = []
    pictures = _pictures(root, remarks)
    read = (_section(found.element, found.place, pictures, remarks) for found in chosen)
    sections = tuple(without_unavailable(read, remarks))
    if not any(map(says_anything, sections)):
        refuse("empty", "every section for patients is empty or says that it is unavailable")
    products = list(_products(root))
    return (
        Document(
            name=_name(root, products),
            tag=_language(root),
            sections=sections,
            provenance=replace(
                provenance,
                set_id=_value(root, "setId", "root"),
                version=_value(root, "versionNumber", "value"),
                date=_date(_value(root, "effectiveTime", "value")),
                publisher=_publisher(root),
            ),
            ingredients=_ingredients(products),
            codes=_codes(products),
            remarks=tuple(remarks),
        ),
    )


def _chosen(root: Any) -> Iterator[_Chosen]:
    """The sections for patients: coded so, or all of Drug Facts."""
    found = list(_coded(root, "", is_for_patients))
    if found:
        yield from found
    elif _is_otc(root):
        for number, section in enumerate(_sections(root), 1):
            if _code(section)[1] not in NOT_ON_PANEL:
                yield _Chosen(section, f"section[{number}]")


def _coded(parent: Any, place: str, wanted: Any) -> Iterator[_Chosen]:
    for number, section in enumerate(_sections(parent), 1):
        here = f"{place}/section[{number}]".lstrip("/")
        _, code, name = _code(section)
        if wanted(code, name):
            yield _Chosen(section, here)
        else:
            yield from _coded(section, here, wanted)


def _is_otc(root: Any) -> bool:
    kind = _code(root)[1]
    if kind == PRESCRIPTION_LABEL:
        return False
    codes = {_code(section)[1] for section in root.iter(f"{_N}section")}
    return bool(codes & OTC) or (kind == OTC_LABEL and "34067-9" in codes)


def _sections(parent: Any) -> Iterator[Any]:
    """The sections below a document or a section; ``structuredBody`` stands between."""
    for component in parent.iterchildren(f"{_N}component"):
        yield from component.iterchildren(f"{_N}section")
        for body in component.iterchildren(f"{_N}structuredBody"):
            yield from _sections(body)


def _code(element: Any) -> tuple[str, str, str]:
    """Code system, code and name of a document or a section."""
    code = element.find(f"{_N}code")
    if code is None:
        return "", "", ""
    return code.get("codeSystem") or "", code.get("code") or "", code.get("displayName") or ""


def _section(
    element: Any, place: str, pictures: Mapping[str, LabelPicture], remarks: list[Remark]
) -> LabelSection:
    """A section with those below it. Excerpts (highlights) repeat what stands elsewhere."""
    context = SplContext(place, pictures, signs_of(element), remarks.append)
    title = inline_of(element.find(f"{_N}title"), context)
    flows = [flow_of(text_items(text, Style(), context)) for text in element.findall(f"{_N}text")]
    for text in element.findall(f"{_N}text"):
        remarks += private_use("".join(text.itertext()), place)
    blocks = tuple(block for flow in flows for block in (*flow.blocks, *flow.notes))
    system, code, _ = _code(element)
    inner = (
        _section(below, f"{place}/section[{number}]", pictures, remarks)
        for number, below in enumerate(_sections(element), 1)
        if not for_professionals(_code(below)[1:2], f"{place}/section[{number}]", remarks)
    )
    codes = ((system, code),) if code else ()
    blocks = without_title(title, blocks, place, remarks)
    return LabelSection(title, blocks, tuple(inner), codes, place)


def _pictures(root: Any, remarks: list[Remark]) -> dict[str, LabelPicture]:
    return {
        identity: _picture(media, remarks)
        for media in root.iter(f"{_N}observationMedia")
        if (identity := media.get("ID"))
    }


def _picture(media: Any, remarks: list[Remark]) -> LabelPicture:
    text = media.find(f"{_N}text")
    words = " ".join("".join(text.itertext()).split()) if text is not None else ""
    value = media.find(f"{_N}value")
    reference = value.find(f"{_N}reference") if value is not None else None
    name = (reference.get("value") if reference is not None else None) or media.get("ID") or ""
    content = None
    if value is not None and value.get("representation") == "B64":
        content = from_base64(value.text or "")
    kind = picture_kind(content) if content else None
    if content and not kind:
        remarks.append(
            Remark("picture-format", name, f"the picture {name!r} is in no known format")
        )
    return LabelPicture(name, content if kind else None, kind, words or None)


def _products(root: Any) -> Iterator[Any]:
    for product in root.iter(f"{_N}manufacturedProduct"):
        if product.find(f"{_N}name") is not None or product.find(f"{_N}code") is not None:
            yield product


def _language(root: Any) -> str | None:
    code = _value(root, "languageCode", "code") or root.get(_LANGUAGE)
    return _CANADIAN_LANGUAGES.get(code or "", code)


def _name(root: Any, products: list[Any]) -> str:
    for product in products:
        name = product.find(f"{_N}name")
        if name is not None and (said := _words(name)):
            return said
    title = root.find(f"{_N}title")
    return (_words(title) if title is not None else "") or "?"


def _words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _ingredients(products: list[Any]) -> tuple[str, ...]:
    names = []
    for product in products:
        for ingredient in product.iterchildren(f"{_N}ingredient"):
            name = ingredient.find(f"{_N}ingredientSubstance/{_N}name")
            if name is not None and ingredient.get("classCode") in _ACTIVE:
                names.append(_words(name))
    return tuple(dict.fromkeys(filter(None, names)))


def _codes(products: list[Any]) -> tuple[tuple[str, str], ...]:
    found = (_code(product)[:2] for product in products)
    return tuple(dict.fromkeys((system, code) for system, code in found if code))


def _value(root: Any, name: str, attribute: str) -> str | None:
    element = root.find(f"{_N}{name}")
    return (element.get(attribute) or None) if element is not None else None


def _date(value: str | None) -> str | None:
    """HL7's ``YYYYMMDD…`` as an ISO date."""
    if not value or not value[:8].isdigit() or len(value) < 4:
        return value
    parts = [value[:4], value[4:6], value[6:8]]
    return "-".join(part for part in parts if part)


def _publisher(root: Any) -> str | None:
    path = f"{_N}author/{_N}assignedEntity/{_N}representedOrganization/{_N}name"
    name = root.find(path)
    return (_words(name) or None) if name is not None else None


def _refuse(root: Any) -> None:
    """Say why there is nothing for patients."""
    _, code, name = _code(root)
    sections = list(root.iter(f"{_N}section"))
    codes = [_code(section)[1] for section in sections]
    if "ndexing" in name or code == "60685-5":
        refuse("no-label", f"it is an indexing file ({name or code}), no label")
    if not sections:
        what = f"{name} ({code})" if name else code or "no kind named"
        refuse("no-label", f"it has no sections: a labeler's request or a listing ({what})")
    titles = [plain(inline_of(s.find(f"{_N}title"), _NOWHERE)) or _code(s)[2] for s in sections]
    named = [title for title in dict.fromkeys(titles) if title][:_MOST_NAMED]
    holds = f"; it holds {', '.join(map(repr, named))}" if named else ""
    if COUNSELLING in codes and not any(known in codes for known in PATIENT):
        refuse(
            "counselling-only",
            "the only text about patients is what the prescriber should say to them"
            f" (LOINC {COUNSELLING}), no text for patients{holds}",
        )
    refuse("no-patient-text", f"it has the professional text only, and none for patients{holds}")


_NOWHERE: Final = SplContext("", {}, {}, lambda _: None)
