"""Whether the amounts of a text agree: ranges that rise, what stands in brackets, no zeros.

A text that says one amount in two units ("25 °C (77 °F)", "5 mL (120 mg)") must say the same
twice: a patient goes by either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from babel import Locale

from leaflets.language.amounts import (
    SPACE,
    WrittenAmount,
    WrittenStrength,
    amounts_in,
    has_numbers,
    strengths_in,
    told,
    units,
)
from leaflets.language.frequencies import frequencies_in
from leaflets.sheet.safe_writing import WritingFault

_SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z*])|\n")
_SLASHED: Final = re.compile(r"(°[CF]|kg|lb|cm|inch(?:es)?|(?:tea|table)spoons?)/(?=\d)")
_LESS: Final = re.compile(
    r"(?<!\w)(?:lower|lowers|lowered|reduc\w+|cut|cuts|decreas\w+|drops?|falls?|fell|goes down"
    r"|go down|step\w* down|taper\w*|less)(?!\w)",
    re.IGNORECASE,
)


def amount_faults(
    text: str, locale: Locale, strengths: Sequence[WrittenStrength] = ()
) -> Iterator[WritingFault]:
    """What is wrong with the amounts of a text without markup.

    ``strengths``: those that hold for it from elsewhere, such as a dose table's title. Codes:
    ``range``, ``zero``, ``equivalent``.
    """
    if not has_numbers(text):
        return
    for sentence in _SENTENCE.split(_SLASHED.sub(r"\1 / ", text)):
        found = tuple(amounts_in(sentence, locale))
        yield from _turned_round(sentence, found)
        yield from _zeros(sentence, found)
        yield from _in_brackets(sentence, found, locale, strengths)
        yield from _held(sentence, locale)
        if locale.language == "en":
            yield from _how_often(sentence)


def _turned_round(sentence: str, amounts: Sequence[WrittenAmount]) -> Iterator[WritingFault]:
    for amount in amounts:
        written = sentence[amount.start : amount.end]
        listed = sentence[: amount.start].endswith("(") and " and " in written
        if not amount.is_range or amount.low < amount.high or listed:
            continue
        if amount.low == amount.high:
            yield "range", f"{written!r} is no range; say it once"
        elif _falls_on_purpose(sentence, amount):
            continue
        else:
            yield "range", f"{written!r} runs backwards; write the smaller first"


def _falls_on_purpose(sentence: str, amount: WrittenAmount) -> bool:
    """ "Lower the dose from 10 to 5 mg" says how it changes."""
    before = sentence[: amount.start]
    return bool(re.search(r"(?<!\w)from\s+$", before)) and bool(_LESS.search(sentence))


def _zeros(sentence: str, amounts: Sequence[WrittenAmount]) -> Iterator[WritingFault]:
    for amount in amounts:
        before = sentence[: amount.start].rstrip().casefold()
        measure = amount.unit.measure
        timed = measure == "duration" and before.endswith(("every", "wait", "each", "for"))
        grouped = before[-1:].isdigit()  # "1 000 ml"
        if (
            amount.low == 0
            and not grouped
            and (measure not in ("duration", "temperature", "length", "%") or timed)
        ):
            written = sentence[amount.start : amount.end]
            yield "zero", f"{written!r} is nothing; write how much, or leave it out"


_BRACKET: Final = re.compile(r"\s*[(\[](?:(?:or|about|around|nearly|that is|i\.e\.|=|≈)\s*)?")
_CLOSED: Final = re.compile(r"(?: or (?:more|less|older|over|colder|warmer))?[)\]]")
_JOINED: Final = re.compile(r"\s*(?:/|,? or(?: about)?|[–—-]? ?,? that is|=)\s*")
_INCHES: Final = re.compile(
    rf"\((?:about )?(?P<low>\d+(?:\.\d+)?)(?:{SPACE}?(?:–|-|to){SPACE}?(?P<high>\d+(?:\.\d+)?))?"
    rf"{SPACE}?in\)"
)


def _in_brackets(
    sentence: str,
    amounts: Sequence[WrittenAmount],
    locale: Locale,
    outside: Sequence[WrittenStrength],
) -> Iterator[WritingFault]:
    strengths = {s.per_ml for s in strengths_in(sentence, locale)} or {s.per_ml for s in outside}
    for one, other in _pairs(sentence, amounts):
        rates = (one.is_rate or other.is_rate) and not _are_two_systems(one, other)
        if rates or _is_difference(sentence, one, other):
            continue
        closed = sentence[other.end : other.end + 1] in (")", "]")
        written = sentence[one.start : other.end + closed]
        if one.unit.measure == other.unit.measure and one.unit != other.unit:
            if not same_amount(one, other):
                right = _converted(one, other)
                yield "equivalent", f"{written!r} says two amounts; {right}"
        elif {one.unit.measure, other.unit.measure} == {"mass", "volume"} and len(strengths) == 1:
            (per_ml,) = strengths
            if not fits_strength(one, other, per_ml):
                yield "equivalent", f"{written!r} does not fit the strength; {_of(one, per_ml)}"


def _pairs(
    sentence: str, amounts: Sequence[WrittenAmount]
) -> Iterator[tuple[WrittenAmount, WrittenAmount]]:
    """An amount and the one in the brackets after it, where those hold nothing else."""
    for one, other in pairwise(amounts):
        between = sentence[one.end : other.start].rstrip("−–-")
        closed = _CLOSED.match(sentence[other.end :])
        opened = _BRACKET.fullmatch(between)
        joined = _JOINED.fullmatch(between) and _are_two_systems(one, other)
        if (opened and closed) or joined:
            yield one, other
    for one in amounts:
        found = _INCHES.match(sentence, one.end + 1) if one.unit.measure == "length" else None
        if found:
            low = Decimal(found["low"])
            high = Decimal(found["high"] or found["low"])
            yield (
                one,
                WrittenAmount(low, high, units()["inch"], found.start(), found.end() - 1,
                       bool(found["high"]), decimals=max(0, -_exponent(low))),
            )  # fmt: skip


def _are_two_systems(one: WrittenAmount, other: WrittenAmount) -> bool:
    """Whether two units measure the same in two countries' ways: kg and lb, °C and °F."""
    return (
        one.unit.measure == other.unit.measure
        and one.unit != other.unit
        and (
            not one.unit.exact or not other.unit.exact or "spoon" in one.unit.name + other.unit.name
        )
        and one.unit.measure != "duration"
    )


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _is_difference(sentence: str, one: WrittenAmount, other: WrittenAmount) -> bool:
    """ "The temperature rises by 1 °C (1.8 °F)": degrees of a difference, not of a scale."""
    if one.unit.measure != "temperature" or not re.search(
        r"(?<!\w)(?:by|than|rise\w*|warmer|colder|change\w*)(?!\w)", sentence[: one.start]
    ):
        return False
    celsius, fahrenheit = (one, other) if one.unit.name == "°C" else (other, one)
    return abs(celsius.high * Decimal("1.8") - fahrenheit.high) <= Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Scale:
    times: Decimal
    plus: Decimal

    def of(self, value: Decimal) -> Decimal:
        return value * self.times + self.plus


def _scale(one: WrittenAmount, other: WrittenAmount) -> _Scale:
    """What turns a value of ``one`` into the unit of ``other``."""
    if one.unit.measure == "temperature":
        if one.unit.name == "°C":
            return _Scale(Decimal("1.8"), Decimal(32))
        return _Scale(1 / Decimal("1.8"), -32 / Decimal("1.8"))
    return _Scale(one.unit.factor / other.unit.factor, Decimal(0))


def same_amount(one: WrittenAmount, other: WrittenAmount) -> bool:
    """Whether two amounts of one measure are the same, rounded as either is written."""
    forward, back = _scale(one, other), _scale(other, one)
    exact = one.unit.exact and other.unit.exact
    return all(
        _same(first, second, forward, back, (one.decimals, other.decimals), exact)
        for first, second in ((one.low, other.low), (one.high, other.high))
    )


_NEAR: Final = Decimal("0.2")
"""Rounding changes an amount by less than a fifth: 6 weeks are not 1 month."""
_EXACTLY: Final = Decimal("0.000001")


def _same(
    first: Decimal,
    second: Decimal,
    forward: _Scale,
    back: _Scale,
    decimals: tuple[int, int],
    exact: bool,
) -> bool:
    should = forward.of(first)
    if exact:
        return abs(should - second) <= _EXACTLY * max(abs(should), Decimal(1))
    if abs(should - second) > _NEAR * max(abs(second), abs(should)):
        return False
    return (
        _rounded(should, decimals[1]) == second or _rounded(back.of(second), decimals[0]) == first
    )


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def fits_strength(one: WrittenAmount, other: WrittenAmount, per_ml: Decimal) -> bool:
    """Whether a volume and a mass (or the other way) are those of a strength in mg in each mL."""
    volume, mass = (one, other) if one.unit.measure == "volume" else (other, one)
    volumes, masses = volume.base, mass.base
    for ml, mg in zip(volumes, masses, strict=True):
        should = ml * per_ml / mass.unit.factor
        value = mg / mass.unit.factor
        near = abs(should - value) <= Decimal("0.02") * should
        if not near and _rounded(should, mass.decimals) != value:
            return False
    return True


def _converted(one: WrittenAmount, other: WrittenAmount) -> str:
    scale = _scale(one, other)
    return f"the first is {_ends(scale.of(one.low), scale.of(one.high))} {other.unit.name}"


def _of(one: WrittenAmount, per_ml: Decimal) -> str:
    low, high = one.base
    if one.unit.measure == "volume":
        return f"the first is {_ends(low * per_ml, high * per_ml)} mg"
    return f"the first is {_ends(low / per_ml, high / per_ml)} mL"


def _ends(low: Decimal, high: Decimal) -> str:
    short = [told(round(value, 1)) for value in (low, high)]
    return short[0] if low == high else f"{short[0]} to {short[1]}"


_HELD: Final = re.compile(r"(?<!\w)(?:holds?|has|have|contains?|means?|is|are)\s+$")


def _held(sentence: str, locale: Locale) -> Iterator[WritingFault]:
    """ "120 mg/5 mL means that each 5 mL holds 240 mg" names two strengths for one."""
    named = tuple(strengths_in(sentence, locale))
    if len({s.per_ml for s in named}) != 1:
        return
    amounts = tuple(amounts_in(sentence, locale))
    for one, other in pairwise(amounts):
        inside = any(s.start <= one.start < s.end for s in named)
        kinds = (one.unit.measure, other.unit.measure)
        said = _HELD.search(sentence[one.end : other.start])
        if not inside and kinds == ("volume", "mass") and said:
            per_ml = named[0].per_ml
            if not fits_strength(one, other, per_ml):
                written = sentence[one.start : other.end]
                yield "equivalent", f"{written!r} does not fit the strength; {_of(one, per_ml)}"


def _how_often(sentence: str) -> Iterator[WritingFault]:
    """ "3 times a day (every 6 hours)": an interval and a number of times that disagree."""
    found = tuple(frequencies_in(sentence))
    for one, other in pairwise(found):
        between = sentence[one.end : other.start].strip()
        if between in ("(", ",", "(or", "(that is", "–") and not one.agrees(other):
            written = sentence[one.start : other.end]
            yield "equivalent", f"{written!r} says two frequencies; {one.told} is {one.as_other}"
