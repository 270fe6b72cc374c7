"""Which cells of a grid are the headings of which others, spans included.

Cells are placed as HTML places them (HTML, 4.9.12, "forming a table"). A cell that stands under
no heading takes that of the column before it: a screen reader has something to say (PDF/UA-1,
7.5), and a table that lists its cells has a label for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leaflets.blocks import GridBlock, GridCell, GridRow

Place = tuple[str, str, str]
"""A cell: ``head`` or ``grid``, the id of its row, its own id."""


@dataclass(frozen=True)
class _Placed:
    place: Place
    cell: GridCell
    row: int
    column: int


def headings(block: GridBlock) -> dict[Place, tuple[Place, ...]]:
    """The headings of each cell in the body of a grid: of its columns, then of its row."""
    columns: dict[int, list[Place]] = {}
    for found in _placed("head", block.head):
        for column in _columns(found):
            columns.setdefault(column, []).append(found.place)
    body = list(_placed("grid", block.grid))
    rows: dict[int, list[Place]] = {}
    for found in body:
        if found.cell.heads:
            for row in range(found.row, found.row + found.cell.rows):
                rows.setdefault(row, []).append(found.place)
    told: dict[Place, tuple[Place, ...]] = {}
    for found in body:
        over = [place for column in _columns(found) for place in columns.get(column, ())]
        if not over:
            before = [column for column in columns if column < found.column]
            over = columns[max(before)] if before else []
        beside = [
            place
            for row in range(found.row, found.row + found.cell.rows)
            for place in rows.get(row, ())
            if place != found.place
        ]
        told[found.place] = tuple(dict.fromkeys((*over, *beside)))
    return told


def _columns(found: _Placed) -> range:
    return range(found.column, found.column + found.cell.columns)


def _placed(part: str, rows: Sequence[GridRow]) -> Iterator[_Placed]:
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            yield _Placed((part, row.id, cell.id), cell, number, column)
            taken |= {
                (number + down, column + along)
                for down in range(min(cell.rows, len(rows) - number))
                for along in range(cell.columns)
            }
            column += cell.columns
