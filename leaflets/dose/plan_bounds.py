"""Which of a sheet's limits hold for somebody: the rows for their age, weight and strength."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from leaflets.dose.person import Person
from leaflets.language.strengths import Strength, strength_in
from leaflets.sheet.dosing_units import Unit
from leaflets.sheet.plan_limits import Limits, Most, measure_in


@dataclass(frozen=True)
class Limit:
    """The most of something: micrograms, or pieces of ``unit``; ``text`` is as the sheet says."""

    number: Fraction = field(repr=False)
    unit: Unit | None
    text: str


@dataclass(frozen=True)
class Bounds:
    """The most at once, in a day and in a week, and how often.

    ``lacking`` says what is not known of the person where the sheet's lowest limits hold for it.
    """

    once: Limit
    day: Limit
    week: Limit | None
    times: int | None
    """The most doses in a day."""
    lacking: str = ""


def bounds_for(limits: Limits, strength: Strength | None, person: Person) -> Bounds | None:
    """The limits of a strength for a person; None where the sheet has none for them.

    What is not known of the person lets the lowest limits of the whole sheet hold. A weight
    between two rows takes the lower one, and goes before an age.
    """
    rows, lacking = _rows(limits, strength, person)
    if not rows:
        return None
    return Bounds(
        _lowest([_limit(row, row.once, person) for row in rows]),
        _lowest([_limit(row, row.day, person) for row in rows]),
        _lowest_week([_limit(row, row.week, person) for row in rows if row.week]),
        min((row.times for row in rows if row.times), default=None),
        lacking,
    )


def lowest_of(bounds: Sequence[Bounds]) -> Bounds:
    """The lowest of several bounds, limit by limit."""
    return Bounds(
        _lowest([bound.once for bound in bounds]),
        _lowest([bound.day for bound in bounds]),
        _lowest_week([bound.week for bound in bounds if bound.week]),
        min((bound.times for bound in bounds if bound.times), default=None),
        next((bound.lacking for bound in bounds if bound.lacking), ""),
    )


def _lowest(limits: Sequence[Limit]) -> Limit:
    return min(limits, key=lambda limit: limit.number)


def _lowest_week(limits: Sequence[Limit]) -> Limit | None:
    return _lowest(limits) if limits else None


def _rows(limits: Limits, strength: Strength | None, person: Person) -> tuple[list[Most], str]:
    """The rows that hold, and what is lacking where the lowest of all must."""
    own = [row for row in limits.most if _is_of(row, strength)]
    by_weight = [row for row in own if row.kg]
    by_age = [row for row in own if row.ages]
    everyone = [row for row in own if row.is_for_everyone]
    if _is_outside(by_age, person):
        return [], ""
    if by_weight and person.kg is not None:
        found = _of_weight(by_weight, person.kg)
    elif by_age and person.months is not None:
        found = _of_age(by_age, person.months)
    elif by_age or by_weight:
        what = "neither age nor weight is known" if by_weight else "the age is not known"
        return list(limits.most), what
    else:
        unweighed = person.kg is None and any(row.without_weight for row in own)
        return own, "the weight is not known" if unweighed else ""
    return (everyone + found if found else []), ""


def _is_of(row: Most, strength: Strength | None) -> bool:
    named = row.strength and strength_in(row.strength)
    return not named or strength is None or named.is_same(strength)


def _is_outside(rows: Sequence[Most], person: Person) -> bool:
    """Whether somebody is younger or older than all rows that ask for an age."""
    ages = [row.ages for row in rows if row.ages]
    if person.months is None or not ages:
        return False
    return not min(first for first, _ in ages) <= person.months <= max(last for _, last in ages)


def _of_age(rows: Iterable[Most], months: int) -> list[Most]:
    return [row for row in rows if row.ages and row.ages[0] <= months <= row.ages[1]]


def _of_weight(rows: Iterable[Most], kg: Fraction) -> list[Most]:
    """The rows of a weight; between two, the lower one; none below or above all."""
    ranges = [(row, row.kg) for row in rows if row.kg]
    if kg > max(most for _, (_, most) in ranges):
        return []
    inside = [row for row, (least, most) in ranges if least <= kg <= most]
    below = [(most, row) for row, (_, most) in ranges if most < kg]
    if inside or not below:
        return inside
    return [max(below, key=lambda found: found[0])[1]]


def _limit(row: Most, text: str, person: Person) -> Limit:
    found = measure_in(text)
    assert found, "a sheet's limits are read before"
    if not found.per_kg:
        return Limit(found.number, found.unit, text)
    if person.kg is not None:
        return Limit(found.number * person.kg, found.unit, text)
    without = measure_in(row.without_weight or "")
    assert without, "a sheet's limits are read before"
    return Limit(without.number, without.unit, row.without_weight or "")
