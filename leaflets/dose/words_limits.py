"""Whether a prescriber's words, as far as they are read, are within a sheet's limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from leaflets.dose.person import Person
from leaflets.dose.plan import Amount, Dose, DoseError, Plan, PlanFault, amount, parts_of
from leaflets.dose.plan_checks import checked_plan
from leaflets.dose.prescription import Prescribed
from leaflets.dose.words_reading import LEXICONS, ReadAmount, WordsRead
from leaflets.language.strengths import Strength
from leaflets.sheet.dosing_units import MASSES, Unit
from leaflets.sheet.model import Sheet

_LIMITS: Final = frozenset({"once", "day", "week", "times", "hours", "form"})
"""The faults of what is read that are faults of the prescription; others are of the reading."""
_ONCE: Final = _LIMITS - {"hours", "week"}
"""What a dose can be against that words give no rhythm."""
_MOST: Final = frozenset({"day"})
"""What the most of a day can be against: it says nothing of one dose."""


def words_faults(
    found: Prescribed, sheet: Sheet, person: Person, day: datetime.date
) -> Iterator[PlanFault]:
    """What is too much in a prescription's words, or too often."""
    if not found.plan.words:
        return
    if sheet.how_to_take.once_a_week:
        yield from _weekly_faults(found.read, sheet)
    seen: set[str] = set()
    for read in found.read:
        for plan, codes in _plans(read, found, sheet):
            for fault in checked_plan(plan, sheet, person, day).faults:
                if fault.code in codes and fault.code not in seen:
                    seen.add(fault.code)
                    message = f"the prescriber's words: {fault.message}"
                    yield PlanFault(f"words-{fault.code}", message)


def words_notes(found: Prescribed) -> Iterator[str]:
    """What of the words nobody here could hold against the sheet's limits."""
    lacks = any(dose.amount is None for part in parts_of(found.plan) for dose in part.doses)
    if not found.plan.words or not (lacks or not found.plan.doses):
        return
    if not any(read.amounts or read.scheme for read in found.read):
        yield (
            "how much it is stands in the prescriber's words only, and was not held against the"
            " sheet's limits: read them"
        )


def language_notes(found: Prescribed) -> Iterator[str]:
    """That it has notes, which are not printed; words in a language that nobody here reads."""
    if found.has_notes:
        yield "it has notes, which may be for anybody and are not printed: read them"
    languages = {words.language.partition("-")[0] for words in found.plan.words} - {"und"}
    if unread := sorted(languages - LEXICONS.keys()):
        yield (
            f"the prescriber's words are in a language that is not read here ({', '.join(unread)}):"
            " compare them with the plan"
        )
    if any(words.language == "und" for words in found.plan.words):
        yield "nothing tells the language of the prescriber's words; give the file its `language`"


def _weekly_faults(reads: tuple[WordsRead, ...], sheet: Sheet) -> Iterator[PlanFault]:
    """Words beside a plan of a medicine that is taken once a week: nothing in them may be daily."""
    daily = any(
        read.often or read.is_daily or read.hours or read.scheme or len(read.moments) > 1
        for read in reads
    )
    others = any(
        (number, unit) not in ((1, "week"), (7, "day"))
        for read in reads
        for number, unit in read.every
    ) or any((count, unit) != (1, "week") for read in reads for count, unit in read.times)
    if daily or others:
        message = f"the prescriber's words say another rhythm; {sheet.name} is taken once a week"
        yield PlanFault("words-weekly", message)
    elif any(read.known < read.total for read in reads):
        message = (
            f"not all of the prescriber's words are known here, and {sheet.name} is taken once a"
            " week only: a word for “daily” would not be seen"
        )
        yield PlanFault("words-weekly", message)


def _plans(
    read: WordsRead, found: Prescribed, sheet: Sheet
) -> Iterator[tuple[Plan, frozenset[str]]]:
    """What words say, as plans to be checked, each with the faults that can be its own.

    Each amount as often as words or fields say, and the most of a day as if it were taken.
    """
    unit = _unit_of(found, sheet)
    for one in read.most:
        if (most := _amount(one, unit, found, sheet)) is not None:
            yield Plan(doses=(Dose(time=None, amount=most),), times_a_day=1), _MOST
    if read.scheme and unit:
        total = sum(read.scheme, Fraction(0))
        whole = _amount(ReadAmount(total, total, unit), unit, found, sheet)
        if whole:
            yield Plan(doses=(Dose(time=None, amount=whole),), times_a_day=1), _LIMITS
    for told in read.amounts:
        if (own := _amount(told, unit, found, sheet)) is not None:
            plan = _as_often(own, read, found.plan)
            yield plan, _ONCE if plan.once else _LIMITS


def _as_often(own: Amount, read: WordsRead, plan: Plan) -> Plan:
    dose = (Dose(time=None, amount=own),)
    first = parts_of(plan)[0]
    if first.weekday is not None:
        return Plan(doses=dose, weekday=first.weekday)
    if read.hours:
        low = min(low for low, _ in read.hours)
        return Plan(doses=dose, every_hours=low) if low < 24 else Plan(doses=dose, once=True)
    if read.often or first.times_a_day:
        often = max(read.often) if read.often else first.times_a_day_most or first.times_a_day
        return Plan(doses=dose, times_a_day=often)
    if len(read.moments | read.clocks) > 1 and len(read.amounts) == 1:
        return Plan(doses=dose, times_a_day=len(read.moments) or len(read.clocks))
    return Plan(doses=dose, once=True)


def _unit_of(found: Prescribed, sheet: Sheet) -> Unit | None:
    """What one of it is: the unit of the plan's amounts, or of the sheet's one form."""
    amounts = [amount for part in parts_of(found.plan) for amount in part.amounts]
    units = {one.unit for one in amounts} or (
        {form.unit for form in sheet.limits.forms} if sheet.limits else set()
    )
    return units.pop() if len(units) == 1 else None


def _amount(told: ReadAmount, unit: Unit | None, found: Prescribed, sheet: Sheet) -> Amount | None:
    """What is read as an amount with its strength; None where that is not known."""
    own = told.unit or unit
    if own is None:
        return None
    strength = None if own in MASSES else _strength(found, sheet, own)
    try:
        most = told.high if told.high > told.low else None
        return amount(told.low, own, strength, most)
    except DoseError:
        return Amount(number=told.high, unit=own, strength=strength)


def _strength(found: Prescribed, sheet: Sheet, unit: Unit) -> Strength | None:
    if len(found.product.strengths) == 1:
        (own,) = found.product.strengths
        return own if (own.volume is not None) == (unit == "milliliter") else None
    known = {
        strength
        for form in (sheet.limits.forms if sheet.limits else ())
        if form.unit == unit
        for strength in form.known_strengths
    }
    return known.pop() if len(known) == 1 else None
