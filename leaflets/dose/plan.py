"""Dose plans: how much of a medicine, at the four times of the Universal Medication Schedule.

Messages name the entry that is wrong and never what it says: a dose is a patient's own, and
errors end in logs.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.strengths import Strength, strength_in
from leaflets.sheet.dosing_units import MASSES, UNIT_WORDS, Unit

Time: TypeAlias = Literal["morning", "noon", "evening", "bedtime"]
"""The four times (US National Academy of Medicine, Universal Medication Schedule)."""

TIMES: Final[tuple[Time, ...]] = get_args(Time)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS: Final = (2, 3, 4, 6, 8, 12)
"""Spacings that come out even over a day; every 24 hours is a time of day."""

# The most that anyone takes at once, by unit: more is a slip of the pen.
_MOST: Final[dict[Unit, int]] = {
    "tablet": 20,
    "capsule": 20,
    "drop": 60,
    "puff": 12,
    "sachet": 8,
    "milliliter": 100,
    "microgram": 5000,
    "milligram": 5000,
    "gram": 100,
}
LONGEST_DAYS: Final = 366
"""No plan is for longer: a prescription is renewed."""

MAX_CHARACTERS: Final = 1000
"""No dose is written longer."""

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


class Amount(BaseModel):
    """How much is taken at once: an exact number of a unit.

    ``strength`` is how much medicine is in one of them, where it was named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Fraction
    unit: Unit
    strength: Strength | None = None


class Dose(BaseModel):
    """An amount, at a time of day; without one, once on the plan's weekday."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time: Time | None
    amount: Amount


class Plan(BaseModel):
    """When one person takes how much of one medicine.

    Either ``doses`` (each day, or on ``weekday`` only) or ``every_hours`` with one amount.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    doses: tuple[Dose, ...]
    every_hours: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    days: int | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True)
class PlanFault:
    """Why a plan is no plan for a medicine: the end of a problem's code, and the message."""

    code: str
    message: str


class DoseError(ValueError):
    """What is wrong with one entry; its message never says the dose."""


def amount(number: Fraction, unit: Unit, strength: Strength | None = None) -> Amount:
    """An amount that somebody may take at once. Raises DoseError for any other."""
    if number <= 0:
        raise DoseError("an amount must be more than 0")
    if number > _MOST[unit]:
        raise DoseError(f"nobody takes that much at once; at most {_MOST[unit]} of {unit}")
    parts = 4 if unit == "tablet" else 1
    if unit == "milliliter" or unit in MASSES:
        if 1000 % number.denominator:
            raise DoseError("write it in decimals, three at the most")
    elif number.denominator > parts:
        what = "whole ones only" if parts == 1 else "halves, thirds and quarters only"
        raise DoseError(f"a {unit} can't be divided so; {what}")
    if strength and unit in MASSES:
        raise DoseError("an amount in mg has no strength; leave `of …` out")
    if strength and (strength.volume is not None) != (unit == "milliliter"):
        what = "120 mg/5 mL" if unit == "milliliter" else "2.5 mg"
        raise DoseError(f"the strength of a {unit} is written as {what}")
    return Amount(number=number, unit=unit, strength=strength)


def parse_dose(text: str) -> Plan:
    """The plan in a text: ``morning=1 tablet, evening=2 tablets``; ``monday=4 tablets of 2.5 mg``.

    Also ``monday=…`` or ``monday morning=…`` for once a week, ``every 6 hours=…``, and
    ``days=7``, ``from=2026-12-01``, ``until=2026-12-07``.

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
    plan = Plan.model_validate(found)
    raise_if_any(_problem(0, message) for message in faults(plan))
    return plan


def faults(plan: Plan) -> Iterator[str]:
    """Why it is no sound plan, in messages that name no amount."""
    yield from _time_faults(plan)
    if len({dose.amount.unit for dose in plan.doses}) > 1:
        yield "its amounts are in several units; write all of them in one"
    if len({dose.amount.strength is None for dose in plan.doses}) > 1:
        yield "name the strength of every amount, or of none"
    if plan.last and plan.first and plan.last < plan.first:
        yield "it ends before it begins"
    if plan.days and plan.last:
        yield "give the number of days or the last day, not both"
    if plan.weekday is not None and not _has_weekday(plan, plan.weekday):
        yield "its weekday is not within its days"


def _has_weekday(plan: Plan, weekday: int) -> bool:
    """Whether the day of the week comes within the plan's days; so it does where none are set."""
    if plan.first is None:
        return plan.days is None or plan.days >= len(WEEKDAYS)
    length = plan.days or ((plan.last - plan.first).days + 1 if plan.last else len(WEEKDAYS))
    return any((plan.first.weekday() + day) % len(WEEKDAYS) == weekday for day in range(length))


def _time_faults(plan: Plan) -> Iterator[str]:
    times = [dose.time for dose in plan.doses]
    if not plan.doses:
        yield "it says no amount; write morning=1 tablet"
    if len(set(times)) < len(times):
        yield "a time of day stands twice; give it one amount"
    if None in times and len(times) > 1:
        yield "name the time of day of every amount, or give one amount only"
    if times == [None] and plan.weekday is None and plan.every_hours is None:
        yield "name the time of day"
    if plan.every_hours is not None and (times != [None] or plan.weekday is not None):
        yield "every so many hours goes with no time of day and no weekday"
    if plan.weekday is not None and len(times) > 1:
        yield "once a week is one amount at one time"


def in_order(plan: Plan) -> Plan:
    """The plan with its doses in the order of the day."""
    doses = sorted(plan.doses, key=lambda dose: TIMES.index(dose.time) if dose.time else -1)
    return plan.model_copy(update={"doses": tuple(doses)})


def sum_of(number: Fraction, strength: Strength) -> Strength:
    """How much medicine so many pieces or mL of a strength hold, in the strength's unit."""
    return Strength(number=number * strength.number / (strength.volume or 1), unit=strength.unit)


def with_amounts(plan: Plan, amounts: Sequence[Amount]) -> Plan:
    """The plan with these amounts in place of its own, one for each dose."""
    doses = tuple(
        dose.model_copy(update={"amount": amount})
        for dose, amount in zip(plan.doses, amounts, strict=True)
    )
    return plan.model_copy(update={"doses": doses})


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
    time = _time(key, found)
    doses.append(Dose.model_validate({"time": time, "amount": _amount(value)}))


def _time(key: str, found: dict[str, object]) -> str | None:
    """The time of day of an entry, if it names one; its hours or its weekday are noted."""
    if every := re.fullmatch(r"every\s+([0-9]{1,2})\s*h(?:ours?)?", key):
        if int(every[1]) not in HOURS:
            raise DoseError(f"hours must be one of {', '.join(map(str, HOURS))}")
        if "every_hours" in found:
            raise DoseError("every so many hours stands twice")
        found["every_hours"] = int(every[1])
        return None
    words = key.split()
    if words and words[0] in WEEKDAYS:
        if "weekday" in found:
            raise DoseError("once a week is one day; it names a second one")
        found["weekday"] = WEEKDAYS.index(words.pop(0))
        if not words:
            return None
    elif len(words) > 1:
        raise DoseError("before = stands a time of day, a weekday, or both")
    if len(words) != 1 or words[0] not in TIMES:
        raise DoseError(
            f"the time must be one of {', '.join(TIMES)}, a weekday, or `every 6 hours`"
        )
    return words[0]


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


_SETTINGS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "days": ("days", _days),
    "from": ("first", _date),
    "until": ("last", _date),
}


def _problem(number: int, message: str) -> Problem:
    where = f"entry {number} of the dose: " if number else "the dose: "
    return problem("usage-dose", where + message)
