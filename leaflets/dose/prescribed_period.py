"""Whether a FHIR prescription is in force, and for how long the whole of it holds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of, local_day
from leaflets.dose.plan import Plan

_ADHERENCE: Final = frozenset({"taking", "taking-as-directed", "taking-not-as-directed"})
"""HL7 MedicationStatementAdherence: what somebody takes at all."""
_PERIODS: Final = ("effectiveDosePeriod", "effectivePeriod")
_WEEK: Final = 7


def check_taken(found: dict[str, Any]) -> None:
    """Raises RefusedError for a statement (R5) that it is stopped, on hold or was never taken."""
    adherence = found.get("adherence")
    if adherence is None:
        return
    code = adherence.get("code") if isinstance(adherence, dict) else None
    codes = {str(one.get("code")) for one in list_of(code, "coding")} if code else set()
    if not codes or not codes <= _ADHERENCE:
        raise RefusedError("status", "it is not said to be taken", "adherence")


def within_period(plan: Plan, found: dict[str, Any], day: datetime.date) -> Plan:
    """The plan with the first and the last day of the whole prescription.

    Raises RefusedError where that is over, or says another day than the dosages.
    """
    for name in _PERIODS:
        period = found.get(name)
        if period is None:
            continue
        if not isinstance(period, dict):
            raise RefusedError("not-fhir", f"{name} is not as FHIR has it", name)
        start = local_day(period["start"], f"{name}.start") if "start" in period else None
        end = local_day(period["end"], f"{name}.end") if "end" in period else None
        if end and end < day:
            raise RefusedError("ended", "the prescription is over", f"{name}.end")
        if end:
            plan = _until(plan, end, f"{name}.end")
        if start and start > day and plan.first not in (None, start):
            raise RefusedError("bounds", "its first days differ", f"{name}.start")
        if start and start > day:
            plan = plan.model_copy(update={"first": start})
    return plan


def _until(plan: Plan, end: datetime.date, path: str) -> Plan:
    if plan.last == end:
        return plan
    if plan.then or plan.has_end:
        raise RefusedError("bounds", "it ends on another day than its dosages say", path)
    return plan.model_copy(update={"last": end})


def steps_from(parts: Sequence[Plan], day: datetime.date) -> list[Plan]:
    """The steps of a plan that are not over on a day; the one under way has its days that are left.

    Raises RefusedError where a step has begun and nothing says how long it goes on.
    """
    first = parts[0].first
    if len(parts) == 1 or first is None or first > day:
        return list(parts)
    left = list(parts)
    start = first
    while start <= day:
        part = left[0]
        is_last = len(left) == 1
        length = part.days or (part.weeks or 0) * _WEEK
        is_counted = part.days_most or part.months or part.in_all
        if is_counted or not (is_last or (length and left[1].link == "then")):
            message = "one of its steps has begun, and how long it goes on can't be said exactly"
            raise RefusedError("tapering", message, "timing.repeat")
        end = start + datetime.timedelta(days=length)
        if end > day or not length:
            rest = {"days": (end - day).days if length else None, "weeks": None, "first": None}
            return [part.model_copy(update={**rest, "link": None}), *left[1:]]
        if is_last:
            raise RefusedError("ended", "all of its steps are over", "timing.repeat")
        start, left = end, left[1:]
    return left
