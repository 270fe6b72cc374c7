"""Whether the strengths that dose tables name are the sheet's, and their amounts are of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from babel import Locale

from leaflets.language.amounts import WrittenAmount, amounts_in, strengths_in, told
from leaflets.sheet.dose_tables import Contradiction, ParsedTable
from leaflets.sheet.equivalents import fits_strength
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import DoseTable, Sheet
from leaflets.sheet.source import FieldPath


def strength_faults(
    sheet: Sheet, tables: Sequence[ParsedTable], locale: Locale
) -> Iterator[Contradiction]:
    """Titles with a strength that the sheet's forms have not, or that another table has."""
    known: set[Decimal] = set()
    for form in sheet.forms:
        known |= {s.per_ml for s in strengths_in(to_plain(form.strengths or ""), locale)}
    seen: dict[tuple[str, Decimal], int] = {}
    for index, table in enumerate(tables):
        at: FieldPath = ("how_to_take", "doses", index, "title")
        for per_ml in table.per_ml:
            if known and per_ml not in known:
                message = "names a strength that `forms` does not have; correct one of them"
                yield at, "dose-table", message
            earlier = seen.setdefault((table.by, per_ml), index)
            if earlier != index and _share_rows(sheet, tables, earlier, index):
                message = "has the strength of another table; a reader needs one table"
                yield at, "dose-table", message


def _share_rows(sheet: Sheet, tables: Sequence[ParsedTable], first: int, second: int) -> bool:
    """Whether somebody stands in both tables."""
    one, other = tables[first], tables[second]
    if one.by == "reason":
        doses = sheet.how_to_take.doses
        who = [{row.who.casefold() for row in doses[number].rows} for number in (first, second)]
        return bool(who[0] & who[1])
    return any(
        a.overlaps(b)
        for a in (row.span for row in one.rows if row.span)
        for b in (row.span for row in other.rows if row.span)
    )


def ratio_faults(
    table: DoseTable, read: ParsedTable, at: FieldPath, locale: Locale
) -> Iterator[Contradiction]:
    """Rows whose equivalents are of another strength than the title's, or than each other's."""
    titled = next(iter(read.per_ml)) if len(read.per_ml) == 1 else None
    piece = _piece(to_plain(table.title), locale)
    per_ml = titled
    for row in read.rows:
        place = (*at, "rows", row.index, "dose")
        named = {s.per_ml for s in strengths_in(to_plain(table.rows[row.index].dose), locale)}
        if read.per_ml and named - read.per_ml:
            yield place, "equivalent", "names another strength than the title"
        for one, other in pairwise(row.doses):
            kinds = {one.unit.measure, other.unit.measure}
            if kinds == {"mass", "volume"} and one.high and other.high:
                per_ml = per_ml or _per_ml(one, other)
                if not fits_strength(one, other, per_ml):
                    of = "of the title" if titled else "of the rows above"
                    yield place, "equivalent", f"does not fit the strength {of}"
            elif piece and (message := _of_pieces(one, other, piece)):
                yield place, "equivalent", message


def _per_ml(one: WrittenAmount, other: WrittenAmount) -> Decimal:
    volume, mass = (one, other) if one.unit.measure == "volume" else (other, one)
    return mass.base[1] / volume.base[1]


_PIECE: Final = re.compile(r"(?i)(?<!\w)(?:tablets?|capsules?|caplets?|sachets?|suppositor\w+)")


def _piece(title: str, locale: Locale) -> Decimal | None:
    """The strength of a tablet that a title names ("500 mg tablets"), in mg."""
    masses = [a for a in amounts_in(title, locale) if a.unit.measure == "mass" and not a.is_rate]
    if len(masses) != 1 or not _PIECE.search(title) or any(strengths_in(title, locale)):
        return None
    return masses[0].base[1]


def _of_pieces(one: WrittenAmount, other: WrittenAmount, piece: Decimal) -> str:
    counted, mass = (one, other) if _PIECE.match(one.unit.name) else (other, one)
    if not _PIECE.match(counted.unit.name) or mass.unit.measure != "mass":
        return ""
    should = counted.base[1] * piece
    if abs(should - mass.base[1]) <= Decimal("0.01") * should:
        return ""
    return f"does not fit the strength of the title: it is {told(should)} mg"
