"""Whether a sheet lets somebody have a dose plan.

Messages tell the sheet's limit and never the patient's amount, age or weight.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Final

from leaflets.dose.person import HEAVIEST_KG, UNKNOWN, Person
from leaflets.dose.plan import Amount, Plan, PlanFault, sum_of, with_amounts
from leaflets.dose.plan_bounds import bounds_for, lowest_of
from leaflets.dose.rhythm import least_hours, most_in_day, most_in_week, times_in_day
from leaflets.language.strengths import IN_MICROGRAMS, Strength
from leaflets.sheet.dosing_units import MASSES, PIECES, Unit
from leaflets.sheet.model import Sheet
from leaflets.sheet.plan_limits import FormLimits, Limits

_THOUSAND: Final = 1000


@dataclass(frozen=True)
class Findings:
    """What is wrong with a plan; of a sound one, what whoever asked for it must be told.

    ``plan`` is the sound plan, with each strength as its pack says it; None where it is not.
    """

    faults: tuple[PlanFault, ...] = ()
    notes: tuple[str, ...] = ()
    plan: Plan | None = None


def checked_plan(plan: Plan, sheet: Sheet, person: Person, day: datetime.date) -> Findings:
    """What is wrong with ``plan`` as a dose of the sheet's medicine on ``day``."""
    faults = list(_rhythm_faults(plan, sheet, day))
    if sheet.limits is None:
        message = (
            f"the sheet of {sheet.name} says no limits, so no dose plan is made of it;"
            " add `limits` (docs/sheets.md)"
        )
        return Findings((*faults, PlanFault("limits", message)))
    limits = sheet.limits
    faults += _spacing_faults(plan, limits)
    unit = plan.doses[0].amount.unit
    forms = [form for form in limits.forms if _is_counted_in(form, unit)]
    if not forms:
        known = " or ".join(dict.fromkeys(form.unit for form in limits.forms))
        message = f"a plan for {sheet.name} is in another unit: its sheet is about a {known}"
        return Findings((*faults, PlanFault("form", message)))
    named = [_with_strength(dose.amount, forms) for dose in plan.doses]
    found = [fault for amount in named for fault in _piece_faults(amount, forms)]
    if found:
        return Findings((*faults, *dict.fromkeys(found)))
    if not person.is_likely:
        message = "the age and the weight do not fit each other; look at both again"
        faults.append(PlanFault("person", message))
    over, notes = _amount_faults(with_amounts(plan, named), limits, person)
    if faults or over:
        return Findings((*faults, *over))
    told = [_as_on_the_pack(dose.amount, forms) for dose in plan.doses]
    return Findings((), tuple(notes), with_amounts(plan, told))


def faults_for_anyone(plan: Plan, sheet: Sheet, day: datetime.date) -> tuple[PlanFault, ...]:
    """What is wrong with a plan whoever it is for; nothing where somebody may have it."""
    found = (checked_plan(plan, sheet, person, day).faults for person in _anyone(sheet.limits))
    return min(found, key=len)


def _anyone(limits: Limits | None) -> Iterator[Person]:
    """Those for whom the highest limits hold."""
    yield UNKNOWN
    yield Person(kg=Fraction(HEAVIEST_KG))
    for row in limits.most if limits else ():
        if row.ages:
            yield Person(months=row.ages[1])
        if row.kg:
            yield Person(kg=Fraction(row.kg[1]))


def _rhythm_faults(plan: Plan, sheet: Sheet, day: datetime.date) -> Iterator[PlanFault]:
    """A daily plan for a medicine that is taken once a week kills; an ended plan is no plan."""
    if sheet.how_to_take.once_a_week and plan.weekday is None:
        message = f"{sheet.name} is taken once a week only, never daily; name the day: monday=…"
        yield PlanFault("weekly", message)
    if plan.last and plan.last < day:
        yield PlanFault("ended", "this dose plan has ended")


def _is_counted_in(form: FormLimits, unit: Unit) -> bool:
    # An amount in mg is for pieces only: what is poured or sprayed is not weighed.
    return form.unit == unit or (unit in MASSES and form.unit in PIECES)


def _with_strength(amount: Amount, forms: Sequence[FormLimits]) -> Amount:
    """The amount with its strength, where the sheet has only one for it."""
    known = [strength for form in forms for strength in form.known_strengths]
    if amount.unit in MASSES or amount.strength or len(known) > 1:
        return amount
    return amount.model_copy(update={"strength": known[0]})


def _as_on_the_pack(amount: Amount, forms: Sequence[FormLimits]) -> Amount:
    """The amount with its strength in the words of the pack: 2500 micrograms are 2.5 mg."""
    if amount.strength is None:
        return amount
    known = (strength for form in forms for strength in form.known_strengths)
    own = next(strength for strength in known if strength.is_same(amount.strength))
    return amount.model_copy(update={"strength": own})


def _piece_faults(amount: Amount, forms: Sequence[FormLimits]) -> Iterator[PlanFault]:
    """What can't be handed out: an unknown strength, or a piece that must not be parted."""
    known = [strength for form in forms for strength in form.known_strengths]
    listed = ", ".join(map(str, known))
    if amount.unit in MASSES:
        if not _can_be_counted(amount, forms):
            message = f"no number of the sheet's {forms[0].unit}s makes it: they are of {listed}"
            yield PlanFault("pieces", message)
        return
    if amount.strength is None:
        message = f"name the strength, for example `1 {amount.unit} of {known[0]}`; the sheet has "
        yield PlanFault("strength", message + listed)
        return
    if not any(amount.strength.is_same(other) for other in known):
        yield PlanFault("strength", f"the sheet has no such strength; it has {listed}")
        return
    smallest = min((form.smallest for form in forms if form.smallest), default=None)
    if smallest and (amount.number / smallest).denominator != 1:
        message = (
            f"a {amount.unit} of this medicine must not be divided; whole ones only"
            if smallest == 1
            else f"a {amount.unit} of this medicine may be parted into "
            f"{smallest.denominator} pieces at the most"
        )
        yield PlanFault("divided", message)
        return
    if not _has_exact_sum(amount, amount.strength):
        message = "how much medicine it is can't be written exactly; choose another amount"
        yield PlanFault("sum", message)


def _has_exact_sum(amount: Amount, strength: Strength) -> bool:
    """Whether the sum can be written with three decimals at the most."""
    return _THOUSAND % sum_of(amount.number, strength).number.denominator == 0


def _can_be_counted(amount: Amount, forms: Sequence[FormLimits]) -> bool:
    """Whether pieces of the known strengths add up to an amount in mg."""
    pieces = {
        strength.micrograms * (form.smallest or 1)
        for form in forms
        for strength in form.known_strengths
    }
    wanted = amount.number * IN_MICROGRAMS[amount.unit]
    whole = lcm(wanted.denominator, *(piece.denominator for piece in pieces))
    target = int(wanted * whole)
    steps = [int(piece * whole) for piece in pieces]
    reached = {0}
    fresh = {0}
    while fresh:
        fresh = {at + step for at in fresh for step in steps if at + step <= target} - reached
        reached |= fresh
        if len(reached) > _MOST_SUMS:
            return False
    return target in reached


_MOST_SUMS: Final = 20_000


def _spacing_faults(plan: Plan, limits: Limits) -> Iterator[PlanFault]:
    """Doses too close to each other."""
    if limits.hours and least_hours(plan) < limits.hours:
        yield PlanFault("hours", f"doses closer than the sheet's limit: {limits.hours} hours")


def _amount_faults(plan: Plan, limits: Limits, person: Person) -> tuple[list[PlanFault], list[str]]:
    """What is too much, and what is to be told of a sound plan."""
    found = [bounds_for(limits, dose.amount.strength, person) for dose in plan.doses]
    bounds = [bound for bound in found if bound]
    if len(bounds) < len(found):
        message = "the sheet has no limit for this strength at this age or weight, so no plan"
        return [PlanFault("person", message)], []
    much = [_measured(dose.amount, bounds[0].once.unit) for dose in plan.doses]
    known = [amount for amount in much if amount is not None]
    if len(known) < len(much):
        message = f"the sheet's limit is in other units ({bounds[0].once.text}); write it so"
        return [PlanFault("unit", message)], []
    day, week = most_in_day(plan, known), most_in_week(plan, known)
    # Each strength may have a limit of its own: the lowest holds for them together.
    lowest = lowest_of(bounds)
    over = [
        ("once", "at once", bound.once)
        for bound, amount in zip(bounds, known, strict=True)
        if amount > bound.once.number
    ]
    over += [("day", "in a day", lowest.day)] if day > lowest.day.number else []
    if lowest.week and week > lowest.week.number:
        over.append(("week", "in a week", lowest.week))
    faults = [
        PlanFault(code, f"more {when} than the sheet's limit: {limit.text}")
        for code, when, limit in over
    ]
    if lowest.times and times_in_day(plan) > lowest.times:
        faults.append(
            PlanFault("times", f"more doses in a day than the sheet's limit: {lowest.times}")
        )
    told = f"{lowest.lacking}: the sheet's lowest limit holds" if lowest.lacking else ""
    faults = (
        [replace(fault, message=f"{fault.message} ({told})") for fault in faults]
        if told
        else faults
    )
    return list(dict.fromkeys(faults)), [told] if told else []


def _measured(amount: Amount, unit: Unit | None) -> Fraction | None:
    """An amount in a limit's measure; None where it can't be measured so."""
    if unit is not None:
        return amount.number if amount.unit == unit else None
    if amount.unit in MASSES:
        return amount.number * IN_MICROGRAMS[amount.unit]
    return amount.number * amount.strength.micrograms if amount.strength else None
