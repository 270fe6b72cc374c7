"""openFDA's label records: text in one line a section, tables beside it in SPL's markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, Final

from leaflets.errors import LeafletsError, problem
from leaflets.importers.document import (
    Block,
    Document,
    ListOf,
    Paragraph,
    Picture,
    Provenance,
    Remark,
    Run,
    Section,
    Table,
)
from leaflets.importers.markup_reader import blocks_of, tidy
from leaflets.importers.suspicions import suspicions
from leaflets.importers.xml_reader import xml_root

FOR_PATIENTS: Final = (
    "spl_medguide",
    "spl_patient_package_insert",
    "patient_medication_information",
    "instructions_for_use",
)
DRUG_FACTS: Final = (
    "active_ingredient",
    "purpose",
    "indications_and_usage",
    "boxed_warning",
    "warnings",
    "do_not_use",
    "ask_doctor",
    "ask_doctor_or_pharmacist",
    "when_using",
    "stop_use",
    "pregnancy_or_breast_feeding",
    "keep_out_of_reach_of_children",
    "dosage_and_administration",
    "overdosage",
    "storage_and_handling",
    "other_safety_information",
    "inactive_ingredient",
    "questions",
    "adverse_reactions",
    "spl_unclassified_section",
)
"""The fields of a label without prescription (open.fda.gov, drug label), in a label's order."""

_OTC: Final = "HUMAN OTC DRUG"
_WORD: Final = re.compile(r"\w+")


def read_openfda(name: str, content: bytes, data: Any) -> tuple[Document, ...]:
    """The patients' text of each record. Raises LeafletsError (kind "import") without any."""
    records = records_in(data)
    digest = hashlib.sha256(content).hexdigest()
    found = [_document(name, digest, record) for record in records]
    if not any(found):
        raise LeafletsError(problem("import-nothing-for-patients", _what_it_holds(records)))
    return tuple(document for document in found if document)


def records_in(data: Any) -> list[dict[str, Any]]:
    """The label records of an answer, or a record alone."""
    records = data.get("results", [data]) if isinstance(data, dict) else data
    return [one for one in records if isinstance(one, dict)] if isinstance(records, list) else []


def _document(name: str, digest: str, record: dict[str, Any]) -> Document | None:
    otc = _OTC in _strings(record.get("openfda", {}), "product_type")
    fields = DRUG_FACTS if otc else FOR_PATIENTS
    texts = {field: " ".join(_strings(record, field)) for field in fields}
    remarks: list[Remark] = []
    sections = []
    for field, text in texts.items():
        holder = next((o for o in fields if o != field and _holds(texts[o], text)), None)
        if holder and text:
            remarks.append(Remark("said-twice", field, f"it stands in {holder!r} as well"))
        elif text.strip():
            sections.append(_section(record, field, text, remarks))
    if not sections:
        return None
    own = record.get("openfda", {})
    named = [*_strings(own, "brand_name"), *_strings(own, "generic_name")]
    date = str(record.get("effective_time") or "")
    return Document(
        named[0] if named else name,
        "en",
        tuple(sections),
        Provenance(
            name,
            digest,
            "openfda",
            str(record.get("set_id") or "") or None,
            str(record.get("version") or "") or None,
            f"{date[:4]}-{date[4:6]}-{date[6:8]}" if re.fullmatch(r"\d{8}", date) else None,
            next(iter(_strings(own, "manufacturer_name")), None),
        ),
        tuple(_strings(own, "generic_name")),
        tuple(("rxnorm", code) for code in _strings(own, "rxcui")),
        (*remarks, *suspicions(sections)),
    )


def _strings(holder: Any, name: str) -> list[str]:
    value = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _holds(outer: str, inner: str) -> bool:
    """Whether a text holds another one, word for word, and more."""
    one, other = (f" {' '.join(_WORD.findall(text))} ".casefold() for text in (outer, inner))
    return len(one) > len(other) and other in one


def _section(record: dict[str, Any], field: str, text: str, remarks: list[Remark]) -> Section:
    """A field with its tables in the places of their words; a table of other words is left out.

    The text holds the words of its tables once more: they must not stand twice.
    """
    blocks: list[Block] = []
    for markup in _strings(record, f"{field}_table"):
        table = _table(markup)
        words = _WORD.findall(" ".join(_words_of(table)))
        place = _place_of(words, text)
        if place is None:
            message = "a table has other words than the text, or stands elsewhere: the text counts"
            remarks.append(Remark("table-left-out", f"{field}_table", message))
            continue
        blocks += [*_paragraph(text[: place[0]]), *table]
        text = text[place[1] :]
    return Section((), (*blocks, *_paragraph(text)), (), (("openfda", field),), field)


def _paragraph(text: str) -> list[Block]:
    line = tidy([Run(text)])
    return [Paragraph(line)] if line else []


def _table(markup: str) -> tuple[Block, ...]:
    try:
        root = xml_root(f"<div>{markup}</div>".encode())
    except LeafletsError:
        return ()
    return blocks_of(root, lambda shown: Picture(shown.get("referencedObject") or "picture"))


def _words_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield "".join(run.text for run in block.text)
            case ListOf():
                for item in block.items:
                    yield from _words_of(item.blocks)
            case Table():
                yield "".join(run.text for run in block.caption)
                for row in block.rows:
                    for cell in row:
                        yield from _words_of(cell.blocks)
                yield from _words_of(block.notes)
            case _:
                pass


def _place_of(words: list[str], text: str) -> tuple[int, int] | None:
    """Where a text says these words, one after another."""
    if not words:
        return None
    found = re.search(r"\W+".join(map(re.escape, words)), text)
    return (found.start(), found.end()) if found else None


def _what_it_holds(records: list[dict[str, Any]]) -> str:
    if not records:
        return "there is no label record in it"
    fields = sorted({field for one in records for field in one if not field.endswith("_table")})
    counselling = "information_for_patients" in fields
    what = (
        "only what the prescriber should tell patients (information_for_patients)"
        if counselling
        else f"fields such as {', '.join(fields[:4])}"
    )
    return f"nothing in it is written for patients; it holds {what}"
