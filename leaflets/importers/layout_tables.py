"""Tables that only lay a text out: a whole guide in one, bullets in a column of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leaflets.epi.label_document import (
    LabelBlock,
    LabelCell,
    LabelList,
    LabelListItem,
    LabelParagraph,
    LabelRow,
    LabelTable,
)
from leaflets.importers.bullets import bullet_of

_MOSTLY: Final = 0.5


def list_of_cells(table: LabelTable) -> LabelList | None:
    """The list that a table only lays out in columns: every cell that says something is a list,
    typed or marked up; None for other tables."""
    if table.caption or table.head_rows:
        return None
    cells = [cell for row in table.rows for cell in row if cell.blocks]
    lists = [block for cell in cells for block in cell.blocks if isinstance(block, LabelList)]
    if len(lists) < 2 or any(len(cell.blocks) != 1 for cell in cells) or len(lists) != len(cells):
        return None
    if any(found.ordered for found in lists) or table.notes:
        return None
    return LabelList(False, tuple(item for found in lists for item in found.items))


def unlaid(table: LabelTable) -> tuple[LabelBlock, ...] | None:
    """What a table says whose rows are mostly one cell over all columns, or a bullet and a text:
    paragraphs and lists, and smaller tables of the rows that have columns.

    None for other tables.
    """
    rows = [row for row in table.rows if any(cell.blocks for cell in row)]
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    if table.caption or table.head_rows or width < 2 or len(rows) < 2:
        return None
    if any(cell.header or cell.rows > 1 for row in rows for cell in row):
        return None
    single = sum(len(_filled(row)) == 1 or _bulleted(row) is not None for row in rows)
    wide = sum(row[0].columns == width for row in rows)
    if single < len(rows) * _MOSTLY or not wide:
        return None
    return (*_said(rows, width), *table.notes)


def _said(rows: list[LabelRow], width: int) -> Iterator[LabelBlock]:
    items: list[LabelListItem] = []
    columns: list[LabelRow] = []
    for row in rows:
        item = _bulleted(row)
        if items and item is None:
            yield LabelList(False, tuple(items))
            items = []
        single = len(_filled(row)) == 1 and row[0].columns == width
        if columns and (item is not None or single):
            yield _table(columns)
            columns = []
        if item is not None:
            items.append(LabelListItem(item))
        elif single:
            yield from _filled(row)[0].blocks
        else:
            columns.append(row)
    if items:
        yield LabelList(False, tuple(items))
    if columns:
        yield _table(columns)


def _table(rows: list[LabelRow]) -> LabelBlock:
    """The rows as a table; one that only lays out a list in columns is that list."""
    table = LabelTable(tuple(rows))
    return list_of_cells(table) or table


def _filled(row: LabelRow) -> list[LabelCell]:
    return [cell for cell in row if cell.blocks]


def _bulleted(row: LabelRow) -> tuple[LabelBlock, ...] | None:
    """What a row of a bullet and a text says; None for other rows."""
    match _filled(row):
        case [LabelCell(blocks=(LabelParagraph(text),)), LabelCell(blocks=blocks)]:
            found = bullet_of(text)
            return blocks if found and not found[1] else None
    return None
