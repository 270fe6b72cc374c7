"""Plural forms: which form of a message goes with a number, fractions included."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from babel import Locale

ENGLISH: Final = "(n != 1)"


@dataclass(frozen=True)
class PluralWords:
    """The forms of one message, and its catalog's rule (the Plural-Forms header)."""

    forms: tuple[str, ...]
    rule: str = ENGLISH

    def form(self, number: Fraction, locale: Locale) -> str:
        """The form for ``number``.

        gettext's rules know whole numbers only. A fraction takes the form of a whole number of
        the same CLDR category (UTS #35, part 3). Below 1 that is the form of 1: half a tablet;
        not so in Finnish and Estonian, which set what is counted in the partitive but after 1.
        Where a fraction has a category of its own (Slavic languages), the noun stands in the
        genitive singular, which reads as the form after 2.
        """
        return self.forms[self._index(number, locale)]

    def _index(self, number: Fraction, locale: Locale) -> int:
        rule = gettext.c2py(self.rule)
        if number.denominator == 1:
            return int(rule(int(number)))
        category = locale.plural_form(float(number))
        like = next((n for n in _WHOLE if locale.plural_form(n) == category), None)
        if like is None:
            return int(rule(2))
        singular = number < 1 and locale.language not in _PARTITIVE
        return int(rule(1 if singular else like))


def fits(rule: str, locale: str) -> bool:
    """Whether a catalog's rule tells numbers apart as CLDR does, in the order of CLDR.

    A rule may tell fewer apart: where nouns don't change, there is one form.
    """
    index = gettext.c2py(rule)
    category = Locale.parse(locale).plural_form
    indexes: dict[str, set[int]] = {}
    for n in _WHOLE:
        indexes.setdefault(str(category(n)), set()).add(int(index(n)))
    if any(len(found) > 1 for found in indexes.values()):
        return False
    ordered = [min(indexes[name]) for name in _CATEGORIES if name in indexes]
    return ordered == sorted(ordered)


_PARTITIVE: Final = ("et", "fi")
_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
_WHOLE: Final = (*range(1, 30), 100, 1000, 1_000_000)
