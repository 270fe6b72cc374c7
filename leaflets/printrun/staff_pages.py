"""Pages for the people who print: blocks of text and tables, black on white, with ReportLab.

ReportLab places letter after letter: it shapes nothing, reorders nothing, and leaves out what
a font lacks. ``is_settable`` says which texts come out right all the same.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pikepdf
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from leaflets.edition import PAPER_SIZES

Paper: TypeAlias = Literal["a4", "letter"]

MARGIN: Final[float] = 15 * mm
FOOT: Final[float] = 10 * mm
"""The height of the line at the foot of a page, with the space above it."""

_LEADING: Final = 1.3
_GAP: Final = 8.0
"""Between columns, in pt."""
_ROW_SPACE: Final = 6.0
_SMALL_SIZE: Final = 9.0
_CELL_SIZE: Final = 9.5
_TITLE_SIZE: Final = 14.0
_WORDS: Final = re.compile(r"\S+\s*")
_WORD_PARTS: Final = re.compile(r"[^./,_-]+[./,_-]*|[./,_-]+")
_JOINED: Final = ("R", "AL", "AN")
"""Bidirectional classes of letters that are written from right to left."""


@dataclass(frozen=True)
class Type:
    """A font that ReportLab knows, at a size in pt."""

    font: str
    size: float

    @property
    def leading(self) -> float:
        """From one line to the next, in pt."""
        return self.size * _LEADING

    def width(self, text: str) -> float:
        """In pt."""
        return float(pdfmetrics.stringWidth(text, self.font, self.size))


@dataclass(frozen=True)
class Fonts:
    """A regular and a bold font, by their names in ReportLab's registry."""

    regular: str
    bold: str


@dataclass(frozen=True)
class Block:
    """What is not parted by the end of a page.

    ``draw`` draws it on a canvas, below a height; ``head`` is repeated above it where it comes
    first on a page; ``keep`` is the height of what must not be parted from it.
    """

    height: float
    draw: Callable[[Any, float], None]
    head: Block | None = None
    keep: float = 0.0


@dataclass(frozen=True)
class Column:
    """A column of a table; ``share`` is its part of the width, numbers stand at the right."""

    title: str
    share: float
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    """The cells of a row."""

    cells: tuple[str, ...]
    is_bold: bool = False


@dataclass(frozen=True)
class _LaidCell:
    """The lines of a cell, and where they begin or end."""

    place: float
    ends_there: bool
    lines: list[str]


@dataclass(frozen=True)
class _LaidRow:
    kind: Type
    cells: list[_LaidCell]


def fonts_from(regular: Path, bold: Path) -> Fonts:
    """Two TrueType files as fonts; ReportLab keeps them, under their paths, in its registry."""
    for file in (regular, bold):
        if str(file) not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(str(file), file))
    return Fonts(str(regular), str(bold))


def is_settable(text: str, fonts: Fonts) -> bool:
    """Whether both fonts have every letter, and none has to be joined, stacked or reordered."""
    known = [pdfmetrics.getFont(font).face.charToGlyph for font in (fonts.regular, fonts.bold)]
    return all(
        all(ord(letter) in glyphs for glyphs in known)
        and unicodedata.category(letter)[0] not in "CM"
        and unicodedata.bidirectional(letter) not in _JOINED
        for letter in set(text)
    )


def wrapped(text: str, kind: Type, width: float) -> list[str]:
    """The lines of a text: broken at spaces; a word that is too long, after signs or anywhere."""
    if kind.width(text) <= width:
        return [text]
    lines = [""]
    for part in _parts(text, kind, width):
        if lines[-1] and kind.width(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def _parts(text: str, kind: Type, width: float) -> Iterator[str]:
    """What is not broken: words with the spaces after them, or as much of one as fits."""
    for word in _WORDS.findall(text):
        if kind.width(word.rstrip()) <= width:
            yield word
            continue
        for part in _WORD_PARTS.findall(word):
            yield from [part] if kind.width(part.rstrip()) <= width else part


def width_of(paper: Paper) -> float:
    """The width between the margins, in pt."""
    return PAPER_SIZES[paper][0] - 2 * MARGIN


def space(height: float) -> Block:
    """Nothing, ``height`` pt high."""
    return Block(height, lambda _canvas, _top: None)


def text_blocks(text: str, kind: Type, width: float, left: float = MARGIN) -> Iterator[Block]:
    """The lines of a text, a block each."""
    for line in wrapped(text, kind, width):
        yield Block(kind.leading, _line(line, kind, left))


def table_blocks(
    title: str, columns: Sequence[Column], rows: Iterable[Row], fonts: Fonts, width: float
) -> Iterator[Block]:
    """A table with its title; both, and the heads, are repeated on each of its pages."""
    named = Row(tuple(column.title for column in columns), is_bold=True)
    kind = Type(fonts.bold, _TITLE_SIZE)
    heads = _row(_laid(named, columns, fonts, _SMALL_SIZE, width), width, rule=1.0)
    again = stacked([*text_blocks(f"{title}, continued", kind, width), heads])
    body = [
        _row(_laid(row, columns, fonts, _CELL_SIZE, width), width, rule=0.25, head=again)
        for row in rows
    ]
    opening = stacked([space(_TITLE_SIZE), *text_blocks(title, kind, width), heads])
    yield replace(opening, keep=body[0].height if body else 0.0)
    yield from body


def stacked(blocks: Sequence[Block]) -> Block:
    """Blocks as one, the first on top."""

    def draw(canvas: Any, top: float) -> None:
        for block in blocks:
            block.draw(canvas, top)
            top -= block.height

    return Block(sum(block.height for block in blocks), draw)


def paged(blocks: Iterable[Block], paper: Paper) -> list[list[Block]]:
    """Blocks on pages."""
    room = PAPER_SIZES[paper][1] - 2 * MARGIN - FOOT
    pages: list[list[Block]] = [[]]
    left = room
    for block in blocks:
        if block.height + block.keep > left and pages[-1]:
            pages.append([block.head] if block.head else [])
            left = room - sum(head.height for head in pages[-1])
        pages[-1].append(block)
        left -= block.height
        assert left >= 0, "a block is higher than a page"
    return pages


def printed(
    pages: Sequence[Sequence[Block]], paper: Paper, foot: str, title: str, fonts: Fonts
) -> bytes:
    """A PDF of pages; ``foot`` stands at the foot of each with its number, unless it is empty.

    ``title`` is all its metadata.
    """
    target = io.BytesIO()
    width, height = PAPER_SIZES[paper]
    # pikepdf compresses the pages.
    canvas = Canvas(
        target,
        pagesize=(width, height),
        pageCompression=0,
        invariant=1,
        initialFontName=fonts.regular,
    )
    for number, page in enumerate(pages, 1):
        canvas.setFillGray(0)
        canvas.setStrokeGray(0)
        stacked(page).draw(canvas, height - MARGIN)
        if foot:
            canvas.setFont(fonts.regular, _SMALL_SIZE)
            canvas.drawString(MARGIN, MARGIN, foot)
            canvas.drawRightString(width - MARGIN, MARGIN, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return _with_title_only(target, title)


def _with_title_only(content: io.BytesIO, title: str) -> bytes:
    """ReportLab writes an author, a subject and a date of its own where it is given none."""
    target = io.BytesIO()
    with pikepdf.open(content) as pdf:
        del pdf.trailer["/Info"]
        pdf.docinfo["/Title"] = title
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return target.getvalue()


def _line(text: str, kind: Type, left: float) -> Callable[[Any, float], None]:
    def draw(canvas: Any, top: float) -> None:
        canvas.setFont(kind.font, kind.size)
        canvas.drawString(left, top - kind.size, text)

    return draw


def _laid(row: Row, columns: Sequence[Column], fonts: Fonts, size: float, width: float) -> _LaidRow:
    kind = Type(fonts.bold if row.is_bold else fonts.regular, size)
    whole = sum(column.share for column in columns)
    left = MARGIN
    cells: list[_LaidCell] = []
    for column, text in zip(columns, row.cells, strict=True):
        right = left + width * column.share / whole
        lines = wrapped(text, kind, right - _GAP - left)
        cells.append(_LaidCell(right - _GAP if column.is_number else left, column.is_number, lines))
        left = right
    return _LaidRow(kind, cells)


def _row(row: _LaidRow, width: float, rule: float, head: Block | None = None) -> Block:
    """A row of a table, with a rule of ``rule`` pt under it."""
    kind = row.kind
    height = max(len(cell.lines) for cell in row.cells) * kind.leading + _ROW_SPACE

    def draw(canvas: Any, top: float) -> None:
        canvas.setFont(kind.font, kind.size)
        for cell in row.cells:
            write = canvas.drawRightString if cell.ends_there else canvas.drawString
            for number, line in enumerate(cell.lines):
                write(cell.place, top - _ROW_SPACE / 2 - kind.size - number * kind.leading, line)
        canvas.setLineWidth(rule)
        canvas.line(MARGIN, top - height, MARGIN + width, top - height)

    return Block(height, draw, head)
