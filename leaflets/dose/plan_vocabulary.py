"""The fixed words of dose plans, ready to be recognised where they were printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeAlias

from babel import Locale

from leaflets.dose.calendar_reading import CalendarReading
from leaflets.dose.form_choice import Forms
from leaflets.dose.number_reading import Numeral, measures, pieces, span_of, whole
from leaflets.dose.speech import Speech
from leaflets.dose.told_plan import Span
from leaflets.dose.word_moulds import Found, Mould
from leaflets.sheet.dosing_units import MASSES, Unit

_ROOTS: Final = ("plan.", "unit.", "where.", "route.", "reason.")
_MEASURED: Final = frozenset({"milliliter", "unit", *MASSES})
"""What is said in decimals; all else is counted in pieces."""
_LANGUAGES: Final = 64
"""How many languages' words are kept ready."""

_Words: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Counted:
    """A message with plural forms: the moulds of its forms, and which of them go with a number."""

    moulds: tuple[Mould, ...]
    forms: Forms

    def read(
        self, text: str, place: str, number: Callable[[str], Span | None], is_divided: bool = False
    ) -> Iterator[tuple[Span, Found]]:
        """The number that stands in a place of it, and what stands in the others, in every way.

        A form without the place says the only number that goes with it.
        """
        for index, mould in enumerate(self.moulds):
            for found in mould.taken(text):
                if place not in found:
                    yield from ((one(n), found) for n in self.forms.numbers_of(index))
                    continue
                span = number(found[place])
                if span and index in self.forms.fit(span, is_divided):
                    yield span, found

    def read_range(self, text: str) -> Iterator[Span]:
        """The ranges of whole numbers that it says in its places ``low`` and ``high``."""
        for index, mould in enumerate(self.moulds):
            for found in mould.taken(text):
                span = span_of(whole(found.get("low", "")), whole(found.get("high", "")))
                if span and index in self.forms.fit(span, is_divided=False):
                    yield span


@dataclass(frozen=True)
class PlanVocabulary:
    """What a language's dose plans are made of. No two of them are equal but one and itself."""

    calendar: CalendarReading
    measure: Numeral
    words: dict[str, Mould]
    counted: dict[str, Counted]

    __hash__ = object.__hash__

    def is_word(self, key: str, text: str) -> bool:
        """Whether the text is this fixed word."""
        return key in self.words and self.words[key].words == text

    def which(self, root: str, names: tuple[str, ...], text: str) -> Iterator[str]:
        """The names whose fixed words are the text: two of a language may be alike."""
        return (name for name in names if self.is_word(f"{root}.{name}", text))

    def taken(self, key: str, text: str) -> Iterator[Found]:
        """What stands in the places of a fixed word, in every way."""
        return self.words[key].taken(text) if key in self.words else iter(())

    def counts(self, key: str, text: str, place: str) -> Iterator[Span]:
        """The whole numbers that a message with plural forms says in a place."""
        if key in self.counted:
            yield from (span for span, _ in self.counted[key].read(text, place, _one_whole))

    def ranges(self, key: str, text: str) -> Iterator[Span]:
        """The ranges that a message with plural forms says."""
        if key in self.counted:
            yield from self.counted[key].read_range(text)

    def quantities(self, unit: Unit, text: str, may_range: bool = True) -> Iterator[Span]:
        """How many of a unit the text says."""
        key, is_divided = f"unit.{unit}", unit not in _MEASURED
        numeral = pieces if is_divided else self.measure

        def number(told: str) -> Span | None:
            if (alone := numeral(told)) is not None:
                return one(alone)
            return self._range(told, numeral) if may_range else None

        if key in self.counted:
            counted = self.counted[key].read(text, "amount", number, is_divided)
            yield from (span for span, _ in counted)
        else:
            found = (number(values["amount"]) for values in self.taken(key, text) if values)
            yield from (span for span in found if span)

    def _range(self, text: str, numeral: Numeral) -> Span | None:
        """The range that the text says; None where it says none, or two."""
        spans = {
            span_of(numeral(found["low"]), numeral(found["high"]))
            for found in self.taken("plan.range", text)
            if {"low", "high"} <= found.keys()
        } - {None}
        return spans.pop() if len(spans) == 1 else None


def one(number: int | Fraction) -> Span:
    """A single number."""
    return Span(Fraction(number), Fraction(number))


def _one_whole(text: str) -> Span | None:
    number = whole(text)
    return None if number is None else one(number)


def vocabulary_of(speech: Speech) -> PlanVocabulary:
    """The words of a language, read once for as long as they stay the same."""
    words = tuple((key, (text,)) for key, text in speech.words.items() if key.startswith(_ROOTS))
    plurals = tuple(
        (key, told.forms) for key, told in speech.plurals.items() if key.startswith(_ROOTS)
    )
    return _vocabulary(speech.locale, speech.numbers, words, plurals)


@lru_cache(maxsize=_LANGUAGES)
def _vocabulary(locale: Locale, numbers: Locale, words: _Words, plurals: _Words) -> PlanVocabulary:
    return PlanVocabulary(
        CalendarReading(locale, numbers),
        measures(numbers),
        {key: Mould(text) for key, (text,) in words},
        {
            key: Counted(tuple(map(Mould, forms)), Forms(numbers, len(forms)))
            for key, forms in plurals
        },
    )
