"""Whether a dose table agrees with itself.

Each age or weight must find one dose, each dose must be one that can be given as often as its
row says, and no row may say less for a bigger child without a word about it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from babel import Locale

from leaflets.language.amounts import WrittenAmount, told
from leaflets.language.frequencies import frequencies_in
from leaflets.sheet.dose_tables import (
    ADULT,
    AgeOrWeight,
    Contradiction,
    Measure,
    ParsedRow,
    ParsedTable,
    comparable_pair,
    spans_in,
)
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import DoseTable

_LESS: Final = re.compile(
    r"(?<!\w)(?:smaller|lower|less|fewer|reduced?|decreases?|falls?|half)(?!\w)", re.IGNORECASE
)
_SMALL: Final = Decimal("0.25")
"""Weeks and months do not fit each other by so much of a month."""


def table_faults(table: DoseTable, read: ParsedTable, locale: Locale) -> Iterator[Contradiction]:
    """What is wrong with a dose table, each at its place below the table.

    ``read`` is the same table as plain data.
    """
    yield from _units(table, locale)
    note = to_plain(table.note or "")
    if table.by == "reason":
        yield from _reasons(table)
    else:
        measure = "weight" if table.by == "weight" else "age"
        others = tuple(spans_in(note, "weight" if measure == "weight" else "age", locale))
        yield from _spans([(row, row.span) for row in read.rows], "who", others)
        weights = tuple(spans_in(note, "weight", locale))
        yield from _spans([(row, row.weight) for row in read.rows], "weight", weights)
        if not _LESS.search(f"{note} {to_plain(table.title)}"):
            yield from _falls(read.rows)
    for row in read.rows:
        yield from _times(row)
        yield from _maximum(row, is_reachable=table.by != "reason")


# --- who ---------------------------------------------------------------------------------------


def _reasons(table: DoseTable) -> Iterator[Contradiction]:
    seen: dict[str, str] = {}
    for index, row in enumerate(table.rows):
        who = to_plain(row.who).casefold().strip(" .")
        if who in seen:
            yield ("rows", index, "who"), "dose-rows", f"{row.who!r} stands twice; say it once"
        seen[who] = row.id


def _spans(
    rows: Sequence[tuple[ParsedRow, AgeOrWeight | None]], field: str, others: Sequence[AgeOrWeight]
) -> Iterator[Contradiction]:
    """Neighbouring rows: the second begins where the first ends."""
    for (_, first), (row, second) in pairwise(rows):
        if not first or not second or _apart(first, second):
            continue
        place = ("rows", row.index, field)
        if message := _neighbours(first, second, others):
            yield place, "dose-rows", message


def _apart(first: AgeOrWeight, second: AgeOrWeight) -> bool:
    """Weights in two units: rounding moves their limits."""
    return first.measure == "weight" and first.unit != second.unit


def _neighbours(
    first: AgeOrWeight, second: AgeOrWeight, others: Sequence[AgeOrWeight]
) -> str | None:
    what = "an age" if first.measure == "age" else "a weight"
    if (first.start, first.end) == (second.start, second.end):
        return f"stands twice: the row above has the same {first.measure}; keep one of them"
    if second.start < first.start or (first.end is None and second.start < ADULT):
        return f"the row above begins later; put the rows in order of {first.measure}"
    ends = {end for end in (first.end, first.loose_end) if end is not None}
    starts = {second.start, second.loose_start}
    slack = _SMALL if first.measure == "age" else Decimal(0)
    if first.end is None or all(start < end - slack for start in starts for end in ends):
        return f"overlaps the row above: {what} that is in both has two doses"
    step = max(first.step, second.step) if first.measure == "weight" else Decimal(0)
    if all(start > end + step + slack for start in starts for end in ends):
        if _is_covered(max(ends), min(starts), others):
            return None
        return (
            f"leaves a gap: {what} of {_limit(max(ends), first)} has no dose; close it, or say in"
            " the note what holds there"
        )
    return None


def _is_covered(start: Decimal, end: Decimal, others: Sequence[AgeOrWeight]) -> bool:
    return any(
        other.start <= start + _SMALL and (other.end is None or other.end >= end - _SMALL)
        for other in others
        if other.start > 0 and other.end is not None
    )


def _limit(value: Decimal, like: AgeOrWeight) -> str:
    if like.measure == "weight":
        return f"{told(value + like.step)} {like.unit}"
    years = value / 12
    return f"{told(years)} years" if years == int(years) else f"{told(value)} months"


# --- how much ----------------------------------------------------------------------------------


def _falls(rows: Sequence[ParsedRow]) -> Iterator[Contradiction]:
    for first, second in pairwise(rows):
        if not (first.span and second.span):
            continue
        for field in ("dose", "maximum"):
            before, after = (
                (row.doses if field == "dose" else row.maximum) for row in (first, second)
            )
            pair = comparable_pair(before, after)
            if pair and _is_less(pair[1], pair[0]):
                message = (
                    "is less than in the row above; if that is meant, say so in the table's note"
                    ' ("smaller", "less")'
                )
                yield ("rows", second.index, field), "dose-falls", message
                break


def _is_less(one: WrittenAmount, other: WrittenAmount) -> bool:
    return one.base[0] < other.base[0] or one.base[1] < other.base[1]


# --- how often ---------------------------------------------------------------------------------


def _times(row: ParsedRow) -> Iterator[Contradiction]:
    often, count = row.frequency, row.count
    if not often or not count:
        return
    place = ("rows", row.index, "maximum")
    most, least = math.ceil(often.high), often.low
    if count > max(most, 1):
        message = f"{told(count)} doses in 24 hours cannot be reached: it is taken {_often(row)}"
        yield place, "dose-times", message
    elif count < (least / 2 if row.as_needed else math.floor(least)):
        message = f"{told(count)} doses in 24 hours are fewer than it is taken: {_often(row)}"
        yield place, "dose-times", message


def _often(row: ParsedRow) -> str:
    assert row.frequency
    low, high = told(row.frequency.low), told(row.frequency.high)
    return f"{low} times a day" if low == high else f"{low} to {high} times a day"


def _maximum(row: ParsedRow, is_reachable: bool) -> Iterator[Contradiction]:
    pair = comparable_pair(row.doses, row.maximum)
    if not pair:
        return
    dose, most = pair
    place = ("rows", row.index, "maximum")
    limit = most.base[1]
    if limit < dose.base[1]:
        yield place, "dose-maximum", "is less than one dose; correct one of them"
    elif row.count and not _near(limit, dose.base[1] * row.count):
        yield place, "dose-maximum", "is not that number of doses; correct one of them"
    elif row.frequency:
        least = dose.base[0] * math.floor(row.frequency.low)
        highest = dose.base[1] * max(math.ceil(row.frequency.high), 1)
        if not row.as_needed and limit < least:
            message = f"is less than what the row gives in a day: {_often(row)}"
            yield place, "dose-maximum", message
        elif is_reachable and limit > highest:
            message = f"is more than the row can give in a day: {_often(row)}"
            yield place, "dose-maximum", message


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("0.001") * max(abs(one), abs(other))


# --- units -------------------------------------------------------------------------------------

_NUMBER: Final = r"\d+(?:[.,]\d+)*"
_ALONE: Final = re.compile(
    rf"(?<![\w.,/]){_NUMBER}(?:\s*(?:–|-|to|or)\s*{_NUMBER})?\s*(?=$|[;)]|\(\d|[,.](?!\d))"
)
_WORD_ALONE: Final = re.compile(
    r"(?i)(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)(?: (?:to|or) \w+)?\.?"
)
_TIME: Final = re.compile(r"(?i)(?:hour|minute|day|week|month|year|time|once|twice|morning|night)")
_NUMBERS: Final = re.compile(r"\d")


def _units(table: DoseTable, locale: Locale) -> Iterator[Contradiction]:
    """Cells whose numbers say nothing, or something else than their column."""
    for index, row in enumerate(table.rows):
        for field in ("who", "weight", "dose", "how_often", "maximum"):
            text = to_plain(getattr(row, field) or "")
            if table.by == "reason" and field == "who":
                continue
            if not _NUMBERS.search(text) and not _WORD_ALONE.fullmatch(text):
                continue
            if message := _cell_fault(text, field, table.by, locale):
                yield ("rows", index, field), "dose-unit", message


def _cell_fault(text: str, field: str, by: str, locale: Locale) -> str | None:
    if found := _ALONE.search(text) or _WORD_ALONE.fullmatch(text):
        return f"{found[0].strip()!r} has no unit; say of what"
    return _of_another_column(text, field, by) if locale.language == "en" else None


def _of_another_column(text: str, field: str, by: str) -> str | None:
    measure: Measure = "weight" if field == "weight" or by == "weight" else "age"
    if field in ("who", "weight") and not any(True for _ in spans_in(text, measure)):
        return f"names no {measure}, and the column is of {measure}s"
    if field == "how_often" and not (_TIME.search(text) or any(frequencies_in(text))):
        return "does not say how often"
    if field == "dose" and re.match(r"(?i)every \d|\d+ (?:times|hours?|days?)(?!\w)", text):
        return "says how often, not how much"
    return None
