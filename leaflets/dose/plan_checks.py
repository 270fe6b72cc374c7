"""Whether a sheet lets somebody have a dose plan.

Messages tell the sheet's limit and never the patient's amount, age or weight.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import lcm
from typing import Final

from leaflets.dose.person import HEAVIEST_KG, UNKNOWN, Person
from leaflets.dose.plan import (
    Amount,
    Plan,
    PlanFault,
    has_exact_sum,
    joined,
    parts_of,
    with_amounts,
)
from leaflets.dose.plan_sums import over_limits
from leaflets.dose.rhythm import has_times, least_hours, says_hours
from leaflets.language.strengths import IN_MICROGRAMS
from leaflets.sheet.dosing_units import MASSES, PIECES, Unit
from leaflets.sheet.model import Sheet
from leaflets.sheet.plan_limits import FormLimits, Limits


@dataclass(frozen=True)
class Findings:
    """What is wrong with a plan; of a sound one, what whoever asked for it must be told.

    ``plan`` is the sound plan, with each strength as its pack says it; None where it is not.
    """

    faults: tuple[PlanFault, ...] = ()
    notes: tuple[str, ...] = ()
    plan: Plan | None = None
    lacking: str = ""
    """What is not known of the person, so that the sheet's lowest limit holds."""


def checked_plan(plan: Plan, sheet: Sheet, person: Person, day: datetime.date) -> Findings:
    """What is wrong with ``plan`` as a dose of the sheet's medicine on ``day``.

    Amounts that only the prescriber's words say are not looked at.
    """
    faults = list(_rhythm_faults(plan, sheet, day))
    if sheet.limits is None:
        message = (
            f"the sheet of {sheet.name} says no limits, so no dose plan is made of it;"
            " add `limits` (docs/sheets.md)"
        )
        return Findings((*faults, PlanFault("limits", message)))
    limits, parts = sheet.limits, parts_of(plan)
    notes: list[str] = []
    faults += _spacing_faults(parts, limits, notes)
    amounts = [amount for part in parts for amount in part.amounts]
    forms = [form for form in limits.forms if _are_counted_in(form, amounts)]
    if not forms:
        known = " or ".join(dict.fromkeys(form.unit for form in limits.forms))
        message = f"a plan for {sheet.name} is in another unit: its sheet is about a {known}"
        return Findings((*faults, PlanFault("form", message)))
    named = [_with_strength(amount, forms) for amount in amounts]
    found = [fault for amount in named for fault in _piece_faults(amount, forms)]
    if found:
        return Findings((*faults, *dict.fromkeys(found)))
    if not person.is_likely:
        message = "the age and the weight do not fit each other; look at both again"
        faults.append(PlanFault("person", message))
    told = [_changed(part, partial(_with_strength, forms=forms)) for part in parts]
    faults += _both_sides_faults(told)
    over, more, lacking = over_limits(told, limits, person) if amounts else ([], [], "")
    if faults or over:
        return Findings((*faults, *over))
    final = joined([_changed(part, partial(_as_on_the_pack, forms=forms)) for part in parts])
    return Findings((), tuple(dict.fromkeys((*notes, *more))), final, lacking)


def _both_sides_faults(parts: Sequence[Plan]) -> Iterator[PlanFault]:
    """What goes into both eyes is twice an amount, of which the sum would be said of one."""
    for part in parts:
        strong = any(dose.amount and dose.amount.strength for dose in part.doses)
        if strong and part.site and part.site.startswith("both"):
            message = "how much medicine it is on both sides together can't be said; name the sides"
            yield PlanFault("sum", message)
            return


def _changed(part: Plan, change: Callable[[Amount], Amount]) -> Plan:
    return with_amounts(part, [dose.amount and change(dose.amount) for dose in part.doses])


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
    parts = parts_of(plan)
    if sheet.how_to_take.once_a_week and any(_is_not_weekly(part) for part in parts):
        message = f"{sheet.name} is taken once a week only, never daily; name the day: monday=…"
        yield PlanFault("weekly", message)
    if parts[-1].last and parts[-1].last < day:
        yield PlanFault("ended", "this dose plan has ended")
    if len(parts) == 1 and plan.on and plan.on < day:
        yield PlanFault("ended", "the one day of this dose plan is over")


def _is_not_weekly(part: Plan) -> bool:
    return part.weekday is None or part.need is not None or part.link == "also"


def _are_counted_in(form: FormLimits, amounts: Sequence[Amount]) -> bool:
    # An amount in mg is for pieces only: what is poured or sprayed is not weighed.
    units = {amount.unit for amount in amounts}
    return all(form.unit == u or (u in MASSES and form.unit in PIECES) for u in units)


def _with_strength(amount: Amount, forms: Sequence[FormLimits]) -> Amount:
    """The amount with its strength, where the sheet has only one for it."""
    known = [strength for form in forms for strength in form.known_strengths]
    if amount.unit in MASSES or amount.strength or len(known) != 1:
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
        if not all(_can_be_counted(amount.unit, number, forms) for number in _numbers(amount)):
            message = f"no number of the sheet's {forms[0].unit}s makes it: they are of {listed}"
            yield PlanFault("pieces", message)
        return
    if amount.strength is None and known:
        message = f"name the strength, for example `1 {amount.unit} of {known[0]}`; the sheet has "
        yield PlanFault("strength", message + listed)
        return
    if amount.strength and not any(amount.strength.is_same(other) for other in known):
        has = f"it has {listed}" if known else f"a {amount.unit} of it has none in mg"
        yield PlanFault("strength", f"the sheet has no such strength; {has}")
        return
    smallest = min((form.smallest for form in forms if form.smallest), default=None)
    if smallest and any((one / smallest).denominator != 1 for one in _numbers(amount)):
        message = (
            f"a {amount.unit} of this medicine must not be divided; whole ones only"
            if smallest == 1
            else f"a {amount.unit} of this medicine may be parted into "
            f"{smallest.denominator} pieces at the most"
        )
        yield PlanFault("divided", message)
        return
    if not has_exact_sum(amount) and not _is_in_thirds(amount):
        message = "how much medicine it is can't be written exactly; choose another amount"
        yield PlanFault("sum", message)


def _numbers(amount: Amount) -> tuple[Fraction, ...]:
    return (amount.number,) if amount.most is None else (amount.number, amount.most)


def _is_in_thirds(amount: Amount) -> bool:
    """Whether it is of thirds of a piece, of which nothing says the sum."""
    return all(number.denominator in (1, 3) for number in _numbers(amount))


def _can_be_counted(unit: Unit, number: Fraction, forms: Sequence[FormLimits]) -> bool:
    """Whether pieces of the known strengths add up to an amount in mg."""
    pieces = {
        strength.micrograms * (form.smallest or 1)
        for form in forms
        for strength in form.known_strengths
    }
    wanted = number * IN_MICROGRAMS[unit]
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


def _spacing_faults(parts: Sequence[Plan], limits: Limits, notes: list[str]) -> Iterator[PlanFault]:
    """Doses too close to each other; ``notes`` gets what a part does not say of it."""
    for part in parts if limits.hours else ():
        if not says_hours(part):
            notes.append(f"it says no time between doses; the sheet's limit: {limits.hours} hours")
        elif part.doses and has_times(part) and least_hours(part) < (limits.hours or 0):
            yield PlanFault("hours", f"doses closer than the sheet's limit: {limits.hours} hours")
