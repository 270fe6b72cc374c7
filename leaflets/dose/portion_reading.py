"""Amounts as a plan prints them: a number of a unit, in spoons, of a strength, with its sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final, cast, get_args

from leaflets.dose.number_reading import whole
from leaflets.dose.plan_vocabulary import PlanVocabulary, one
from leaflets.dose.told_plan import Portion, Span, ToldAmount, Weight
from leaflets.dose.word_moulds import Found
from leaflets.language.strengths import IN_MICROGRAMS, Mass
from leaflets.sheet.dosing_units import Unit

_UNITS: Final = cast("tuple[Unit, ...]", get_args(Unit))
_THOUSANDTHS: Final = 1000
_MASSES: Final = cast("tuple[Mass, ...]", get_args(Mass))


def portions(words: PlanVocabulary, text: str) -> Iterator[Portion]:
    """What a cell of the second column says: an amount, nothing, or as written below."""
    if words.is_word("plan.none", text):
        yield "nothing"
    if words.is_word("plan.as_written", text):
        yield "as_written"
    yield from amounts(words, text)


def amounts(words: PlanVocabulary, text: str) -> Iterator[ToldAmount]:
    """The amounts that the text can mean."""
    yield from _measured(words, text)
    for found in words.taken("plan.of_strength", text):
        for amount, strength in _parts(words, found):
            yield replace(amount, strength=strength, total=_unsaid_total(amount, strength))
    for found in words.taken("plan.of_strength_sum", text):
        for total in _totals(words, found.get("sum", "")):
            for amount, strength in _parts(words, found):
                yield replace(amount, strength=strength, total=total)


def _parts(words: PlanVocabulary, found: Found) -> Iterator[tuple[ToldAmount, Weight]]:
    """The amount and the strength that stand in words for both."""
    strengths = list(_strengths(words, found.get("strength", "")))
    if strengths:
        for amount in _measured(words, found.get("amount", "")):
            yield from ((amount, strength) for strength in strengths)


def _measured(words: PlanVocabulary, text: str) -> Iterator[ToldAmount]:
    for unit in _UNITS:
        yield from (ToldAmount(number, unit) for number in words.quantities(unit, text))
    if "plan.spoons" in words.counted:
        spoons = words.counted["plan.spoons"]
        for count, found in spoons.read(text, "count", _whole):
            for volume in _milliliters(words, found.get("volume", "")):
                for number in _milliliters(words, found.get("amount", "")):
                    yield ToldAmount(one(number), "milliliter", spoons=(count.low, volume))


def _whole(text: str) -> Span | None:
    number = whole(text)
    return one(number) if number else None


def _milliliters(words: PlanVocabulary, text: str) -> Iterator[Fraction]:
    return (span.low for span in words.quantities("milliliter", text, may_range=False))


def _strengths(words: PlanVocabulary, text: str) -> Iterator[Weight]:
    for unit, number in _masses(words, text):
        yield Weight(number, unit)
    for found in words.taken("plan.per", text):
        for volume in _milliliters(words, found.get("volume", "")):
            for unit, number in _masses(words, found.get("amount", "")):
                yield Weight(number, unit, volume)


def _masses(words: PlanVocabulary, text: str) -> Iterator[tuple[Mass, Fraction]]:
    for unit in _MASSES:
        for span in words.quantities(unit, text, may_range=False):
            yield unit, span.low


def _totals(words: PlanVocabulary, text: str) -> Iterator[Span]:
    for unit in _MASSES:
        for span in words.quantities(unit, text):
            yield span.times(Fraction(IN_MICROGRAMS[unit]))


def _unsaid_total(amount: ToldAmount, strength: Weight) -> Span | None:
    """The sum where none stands there: of one piece, of as many mL as the strength is of, or where
    it has no end in decimals (a third of 1000 mg). None where it had to be said.
    """
    each = strength.number / (strength.volume or 1)
    total = amount.number.times(each)
    is_told = all(not _THOUSANDTHS % number.denominator for number in (total.low, total.high))
    if is_told and amount.number != one(strength.volume or 1):
        return None
    return total.times(Fraction(IN_MICROGRAMS[strength.unit]))
