"""Pages for the people who print: blocks of text and tables, black on white, with ReportLab."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import pikepdf
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from leaflets.edition.editions import PAPER_SIZES
from leaflets.printrun.bare_pages import bare_pages, box_of, form_of
from leaflets.printrun.labels import Label
from leaflets.printrun.staff_texts import Fonts, Set, Setter, Type, wrapped

StaffPaper: TypeAlias = Literal["a4", "letter"]

MARGIN: Final[float] = 15 * mm
FOOT: Final[float] = 10 * mm
"""The height of the line at the foot of a page, with the space above it."""

_GAP: Final = 8.0
"""Between columns, in pt."""
_ROW_SPACE: Final = 6.0
_SMALL_SIZE: Final = 9.0
_CELL_SIZE: Final = 9.5
_TITLE_SIZE: Final = 14.0


@dataclass(frozen=True, slots=True)
class StaffBlock:
    """What is not parted by the end of a page.

    ``draw`` draws it on a canvas, below a height; ``head`` is repeated above it where it comes
    first on a page; ``keep`` is the height of what must not be parted from it.
    """

    height: float
    draw: Callable[[Any, float], None]
    head: StaffBlock | None = None
    keep: float = 0.0


@dataclass(frozen=True)
class StaffColumn:
    """A column of a table; ``share`` is its part of the width, numbers stand at the right."""

    title: str
    share: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class StaffRow:
    """The cells of a row."""

    cells: tuple[str, ...]
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the lines of a column's cells begin or end, in pt."""

    left: float
    ends_there: bool


@dataclass(frozen=True, slots=True)
class _LaidRow:
    """The lines of a row's cells; all rows of a table share their places."""

    kind: Type
    texts: tuple[Set, ...]
    places: tuple[_Place, ...]


def width_between_margins(paper: StaffPaper) -> float:
    """The width between the margins, in pt."""
    return PAPER_SIZES[paper][0] - 2 * MARGIN


def space(height: float) -> StaffBlock:
    """Nothing, ``height`` pt high."""
    return StaffBlock(height, lambda _canvas, _top: None)


def set_block(text: Set, kind: Type, left: float = MARGIN) -> StaffBlock:
    """A text in lines as one block."""
    return StaffBlock(text.height, lambda canvas, top: _draw(canvas, text, kind, left, top))


def text_blocks(text: str, kind: Type, width: float, left: float = MARGIN) -> Iterator[StaffBlock]:
    """The lines of a text, a block each."""
    for line in wrapped(text, kind, width):
        yield StaffBlock(kind.leading, _line(line, kind, left))


def table_blocks(
    title: str,
    columns: Sequence[StaffColumn],
    rows: Iterable[StaffRow],
    setter: Setter,
    width: float,
) -> Iterator[StaffBlock]:
    """A table with its title; both, and the heads, are repeated on each of its pages."""
    named = StaffRow(tuple(column.title for column in columns), is_bold=True)
    kind = Type(setter.fonts.bold, _TITLE_SIZE)
    (heads,) = (
        _row(row, width, rule=1.0) for row in _laid([named], columns, setter, _SMALL_SIZE, width)
    )
    again = stacked([*text_blocks(f"{title}, continued", kind, width), heads])
    rows = list(rows)
    _prepare(rows, columns, setter, width)
    body = [
        _row(row, width, rule=0.25, head=again)
        for row in _laid(rows, columns, setter, _CELL_SIZE, width)
    ]
    opening = stacked([space(_TITLE_SIZE), *text_blocks(title, kind, width), heads])
    yield replace(opening, keep=body[0].height if body else 0.0)
    yield from body


def stacked(blocks: Sequence[StaffBlock]) -> StaffBlock:
    """Blocks as one, the first on top."""

    def draw(canvas: Any, top: float) -> None:
        for block in blocks:
            block.draw(canvas, top)
            top -= block.height

    return StaffBlock(sum(block.height for block in blocks), draw)


def paged(blocks: Iterable[StaffBlock], paper: StaffPaper) -> list[list[StaffBlock]]:
    """Blocks on pages."""
    room = PAPER_SIZES[paper][1] - 2 * MARGIN - FOOT
    pages: list[list[StaffBlock]] = [[]]
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
    pages: Sequence[Sequence[StaffBlock]], paper: StaffPaper, foot: str, title: str, fonts: Fonts
) -> bytes:
    """A PDF of pages; ``foot`` stands at the foot of each with its number, unless it is empty.

    ``title`` is all its metadata.
    """
    target = io.BytesIO()
    width, height = PAPER_SIZES[paper]
    # pikepdf compresses the pages.
    canvas = _Canvas(
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
    return _with_title_only(target, title, canvas.labels)


class _Canvas(Canvas):  # type: ignore[misc]
    """A canvas that notes where labels go: page from 0, label, and its upper left corner in pt."""

    def __init__(self, target: io.BytesIO, **options: Any) -> None:
        super().__init__(target, **options)
        self.labels: list[tuple[int, Label, float, float]] = []

    def draw_label(self, label: Label, left: float, top: float) -> None:
        self.labels.append((self.getPageNumber() - 1, label, left, top))


def _with_title_only(
    content: io.BytesIO, title: str, labels: Sequence[tuple[int, Label, float, float]]
) -> bytes:
    """ReportLab writes an author, a subject and a date of its own where it is given none."""
    target = io.BytesIO()
    with pikepdf.open(content) as pdf:
        _draw_labels(pdf, labels)
        del pdf.trailer["/Info"]
        pdf.docinfo["/Title"] = title
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return target.getvalue()


def _draw_labels(pdf: pikepdf.Pdf, labels: Sequence[tuple[int, Label, float, float]]) -> None:
    """Draw labels as forms, each text once in the file."""
    forms: dict[tuple[int, int], Any] = {}
    sources: dict[int, list[Any]] = {}
    for number, label, left, top in labels:
        source = id(label.content)
        if source not in sources:
            sources[source] = bare_pages(pdf, label.content)
        form = forms.get((source, label.page))
        if form is None:
            form = forms[source, label.page] = form_of(pdf, sources[source][label.page])
        _, _, _, height = box_of(sources[source][label.page])
        page = pdf.pages[number]
        name = pikepdf.Name(f"/Label{form.objgen[0]}")
        page.add_resource(form, pikepdf.Name.XObject, name)
        place = f"q 1 0 0 1 {left:.3f} {top - height:.3f} cm {name} Do Q\n"
        page.contents_add(place.encode())


def _draw(canvas: Any, text: Set, kind: Type, left: float, top: float) -> None:
    if text.label:
        canvas.draw_label(text.label, left, top)
    canvas.setFont(kind.font, kind.size)
    for number, line in enumerate(text.lines):
        canvas.drawString(left, top - kind.size - number * kind.leading, line)


def _line(text: str, kind: Type, left: float) -> Callable[[Any, float], None]:
    def draw(canvas: Any, top: float) -> None:
        canvas.setFont(kind.font, kind.size)
        canvas.drawString(left, top - kind.size, text)

    return draw


def _kind(row: StaffRow, fonts: Fonts, size: float) -> Type:
    return Type(fonts.bold if row.is_bold else fonts.regular, size)


def _prepare(
    rows: Sequence[StaffRow], columns: Sequence[StaffColumn], setter: Setter, width: float
) -> None:
    """Set the cells of each column at once."""
    for number, room in enumerate(_rooms(columns, width)):
        for is_bold in (False, True):
            own = [row for row in rows if row.is_bold == is_bold]
            if own:
                kind = _kind(own[0], setter.fonts, _CELL_SIZE)
                setter.prepare((row.cells[number] for row in own), kind, room - _GAP)


def _rooms(columns: Sequence[StaffColumn], width: float) -> list[float]:
    """How wide columns are, with the gaps after them, in pt."""
    whole = sum(column.share for column in columns)
    return [width * column.share / whole for column in columns]


def _places(columns: Sequence[StaffColumn], width: float) -> tuple[_Place, ...]:
    left = MARGIN
    places: list[_Place] = []
    for column, room in zip(columns, _rooms(columns, width), strict=True):
        ends = column.is_number
        places.append(_Place(left + room - _GAP if ends else left, ends))
        left += room
    return tuple(places)


def _laid(
    rows: Iterable[StaffRow],
    columns: Sequence[StaffColumn],
    setter: Setter,
    size: float,
    width: float,
) -> Iterator[_LaidRow]:
    """Rows in lines; what several cells say is held once: a run has 100,000 orders."""
    rooms, places = _rooms(columns, width), _places(columns, width)
    known: dict[tuple[str, Type, float], Set] = {}
    for row in rows:
        kind = _kind(row, setter.fonts, size)
        texts: list[Set] = []
        for room, text in zip(rooms, row.cells, strict=True):
            key = (text, kind, room)
            if key not in known:
                known[key] = setter.set(text, kind, room - _GAP)
            texts.append(known[key])
        yield _LaidRow(kind, tuple(texts), places)


def _row(row: _LaidRow, width: float, rule: float, head: StaffBlock | None = None) -> StaffBlock:
    """A row of a table, with a rule of ``rule`` pt under it."""
    kind = row.kind
    height = max(text.height for text in row.texts) + _ROW_SPACE

    def draw(canvas: Any, top: float) -> None:
        canvas.setFont(kind.font, kind.size)
        first = top - _ROW_SPACE / 2
        for text, place in zip(row.texts, row.places, strict=True):
            if text.label:
                canvas.draw_label(text.label, place.left, first)
            write = canvas.drawRightString if place.ends_there else canvas.drawString
            for number, line in enumerate(text.lines):
                write(place.left, first - kind.size - number * kind.leading, line)
        canvas.setLineWidth(rule)
        canvas.line(MARGIN, top - height, MARGIN + width, top - height)

    return StaffBlock(height, draw, head)
