"""Dose plans: how much of a medicine, and when.

Messages name the entry that is wrong and never what it says: a dose is a patient's own, and
errors end in logs.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from leaflets.dose.circumstances import Need, OwnWords, Site
from leaflets.dose.moments import Clock, Every, Meal, Moment, minutes_of
from leaflets.language.strengths import Strength
from leaflets.sheet.blocks import is_empty
from leaflets.sheet.dosing_units import MASSES, Unit
from leaflets.sheet.plan_limits import Route

# The most that anyone takes at once, by unit: more is a slip of the pen.
_MOST: Final[dict[Unit, int]] = {
    "tablet": 20,
    "capsule": 20,
    "drop": 60,
    "puff": 12,
    "sachet": 8,
    "suppository": 4,
    "patch": 4,
    "spray": 12,
    "unit": 300,
    "milliliter": 100,
    "microgram": 5000,
    "milligram": 5000,
    "gram": 100,
}
LONGEST_DAYS: Final = 366
"""No plan is for longer: a prescription is renewed."""


class Amount(BaseModel):
    """How much is taken at once: an exact number of a unit, or ``number`` to ``most`` of it.

    ``strength`` is how much medicine is in one of them, where it was named; ``spoon`` the mL of
    the spoon that a liquid is measured with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Fraction
    unit: Unit
    strength: Strength | None = None
    most: Fraction | None = Field(None, exclude_if=is_empty)
    spoon: Fraction | None = Field(None, exclude_if=is_empty)

    @property
    def highest(self) -> Fraction:
        """The most of it."""
        return self.most or self.number


class Dose(BaseModel):
    """An amount, at a time of day; without one, whenever the plan's rhythm says.

    ``weekdays`` are the only days on which it is taken, where it is not each day of the plan.
    No amount is one that only the prescriber's own words say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time: Moment | Clock | None
    amount: Amount | None
    weekdays: tuple[int, ...] = Field((), exclude_if=is_empty)
    """Monday is 0."""
    minutes: int | None = Field(None, exclude_if=is_empty)
    """How long before or after the meal of ``time``."""


class Plan(BaseModel):
    """When one person takes how much of one medicine.

    ``doses`` are for each day, or for what one of the rhythms says: only on ``weekday``,
    ``every`` so many days, weeks or months, ``once`` and never again, ``on`` one date. One amount
    without a time is taken ``every_hours``, or so many times a day, a week or a month; where it is
    taken only by ``need``, it has no rhythm, or one that it is not taken more often than.

    ``then`` are the parts that come after this one, or beside it (``link``), in order; only the
    first part has a first day and the prescriber's words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    doses: tuple[Dose, ...]
    every_hours: int | None = None
    every_hours_most: int | None = Field(None, exclude_if=is_empty)
    """Every ``every_hours`` to so many hours."""
    weekday: int | None = None
    """Monday is 0."""
    times_a_day: int | None = Field(None, exclude_if=is_empty)
    times_a_day_most: int | None = Field(None, exclude_if=is_empty)
    """``times_a_day`` to so many times."""
    times_a_week: int | None = Field(None, exclude_if=is_empty)
    times_a_month: int | None = Field(None, exclude_if=is_empty)
    every: Every | None = Field(None, exclude_if=is_empty)
    once: bool = Field(False, exclude_if=is_empty)
    on: datetime.date | None = Field(None, exclude_if=is_empty)
    need: Need | None = Field(None, exclude_if=is_empty)
    wait: int | None = Field(None, exclude_if=is_empty)
    """Hours before the next dose, at the least."""
    most: Amount | None = Field(None, exclude_if=is_empty)
    """The most in 24 hours."""
    most_times: int | None = Field(None, exclude_if=is_empty)
    """The most times in 24 hours."""
    meal: Meal | None = Field(None, exclude_if=is_empty)
    site: Site | None = Field(None, exclude_if=is_empty)
    route: Route | None = Field(None, exclude_if=is_empty)
    days: int | None = None
    days_most: int | None = Field(None, exclude_if=is_empty)
    """``days`` to so many days."""
    weeks: int | None = Field(None, exclude_if=is_empty)
    months: int | None = Field(None, exclude_if=is_empty)
    in_all: int | None = Field(None, exclude_if=is_empty)
    """How many doses there are, and no more."""
    first: datetime.date | None = None
    last: datetime.date | None = None
    words: tuple[OwnWords, ...] = Field((), exclude_if=is_empty)
    link: Literal["then", "also"] | None = Field(None, exclude_if=is_empty)
    then: tuple[Plan, ...] = Field((), exclude_if=is_empty)

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The amounts of its own doses, without those that have none."""
        return tuple(dose.amount for dose in self.doses if dose.amount)

    @property
    def is_timed(self) -> bool:
        """Whether any of its doses has a time or a day of the week."""
        return any(dose.time or dose.weekdays for dose in self.doses)

    @property
    def has_rhythm(self) -> bool:
        """Whether it says how often, other than each day at its times."""
        rhythms = (self.every_hours, self.times_a_day, self.times_a_week, self.times_a_month)
        others = (self.weekday, self.every, self.on)
        return self.once or any(one is not None for one in (*rhythms, *others))

    @property
    def has_end(self) -> bool:
        """Whether it says when it is over."""
        lasts = (self.days, self.weeks, self.months, self.in_all, self.last, self.on)
        return self.once or any(one is not None for one in lasts)


@dataclass(frozen=True)
class PlanFault:
    """Why a plan is no plan for a medicine: the end of a problem's code, and the message."""

    code: str
    message: str


class DoseError(ValueError):
    """What is wrong with one entry; its message never says the dose."""


def parts_of(plan: Plan) -> tuple[Plan, ...]:
    """The parts of a plan, in order; the first without those that follow."""
    return (plan.model_copy(update={"then": ()}), *plan.then) if plan.then else (plan,)


def joined(parts: Sequence[Plan]) -> Plan:
    """The plan whose parts they are."""
    first, *others = parts
    return first.model_copy(update={"then": tuple(others)})


def amount(
    number: Fraction,
    unit: Unit,
    strength: Strength | None = None,
    most: Fraction | None = None,
    spoon: Fraction | None = None,
) -> Amount:
    """An amount that somebody may take at once. Raises DoseError for any other."""
    for one in (number, most):
        if one is not None:
            _check_number(one, unit)
    if most is not None and most <= number:
        raise DoseError("the second number of a range must be the greater one")
    if strength and unit in MASSES:
        raise DoseError("an amount in mg has no strength; leave `of …` out")
    if strength and (strength.volume is not None) != (unit == "milliliter"):
        what = "120 mg/5 mL" if unit == "milliliter" else "2.5 mg"
        raise DoseError(f"the strength of a {unit} is written as {what}")
    if spoon is not None and (unit != "milliliter" or most or spoon <= 0):
        raise DoseError("a spoon is of so many mL, and goes with one amount in mL")
    if spoon is not None and (number / spoon).denominator != 1:
        raise DoseError("an amount in spoons is of whole ones")
    return Amount(number=number, unit=unit, strength=strength, most=most, spoon=spoon)


def _check_number(number: Fraction, unit: Unit) -> None:
    if number <= 0:
        raise DoseError("an amount must be more than 0")
    if number > _MOST[unit]:
        raise DoseError(f"nobody takes that much at once; at most {_MOST[unit]} of {unit}")
    parts = 4 if unit in ("tablet", "patch", "suppository") else 1
    if unit in ("milliliter", "unit") or unit in MASSES:
        if 1000 % number.denominator:
            raise DoseError("write it in decimals, three at the most")
    elif number.denominator > parts:
        what = "whole ones only" if parts == 1 else "halves, thirds and quarters only"
        raise DoseError(f"a {unit} can't be divided so; {what}")


def in_order(plan: Plan) -> Plan:
    """The plan with the doses of each part in the order of the week and of the day."""

    def place(dose: Dose) -> tuple[tuple[int, ...], int]:
        return dose.weekdays, minutes_of(dose.time) if dose.time else -1

    def ordered(part: Plan) -> Plan:
        return part.model_copy(update={"doses": tuple(sorted(part.doses, key=place))})

    return joined([ordered(part) for part in parts_of(plan)])


def on_weekdays(plan: Plan) -> Plan:
    """The part with its one day of the week as its own, where its one dose is on that alone."""
    if len(plan.doses) != 1 or len(plan.doses[0].weekdays) != 1:
        return plan
    (dose,) = plan.doses
    own = dose.model_copy(update={"weekdays": ()})
    return plan.model_copy(update={"doses": (own,), "weekday": dose.weekdays[0]})


def sum_of(number: Fraction, strength: Strength) -> Strength:
    """How much medicine so many pieces or mL of a strength hold, in the strength's unit."""
    return Strength(number=number * strength.number / (strength.volume or 1), unit=strength.unit)


def has_exact_sum(amount: Amount) -> bool:
    """Whether what it comes to can be written with three decimals at the most: not a third."""
    strength = amount.strength
    numbers = (amount.number, amount.highest)
    return strength is None or all(
        1000 % sum_of(number, strength).number.denominator == 0 for number in numbers
    )


def with_amounts(part: Plan, amounts: Sequence[Amount | None]) -> Plan:
    """The part with these amounts in place of its own, one for each dose."""
    doses = tuple(
        dose.model_copy(update={"amount": amount})
        for dose, amount in zip(part.doses, amounts, strict=True)
    )
    return part.model_copy(update={"doses": doses})
