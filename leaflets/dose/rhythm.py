"""What a plan's rhythm comes to: the heaviest day, the heaviest week, the shortest time between."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Final

from leaflets.dose.moments import WEEKDAYS, minutes_of
from leaflets.dose.plan import Dose, Plan

_DAY: Final = 24
_AWAKE: Final = 16
"""Hours between the first and the last of so many times a day: nobody wakes up for them."""
_WEEK: Final = len(WEEKDAYS)


def doses_on(plan: Plan, weekday: int) -> tuple[int, ...]:
    """The places of the doses that are taken on a day of the week, on which any are."""
    own = [at for at, dose in enumerate(plan.doses) if _is_on(dose, weekday)]
    if plan.every_hours:
        return tuple(own * (_DAY // plan.every_hours))
    return tuple(own * (plan.times_a_day or 1))


def _is_on(dose: Dose, weekday: int) -> bool:
    return not dose.weekdays or weekday in dose.weekdays


def most_in_day(plan: Plan, amounts: list[Fraction]) -> Fraction:
    """The most of any day; ``amounts`` are those of the doses."""
    return max(_sum(plan, amounts, weekday) for weekday in range(_WEEK))


def most_in_week(plan: Plan, amounts: list[Fraction]) -> Fraction:
    """The most of any seven days."""
    if plan.once or plan.weekday is not None:
        return _sum(plan, amounts, 0)
    if plan.every:
        return _sum(plan, amounts, 0) * ceil(Fraction(_WEEK, plan.every.days))
    return sum((_sum(plan, amounts, weekday) for weekday in range(_WEEK)), Fraction(0))


def times_in_day(plan: Plan) -> int:
    """How often it is taken on the day with the most doses."""
    return max(len(doses_on(plan, weekday)) for weekday in range(_WEEK))


def least_hours(plan: Plan) -> Fraction:
    """The hours between two doses at the least; times of day are taken to be each day's."""
    if plan.every_hours:
        return Fraction(plan.every_hours)
    if plan.times_a_day:
        return Fraction(_AWAKE, plan.times_a_day - 1) if plan.times_a_day > 1 else Fraction(_DAY)
    if plan.weekday is not None:
        return Fraction(_WEEK * _DAY)
    apart = plan.every.days if plan.every else 1
    minutes = sorted({minutes_of(dose.time) for dose in plan.doses if dose.time})
    if len(minutes) < 2:
        return Fraction(_DAY * apart)
    first, last = minutes[0], minutes[-1]
    gaps = [after - before for before, after in pairwise(minutes)]
    if not plan.once:
        gaps.append(_DAY * 60 * apart + first - last)
    return Fraction(min(gaps), 60)


def _sum(plan: Plan, amounts: list[Fraction], weekday: int) -> Fraction:
    return sum((amounts[at] for at in doses_on(plan, weekday)), Fraction(0))
