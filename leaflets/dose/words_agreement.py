"""Whether a prescriber's words say the same as the structure beside them, as far as is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from leaflets.dose.plan import Amount, Dose, Plan
from leaflets.dose.words_reading import ReadAmount, WordsRead
from leaflets.language.strengths import IN_MICROGRAMS, Strength
from leaflets.sheet.dosing_units import MASSES, PIECES

_DAY: Final = 24
_WEEK: Final = 7
_HOURS_OF_WEEK: Final = _DAY * _WEEK
_PARTS_OF_DAY: Final = {
    "waking": "morning",
    "before_breakfast": "morning",
    "with_breakfast": "morning",
    "morning": "morning",
    "after_breakfast": "morning",
    "before_lunch": "noon",
    "with_lunch": "noon",
    "noon": "noon",
    "after_lunch": "noon",
    "afternoon": "afternoon",
    "before_dinner": "evening",
    "with_dinner": "evening",
    "evening": "evening",
    "after_dinner": "evening",
    "bedtime": "night",
}
_SCHEME: Final = ("morning", "noon", "evening", "night")


@dataclass(frozen=True)
class Agreement:
    """How words and structure compare: what contradicts, and what both of them say."""

    number: bool | None = None
    """Whether the amounts are the same; None where one side says none that can be compared."""
    rhythm: bool | None = None
    """Whether the rhythm is the same."""


def agreement(read: WordsRead, part: Plan, strengths: Sequence[Strength]) -> Agreement:
    """Whether words agree with the part of a plan beside which they stand.

    ``strengths`` are the product's: 2 tablets of 5 mg are 10 mg.
    """
    return Agreement(_same_amounts(read, part, strengths), _same_rhythm(read, part))


def _same_amounts(read: WordsRead, part: Plan, strengths: Sequence[Strength]) -> bool | None:
    own = part.amounts
    if read.scheme:
        return _same_scheme(read.scheme, part.doses)
    if not own or not read.amounts:
        return None
    verdicts = [[_is_same(one, amount, strengths) for amount in own] for one in read.amounts]
    told = [row for row in verdicts if any(verdict is not None for verdict in row)]
    if not told:
        return None
    return all(any(row) for row in told) and all(any(column) for column in zip(*told, strict=True))


def _is_same(read: ReadAmount, own: Amount, strengths: Sequence[Strength]) -> bool | None:
    """Whether two amounts are the same; None where their units can't be compared."""
    told, wanted = (read.low, read.high), (own.number, own.highest)
    if read.unit == own.unit or (read.unit is None and own.unit in PIECES | {"puff"}):
        return told == wanted
    if read.unit in PIECES and own.unit in PIECES:
        # A tablet where the fields count capsules is another thing.
        return False
    weighed = _weighed(read, strengths), _weighed_own(own, strengths)
    return weighed[0] == weighed[1] if all(weighed) else None


def _weighed(read: ReadAmount, strengths: Sequence[Strength]) -> tuple[Fraction, Fraction] | None:
    if read.unit in MASSES:
        factor = IN_MICROGRAMS[str(read.unit)]
        return read.low * factor, read.high * factor
    if len(strengths) != 1 or (read.unit == "milliliter") != (strengths[0].volume is not None):
        return None
    return read.low * strengths[0].micrograms, read.high * strengths[0].micrograms


def _weighed_own(own: Amount, strengths: Sequence[Strength]) -> tuple[Fraction, Fraction] | None:
    return _weighed(ReadAmount(own.number, own.highest, own.unit), strengths)


def _same_scheme(scheme: tuple[Fraction, ...], doses: Sequence[Dose]) -> bool | None:
    told = {name: number for name, number in zip(_SCHEME, scheme, strict=True) if number}
    own: dict[str, Fraction] = {}
    if not doses:
        return None
    for dose in doses:
        name = _PARTS_OF_DAY.get(dose.time or "")
        if name is None or dose.amount is None:
            return None
        own[name] = dose.amount.number
    return told == own


def _same_rhythm(read: WordsRead, part: Plan) -> bool | None:
    if read.is_stopped and part.doses:
        return False
    is_timed = part.has_rhythm or part.wait or part.is_timed
    if not is_timed:
        return None
    if read.is_needed and not part.need:
        return False
    found = list(_rhythm_verdicts(read, part))
    return all(found) if found else None


def _rhythm_verdicts(read: WordsRead, part: Plan) -> Iterator[bool]:
    """For each thing that words say of when, whether the part says it."""
    daily = _times_a_day(part)
    for count in read.often:
        yield daily is not None and daily[0] <= count <= daily[1]
    for low, high in read.hours:
        yield _is_every_hours(low, high, part, daily)
    for number, unit in read.every:
        if (number, unit) == (1, "day"):
            yield daily is not None
        else:
            yield _is_every(number, unit, part)
    for count, unit in read.times:
        yield _is_counted_in(count, unit, part)
    yield from _day_verdicts(read, part)
    if read.is_daily and not (read.moments or read.clocks or read.hours):
        yield daily is not None and daily[0] == 1
    if read.clocks and not read.hours:
        yield _are_clocks(read, part, daily)
    if read.moments:
        yield _are_moments(read, part, daily)


def _times_a_day(part: Plan) -> tuple[int, int] | None:
    """How often it is on each day, from and to; None for what is not for each day."""
    if part.times_a_day:
        return part.times_a_day, part.times_a_day_most or part.times_a_day
    if part.every_hours:
        return _DAY // (part.every_hours_most or part.every_hours), _DAY // part.every_hours
    if part.wait and part.need:
        return 1, _DAY // part.wait
    if part.has_rhythm or any(dose.weekdays for dose in part.doses):
        return (1, 1) if part.once or part.on else None
    count = len([dose for dose in part.doses if dose.time])
    return (count, count) if count else None


def _is_every_hours(low: int, high: int, part: Plan, daily: tuple[int, int] | None) -> bool:
    if part.every_hours or part.wait:
        own = part.every_hours or part.wait, part.every_hours_most or part.every_hours or part.wait
        return own == (low, high)
    if low == high and low % _DAY == 0:
        return _is_every(low // _DAY, "day", part)
    return low == high and daily is not None and daily[0] == daily[1] == _DAY // low


def _is_every(number: int, unit: str, part: Plan) -> bool:
    every = part.every
    if every and (every.number, every.unit) == (number, unit):
        return True
    if number == 1 and unit == "week":
        return _is_counted_in(1, "week", part)
    days = {"day": 1, "week": _WEEK}.get(unit, 0) * number
    return bool(every and every.unit in ("day", "week") and every.days == days)


def _is_counted_in(count: int, unit: str, part: Plan) -> bool:
    if unit == "month":
        is_monthly = part.every is not None and (part.every.number, part.every.unit) == (1, "month")
        return part.times_a_month == count or (count == 1 and is_monthly)
    if part.weekday is not None:
        return count == 1
    if part.times_a_week or any(dose.weekdays for dose in part.doses):
        days = {day for dose in part.doses for day in dose.weekdays}
        return count == (part.times_a_week or len(days))
    return count == 1 and part.every is not None and part.every.days == _WEEK


def _day_verdicts(read: WordsRead, part: Plan) -> Iterator[bool]:
    """For the days of the week that words name, and for how long."""
    if read.weekdays:
        yield read.weekdays == _weekdays_of(part)
    if lasts := _days_of(part):
        for number, unit in read.lasts:
            yield lasts == {"day": number, "week": _WEEK * number}.get(unit, -number)


def _weekdays_of(part: Plan) -> set[int]:
    own = {day for dose in part.doses for day in dose.weekdays}
    return own if part.weekday is None else {part.weekday}


def _days_of(part: Plan) -> int | None:
    """For how many days a part is; months are below zero, since they have no length."""
    if part.days and not part.days_most:
        return part.days
    if part.months:
        return -part.months
    return _WEEK * part.weeks if part.weeks else None


def _are_clocks(read: WordsRead, part: Plan, daily: tuple[int, int] | None) -> bool:
    own = {dose.time for dose in part.doses if dose.time and ":" in dose.time}
    told = {f"{hour:02}:{minute:02}" for hour, minute in read.clocks}
    return told == own if own else daily is None or daily[0] <= len(told) <= daily[1]


def _are_moments(read: WordsRead, part: Plan, daily: tuple[int, int] | None) -> bool:
    own = {_PARTS_OF_DAY[dose.time] for dose in part.doses if dose.time in _PARTS_OF_DAY}
    if own:
        return read.moments == own
    return daily is None or daily[0] <= len(read.moments) <= daily[1]
