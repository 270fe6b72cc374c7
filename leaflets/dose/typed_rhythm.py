"""When a dose is taken, as it is typed before the ``=``: ``as needed for pain every 4-6 hours``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from leaflets.dose.circumstances import REASONS, Need
from leaflets.dose.moments import HOURS, MOMENTS, MOST_TIMES, WEEKDAYS, Every
from leaflets.dose.plan import LONGEST_DAYS, DoseError

_MINUTES: Final = re.compile(r"(?P<minutes>[0-9]{1,3}) minutes? (?=(?:before|after) )")
_LONGEST_MINUTES: Final = 120


@dataclass(frozen=True)
class TypedTime:
    """When: a time of day, the days of the week, and the plan's own fields."""

    time: str | None
    weekdays: tuple[int, ...] = ()
    minutes: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def typed_time(key: str) -> TypedTime:
    """What stands before an amount, in small letters. Raises DoseError for what is no time."""
    fields: dict[str, Any] = {}
    text = " ".join(key.split())
    if text.startswith("as needed"):
        text = _need(text, fields)
        if not text:
            return TypedTime(None, fields=fields)
    for pattern, read in _RHYTHMS:
        if found := re.match(pattern, text):
            fields |= read(found)
            if "need" in fields and set(fields) == {"need", "every_hours"}:
                # Every 6 hours when needed is no clock: it is not before 6 hours are over.
                fields["wait"] = fields.pop("every_hours")
            time, minutes = _moment(text[found.end() :].strip())
            return TypedTime(time, (), minutes, fields)
    words = text.split()
    days: tuple[int, ...] = ()
    if words and set(words[0].split("+")) & set(WEEKDAYS):
        days = _days_of_week(words.pop(0))
    if days and not words:
        return TypedTime(None, days, None, fields)
    time, minutes = _moment(" ".join(words))
    return TypedTime(time, days, minutes, fields)


def _need(text: str, fields: dict[str, Any]) -> str:
    """What follows "as needed" and its reason, which is noted."""
    rest = text.removeprefix("as needed").strip()
    fields["need"] = Need()
    if not rest.startswith("for "):
        return rest
    rest = rest.removeprefix("for ")
    for reason in sorted(REASONS, key=len, reverse=True):
        words = reason.replace("_", " ")
        if rest == words or rest.startswith(f"{words} "):
            fields["need"] = Need(reason=reason)
            return rest.removeprefix(words).strip()
    known = ", ".join(reason.replace("_", " ") for reason in REASONS)
    raise DoseError(f"what it is needed for must be one of {known}")


def _days_of_week(text: str) -> tuple[int, ...]:
    names = text.split("+")
    if not set(names) <= set(WEEKDAYS) or len(set(names)) < len(names):
        raise DoseError("several days of the week are written as monday+thursday, each one once")
    return tuple(sorted(map(WEEKDAYS.index, names)))


def _moment(text: str) -> tuple[str | None, int | None]:
    """A time of day, or a time by the clock; and how long before or after a meal."""
    minutes = None
    if found := _MINUTES.match(text):
        minutes, text = int(found["minutes"]), text[found.end() :]
        if not 1 <= minutes <= _LONGEST_MINUTES:
            raise DoseError(f"minutes before or after a meal are 1 to {_LONGEST_MINUTES}")
    if not text:
        return None, None
    name = "_".join(text.split())
    if name in MOMENTS:
        return name, minutes
    if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", name):
        return name.zfill(5), None
    known = ", ".join(moment.replace("_", " ") for moment in MOMENTS)
    raise DoseError(
        f"the time must be one of {known}, a time such as 08:00, a weekday, `every 6 hours`,"
        " `3 times a day`, `3 times a week`, `every 2 days`, `once`, `on 2026-12-31` or `as needed`"
    )


def _hours(found: re.Match[str]) -> dict[str, Any]:
    low, high = int(found[1]), found[2] and int(found[2])
    if any(hours not in HOURS for hours in (low, high or low)):
        raise DoseError(f"hours must be one of {', '.join(map(str, HOURS))}")
    return {"every_hours": low} | ({"every_hours_most": high} if high else {})


def _times(found: re.Match[str]) -> dict[str, Any]:
    low, high, unit = int(found[1]), found[2] and int(found[2]), found[3]
    most = {"day": MOST_TIMES, "week": 6, "month": 30}[unit]
    if not 1 <= low <= most or (high or 1) > most:
        raise DoseError(
            f"a medicine is taken at most {most} times a {unit}; more is a rhythm of days"
        )
    if high and unit != "day":
        raise DoseError("from so many to so many times is known for a day only")
    return {f"times_a_{unit}": low} | ({"times_a_day_most": high} if high else {})


def _every(found: re.Match[str]) -> dict[str, Any]:
    number, unit = int(found[1] or 1), found[2]
    if number < 1 or (unit == "day" and number == 1):
        raise DoseError("every day needs a time of day, or `1 time a day`")
    every = Every.model_validate({"number": number, "unit": unit})
    if every.days > LONGEST_DAYS:
        raise DoseError("that is more than a year from one time to the next")
    return {"every": every}


def typed_date(text: str) -> datetime.date:
    """A date as ISO 8601 writes it. Raises DoseError for any other."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise DoseError("a date is written as 2026-12-31") from None


_RHYTHMS: Final[tuple[tuple[str, Callable[[re.Match[str]], dict[str, Any]]], ...]] = (
    (r"every ([0-9]{1,2})(?:\s?(?:-|–|to) ?([0-9]{1,2}))? ?h(?:ours?)?$", _hours),
    (r"([0-9]{1,2})(?: ?(?:-|–|to) ?([0-9]{1,2}))? times? a (day|week|month)\b", _times),
    (r"every(?: ([0-9]{1,3}))? (day|week|month)s?\b", _every),
    (r"once\b", lambda _found: {"once": True}),
    (r"on ([0-9-]{8,10})\b", lambda found: {"on": typed_date(found[1])}),
)
