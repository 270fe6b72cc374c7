"""What a part's rhythm comes to: the heaviest day, the heaviest week, the shortest time between."""

from __future__ import annotations

from collections.abc import Sequence
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
    """The places of the doses that are taken on a day of the week, on which any are.

    Of what is taken when needed, as often as it may be.
    """
    own = [at for at, dose in enumerate(plan.doses) if _is_on(dose, weekday)]
    return tuple(own * (_times_on_a_day(plan) or 1))


def _times_on_a_day(plan: Plan) -> int | None:
    """How often its doses are taken on one day; None for no more than their times say."""
    often = [plan.most_times] if plan.most_times else []
    if plan.every_hours:
        often.append(_DAY // plan.every_hours)
    if plan.times_a_day:
        often.append(plan.times_a_day_most or plan.times_a_day)
    if plan.need and plan.wait:
        often.append(_DAY // plan.wait)
    return min(often, default=None)


def has_most(plan: Plan) -> bool:
    """Whether it says how much is taken in a day at the most."""
    timed = plan.is_timed
    return not plan.need or bool(plan.most or timed or plan.has_rhythm or _times_on_a_day(plan))


def _is_on(dose: Dose, weekday: int) -> bool:
    return not dose.weekdays or weekday in dose.weekdays


def most_in_day(plan: Plan, amounts: Sequence[Fraction], most: Fraction | None = None) -> Fraction:
    """The most of any day; ``amounts`` are those of the doses, ``most`` what it says itself."""
    reached = max(_sum(plan, amounts, weekday) for weekday in range(_WEEK))
    return reached if most is None else min(reached, most) if _is_bounded(plan) else most


def _is_bounded(plan: Plan) -> bool:
    return not plan.need or _times_on_a_day(plan) is not None


def most_in_week(plan: Plan, amounts: Sequence[Fraction], most: Fraction | None = None) -> Fraction:
    """The most of any seven days."""
    if plan.once or plan.on or plan.weekday is not None:
        return _sum(plan, amounts, 0)
    if plan.every:
        return _sum(plan, amounts, 0) * ceil(Fraction(_WEEK, plan.every.days))
    if plan.times_a_week:
        return _sum(plan, amounts, 0) * plan.times_a_week
    if plan.times_a_month:
        return _sum(plan, amounts, 0) * plan.times_a_month
    if most is not None:
        return most_in_day(plan, amounts, most) * _WEEK
    return sum((_sum(plan, amounts, weekday) for weekday in range(_WEEK)), Fraction(0))


def times_in_day(plan: Plan) -> int:
    """How often it is taken on the day with the most doses."""
    return max(len(doses_on(plan, weekday)) for weekday in range(_WEEK))


def least_hours(plan: Plan) -> Fraction:
    """The hours between two doses at the least; times of day are taken to be each day's."""
    if plan.wait or plan.every_hours:
        return Fraction(max(plan.wait or 0, plan.every_hours or 0))
    if plan.times_a_day:
        often = plan.times_a_day_most or plan.times_a_day
        return Fraction(_AWAKE, often - 1) if often > 1 else Fraction(_DAY)
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


def says_hours(plan: Plan) -> bool:
    """Whether it says anything of the time between two doses."""
    timed = any(dose.time for dose in plan.doses)
    return not plan.need or bool(plan.wait or plan.has_rhythm or timed)


def has_times(plan: Plan) -> bool:
    """Whether it says how often, or at which times."""
    timed = plan.is_timed
    return timed or plan.has_rhythm or _times_on_a_day(plan) is not None


def _sum(plan: Plan, amounts: Sequence[Fraction], weekday: int) -> Fraction:
    return sum((amounts[at] for at in doses_on(plan, weekday)), Fraction(0))
