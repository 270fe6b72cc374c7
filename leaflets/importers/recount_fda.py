"""The patients' text of openFDA records as plain text, for counting its words."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from leaflets.importers.recount_html import html_text

_GUIDES: Final = (
    *("spl_medguide", "spl_patient_package_insert", "patient_medication_information"),
    *("instructions_for_use",),
)
_PANEL: Final = (
    *("active_ingredient", "purpose", "indications_and_usage", "warnings", "do_not_use"),
    *("ask_doctor", "ask_doctor_or_pharmacist", "when_using", "stop_use"),
    *("pregnancy_or_breast_feeding", "keep_out_of_reach_of_children", "overdosage"),
    *("dosage_and_administration", "storage_and_handling", "inactive_ingredient"),
    *("questions",),
)
_OTHER: Final = (
    *("id", "set_id", "version", "effective_time", "openfda", "spl_id"),
    *("package_label_principal_display_panel", "spl_product_data_elements"),
    *("information_for_patients", "description", "clinical_pharmacology"),
    *("clinical_studies", "mechanism_of_action", "pharmacodynamics", "pharmacokinetics"),
    *("references", "nonclinical_toxicology", "recent_major_changes", "microbiology"),
)


def fda_texts(content: bytes) -> list[str]:
    """The patients' text of each record; "" where there is none."""
    data = json.loads(content.decode("utf-8-sig"))
    results = data.get("results") if isinstance(data, dict) else data
    records = results if isinstance(results, list) else [data]
    return [_record(record) if isinstance(record, dict) else "" for record in records]


def _record(record: dict[str, Any]) -> str:
    names = list(dict.fromkeys(name.removesuffix("_table") for name in record))
    chosen = [name for name in names if name in _GUIDES]
    if not chosen:
        about = record.get("openfda")
        kinds = str(about.get("product_type", "")) if isinstance(about, dict) else ""
        if "PRESCRIPTION" in kinds or not ("OTC" in kinds or set(_PANEL[:2]) & set(names)):
            return ""
        rest = [name for name in names if name not in _PANEL and name not in _OTHER]
        chosen = [name for name in _PANEL if name in names] + rest
    lines = {name: _lines(record, name) for name in chosen}
    every = [line for name in chosen for line in lines[name]]
    said = set()
    parts = []
    for name in chosen:
        tables = _lines(record, f"{name}_table")
        for line in lines[name]:
            squeezed = _squeeze(line)
            outer = any(
                squeezed in _squeeze(other) and len(squeezed) < len(_squeeze(other))
                for other in every
            )
            if outer or squeezed in said:
                continue
            said.add(squeezed)
            parts.append(
                _with_tables(line, [t for n in chosen for t in _lines(record, f"{n}_table")])
            )
        for table in tables:
            words = _squeeze(_flat(table))
            if not any(words in _squeeze(line) for line in every) and words not in said:
                said.add(words)
                parts.append(_read(table))
    return "\n".join(parts)


def _lines(record: dict[str, Any], name: str) -> list[str]:
    value = record.get(name)
    found = value if isinstance(value, list) else [value]
    return [line for line in found if isinstance(line, str) and line.strip()]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _flat(table: str) -> str:
    """A table's text in the order of its markup, as openFDA flattens it."""
    return html_text(table.replace("tfoot", "tbody").replace("footnote", "content"))


def _read(table: str) -> str:
    """A table's text as it is read; an "o" before an item is its bullet."""
    return html_text(re.sub(r"<caption>\s*o\s*</caption>", " ", table))


def _with_tables(line: str, tables: list[str]) -> str:
    """A line in which each table is said in the order in which a table is read."""
    for table in sorted(set(tables), key=len, reverse=True):
        found = _place(_squeeze(_flat(table)), line)
        if found:
            line = f"{line[: found[0]]} {_read(table)} {line[found[1] :]}"
    return line


def _place(words: str, line: str) -> tuple[int, int] | None:
    places = [number for number, character in enumerate(line) if not character.isspace()]
    start = _squeeze(line).find(words) if words else -1
    return None if start < 0 else (places[start], places[start + len(words) - 1] + 1)
