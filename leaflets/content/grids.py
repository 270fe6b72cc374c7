"""The grids of imported sheets: which cells are the headings of which, and a grid as a list.

Cells are placed as HTML places them (HTML, 4.9.12, "forming a table"). A cell that stands under
no heading takes that of the column before it: a screen reader has something to say (PDF/UA-1,
7.5), and a table that lists its cells has a label for each.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from leaflets.sheet.blocks import GridBlock, GridCell, GridRow, Model
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import translatable_fields

_PADDING: Final = 2
"""What a column's padding and border take, in characters."""

_MOST_ROWS: Final = 6
_MOST_TOGETHER: Final = 800
"""A table of more rows or characters than these may go over pages."""

# Chinese and Japanese: a line may break between any two characters (UAX #14).
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

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
    groups = _groups(body)
    for found in body:
        if found.cell.heads and found.place not in groups.values():
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
        group = groups.get(found.row)
        if group == found.place:
            told[found.place] = ()
        else:
            told[found.place] = tuple(dict.fromkeys((*over, *([group] if group else ()), *beside)))
    return told


def _groups(body: Sequence[_Placed]) -> dict[int, Place]:
    """For each row of a body, the heading over all columns that it stands under, if one does."""
    width = max((_columns(found).stop for found in body), default=0)
    over = {
        found.row: found.place
        for found in body
        if found.cell.heads and found.cell.columns == width > 1
    }
    groups: dict[int, Place] = {}
    for row in range(max((found.row for found in body), default=-1) + 1):
        if row in over or row - 1 in groups:
            groups[row] = over.get(row) or groups[row - 1]
    return groups


def is_wide(block: GridBlock, room: int) -> bool:
    """Whether the longest words of its columns need more than ``room`` characters."""
    longest: dict[int, int] = {}
    for part, rows in (("head", block.head), ("grid", block.grid)):
        for found in _placed(part, rows):
            word = _longest_word(found.cell) / found.cell.columns
            for column in _columns(found):
                longest[column] = max(longest.get(column, 0), math.ceil(word))
    return sum(longest.values()) + _PADDING * len(longest) > room


def _longest_word(cell: GridCell) -> int:
    """How many characters the longest word in a cell has; between wide ones a line may break."""
    texts = (message for message in _texts(cell))
    words = (word for text in texts for word in re.split(r"[\s/-]+", to_plain(text)))
    return max((4 if _WIDE.search(word) else len(word) for word in words), default=0)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, Model):
        for name, inner in value:
            if isinstance(inner, str) and name in translatable_fields(type(value)):
                yield inner
            else:
                yield from _texts(inner)


def name_cells(view: SimpleNamespace, block: GridBlock, context: str) -> None:
    """Give the cells of a grid's view their names, and those of the cells that head them.

    ``is_long`` is whether it may go over pages.
    """
    over = headings(block)
    view.is_long = len(block.grid) > _MOST_ROWS or sum(map(len, _texts(block))) > _MOST_TOGETHER
    for part, rows in (("head", block.head), ("grid", block.grid)):
        for row, row_view in zip(rows, getattr(view, part), strict=True):
            for cell, cell_view in zip(row.cells, row_view.cells, strict=True):
                place = part, row.id, cell.id
                cell_view.place = _name(context, place)
                cell_view.headers = [_name(context, head) for head in over.get(place, ())]


def grid_as_list(
    block: GridBlock,
    context: str,
    say: Callable[[str, str | None], Any],
    view: Callable[[Model, str], SimpleNamespace],
) -> SimpleNamespace:
    """A grid as a list of rows, each cell behind the headings of its columns.

    What heads all columns, or none, or is more than a text, is said once, before the list. Each
    text is said with ``say``, what holds more is made with ``view``.
    """
    caption = say(f"{context}.caption", block.caption)
    over = headings(block)
    heads = {found.place: found.cell for found in _placed("head", block.head)}
    width = max((_columns(found).stop for found in _placed("head", block.head)), default=0)
    printed = [
        ("grid", row.id, cell.id) for row in block.grid for cell in row.cells if _holds(cell)
    ]
    used = {place for name in printed for place in over[name]}
    labels = {
        place
        for place, cell in heads.items()
        if place in used and cell.text and not cell.blocks and cell.columns < width
    }
    before = [
        view(cell, _name(context, place))
        for place, cell in heads.items()
        if place not in labels and _holds(cell)
    ]
    rows = [
        SimpleNamespace(
            is_long=sum(map(len, _texts(row))) > _MOST_TOGETHER // 2,
            cells=[
                SimpleNamespace(
                    labels=[
                        say(f"{_name(context, place)}.text", heads[place].text)
                        for place in over["grid", row.id, cell.id]
                        if place in labels
                    ],
                    cell=view(cell, _name(context, ("grid", row.id, cell.id))),
                )
                for cell in row.cells
                if _holds(cell)
            ],
        )
        for row in block.grid
    ]
    notes = [view(note, f"{context}.notes.{note.id}") for note in block.notes]
    rows = [row for row in rows if row.cells]
    return SimpleNamespace(kind="GridRows", caption=caption, before=before, rows=rows, notes=notes)


def _holds(cell: GridCell) -> bool:
    return bool(cell.text or cell.blocks)


def _name(context: str, place: Place) -> str:
    part, row, cell = place
    return f"{context}.{part}.{row}.cells.{cell}"


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
