"""The rows and cells of tables, in SPL as in XHTML: what stands in no cell is a cell of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from leaflets.epi.label_document import LabelBlock, LabelCell, LabelRow, LabelTable
from leaflets.importers.flow import Edge, Item, put_loose_cell
from leaflets.importers.inline import Style
from leaflets.importers.untrusted import name_of


@dataclass(frozen=True)
class TableMarkup:
    """How a format writes tables: the names of its rows and cells (in small letters), how a cell
    is read (its footnotes are added to the list), how anything else is, and how a row's own
    style changes the style around it."""

    row_names: tuple[str, ...]
    cell_names: tuple[str, ...]
    cell: Callable[[Any, Style, list[LabelBlock]], LabelCell]
    child: Callable[[Any, Style], Iterable[Item]]
    styled: Callable[[Any, Style], Style]


def table_of(
    element: Any,
    parts: Iterable[Any],
    style: Style,
    markup: TableMarkup,
    is_aside: Callable[[Any], bool],
) -> LabelTable:
    """The table of an element, out of its parts, without a caption.

    ``is_aside`` takes a part that is no row, and says whether that is dealt with (a caption).
    """
    heads: list[LabelRow] = []
    rows: list[LabelRow] = []
    feet: list[LabelRow] = []
    notes: list[LabelBlock] = []
    loose: list[Item] = [style.run(element.text)] if element.text else []
    for part in parts:
        name = name_of(part).lower() if isinstance(part.tag, str) else ""
        if name in ("thead", "tfoot", "tbody"):
            found = list(_rows(part, markup.styled(part, style), markup, notes))
            rows += _loose_row(loose, notes) if name == "tbody" else []
            {"thead": heads, "tfoot": feet, "tbody": rows}[name].extend(found)
        elif name in markup.row_names:
            rows += _loose_row(loose, notes)
            rows.append(_row(part, style, markup, notes))
        elif name and not is_aside(part):
            loose += _apart(part, style, markup)
        if part.tail:
            loose.append(style.run(part.tail))
    rows += _loose_row(loose, notes)
    foot = [block for row in feet for cell in row for block in cell.blocks]
    return _with_head(LabelTable((*heads, *rows), (), len(heads), (*foot, *notes)))


def _with_head(table: LabelTable) -> LabelTable:
    """A table whose first rows are its head where all their cells are headers."""
    count = table.head_rows
    if not count:
        for row in table.rows:
            if not row or not all(cell.header for cell in row):
                break
            count += 1
    rows = tuple(row for row in table.rows if row)
    count = min(count - sum(not row for row in table.rows[:count]), max(0, len(rows)))
    return replace(table, rows=rows, head_rows=0 if count == len(rows) else count)


def _apart(element: Any, style: Style, markup: TableMarkup) -> list[Item]:
    return [Edge(), *markup.child(element, style), Edge()]


def _loose_row(loose: list[Item], notes: list[LabelBlock]) -> list[LabelRow]:
    cells: list[LabelCell] = []
    put_loose_cell(loose, cells, notes)
    return [tuple(cells)] if cells else []


def _rows(
    part: Any, style: Style, markup: TableMarkup, notes: list[LabelBlock]
) -> Iterator[LabelRow]:
    loose: list[Item] = [style.run(part.text)] if part.text else []
    for child in part:
        name = name_of(child).lower() if isinstance(child.tag, str) else ""
        if name in markup.row_names:
            yield from _loose_row(loose, notes)
            yield _row(child, style, markup, notes)
        elif name:
            loose += _apart(child, style, markup)
        if child.tail:
            loose.append(style.run(child.tail))
    yield from _loose_row(loose, notes)


def _row(element: Any, style: Style, markup: TableMarkup, notes: list[LabelBlock]) -> LabelRow:
    style = markup.styled(element, style)
    cells: list[LabelCell] = []
    loose: list[Item] = [style.run(element.text)] if element.text else []
    for child in element:
        name = name_of(child).lower() if isinstance(child.tag, str) else ""
        if name in markup.cell_names:
            put_loose_cell(loose, cells, notes)
            cells.append(markup.cell(child, style, notes))
        elif name:
            loose += _apart(child, style, markup)
        if child.tail:
            loose.append(style.run(child.tail))
    put_loose_cell(loose, cells, notes)
    return tuple(cells)
