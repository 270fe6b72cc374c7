"""Several leaflets at once: which ones are asked for, and all that is wrong with them."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from leaflets.arithmetic import own_arithmetic
from leaflets.content.approvals import Release
from leaflets.content.record import Record
from leaflets.dose.person import UNKNOWN, Person
from leaflets.dose.plan import Plan
from leaflets.dose.plan_checks import checked_plan
from leaflets.dose.prescribed_faults import prescribed_faults
from leaflets.dose.prescription import read_prescription
from leaflets.edition.editions import Edition, Paper, default_paper, file_name, refusal
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.recipe import (
    make_leaflet,
    make_unpaged,
    not_in_language,
    prepare,
    typesetting,
)
from leaflets.render.pdf import MORE_THAN_A_PAGE, typeset
from leaflets.sheet.markup import to_plain
from leaflets.sheet.medicine import Medicine, medicine_of
from leaflets.sheet.model import Sheet

if TYPE_CHECKING:
    from leaflets.verify.verified import Verified

Item = TypeVar("Item")


@dataclass(frozen=True)
class LeafletJob:
    """One leaflet that is asked for."""

    file: SheetFile
    language: Language
    edition: Edition
    plan: Plan | None = None
    release: Release | None = None
    if_it_fits: bool = False
    """Whether nobody named its language: then it is left out where it needs more than a page."""

    @property
    def file_name(self) -> str:
        """The name of its file."""
        personal = self.plan is not None
        return file_name(self.file.sheet.id, self.language, self.edition, personal)


@dataclass(frozen=True)
class Wanted:
    """What is asked for: sheets by any name, languages by tag, and one edition.

    ``paper`` is None where the language's territory chooses it.
    """

    names: Sequence[str]
    tags: Sequence[str] = ()
    paper: Paper | None = None
    edition: Edition = field(default_factory=Edition)
    plan: Plan | None = None
    prescription: Path | None = None
    approved_only: bool = False
    person: Person = UNKNOWN
    """Whose dose it is: the age and weight that limits ask for."""


@own_arithmetic()
def plan_leaflets(
    library: Library,
    wanted: Wanted,
    day: datetime.date,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[LeafletJob]:
    """The leaflets asked for, each once.

    ``all`` languages are those in which the edition exists; ``tell`` hears of the others.

    Raises LeafletsError for unknown sheets, languages and editions (kind "usage"), faulty
    sheets, sheets past their ``review_by`` on ``day`` (kind "approval"), and prescriptions
    for something else (kind "order").
    """
    problems: list[Problem] = []
    jobs: dict[str, LeafletJob] = {}
    for name in wanted.names:
        try:
            file = library.find_sheet(name)
            raise_if_any(expired(file, day))
            plan = _plan(library, file, wanted, day, tell)
            everything = "all" in wanted.tags
            tags = library.languages_of(file.sheet) if everything else wanted.tags
            for tag in tags or (file.sheet.language,):
                named = language(tag)
                edition = _edition(wanted, named)
                reason = not_in_language(library, edition, named) if everything else None
                if reason:
                    tell(f"not in {tag}: {reason}")
                    continue
                release = Release(day, wanted.approved_only)
                job = LeafletJob(file, named, edition, plan, release, everything)
                jobs[job.file_name] = job
        except LeafletsError as error:
            problems += error.problems
    raise_if_any(problems)
    return list(jobs.values())


def _edition(wanted: Wanted, named: Language) -> Edition:
    paper = wanted.paper or (default_paper(named) if wanted.edition.is_paged else "a4")
    edition = wanted.edition.model_copy(update={"paper": paper})
    reason = refusal(edition)
    if edition.beside:
        second = language(edition.beside)
        edition = edition.model_copy(update={"beside": second.tag})
        if second.locale.language == named.locale.language:
            reason = f"{named.tag} stands beside itself; name another language with --beside"
    if reason:
        raise LeafletsError(problem("usage-edition", reason))
    return edition


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


def _plan(
    library: Library,
    file: SheetFile,
    wanted: Wanted,
    day: datetime.date,
    tell: Callable[[str], None],
) -> Plan | None:
    """The dose plan, within the limits of the sheet."""
    plan, person, kind, faults = wanted.plan, wanted.person, "usage-dose", []
    if wanted.prescription:
        found = read_prescription(wanted.prescription, _medicine(library, file), day)
        plan, kind = found.plan, "order"
        faults = list(prescribed_faults(found, file.sheet, wanted.person))
        person = found.person.known_with(wanted.person)
    if plan is None:
        return None
    findings = checked_plan(plan, file.sheet, person, day)
    where = wanted.prescription or ""
    raise_if_any(
        problem(f"{kind}-{fault.code}", fault.message, file=where)
        for fault in (*faults, *findings.faults)
    )
    for note in findings.notes:
        tell(f"{file.sheet.id}: {note}; give --age or --weight")
    return findings.plan


@own_arithmetic()
def make_leaflets(
    library: Library,
    jobs: Sequence[LeafletJob],
    pool: Executor | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[tuple[LeafletJob, Verified]]:
    """All the leaflets, verified; typeset in ``pool``, or else in this process.

    ``tell`` hears of those that are left out because they need more than their one page.

    Raises LeafletsError with the problems of all that fail.
    """
    problems: list[Problem] = []
    begun: list[tuple[LeafletJob, Callable[[], Verified]]] = []
    for job in jobs:
        with _collected(problems, job):
            begun.append((job, _begin(library, job, pool)))
    made: list[tuple[LeafletJob, Verified]] = []
    for job, finish in _progress(begun, "Leaflets"):
        with _collected(problems, job, tell):
            made.append((job, finish()))
    raise_if_any(problems)
    return made


def _begin(library: Library, job: LeafletJob, pool: Executor | None) -> Callable[[], Verified]:
    """Start a leaflet; what comes back finishes it."""
    if pool is None:
        return partial(
            make_leaflet, library, job.file, job.language, job.edition, job.plan, job.release
        )
    ready = prepare(library, job.file, job.language, job.edition, job.plan, job.release)
    if not job.edition.is_paged:
        return partial(make_unpaged, ready)
    pdf = pool.submit(typeset, *typesetting(ready))
    return partial(_finish, pdf, ready.record)


def _finish(pdf: Future[bytes], record: Record) -> Verified:
    # Loaded while the other process typesets.
    from leaflets.verify.verify_pdf import verified

    try:
        return verified(pdf.result(), record)
    except BrokenExecutor as error:
        message = "the typesetting process died; is there enough memory?"
        raise LeafletsError(problem("rendering-died", message)) from error


@contextmanager
def _collected(
    problems: list[Problem], job: LeafletJob, tell: Callable[[str], None] = lambda _line: None
) -> Iterator[None]:
    """Collect what goes wrong in the block; problems of the artifact get the leaflet's name."""
    try:
        yield
    except LeafletsError as error:
        if job.if_it_fits and {p.code for p in error.problems} == {MORE_THAN_A_PAGE}:
            tell(f"not in {job.language.tag}: {error.problems[0].message}")
            return
        for found in error.problems:
            file = found.file or job.file_name
            problems.append(replace(found, file=file))


def expired(file: SheetFile, day: datetime.date) -> Iterator[Problem]:
    """The problem of a sheet that had to be reviewed before ``day``."""
    until = file.sheet.review_by
    if until and day > until:
        place = file.source.position(("review_by",))
        yield problem(
            "approval-expired",
            f"had to be reviewed by {until}; review it and set a new date",
            file=file.source.file,
            line=place.line,
            column=place.column,
            field="review_by",
        )


def _progress(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items, with a progress bar where someone is watching a long list."""
    if len(items) < 2 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, console=Console(stderr=True), transient=True)
