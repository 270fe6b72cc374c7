"""What a finished leaflet carries as data: its record, alone or within a FHIR document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pikepdf
from pydantic import ValidationError

from leaflets.content.attachments import ATTACHMENT, ATTACHMENTS
from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Record
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.verify.extraction import Extract
from leaflets.verify.pdf_files import read_from_outside

if TYPE_CHECKING:
    from leaflets.epi.export_data import Export

_EPI = ATTACHMENTS["epi"].name


def record_of(found: Extract) -> Record:
    """The record in a PDF. Raises LeafletsError where there is none, or not ours."""
    return _record_of(found.attachments)


def record_in(content: bytes) -> Record:
    """The record in the bytes of a PDF, nothing else of which is read.

    Raises LeafletsError (kind "verification") where it is no PDF, or has no record of ours.
    """

    def read() -> dict[str, bytes]:
        with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as pdf:
            names = [name for name in (_EPI, ATTACHMENT) if name in pdf.attachments]
            return {name: pdf.attachments[name].get_file().read_bytes() for name in names}

    return _record_of(read_from_outside(read))


def _record_of(attachments: Mapping[str, bytes]) -> Record:
    if _EPI in attachments:
        return _recorded(export_in(attachments[_EPI]))
    data = attachments.get(ATTACHMENT)
    if data is None:
        raise LeafletsError(problem("verification-no-data", f"no {ATTACHMENT} is attached"))
    try:
        return Record.model_validate_json(data)
    except ValidationError as error:
        message = f"{ATTACHMENT} is not a leaflet's data ({error.error_count()} faults)"
        raise LeafletsError(problem("verification-bad-data", message)) from error


def data_problems(found: Extract, record: Record) -> Iterator[Problem]:
    """What is wrong with the files that are attached to a PDF with this record."""
    name = ATTACHMENTS[record.edition.attach].name
    if set(found.attachments) != {name}:
        yield _fault("attachments", f"attached are {sorted(found.attachments)}")
    elif record.edition.attach == "epi":
        yield from _epi_problems(found.attachments[name], record)
    elif found.attachments[name].decode(errors="replace") != record.model_dump_json():
        yield _fault("data", f"the attached {name} is not this leaflet's data")


def export_in(content: bytes) -> Export:
    """The export in a FHIR document of ours, believed and whole.

    Raises LeafletsError (kind "verification") where it is not one, or not as it was written.
    """
    # Loaded where there is a document: it takes longer than all that a leaflet without one needs.
    from leaflets.epi.bundle import bundle_of, bundle_text
    from leaflets.epi.label_document import Remark
    from leaflets.epi.own_documents import believed

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = {}
    export = believed(document)
    if export is None or isinstance(export, Remark):
        message = export.message if export else "it is not a FHIR document of ours"
        raise LeafletsError(problem("verification-bad-data", message))
    if bundle_text(bundle_of(export)).encode() != content:
        message = "it is not as it was written; made by another version of leaflets?"
        raise LeafletsError(problem("verification-data", message))
    return export


def _recorded(export: Export) -> Record:
    if export.record is None:
        raise LeafletsError(problem("verification-no-data", f"{_EPI} holds no leaflet's record"))
    return export.record


def _epi_problems(content: bytes, record: Record) -> Iterator[Problem]:
    try:
        export = export_in(content)
        recorded = _recorded(export)
    except LeafletsError as error:
        yield from error.problems
        return
    said = [record.leaflet, *([record.beside.leaflet] if record.beside else [])]
    told = [one.leaflet for one in export.told]
    same = sorted(map(_comparable, said)) == sorted(map(_comparable, told))
    if recorded != record or not same:
        yield _fault("data", f"the attached {_EPI} is not this leaflet's data")


def _comparable(leaflet: LocalizedSheet) -> str:
    """What a leaflet says, whatever language its sheet was written in."""
    return leaflet.model_copy(
        update={"sheet": leaflet.sheet.model_copy(update={"language": leaflet.language})}
    ).model_dump_json()


def _fault(code: str, message: str) -> Problem:
    return problem(f"verification-{code}", message)
