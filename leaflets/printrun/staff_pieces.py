"""What job tickets and separators are made of, beside text and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.lib.units import mm

from leaflets.printrun.barcodes import draw_code128, draw_matrix, gs1_matrix, gs1_text
from leaflets.printrun.orders import Pack
from leaflets.printrun.staff_pages import (
    MARGIN,
    StaffBlock,
    set_block,
    space,
    stacked,
    text_blocks,
)
from leaflets.printrun.staff_texts import Fonts, Setter, Type, is_settable, wrapped

_BARS: Final = 16 * mm
_MATRIX: Final = 22 * mm
_QUIET: Final = 5 * mm
"""Of Code 128 at its widest; it lies in the margin, so that the bars stand under the text."""
_BAND: Final = 6 * mm
_LARGE: Final = (64.0, 56.0, 48.0, 40.0, 32.0, 24.0, 20.0)
_LARGE_ROOM: Final = 110 * mm


def bars(text: str, fonts: Fonts, width: float) -> StaffBlock:
    """A Code 128 with its text below.

    Raises LeafletsError (kind "rendering") for a text that is too long for ``width`` in pt.
    """

    def draw(canvas: Any, top: float) -> None:
        draw_code128(canvas, text, MARGIN - _QUIET, top - _BARS, width + 2 * _QUIET, _BARS)

    named = text_blocks(text, Type(fonts.regular, 12), width)
    return stacked([StaffBlock(_BARS, draw), space(2 * mm), *named])


def band(width: float) -> StaffBlock:
    """A black bar, to be found in a pile."""

    def draw(canvas: Any, top: float) -> None:
        canvas.rect(MARGIN, top - _BAND, width, _BAND, stroke=0, fill=1)

    return StaffBlock(_BAND, draw)


def large(text: str, setter: Setter, width: float) -> Iterator[StaffBlock]:
    """A text as large as it fits; a word is broken only where it is too long at any size."""
    fonts = setter.fonts
    if not is_settable(text, fonts):
        yield _large_label(text, setter, width)
        return
    for size in _LARGE:
        kind = Type(fonts.bold, size)
        fits = all(kind.width(word) <= width for word in text.split())
        if fits and len(wrapped(text, kind, width)) * kind.leading <= _LARGE_ROOM:
            break
    yield from text_blocks(text, kind, width)


def _large_label(text: str, setter: Setter, width: float) -> StaffBlock:
    """The same for a label. Raises LeafletsError as ``Labels.set``."""
    for size in _LARGE:
        kind = Type(setter.fonts.bold, size)
        said = setter.set(text, kind, width)
        if said.height <= _LARGE_ROOM:
            break
    return set_block(said, kind)


def pack_blocks(
    pack: Pack, file: str, orders: Sequence[int], fonts: Fonts, width: float
) -> Iterator[StaffBlock]:
    """The GS1 DataMatrix of a pack, what it says, its leaflet and its orders beside it."""
    left = MARGIN + _MATRIX + 4 * mm
    room = MARGIN + width - left
    plain = Type(fonts.regular, 10)
    beside = [
        *text_blocks(gs1_text(pack), Type(fonts.bold, 12), room, left),
        *text_blocks(file, plain, room, left),
        *text_blocks(f"{_orders(orders)} {spans(orders)}", plain, room, left),
    ]
    count = 1
    while count < len(beside) and sum(line.height for line in beside[: count + 1]) <= _MATRIX:
        count += 1
    words = stacked([space(2 * mm), *beside[:count]])

    def draw(canvas: Any, top: float) -> None:
        draw_matrix(canvas, gs1_matrix(pack), MARGIN, top - _MATRIX, _MATRIX)
        words.draw(canvas, top)

    yield StaffBlock(max(_MATRIX, words.height), draw)
    yield from beside[count:]
    yield space(2 * mm)


def spans(numbers: Sequence[int]) -> str:
    """Numbers in ascending order in words: "1–3, 7"."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{a:,}" if a == b else f"{a:,}–{b:,}" for a, b in found)


def counted(number: int, thing: str) -> str:
    """A number of things: "1 order", "1,000 orders"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _orders(orders: Sequence[int]) -> str:
    return "Order" if len(orders) == 1 else "Orders"
