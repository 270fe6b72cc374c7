"""Patients' own copies as tagged PDFs: each typeset whole and verified like any leaflet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from leaflets.admission.admit import Admitted
from leaflets.errors import LeafletsError, problem
from leaflets.making.executors import Begun, Seam, answers
from leaflets.making.recipe import Ready, finish, prepare
from leaflets.render.pdf import typeset
from leaflets.verify.verified import Verified


def own_copies(
    admitted: Sequence[Admitted], workers: Seam, stopped: Callable[[], bool]
) -> Iterator[Verified | LeafletsError]:
    """Each copy verified, in the order of ``admitted``; in place of one, what says nothing of it.

    ``workers`` must be on this machine: patients' data go to no cluster.
    """
    return answers(typeset, map(_begun, admitted), workers, stopped)


def _begun(own: Admitted) -> Begun[bytes, Verified | LeafletsError] | LeafletsError:
    try:
        ready = prepare(own)
    except LeafletsError as error:
        return _without_words(error)
    return Begun((ready.task,), partial(_finished, ready))


def _finished(ready: Ready, outcome: bytes | LeafletsError) -> Verified | LeafletsError:
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
