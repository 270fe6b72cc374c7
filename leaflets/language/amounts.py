"""Amounts in a text: numbers with their units, alone, as ranges, or as strengths ("120 mg/5 mL").

Plain data for whoever compares them: nothing here says whether an amount is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from babel import Locale

from leaflets.language.quantities import NUMBER, value_of

FRACTIONS: Final = "½⅓⅔¼¾⅛"
SPACE: Final = "[ \u00a0\u202f\u2009]"
DASH: Final = "[–−‑—-]"


@dataclass(frozen=True, slots=True)
class UnitOfMeasure:
    """A unit: its name, what it measures, and how many of that measure's base units it is.

    The bases are mg, mL, mm and hours; degrees have a scale of their own, and what is counted
    (tablets, puffs) is a measure for itself.
    """

    name: str
    measure: str
    factor: Decimal = Decimal(1)
    exact: bool = True
    """Whether what is written in it is not rounded: 1 g is 1000 mg, 1 lb about 0.45 kg."""


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """A number or a range with its unit, as written at ``start`` to ``end`` of a text.

    ``low`` and ``high`` are in ``unit``; where the two ends have units of their own ("500 mg to
    1 g"), ``low`` is turned into that of ``high``. ``is_rate``: a part of "10 mg/kg".
    """

    low: Decimal
    high: Decimal
    unit: UnitOfMeasure
    start: int
    end: int
    is_range: bool = False
    is_rate: bool = False
    decimals: int = 0
    """How many decimals its more exact number has."""

    @property
    def base(self) -> tuple[Decimal, Decimal]:
        """Both ends in the measure's base unit."""
        return self.low * self.unit.factor, self.high * self.unit.factor


@dataclass(frozen=True, slots=True)
class WrittenStrength:
    """How much of a medicine is in how much of its liquid: mg in each mL."""

    per_ml: Decimal
    start: int
    end: int


_LIKE: Final[dict[str, tuple[str, str, bool]]] = {
    "ng": ("mass", "0.000001", True),
    "microgram": ("mass", "0.001", True),
    "mg": ("mass", "1", True),
    "g": ("mass", "1000", True),
    "kg": ("mass", "1000000", True),
    "lb": ("mass", "453592.37", False),
    "oz": ("mass", "28349.523", False),
    "stone": ("mass", "6350293", False),
    "mL": ("volume", "1", True),
    "cL": ("volume", "10", True),
    "dL": ("volume", "100", True),
    "L": ("volume", "1000", True),
    "teaspoon": ("volume", "5", True),
    "tablespoon": ("volume", "15", True),
    "cup": ("volume", "240", False),
    "fl oz": ("volume", "29.5735", False),
    "mm": ("length", "1", True),
    "cm": ("length", "10", True),
    "m": ("length", "1000", True),
    "km": ("length", "1000000", True),
    "inch": ("length", "25.4", False),
    "foot": ("length", "304.8", False),
    "°C": ("temperature", "1", False),
    "°F": ("temperature", "1", False),
    "second": ("duration", "0.000277777777777777777777", True),
    "minute": ("duration", "0.016666666666666666666667", True),
    "hour": ("duration", "1", True),
    "day": ("duration", "24", True),
    "week": ("duration", "168", True),
    "month": ("duration", "730.5", False),
    "year": ("duration", "8766", False),
}
_FORMS: Final[dict[str, str]] = {
    "microgram": "µg μg ug mcg micrograms microgrammes mikrogramm",
    "mg": "milligram milligrams мг",
    "g": "gram grams г",
    "kg": "kilogram kilograms kilo kilos кг",
    "lb": "lbs pound pounds",
    "oz": "ounce ounces",
    "mL": "ml ML milliliter milliliters millilitre millilitres мл cc",
    "cL": "cl",
    "dL": "dl",
    "L": "l liter liters litre litres",
    "teaspoon": "teaspoons teaspoonful teaspoonfuls tsp tsps",
    "tablespoon": "tablespoons tablespoonful tablespoonfuls tbsp tbsps",
    "cup": "cups",
    "m": "meter meters metre metres",
    "cm": "centimeter centimeters centimetre centimetres",
    "mm": "millimeter millimeters millimetre millimetres",
    "inch": "inches",
    "foot": "feet ft",
    "°C": "℃ ºC degrees_Celsius degrees_C",
    "°F": "℉ ºF degrees_Fahrenheit degrees_F",
    "second": "seconds sec",
    "minute": "minutes min",
    "hour": "hours hr hrs h",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
COUNTED: Final = (
    *("tablet", "capsule", "pill", "puff", "drop", "spray", "patch", "sachet", "packet", "unit"),
    *("suppository", "lozenge", "injection", "application", "spoonful", "scoop", "vial", "dose"),
    *("ampoule", "time", "fingertip unit", "piece", "pen", "syringe", "caplet"),
)
"""What doses are counted in, in English."""

_NUMBER_WORDS: Final = {
    word: value
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
_RANGE_WORDS: Final = {
    "en": "to|up to|through|or",
    "es": "a|hasta|o",
    "fr": "à|ou",
    "de": "bis|oder",
    "it": "a|o",
    "pt": "a|ou",
    "nl": "tot|of",
    "pl": "do|lub",
    "ro": "la|până la|sau",
    "ru": "до|или",
    "uk": "до|або",
    "sv": "till",
    "da": "til",
    "nb": "til",
    "el": "έως",
    "vi": "đến",
}
"""The words between the two numbers of a range."""


def _plural(noun: str) -> str:
    if noun.endswith(("ch", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeo" else f"{noun}s"


@cache
def units() -> dict[str, UnitOfMeasure]:
    """Every unit by each form it is written in; an inch is never written "in"."""
    found: dict[str, UnitOfMeasure] = {}
    for name, (measure, factor, exact) in _LIKE.items():
        unit = UnitOfMeasure(name, measure, Decimal(factor), exact)
        for form in (name, *_FORMS.get(name, "").split()):
            found[form.replace("_", " ")] = unit
    found["fluid ounces"] = found["fluid ounce"] = found["fl oz"]
    for noun in COUNTED:
        unit = UnitOfMeasure(noun, noun)
        found[noun] = found[_plural(noun)] = unit
    for name in ("mmol", "mEq", "mol", "kcal", "kJ", "IU", "UI", "U", "%"):
        found[name] = UnitOfMeasure(name, name)
    return found


NUMERAL: Final = rf"(?:(?:{NUMBER})[{FRACTIONS}]?|[{FRACTIONS}]|\d+/\d+)"
"""A regular expression for a number in digits, with fractions."""
_WORD: Final = "|".join(_NUMBER_WORDS)


@cache
def unit_pattern() -> str:
    """A regular expression for a unit, the longest first."""
    forms = sorted(units(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, forms))})(?![^\W\d_])"


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = _RANGE_WORDS.get(language, "")
    joins = f"{SPACE}?{DASH}{SPACE}?" + (f"|{SPACE}(?:{words}){SPACE}" if words else "")
    number = rf"(?:\d+/\d+|{NUMERAL}" + (rf"|(?i:{_WORD})(?!\w))" if language == "en" else ")")
    unit = unit_pattern()
    between = rf"(?P<between>(?<![^\W\d_])(?i:between){SPACE}|\()?" if language == "en" else ""
    joined = rf"(?P<join>{joins}" + (rf"|(?(between){SPACE}and{SPACE}|(?!)))" if between else ")")
    return re.compile(
        rf"{between}(?<![\w.,/])(?P<sign>(?<![^\s(\[])[−–-])?(?P<low>{number})"
        rf"(?:(?:{SPACE}|-)?(?P<of_low>{unit}))?"
        rf"{joined}(?P<minus>[−-])?(?P<high>{number})(?:{SPACE}|-)?(?P<of_high>{unit})"
        rf"|(?<![\w.,/])(?P<minus1>(?<![^\s(\[])[−–-])?(?P<one>{number})"
        rf"(?:{SPACE}|-)?(?P<unit>{unit})"
    )


def number_of(written: str, locale: Locale) -> Decimal | None:
    """The value of a number in digits, a fraction or an English word; None if it has none."""
    if (word := _NUMBER_WORDS.get(written.casefold())) is not None:
        return Decimal(word)
    if found := re.fullmatch(r"(\d+)/(\d+)", written):
        return Decimal(found[1]) / Decimal(found[2]) if int(found[2]) else None
    part = Decimal(0)
    if written[-1] in FRACTIONS:
        part = Decimal(str(round(unicodedata.numeric(written[-1]), 6)))
        written = written[:-1]
    try:
        return part + (Decimal(value_of(written, locale)) if written else 0)
    except InvalidOperation:
        return None


def amounts_in(text: str, locale: Locale) -> Iterator[WrittenAmount]:
    """The amounts of a text in order, ranges as one; the words of ranges are the language's."""
    for found in _pattern(locale.language).finditer(text):
        if found["join"] and _are_two(found):
            # "25 °C or 77 °F": each has its unit, and they are no range.
            yield from amounts_in_part(text, found.start("low"), found.end("of_low"), locale)
            yield from amounts_in_part(text, found.start("high"), found.end(), locale)
        elif amount := _amount(found, text, locale):
            yield amount


def amounts_in_part(text: str, start: int, end: int, locale: Locale) -> Iterator[WrittenAmount]:
    """The amounts of a part of a text, at their places in the whole."""
    for amount in amounts_in(text[start:end], locale):
        yield replace(amount, start=amount.start + start, end=amount.end + start)


def _are_two(found: re.Match[str]) -> bool:
    """Whether two numbers with units are two amounts, not the ends of a range."""
    one, other = units().get(found["of_low"] or ""), units()[found["of_high"]]
    if one is None:
        return False
    apart = one.measure != other.measure or (one != other and one.measure == "temperature")
    return apart or found["join"].strip().casefold() == "or"


def _amount(found: re.Match[str], text: str, locale: Locale) -> WrittenAmount | None:
    is_rate = text[found.end() : found.end() + 1] == "/" or text[: found.start()].endswith("/")
    one, low, high = found["one"], found["low"], found["high"]
    written = [number for number in (one, low, high) if number]
    values = [number_of(number, locale) for number in written]
    if any(value is None for value in values):
        return None
    exact = [value for value in values if value is not None]
    decimals = max(map(_decimals, exact))
    if one:
        value = -exact[0] if found["minus1"] else exact[0]
        unit = units()[found["unit"]]
        start, end = found.start("one"), found.end()
        return WrittenAmount(value, value, unit, start, end, is_rate=is_rate, decimals=decimals)
    unit = units()[found["of_high"]]
    first = -exact[0] if found["sign"] else exact[0]
    last = -exact[1] if found["minus"] else exact[1]
    if found["of_low"] and (own := units()[found["of_low"]]) != unit:
        first = first * own.factor / unit.factor
    start = found.start("low")
    return WrittenAmount(first, last, unit, start, found.end(), True, is_rate, decimals)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_MASS: Final = "ng|µg|μg|mcg|micrograms?|mg|milligrams?|g|grams?|мг|мкг|г"
_VOLUME: Final = "mL|ml|milliliters?|millilitres?|L|l|мл"
_STRENGTH: Final = re.compile(
    rf"(?<![\w.,])(?P<mass>{NUMERAL}){SPACE}?(?P<of_mass>{_MASS}){SPACE}?"
    rf"(?:/{SPACE}?|{SPACE}?(?:in|per|for|to|of){SPACE}(?:each{SPACE}|every{SPACE}|a{SPACE})?)"
    rf"(?P<volume>(?:{NUMERAL}){SPACE}?)?(?P<of_volume>{_VOLUME})(?![^\W\d_])"
)


def strengths_in(text: str, locale: Locale) -> Iterator[WrittenStrength]:
    """The strengths of liquids that a text names: "120 mg/5 mL", "120 mg in each 5 mL"."""
    for found in _STRENGTH.finditer(text):
        mass = number_of(found["mass"], locale)
        volume = number_of(found["volume"].strip(), locale) if found["volume"] else Decimal(1)
        if mass and volume:
            of_mass, of_volume = units()[found["of_mass"]], units()[found["of_volume"]]
            per_ml = mass * of_mass.factor / (volume * of_volume.factor)
            yield WrittenStrength(per_ml, found.start(), found.end())


_NUMERAL: Final = re.compile(rf"{NUMBER}|[{FRACTIONS}]")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in digits: its value as ``quantities.numbers`` counts it, and where it stands."""

    value: str
    start: int
    end: int


def numerals_in(text: str, locale: Locale) -> Iterator[Numeral]:
    """All numbers in digits, in order."""
    for found in _NUMERAL.finditer(text):
        yield Numeral(value_of(found[0], locale), found.start(), found.end())


def ranges_in(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    """The values of both ends of each range of numbers, with units or without."""
    words = _RANGE_WORDS.get(locale.language, "")
    unit = rf"(?:{SPACE}?{unit_pattern()})?"
    joins = f"{SPACE}?{DASH}{SPACE}?" + (f"|{SPACE}(?:{words}){SPACE}" if words else "")
    pattern = rf"(?<![\w.,–-])({NUMBER}){unit}(?:{joins})({NUMBER})(?![\w–-]|[.,]\d)"
    for found in re.finditer(pattern, text):
        yield value_of(found[1], locale), value_of(found[2], locale)


def has_numbers(text: str) -> bool:
    """Whether a text has numbers, in digits or in English words."""
    return any(map(str.isdigit, text)) or bool(_ANY_WORD.search(text))


_ANY_WORD: Final = re.compile(rf"(?i)(?<!\w)(?:{_WORD}|once|twice|every|[{FRACTIONS}])")


def told(value: Decimal) -> str:
    """A number as messages write it: at most three decimals, no zeros at the end."""
    return f"{round(value, 3).normalize():f}"
