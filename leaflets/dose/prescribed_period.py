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
_DAYS: Final = {"days": 1, "weeks": 7}


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
    while len(left) > 1 and left[1].link == "then" and start <= day:
        length = sum(_DAYS[name] * (getattr(left[0], name) or 0) for name in _DAYS)
        if not length or left[0].days_most:
            message = "its first step has begun, and how long it goes on can't be said exactly"
            raise RefusedError("tapering", message, "timing.repeat")
        end = start + datetime.timedelta(days=length)
        if end > day:
            rest = {"days": (end - day).days, "weeks": None, "first": None}
            return [left[0].model_copy(update={**rest, "link": None}), *left[1:]]
        start = end
        left = left[1:]
    if start <= day and len(left) == 1:
        length = sum(_DAYS[name] * (getattr(left[0], name) or 0) for name in _DAYS)
        end = start + datetime.timedelta(days=length)
        if length and end <= day:
            raise RefusedError("ended", "all of its steps are over", "timing.repeat")
        rest = {"days": (end - day).days if length else None, "weeks": None}
        return [left[0].model_copy(update={**rest, "first": None, "link": None})]
    message = "its first step has begun, and what is taken beside it can't be said exactly"
    raise RefusedError("tapering", message, "timing.repeat")
