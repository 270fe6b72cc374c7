"""Several leaflets at once: which ones are asked for, and all that is wrong with them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.gates import not_in_language
from leaflets.admission.wishes import Wanted
from leaflets.arithmetic import own_arithmetic
from leaflets.errors import LeafletsError, Problem, raise_if_any
from leaflets.language.tags import language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.recipe import finish, make_here, prepare
from leaflets.render.pdf import MORE_THAN_A_PAGE, typeset
from leaflets.verify.verified import Verified


@dataclass(frozen=True)
class SeveralWanted:
    """Leaflets that are asked for together: sheets by any name, languages by tag.

    ``tags`` with ``all`` are those in which the edition exists, none the sheet's own. All else
    is as in ``like``.
    """

    names: Sequence[str]
    tags: Sequence[str] = ()
    like: Wanted = field(default_factory=lambda: Wanted(""))


@own_arithmetic()
def admit_all(
    library: Library,
    several: SeveralWanted,
    day: datetime.date,
    tell: Callable[[str], None] = lambda _line: None,
) -> list[Admitted]:
    """The leaflets asked for, each once; ``tell`` hears of languages that lack the edition.

    Raises LeafletsError as ``admit`` does, with what is wrong with any of them.
    """
    problems: list[Problem] = []
    admitted: dict[str, Admitted] = {}
    notes: dict[str, None] = {}
    for wanted in _each(library, several, problems, tell):
        try:
            one = admit(library, wanted, day)
        except LeafletsError as error:
            problems += error.problems
            continue
        admitted[one.file_name] = one
        notes |= dict.fromkeys(f"{one.file.sheet.id}: {note}" for note in one.notes)
    raise_if_any(problems)
    for note in notes:
        tell(f"{note}; give --age or --weight")
    return list(admitted.values())


def _each(
    library: Library,
    several: SeveralWanted,
    problems: list[Problem],
    tell: Callable[[str], None],
) -> Iterator[Wanted]:
    """What is asked for, one by one."""
    for name in several.names:
        if "all" not in several.tags:
            for tag in several.tags or (None,):
                yield replace(several.like, sheet=name, language=tag)
            continue
        try:
            file = library.find_sheet(name)
            yield from _in_all_languages(library, several, file, tell)
        except LeafletsError as error:
            problems += error.problems


def _in_all_languages(
    library: Library, several: SeveralWanted, file: SheetFile, tell: Callable[[str], None]
) -> Iterator[Wanted]:
    """A sheet in every language in which the edition exists."""
    for tag in library.languages_of(file.sheet):
        if reason := not_in_language(library, several.like.edition, language(tag)):
            tell(f"not in {tag}: {reason}")
            continue
        yield replace(several.like, sheet=file.sheet.id, language=tag, if_it_fits=True)


@own_arithmetic()
def make_leaflets(
    jobs: Sequence[Admitted],
    pool: Executor | None = None,
    tell: Callable[[str], None] = lambda _line: None,
    step: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[tuple[Admitted, Verified]]:
    """All the leaflets, verified; typeset in ``pool``, or else in this process.

    ``tell`` hears of those that are left out because they need more than their one page,
    ``step`` how many of all are done.

    Raises LeafletsError with the problems of all that fail.
    """
    problems: list[Problem] = []
    begun: list[tuple[Admitted, Callable[[], Verified]]] = []
    for job in jobs:
        with _collected(problems, job):
            begun.append((job, _begin(job, pool)))
    made: list[tuple[Admitted, Verified]] = []
    for done, (job, finish_it) in enumerate(begun, 1):
        with _collected(problems, job, tell):
            made.append((job, finish_it()))
        step(done, len(begun))
    raise_if_any(problems)
    return made


def _begin(job: Admitted, pool: Executor | None) -> Callable[[], Verified]:
    """Start a leaflet; what comes back finishes it."""
    ready = prepare(job)
    if pool is None or not ready.is_paged:
        return partial(make_here, ready)
    pdf = pool.submit(typeset, ready.task)
    return lambda: finish(pdf.result(), ready)


@contextmanager
def _collected(
    problems: list[Problem], job: Admitted, tell: Callable[[str], None] = lambda _line: None
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
