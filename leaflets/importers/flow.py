"""What a reader of markup meets, in order, into blocks and sections.

The readers of SPL's and HTML's markup say what stands there (runs, breaks, edges of paragraphs,
headings, notes, whole blocks); here it becomes paragraphs, lists and sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final, TypeAlias

from leaflets.epi.label_document import (
    Inline,
    LabelBlock,
    LabelCell,
    LabelList,
    LabelListItem,
    LabelParagraph,
    LabelPicture,
    LabelSection,
    LabelTable,
    StyledRun,
)
from leaflets.importers.bullets import TypedLine, blocks_of_lines, bullet_of
from leaflets.importers.inline import plain, tidy
from leaflets.importers.layout_tables import list_of_cells, unlaid

MOST_SPANNED: Final = 100
"""No cell goes over more columns or rows: what says more is a mistake, or an attack."""


@dataclass(frozen=True)
class Break:
    """The end of a line."""


@dataclass(frozen=True)
class Edge:
    """The end or the beginning of a paragraph."""


@dataclass(frozen=True)
class TextHeading:
    """A heading within a text; 1 is the highest level."""

    level: int
    text: Inline


@dataclass(frozen=True)
class Note:
    """A footnote: it stands after what it is a note to."""

    blocks: tuple[LabelBlock, ...]


Item: TypeAlias = StyledRun | Break | Edge | TextHeading | Note | LabelBlock


@dataclass(frozen=True)
class Flow:
    """Blocks and headings in order, and the notes to them; ``typed``: it begins with a list that
    is typed, not marked up."""

    parts: tuple[LabelBlock | TextHeading, ...]
    notes: tuple[LabelBlock, ...] = ()
    typed: bool = False

    @property
    def blocks(self) -> tuple[LabelBlock, ...]:
        """The blocks; a heading is a bold paragraph."""
        return tuple(
            LabelParagraph(tuple(replace(run, bold=True) for run in part.text))
            if isinstance(part, TextHeading)
            else part
            for part in self.parts
        )


def flow_of(items: Iterable[Item]) -> Flow:
    """The flow of what was met, put together."""
    parts: list[LabelBlock | TextHeading] = []
    notes: list[LabelBlock] = []
    lines: list[TypedLine] = []
    runs: list[StyledRun] = []
    opens = True
    typed = False

    def end_line(new: bool) -> None:
        nonlocal opens
        if text := tidy(runs):
            lines.append(TypedLine(text, opens))
            opens = new
        opens = opens or new
        runs.clear()

    def end_lines() -> None:
        nonlocal typed
        end_line(True)
        is_first = not parts
        parts.extend(blocks_of_lines(lines))
        typed = typed or (is_first and bool(parts) and isinstance(parts[0], LabelList))
        lines.clear()

    for item in items:
        match item:
            case StyledRun():
                runs.append(item)
            case Break():
                end_line(False)
            case Edge():
                end_line(True)
            case Note():
                notes.extend(item.blocks)
            case _:
                end_lines()
                if not isinstance(item, TextHeading) or item.text:
                    parts.append(item)
    end_lines()
    return Flow(tuple(parts), tuple(notes), typed)


def table_items(table: LabelTable) -> Iterator[Item]:
    """A table, or the list or the words that it only lays out; nothing where it says nothing."""
    if found := list_of_cells(table):
        yield found
    elif blocks := unlaid(table):
        yield from blocks
    elif table.caption or table.notes or any(cell.blocks for row in table.rows for cell in row):
        yield table


def span(text: str | None) -> int:
    """How many columns or rows a cell goes over: 1 where the source doesn't say it as a number."""
    try:
        number = int(text or "1")
    except ValueError:
        return 1
    return min(max(number, 1), MOST_SPANNED)


def item_of(flow: Flow, mark: str | None = None) -> LabelListItem | None:
    """A list's item, without a bullet typed at its beginning; None where nothing is said."""
    blocks = flow.blocks
    if flow.typed and isinstance(first := blocks[0], LabelList) and len(first.items) == 1:
        blocks = (*first.items[0].blocks, *blocks[1:])
    return LabelListItem(blocks, mark) if blocks else None


def items_of(inner: Sequence[Item], flow: Flow, mark: str | None = None) -> list[LabelListItem]:
    """A list's item out of what stands in it (``flow`` of ``inner``); bullets that are typed within
    its line begin further items, unless it ends in a colon."""
    match flow.blocks:
        case (LabelParagraph(text) as first, LabelList(ordered=False, items=more)) if all(
            isinstance(item, StyledRun) for item in inner
        ) and not plain(text).rstrip().endswith(":"):
            return [LabelListItem((first,), mark), *more]
    made = item_of(flow, mark)
    return [made] if made else []


def put_loose(loose: list[Item], items: list[LabelListItem]) -> list[Item]:
    """The notes in what stands in a list and in no item, which is put into ``items``.

    A list belongs to the item above it, all else is an item of its own. ``loose`` is emptied.
    """
    flow = flow_of(loose)
    loose.clear()
    parts = list(flow.blocks)
    while items and parts and isinstance(parts[0], LabelList) and not flow.typed:
        items[-1] = replace(items[-1], blocks=(*items[-1].blocks, parts.pop(0)))
    if made := item_of(replace(flow, parts=tuple(parts))):
        items.append(made)
    return [Note(flow.notes)] if flow.notes else []


def put_loose_cell(loose: list[Item], cells: list[LabelCell], notes: list[LabelBlock]) -> None:
    """Put what stands in a table and in no cell into a cell of its own; ``loose`` is emptied."""
    flow = flow_of(loose)
    loose.clear()
    notes += flow.notes
    if flow.blocks:
        cells.append(LabelCell(flow.blocks))


def on_one_line(items: Iterable[Item]) -> Inline:
    """What was met as one line: a title, a caption."""
    return tidy(_runs(items))


def _runs(items: Iterable[Item]) -> Iterator[StyledRun]:
    for item in items:
        match item:
            case StyledRun():
                yield item
            case TextHeading(text=text) | LabelParagraph(text=text) | LabelPicture(caption=text):
                yield from (StyledRun(" "), *text, StyledRun(" "))
            case Note(blocks=blocks):
                yield from _runs(blocks)
            case LabelList():
                for found in item.items:
                    yield StyledRun(f" {found.mark or ''} ")
                    yield from _runs(found.blocks)
            case LabelTable():
                yield from (*item.caption, StyledRun(" "))
                for cell in (cell for row in item.rows for cell in row):
                    yield from _runs(cell.blocks)
                yield from _runs(item.notes)
            case _:
                yield StyledRun(" ")


def cell_of(flow: Flow, header: bool, columns: int, rows: int) -> LabelCell:
    """A table's cell."""
    return LabelCell(flow.blocks, header, columns, rows)


def sections_of(
    parts: Sequence[LabelBlock | TextHeading], place: str
) -> tuple[tuple[LabelBlock, ...], tuple[LabelSection, ...]]:
    """Blocks before the first heading, and a section for each heading, one in another by level.

    Headings that head nothing, before all others, are lines in bold: a label's own title page.
    """
    first: list[LabelBlock] = []
    stack: list[tuple[int, Inline, list[LabelBlock], list[LabelSection]]] = []
    found: list[LabelSection] = []

    def close(level: int) -> None:
        while stack and stack[-1][0] >= level:
            _, title, blocks, sections = stack.pop()
            made = LabelSection(title, tuple(blocks), tuple(sections), (), place)
            (stack[-1][3] if stack else found).append(made)

    for part, heads in zip(parts, _heading_something(parts), strict=True):
        if isinstance(part, TextHeading) and (heads or stack or found):
            close(part.level)
            stack.append((part.level, part.text, [], []))
        elif isinstance(part, TextHeading):
            first.append(LabelParagraph(tuple(replace(run, bold=True) for run in part.text)))
        else:
            (stack[-1][2] if stack else first).append(part)
    close(0)
    return tuple(first), tuple(found)


def _heading_something(parts: Sequence[LabelBlock | TextHeading]) -> list[bool]:
    """For each part, whether it is a heading with a block below it."""
    heads: list[bool] = []
    highest: float | None = None  # the highest level of the headings before the next block
    for part in reversed(parts):
        if not isinstance(part, TextHeading):
            heads.append(False)
            highest = inf
            continue
        heads.append(highest is not None and highest > part.level)
        highest = None if highest is None else min(highest, part.level)
    return heads[::-1]


def is_bullet(text: str) -> bool:
    """Whether a text is a bullet and nothing else."""
    found = bullet_of((StyledRun(text),))
    return bool(found and not found[1])


def mark_of(text: Inline) -> str | None:
    """A list item's own mark: None for bullets, which say nothing ("o" is a typewriter's)."""
    said = plain(text).strip()
    return None if not said or said == "o" or is_bullet(said) else said
