"""openFDA label records (api.fda.gov/drug/label) into Documents.

openFDA has each section as one line without markup; the fields ``*_table`` hold the markup of
its tables, whose words mostly stand in the line too. Sections are fields, and a section in
another stands in both fields: here every word is said once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from leaflets.epi.label_document import Document, LabelProvenance, LabelSection, Remark
from leaflets.errors import LeafletsError, Problem
from leaflets.importers.empty_sections import says_anything
from leaflets.importers.flattened import Field, sections_of_fields
from leaflets.importers.untrusted import refuse

PATIENT_FIELDS: Final = (
    "spl_medguide",
    "spl_patient_package_insert",
    "patient_medication_information",
    "instructions_for_use",
)
"""Fields written for patients; ``information_for_patients`` is for the prescriber."""

PANEL_FIELDS: Final = (
    "active_ingredient",
    "purpose",
    "indications_and_usage",
    "warnings",
    "do_not_use",
    "ask_doctor",
    "ask_doctor_or_pharmacist",
    "when_using",
    "stop_use",
    "pregnancy_or_breast_feeding",
    "keep_out_of_reach_of_children",
    "overdosage",
    "dosage_and_administration",
    "storage_and_handling",
    "inactive_ingredient",
    "questions",
)
"""The fields of Drug Facts in the order of 21 CFR 201.66(c); others stand after them."""

_DRUG_FACTS: Final = ("active_ingredient", "purpose", "keep_out_of_reach_of_children", "do_not_use")
_ABOUT: Final = ("id", "set_id", "version", "effective_time", "openfda", "spl_id")
_FRONT_AND_DATA: Final = ("package_label_principal_display_panel", "spl_product_data_elements")
_PROFESSIONAL: Final = (
    *("information_for_patients", "description", "clinical_pharmacology", "clinical_studies"),
    *("mechanism_of_action", "pharmacodynamics", "pharmacokinetics", "references"),
    *("nonclinical_toxicology", "recent_major_changes", "microbiology"),
)
_NOT_ON_PANEL: Final = frozenset((*_ABOUT, *_FRONT_AND_DATA, *_PROFESSIONAL))
_MOST_NAMED: Final = 5


def is_openfda(data: Any) -> bool:
    """Whether JSON data look like openFDA's: records, or one of them."""
    return any(_is_record(record) for record in _listed(data))


def read_openfda(data: Any, provenance: LabelProvenance) -> tuple[Document, ...]:
    """A Document for each record that has text for patients.

    Raises LeafletsError (kind "import") where none has.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    records = _listed(data)
    for number, record in enumerate(records):
        place = f"results[{number}]"
        try:
            documents.append(_document(record, place, replace(provenance, number=number)))
        except LeafletsError as error:
            problems += error.problems
    if not documents:
        raise LeafletsError(*problems)
    if problems:
        skipped = tuple(Remark("record-refused", p.field, p.message) for p in problems)
        documents[0] = replace(documents[0], remarks=(*documents[0].remarks, *skipped))
    return tuple(documents)


def _listed(data: Any) -> list[Any]:
    if isinstance(data, Mapping) and isinstance(data.get("results"), list):
        return list(data["results"])
    return data if isinstance(data, list) else [data]


def _is_record(record: Any) -> bool:
    if not isinstance(record, Mapping) or "resourceType" in record:
        return False
    known = {*PATIENT_FIELDS, *PANEL_FIELDS, "openfda", "set_id", "spl_product_data_elements"}
    return len(known.intersection(record)) > 1


def _document(record: Any, place: str, provenance: LabelProvenance) -> Document:
    if not isinstance(record, Mapping):
        refuse("format", "a result is no record", field=place)
    remarks: list[Remark] = []
    names = _chosen(record, place)
    fields = [Field(name, _texts(record, name), _texts(record, f"{name}_table")) for name in names]
    sections = sections_of_fields(fields, place, remarks)
    if not any(map(says_anything, sections)):
        refuse("empty", "every section for patients is empty", field=place)
    return _described(record, sections, provenance, tuple(remarks))


def _described(
    record: Mapping[str, Any],
    sections: tuple[LabelSection, ...],
    provenance: LabelProvenance,
    remarks: tuple[Remark, ...],
) -> Document:
    about = record.get("openfda")
    about = about if isinstance(about, Mapping) else {}
    names = [*_texts(about, "brand_name"), *_texts(about, "generic_name")]
    identity = _one(record, "set_id") or _one(record, "id")
    source = replace(
        provenance,
        set_id=identity,
        version=_one(record, "version"),
        date=_date(_one(record, "effective_time")),
        publisher=next(iter(_texts(about, "manufacturer_name")), None),
    )
    codes = (("2.16.840.1.113883.6.69", code) for code in _texts(about, "product_ndc"))
    return Document(
        name=next(iter(names), None) or _unnamed(record) or identity or "?",
        tag=None,
        sections=sections,
        provenance=source,
        ingredients=tuple(_texts(about, "substance_name")),
        codes=tuple(codes),
        remarks=remarks,
    )


def _unnamed(record: Mapping[str, Any]) -> str | None:
    """The name at the beginning of the data elements, before the names of ingredients."""
    elements = next(iter(_texts(record, "spl_product_data_elements")), "")
    return " ".join(elements.split()[:3]) or None


def _chosen(record: Mapping[str, Any], place: str) -> list[str]:
    """The names of the fields for patients, in the order in which they are read."""
    with_tables = {name.removesuffix("_table") for name in record if _texts(record, name)}
    for_patients = [name for name in _in_order(record) if name in PATIENT_FIELDS]
    if for_patients:
        return for_patients
    if _is_otc(record, with_tables):
        names = [name for name in _in_order(record) if name not in _NOT_ON_PANEL]
        return [name for name in PANEL_FIELDS if name in names] + [
            name for name in names if name not in PANEL_FIELDS
        ]
    _refuse(record, place)
    return []


def _in_order(record: Mapping[str, Any]) -> list[str]:
    """The fields that hold text, each once, in the record's order."""
    names = (name.removesuffix("_table") for name in record if _texts(record, name))
    return list(dict.fromkeys(names))


def _is_otc(record: Mapping[str, Any], names: set[str]) -> bool:
    about = record.get("openfda")
    kinds = _texts(about, "product_type") if isinstance(about, Mapping) else []
    if any("PRESCRIPTION" in kind for kind in kinds):
        return False
    return any("OTC" in kind for kind in kinds) or bool(names.intersection(_DRUG_FACTS))


def _texts(record: Mapping[str, Any], name: str) -> list[str]:
    value = record.get(name)
    found = value if isinstance(value, list) else [value]
    return [text for text in found if isinstance(text, str) and text.strip()]


def _one(record: Mapping[str, Any], name: str) -> str | None:
    return next(iter(_texts(record, name)), None)


def _date(value: str | None) -> str | None:
    if not value or len(value) != 8 or not value.isdigit():
        return value
    return f"{value[:4]}-{value[4:6]}-{value[6:]}"


def _refuse(record: Mapping[str, Any], place: str) -> None:
    names: Sequence[str] = [n for n in _in_order(record) if n not in ("id", "set_id", "version")]
    holds = f"; it holds {', '.join(list(names)[:_MOST_NAMED])}" if names else ""
    if "information_for_patients" in names:
        refuse(
            "counselling-only",
            "the only text about patients is what the prescriber should say to them"
            f" (information_for_patients, LOINC 34076-0), no text for patients{holds}",
            field=place,
        )
    refuse("no-patient-text", f"it has no text for patients{holds}", field=place)
