"""An amount of a dose plan in words: ``1½ tablets``, ``4 tablets of 2.5 mg, together 10 mg``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel import Locale
from babel.numbers import format_decimal

from leaflets.dose.plan import Amount, has_exact_sum, sum_of
from leaflets.dose.speech import Speech
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
_MEASURED: Final = MASSES | {"milliliter", "unit"}
"""What is written in decimals and not in parts."""
_PAIRS: Final = ("ar", "he")
"""Languages in which the form for two is a pair, which no range is."""


def amount_in_words(amount: Amount, speech: Speech) -> str:
    """An amount in words, with what is in one and what that is together."""
    own = _counted(amount.number, amount.most, amount.unit, speech)
    if amount.spoon is not None:
        own = _in_spoons(own, amount.number / amount.spoon, amount.spoon, speech)
    strength = amount.strength
    if strength is None:
        return own
    told = strength_in_words(strength, speech)
    is_one = amount.number == 1 and amount.most is None and strength.volume is None
    if is_one or not has_exact_sum(amount):
        return fill(speech.words["plan.of_strength"], amount=own, strength=told)
    low, high = (
        number and sum_of(number, strength).number for number in (amount.number, amount.most)
    )
    assert low
    whole = _counted(low, high, strength.unit, speech)
    return fill(speech.words["plan.of_strength_sum"], amount=own, strength=told, sum=whole)


def strength_in_words(strength: Strength, speech: Speech) -> str:
    """A strength in words: ``2.5 mg``, or ``120 mg/5 mL``."""
    own = _counted(strength.number, None, strength.unit, speech)
    if strength.volume is None:
        return own
    volume = _counted(strength.volume, None, "milliliter", speech)
    return fill(speech.words["plan.per"], amount=own, volume=volume)


def plural_in_words(key: str, name: str, number: int, speech: Speech, **others: str) -> str:
    """A fixed word in the form for a whole number, which stands in it by ``name``."""
    template = speech.plurals[key].form(Fraction(number), speech.numbers)
    return fill(template, **{name: str(number)}, **others)


def range_in_words(key: str, low: int, high: int, speech: Speech) -> str:
    """A fixed word for a range of whole numbers, in the form for its end."""
    template = speech.plurals[key].form(_form_of_range(Fraction(high), speech), speech.numbers)
    return fill(template, low=str(low), high=str(high))


def _form_of_range(high: Fraction, speech: Speech) -> Fraction:
    """The number whose form a range's noun takes: its end, but for the languages with pairs."""
    is_pair = high == 2 and speech.numbers.language in _PAIRS
    return Fraction(3) if is_pair else high


def _in_spoons(own: str, count: Fraction, spoon: Fraction, speech: Speech) -> str:
    volume = _counted(spoon, None, "milliliter", speech)
    words = {"amount": own, "volume": volume}
    return plural_in_words("plan.spoons", "count", int(count), speech, **words)


def _counted(number: Fraction, most: Fraction | None, unit: Unit, speech: Speech) -> str:
    """A number, or a range, with its unit."""
    key, divided = f"unit.{unit}", unit not in _MEASURED
    plural = speech.plurals.get(key)
    form_of = number if most is None else _form_of_range(most, speech)
    template = plural.form(form_of, speech.numbers, divided) if plural else speech.words[key]
    told = number_in_words(number, speech.numbers, divided)
    if most is not None:
        high = number_in_words(most, speech.numbers, divided)
        told = fill(speech.words["plan.range"], low=told, high=high)
    return fill(template, amount=told)


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
