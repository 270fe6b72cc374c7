"""Whether a plan is sound in itself, whatever medicine it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from leaflets.dose.moments import WEEKDAYS, minutes_of
from leaflets.dose.plan import Plan, parts_of

_WEEK: Final = len(WEEKDAYS)
MOST_PARTS: Final = 12


def faults(plan: Plan) -> Iterator[str]:
    """Why it is no sound plan, in messages that name no amount."""
    parts = parts_of(plan)
    for part in parts:
        yield from _part_faults(part, has_words=bool(plan.words))
    if len(parts) > 1 and not all(part.doses for part in parts):
        yield "a part of it says no amount; write morning=1 tablet"
    units = {amount.unit for part in parts for amount in part.amounts}
    if len(units) > 1:
        yield "its amounts are in several units; write all of them in one"
    if len(parts) > MOST_PARTS:
        yield f"it has more than {MOST_PARTS} parts"
    yield from _link_faults(parts)
    for before, after in pairwise(parts):
        if after.link == "then" and not before.has_end:
            yield "a part that another one follows must say for how long it is"
        if after.first:
            yield "only the first part has a first day"


def _link_faults(parts: Sequence[Plan]) -> Iterator[str]:
    """Why parts do not go together: what one of them says would be said nowhere, or of all."""
    first, *others = parts
    if first.link or any(part.link is None for part in others):
        yield "each part but the first one comes after another, or beside it"
    if any(part.then for part in others) or any(part.words for part in others):
        yield "a later part has no parts and no words of its own"
    if not others:
        return
    if others[0].link == "also" and (first.days or first.weeks or first.months or first.in_all):
        yield "of parts that are taken together, the one with an end stands behind the others"
    is_alone_at_last = others[-1].link == "then"
    if any(part.last for part in parts[:-1]) or (others[-1].last and not is_alone_at_last):
        yield "of several parts, only the last step has a last day; give days or weeks"
    if any(map(_is_when_written, parts)):
        yield "of several parts, each says in fields when it is taken"


def _is_when_written(part: Plan) -> bool:
    """Whether only words say when a part is taken."""
    timed = part.is_timed
    return not (timed or part.has_rhythm or part.need)


def _part_faults(plan: Plan, has_words: bool) -> Iterator[str]:
    yield from _time_faults(plan, has_words)
    amounts = plan.amounts
    if len({amount.strength is None for amount in amounts}) > 1:
        yield "name the strength of every amount, or of none"
    if len(amounts) < len(plan.doses) and not has_words:
        yield "it says no amount; write morning=1 tablet"
    if plan.last and plan.first and plan.last < plan.first:
        yield "it ends before it begins"
    lasts = (plan.days, plan.weeks, plan.months, plan.last)
    if sum(one is not None for one in lasts) > 1:
        yield "give for how long it is in one way: days, weeks, months, or the last day"
    if plan.weekday is not None and not _has_weekday(plan, plan.weekday):
        yield "its weekday is not within its days"
    if plan.most and amounts and plan.most.unit != amounts[0].unit:
        yield "the most in a day is in another unit than its amounts"
    if plan.most and any(amount.highest > plan.most.number for amount in amounts):
        yield "one amount is more than the most in a day"
    highs = (
        (plan.every_hours, plan.every_hours_most),
        (plan.times_a_day, plan.times_a_day_most),
        (plan.days, plan.days_most),
    )
    if any(high is not None and (low is None or high <= low) for low, high in highs):
        yield "the second number of a range must be the greater one"


def _has_weekday(plan: Plan, weekday: int) -> bool:
    """Whether the day of the week comes within the plan's days; so it does where none are set."""
    if plan.first is None:
        return plan.days is None or plan.days >= _WEEK
    length = plan.days or ((plan.last - plan.first).days + 1 if plan.last else _WEEK)
    return any((plan.first.weekday() + day) % _WEEK == weekday for day in range(length))


def _time_faults(plan: Plan, has_words: bool) -> Iterator[str]:
    times = [dose.time for dose in plan.doses]
    on_days = any(dose.weekdays for dose in plan.doses)
    rhythms = [*_numbers(plan), plan.weekday, plan.every, plan.on, plan.once or None]
    named = sum(rhythm is not None for rhythm in rhythms) + on_days
    if not plan.doses and (plan.need or plan.has_rhythm or not has_words):
        yield "it says no amount; write morning=1 tablet"
    if named > 1:
        yield "it says how often in two ways; give one"
    if _stands_twice(plan):
        yield "a time of day stands twice; give it one amount"
    if None in times and len(times) > 1 and not (on_days and set(times) == {None}):
        yield "name the time of day of every amount, or give one amount only"
    if times == [None] and not named and not plan.need and not has_words:
        yield "name the time of day"
    if on_days and not all(dose.weekdays for dose in plan.doses):
        yield "name the days of the week of every amount, or of none"
    yield from _rhythm_faults(plan, times)


def _numbers(plan: Plan) -> tuple[int | None, ...]:
    return plan.every_hours, plan.times_a_day, plan.times_a_week, plan.times_a_month


def _rhythm_faults(plan: Plan, times: list[str | None]) -> Iterator[str]:
    """What goes with a rhythm, and what does not."""
    untimed = any(number is not None for number in _numbers(plan))
    if untimed and times != [None] and not (plan.times_a_week and len(times) == 1):
        yield "every so many hours, or so many times a day, goes with no time of day"
    if plan.weekday is not None and len(times) > 1:
        yield "once a week is one amount at one time"
    if (plan.once or plan.on) and len(times) > 1:
        yield "once only, or on one date, is one amount at one time"
    if (plan.once or plan.on) and (plan.days or plan.weeks or plan.months or plan.in_all):
        yield "what is taken once has no number of days"


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
