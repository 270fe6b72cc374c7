"""The door: whatever asks for a leaflet goes through ``admit``, and nobody else asks the gates.

What needs the words (approval, withdrawal) is asked by ``speak``, which takes nothing else than
what was admitted here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from leaflets.admission.doses import AskedDose, dose_gate, words_gate
from leaflets.admission.gates import (
    braille_gate,
    form_gates,
    format_gate,
    language_gate,
    person_gate,
    review_gate,
)
from leaflets.admission.wishes import PersonLine, Release, Wanted
from leaflets.dose.comparison import Compared
from leaflets.dose.plan import Plan
from leaflets.edition.editions import Edition, default_paper, file_name
from leaflets.errors import LeafletsError, Problem, raise_if_any, tried
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile


@dataclass(frozen=True, init=False)
class Admitted:
    """A leaflet that may be made. Only ``admit`` makes one.

    ``beside`` is the second language, for reviewers the sheet's own. ``plan`` has each strength
    as its pack says it. ``notes`` are for whoever asked for the plan; so is what is ``lacking`` of
    the person, for which the sheet's lowest limit holds, and what of a prescription was
    ``compared``.
    """

    library: Library = field(repr=False)
    file: SheetFile = field(repr=False)
    language: Language
    edition: Edition
    beside: Language | None
    release: Release
    if_it_fits: bool
    plan: Plan | None = field(repr=False)
    lines: tuple[PersonLine, ...] = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)
    lacking: str = field(repr=False)
    compared: tuple[Compared, ...] = field(repr=False)

    @cached_property
    def file_name(self) -> str:
        """The name of its file."""
        is_personal = self.plan is not None
        return file_name(self.file.sheet.id, self.language, self.edition, is_personal)


def admit(library: Library, wanted: Wanted, day: datetime.date) -> Admitted:
    """The leaflet that is asked for, where every gate lets it pass on ``day``.

    Raises LeafletsError with all that stands in the way: kind "usage" for unknown sheets,
    languages, editions and doses, "sheet" for a faulty sheet, "translation" for a language that
    the sheet is not in, "order" for a prescription for something else, "approval" for a sheet
    past its ``review_by``.
    """
    problems: list[Problem] = []
    file = tried(lambda: library.find_sheet(wanted.sheet), problems)
    tag = wanted.language or (file.sheet.language if file else "en")
    second_tag = wanted.edition.beside
    named = tried(lambda: language(tag), problems)
    beside = tried(lambda: language(second_tag), problems) if second_tag else None
    if file is None or named is None:
        raise LeafletsError(*problems)
    edition = _edition(wanted, named, beside)
    second = beside or _own_language(file, named, edition)
    dose = dose_gate(library, file, wanted, day)
    problems += review_gate(file, day)
    problems += _form_problems(library, file, named, second, edition)
    problems += person_gate(edition, bool(wanted.plan or wanted.prescription or wanted.lines))
    problems += dose.problems
    problems += words_gate(dose.plan, edition, named)
    raise_if_any(problems)
    return _admitted(library, file, named, second, edition, wanted, day, dose)


def _edition(wanted: Wanted, named: Language, beside: Language | None) -> Edition:
    """The edition with its paper, and the tag beside as it is written properly."""
    paper = wanted.paper or (
        default_paper(named, wanted.edition.size) if wanted.edition.is_paged else "a4"
    )
    return wanted.edition.model_copy(
        update={"paper": paper, "beside": beside.tag if beside else wanted.edition.beside}
    )


def _own_language(file: SheetFile, named: Language, edition: Edition) -> Language | None:
    """What stands beside the text in a reviewer's copy: the sheet's own language."""
    own = language(file.sheet.language)
    return own if edition.proof and own.locale.language != named.locale.language else None


def _form_problems(
    library: Library, file: SheetFile, named: Language, beside: Language | None, edition: Edition
) -> Iterator[Problem]:
    """What stands in the way of the edition in its languages, whoever it is for."""
    yield from form_gates(library, file, edition, named, beside)
    yield from format_gate(edition)
    for one in filter(None, (named, beside)):
        yield from language_gate(library, file, one)
        yield from braille_gate(library, edition, one)


def _admitted(
    library: Library,
    file: SheetFile,
    named: Language,
    beside: Language | None,
    edition: Edition,
    wanted: Wanted,
    day: datetime.date,
    dose: AskedDose,
) -> Admitted:
    """The only maker of ``Admitted``: it has no initialiser that others could call."""
    made = object.__new__(Admitted)
    values = {
        "library": library,
        "file": file,
        "language": named,
        "edition": edition,
        "beside": beside,
        "release": Release(day, wanted.approved_only),
        "if_it_fits": wanted.if_it_fits,
        "plan": dose.plan,
        "lines": wanted.lines,
        "notes": dose.notes,
        "lacking": dose.lacking,
        "compared": dose.compared,
    }
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made
