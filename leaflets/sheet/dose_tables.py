"""What a dose table says, as plain data: for whom, how much, how often, at most how much.

Cells are read in English; in other languages, what numbers and symbols alone say. What cannot
be read is None: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from babel import Locale

from leaflets.arithmetic import NUMBERS
from leaflets.language.amounts import (
    DASH,
    WrittenAmount,
    WrittenStrength,
    amounts_in,
    strengths_in,
    told,
)
from leaflets.language.frequencies import AS_NEEDED, DoseFrequency, frequencies_in
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import DoseRow, DoseTable
from leaflets.sheet.source import FieldPath

Contradiction = tuple[FieldPath, str, str]
"""A problem: its place in the sheet, the end of its code, its message."""

Measure = Literal["age", "weight"]

_MONTHS: Final = {
    "day": NUMBERS.divide(Decimal(1), Decimal("30.4375")),
    "week": NUMBERS.divide(Decimal(7), Decimal("30.4375")),
    "month": Decimal(1),
    "year": Decimal(12),
}


@dataclass(frozen=True, slots=True)
class AgeOrWeight:
    """A stretch of ages (in months) or of weights (in ``unit``): from ``start`` until ``end``.

    ``end`` is None where it has none. Ages are counted in whole years or months: "2 to 3 years"
    ends at the fourth birthday. ``loose_start`` and ``loose_end`` are the other way to read a
    limit that has two: "over 12 years" begins at 12 or at 13.
    """

    measure: Measure
    unit: str
    start: Decimal
    end: Decimal | None
    loose_start: Decimal
    loose_end: Decimal | None
    step: Decimal
    """How far apart two numbers of this exactness are: 1 kg, 0.1 kg, a month or a year."""
    at: int = 0
    until: int = 0

    @property
    def slack(self) -> Decimal:
        """How far two limits may lie apart: weeks and months do not fit each other."""
        return Decimal("0.25") if self.measure == "age" else Decimal(0)

    def overlaps(self, other: AgeOrWeight) -> bool:
        """Whether somebody stands in both."""
        if self.measure == "weight" and self.unit != other.unit:
            return False
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )


def told_limit(span: AgeOrWeight, of_end: bool = False) -> str:
    """Where a span begins or ends, for a message."""
    value = (span.end if of_end else span.start) or Decimal(0)
    if span.measure == "weight":
        return f"{told(value)} {span.unit}"
    years = value / 12
    return f"{told(years)} years" if years == int(years) else f"{told(value)} months"


_UNDER: Final = r"(?:under|below|less than|younger than|lighter than)"
_OVER: Final = r"(?:over|above|more than|older than|heavier than)"
_FROM: Final = r"(?:from|at least)"
_AND_UP: Final = (
    r"(?:(?: of age| old)?,? (?:(?:or|and) (?:older|over|above|more|up|heavier)|upwards?)|\+"
    r"| old and over)"
)
_AND_DOWN: Final = r"(?:(?: of age| old)?,? (?:or|and) (?:younger|under|less|below|lighter))"
_ENGLISH: Final = Locale("en")
ADULT: Final = Decimal(216)
"""The age in months from which "adults" are adults everywhere; on many labels, earlier."""


def spans_in(text: str, measure: Measure, locale: Locale = _ENGLISH) -> Iterator[AgeOrWeight]:
    """The ages or weights that a text names, in order."""
    kinds = ("lb", "kg", "g", "stone") if measure == "weight" else tuple(_MONTHS)
    for amount in amounts_in(text, locale):
        if amount.unit.name in kinds and not amount.is_rate:
            yield _span(text, amount, measure, locale)


_Limits = tuple[Decimal, Decimal | None, Decimal, Decimal | None]
"""Start and end of a span, and both as they can be read otherwise."""


def _span(text: str, amount: WrittenAmount, measure: Measure, locale: Locale) -> AgeOrWeight:
    before, after = text[: amount.start].rstrip().casefold(), text[amount.end :].casefold()
    size = _MONTHS.get(amount.unit.name, Decimal(1))
    low, high = amount.low * size, amount.high * size
    step = Decimal(1).scaleb(-amount.decimals) * (size if measure == "age" else 1)
    # Ages are counted when they are complete, weights are measured.
    past = high + step if measure == "age" else high
    loose_past = high if _mixed(text, amount, locale) else past
    limits: _Limits = (low, past, low, loose_past)
    if locale.language == "en":
        limits = _limits(before, after, limits, amount.is_range, high)
    return AgeOrWeight(measure, amount.unit.name, *limits, step, amount.start, amount.end)


def _limits(before: str, after: str, limits: _Limits, is_range: bool, high: Decimal) -> _Limits:
    """The limits of a span by the words before and after it: "under", "or older"."""
    low, past, _, loose_past = limits
    zero = Decimal(0)
    if before.endswith("up to"):
        return zero, high, zero, past
    if re.search(rf"(?<!\w){_UNDER}$", before):
        return zero, high, zero, high
    if re.search(rf"(?<!\w){_OVER}$", before):
        return low, None, past if past is not None else low, None
    if re.match(_AND_UP, after) or (re.search(rf"(?<!\w){_FROM}$", before) and not is_range):
        return low, None, low, None
    if re.match(_AND_DOWN, after):
        return zero, past, zero, loose_past
    return limits


def _mixed(text: str, amount: WrittenAmount, locale: Locale) -> bool:
    """Whether a range has two units: "6 months to 2 years" ends at the second birthday, or not."""
    written = text[amount.start : amount.end]
    inside = {a.unit.name for a in amounts_in(re.sub(rf" to |{DASH}", " ; ", written), locale)}
    return len(inside) > 1


def span_of(who: str, measure: Measure, locale: Locale = _ENGLISH) -> AgeOrWeight | None:
    """The first age or weight that a row is for; adults without a number are 18 or older."""
    text = to_plain(who)
    found = next(spans_in(text, measure, locale), None)
    if found or measure == "weight" or locale.language != "en":
        return found
    if re.fullmatch(r"(?i)(?:for )?adults?", text.strip(" .*")):
        youngest = Decimal(132)
        return AgeOrWeight("age", "year", ADULT, None, youngest, None, Decimal(12), 0, len(text))
    return None


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row of a dose table, read.

    ``doses``: its amounts, the first being the one that is measured, others its equivalents.
    ``count``: the most doses in 24 hours; ``maximum``: the most of the medicine.
    """

    id: str
    index: int
    span: AgeOrWeight | None
    weight: AgeOrWeight | None
    doses: tuple[WrittenAmount, ...]
    frequency: DoseFrequency | None
    as_needed: bool
    count: Decimal | None
    maximum: tuple[WrittenAmount, ...]

    def span_of(self, measure: Measure) -> AgeOrWeight | None:
        """Its ages or weights, from whichever column has them."""
        if self.span and self.span.measure == measure:
            return self.span
        return self.weight if measure == "weight" else None


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A dose table, read: its rows, and the strengths that its title names."""

    by: str
    rows: tuple[ParsedRow, ...]
    strengths: tuple[WrittenStrength, ...]

    @property
    def per_ml(self) -> frozenset[Decimal]:
        """The strengths of its title, in mg in each mL."""
        return frozenset(strength.per_ml for strength in self.strengths)


def read_table(table: DoseTable, locale: Locale) -> ParsedTable:
    """A dose table as plain data."""
    strengths = tuple(strengths_in(to_plain(table.title), locale))
    rows = (_row(index, row, table.by, locale) for index, row in enumerate(table.rows))
    return ParsedTable(table.by, tuple(rows), strengths)


def _row(index: int, row: DoseRow, by: str, locale: Locale) -> ParsedRow:
    often = to_plain(row.how_often or "")
    english = locale.language == "en"
    most = tuple(amounts_in(to_plain(row.maximum or ""), locale))
    counts = [amount.high for amount in most if amount.unit.name in ("dose", "time")]
    return ParsedRow(
        id=row.id,
        index=index,
        span=span_of(row.who, "weight" if by == "weight" else "age", locale),
        weight=span_of(row.weight, "weight", locale) if row.weight else None,
        doses=tuple(a for a in amounts_in(to_plain(row.dose), locale) if is_dose(a)),
        frequency=next(frequencies_in(often), None) if english else None,
        as_needed=bool(AS_NEEDED.search(often)),
        count=counts[0] if counts else None,
        maximum=tuple(amount for amount in most if is_dose(amount)),
    )


_NO_DOSE: Final = frozenset({"duration", "temperature", "length", "time", "dose", "%"})


def is_dose(amount: WrittenAmount) -> bool:
    """Whether an amount is one of a medicine (not of time, and not for each kg)."""
    return amount.unit.measure not in _NO_DOSE and not amount.is_rate


def comparable_pair(
    one: Sequence[WrittenAmount], other: Sequence[WrittenAmount]
) -> tuple[WrittenAmount, WrittenAmount] | None:
    """The first of each that measure the same."""
    for first in one:
        for second in other:
            if first.unit.measure == second.unit.measure:
                return first, second
    return None
