"""Patients' own copies as tagged PDFs: each typeset whole and verified like any leaflet."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from leaflets.admission.admit import Admitted
from leaflets.errors import LeafletsError, problem
from leaflets.making.batch import verified_leaflets
from leaflets.making.executors import Seam
from leaflets.verify.verified import Verified


def own_copies(
    admitted: Sequence[Admitted], workers: Seam, stopped: Callable[[], bool]
) -> Generator[Verified | LeafletsError]:
    """Each copy verified, in the order of ``admitted``; in place of one, what says nothing of it.

    ``workers`` must be on this machine: patients' data go to no cluster.
    """
    with closing(verified_leaflets(admitted, workers, stopped)) as copies:
        for copy in copies:
            yield _without_words(copy) if isinstance(copy, LeafletsError) else copy


def _without_words(error: LeafletsError) -> LeafletsError:
    """The kinds of problems without their messages, which could say a patient's name."""
    codes = ", ".join(sorted({found.code for found in error.problems}))
    worst = min(error.problems, key=lambda found: found.may_pass)
    return LeafletsError(problem(worst.code, f"the patient's own copy can't be made ({codes})"))
