"""Which rows of a label's table are its head, and which tables are none.

A table read aloud needs headings (PDF/UA-1, 7.5), and many labels mark none. What is chosen here
is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from leaflets.epi.label_document import (
    LabelBlock,
    LabelCell,
    LabelList,
    LabelParagraph,
    LabelRow,
    LabelTable,
)

_ADDRESS: Final = re.compile(r"\+?\(?\d[\d\s().-]{6,}\d|\S@\S")

_MOST_LINES: Final = 6
_LONGEST: Final = 240
"""A heading has no more lines and characters than these."""


@dataclass(frozen=True)
class Shape:
    """How a table is to be read: its head rows, or that its first column heads the rows.

    ``layout``: it only places things; its cells are said one after another. ``why`` is told
    where the label did not say it.
    """

    head: int = 0
    first_column: bool = False
    layout: bool = False
    why: str = ""


def shape_of(table: LabelTable) -> Shape:
    """How a table is to be read."""
    rows = [row for row in table.rows if row]
    if not any(_is_filled(cell) for row in rows for cell in row):
        return Shape(layout=True)
    if any(isinstance(block, LabelTable) for row in rows for cell in row for block in cell.blocks):
        return Shape(layout=True, why="it holds other tables: its cells are said in order")
    if _width(rows) < 2 or len(rows) < 2:
        return Shape(layout=True, why="one row or column: its cells are said in order")
    if head := _closed(rows, _marked_head(table, rows)):
        return _with_short_heads(rows, _under_title(rows, Shape(head)))
    if all(row[0].header for row in rows):
        return _with_short_heads(rows, Shape(first_column=True))
    return _with_short_heads(rows, _under_title(rows, _unmarked(rows)))


def _with_short_heads(rows: list[LabelRow], shape: Shape) -> Shape:
    """The shape, unless what would be a heading is a text: then the table only places things.

    A head is repeated on each page, and a heading is said with each of its cells.
    """
    heads = [cell for row in rows[: shape.head] for cell in row]
    heads += [row[0] for row in rows] if shape.first_column else []
    if all(map(is_short, heads)):
        return shape
    return Shape(layout=True, why="what would be a heading is a text: its cells are said in order")


def is_short(cell: LabelCell) -> bool:
    """Whether a cell holds nothing but lines of text, and few of them."""
    lines = [block.text for block in cell.blocks if isinstance(block, LabelParagraph)]
    letters = sum(len(run.text) for line in lines for run in line)
    return len(lines) == len(cell.blocks) and len(lines) <= _MOST_LINES and letters <= _LONGEST


def _under_title(rows: list[LabelRow], shape: Shape) -> Shape:
    """A title over all columns heads none of them: the row under it is of the head, too."""
    head = shape.head
    if not head or any(len(row) > 1 for row in rows[:head]) or len(rows[head]) < 2:
        return shape
    if (more := _closed(rows, head + 1)) and _heads(rows[head]):
        return Shape(more, why="its first row is a title; the row below is taken for its head")
    return shape


def _unmarked(rows: list[LabelRow]) -> Shape:
    """How a table without marked headings is told, and why."""
    if _is_bold_row(rows[0]) and not _is_bold_row(rows[1]) and (head := _closed(rows, 1)):
        return Shape(head, why="its first row is bold, and taken for its head")
    if all(_is_filled(row[0]) for row in rows) and (_is_bold_column(rows) or not _heads(rows[0])):
        return Shape(first_column=True, why="its first column is taken for the rows' headings")
    if any(map(_holds_address, rows[0])):
        return Shape(layout=True, why="its first row holds addresses: its cells are said in order")
    if head := _closed(rows, 1):
        return Shape(head, why="no headings are marked: its first row is taken for its head")
    return Shape(layout=True, why="no row or column can be its head: its cells are said in order")


def unframed(blocks: Iterable[LabelBlock], tell: Callable[[str], None]) -> Iterator[LabelBlock]:
    """The blocks; of tables that only place things, what stands in them. ``tell`` gets why."""
    for block in blocks:
        shape = shape_of(block) if isinstance(block, LabelTable) else Shape()
        if not isinstance(block, LabelTable) or not shape.layout:
            yield block
            continue
        if shape.why:
            tell(shape.why)
        if block.caption:
            yield LabelParagraph(block.caption)
        yield from unframed((*said_in_order(block), *block.notes), tell)


def said_in_order(table: LabelTable) -> tuple[LabelBlock, ...]:
    """What stands in the cells of a table, one after another."""
    return tuple(block for row in table.rows for cell in row for block in cell.blocks)


def holds_anything(block: LabelBlock) -> bool:
    """Whether a block says or shows anything."""
    match block:
        case LabelParagraph():
            return any(run.text.strip() and not run.struck for run in block.text)
        case LabelList():
            return any(holds_anything(inner) for item in block.items for inner in item.blocks)
        case LabelTable():
            said = [inner for row in block.rows for cell in row for inner in cell.blocks]
            return any(map(holds_anything, (LabelParagraph(block.caption), *said, *block.notes)))
        case _:
            return True


def _holds_address(cell: LabelCell) -> bool:
    """Whether a cell holds a telephone number or an address of mail: it heads no column."""
    said = ("".join(r.text for r in b.text) for b in cell.blocks if isinstance(b, LabelParagraph))
    return any(map(_ADDRESS.search, said))


def _is_filled(cell: LabelCell) -> bool:
    return any(map(holds_anything, cell.blocks))


def _width(rows: list[LabelRow]) -> int:
    return max((sum(cell.columns for cell in row) for row in rows), default=0)


def _marked_head(table: LabelTable, rows: list[LabelRow]) -> int:
    """The head rows that the label marks, or those that hold header cells only."""
    if table.head_rows and any(map(_is_filled, sum(rows[: table.head_rows], ()))):
        return table.head_rows
    count = 0
    while count < len(rows) and all(cell.header for cell in rows[count]):
        count += 1
    return count if count < len(rows) and any(map(_is_filled, sum(rows[:count], ()))) else 0


def _closed(rows: list[LabelRow], head: int) -> int:
    """The head with the rows that its cells span; 0 where no body would be left."""
    end, row = head, 0
    while row < min(end, len(rows)):
        end = max(end, *(row + cell.rows for cell in rows[row]))
        row += 1
    return end if 0 < end < len(rows) else 0


def _heads(row: LabelRow) -> bool:
    """Whether each cell of a row says something: a head has a heading for each column."""
    return all(map(_is_filled, row))


def _is_bold_row(row: LabelRow) -> bool:
    filled = [cell for cell in row if _is_filled(cell)]
    return bool(filled) and all(map(_is_bold, filled))


def _is_bold_column(rows: list[LabelRow]) -> bool:
    return all(_is_bold(row[0]) for row in rows) and not any(map(_is_bold_row, rows))


def _is_bold(cell: LabelCell) -> bool:
    return all(
        isinstance(block, LabelParagraph) and all(r.bold for r in block.text if r.text.strip())
        for block in cell.blocks
    )
