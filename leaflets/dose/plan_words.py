"""A dose plan in words: every string final, in the leaflet's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Final

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict

from leaflets.dose.moments import MOMENTS, TIMES, Time
from leaflets.dose.plan import Amount, Dose, Plan, in_order, sum_of
from leaflets.errors import LeafletsError, problem
from leaflets.language.plurals import PluralWords
from leaflets.language.strengths import Strength
from leaflets.sheet.dosing_units import MASSES, Unit
from leaflets.translation.placeholders import fill

_GLYPHS: Final = {
    Fraction(1, 2): "½",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
}
_GROUPED: Final = 10_000
_FROM_DAWN: Final = ("am", "so", "sw")
"""Languages in which 2 o'clock is often 8 in the morning; CLDR's clock begins at midnight."""


class PlanRow(BaseModel):
    """One line of a plan: when, how much, and the pictogram of the time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pictogram: str | None
    when: str
    amount: str


class LocalizedPlan(BaseModel):
    """What a leaflet says of one person's dose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[PlanRow, ...]
    notes: tuple[str, ...]
    once_a_week: bool


@dataclass(frozen=True)
class Speech:
    """How a language says what code composes: its words, plurals, numbers and dates.

    ``numbers`` is the language of the catalog: no region writes a number otherwise than the
    texts around it. ``locale`` has the region, which chooses how a date is written.
    """

    locale: Locale
    numbers: Locale
    words: Mapping[str, str]
    plurals: Mapping[str, PluralWords]


def localize_plan(plan: Plan, speech: Speech) -> LocalizedPlan:
    """The plan in words. Digits are Western, as on medicine packs."""
    return LocalizedPlan(
        rows=tuple(_rows(plan, speech)),
        notes=tuple(_notes(plan, speech)),
        once_a_week=plan.weekday is not None,
    )


def amount_in_words(amount: Amount, speech: Speech) -> str:
    """An amount in words: ``1½ tablets``, or ``4 tablets of 2.5 mg, together 10 mg``."""
    own = _counted(amount.number, amount.unit, speech)
    if amount.strength is None:
        return own
    strength = strength_in_words(amount.strength, speech)
    if amount.number == 1 and amount.strength.volume is None:
        return fill(speech.words["plan.of_strength"], amount=own, strength=strength)
    total = sum_of(amount.number, amount.strength)
    whole = _counted(total.number, total.unit, speech)
    words = speech.words["plan.of_strength_sum"]
    return fill(words, amount=own, strength=strength, sum=whole)


def strength_in_words(strength: Strength, speech: Speech) -> str:
    """A strength in words: ``2.5 mg``, or ``120 mg/5 mL``."""
    own = _counted(strength.number, strength.unit, speech)
    if strength.volume is None:
        return own
    volume = _counted(strength.volume, "milliliter", speech)
    return fill(speech.words["plan.per"], amount=own, volume=volume)


def _counted(number: Fraction, unit: Unit, speech: Speech) -> str:
    """A number with its unit."""
    key = f"unit.{unit}"
    divided = unit != "milliliter" and unit not in MASSES
    plural = speech.plurals.get(key)
    template = plural.form(number, speech.numbers, divided) if plural else speech.words[key]
    return fill(template, amount=number_in_words(number, speech.numbers, divided))


def number_in_words(number: Fraction, language: Locale, divided: bool) -> str:
    """A number as the language writes it; of what is ``divided`` (tablets), halves as ½.

    Below 10,000 no sign parts the thousands: 1,500 is one and a half in half of all languages.

    Raises ValueError for what has no exact decimals, three at the most.
    """
    whole, part = divmod(number, 1)
    if divided and part in _GLYPHS:
        return f"{whole or ''}{_GLYPHS[part]}"
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(decimal) != number or round(decimal, 3) != decimal:
        raise ValueError("no exact decimal number")
    form = "0.###" if abs(number) < _GROUPED else "#,##0.###"
    return str(format_decimal(decimal, form, locale=language, numbering_system="latn"))


def _rows(plan: Plan, speech: Speech) -> Iterator[PlanRow]:
    words = speech.words
    if plan.weekday is not None:
        day = weekday_in_words(plan.weekday, speech.numbers)
        (dose,) = plan.doses
        if dose.time is None:
            amount = amount_in_words(dose.amount, speech)
            yield PlanRow(pictogram="once-a-week", when=day, amount=amount)
            return
        yield PlanRow(pictogram="once-a-week", when=words["plan.weekday"], amount=day)
        yield _timed_row(dose, speech)
        return
    rhythm = rhythm_in_words(plan, speech)
    if rhythm and plan.doses[0].time is None:
        amount = amount_in_words(plan.doses[0].amount, speech)
        yield PlanRow(pictogram=None, when=rhythm, amount=amount)
        return
    if rhythm:
        yield PlanRow(pictogram=None, when=words["plan.when"], amount=rhythm)
    times = {dose.time for dose in plan.doses}
    if not rhythm and times <= set(TIMES) and not any(dose.weekdays for dose in plan.doses):
        said = {dose.time: _timed_row(dose, speech) for dose in plan.doses}
        yield from (said.get(time) or _nothing_row(time, speech) for time in TIMES)
        return
    for days, doses in groupby(in_order(plan).doses, key=lambda dose: dose.weekdays):
        yield from _rows_on(days, tuple(doses), speech)


def _rows_on(days: tuple[int, ...], doses: tuple[Dose, ...], speech: Speech) -> Iterator[PlanRow]:
    """The doses of some days of the week; of each day, where there are none."""
    named = weekdays_in_words(days, speech)
    if days and doses[0].time is None:
        amount = amount_in_words(doses[0].amount, speech)
        yield PlanRow(pictogram=None, when=named, amount=amount)
        return
    if days:
        yield PlanRow(pictogram=None, when=speech.words["plan.weekdays"], amount=named)
    yield from (_timed_row(dose, speech) for dose in doses)


def _timed_row(dose: Dose, speech: Speech) -> PlanRow:
    assert dose.time
    pictogram = dose.time if dose.time in TIMES else None
    when = time_in_words(dose.time, speech)
    return PlanRow(pictogram=pictogram, when=when, amount=amount_in_words(dose.amount, speech))


def _nothing_row(time: Time, speech: Speech) -> PlanRow:
    words = speech.words
    return PlanRow(pictogram=time, when=words[f"plan.{time}"], amount=words["plan.none"])


def rhythm_in_words(plan: Plan, speech: Speech) -> str:
    """How often a plan's doses are taken, where that is not each day: "Every 2 days"; or ""."""
    if plan.once:
        return speech.words["plan.once"]
    if plan.every_hours:
        return _plural("plan.every_hours", "hours", plan.every_hours, speech)
    if plan.times_a_day:
        return _plural("plan.times_a_day", "count", plan.times_a_day, speech)
    if plan.every:
        unit = f"{plan.every.unit}s"
        return _plural(f"plan.every_{unit}", unit, plan.every.number, speech)
    return ""


def _plural(key: str, name: str, number: int, speech: Speech) -> str:
    template = speech.plurals[key].form(Fraction(number), speech.numbers)
    return fill(template, **{name: str(number)})


def time_in_words(time: str, speech: Speech) -> str:
    """A time of day, or by the clock, as the region writes it: 8:00 AM, 20.00.

    Raises LeafletsError (kind "translation") for a time by the clock that would be misread.
    """
    if time in MOMENTS:
        return speech.words[f"plan.{time}"]
    if speech.locale.language in _FROM_DAWN:
        message = (
            "where this language is spoken, many count the hours from dawn and not from midnight;"
            " name a time of day (morning, noon, evening) in place of one by the clock"
        )
        raise LeafletsError(problem("translation-clock", message))
    clock = datetime.time.fromisoformat(time)
    return " ".join(str(format_time(clock, "short", locale=speech.locale)).split())


def weekdays_in_words(days: Sequence[int], speech: Speech) -> str:
    """The names of days of the week: "Monday, Wednesday, and Friday"; "" for none."""
    names = [weekday_in_words(day, speech.numbers) for day in days]
    return str(format_list(names, "standard", speech.numbers)) if names else ""


def _notes(plan: Plan, speech: Speech) -> Iterator[str]:
    if plan.meal:
        yield speech.words[f"plan.{plan.meal}"]
    if plan.days:
        yield _plural("plan.days", "days", plan.days, speech)
    for key, date in (("plan.from", plan.first), ("plan.until", plan.last)):
        if date:
            yield fill(speech.words[key], date=date_in_words(date, speech.locale))
    yield speech.words["plan.personal"]


def weekday_in_words(weekday: int, language: Locale) -> str:
    """The name of a day of the week, standing alone; Monday is 0."""
    return str(get_day_names("wide", "stand-alone", language)[weekday])


def date_in_words(date: datetime.date, locale: Locale) -> str:
    """A date as the language writes it at length."""
    return str(format_date(date, "long", locale=locale))
