"""Dose plans: how much of a medicine, and when.

Messages name the entry that is wrong and never what it says: a dose is a patient's own, and
errors end in logs.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from leaflets.dose.moments import WEEKDAYS, Clock, Every, Meal, Moment, minutes_of
from leaflets.language.strengths import Strength
from leaflets.sheet.blocks import is_empty
from leaflets.sheet.dosing_units import MASSES, Unit

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
_WEEK: Final = len(WEEKDAYS)
LONGEST_DAYS: Final = 366
"""No plan is for longer: a prescription is renewed."""


class Amount(BaseModel):
    """How much is taken at once: an exact number of a unit.

    ``strength`` is how much medicine is in one of them, where it was named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Fraction
    unit: Unit
    strength: Strength | None = None


class Dose(BaseModel):
    """An amount, at a time of day; without one, whenever the plan's rhythm says.

    ``weekdays`` are the only days on which it is taken, where it is not each day of the plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time: Moment | Clock | None
    amount: Amount
    weekdays: tuple[int, ...] = Field((), exclude_if=is_empty)
    """Monday is 0."""


class Plan(BaseModel):
    """When one person takes how much of one medicine.

    ``doses`` are for each day, or for what one of the rhythms says: only on ``weekday``,
    ``every`` so many days, weeks or months, ``once`` and never again. One amount without a time
    is taken ``every_hours``, or ``times_a_day``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    doses: tuple[Dose, ...]
    every_hours: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    times_a_day: int | None = Field(None, exclude_if=is_empty)
    every: Every | None = Field(None, exclude_if=is_empty)
    once: bool = Field(False, exclude_if=is_empty)
    meal: Meal | None = Field(None, exclude_if=is_empty)
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
        return plan.days is None or plan.days >= _WEEK
    length = plan.days or ((plan.last - plan.first).days + 1 if plan.last else _WEEK)
    return any((plan.first.weekday() + day) % _WEEK == weekday for day in range(length))


def _time_faults(plan: Plan) -> Iterator[str]:
    times = [dose.time for dose in plan.doses]
    untimed = plan.every_hours is not None or plan.times_a_day is not None
    on_days = any(dose.weekdays for dose in plan.doses)
    rhythms = [plan.every_hours, plan.times_a_day, plan.weekday, plan.every, plan.once or None]
    named = sum(rhythm is not None for rhythm in rhythms) + on_days
    if not plan.doses:
        yield "it says no amount; write morning=1 tablet"
    if named > 1:
        yield "it says how often in two ways; give one"
    if _stands_twice(plan):
        yield "a time of day stands twice; give it one amount"
    if None in times and len(times) > 1 and not (on_days and set(times) == {None}):
        yield "name the time of day of every amount, or give one amount only"
    if times == [None] and not named:
        yield "name the time of day"
    if on_days and not all(dose.weekdays for dose in plan.doses):
        yield "name the days of the week of every amount, or of none"
    if untimed and times != [None]:
        yield "every so many hours, or so many times a day, goes with no time of day"
    if plan.weekday is not None and len(times) > 1:
        yield "once a week is one amount at one time"
    # In many languages "every 2 days" is "once in 2 days".
    if (plan.every or plan.once) and len(times) > 1:
        yield "every so many days, weeks or months, or once only, is one amount at one time"


def _stands_twice(plan: Plan) -> bool:
    """Whether there are two amounts for one time of one day, or for one part of the day."""
    seen: set[tuple[int | None, int | None]] = set()
    for dose in plan.doses:
        at = minutes_of(dose.time) if dose.time else None
        for day in dose.weekdays or (None,):
            if (day, at) in seen:
                return True
            seen.add((day, at))
    return False


def in_order(plan: Plan) -> Plan:
    """The plan with its doses in the order of the week and of the day."""

    def place(dose: Dose) -> tuple[tuple[int, ...], int]:
        return dose.weekdays, minutes_of(dose.time) if dose.time else -1

    return plan.model_copy(update={"doses": tuple(sorted(plan.doses, key=place))})


def on_weekdays(plan: Plan) -> Plan:
    """The plan with its one day of the week as its own, where its one dose is on that alone."""
    if len(plan.doses) != 1 or len(plan.doses[0].weekdays) != 1:
        return plan
    (dose,) = plan.doses
    own = dose.model_copy(update={"weekdays": ()})
    return plan.model_copy(update={"doses": (own,), "weekday": dose.weekdays[0]})


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
