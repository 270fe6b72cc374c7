"""FHIR's Timing (R4, R5) into the rhythm of a dose plan: exactly, or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of, local_day
from leaflets.dose.moments import HOURS, MOST_TIMES, WEEKDAYS, Every, Meal, Moment

# HL7 EventTiming (http://hl7.org/fhir/ValueSet/event-timing).
_WHEN: Final[dict[str, Moment]] = {
    "MORN": "morning",
    "NOON": "noon",
    "AFT": "afternoon",
    "EVE": "evening",
    "NIGHT": "bedtime",
    "HS": "bedtime",
    "WAKE": "waking",
    "ACM": "before_breakfast",
    "CM": "with_breakfast",
    "PCM": "after_breakfast",
    "ACD": "before_lunch",
    "CD": "with_lunch",
    "PCD": "after_lunch",
    "ACV": "before_dinner",
    "CV": "with_dinner",
    "PCV": "after_dinner",
}
_MEALS: Final[dict[str, Meal]] = {"AC": "before_meals", "C": "with_meals", "PC": "after_meals"}
_WEEKDAYS: Final = tuple(day[:3] for day in WEEKDAYS)

# HL7 GTSAbbreviation (http://hl7.org/fhir/ValueSet/timing-abbreviation).
_CODES: Final[dict[str, dict[str, Any]]] = {
    "QD": {"times_a_day": 1},
    "BID": {"times_a_day": 2},
    "TID": {"times_a_day": 3},
    "QID": {"times_a_day": 4},
    "Q2H": {"every_hours": 2},
    "Q3H": {"every_hours": 3},
    "Q4H": {"every_hours": 4},
    "Q6H": {"every_hours": 6},
    "Q8H": {"every_hours": 8},
    "QOD": {"every": Every(number=2, unit="day")},
    "WK": {"every": Every(number=1, unit="week")},
    "MO": {"every": Every(number=1, unit="month")},
    # SNOMED CT: once, twice and three times daily.
    "229797004": {"times_a_day": 1},
    "229799001": {"times_a_day": 2},
    "229798009": {"times_a_day": 3},
}
_MOMENT_CODES: Final[dict[str, Moment]] = {"AM": "morning", "PM": "afternoon", "BED": "bedtime"}
_SYSTEMS: Final = ("http://terminology.hl7.org/", "http://hl7.org/", "http://snomed.info/sct")
_UNITS: Final = {"d": "day", "wk": "week", "mo": "month"}
_UNTIMED: Final = {"id", "boundsPeriod", "boundsDuration", "boundsRange"}
"""What a repeat says besides its rhythm."""
_READ: Final = {
    *("when", "timeOfDay", "dayOfWeek", "frequency", "frequencyMax", "period", "periodMax"),
    *("periodUnit", "count", "offset"),
    *_UNTIMED,
}
_MOST_A_WEEK: Final = 6
_MOST_A_MONTH: Final = 30
_LONGEST_OFFSET: Final = 120
_HOURS_OF_DAY: Final = 24
_BESIDE: Final = {"meal", "in_all"}
"""What a timing says besides how often, and no code says."""


@dataclass(frozen=True)
class Rhythm:
    """When doses are taken: their times, their days of the week, and a plan's own fields."""

    times: tuple[str | None, ...]
    weekdays: tuple[int, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    minutes: int | None = None
    """How long before or after the meal of its times."""


def rhythm_of(timing: Any, path: str) -> Rhythm | None:
    """The rhythm of a dosage's timing; None where it says nothing but for how long.

    Raises RefusedError for what a plan can't say exactly.
    """
    if timing is None:
        return None
    if not isinstance(timing, dict) or not isinstance(timing.get("repeat", {}), dict | None):
        raise RefusedError("not-fhir", "timing is not as FHIR has it", f"{path}.timing")
    if timing.get("event"):
        return _on_one_day(timing, path)
    repeat, coded = timing.get("repeat"), _coded(timing.get("code"), f"{path}.timing.code")
    if not isinstance(repeat, dict) or not set(repeat) - _UNTIMED:
        return coded
    path = f"{path}.timing.repeat"
    if not isinstance(repeat.get("periodUnit", ""), str):
        raise RefusedError("not-fhir", "periodUnit is not as FHIR has it", f"{path}.periodUnit")
    for name in sorted(repeat):
        if name not in _READ:
            message = f"{name[:40]} can't be said in a dose plan"
            raise RefusedError("not-said", message, f"{path}.{name}")
    found = _repeated(repeat, path)
    if coded is not None and not _agree(coded, found):
        message = "its code and its times of day do not say the same"
        raise RefusedError("rhythm", message, path.replace(".repeat", ".code"))
    return found


def _on_one_day(timing: dict[str, Any], path: str) -> Rhythm:
    """The rhythm of a timing that names its one date."""
    events = list_of(timing, "event", str)
    if len(events) != 1 or timing.get("repeat") or timing.get("code"):
        message = "it names several dates, or a date and a rhythm; a plan says one date"
        raise RefusedError("rhythm", message, f"{path}.timing.event")
    text = events[0]
    found = re.fullmatch(r"[^T]*T(\d\d:\d\d)(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:\d\d)", text)
    day = local_day(text, f"{path}.timing.event")
    clock = found[1] if found and found[1] != "00:00" else None
    return Rhythm((clock,), fields={"on": day})


def _coded(code: Any, path: str) -> Rhythm | None:
    """The rhythm that a timing's code says; it would win over the rest in FHIR."""
    if not code:
        return None
    codings = list_of(code, "coding") if isinstance(code, dict) else []
    if not codings and isinstance(code, dict) and code.get("text"):
        # Words only: they stand among the prescriber's.
        return None
    if any(not _is_known_system(coding) for coding in codings):
        raise RefusedError("rhythm", "its code is of a list that is not known", path)
    names = {str(coding.get("code")) for coding in codings}
    name = names.pop() if len(names) == 1 else ""
    if name in _MOMENT_CODES:
        return Rhythm((_MOMENT_CODES[name],))
    if name in _CODES:
        return Rhythm((None,), fields=_CODES[name])
    raise RefusedError("rhythm", "its code is none that is known", path)


def _is_known_system(coding: dict[str, Any]) -> bool:
    """Whether a code is HL7's or SNOMED CT's; a code without a list is taken as HL7's."""
    return str(coding.get("system") or _SYSTEMS[0]).startswith(_SYSTEMS)


def _agree(coded: Rhythm, found: Rhythm) -> bool:
    """Whether a code says the same as the rest: as often, or the very same."""
    if coded.fields.get("times_a_day") == len(found.times) and found.times != (None,):
        return not found.weekdays and not set(found.fields) - _BESIDE
    own = {name: value for name, value in found.fields.items() if name not in _BESIDE}
    return (coded.times, coded.weekdays, coded.fields) == (found.times, found.weekdays, own)


def _repeated(repeat: dict[str, Any], path: str) -> Rhythm:
    times, meal = _times(repeat, path)
    days = _weekdays(repeat, path)
    minutes = _offset(repeat, times, path)
    extra: dict[str, Any] = {"meal": meal} if meal else {}
    extra |= _counted(repeat, path)
    if extra.get("in_all") == 1 and not set(repeat) & {"frequency", "period", "dayOfWeek"}:
        if len(times) > 1:
            raise RefusedError("rhythm", "a single dose has one time", f"{path}.count")
        once = {"once": True} | ({"meal": meal} if meal else {})
        return Rhythm(times or (None,), (), once, minutes)
    frequency, period = _whole(repeat, "frequency", path), _whole(repeat, "period", path)
    unit = repeat.get("periodUnit")
    if days:
        _check_no_range(repeat, path)
        _check_weekly(frequency, period, unit, len(days), len(times) or 1, path)
        return Rhythm(times or (None,), days, extra, minutes)
    if times:
        _check_no_range(repeat, path)
        fields = _of_times(frequency, period, unit, times, path)
        return Rhythm(times, (), {**fields, **extra}, minutes)
    most = _whole(repeat, "frequencyMax", path), _whole(repeat, "periodMax", path)
    if any(most):
        fields = _of_ranges((frequency, most[0]), (period, most[1]), unit, path)
    elif meal and not (frequency or period):
        message = "how often a day goes with meals; a plan does not count them"
        raise RefusedError("rhythm", message, path)
    else:
        fields = _of_numbers(frequency, period, unit, path)
    return Rhythm((None,), fields={**fields, **extra})


def _counted(repeat: dict[str, Any], path: str) -> dict[str, Any]:
    """How many doses there are in all. Raises RefusedError for a range of them."""
    if "countMax" in repeat:
        message = "from so many to so many doses in all can't be said"
        raise RefusedError("rhythm", message, f"{path}.countMax")
    count = _whole(repeat, "count", path)
    return {} if count is None else {"in_all": count}


def _offset(repeat: dict[str, Any], times: tuple[str, ...], path: str) -> int | None:
    """Minutes before or after a meal: of other times FHIR's offset can't be said."""
    if "offset" not in repeat:
        return None
    minutes = repeat["offset"]
    meals = all(time.startswith(("before_", "after_")) for time in times)
    if type(minutes) is not int or not 1 <= minutes <= _LONGEST_OFFSET or not times or not meals:
        message = (
            f"only 1 to {_LONGEST_OFFSET} minutes before or after a meal can be said in a dose plan"
        )
        raise RefusedError("not-said", message, f"{path}.offset")
    return minutes


def _check_no_range(repeat: dict[str, Any], path: str) -> None:
    for name in ("frequencyMax", "periodMax"):
        if name in repeat:
            message = f"{name} goes with no times or days that are named"
            raise RefusedError("rhythm", message, f"{path}.{name}")


def _times(repeat: dict[str, Any], path: str) -> tuple[tuple[str, ...], Meal | None]:
    codes = list_of(repeat, "when", str)
    clocks = list_of(repeat, "timeOfDay", str)
    if codes and clocks:
        message = "it names times of day and times by the clock; give one kind"
        raise RefusedError("when", message, f"{path}.timeOfDay")
    if len(codes) == 1 and codes[0] in _MEALS:
        return (), _MEALS[codes[0]]
    unknown = [code for code in codes if code not in _WHEN]
    if unknown:
        message = f"only {', '.join(_WHEN)} are times of a dose plan"
        raise RefusedError("when", message, f"{path}.when")
    for clock in clocks:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00(\.0+)?)?", clock):
            message = "a time by the clock is written as 08:00:00"
            raise RefusedError("when", message, f"{path}.timeOfDay")
    return tuple(_WHEN[code] for code in codes) or tuple(clock[:5] for clock in clocks), None


def _weekdays(repeat: dict[str, Any], path: str) -> tuple[int, ...]:
    days = list_of(repeat, "dayOfWeek", str)
    if not set(days) <= set(_WEEKDAYS) or len(set(days)) < len(days):
        raise RefusedError("rhythm", "a day of the week is mon to sun, once", f"{path}.dayOfWeek")
    return tuple(sorted(map(_WEEKDAYS.index, days)))


def _whole(repeat: dict[str, Any], name: str, path: str) -> int | None:
    """A number of times or of units of time, whole and more than none."""
    value = repeat.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise RefusedError("rhythm", f"{name} is no whole number", f"{path}.{name}")
    if not 1 <= value <= 366:
        raise RefusedError("rhythm", f"{name} is a number that no plan has", f"{path}.{name}")
    return int(value)


def _check_weekly(
    frequency: int | None, period: int | None, unit: Any, days: int, times: int, path: str
) -> None:
    """Whether days of the week go with a frequency: of each day, or of the whole week."""
    known = unit in (None, "d", "wk") and period in (None, 1)
    wanted = {None: {None, times, days * times}, "d": {None, times}, "wk": {None, days * times}}
    if not known or frequency not in wanted[unit]:
        message = "its days of the week and how often it is taken do not agree"
        raise RefusedError("rhythm", message, path)


def _of_times(
    frequency: int | None, period: int | None, unit: Any, times: tuple[str, ...], path: str
) -> dict[str, Any]:
    if frequency not in (None, len(times)):
        message = "how often a day and the times of day do not agree"
        raise RefusedError("rhythm", message, f"{path}.frequency")
    if unit in (None, "d") and period in (None, 1):
        return {}
    if unit in _UNITS and period:
        return {"every": Every(number=period, unit=_UNITS[unit])}
    raise RefusedError("rhythm", "times of day are for each day", f"{path}.period")


def _of_ranges(
    often: tuple[int | None, int | None],
    length: tuple[int | None, int | None],
    unit: Any,
    path: str,
) -> dict[str, Any]:
    """A rhythm with a range: 1 to 2 times a day, or every 4 to 6 hours."""
    (low, high), (least, most) = often, length
    in_hours = unit == "h" and high is None and low in (None, 1)
    if in_hours and least in HOURS and most in HOURS and most > least:
        return {"every_hours": least, "every_hours_most": most}
    if unit == "d" and most is None and least == 1 and low and high and low < high <= MOST_TIMES:
        return {"times_a_day": low, "times_a_day_most": high}
    raise RefusedError("rhythm", "it names a range of a rhythm that no plan has", path)


def _of_numbers(frequency: int | None, period: int | None, unit: Any, path: str) -> dict[str, Any]:
    """A rhythm in numbers only: so many times a day, or every so many hours or days."""
    often, length = frequency or 1, period or 1
    if unit == "h" and often == 1 and length in HOURS:
        return {"every_hours": length}
    if unit == "h" and length % _HOURS_OF_DAY == 0:
        unit, length = "d", length // _HOURS_OF_DAY
    if unit == "d" and length == 1 and frequency and often <= MOST_TIMES:
        return {"times_a_day": often}
    if unit == "d" and length == 1 and period and not frequency:
        return {"times_a_day": 1}
    if unit in _UNITS and often == 1 and period and (unit != "d" or length > 1):
        return {"every": Every(number=length, unit=_UNITS[unit])}
    if unit == "wk" and period == 1 and often <= _MOST_A_WEEK:
        return {"times_a_week": often}
    if unit == "mo" and period == 1 and often <= _MOST_A_MONTH:
        return {"times_a_month": often}
    raise RefusedError("rhythm", "it names no rhythm that a plan has", path)
