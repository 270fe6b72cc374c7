"""Leaflets on half a sheet: booklets to be folded and stapled, and two pages on a side.

A5 goes on A4, half-letter on Letter.

Sheets are landscape; whoever prints them on both sides turns them over the short edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from leaflets.edition.editions import PAPER_SIZES, SMALL_PAPERS
from leaflets.errors import LeafletsError, problem
from leaflets.printrun.bare_pages import bare_pages, box_of, form_of, saved

_MM: Final = 72 / 25.4
_MARK: Final = 5 * _MM
_TITLE: Final = "For the printer only: pages in the order in which sheets are printed"
_TOLERANCE: Final = 1.5
"""How far from its size a page may be, in pt: ISO 216 allows a sheet 1.5 mm."""

_Slots: TypeAlias = tuple[int, int]
"""The pages on the left and on the right of a side, from 0; past the last page: none."""


@dataclass(frozen=True)
class Imposed:
    """An imposed leaflet: its sides, from 0 the one with its first page, and where that stands.

    ``origin`` is how far the first page's content moved to the right and up, in pt.
    """

    content: bytes = field(repr=False)
    pages: int
    first_page: int
    origin: tuple[float, float]


def booklet(content: bytes, *, right_to_left: bool) -> Imposed:
    """A leaflet on sides of double its size, to be printed on both, folded and stapled in the fold.

    It is filled up with blank pages to a multiple of four. Hairlines at both ends of the fold
    mark it on the outer side of each sheet. ``right_to_left``: bound on the right.

    Raises LeafletsError: kind "usage" for a page that is neither A5 nor half-letter, "file" for no
    sound PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        sheet = _sheet_for(pages, "a booklet is made of A5 or half-letter pages")
        sides = _booklet_sides(len(pages))
        return _imposed(target, pages, sides, sheet, right_to_left=right_to_left, folded=True)


def two_up(content: bytes, *, right_to_left: bool) -> Imposed:
    """A leaflet with two pages beside each other on each side of double their size.

    Raises LeafletsError: kind "usage" for a page that is neither A5 nor half-letter, "file" for no
    sound PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        sheet = _sheet_for(pages, "two pages on a side would bring its text under 12 pt")
        sides = [(first, first + 1) for first in range(0, len(pages), 2)]
        return _imposed(target, pages, sides, sheet, right_to_left=right_to_left, folded=False)


WAYS: Final = {"booklet": booklet, "2up": two_up}
"""The ways to impose, by their names."""


def _booklet_sides(count: int) -> list[_Slots]:
    """The outer and the inner side of each sheet, from the outermost sheet inwards."""
    last = 4 * -(-count // 4) - 1
    sheets = range(0, last // 2, 2)
    return [side for page in sheets for side in ((last - page, page), (page + 1, last - page - 1))]


def _sheet_for(pages: Sequence[Object], why: str) -> tuple[float, float]:
    """The width and height in pt of the side that takes two of the pages."""
    for small, sheet in SMALL_PAPERS.items():
        if not any(_misfit(page, PAPER_SIZES[small]) for page in pages):
            height, width = PAPER_SIZES[sheet]
            return width, height
    sizes = [PAPER_SIZES[small] for small in SMALL_PAPERS]
    number, page = next(
        (number, page)
        for number, page in enumerate(pages, 1)
        if all(_misfit(page, size) for size in sizes) or _misfit(page, _size_of(pages[0]))
    )
    width, height = _size_of(page)
    message = (
        f"page {number} is {width / _MM:.0f} by {height / _MM:.0f} mm, and {why}: make the leaflet"
        " on A5 (148 by 210 mm) or half-letter (140 by 216 mm), upright"
    )
    raise LeafletsError(problem("usage-imposition", message))


def _misfit(page: Object, size: tuple[float, float]) -> bool:
    """Whether a page has another size, in pt, or is turned."""
    differs = any(abs(a - b) >= _TOLERANCE for a, b in zip(_size_of(page), size, strict=True))
    return differs or _is_turned(page)


def _size_of(page: Object) -> tuple[float, float]:
    left, bottom, right, top = box_of(page)
    return right - left, top - bottom


def _is_turned(page: Object) -> bool:
    """Whether it is shown turned, or in another size than its numbers say."""
    return ("/Rotate" in page and page.Rotate != 0) or ("/UserUnit" in page and page.UserUnit != 1)


def _imposed(
    target: pikepdf.Pdf,
    pages: Sequence[Object],
    sides: Sequence[_Slots],
    sheet: tuple[float, float],
    *,
    right_to_left: bool,
    folded: bool,
) -> Imposed:
    if right_to_left:
        sides = [(right, left) for left, right in sides]
    forms = [form_of(target, page) for page in pages]
    made = [
        _side(target, forms, slots, sheet, marked=folded and number % 2 == 0)
        for number, slots in enumerate(sides)
    ]
    first = next(number for number, slots in enumerate(sides) if 0 in slots)
    origin = _origin(forms[0], sides[first].index(0), sheet)
    target.docinfo["/Title"] = pikepdf.String(_TITLE)
    return Imposed(saved(target, made), len(made), first, origin)


def _side(
    target: pikepdf.Pdf,
    forms: Sequence[Stream],
    slots: _Slots,
    sheet: tuple[float, float],
    *,
    marked: bool,
) -> Dictionary:
    width, height = sheet
    ends = ((0.0, _MARK), (height - _MARK, height)) if marked else ()
    drawn = [_mark(width / 2, start, end) for start, end in ends]
    held = {}
    for slot, page in enumerate(slots):
        if page < len(forms):
            held[f"/Page{slot}"] = forms[page]
            x, y = _origin(forms[page], slot, sheet)
            drawn.append(f"q 1 0 0 1 {x:.4f} {y:.4f} cm /Page{slot} Do Q")
    return Dictionary(
        MediaBox=Array([0, 0, width, height]),
        Contents=Stream(target, "\n".join(drawn).encode()),
        Resources=target.make_indirect(Dictionary(XObject=Dictionary(held))),
    )


def _mark(fold: float, start: float, end: float) -> str:
    """A hairline in the fold."""
    return f"q 0 G 0.25 w {fold:.4f} {start:.4f} m {fold:.4f} {end:.4f} l S Q"


def _origin(form: Stream, slot: int, sheet: tuple[float, float]) -> tuple[float, float]:
    """How far a page moves to stand on the left (0) or right (1) of the fold, at half height."""
    left, bottom, right, top = box_of(Dictionary(MediaBox=form.BBox))
    width, height = sheet
    x = width / 2 - (left if slot else right)
    return x, (height - (top - bottom)) / 2 - bottom
