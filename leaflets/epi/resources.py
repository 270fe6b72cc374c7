"""The resources of a FHIR R5 document about one medicine, as plain data.

Ids are UUIDs made of the content (RFC 9562, version 5): the same content has the same ones.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from leaflets.content.phrase import Phrase
from leaflets.content.record import Told
from leaflets.epi.export_data import Export
from leaflets.epi.narrative import NarrativeSection
from leaflets.sheet.medicine import SYSTEMS
from leaflets.sheet.model import Sheet

Resource = dict[str, Any]

DATA_TYPE: Final = "application/json"
_NAMESPACE: Final = uuid.UUID("5d0c1d5e-7a0e-4b52-9f0a-3f1f6a4c7c11")
_IDENTIFIERS: Final = "urn:ietf:rfc:3986"
_MEDIA_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}

# EMA's lists in SPOR's Referentials Management: document types; headings of the QRD template.
_DOCUMENTS: Final = "https://spor.ema.europa.eu/v1/lists/100000155531/terms/"
_PACKAGE_LEAFLET: Final = "100000155538"
_QRD: Final = "https://spor.ema.europa.eu/v1/lists/200000029659/terms/"
_QRD_HEADINGS: Final = {
    "word:heading.about": "200000029895",
    "word:heading.before": "200000029896",
    "word:heading.before.must_not": "200000029897",
    "word:heading.before.tell_doctor": "200000029898",
    "word:heading.before.medicines": "200000029900",
    "word:heading.before.foods": "200000029901",
    "word:heading.before.driving": "200000029903",
    "word:heading.how_to_take": "200000029905",
    "word:heading.how_to_take.too_much": "200000029907",
    "word:heading.how_to_take.missed": "200000029908",
    "word:heading.how_to_take.stopping": "200000029909",
    "word:heading.side_effects": "200000029910",
    "word:heading.storage": "200000029913",
}
"""The QRD template's headings by ours, where they mean the same."""


def uuid_of(content: object) -> str:
    """The UUID of anything that can be written as JSON."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps(content, ensure_ascii=False, sort_keys=True)))


def address(resource: Resource, key: str | None = None) -> str:
    """What a resource is referred to by: ``fullUrl``; its id, unless ``key`` is given."""
    return f"urn:uuid:{key or resource['id']}"


def with_id(resource: Resource) -> Resource:
    """The resource with an id made of its content."""
    kind, *rest = resource.items()
    return dict([kind, ("id", uuid_of(resource)), *rest])


def binary(content: bytes, media_type: str) -> Resource:
    """A Binary; its id is the SHA-256 of its content, which is how it can be checked."""
    return {
        "resourceType": "Binary",
        "id": hashlib.sha256(content).hexdigest(),
        "contentType": media_type,
        "data": base64.b64encode(content).decode(),
    }


def figure_ids(names: Iterable[str]) -> dict[str, str]:
    """The ids of pictures within a Composition, by their names."""
    return {name: f"figure-{number}" for number, name in enumerate(sorted(names), 1)}


def organization(name: str) -> Resource:
    """Who publishes the leaflets."""
    return with_id({"resourceType": "Organization", "name": name})


def product(sheet: Sheet, told: Iterable[Told]) -> Resource:
    """The resource of the medicine: its names (brands by country), and what others call it."""
    uris = {name: uri for uri, name in reversed(SYSTEMS.items())}
    codings = {
        system: [{"system": uris[system], "code": code} for code in codes]
        for system, codes in sheet.codes
    }
    names = dict.fromkeys(Phrase("name", one.leaflet.sheet.name).plain for one in told)
    countries: dict[str, list[str]] = {}
    for brand in sheet.brands:
        for name in brand.names:
            countries.setdefault(name, []).append(brand.country)
    found = {
        "resourceType": "MedicinalProductDefinition",
        "identifier": [
            {"system": _IDENTIFIERS, "value": f"urn:uuid:{uuid_of(['medicine', sheet.id])}"},
            *({"system": one["system"], "value": one["code"]} for one in codings["gtin"]),
        ],
        "version": sheet.version,
        "classification": [{"coding": [coding]} for coding in codings["atc"]],
        "name": [
            *({"productName": name} for name in names),
            *(
                {"productName": name, "usage": [_usage(country) for country in where]}
                for name, where in countries.items()
            ),
        ],
        "code": [*codings["rxnorm"], *codings["snomed"]],
    }
    return with_id({key: value for key, value in found.items() if value})


def _usage(country: str) -> Resource:
    # FHIR wants a language beside the country; a sheet says none: "und" (ISO 639-2).
    return {
        "country": {"coding": [{"system": "urn:iso:std:iso:3166", "code": country}]},
        "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "und"}]},
    }


def composition(
    export: Export,
    told: Told,
    sections: Iterable[NarrativeSection],
    references: Mapping[str, str],
    others: Iterable[str] = (),
) -> Resource:
    """The Composition of one language. ``references`` are the addresses of the other resources.

    ``others`` are those of the Compositions in the other languages.
    """
    leaflet = told.leaflet
    name = Phrase("name", leaflet.sheet.name).plain
    shown = tuple(sections)
    relations = [("derived-from", references["data"])]
    relations += [("transformed-into", other) for other in others]
    if "organization" in references:
        author: Resource = {"reference": references["organization"], "display": export.publisher}
    else:
        author = {"display": Phrase("publisher", leaflet.publisher).plain}
    found: Resource = {
        "resourceType": "Composition",
        "language": leaflet.language,
        "contained": _contained(export.figures),
        "version": export.sheet.version,
        "status": "preliminary" if leaflet.is_draft else "final",
        "type": {
            "coding": [{"system": _DOCUMENTS, "code": _PACKAGE_LEAFLET}],
            "text": Phrase("kind", leaflet.words["leaflet.kind"]).plain,
        },
        "subject": [{"reference": references["product"], "display": name}],
        "date": export.sheet.date.isoformat(),
        "author": [author],
        "title": name,
        "relatesTo": [
            {"type": kind, "resourceReference": {"reference": target}} for kind, target in relations
        ],
        "section": [section_resource(section, name, export.figures) for section in shown],
    }
    identity = {"system": _IDENTIFIERS, "value": f"urn:uuid:{uuid_of(found)}"}
    kind, language, *rest = ((key, value) for key, value in found.items() if value)
    return with_id(dict([kind, language, ("identifier", [identity]), *rest]))


def section_resource(section: NarrativeSection, name: str, figures: Iterable[str]) -> Resource:
    """A section; ``name`` is what the head of the leaflet, which has no heading, is about."""
    identity = section.title.identity if section.title else ""
    title = section.title.plain if section.title else None
    ids = figure_ids(figures)
    known = _QRD_HEADINGS.get(identity)
    code: Resource = {"coding": [{"system": _QRD, "code": known}]} if known else {}
    found: Resource = {
        "title": title,
        "code": {**code, "text": title or name},
        "text": {"status": "additional", "div": section.div} if section.div else None,
        "entry": [{"reference": f"#{ids[figure]}"} for figure in dict.fromkeys(section.figures)],
        "section": [section_resource(inner, name, figures) for inner in section.sections],
    }
    return {key: value for key, value in found.items() if value}


def _contained(figures: Mapping[str, bytes]) -> list[Resource]:
    ids = figure_ids(figures)
    return [
        binary(figures[name], _MEDIA_TYPES[name.rpartition(".")[2]]) | {"id": ids[name]}
        for name in sorted(figures)
    ]
