"""A dose plan in words: every string final, in the leaflet's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict

from leaflets.dose import TIMES, Amount, Plan
from leaflets.plurals import PluralWords

_GLYPHS: Final = {
    Fraction(1, 2): "½",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
}


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


def localize_plan(
    plan: Plan, locale: Locale, words: Mapping[str, str], plurals: Mapping[str, PluralWords]
) -> LocalizedPlan:
    """The plan in words. Digits are Western, as on medicine packs."""
    return LocalizedPlan(
        rows=tuple(_rows(plan, locale, words, plurals)),
        notes=tuple(_notes(plan, locale, words, plurals)),
        once_a_week=plan.weekday is not None,
    )


def amount_in_words(
    amount: Amount, locale: Locale, words: Mapping[str, str], plurals: Mapping[str, PluralWords]
) -> str:
    """For example ``1½ tablets``."""
    key = f"unit.{amount.unit}"
    divided = amount.unit not in ("milliliter", "milligram")
    number = number_in_words(amount.number, locale, divided)
    template = plurals[key].form(amount.number, locale) if key in plurals else words[key]
    return template.replace("{amount}", number)


def number_in_words(number: Fraction, locale: Locale, divided: bool) -> str:
    """A number as the language writes it; of what is ``divided`` (tablets), halves as ½."""
    whole, part = divmod(number, 1)
    if divided and part in _GLYPHS:
        return f"{whole or ''}{_GLYPHS[part]}"
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    return str(format_decimal(decimal, "#,##0.###", locale=locale, numbering_system="latn"))


def _rows(
    plan: Plan, locale: Locale, words: Mapping[str, str], plurals: Mapping[str, PluralWords]
) -> Iterator[PlanRow]:
    said = {dose.time: amount_in_words(dose.amount, locale, words, plurals) for dose in plan.doses}
    if plan.every_hours:
        hours = Fraction(plan.every_hours)
        when = plurals["plan.every_hours"].form(hours, locale)
        yield PlanRow(
            pictogram=None,
            when=when.replace("{hours}", str(plan.every_hours)),
            amount=said[None],
        )
        return
    if plan.weekday is not None:
        names = get_day_names("wide", "stand-alone", locale)
        day = str(names[plan.weekday])
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


def _notes(
    plan: Plan, locale: Locale, words: Mapping[str, str], plurals: Mapping[str, PluralWords]
) -> Iterator[str]:
    if plan.days:
        template = plurals["plan.days"].form(Fraction(plan.days), locale)
        yield template.replace("{days}", str(plan.days))
    for key, date in (("plan.from", plan.first), ("plan.until", plan.last)):
        if date:
            yield words[key].replace("{date}", date_in_words(date, locale))
    yield words["plan.personal"]


def date_in_words(date: datetime.date, locale: Locale) -> str:
    """A date as the language writes it at length."""
    return str(format_date(date, "long", locale=locale))
