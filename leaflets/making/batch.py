"""Several leaflets at once: which ones are asked for, and all that is wrong with them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.gates import not_in_language
from leaflets.admission.wishes import Wanted
from leaflets.arithmetic import own_arithmetic
from leaflets.errors import LeafletsError, Problem, raise_if_any, tried
from leaflets.language.tags import language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.executors import Begun, Seam, answers
from leaflets.making.recipe import Ready, finish, make_here, prepare
from leaflets.render.pdf import MORE_THAN_A_PAGE, typeset
from leaflets.verify.verified import Verified

AHEAD: Final = 3 * (os.cpu_count() or 1)
"""How many leaflets are given to a pool ahead."""


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
        one = tried(partial(admit, library, wanted, day), problems)
        if one is None:
            continue
        admitted[one.file_name] = one
        lacking = [f"{one.lacking}; give --age or --weight"] if one.lacking else []
        told = (f"{one.file.sheet.id}: {note}" for note in (*lacking, *one.notes))
        notes |= dict.fromkeys(told)
    raise_if_any(problems)
    for note in notes:
        tell(note)
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
    pool: Executor,
    tell: Callable[[str], None] = lambda _line: None,
    step: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[tuple[Admitted, Verified]]:
    """All the leaflets, verified; typeset in ``pool``.

    ``tell`` hears of those that are left out because they need more than their one page,
    ``step`` how many of all are done.

    Raises LeafletsError with the problems of all that fail.
    """
    problems: list[Problem] = []
    made: list[tuple[Admitted, Verified]] = []
    with closing(verified_leaflets(jobs, Seam(lambda: nullcontext(pool), AHEAD))) as outcomes:
        for done, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True), 1):
            if isinstance(outcome, LeafletsError):
                problems += _problems(outcome, job, tell)
            else:
                made.append((job, outcome))
            step(done, len(jobs))
    raise_if_any(problems)
    return made


def verified_leaflets(
    jobs: Iterable[Admitted], workers: Seam, stopped: Callable[[], bool] = lambda: False
) -> Generator[Verified | LeafletsError]:
    """Each leaflet verified, in the order of ``jobs``; what went wrong in place of one.

    Only what is in flight is held. ``stopped`` and ``close`` as in ``answers``.
    """
    return answers(typeset, map(_begun, jobs), workers, stopped)


def _begun(
    job: Admitted,
) -> Begun[bytes, Verified | LeafletsError] | Verified | LeafletsError:
    """A leaflet to be typeset; one that is made here at once, or why there is none."""
    try:
        ready = prepare(job)
        return Begun((ready.task,), partial(_done, ready)) if ready.is_paged else make_here(ready)
    except LeafletsError as error:
        return error


def _done(ready: Ready, content: bytes | LeafletsError) -> Verified | LeafletsError:
    if isinstance(content, LeafletsError):
        return content
    try:
        return finish(content, ready)
    except LeafletsError as error:
        return error


def _problems(
    error: LeafletsError, job: Admitted, tell: Callable[[str], None]
) -> Iterator[Problem]:
    """The problems of a leaflet, those of the artifact with its name; none if it may be missing."""
    if job.if_it_fits and {found.code for found in error.problems} == {MORE_THAN_A_PAGE}:
        tell(f"not in {job.language.tag}: {error.problems[0].message}")
        return
    for found in error.problems:
        yield replace(found, file=found.file or job.file_name)
