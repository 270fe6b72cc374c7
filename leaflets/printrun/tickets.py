"""The job ticket of a print run, and the sheets that separate its delivery points.

For the people who print: English, but for what wards and orders are called; no patient data.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from babel.dates import format_date
from reportlab.lib.units import mm

from leaflets.errors import Problem, problem, raise_if_any
from leaflets.printrun.labels import Labels
from leaflets.printrun.orders import Pack
from leaflets.printrun.staff_pages import (
    StaffBlock,
    StaffColumn,
    StaffPaper,
    StaffRow,
    paged,
    printed,
    space,
    stacked,
    table_blocks,
    text_blocks,
    width_between_margins,
)
from leaflets.printrun.staff_pieces import band, bars, counted, large, pack_blocks, spans
from leaflets.printrun.staff_texts import Fonts, Setter, Type, fonts_from

TITLE: Final = "Leaflets job ticket"
"""The only metadata of these files."""

LONGEST: Final = 200
"""The most characters of an order number or a delivery point."""

_CLASSES: Final = (
    StaffColumn("Paper", 42),
    StaffColumn("Print file", 62),
    StaffColumn("Different leaflets", 19, is_number=True),
    StaffColumn("Handouts", 20, is_number=True),
    StaffColumn("Pages", 18, is_number=True),
    StaffColumn("Sheets", 19, is_number=True),
)
_LINES: Final = (
    StaffColumn("Order", 13, is_number=True),
    StaffColumn("Own number", 29),
    StaffColumn("Leaflet", 58),
    StaffColumn("Copies", 15, is_number=True),
    StaffColumn("Pages of one", 14, is_number=True),
    StaffColumn("Pages in file", 25, is_number=True),
    StaffColumn("Delivery point", 32),
)


@dataclass(frozen=True)
class TicketClass:
    """A print file: ``leaflets`` are different ones, ``handouts`` all copies.

    ``pages`` and ``sheets`` of paper are those of the file, with blank sides and separators.
    """

    name: str
    file: str
    leaflets: int
    handouts: int
    pages: int
    sheets: int


@dataclass(frozen=True, slots=True)
class TicketLine:
    """What an order is in a print file.

    ``own`` is the pharmacy's own number, ``file`` the leaflet's name, ``pages`` are those of one
    copy; ``first_page`` and ``last_page`` count in ``print_file``. An order that failed is in
    none.
    """

    order: int
    own: str
    file: str
    print_file: str
    copies: int
    pages: int
    first_page: int
    last_page: int
    delivery_point: str
    pack: Pack | None
    failed: bool


def job_ticket(  # noqa: PLR0913, PLR0917  the same
    run: str,
    day: datetime.date,
    classes: Sequence[TicketClass],
    lines: Sequence[TicketLine],
    version: str,
    font: Path,
    bold: Path,
    paper: StaffPaper,
    labels: Labels | None = None,
    saved: int = 0,
) -> bytes:
    """The job ticket as a PDF: what is printed, every order, and the codes of the packs.

    ``run`` is the run's id (ASCII, printed as Code 128 too), ``version`` that of Leaflets;
    ``font`` and ``bold`` are TrueType files, ``labels`` set what they can't; ``saved`` are the
    sheets that compact leaflets save.

    Raises LeafletsError (kind "order") with all texts that can't be printed, and
    AssertionError where the totals of classes and lines disagree.
    """
    fonts = fonts_from(font, bold)
    setter = Setter(fonts, labels)
    raise_if_any(_problems(lines, setter))
    _check_totals(classes, lines)
    width = width_between_margins(paper)
    blocks = [
        *_opening(run, day, lines, fonts, width),
        *table_blocks("Print files", _CLASSES, _class_rows(classes, lines), setter, width),
        *_paper_saved(saved, fonts, width),
        *_order_tables(lines, setter, width),
        *_packs(lines, fonts, width),
    ]
    return printed(paged(blocks, paper), paper, f"Run {run}  ·  Leaflets {version}", TITLE, fonts)


def separator(  # noqa: PLR0913, PLR0917  a sheet of paper with as many facts
    delivery_point: str,
    number: int,
    of: int,
    handouts: int,
    sheets: int,
    run: str,
    font: Path,
    bold: Path,
    paper: StaffPaper,
    labels: Labels | None = None,
) -> bytes:
    """A sheet that goes before what is delivered to one place, as a PDF of one page.

    It is the ``number``-th ``of`` so many; ``handouts`` on ``sheets`` of paper follow. Its
    Code 128 says ``run``-``number``.

    Raises LeafletsError (kind "order") for a delivery point that can't be printed.
    """
    setter = Setter(fonts_from(font, bold), labels)
    raise_if_any(staff_text_problems(delivery_point, "delivery point", "", setter))
    place = _one_line(delivery_point) or "No delivery point"
    counts = f"Delivery point {number:,} of {of:,}"
    follow = f"To follow: {counted(handouts, 'handout')} on {counted(sheets, 'sheet')} of paper"
    code = f"{run}-{number}"
    blocks = _separator_blocks(counts, place, follow, code, setter, width_between_margins(paper))
    return printed(paged(blocks, paper), paper, "", TITLE, setter.fonts)


def staff_text_problems(text: str, name: str, where: str, setter: Setter) -> Iterator[Problem]:
    """What keeps an order number or a delivery point off these pages; no problem quotes it.

    ``name`` is the order's field, ``where`` says which order ("order 3: "), if any.
    """
    if not setter.can_set(_one_line(text)):
        message = "it has a letter that no font in fonts/ has; write it in other letters"
        yield problem("order-letters", where + message, field=name)
    if len(text) > LONGEST:
        message = f"longer than {LONGEST} characters; shorten it"
        yield problem("order-too-long", where + message, field=name)


def _problems(lines: Iterable[TicketLine], setter: Setter) -> Iterator[Problem]:
    for line in lines:
        where = f"order {line.order}: "
        yield from staff_text_problems(line.own, "order number", where, setter)
        yield from staff_text_problems(line.delivery_point, "delivery point", where, setter)


def _check_totals(classes: Sequence[TicketClass], lines: Sequence[TicketLine]) -> None:
    """Every line is in a print file, and every print file holds what its lines say."""
    found: dict[str, list[TicketLine]] = {one.file: [] for one in classes}
    for line in lines:
        if not line.failed:
            _agree(line.print_file in found, f"order {line.order} is in no print file")
            found[line.print_file].append(line)
    for one in classes:
        own = sorted(found[one.file], key=lambda line: line.first_page)
        pages = [page for line in own for page in (line.first_page, line.last_page + 1)]
        in_order = all(a <= b for a, b in pairwise([1, *pages, one.pages + 1]))
        _agree(one.handouts == sum(line.copies for line in own), f"handouts of {one.file}")
        _agree(one.leaflets == len({line.file for line in own}), f"leaflets of {one.file}")
        _agree(in_order, f"pages of {one.file}")
        _agree(one.sheets in (one.pages, math.ceil(one.pages / 2)), f"sheets of {one.file}")


def _agree(is_so: bool, what: str) -> None:
    if not is_so:
        raise AssertionError(f"the job ticket doesn't add up: {what}")


def _opening(
    run: str, day: datetime.date, lines: Sequence[TicketLine], fonts: Fonts, width: float
) -> Iterator[StaffBlock]:
    """The title, the run, and whether all of it is printed."""
    plain, bold = Type(fonts.regular, 12), Type(fonts.bold, 12)
    orders = {line.order for line in lines}
    lacking = sorted({line.order for line in lines if line.failed})
    yield from text_blocks("Job ticket", Type(fonts.bold, 28), width)
    yield space(2 * mm)
    shown = format_date(day, "d MMMM y", locale="en")
    yield from text_blocks(f"{shown}  ·  {counted(len(orders), 'order')}", plain, width)
    yield space(4 * mm)
    yield bars(run, fonts, width)
    yield space(4 * mm)
    if lacking:
        text = f"{len(lacking):,} of {counted(len(orders), 'order')} NOT PRINTED: {spans(lacking)}"
        yield from text_blocks(text, bold, width)
    else:
        yield from text_blocks("All orders are printed.", plain, width)


def _class_rows(classes: Sequence[TicketClass], lines: Sequence[TicketLine]) -> Iterator[StaffRow]:
    for one in classes:
        numbers = (one.leaflets, one.handouts, one.pages, one.sheets)
        yield StaffRow((one.name, one.file, *(f"{number:,}" for number in numbers)))
    totals = (
        len({line.file for line in lines if not line.failed}),
        sum(one.handouts for one in classes),
        sum(one.pages for one in classes),
        sum(one.sheets for one in classes),
    )
    yield StaffRow(("Total", "", *(f"{number:,}" for number in totals)), is_bold=True)


def _paper_saved(saved: int, fonts: Fonts, width: float) -> Iterator[StaffBlock]:
    if saved > 0:
        text = f"Compact leaflets save {counted(saved, 'sheet')} against normal print on one side."
        yield space(3 * mm)
        yield from text_blocks(text, Type(fonts.regular, 12), width)


def _separator_blocks(
    counts: str, place: str, follow: str, code: str, setter: Setter, width: float
) -> Iterator[StaffBlock]:
    fonts = setter.fonts
    yield band(width)
    yield space(8 * mm)
    yield from text_blocks(counts, Type(fonts.regular, 14), width)
    yield space(12 * mm)
    yield from large(place, setter, width)
    yield space(12 * mm)
    yield from text_blocks(follow, Type(fonts.bold, 20), width)
    yield space(16 * mm)
    yield bars(code, fonts, width)
    yield space(8 * mm)
    yield band(width)


def _order_tables(
    lines: Iterable[TicketLine], setter: Setter, width: float
) -> Iterator[StaffBlock]:
    """A table of what is in no print file, and one for each print file."""
    tables: dict[str, list[TicketLine]] = {}
    for line in sorted(lines, key=lambda line: not line.failed):
        title = "Orders NOT PRINTED" if line.failed else f"Orders in {line.print_file}"
        tables.setdefault(title, []).append(line)
    for title, own in tables.items():
        yield from table_blocks(title, _LINES, map(_line_row, own), setter, width)


def _line_row(line: TicketLine) -> StaffRow:
    pages = (f"{line.pages:,}", f"{line.first_page:,}–{line.last_page:,}")
    return StaffRow(
        (
            f"{line.order:,}",
            _one_line(line.own),
            line.file,
            f"{line.copies:,}",
            *(("", "not printed") if line.failed else pages),
            _one_line(line.delivery_point),
        ),
        is_bold=line.failed,
    )


def _packs(lines: Iterable[TicketLine], fonts: Fonts, width: float) -> Iterator[StaffBlock]:
    """The GS1 DataMatrix of each pack, with the orders that it goes with."""
    packs: dict[tuple[Pack, str], list[int]] = {}
    for line in lines:
        if line.pack and not line.failed:
            packs.setdefault((line.pack, line.file), []).append(line.order)
    heading = list(text_blocks("Packs", Type(fonts.bold, 14), width))
    for number, ((pack, file), orders) in enumerate(packs.items()):
        own = list(pack_blocks(pack, file, sorted(set(orders)), fonts, width))
        if number == 0:
            own[0] = stacked([space(14), *heading, own[0]])
        yield from own


def _one_line(text: str) -> str:
    return " ".join(text.split())
