"""The gates, asked again of a finished leaflet: an older or altered program may have made it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from leaflets.admission.gates import form_gates, person_gate, review_gate
from leaflets.dose.plan import Plan
from leaflets.dose.plan_checks import faults_for_anyone
from leaflets.edition.editions import Edition
from leaflets.errors import Problem, problem
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile


def gates_today(
    library: Library,
    file: SheetFile,
    named: Language,
    beside: Language | None,
    edition: Edition,
    plan: Plan | None,
    day: datetime.date,
) -> Iterator[Problem]:
    """What stands in the way of a finished leaflet on ``day``.

    A finished leaflet does not say its patient's age and weight: a plan is refused that nobody
    may have.
    """
    yield from review_gate(file, day)
    yield from form_gates(library, file, edition, named, beside)
    yield from person_gate(edition, plan is not None)
    if plan is not None:
        for fault in faults_for_anyone(plan, file.sheet, day):
            yield problem(f"usage-dose-{fault.code}", fault.message)
