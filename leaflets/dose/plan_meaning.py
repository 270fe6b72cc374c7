"""A plan as its printed words must say it, in the form of the second reader."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from leaflets.dose.circumstances import OwnWords
from leaflets.dose.moments import TIMES, minutes_of
from leaflets.dose.plan import Amount, Dose, Plan
from leaflets.dose.plan_vocabulary import one
from leaflets.dose.told_plan import (
    Beat,
    Length,
    Link,
    Portion,
    Span,
    ToldAmount,
    ToldDose,
    ToldPart,
    ToldPlan,
    ToldRhythm,
    Weight,
)
from leaflets.language.strengths import IN_MICROGRAMS, Strength


def meant(plan: Plan) -> ToldPlan:
    """What the words of the plan must say."""
    parts = tuple(_flat(plan))
    links = [_link(parts, index) for index in range(len(parts))]
    is_alone = len(parts) == 1
    told = (_part(part, link, is_alone) for part, link in zip(parts, links, strict=True))
    return ToldPlan(tuple(told), plan.first, _last(parts), only_for_you=True)


def is_weekly(plan: Plan) -> bool:
    """Whether all of it is taken on one day of the week."""
    return all(part.weekday is not None for part in _flat(plan))


def written(plan: Plan) -> tuple[OwnWords, ...]:
    """The prescriber's words, those of all parts."""
    return tuple(words for part in _flat(plan) for words in part.words)


def has_one_last_day(plan: Plan) -> bool:
    """Whether a last day below the table can only be understood rightly.

    It stands there once, for all parts that are not over before.
    """
    parts = tuple(_flat(plan))
    over_before = [before for before, after in pairwise(parts) if after.link == "then"]
    others = [part for part in parts if not any(part is one for one in over_before)]
    lasts = {part.last for part in others if part.last or not part.has_end}
    firsts = [part.first for part in parts[1:]]
    return len(lasts) < 2 and not any((*firsts, *(part.last for part in over_before)))


def _flat(plan: Plan) -> Iterator[Plan]:
    """All parts in order, those of parts as well: none is left out."""
    yield plan
    for part in plan.then:
        yield from _flat(part)


def _link(parts: tuple[Plan, ...], index: int) -> Link | None:
    if index:
        return parts[index].link
    return "first" if len(parts) > 1 and parts[1].link == "then" else parts[0].link


def _last(parts: tuple[Plan, ...]) -> datetime.date | None:
    return next((part.last for part in reversed(parts) if part.last), None)


def _part(part: Plan, link: Link | None, is_alone: bool) -> ToldPart:
    length, rhythm = _length(part), _rhythm(part)
    onwards = link == "then" and not part.has_end
    days = tuple(sorted({day for dose in part.doses for day in _days(part, dose)}))
    says_how_often = link is not None and length is None and not onwards
    need = (part.need.reason or "any") if part.need else None
    of_days = says_how_often and not (rhythm or (need and part.weekday is None))
    is_counted = of_days and not days
    return ToldPart(
        link=link,
        length=length,
        onwards=onwards,
        counted=len(part.doses) if is_counted and part.doses[:1] and part.doses[0].time else None,
        named=days if of_days else (),
        need=need,
        rhythm=rhythm or _written(part),
        weekly=part.weekday is not None,
        doses=tuple(_doses(part, is_plain=is_alone and not (rhythm or need or days))),
        site=part.site,
        route=part.route,
        meal=part.meal,
        wait=part.wait,
        most=_amount(part.most) if part.most else None,
        most_times=part.most_times,
        in_all=part.in_all,
    )


def _length(part: Plan) -> Length | None:
    if part.days is not None:
        return Length("day", Span(Fraction(part.days), Fraction(part.days_most or part.days)))
    if part.weeks is not None:
        return Length("week", one(part.weeks))
    return None if part.months is None else Length("month", one(part.months))


def _rhythm(part: Plan) -> ToldRhythm | None:
    counted: tuple[tuple[Beat, int | None, int | None], ...] = (
        ("hours", part.every_hours, part.every_hours_most),
        ("a_day", part.times_a_day, part.times_a_day_most),
        ("a_week", part.times_a_week, None),
        ("a_month", part.times_a_month, None),
    )
    for beat, low, high in counted:
        if low is not None:
            return ToldRhythm(beat, Span(Fraction(low), Fraction(high or low)))
    if part.every:
        units: dict[str, Beat] = {"day": "days", "week": "weeks", "month": "months"}
        several = len(part.doses) > 1
        return ToldRhythm(units[part.every.unit], one(part.every.number), at_times=several)
    if part.once:
        return ToldRhythm("once")
    return ToldRhythm("on", date=part.on) if part.on else None


def _written(part: Plan) -> ToldRhythm | None:
    """That only the prescriber's words say when: where a dose has neither time, day nor need."""
    if part.need or not part.doses or part.weekday is not None:
        return None
    return None if part.doses[0].time or part.doses[0].weekdays else ToldRhythm("as_written")


def _days(part: Plan, dose: Dose) -> tuple[int, ...]:
    return dose.weekdays if part.weekday is None else (part.weekday,)


def _doses(part: Plan, is_plain: bool) -> Iterator[ToldDose]:
    """The doses in the order of the week and of the day; a plain plan has all four times."""

    def place(dose: ToldDose) -> tuple[tuple[int, ...], int]:
        return dose.days, minutes_of(dose.time) if dose.time else -1

    told = [
        ToldDose(_portion(dose.amount), dose.time, dose.minutes, _days(part, dose))
        for dose in part.doses
    ]
    times = {dose.time for dose in told}
    if is_plain and told and times <= set(TIMES):
        told += [ToldDose("nothing", time) for time in TIMES if time not in times]
    yield from sorted(told, key=place)


def _portion(amount: Amount | None) -> Portion:
    return _amount(amount) if amount else "as_written"


def _amount(amount: Amount) -> ToldAmount:
    number = Span(amount.number, amount.most or amount.number)
    strength = amount.strength
    return ToldAmount(
        number,
        amount.unit,
        spoons=_spoons(amount),
        strength=Weight(strength.number, strength.unit, strength.volume) if strength else None,
        total=number.times(_micrograms(strength)) if strength else None,
    )


def _spoons(amount: Amount) -> tuple[Fraction, Fraction] | None:
    """The number of spoons and their mL; 0 of them for a range, of which no words can tell."""
    if amount.spoon is None:
        return None
    count = amount.number / amount.spoon
    return (Fraction(0) if amount.most else count), amount.spoon


def _micrograms(strength: Strength) -> Fraction:
    return strength.number / (strength.volume or 1) * IN_MICROGRAMS[strength.unit]
