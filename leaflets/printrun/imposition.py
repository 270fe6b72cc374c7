"""A5 leaflets on A4: booklets to be folded and stapled, and two pages on a side.

Sheets are landscape; whoever prints them on both sides turns them over the short edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from leaflets.edition.editions import PAPER_SIZES
from leaflets.errors import LeafletsError, problem
from leaflets.printrun.bare_pages import bare_pages, box_of, form_of, saved

_HEIGHT, _WIDTH = PAPER_SIZES["a4"]
_FOLD: Final = _WIDTH / 2
_MM: Final = 72 / 25.4
_MARK: Final = 5 * _MM
_TOLERANCE: Final = 1.5
"""How far from A5 a page may be, in pt: ISO 216 allows a sheet 1.5 mm."""

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
    """An A5 leaflet on A4 sides, to be printed on both sides, folded and stapled in the fold.

    It is filled up with blank pages to a multiple of four. Hairlines at both ends of the fold
    mark it on the outer side of each sheet. ``right_to_left``: bound on the right.

    Raises LeafletsError: kind "usage" for a page that is not A5, "file" for no sound PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        _require_a5(pages, "a booklet is made of A5 pages")
        sides = _booklet_sides(len(pages))
        return _imposed(target, pages, sides, right_to_left=right_to_left, folded=True)


def two_up(content: bytes, *, right_to_left: bool) -> Imposed:
    """An A5 leaflet with two pages beside each other on each A4 side.

    Raises LeafletsError: kind "usage" for a page that is not A5, "file" for no sound PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        _require_a5(pages, "two pages on a side would bring its text under 12 pt")
        sides = [(first, first + 1) for first in range(0, len(pages), 2)]
        return _imposed(target, pages, sides, right_to_left=right_to_left, folded=False)


def _booklet_sides(count: int) -> list[_Slots]:
    """The outer and the inner side of each sheet, from the outermost sheet inwards."""
    last = 4 * -(-count // 4) - 1
    sheets = range(0, last // 2, 2)
    return [side for page in sheets for side in ((last - page, page), (page + 1, last - page - 1))]


def _require_a5(pages: Sequence[Object], why: str) -> None:
    a5_width, a5_height = PAPER_SIZES["a5"]
    for number, page in enumerate(pages, 1):
        left, bottom, right, top = box_of(page)
        width, height = right - left, top - bottom
        fits = abs(width - a5_width) < _TOLERANCE and abs(height - a5_height) < _TOLERANCE
        if not fits or _is_turned(page):
            message = (
                f"page {number} is {width / _MM:.0f} by {height / _MM:.0f} mm, and {why}: "
                "make the leaflet on A5 (148 by 210 mm), upright"
            )
            raise LeafletsError(problem("usage-imposition", message))


def _is_turned(page: Object) -> bool:
    """Whether it is shown turned, or in another size than its numbers say."""
    return ("/Rotate" in page and page.Rotate != 0) or ("/UserUnit" in page and page.UserUnit != 1)


def _imposed(
    target: pikepdf.Pdf,
    pages: Sequence[Object],
    sides: Sequence[_Slots],
    *,
    right_to_left: bool,
    folded: bool,
) -> Imposed:
    if right_to_left:
        sides = [(right, left) for left, right in sides]
    forms = [form_of(target, page) for page in pages]
    made = [
        _side(target, forms, slots, marked=folded and number % 2 == 0)
        for number, slots in enumerate(sides)
    ]
    first = next(number for number, slots in enumerate(sides) if 0 in slots)
    origin = _origin(forms[0], sides[first].index(0))
    return Imposed(saved(target, made), len(made), first, origin)


def _side(
    target: pikepdf.Pdf, forms: Sequence[Stream], slots: _Slots, *, marked: bool
) -> Dictionary:
    drawn = [_mark(0, _MARK), _mark(_HEIGHT - _MARK, _HEIGHT)] if marked else []
    held = {}
    for slot, page in enumerate(slots):
        if page < len(forms):
            held[f"/Page{slot}"] = forms[page]
            x, y = _origin(forms[page], slot)
            drawn.append(f"q 1 0 0 1 {x:.4f} {y:.4f} cm /Page{slot} Do Q")
    return Dictionary(
        MediaBox=Array([0, 0, _WIDTH, _HEIGHT]),
        Contents=Stream(target, "\n".join(drawn).encode()),
        Resources=target.make_indirect(Dictionary(XObject=Dictionary(held))),
    )


def _mark(start: float, end: float) -> str:
    """A hairline in the fold."""
    return f"q 0 G 0.25 w {_FOLD:.4f} {start:.4f} m {_FOLD:.4f} {end:.4f} l S Q"


def _origin(form: Stream, slot: int) -> tuple[float, float]:
    """How far a page moves to stand on the left (0) or right (1) of the fold, at half height."""
    left, bottom, right, top = box_of(Dictionary(MediaBox=form.BBox))
    x = _FOLD - left if slot else _FOLD - right
    return x, (_HEIGHT - (top - bottom)) / 2 - bottom
