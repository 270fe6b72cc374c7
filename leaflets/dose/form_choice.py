"""Which plural forms of a message are right for a number, reckoned from CLDR and from nothing else.

The catalog's own rule (its Plural-Forms) is not asked: it is what is checked. A catalog's forms
stand in the order of CLDR's categories; what was read is right where one of the categories of the
number has that form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from babel import Locale

from leaflets.dose.told_plan import Span

_ORDER: Final = ("zero", "one", "two", "few", "many", "other")
_COUNTED: Final = 1001
"""Whole numbers below it are tried: Spanish counts millions in another way, and no dose does."""
# What is read "one and a half" goes with the singular (CLDR knows "1.5" only): grammars of each.
_SINGULAR_BELOW_TWO: Final = ("am", "el", "hi", "pa", "sw", "ta", "ur")
_SINGULAR_WITH_PARTS: Final = ("da", "nb")
_PARTITIVE: Final = ("et", "fi")


@dataclass(frozen=True)
class Forms:
    """How a language's forms, so many of them, go with numbers."""

    locale: Locale
    count: int

    def fit(self, number: Span, is_divided: bool) -> frozenset[int]:
        """The indexes of all forms that are right for the number, or for the range.

        A range is no pair: its form is that of its greater end; of 1 to 2, where there is a dual,
        it is the plural that a few have.
        """
        right = self._of(number.high, is_divided)
        if number.low == number.high:
            return right
        known = _categories(self.locale)
        has_dual = "two" in known and self.count >= len(known)
        if not has_dual or known.index("two") not in right:
            return right
        return self._indexes({"few" if "few" in known else "other"})

    def numbers_of(self, index: int) -> tuple[int, ...]:
        """The whole numbers that go with a form which names none; all the same, four at most."""
        return _numbers(self.locale, self.count)[index] if index < self.count else ()

    def _of(self, number: Fraction, is_divided: bool) -> frozenset[int]:
        if number.denominator == 1:
            return self._indexes({_category(self.locale, Decimal(int(number)))})
        if not is_divided:
            exact = Decimal(number.numerator) / Decimal(number.denominator)
            return self._indexes({_category(self.locale, exact)})
        return self._indexes({self._of_parts(number)})

    def _of_parts(self, number: Fraction) -> str:
        """The category of what is read as parts: a half, one and a half, two and a half."""
        language = self.locale.language
        decimal = _category(self.locale, Decimal(number // 1) + Decimal("0.5"))
        if decimal not in _categories(self.locale):
            return decimal
        if number < 1:
            return decimal if language in _PARTITIVE else "one"
        below = 2 if language in _SINGULAR_BELOW_TWO else 1
        return "one" if number < below or language in _SINGULAR_WITH_PARTS else decimal

    def _indexes(self, categories: set[str]) -> frozenset[int]:
        found = {self._index(category) for category in categories}
        return frozenset(index for index in found if index is not None)

    def _index(self, category: str) -> int | None:
        """The form of a category; of one that only fractions have, the last form or "few"."""
        known = _categories(self.locale)
        if self.count == 1:
            return 0
        if self.count < len(known):
            return 0 if category == "one" else self.count - 1
        if category in known:
            return known.index(category)
        if category == "other" and self.count > len(known):
            return self.count - 1
        return known.index("few") if category == "other" and "few" in known else None


def _category(locale: Locale, number: Decimal) -> str:
    return str(locale.plural_form(number))


@lru_cache(maxsize=256)
def _categories(locale: Locale) -> Sequence[str]:
    found = {_category(locale, Decimal(n)) for n in range(_COUNTED)}
    return tuple(name for name in _ORDER if name in found)


@lru_cache(maxsize=256)
def _numbers(locale: Locale, count: int) -> tuple[tuple[int, ...], ...]:
    forms = Forms(locale, count)
    lists: list[list[int]] = [[] for _ in range(count)]
    for number in range(1, _COUNTED):
        for index in forms.fit(Span(Fraction(number), Fraction(number)), is_divided=False):
            if len(lists[index]) < 4:
                lists[index].append(number)
    return tuple(map(tuple, lists))
