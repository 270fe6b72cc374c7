"""Numbers in text: finding quantities that must stay together, and comparing values.

A quantity (a number with its unit, a range, a telephone number) that breaks over two lines is
misread, and one that is reordered in right-to-left text is a wrong dose: "2.5–5 mg" comes
out as "5-2.5 mg" unless it is isolated.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from babel import Locale

_SPACES: Final = " \u00a0\u202f\u2009"
NUMBER: Final = rf"\d{{1,3}}(?:[{_SPACES[1:]}’']\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,٫٬]\d+)*"
"""A regular expression for a number in digits, with its marks."""
_FRACTION: Final = "[½⅓⅔¼¾⅛]"
_SYMBOL: Final = (
    r"(?:mg|g|kg|µg|μg|mcg|ng|mL|ml|cL|cl|dL|dl|L|l|mmol|mol|mEq|IU|UI|U|mm|cm|m²|m2|m|lb"
    r"|kcal|kJ|°C|°F|%|мг|мкг|кг|г|мл|л)"
)
_PER: Final = rf"/(?:\d+(?:[.,]\d+)?[{_SPACES}]?)?"
_UNIT: Final = rf"{_SYMBOL}(?:{_PER}{_SYMBOL}){{0,2}}(?![^\W\d_])"
_VALUE: Final = rf"(?:{NUMBER}){_FRACTION}?|{_FRACTION}"
_PHONE: Final = r"\+?\(?\d{1,4}\)?(?:[ \u00a0-]\(?\d{2,5}\)?){2,5}(?!\d)|\+\d{7,15}"
# Chinese and Japanese write no spaces: one character stays with the number, not the sentence.
_IDEOGRAPH: Final = r"[\u3005-\u30ff\u3400-\u9fff]"
# Thai, Lao, Burmese and Khmer write none between words.
_UNSPACED: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
# Vowel signs belong to the word: a word cut before one shows a dotted circle.
_IN_WORD: Final = r"[^\s.,;:!?()\[\]{}<>«»“”„/।،؛؟]"
BEFORE_NUMBER: Final = r"(?<![^\W\u0590-\u08ff]|[.,\d])"
"""No letter stands before a number ("B12"), but Arabic and Hebrew words that are written
together with it: "و50" is "and 50"."""
_QUANTITY: Final = re.compile(
    rf"{BEFORE_NUMBER}(?:(?P<phone>{_PHONE})"
    rf"|(?P<value>(?:[<>≤≥±][{_SPACES}]?)?(?:{_VALUE})(?:[{_SPACES}]?[–−‑-][{_SPACES}]?(?:{_VALUE}))?"
    rf"(?P<unit>[{_SPACES}]?{_UNIT})?)"
    rf"(?P<next>[{_SPACES}-](?:{_IDEOGRAPH}|(?!{_IDEOGRAPH}|{_UNSPACED})[^\W\d_]{_IN_WORD}*))?)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stretch of text that stays on one line.

    ``isolate`` is the end of the part (from ``start``) that runs left to right whatever the
    text around it; it equals ``start`` where nothing needs isolating.
    """

    start: int
    isolate: int
    end: int


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities in ``text``, in order: numbers with their unit, or with the next word."""
    for found in _QUANTITY.finditer(text):
        if found["phone"]:
            yield Quantity(found.start(), found.end("phone"), found.end("phone"))
            continue
        start, value = found.start(), found["value"]
        plain = value.isdigit()
        end = found.end("value") if found["unit"] else found.end()
        if plain and end == found.end("value"):
            continue
        yield Quantity(start, start if plain else found.end("value"), end)


@lru_cache(maxsize=100)
def _with_unit(units: tuple[str, ...]) -> re.Pattern[str]:
    own = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    unit = f"(?:{_UNIT}|{own})" if own else _UNIT
    return re.compile(
        rf"(?<![\w.,])(?P<from>{NUMBER})(?:[{_SPACES}]?[–−‑-][{_SPACES}]?(?P<to>{NUMBER}))?"
        rf"[{_SPACES}]?{unit}"
    )


def numbers_with_units(text: str, units: tuple[str, ...] = ()) -> Iterator[str]:
    """The numbers in digits that stand before a unit, both ends of a range, as written.

    ``units`` are words, or their beginnings, for units besides the known symbols.
    """
    for found in _with_unit(units).finditer(text):
        yield from filter(None, (found["from"], found["to"]))


_NUMERAL: Final = re.compile(rf"{NUMBER}|{_FRACTION}")


def numbers(text: str, locale: Locale) -> Counter[str]:
    """The values of all numbers in ``text``, as ``locale`` writes numbers (CLDR).

    A value is a decimal string ("38.5"); what is no number in that locale ("1.2.3") stays
    as it is written, so that it equals nothing else.
    """
    return Counter(value_of(found[0], locale) for found in _NUMERAL.finditer(text))


def value_of(numeral: str, locale: Locale) -> str:
    """The value of one number, as a decimal string."""
    symbols = locale.number_symbols.get("latn", {})
    decimal, group = symbols.get("decimal", "."), symbols.get("group", ",")
    if re.fullmatch(_FRACTION, numeral):
        return _canonical(str(unicodedata.numeric(numeral)))
    digits = "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in numeral
    )
    digits = re.sub(rf"[{_SPACES}’']", "", digits).replace("٫", decimal).replace("٬", group)
    if group in ".," and re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", digits):
        digits = digits.replace(group, "")
    if decimal != "." and "." in digits:
        return f"{digits} (with a point)"
    return _canonical(digits.replace(decimal, "."))


def _canonical(digits: str) -> str:
    try:
        return f"{Decimal(digits).normalize():f}"
    except InvalidOperation:
        return digits
