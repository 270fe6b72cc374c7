"""Whether what a plan adds up to is within a sheet's limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from leaflets.dose.person import Person
from leaflets.dose.plan import Amount, Plan, PlanFault
from leaflets.dose.plan_bounds import Bounds, Limit, bounds_for, lowest_of
from leaflets.dose.rhythm import has_most, has_times, most_in_day, most_in_week, times_in_day
from leaflets.language.strengths import IN_MICROGRAMS
from leaflets.sheet.dosing_units import MASSES, Unit
from leaflets.sheet.plan_limits import Limits


@dataclass(frozen=True)
class _Sum:
    """What parts that hold at the same time come to, in a limit's measure."""

    day: Fraction
    week: Fraction
    times: int


def over_limits(
    parts: Sequence[Plan], limits: Limits, person: Person
) -> tuple[list[PlanFault], list[str], str]:
    """What is too much; what is to be told of a sound plan; and what is lacking of the person.

    ``parts`` have an amount in all; those linked by "also" are added up.
    """
    amounts = [amount for part in parts for amount in part.amounts]
    found = [bounds_for(limits, amount.strength, person) for amount in amounts]
    bounds = [bound for bound in found if bound]
    if len(bounds) < len(found):
        message = "the sheet has no limit for this strength at this age or weight, so no plan"
        return [PlanFault("person", message)], [], ""
    unit = bounds[0].once.unit
    much = [_measured(amount, amount.highest, unit) for amount in amounts]
    known = [amount for amount in much if amount is not None]
    if len(known) < len(much):
        message = f"the sheet's limit is in other units ({bounds[0].once.text}); write it so"
        return [PlanFault("unit", message)], [], ""
    # Each strength may have a limit of its own: the lowest holds for them together.
    lowest = lowest_of(bounds)
    over = [
        ("once", "at once", bound.once)
        for bound, amount in zip(bounds, known, strict=True)
        if amount > bound.once.number
    ]
    sums = [_sum(group, unit) for group in _at_the_same_time(parts)]
    over += _over(sums, lowest)
    told = f"{lowest.lacking}: the sheet's lowest limit holds" if lowest.lacking else ""
    faults = [
        PlanFault(code, f"more {when} than the sheet's limit: {limit.text}")
        for code, when, limit in over
    ]
    if lowest.times and any(one.times > lowest.times for one in sums):
        message = f"more doses in a day than the sheet's limit: {lowest.times}"
        faults.append(PlanFault("times", message))
    if told:
        faults = [replace(fault, message=f"{fault.message} ({told})") for fault in faults]
    notes = []
    if not all(map(has_most, parts)):
        notes.append(f"it says no most in a day; the sheet's limit: {lowest.day.text}")
    return list(dict.fromkeys(faults)), notes, told


def _over(sums: Iterable[_Sum], lowest: Bounds) -> Iterator[tuple[str, str, Limit]]:
    for one in sums:
        if one.day > lowest.day.number:
            yield "day", "in a day", lowest.day
        if lowest.week and one.week > lowest.week.number:
            yield "week", "in a week", lowest.week


def _at_the_same_time(parts: Sequence[Plan]) -> Iterator[list[Plan]]:
    """The parts in groups that hold at the same time."""
    group: list[Plan] = []
    for part in parts:
        if part.link != "also" and group:
            yield group
            group = []
        group.append(part)
    yield group


def _sum(group: Sequence[Plan], unit: Unit | None) -> _Sum:
    day = week = Fraction(0)
    times = 0
    for part in group:
        # What only the prescriber's words say counts as nothing here.
        much = [
            (dose.amount and _measured(dose.amount, dose.amount.highest, unit)) or Fraction(0)
            for dose in part.doses
        ]
        if not much:
            continue
        most = _most(part, unit)
        # On each side so much: what goes into both is twice of it.
        sides = 2 if part.site and part.site.startswith("both") else 1
        day += sides * most_in_day(part, much, most)
        week += sides * most_in_week(part, much, most)
        times += _times(part) if has_times(part) else 0
    return _Sum(day, week, times)


def _times(part: Plan) -> int:
    """How often it is taken in a day at the most: no more than the most in a day lets it be."""
    amounts = part.amounts
    if not part.need or part.most is None or not amounts or part.most.unit != amounts[0].unit:
        return times_in_day(part)
    lowest = min(amount.number for amount in amounts)
    return min(times_in_day(part), int(part.most.number / lowest))


def _most(part: Plan, unit: Unit | None) -> Fraction | None:
    """The most in a day that a part says, in a limit's measure: of the strength of its amounts."""
    one = next(iter(part.amounts), None)
    if part.most is None or one is None:
        return None
    strong = part.most.model_copy(update={"strength": one.strength})
    return _measured(strong, part.most.number, unit)


def _measured(amount: Amount, number: Fraction, unit: Unit | None) -> Fraction | None:
    """So many of an amount's unit in a limit's measure; None where it can't be measured so."""
    if unit is not None:
        return number if amount.unit == unit else None
    if amount.unit in MASSES:
        return number * IN_MICROGRAMS[amount.unit]
    return number * amount.strength.micrograms if amount.strength else None
