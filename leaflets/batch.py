"""Several leaflets at once: which ones are asked for, and all that is wrong with them."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from leaflets.edition import Edition, Paper, default_paper, file_name
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.fonts import missing_characters, typeface_for
from leaflets.languages import Language, language
from leaflets.leaflet import localized, make_leaflet, texts_of
from leaflets.library import Library, SheetFile
from leaflets.verify import Verified

Job = TypeVar("Job")


@dataclass(frozen=True)
class LeafletJob:
    """One leaflet that is asked for."""

    file: SheetFile
    language: Language
    edition: Edition

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return file_name(self.file.sheet.id, self.language, self.edition)


def plan_leaflets(
    library: Library,
    names: Sequence[str],
    tags: Sequence[str],
    paper: Paper | None,
    day: datetime.date,
) -> list[LeafletJob]:
    """The leaflets asked for, each once.

    Raises LeafletsError for unknown sheets or languages (kind "usage"), faulty sheets, and
    sheets past their ``review_by`` on ``day`` (kind "approval").
    """
    problems: list[Problem] = []
    jobs: dict[str, LeafletJob] = {}
    for name in names:
        try:
            file = library.find_sheet(name)
            raise_if_any(_expired(file, day))
            wanted = tags or (file.sheet.language,)
            everything = library.languages_of(file.sheet) if "all" in wanted else wanted
            for tag in everything:
                named = language(tag)
                edition = Edition(paper=paper or default_paper(named))
                job = LeafletJob(file, named, edition)
                jobs[job.file_name] = job
        except LeafletsError as error:
            problems += error.problems
    raise_if_any(problems)
    return list(jobs.values())


def make_leaflets(
    library: Library, jobs: Sequence[LeafletJob]
) -> list[tuple[LeafletJob, Verified]]:
    """All the leaflets, verified. Raises LeafletsError with the problems of all that fail."""
    made: list[tuple[LeafletJob, Verified]] = []
    problems: list[Problem] = []
    for job in _progress(jobs, "Leaflets"):
        try:
            made.append((job, make_leaflet(library, job.file, job.language, job.edition)))
        except LeafletsError as error:
            problems += [_named(found, job) for found in error.problems]
    raise_if_any(problems)
    return made


def check_sheets(library: Library, names: Sequence[str]) -> Iterator[str]:
    """Check sheets in every language, without rendering: a line for each that is right.

    Raises LeafletsError at the end, with every problem of all of them.
    """
    problems: list[Problem] = []
    for name in names or tuple(library.sheet_files):
        try:
            file = library.find_sheet(name)
        except LeafletsError as error:
            problems += error.problems
            continue
        right = []
        for tag in library.languages_of(file.sheet):
            found = _problems_in(library, file, language(tag))
            problems += found
            if not found:
                right.append(tag)
        yield f"{file.sheet.id}: {', '.join(right) or 'no language'} ready, all draft"
    raise_if_any(problems)


def _problems_in(library: Library, file: SheetFile, named: Language) -> list[Problem]:
    try:
        said = localized(library, file, named)
        typeface = typeface_for(named, library.all("fonts"))
    except LeafletsError as error:
        return list(error.problems)
    return list(missing_characters(typeface, texts_of(said), named))


def _expired(file: SheetFile, day: datetime.date) -> Iterator[Problem]:
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


def _named(found: Problem, job: LeafletJob) -> Problem:
    """A problem of the finished artifact gets the leaflet's name in place of a file."""
    if found.file:
        return found
    return Problem(job.file_name, 0, 0, found.field, found.code, found.message)


def _progress(jobs: Sequence[Job], what: str) -> Iterator[Job]:
    console = Console(stderr=True)
    quiet = len(jobs) < 2 or not sys.stderr.isatty()
    yield from track(jobs, what, console=console, disable=quiet, transient=True)
