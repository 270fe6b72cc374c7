"""Patients' own copies as tagged PDFs: each typeset whole and verified like any leaflet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from leaflets.admission.admit import Admitted
from leaflets.errors import LeafletsError, problem
from leaflets.making.executors import Seam, results
from leaflets.making.recipe import Ready, finish, prepare
from leaflets.render.pdf import typeset
from leaflets.render.task import Task
from leaflets.verify.verified import Verified


def own_copies(
    admitted: Sequence[Admitted], workers: Seam, stopped: Callable[[], bool]
) -> Iterator[Verified | LeafletsError]:
    """Each copy verified, in the order of ``admitted``; in place of one, what says nothing of it.

    ``workers`` must be on this machine: patients' data go to no cluster.
    """
    begun: list[Ready | LeafletsError] = []

    def tasks() -> Iterator[tuple[Task]]:
        for own in admitted:
            try:
                ready = prepare(own)
            except LeafletsError as error:
                begun.append(_without_words(error))
                continue
            begun.append(ready)
            yield (ready.task,)

    given = 0
    for outcome in results(typeset, tasks(), workers, stopped):
        while isinstance(early := begun[given], LeafletsError):
            yield early
            given += 1
        given += 1
        yield _finished(outcome, early)
    for rest in begun[given:]:
        assert isinstance(rest, LeafletsError)
        yield rest


def _finished(outcome: bytes | LeafletsError, ready: Ready) -> Verified | LeafletsError:
    if isinstance(outcome, LeafletsError):
        return _without_words(outcome)
    try:
        return finish(outcome, ready)
    except LeafletsError as error:
        return _without_words(error)


def _without_words(error: LeafletsError) -> LeafletsError:
    """The kinds of problems without their messages, which could say a patient's name."""
    codes = ", ".join(sorted({found.code for found in error.problems}))
    return LeafletsError(
        problem(error.problems[0].code, f"the patient's own copy can't be made ({codes})")
    )
