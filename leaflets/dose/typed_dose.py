"""Doses as they are typed: ``morning=1 tablet, evening=2 tablets`` (docs/editions.md).

Messages name the entry that is wrong and never what it says.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from leaflets.dose.moments import HOURS, MOMENTS, MOST_TIMES, WEEKDAYS, Every
from leaflets.dose.plan import (
    LONGEST_DAYS,
    Amount,
    Dose,
    DoseError,
    Plan,
    amount,
    faults,
    on_weekdays,
)
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.strengths import strength_in
from leaflets.sheet.dosing_units import UNIT_WORDS

MAX_CHARACTERS: Final = 1000
"""No dose is written longer."""
_MEALS: Final = {"before": "before_meals", "with": "with_meals", "after": "after_meals"}

_GLYPHS: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}
_NUMBER: Final = re.compile(
    rf"(?:(?P<whole>[0-9]{{1,4}})(?:\s+|(?=[{''.join(_GLYPHS)}])))?"
    rf"(?:(?P<glyph>[{''.join(_GLYPHS)}])|(?P<over>[1-3])/(?P<under>[2-4]))"
    r"|(?P<decimal>[0-9]{1,6}(?:\.[0-9]{1,3})?)(?![0-9])"
)


def parse_dose(text: str) -> Plan:
    """The plan in a text: ``morning=1 tablet, evening=2 tablets``; ``monday=4 tablets of 2.5 mg``.

    Also ``monday morning=…`` for once a week, ``monday+thursday=…``, ``08:00=…``,
    ``3 times a day=…``, ``every 6 hours=…``, ``every 2 days evening=…``, ``once=…``; and
    ``meals=before``, ``days=7``, ``from=2026-12-01``, ``until=2026-12-07``.

    Raises LeafletsError (kind "usage") with every entry that is wrong.
    """
    if len(text) > MAX_CHARACTERS:
        raise LeafletsError(_problem(0, f"it has at most {MAX_CHARACTERS} characters"))
    problems: list[Problem] = []
    found: dict[str, object] = {"doses": []}
    entries = [entry.strip() for entry in re.split(r"[,;\n]", text) if entry.strip()]
    if not entries:
        problems.append(_problem(0, "there is no dose; write morning=1 tablet"))
    for number, entry in enumerate(entries, 1):
        try:
            _read(entry, found)
        except DoseError as error:
            problems.append(_problem(number, str(error)))
    raise_if_any(problems)
    plan = on_weekdays(Plan.model_validate(found))
    raise_if_any(_problem(0, message) for message in faults(plan))
    return plan


def _read(entry: str, found: dict[str, object]) -> None:
    key, equals, value = (part.strip().casefold() for part in entry.partition("="))
    if not equals or not value:
        raise DoseError("write it as time=amount unit, such as morning=1 tablet; 2.5 with a point")
    if key in _SETTINGS:
        name, read = _SETTINGS[key]
        if name in found:
            raise DoseError(f"{key} stands twice")
        found[name] = read(value)
        return
    doses = found["doses"]
    assert isinstance(doses, list)
    time, days = _time(key, found)
    doses.append(Dose.model_validate({"time": time, "amount": _amount(value), "weekdays": days}))


def _time(key: str, found: dict[str, object]) -> tuple[str | None, tuple[int, ...]]:
    """The time of day and the days of the week of an entry; its rhythm is noted."""
    for pattern, read in _RHYTHMS:
        if rhythm := re.match(pattern, key):
            name, value = read(rhythm)
            rest = key[rhythm.end() :].split()
            if found.get(name, value) != value or (name in found and not rest):
                raise DoseError("how often stands twice")
            found[name] = value
            return _moment(rest), ()
    words = key.split()
    days: tuple[int, ...] = ()
    if words and set(words[0].split("+")) & set(WEEKDAYS):
        days = _days_of_week(words.pop(0))
    if days and not words:
        return None, days
    return _moment(words), days


def _days_of_week(text: str) -> tuple[int, ...]:
    names = text.split("+")
    if not set(names) <= set(WEEKDAYS) or len(set(names)) < len(names):
        raise DoseError("several days of the week are written as monday+thursday, each one once")
    return tuple(sorted(map(WEEKDAYS.index, names)))


def _moment(words: list[str]) -> str | None:
    """A time of day, or a time by the clock."""
    if not words:
        return None
    name = "_".join(words)
    if name in MOMENTS:
        return name
    if re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", name):
        return name.zfill(5)
    known = ", ".join(moment.replace("_", " ") for moment in MOMENTS)
    raise DoseError(
        f"the time must be one of {known}, a time such as 08:00, a weekday, `every 6 hours`,"
        " `3 times a day`, `every 2 days` or `once`"
    )


def _hours(found: re.Match[str]) -> tuple[str, int]:
    if int(found[1]) not in HOURS:
        raise DoseError(f"hours must be one of {', '.join(map(str, HOURS))}")
    return "every_hours", int(found[1])


def _times(found: re.Match[str]) -> tuple[str, int]:
    if not 1 <= int(found[1]) <= MOST_TIMES:
        raise DoseError(f"a medicine is taken at most {MOST_TIMES} times a day")
    return "times_a_day", int(found[1])


def _every(found: re.Match[str]) -> tuple[str, Every]:
    number, unit = int(found[1] or 1), found[2]
    if number < 1 or (unit == "day" and number == 1):
        raise DoseError("every day needs a time of day, or `1 time a day`")
    every = Every.model_validate({"number": number, "unit": unit})
    if every.days > LONGEST_DAYS:
        raise DoseError("that is more than a year from one time to the next")
    return "every", every


_RHYTHMS: Final[tuple[tuple[str, Callable[[re.Match[str]], tuple[str, object]]], ...]] = (
    (r"every\s+([0-9]{1,2})\s*h(?:ours?)?$", _hours),
    (r"([0-9]{1,2})\s+times?\s+a\s+day$", _times),
    (r"every(?:\s+([0-9]{1,3}))?\s+(day|week|month)s?\b", _every),
    (r"once\b", lambda _found: ("once", True)),
)


def _amount(text: str) -> Amount:
    number, words = _split(text)
    unit, named, rest = (part.strip() for part in words.partition(" of "))
    if unit not in UNIT_WORDS:
        known = ", ".join(sorted(set(UNIT_WORDS.values())))
        raise DoseError(f"name the unit after the number; known are {known}")
    strength = strength_in(rest) if named else None
    if named and strength is None:
        raise DoseError("write the strength as 2.5 mg, 100 micrograms or 120 mg/5 mL")
    return amount(number, UNIT_WORDS[unit], strength)


def _split(text: str) -> tuple[Fraction, str]:
    found = _NUMBER.match(text)
    if not found:
        raise DoseError("it does not begin with a number such as 1, 2.5, ½ or 1 1/2")
    rest = text[found.end() :]
    if rest[:1] and not rest[0].isspace() and not rest[0].isalpha():
        raise DoseError("it does not begin with a number such as 1, 2.5, ½ or 1 1/2")
    if found["decimal"]:
        return Fraction(Decimal(found["decimal"])), rest.strip()
    part = (
        _GLYPHS[found["glyph"]]
        if found["glyph"]
        else Fraction(int(found["over"]), int(found["under"]))
    )
    return int(found["whole"] or 0) + part, rest.strip()


def _days(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= LONGEST_DAYS:
        raise DoseError(f"days must be a number from 1 to {LONGEST_DAYS}")
    return int(text)


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise DoseError("a date is written as 2026-12-31") from None


def _meal(text: str) -> str:
    if text == "empty stomach":
        return "empty_stomach"
    if text not in _MEALS:
        raise DoseError("meals is before, with, after or empty stomach")
    return _MEALS[text]


_SETTINGS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "meals": ("meal", _meal),
    "days": ("days", _days),
    "from": ("first", _date),
    "until": ("last", _date),
}


def _problem(number: int, message: str) -> Problem:
    where = f"entry {number} of the dose: " if number else "the dose: "
    return problem("usage-dose", where + message)
