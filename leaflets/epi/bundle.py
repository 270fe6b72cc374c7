"""A FHIR R5 document Bundle of an exported sheet: one Composition for each language."""

from __future__ import annotations

import json
from typing import Any, Final

from leaflets.content.record import Told
from leaflets.epi.export_data import Export, export_json
from leaflets.epi.narrative import NarrativeSection, narrative_sections
from leaflets.epi.resources import (
    DATA_TYPE,
    Resource,
    address,
    binary,
    composition,
    figure_ids,
    organization,
    product,
    uuid_of,
)
from leaflets.library.libraries import built_in_templates
from leaflets.snapshot import Folders

MEDIA_TYPE: Final = "application/fhir+json"


def narrative_of(export: Export, told: Told, templates: Folders) -> tuple[NarrativeSection, ...]:
    """The sections of one language, by the built-in ``templates``.

    Raises LeafletsError (kind "template").
    """
    addresses = {name: f"#{id_}" for name, id_ in figure_ids(export.figures).items()}
    return narrative_sections(told, templates, addresses)


def bundle_of(export: Export, templates: Folders | None = None) -> dict[str, Any]:
    """The Bundle: the Composition in the sheet's own language first, its data last.

    ``templates`` are the built-in ones, read now where they are not given.

    Raises LeafletsError (kind "template").
    """
    data = binary(export_json(export).encode(), DATA_TYPE)
    medicine = product(export.sheet, export.told)
    references = {"data": address(data, uuid_of(data["id"])), "product": address(medicine)}
    entries = [(references["product"], medicine)]
    if export.publisher:
        publisher = organization(export.publisher)
        references["organization"] = address(publisher)
        entries.append((references["organization"], publisher))
    entries.append((references["data"], data))
    first, *rest = export.told
    built_in = templates or built_in_templates()

    def narrated(told: Told) -> tuple[NarrativeSection, ...]:
        return narrative_of(export, told, built_in)

    others = [composition(export, told, narrated(told), references) for told in rest]
    own = composition(export, first, narrated(first), references, map(address, others))
    compositions = [(address(one), one) for one in (own, *others)]
    return _document(export, [*compositions, *entries])


def bundle_text(bundle: dict[str, Any]) -> str:
    """The text of a Bundle's file (JSON)."""
    return json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"


def _document(export: Export, entries: list[tuple[str, Resource]]) -> dict[str, Any]:
    tags = [told.leaflet.language for told in export.told]
    found = {
        "resourceType": "Bundle",
        "id": uuid_of([key for key, _ in entries]),
        "language": tags[0] if len(tags) == 1 else None,
        "identifier": {
            "system": "urn:ietf:rfc:3986",
            "value": f"urn:uuid:{uuid_of(['leaflets', export.sheet.id, *tags])}",
        },
        "type": "document",
        "timestamp": f"{export.sheet.date.isoformat()}T00:00:00Z",
        "entry": [{"fullUrl": key, "resource": resource} for key, resource in entries],
    }
    return {key: value for key, value in found.items() if value}
