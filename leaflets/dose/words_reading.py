"""A prescriber's words read for amounts and rhythms, as far as English and German are known here.

What is read is held against the structure and against a sheet's limits; it is printed nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from leaflets.dose.words_lexicon import ENGLISH, GERMAN, Lexicon
from leaflets.sheet.dosing_units import Unit

LEXICONS: Final[dict[str, Lexicon]] = {"en": ENGLISH, "de": GERMAN}
"""By language."""

_PARTS: Final = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
_NUMBER: Final = r"(?:\d{1,5}(?:[.,]\d{1,3})?|\d{1,3}/\d)"
_RANGE: Final = re.compile(rf"(?P<low>{_NUMBER})(?: ?(?:-|–|to|bis|or|oder) ?(?P<high>{_NUMBER}))?")
_SCHEME: Final = re.compile(r"(?<![\d./-])(\d|½)-(\d|½)-(\d|½)(?:-(\d|½))?(?![\d./-])")
_CLOCK: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3])(?:[:.]([0-5]\d)|(?= ?(?:am|pm|uhr)\b))")


@dataclass(frozen=True)
class ReadAmount:
    """An amount that words say: from ``low`` to ``high`` of a unit; None for "one of it"."""

    low: Fraction
    high: Fraction
    unit: Unit | None


@dataclass(frozen=True)
class WordsRead:
    """What words say of a dose, as far as they are read.

    ``known`` is how many of them are known, of ``total``. ``often`` are counts in a day, ``hours``
    spans between doses, ``every`` pairs such as (2, "day"), ``times`` counts in a week or a month.
    """

    known: int = 0
    total: int = 0
    amounts: tuple[ReadAmount, ...] = ()
    most: tuple[ReadAmount, ...] = ()
    often: frozenset[int] = frozenset()
    is_daily: bool = False
    """Whether it says "daily" without a number."""
    hours: frozenset[tuple[int, int]] = frozenset()
    every: frozenset[tuple[int, str]] = frozenset()
    times: frozenset[tuple[int, str]] = frozenset()
    moments: frozenset[str] = frozenset()
    clocks: frozenset[tuple[int, int]] = frozenset()
    is_needed: bool = False
    is_stopped: bool = False
    weekdays: frozenset[int] = frozenset()
    lasts: frozenset[tuple[int, str]] = frozenset()
    """For how long: (5, "day")."""
    scheme: tuple[Fraction, ...] = field(default=())
    """Morning, noon, evening and night, as German prescriptions write it: 1-0-1-0."""


def words_read(text: str, language: str) -> WordsRead:
    """What a text says of a dose; nothing where its language has no lexicon."""
    is_bare = not any(map(str.isalpha, text))
    lexicon = ENGLISH if is_bare else LEXICONS.get(language.partition("-")[0])
    if lexicon is None:
        return WordsRead(total=len(text.split()))
    plain = _plain(text, lexicon)
    words = re.findall(r"[^\W\d_]+", plain)
    rest, most = _most(plain, lexicon)
    rest = _without_supplied(rest, lexicon)
    often, rest_often = _counts(rest, lexicon.times_a_day)
    every = _spans(rest, lexicon.every, lexicon.units_of_time)
    times = _counted_in(rest, lexicon)
    return WordsRead(
        known=sum(word in lexicon.words for word in words),
        total=len(words),
        amounts=(*_amounts(rest, lexicon), *_bare(rest, lexicon)),
        most=most,
        often=often,
        is_daily=bool(re.search(lexicon.daily, rest_often)) and not often,
        hours=frozenset((low, high) for low, high, unit in every if unit == "hour"),
        every=frozenset((low, unit) for low, _, unit in every if unit != "hour"),
        times=times,
        moments=frozenset(name for name, found in lexicon.moments.items() if found.search(rest)),
        clocks=frozenset(_clocks(rest)),
        is_needed=bool(re.search(lexicon.needed, rest)),
        is_stopped=bool(re.search(lexicon.stopped, rest)),
        weekdays=frozenset(_weekdays(rest, lexicon)),
        lasts=frozenset(_lasts(rest, lexicon)),
        scheme=_scheme(rest),
    )


def _plain(text: str, lexicon: Lexicon) -> str:
    """The text in small letters, its number words as digits, each number once."""
    plain = " ".join(text.casefold().split())
    for words, digits in lexicon.numbers:
        plain = re.sub(rf"(?<!\w)(?:{words})(?!\w)", digits, plain)
    for glyph, part in _PARTS.items():
        fraction = f"{part.numerator}/{part.denominator}"
        plain = re.sub(rf"(\d) ?{glyph}", rf"\1+{fraction}", plain).replace(glyph, fraction)
    plain = re.sub(
        r"(\d+)\+(\d)/(\d)",
        lambda found: f"{int(found[1]) + int(found[2]) / int(found[3]):g}",
        plain,
    )
    plain = re.sub(
        r"(?<![\d/])(\d{1,2}) (?:and |und )?(\d)/(\d)(?!\d)",
        lambda found: f"{int(found[1]) + int(found[2]) / int(found[3]):g}",
        plain,
    )
    plain = re.sub(r"(\d+) \((\1)\)", r"\1", plain)
    return re.sub(r"(?<=\d)(?=[^\W\d_])", " ", plain)


def _value(text: str) -> Fraction:
    return Fraction(text) if "/" in text else Fraction(Decimal(text.replace(",", ".")))


def _amounts(text: str, lexicon: Lexicon) -> tuple[ReadAmount, ...]:
    """The amounts in a text: a number with a unit, but no strength ("40 mg tablet")."""
    found: list[ReadAmount] = []
    spoons = re.compile(rf"(?P<low>{_NUMBER})(?: x)? {_NUMBER} ml {lexicon.spoon}")
    for one in spoons.finditer(text):
        size = re.search(rf"({_NUMBER}) ml", one[0])
        volume = _value(one["low"]) * _value(size[1] if size else "0")
        found.append(ReadAmount(volume, volume, "milliliter"))
    text = spoons.sub(" ", text)
    for one in re.finditer(rf"(?<![\d.,/-]){_RANGE.pattern} ?(?:x )?{lexicon.unit_pattern}", text):
        unit = lexicon.unit_of(one["unit"])
        behind = text[one.end() :]
        is_strength = unit in ("milligram", "microgram", "gram") and re.match(
            rf" ?(?:/|per |{lexicon.form_pattern})", behind
        )
        low = _value(one["low"])
        high = _value(one["high"]) if one["high"] else low
        if not is_strength and low:
            found.append(ReadAmount(low, max(low, high), unit))
    return tuple(found)


def _bare(text: str, lexicon: Lexicon) -> Iterator[ReadAmount]:
    """The amounts without a unit: "two twice a day"."""
    for one in re.finditer(lexicon.bare.replace("{number}", _RANGE.pattern), text):
        low = _value(one["low"])
        high = _value(one["high"]) if one["high"] else low
        if low:
            yield ReadAmount(low, max(low, high), None)


def _weekdays(text: str, lexicon: Lexicon) -> Iterator[int]:
    for day, words in enumerate(lexicon.weekdays):
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", text):
            yield day


def _lasts(text: str, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    for one in re.finditer(lexicon.lasts, text):
        names = lexicon.units_of_time.items()
        unit = next((name for name, words in names if re.fullmatch(words, one["unit"])), None)
        if unit:
            yield int(one["low"]), unit


def _most(text: str, lexicon: Lexicon) -> tuple[str, tuple[ReadAmount, ...]]:
    """The text without what it says of the most, and these amounts."""
    pattern = re.compile(rf"(?:{lexicon.most})[^.;]*")
    most = [amount for one in pattern.findall(text) for amount in _amounts(one, lexicon)]
    return pattern.sub(" ", text), tuple(most)


def _without_supplied(text: str, lexicon: Lexicon) -> str:
    """The text without a first sentence of an amount alone, which is what is handed out."""
    first, dot, rest = text.partition(". ")
    alone = re.fullmatch(rf"{_RANGE.pattern} ?{lexicon.unit_pattern}", first.strip())
    return rest if dot and alone and _amounts(rest, lexicon) else text


def _counts(text: str, pattern: str) -> tuple[frozenset[int], str]:
    """Counts in a day, and the text without them."""
    found = re.compile(pattern)
    counts = {int(one["high"] or one["count"]) for one in found.finditer(text)}
    return frozenset(counts), found.sub(" ", text)


def _spans(text: str, pattern: str, units: dict[str, str]) -> list[tuple[int, int, str]]:
    spans = []
    for one in re.finditer(pattern, text):
        low = int(one["low"] or 1)
        unit = next(name for name, words in units.items() if re.fullmatch(words, one["unit"]))
        spans.append((low, int(one["high"] or low), unit))
    return spans


def _counted_in(text: str, lexicon: Lexicon) -> frozenset[tuple[int, str]]:
    found = set()
    for name, pattern in (("week", lexicon.times_a_week), ("month", lexicon.times_a_month)):
        found |= {(int(one["count"] or 1), name) for one in re.finditer(pattern, text)}
    return frozenset(found)


def _clocks(text: str) -> list[tuple[int, int]]:
    found = []
    for one in _CLOCK.finditer(text):
        hour = int(one[1])
        if re.match(r" ?pm\b", text[one.end() :]) and hour < 12:
            hour += 12
        found.append((hour, int(one[2] or 0)))
    return found


def _scheme(text: str) -> tuple[Fraction, ...]:
    found = _SCHEME.search(text)
    return tuple(_PARTS.get(part) or Fraction(part) for part in found.groups("0")) if found else ()
