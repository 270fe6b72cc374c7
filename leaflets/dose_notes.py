"""Whether what a sheet says about its dose tables agrees with them: notes, steps, strengths.

Read in English; other languages' notes are compared by the numbers of their tables only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from babel import Locale

from leaflets.amounts import amounts_in, strengths_in, told
from leaflets.dose_tables import Measure, Row, Span, Table, comparable, is_dose, spans_in
from leaflets.equivalents import fits_strength
from leaflets.markup import to_plain
from leaflets.messages import messages
from leaflets.sheet import DoseTable, Sheet
from leaflets.source import FieldPath

Found = tuple[FieldPath, str, str]
"""A problem: its place in the sheet, the end of its code, its message."""

_ENGLISH: Final = Locale("en")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_NO_DOSE: Final = re.compile(
    r"(?<!\w)(?:ask|call|see|talk|doctor|pharmacist|do not|don[’']t|never|not|only if)(?!\w)", re.IGNORECASE
)  # fmt: skip


def note_faults(table: DoseTable, read: Table, at: FieldPath, locale: Locale) -> Iterator[Found]:
    """Where the note of a table (at ``at`` in the sheet) speaks of other rows than it has."""
    if not table.note or locale.language != "en" or table.by == "reason":
        return
    measures: tuple[Measure, ...] = ("weight",) if table.by == "weight" else ("age", "weight")
    for measure in measures:
        spans = [_span(row, table.by, measure) for row in read.rows]
        known = [span for span in spans if span]
        if known and len(known) == len(spans):
            for message in _limits(to_plain(table.note), measure, known):
                yield (*at, "note"), "dose-note", message
    for message in _said(to_plain(table.note), [read], exactly=True):
        yield (*at, "note"), "dose-note", message


def _span(row: Row, by: str, measure: Measure) -> Span | None:
    return row.weight if by == "age" and measure == "weight" else row.span


_LASTS: Final = re.compile(
    r"(?<!\w)(?:for|after|within|in|every|since|last)\s+(?:more than |less than |at least |up to )?$",
    re.IGNORECASE,
)
"""What stands before a time that is no age: "for more than 3 days"."""


def _limits(note: str, measure: Measure, rows: Sequence[Span]) -> Iterator[str]:
    first, last = rows[0], rows[-1]
    unit = first.unit if measure == "weight" else None
    slack = Decimal("0.25") if measure == "age" else Decimal(0)
    for sentence in _SENTENCES.split(note):
        if not _NO_DOSE.search(sentence):
            continue
        for span in spans_in(sentence, measure):
            if (unit and span.unit != unit) or _LASTS.search(sentence[: span.at]):
                continue
            below = span.start == 0 and span.end is not None and first.start > 0
            if below and span.end is not None and abs(span.end - first.start) > slack:
                told_of = sentence[span.at : span.until]
                yield f"says under {told_of}; the table's first row begins at {_told(first.start, measure, unit)}"
            if span.end is None and last.end is not None:
                starts = (span.start, span.loose_start)
                ends = (last.end, last.loose_end or last.end)
                near = slack + (first.step if measure == "weight" else 0)
                if not any(abs(start - end) <= near for start in starts for end in ends):
                    told_of = sentence[span.at : span.until]
                    yield f"says {told_of} or more; the table's last row ends at {_told(last.end, measure, unit)}"


def _told(value: Decimal, measure: Measure, unit: str | None) -> str:
    if measure == "weight":
        return f"{told(value)} {unit}"
    years = value / 12
    return f"{told(years)} years" if years == int(years) else f"{told(value)} months"


_MOST: Final = re.compile(
    r"(?<!\w)(?:at most|more than|maximum of|maximum is|up to|most is)\s+(\d+)(?!\d|\.\d|\s?[–-])"
    r"(?:\s+doses?(?!\w)(?:\s+(?:in|a|per|every|each)\s+(?:24 hours|day))?|\s+times (?:in 24 hours|a day)|(?=[.,;]|$))",
    re.IGNORECASE,
)
_WAIT: Final = re.compile(
    r"(?:wait|leave|at least|less than)(?: at least)? (\d+(?:\.\d+)?) hours (?:between|apart|have passed since|since)",
    re.IGNORECASE,
)  # fmt: skip


_GIVEN: Final = re.compile(r"(?<!\w)(?:doses?|give|take|use|times)(?!\w)", re.IGNORECASE)
_IN_A_DAY: Final = re.compile(
    r"\s*(?:in|within|a|per|each|every)\s+(?:24 hours|day)", re.IGNORECASE
)
_AT_MOST: Final = re.compile(
    r"(?:at most|more than|maximum of|maximum is|up to)\s+$", re.IGNORECASE
)


def _most_of(text: str, rows: Sequence[Row]) -> Iterator[str]:
    """ "Never take more than 8 tablets in 24 hours", against the rows' maximum."""
    for amount in amounts_in(text, _ENGLISH) if any(row.maximum for row in rows) else ():
        before, after = text[: amount.start], text[amount.end :]
        if not (is_dose(amount) and _AT_MOST.search(before) and _IN_A_DAY.match(after)):
            continue
        pairs = [comparable([amount], row.maximum) for row in rows]
        limits = {pair[1].base[1] for pair in pairs if pair}
        if limits and amount.base[1] not in limits:
            yield f"says at most {text[amount.start : amount.end]} in 24 hours; no row says so"


def _said(text: str, tables: Sequence[Table], exactly: bool = False) -> Iterator[str]:
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
    yield from _most_of(text, rows)
    for found in _WAIT.finditer(text):
        if hours and Decimal(found[1]) > min(hours):
            yield f"says at least {found[1]} hours between doses; a row says {told(min(hours))}"


def sheet_faults(sheet: Sheet, tables: Sequence[Table], locale: Locale) -> Iterator[Found]:
    """Where other texts of the sheet disagree with its tables, or the tables with its strengths."""
    yield from _strengths(sheet, tables, locale)
    if locale.language != "en" or not tables:
        return
    for message in messages(sheet):
        if message.context.startswith("how_to_take.doses."):
            continue
        text = to_plain(message.text)
        for sentence in _SENTENCES.split(text):
            meant = _meant(sentence, tables, locale)
            named = any(strengths_in(sentence, locale))
            for fault in _said(sentence, meant, exactly=named):
                yield message.path, "dose-note", fault
            if fault := _excluded(sentence, meant):
                yield message.path, "dose-note", fault


def _meant(sentence: str, tables: Sequence[Table], locale: Locale) -> list[Table]:
    """The tables that a sentence speaks of: those of the strengths it names, or all."""
    named = {strength.per_ml for strength in strengths_in(sentence, locale)}
    if not named:
        return list(tables)
    return [t for t in tables if named & {strength.per_ml for strength in t.strengths}]


_TOO_YOUNG: Final = re.compile(
    r"(?:(?:your|the) child|a child|a baby|you) (?:is|are) (?:under|younger than|below)"
    r" [\w. ]+?(?:, (?:unless|and your bottle)[^.]*)?\.?"
)


def _excluded(sentence: str, tables: Sequence[Table]) -> str | None:
    """ "Your child is under 6 months" beside a row that begins at 3."""
    if not tables or not _TOO_YOUNG.fullmatch(sentence.strip().lower()):
        return None
    starts = [row.span.start for t in tables for row in t.rows if row.span and t.by == "age"]
    span = next(iter(spans_in(sentence, "age")), None)
    if span and span.end is not None and starts and span.end > min(starts):
        return f"says under {sentence[span.at : span.until]}; a table begins at {_told(min(starts), 'age', None)}"
    return None


def _strengths(sheet: Sheet, tables: Sequence[Table], locale: Locale) -> Iterator[Found]:
    known: set[Decimal] = set()
    for form in sheet.forms:
        known |= {s.per_ml for s in strengths_in(to_plain(form.strengths or ""), locale)}
    seen: dict[tuple[str, Decimal], int] = {}
    for index, table in enumerate(tables):
        at: FieldPath = ("how_to_take", "doses", index, "title")
        for strength in table.strengths:
            if known and strength.per_ml not in known:
                yield (
                    at,
                    "dose-table",
                    "names a strength that `forms` does not have; correct one of them",
                )
            earlier = seen.setdefault((table.by, strength.per_ml), index)
            if earlier != index and _share_rows(tables[earlier], table, sheet, earlier, index):
                yield at, "dose-table", "has the strength of another table; the reader needs one"


def _share_rows(one: Table, other: Table, sheet: Sheet, first: int, second: int) -> bool:
    """Whether somebody stands in both tables."""
    if one.by == "reason":
        doses = sheet.how_to_take.doses
        who = [{row.who.casefold() for row in doses[n].rows} for n in (first, second)]
        return bool(who[0] & who[1])
    spans = [[row.span for row in table.rows if row.span] for table in (one, other)]
    return any(
        a.unit == b.unit or a.measure == "age"
        for a in spans[0]
        for b in spans[1]
        if (b.end is None or a.start < b.end) and (a.end is None or b.start < a.end)
    )


_TABLET: Final = re.compile(r"(?i)(?<!\w)(?:tablets?|capsules?|caplets?|sachets?|suppositor\w+)")


def ratio_faults(table: DoseTable, read: Table, at: FieldPath, locale: Locale) -> Iterator[Found]:
    """Equivalents of a table whose rows use several strengths, or another than its title says."""
    pieces = _piece(to_plain(table.title), locale)
    ratio: tuple[str, Decimal] | None = None
    for row in read.rows:
        place = (*at, "rows", row.index, "dose")
        for one, other in zip(row.doses, row.doses[1:], strict=False):
            kinds = {one.unit.measure, other.unit.measure}
            if kinds == {"mass", "volume"} and not read.strengths and one.low and other.low:
                volume, mass = (one, other) if one.unit.measure == "volume" else (other, one)
                per_ml = mass.base[1] / volume.base[1]
                if ratio is None:
                    ratio = (row.id, per_ml)
                elif not fits_strength(one, other, ratio[1]):
                    yield place, "equivalent", "is of another strength than the first row"
            counted = one if _TABLET.match(one.unit.name) else other
            mass = other if counted is one else one
            if pieces and _TABLET.match(counted.unit.name) and mass.unit.measure == "mass":
                should = counted.base[1] * pieces
                if abs(should - mass.base[1]) > Decimal("0.01") * should:
                    message = f"does not fit the strength of the title; it is {told(should)} mg"
                    yield place, "equivalent", message


def _piece(title: str, locale: Locale) -> Decimal | None:
    """The strength of a tablet that a title names ("500 mg tablets"), in mg."""
    masses = [a for a in amounts_in(title, locale) if a.unit.measure == "mass" and not a.is_rate]
    if len(masses) != 1 or not _TABLET.search(title) or any(strengths_in(title, locale)):
        return None
    return masses[0].base[1]
