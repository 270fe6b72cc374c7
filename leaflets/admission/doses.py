"""The gate of a dose plan: whether the sheet lets this person have it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leaflets.admission.wishes import Wanted
from leaflets.dose.comparison import Compared, compared_with
from leaflets.dose.person import Person
from leaflets.dose.plan import Plan, PlanFault
from leaflets.dose.plan_checks import checked_plan
from leaflets.dose.prescribed_faults import prescribed_faults
from leaflets.dose.prescription import read_prescription
from leaflets.dose.words_limits import language_notes, words_faults, words_notes
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile
from leaflets.sheet.dosing_units import PIECES, Unit
from leaflets.sheet.markup import to_plain
from leaflets.sheet.medicine import Medicine, medicine_of
from leaflets.sheet.model import Sheet


@dataclass(frozen=True)
class AskedDose:
    """A sound plan (None where none was asked for, or it is faulty), and what goes with it.

    ``notes`` on a sound plan, what is ``lacking`` of the person, and what was ``compared`` are for
    whoever asked for it.
    """

    plan: Plan | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    lacking: str = ""
    compared: tuple[Compared, ...] = ()


def dose_gate(library: Library, file: SheetFile, wanted: Wanted, day: datetime.date) -> AskedDose:
    """The dose plan that is asked for, or the problems that the sheet has with it."""
    if wanted.prescription and wanted.plan:
        both = problem("usage-dose-both", "give --dose or --prescription, not both")
        return AskedDose(problems=(both,))
    if wanted.prescription:
        return _prescribed(library, file, wanted.prescription, wanted.person, day)
    if wanted.plan is None:
        return AskedDose()
    findings = checked_plan(wanted.plan, file.sheet, wanted.person, day)
    told = _told("usage-dose", findings.faults, "")
    return AskedDose(None if told else findings.plan, told, findings.notes, findings.lacking)


def _prescribed(
    library: Library, file: SheetFile, prescription: Path, typed: Person, day: datetime.date
) -> AskedDose:
    """The dose plan of a prescription; ``typed`` is what was said of the patient besides."""
    try:
        medicine, piece = _medicine(library, file), _piece(file.sheet)
        found = read_prescription(prescription, medicine, day, piece)
    except LeafletsError as error:
        return AskedDose(problems=error.problems)
    sheet, person = file.sheet, found.person.known_with(typed)
    faults = [*prescribed_faults(found, sheet, typed), *words_faults(found, sheet, person, day)]
    findings = checked_plan(found.plan, sheet, person, day)
    told = _told("order", (*faults, *findings.faults), str(prescription))
    if told:
        return AskedDose(problems=told)
    compared = compared_with(found, sheet, person)
    one_sided = [str(one) for one in compared if one.verdict.startswith("only")]
    notes = (*findings.notes, *words_notes(found), *language_notes(found), *one_sided)
    return AskedDose(findings.plan, (), notes, findings.lacking, compared)


def words_gate(plan: Plan | None, edition: Edition, named: Language) -> Iterator[Problem]:
    """The problem of a prescriber's words in Braille: a table writes one language."""
    own = named.locale.language
    others = {one.language.partition("-")[0] for one in plan.words} - {own} if plan else set()
    if edition.format == "brf" and others:
        message = (
            "the prescriber's words are in another language than the leaflet, and Braille is"
            " written by the rules of one; take another format"
        )
        yield problem("usage-words-braille", message)


def _told(kind: str, faults: Iterable[PlanFault], file: str) -> tuple[Problem, ...]:
    return tuple(problem(f"{kind}-{fault.code}", fault.message, file=file) for fault in faults)


def _piece(sheet: Sheet) -> Unit | None:
    """What one piece or dose of it is, where the sheet's forms are counted in one unit."""
    units = {form.unit for form in sheet.limits.forms} if sheet.limits else set()
    return units.pop() if len(units) == 1 and units <= {*PIECES, "puff"} else None


def _medicine(library: Library, file: SheetFile) -> Medicine:
    """The medicine of a sheet with its names in every language, and those of the other sheets."""
    translated: list[str] = []
    for tag in library.languages_of(file.sheet):
        with suppress(LeafletsError):
            texts = library.texts(file.sheet, language(tag))
            entry = texts.entries.get("name") if texts else None
            translated += [to_plain(entry.text)] if entry and entry.text else []
    others: list[Sheet] = []
    for identity in library.sheet_files:
        with suppress(LeafletsError):
            others.append(library.read_sheet(identity).sheet)
    return medicine_of(file.sheet, translated, others)
