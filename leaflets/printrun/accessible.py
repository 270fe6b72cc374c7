"""A patient's own copy as one tagged PDF: typeset whole and verified like any leaflet."""

from __future__ import annotations

from leaflets.batch import LeafletJob
from leaflets.errors import LeafletsError, problem
from leaflets.leaflet import Prepared, prepare, typesetting
from leaflets.library import Library
from leaflets.printrun.orders import Patient
from leaflets.printrun.panels import person_lines
from leaflets.render.pdf import typeset


def prepared_copy(library: Library, job: LeafletJob, patient: Patient) -> Prepared:
    """A patient's copy, ready to be typeset. Raises LeafletsError that says nothing of them."""
    edition = job.edition.model_copy(update={"panel": False})
    person = person_lines(patient, job.language)
    try:
        return prepare(library, job.file, job.language, edition, patient.plan, job.release, person)
    except LeafletsError as error:
        raise _without_words(error) from None


def verified_copy(ready: Prepared) -> bytes:
    """A patient's copy typeset and verified. Raises LeafletsError that says nothing of them."""
    from leaflets.verify import verified

    try:
        return verified(typeset(*typesetting(ready)), ready.record).content
    except LeafletsError as error:
        raise _without_words(error) from None


def _without_words(error: LeafletsError) -> LeafletsError:
    """The kinds of problems without their messages, which could say a patient's name."""
    codes = ", ".join(sorted({found.code for found in error.problems}))
    return LeafletsError(
        problem(error.problems[0].code, f"the patient's own copy can't be made ({codes})")
    )
