"""Whether what a sheet says about its dose tables agrees with them: their notes, steps, warnings.

Read in English only: in other languages nobody here can tell "under" from "over".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from babel import Locale

from leaflets.language.amounts import amounts_in, strengths_in, told
from leaflets.sheet.dose_tables import (
    AgeOrWeight,
    Contradiction,
    Measure,
    ParsedRow,
    ParsedTable,
    comparable_pair,
    is_dose,
    spans_in,
    told_limit,
)
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import messages
from leaflets.sheet.model import DoseTable, Sheet
from leaflets.sheet.source import FieldPath

_ENGLISH: Final = Locale("en")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_NO_DOSE: Final = re.compile(
    r"(?<!\w)(?:ask|call|see|talk|doctor|pharmacist|do not|don[’']t|never|not|only if)(?!\w)",
    re.IGNORECASE,
)
"""What says that there is no dose: then the age before it is where the table begins or ends."""


def note_faults(table: DoseTable, read: ParsedTable, at: FieldPath) -> Iterator[Contradiction]:
    """Where the note of a table (at ``at`` in the sheet) speaks of other rows than it has."""
    note = to_plain(table.note or "")
    if not note or table.by == "reason":
        return
    measures: tuple[Measure, ...] = ("weight",) if table.by == "weight" else ("age", "weight")
    for measure in measures:
        spans = [row.span_of(measure) for row in read.rows]
        known = [span for span in spans if span]
        if known and len(known) == len(spans):
            for message in _limits(note, measure, known):
                yield (*at, "note"), "dose-note", message
    for message in _said(note, [read], exactly=True):
        yield (*at, "note"), "dose-note", message


_YEARLESS: Final = re.compile(
    r"(?<!\w)(?:children|child|anyone|people|adults|those|babies)(?: aged| who are)?"
    r" (?:under|over|below|above|younger than|older than) \d+"
    r"(?![\d.,]*\d|[ \u00a0-]?(?:month|year|week|day|hour|kg|lb|g\b|m[gL]))",
    re.IGNORECASE,
)
"""An age without its unit ("not for children under 12"): years."""

_LASTS: Final = re.compile(
    r"(?<!\w)(?:for|after|within|in|every|since|last)\s+"
    r"(?:more than |less than |at least |up to )?$",
    re.IGNORECASE,
)
"""What stands before a time that is no age: "for more than 3 days"."""


def _limits(note: str, measure: Measure, rows: Sequence[AgeOrWeight]) -> Iterator[str]:
    for sentence in _SENTENCES.split(_YEARLESS.sub(r"\g<0> years", note)):
        if not _NO_DOSE.search(sentence) or sentence.startswith("If "):
            continue
        for span in spans_in(sentence, measure):
            other_unit = measure == "weight" and span.unit != rows[0].unit
            if other_unit or _LASTS.search(sentence[: span.at]):
                continue
            written = sentence[span.at : span.until]
            if span.end is not None and span.start == 0 and _begins_elsewhere(span.end, rows[0]):
                yield f"says under {written}; the first row begins at {told_limit(rows[0])}"
            if span.end is None and _ends_elsewhere(span, rows[-1]):
                end = told_limit(rows[-1], of_end=True)
                yield f"says {written} or more; the last row ends before {end}"


def _begins_elsewhere(limit: Decimal, first: AgeOrWeight) -> bool:
    return first.start > 0 and abs(limit - first.start) > first.slack


def _ends_elsewhere(above: AgeOrWeight, last: AgeOrWeight) -> bool:
    if last.end is None:
        return False
    starts = (above.start, above.loose_start)
    ends = (last.end, last.loose_end or last.end)
    near = last.slack + (last.step if last.measure == "weight" else 0)
    return not any(abs(start - end) <= near for start in starts for end in ends)


_MOST: Final = re.compile(
    r"(?<!\w)(?:at most|more than|maximum of|maximum is|up to|most is)\s+"
    r"(\d+)(?!\d|\.\d|\s?[–-])"
    r"(?:\s+doses?(?!\w)|\s+times (?:in 24 hours|a day)|(?=[.,;]|$))",
    re.IGNORECASE,
)
_WAIT: Final = re.compile(
    r"(?:wait|leave|at least|less than)(?: at least)? (\d+(?:\.\d+)?) hours"
    r" (?:between|apart|have passed since|since)"
    r"|(?:more often|sooner|more frequently) than (?:every )?(\d+(?:\.\d+)?) hours",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(r"(?<!\w)(?:doses?|give|take|use|times)(?!\w)", re.IGNORECASE)
_IN_A_DAY: Final = re.compile(
    r"\s*(?:in|within|a|per|each|every)\s+(?:24 hours|day)", re.IGNORECASE
)
_AT_MOST: Final = re.compile(
    r"(?:at most|more than|maximum of|maximum is|up to)\s+$", re.IGNORECASE
)


def _said(text: str, tables: Sequence[ParsedTable], exactly: bool = False) -> Iterator[str]:
    """What a text says of the most doses and of the least hours, against the tables' rows.

    ``exactly``: it speaks of these tables and no others.
    """
    rows = [row for table in tables for row in table.rows]
    counts = {row.count for row in rows if row.count}
    hours = [row.frequency.hours for row in rows if row.frequency and row.frequency.hours]
    for found in _MOST.finditer(text) if counts and _GIVEN.search(text) else ():
        if Decimal(found[1]) not in counts or (exactly and len(counts) > 1):
            row = " or ".join(told(count) for count in sorted(counts))
            yield f"says at most {found[1]} doses in 24 hours; the table says {row}"
    for found in _WAIT.finditer(text):
        wait = found[1] or found[2]
        if hours and Decimal(wait) > min(hours):
            yield f"says at least {wait} hours between doses; a row says {told(min(hours))}"
    yield from _most_of(text, rows)


def _most_of(text: str, rows: Sequence[ParsedRow]) -> Iterator[str]:
    """Such as never more than 8 tablets in 24 hours, against the rows' maximum."""
    for amount in amounts_in(text, _ENGLISH) if any(row.maximum for row in rows) else ():
        before, after = text[: amount.start], text[amount.end :]
        if not (is_dose(amount) and _AT_MOST.search(before) and _IN_A_DAY.match(after)):
            continue
        pairs = [comparable_pair([amount], row.maximum) for row in rows]
        limits = {pair[1].base[1] for pair in pairs if pair}
        if limits and amount.base[1] not in limits:
            yield f"says at most {text[amount.start : amount.end]} in 24 hours; no row says so"


def text_faults(sheet: Sheet, tables: Sequence[ParsedTable]) -> Iterator[Contradiction]:
    """Where other texts of the sheet say other doses, intervals or ages than its tables."""
    for message in messages(sheet) if tables else ():
        if message.context.startswith("how_to_take.doses."):
            continue
        for sentence in _SENTENCES.split(to_plain(message.text)):
            named = {strength.per_ml for strength in strengths_in(sentence, _ENGLISH)}
            meant = [t for t in tables if not named or named & t.per_ml]
            for fault in _said(sentence, meant, exactly=bool(named)):
                yield message.path, "dose-note", fault
            if fault := _too_young(sentence, meant):
                yield message.path, "dose-note", fault


_TOO_YOUNG: Final = re.compile(
    r"(?:(?:your|the) child|a child|a baby|you) (?:is|are) (?:under|younger than|below)"
    r" [\w. ]+?(?:, (?:unless|and your bottle)[^.]*)?\.?"
)


def _too_young(sentence: str, tables: Sequence[ParsedTable]) -> str:
    """What is wrong with "Your child is under 6 months" beside a row that begins at 3."""
    if not _TOO_YOUNG.fullmatch(sentence.strip().lower()):
        return ""
    rows = [row.span for t in tables for row in t.rows if row.span and t.by == "age"]
    span = next(spans_in(sentence, "age"), None)
    if not rows or not span or span.end is None:
        return ""
    first = min(rows, key=lambda row: row.start)
    written = sentence[span.at : span.until]
    begins = f"says under {written}; a table begins at {told_limit(first)}"
    return begins if span.end > first.start else ""
