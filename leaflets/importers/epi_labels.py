"""FHIR ePI (electronic product information; FHIR R4 and R5 document Bundles) into Documents.

A regulator's file can hold several documents: bundles in bundles, the professional text beside
the package leaflet. Only what is for patients is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from leaflets.epi.label_document import (
    Document,
    Inline,
    LabelParagraph,
    LabelPicture,
    LabelProvenance,
    LabelSection,
    Remark,
)
from leaflets.errors import LeafletsError, Problem
from leaflets.importers.codes import (
    LEAFLET,
    PRESCRIPTION_LABEL,
    PROFESSIONAL,
    for_professionals,
    is_for_patients,
    is_headed_for_professionals,
    is_test,
    names_leaflet,
    names_summary,
)
from leaflets.importers.empty_sections import (
    private_use,
    repeated,
    same_words,
    says_anything,
    without_title,
    without_unavailable,
)
from leaflets.importers.epi_pictures import Pictures
from leaflets.importers.fhir import FhirResource, Node, narratives, nodes, resources, text, values
from leaflets.importers.flow import Flow, TextHeading, flow_of, sections_of
from leaflets.importers.inline import plain
from leaflets.importers.untrusted import MAX_DEPTH, refuse
from leaflets.importers.xhtml import XhtmlContext, inline_text, narrative_items, parse_div

_ACTIVE: Final = "100000072072"
_FIRST: Final = 8
_NAME_SECTION: Final = "200000029792"
"""EMA's code of "1. Name of the medicinal product" in a professional text."""


@dataclass(frozen=True)
class _Kind:
    """What a Composition is: for patients as a whole, or only its sections with patients' codes."""

    whole: bool = False
    parts: bool = False
    why: str = ""


def read_epi(root: Node, provenance: LabelProvenance) -> tuple[Document, ...]:
    """The leaflets of a FHIR file: a Document for each Composition for patients that says
    anything.

    Raises LeafletsError (kind "import") where there is none, and says what the file holds.
    """
    found = list(resources(root))
    compositions = [resource for resource in found if resource.kind == "Composition"]
    if not compositions:
        kinds = sorted({resource.kind for resource in found[1:] if resource.kind})
        holds = f" of {', '.join(kinds[:5])}" if kinds else ""
        kind = text(root, "type") or ""
        what = f"{text(root, 'resourceType') or 'FHIR resource'} {kind}".strip()
        refuse("no-label", f"it is a {what}{holds}, without a Composition: no label")
    problems: list[Problem] = []
    documents = []
    for number, composition in enumerate(compositions):
        try:
            documents.append(_document(composition, found, replace(provenance, number=number)))
        except LeafletsError as error:
            problems += error.problems
    if documents and len(compositions) > 1:
        message = f"{len(compositions)} Compositions, {len(documents)} of them read"
        remark = Remark("several-documents", text(root, "resourceType") or "", message)
        documents = [replace(d, remarks=(*d.remarks, remark)) for d in documents]
    if not documents or any(_is_fatal(problem) for problem in problems):
        raise LeafletsError(*problems)
    return tuple(documents)


def _is_fatal(problem: Problem) -> bool:
    """Whether a Composition's problem keeps the others back: it can't be read at all."""
    passed = ("no-patient-text", "empty", "counselling-only")
    return problem.code not in {f"import-{code}" for code in passed}


def _document(
    composition: FhirResource, found: Sequence[FhirResource], source: LabelProvenance
) -> Document:
    node, place = composition.node, composition.place
    remarks: list[Remark] = []
    pictures = Pictures(_near(composition, found), remarks)
    kind = _kind(node)
    chosen = tuple(_chosen(node, kind, place, remarks))
    if not chosen:
        _refuse(node, place, kind)
    read = (_section(section, where, pictures, remarks, 0) for section, where in chosen)
    sections = tuple(without_unavailable(read, remarks))
    if not any(map(says_anything, sections)):
        message = "every section is empty or says that it is unavailable"
        refuse("empty", message, field=place)
    _remark_languages(composition, remarks)
    near = _near(composition, found)
    products = [r for r in near if r.kind == "MedicinalProductDefinition"]
    return Document(
        name=_name(node, near, found, sections, remarks),
        tag=_language(composition),
        sections=sections,
        provenance=_provenance(composition, found, source),
        ingredients=_ingredients(_near(composition, found)),
        codes=_codes(products),
        remarks=tuple(remarks),
    )


def _near(composition: FhirResource, found: Iterable[FhirResource]) -> list[FhirResource]:
    """The resources that a Composition can mean: those of its own bundle, then of those around."""
    bundles = tuple(reversed(composition.around))
    return [r for bundle in bundles for r in found if r.around and r.around[-1] is bundle]


def _kind(node: Node) -> _Kind:
    """What a Composition is; its headings are believed before its type."""
    headings = [title for title in _titles(node) if is_headed_for_professionals(title)]
    if len(headings) < 2:
        return _said_kind(node)
    shown = ", ".join(repr(title) for title in headings[:2])
    return _Kind(why=f"{shown} stand in professionals' texts only")


def _said_kind(node: Node) -> _Kind:
    codes = values(node, "type", "coding", "code")
    names = [
        *values(node, "type", "text"),
        *values(node, "type", "coding", "display"),
        *values(node, "title"),
    ]
    said = next(iter(names), "") or ", ".join(codes) or "of no named type"
    if LEAFLET in codes or any(is_for_patients(code) for code in codes):
        return _Kind(whole=True)
    if PROFESSIONAL.intersection(codes) or any(map(names_summary, names[:-1] or names)):
        return _Kind(why=f"the professional text ({said})")
    if PRESCRIPTION_LABEL in codes or _has_coded(node):
        return _Kind(parts=True, why=f"a label without a section for patients ({said})")
    if any(map(names_leaflet, names)):
        return _Kind(whole=True)
    titles = values(node, "section", "title")
    if any(map(names_leaflet, titles)):
        return _Kind(whole=True)
    return _Kind(why=f"a Composition that doesn't say it is for patients ({said})")


def _titles(node: Node, depth: int = 0) -> Iterator[str]:
    """The titles of all sections."""
    if depth < MAX_DEPTH // 4:
        for section in nodes(node, "section"):
            yield text(section, "title") or ""
            yield from _titles(section, depth + 1)


def _has_coded(node: Node) -> bool:
    return any(
        is_for_patients(code)
        for section in nodes(node, "section")
        for code in (
            *values(section, "code", "coding", "code"),
            *values(section, "section", "code", "coding", "code"),
        )
    )


def _chosen(
    node: Node, kind: _Kind, place: str, remarks: list[Remark]
) -> Iterator[tuple[Node, str]]:
    for number, section in enumerate(nodes(node, "section")):
        here = f"{place}.section[{number}]"
        codes = values(section, "code", "coding", "code")
        if any(map(is_for_patients, codes)):
            yield section, here
        elif kind.whole:
            if not for_professionals(codes, here, remarks):
                yield section, here
        elif kind.parts:
            yield from _chosen(section, kind, here, remarks)


def _section(
    section: Node, place: str, pictures: Pictures, remarks: list[Remark], depth: int
) -> LabelSection:
    if depth > MAX_DEPTH // 4:
        refuse("too-deep", f"sections stand in more than {MAX_DEPTH // 4} others", field=place)
    title = inline_text(text(section, "title") or "")
    context = XhtmlContext(place, pictures.find, remarks.append)
    parts: list[Any] = []
    notes: list[Any] = []
    for div in narratives(section):
        flow = _flow(div, context)
        parts += flow.parts
        notes += flow.notes
    blocks, inner = _parted(title, (*parts, *notes), place, remarks)
    below = tuple(
        _section(found, f"{place}.section[{number}]", pictures, remarks, depth + 1)
        for number, found in enumerate(nodes(section, "section"))
        if not for_professionals(
            values(found, "code", "coding", "code"), f"{place}.section[{number}]", remarks
        )
    )
    codings = nodes(section, "code", "coding")
    codes = ((text(c, "system") or "", text(c, "code") or "") for c in codings)
    known = tuple(dict.fromkeys((system, code) for system, code in codes if code))
    return LabelSection(title, blocks, (*inner, *below), known, place)


def _flow(div: Any, context: XhtmlContext) -> Flow:
    root = parse_div(div, context.place) if isinstance(div, str) else div
    for remark in private_use("".join(root.itertext()), context.place):
        context.remark(remark)
    return flow_of(narrative_items(root, context))


def _parted(
    title: Inline, parts: Sequence[Any], place: str, remarks: list[Remark]
) -> tuple[tuple[Any, ...], tuple[LabelSection, ...]]:
    """Blocks and sections of a text; a first heading that is the section's title goes."""
    if parts and isinstance(parts[0], TextHeading) and same_words(title, parts[0].text):
        remarks.append(repeated(place, title))
        parts = parts[1:]
    blocks, inner = sections_of(parts, place)
    return without_title(title, blocks, place, remarks), inner


def _language(composition: FhirResource) -> str | None:
    around = (text(bundle, "language") for bundle in reversed(composition.around))
    return text(composition.node, "language") or next(filter(None, around), None)


def _remark_languages(composition: FhirResource, remarks: list[Remark]) -> None:
    own = text(composition.node, "language")
    for bundle in composition.around:
        outer = text(bundle, "language")
        if own and outer and own.lower() != outer.lower():
            message = f"the Bundle says {outer}, the Composition {own}"
            remarks.append(Remark("language-differs", composition.place, message))


def _name(
    node: Node,
    near: Sequence[FhirResource],
    found: Sequence[FhirResource],
    sections: Sequence[LabelSection],
    remarks: list[Remark],
) -> str:
    """The medicine's name: the title, where it is no document's; else the product's; else that of
    the professional text, as the leaflet's own first lines have it."""
    title = text(node, "title") or ""
    if title and not names_leaflet(title) and not names_summary(title) and not is_test(title):
        return title
    products = (r for r in near if r.kind == "MedicinalProductDefinition")
    names = [name for p in products for name in values(p.node, "name", "productName")]
    if not names and (name := _summary_name(found)):
        own = _line_like(name, sections)
        message = f"named as the professional text beside it: {name!r}"
        if own:
            message = f"named as the leaflet's first lines and the professional text: {own!r}"
        remarks.append(Remark("name", "", message))
        return own or name
    return names[0] if names else title or "?"


def _line_like(name: str, sections: Sequence[LabelSection]) -> str | None:
    """The first line in bold of a text that begins with the same word as a name."""
    for section in sections[:_FIRST]:
        for block in section.blocks[:_FIRST]:
            if isinstance(block, LabelParagraph) and all(
                r.bold for r in block.text if r.text.strip()
            ):
                said = " ".join(plain(block.text).split())
                is_whole = "??" not in said
                if is_whole and said.casefold().split()[:1] == name.casefold().split()[:1]:
                    return said
    return None


def _summary_name(found: Sequence[FhirResource]) -> str:
    """The first line of "1. Name of the medicinal product" in a professional text beside it."""
    for resource in found:
        for section in nodes(resource.node, "section", "section"):
            if _NAME_SECTION in values(section, "code", "coding", "code"):
                context = XhtmlContext(resource.place, LabelPicture, lambda _: None)
                flows = [_flow(div, context) for div in narratives(section)]
                said = (
                    plain(b.text) for f in flows for b in f.blocks if isinstance(b, LabelParagraph)
                )
                return next(said, "")
    return ""


def _provenance(
    composition: FhirResource, found: Iterable[FhirResource], source: LabelProvenance
) -> LabelProvenance:
    node = composition.node
    bundle = composition.around[-1] if composition.around else None
    organisations = [r.node for r in _near(composition, found) if r.kind == "Organization"]
    publishers = [
        *values(node, "author", "display"),
        *(n for o in organisations for n in values(o, "name")),
    ]
    return replace(
        source,
        set_id=text(node, "identifier", "value") or text(bundle, "identifier", "value"),
        version=text(node, "version") or text(node, "meta", "versionId"),
        date=text(node, "date") or text(bundle, "timestamp"),
        publisher=next(iter(publishers), None),
    )


def _ingredients(near: Iterable[FhirResource]) -> tuple[str, ...]:
    """Active ingredients (RMS 100000072072; HL7's "active") by name."""
    names = []
    for resource in near:
        if resource.kind != "Ingredient":
            continue
        roles = [value.lower() for value in values(resource.node, "role", "coding", "code")]
        shown = [value.lower() for value in values(resource.node, "role", "coding", "display")]
        if _ACTIVE not in roles and "active" not in (*roles, *shown):
            continue
        concept = nodes(resource.node, "substance", "code", "concept")
        found = [
            value
            for c in concept
            for value in (*values(c, "text"), *values(c, "coding", "display"))
        ]
        names += found[:1]
    return tuple(dict.fromkeys(names))


def _codes(products: Sequence[FhirResource]) -> tuple[tuple[str, str], ...]:
    found = [
        (text(identifier, "system") or "", value)
        for product in products
        for identifier in nodes(product.node, "identifier")
        if (value := text(identifier, "value"))
    ]
    return tuple(dict.fromkeys(found))


def _refuse(node: Node, place: str, kind: _Kind) -> None:
    titles = values(node, "section", "title")[:5]
    holds = f"; it holds {', '.join(repr(title[:60]) for title in titles)}" if titles else ""
    if not nodes(node, "section"):
        refuse("empty", "the Composition has no sections", field=place)
    refuse("no-patient-text", f"it has no text for patients: {kind.why}{holds}", field=place)
