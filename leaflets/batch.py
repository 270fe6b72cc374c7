"""Several leaflets at once: which ones are asked for, and all that is wrong with them."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from leaflets.edition import Edition, Format, Paper, Size, default_paper, file_name, refusal
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.fonts import missing_characters, typeface_for
from leaflets.languages import Language, language
from leaflets.leaflet import localized, make_leaflet, make_text, prepare, texts_of
from leaflets.library import Library, SheetFile, names_in
from leaflets.markup import to_plain
from leaflets.messages import messages
from leaflets.pdf import typeset
from leaflets.reading import REFUSE_ABOVE, WARN_ABOVE, plainer_words, reading_of
from leaflets.record import Record

if TYPE_CHECKING:
    from leaflets.verify import Verified

Item = TypeVar("Item")


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
    day: datetime.date,
    paper: Paper | None = None,
    size: Size = "standard",
    form: Format = "pdf",
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
                by_territory = default_paper(named) if form == "pdf" else "a4"
                edition = Edition(paper=paper or by_territory, size=size, format=form)
                if reason := refusal(edition):
                    raise LeafletsError(problem("usage-edition", reason))
                job = LeafletJob(file, named, edition)
                jobs[job.file_name] = job
        except LeafletsError as error:
            problems += error.problems
    raise_if_any(problems)
    return list(jobs.values())


def make_leaflets(
    library: Library, jobs: Sequence[LeafletJob], pool: Executor | None = None
) -> list[tuple[LeafletJob, Verified]]:
    """All the leaflets, verified; typeset in ``pool``, or else in this process.

    Raises LeafletsError with the problems of all that fail.
    """
    problems: list[Problem] = []
    begun: list[tuple[LeafletJob, Callable[[], Verified]]] = []
    for job in jobs:
        with _collected(problems, job):
            begun.append((job, _begin(library, job, pool)))
    made: list[tuple[LeafletJob, Verified]] = []
    for job, finish in _progress(begun, "Leaflets"):
        with _collected(problems, job):
            made.append((job, finish()))
    raise_if_any(problems)
    return made


def _begin(library: Library, job: LeafletJob, pool: Executor | None) -> Callable[[], Verified]:
    """Start a leaflet; what comes back finishes it."""
    if pool is None:
        return partial(make_leaflet, library, job.file, job.language, job.edition)
    ready = prepare(library, job.file, job.language, job.edition)
    if job.edition.format == "text":
        return partial(make_text, ready)
    pdf = pool.submit(typeset, ready.page, ready.record.model_dump_json(), ready.written)
    return partial(_finish, pdf, ready.record)


def _finish(pdf: Future[bytes], record: Record) -> Verified:
    # Loaded while the other process typesets.
    from leaflets.verify import verified

    try:
        return verified(pdf.result(), record)
    except BrokenExecutor as error:
        message = "the typesetting process died; is there enough memory?"
        raise LeafletsError(problem("rendering-died", message)) from error


@contextmanager
def _collected(problems: list[Problem], job: LeafletJob) -> Iterator[None]:
    """Collect what goes wrong in the block; problems of the artifact get the leaflet's name."""
    try:
        yield
    except LeafletsError as error:
        for found in error.problems:
            file = found.file or job.file_name
            problems.append(replace(found, file=file))


def check_sheets(library: Library, names: Sequence[str], day: datetime.date) -> Iterator[str]:
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
        problems += _expired(file, day)
        right = []
        for tag in library.languages_of(file.sheet):
            found = _problems_in(library, file, language(tag))
            problems += found
            if not found:
                right.append(tag)
        yield f"{file.sheet.id}: {', '.join(right) or 'no language'} ready, all draft"
        for tag in right:
            yield from _reading(library, file, language(tag), problems)
    raise_if_any(problems)


def _reading(
    library: Library, file: SheetFile, named: Language, problems: list[Problem]
) -> Iterator[str]:
    """Lines on how hard the leaflet is to read; in English, a grade too high is a problem."""
    said = localized(library, file, named)
    told = (message for message in messages(said.sheet) if not message.context.endswith(".name"))
    texts = [to_plain(message.text) for message in told]
    found = reading_of(texts, names_in(said.sheet), named.locale.language)
    if found is None:
        return
    yield f"  {named.tag}: {found.formula} {found.figure:.1f}"
    if not found.is_grade:
        return
    for grade, sentence in found.hardest:
        yield f"    {grade:.1f}: {sentence}"
    for word, better in plainer_words(texts, library.plainer_words(named)).items():
        yield f"    plainer than {word!r}: {better}"
    if found.figure > WARN_ABOVE:
        message = f"reads at grade {found.figure:.1f}; nobody should need more than {WARN_ABOVE:g}"
        if found.figure > REFUSE_ABOVE:
            problems.append(problem("sheet-reading-grade", message, file=file.source.file))
        else:
            yield f"    warning: {message}"


def _problems_in(library: Library, file: SheetFile, named: Language) -> list[Problem]:
    try:
        said = localized(library, file, named)
        typeface = typeface_for(named, library.all("fonts"))
    except LeafletsError as error:
        return list(error.problems)
    return list(missing_characters(typeface, texts_of(said, Edition()), named))


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


def _progress(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items, with a progress bar where someone is watching a long list."""
    if len(items) < 2 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, console=Console(stderr=True), transient=True)
