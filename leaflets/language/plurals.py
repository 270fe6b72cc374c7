"""Plural forms: which form of a message goes with a number, fractions included."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel import Locale

from leaflets.errors import LeafletsError, problem
from leaflets.language.plural_rules import plural_rule

ENGLISH: Final = "(n != 1)"


@dataclass(frozen=True)
class PluralWords:
    """The forms of one message, and its catalog's rule (the Plural-Forms header).

    There may be one form more than the rule reaches: it goes with fractions.
    """

    forms: tuple[str, ...]
    rule: str = ENGLISH

    def form(self, number: Fraction, locale: Locale, divided: bool = True) -> str:
        """The form for ``number``; of what is ``divided`` (tablets), 1½ is read "one and a half".

        gettext's rules know whole numbers only. Other numbers take the form of a whole one of
        the same CLDR category (UTS #35, part 3). Where they have a category of their own (Slavic
        languages), the noun stands in the genitive singular: the form for fractions, or the one
        after 2, which reads so for most nouns, all Russian ones among them.

        CLDR's categories are those of decimals ("1.5"). What is ``divided`` is read as parts:
        half a tablet goes with the form of 1, but in Finnish and Estonian, which set what is
        counted in the partitive. So does one and a half in the languages of ``_BELOW_TWO``
        (Greek το ενάμισι κιλό, but τριάμισι κιλά: lexilogia.gr; Hindi डेढ़ गोली, ढाई गोलियाँ),
        and any part in Danish and Norwegian ("to og ein halv milliard", but "2,5 milliardar" and
        "0,9 millionar": Språkrådet's answer on 1,1 milliard).

        Raises LeafletsError (kind "translation") where the rule has no form for the number.
        """
        try:
            return self.forms[self._index(number, locale, divided)]
        except (ArithmeticError, IndexError) as error:
            message = (
                f"the Plural-Forms of the catalog of {locale} have no form for a number here;"
                " take the language's rule (CLDR)"
            )
            raise LeafletsError(problem("translation-plural", message)) from error

    def _index(self, number: Fraction, locale: Locale, divided: bool) -> int:
        rule = plural_rule(self.rule)
        if number.denominator == 1:
            return int(rule(int(number)))
        # The digits of ⅔ as a decimal are nothing that anyone reads (Filipino goes by the last).
        value = number // 1 + Decimal("0.5") if divided else _decimal(number)
        category = locale.plural_form(value)
        like = next((n for n in _WHOLE if locale.plural_form(n) == category), None)
        if like is None:
            reached = forms_of(self.rule)
            return reached if len(self.forms) > reached else int(rule(2))
        language = locale.language
        below = 2 if language in _BELOW_TWO else 0 if language in _PARTITIVE else 1
        singular = number < below or language in _ANY_PART
        return int(rule(1 if divided and singular else like))


def forms_of(rule: str) -> int:
    """How many forms a catalog's rule reaches."""
    index = plural_rule(rule)
    return 1 + max(int(index(n)) for n in (0, *_WHOLE))


def counts(rule: str, locale: str) -> tuple[int, ...]:
    """How many forms a message of a catalog with this rule may have.

    One more than the rule reaches where fractions have a CLDR category of their own.
    """
    reached, category = forms_of(rule), Locale.parse(locale).plural_form
    fractions = category(Decimal("1.5")) not in {category(n) for n in _WHOLE}
    return (reached, reached + 1) if fractions else (reached,)


def fits(rule: str, locale: str) -> bool:
    """Whether a catalog's rule tells numbers apart as CLDR does, in the order of CLDR.

    A rule may tell fewer apart in the languages of ``_ENOUGH``, and in what no leaflet says:
    Spanish and others count millions in another way. How many forms a language has is not asked
    of Babel's get_plural: it said 2 for French up to 2.18, 3 since 2.19 (python-babel pull 1303).
    """
    index = plural_rule(rule)
    parsed = Locale.parse(locale)
    indexes: dict[str, set[int]] = {}
    for n in _WHOLE:
        indexes.setdefault(str(parsed.plural_form(n)), set()).add(int(index(n)))
    if any(len(found) > 1 for found in indexes.values()):
        return False
    ordered = [min(indexes[name]) for name in _CATEGORIES if name in indexes]
    said = {str(parsed.plural_form(n)) for n in _SAID}
    apart = {min(indexes[name]) for name in said}
    enough = len(apart) in (len(said), _ENOUGH.get(parsed.language))
    return ordered == sorted(ordered) and enough


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


_PARTITIVE: Final = ("et", "fi")
_BELOW_TWO: Final = ("am", "el", "hi", "pa", "sw", "ta", "ur")
_ANY_PART: Final = ("da", "nb")
# Fewer forms than CLDR's do where nouns don't change after a number, or only for pairs ("2 days").
_ENOUGH: Final = {"fa": 1, "he": 2, "tr": 1, "vi": 1}
_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
_SAID: Final = (*range(1, 30), 100, 1000)
_WHOLE: Final = (*_SAID, 1_000_000)
