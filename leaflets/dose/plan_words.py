"""A dose plan in words: every string final, in the leaflet's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict

from leaflets.dose.plan import TIMES, Amount, Plan, sum_of
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
    said = {dose.time: amount_in_words(dose.amount, speech) for dose in plan.doses}
    words = speech.words
    if plan.every_hours:
        when = speech.plurals["plan.every_hours"].form(Fraction(plan.every_hours), speech.numbers)
        when = fill(when, hours=str(plan.every_hours))
        yield PlanRow(pictogram=None, when=when, amount=said[None])
        return
    if plan.weekday is not None:
        day = weekday_in_words(plan.weekday, speech.numbers)
        time = plan.doses[0].time
        if time is None:
            yield PlanRow(pictogram="once-a-week", when=day, amount=said[None])
            return
        yield PlanRow(pictogram="once-a-week", when=words["plan.weekday"], amount=day)
        yield PlanRow(pictogram=time, when=words[f"plan.{time}"], amount=said[time])
        return
    for time in TIMES:
        amount = said.get(time, words["plan.none"])
        yield PlanRow(pictogram=time, when=words[f"plan.{time}"], amount=amount)


def _notes(plan: Plan, speech: Speech) -> Iterator[str]:
    if plan.days:
        template = speech.plurals["plan.days"].form(Fraction(plan.days), speech.numbers)
        yield fill(template, days=str(plan.days))
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
