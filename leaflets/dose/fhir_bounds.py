"""For how long a FHIR dosage is: its bounds, as fields of a plan."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, local_day
from leaflets.dose.plan import LONGEST_DAYS

_UNITS: Final = {
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tag(e)"), "days"),
    **dict.fromkeys(("wk", "week", "weeks", "woche", "wochen", "woche(n)"), "weeks"),
    **dict.fromkeys(("mo", "month", "months", "monat", "monate", "monat(e)"), "months"),
}
_DAYS: Final = {"days": 1, "weeks": 7, "months": 31}


def bounds_of(repeat: dict[str, Any], path: str) -> dict[str, Any]:
    """A first and a last day, or a number of days, weeks or months.

    Raises RefusedError for what a plan can't say.
    """
    found: dict[str, Any] = {}
    period, duration = repeat.get("boundsPeriod"), repeat.get("boundsDuration")
    if isinstance(period, dict):
        for name, key in (("start", "first"), ("end", "last")):
            if name in period:
                found[key] = local_day(period[name], f"{path}.boundsPeriod.{name}")
    if isinstance(duration, dict):
        unit, length = _length(duration, f"{path}.boundsDuration")
        found[unit] = length
    span = repeat.get("boundsRange")
    if isinstance(span, dict):
        found |= _span(span, f"{path}.boundsRange")
    return found


def begun(bounds: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    """The bounds of a plan that stands alone, on a day: a first day is one to come."""
    first = bounds.get("first")
    if first is None or first > day:
        return bounds
    kept = {name: value for name, value in bounds.items() if name != "first"}
    if "days_most" in kept:
        return bounds
    for unit in ("days", "weeks"):
        if unit in kept:
            kept["last"] = first + datetime.timedelta(days=kept.pop(unit) * _DAYS[unit] - 1)
    return bounds if "months" in kept else kept


def _length(duration: dict[str, Any], path: str) -> tuple[str, int]:
    """The unit and the number of a duration, which has both in whole units."""
    length = duration.get("value")
    code, unit = (str(duration.get(name) or "").casefold() for name in ("code", "unit"))
    # A code is in letters of everywhere; the words beside it are in any language.
    known = {_UNITS.get(code or unit), _UNITS.get(unit, _UNITS.get(code))}
    name = known.pop() if len(known) == 1 else None
    if isinstance(length, Decimal) and length == int(length):
        length = int(length)
    if not isinstance(length, int) or isinstance(length, bool) or "comparator" in duration:
        name = None
    elif name and 1 <= length * _DAYS[name] <= LONGEST_DAYS + 6:
        return name, length
    message = "only whole days, weeks and months can be said, up to a year"
    raise RefusedError("bounds", message, path)


def _span(span: dict[str, Any], path: str) -> dict[str, Any]:
    low, high = span.get("low"), span.get("high")
    if not isinstance(low, dict) or not isinstance(high, dict):
        message = "its range has one end only: for how long it is can't be said exactly"
        raise RefusedError("bounds", message, path)
    (unit, least), (other, most) = _length(low, f"{path}.low"), _length(high, f"{path}.high")
    if unit == other and least == most:
        return {unit: least}
    if {unit, other} - {"days", "weeks"}:
        raise RefusedError("bounds", "a range of months can't be said exactly", path)
    return {"days": least * _DAYS[unit], "days_most": most * _DAYS[other]}
