"""The glyphs of a line and the letters they stand for: Pango's structures, by WeasyPrint's cffi.

Pinned (WeasyPrint 70.0): ``textbox.pango_layout`` with ``layout``, ``text`` and
``get_first_line()`` (text/line_break.py); the members of ``PangoGlyphItem`` that text/ffi.py
declares; ``Stream.add_font`` (pdf/stream.py). Pango gives the glyphs of an item from left to
right, and for each the byte at which its cluster begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.text.ffi import ffi, pango


def is_missing(glyph: int) -> bool:
    """Whether a glyph says that the font has none; WeasyPrint warns of it when it is drawn."""
    return bool(glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG)


@dataclass(frozen=True, slots=True)
class GlyphItem:
    """Glyphs of one font and direction, as they are drawn; ``clusters`` says what they are for.

    A cluster is a text, with the places in ``glyphs`` of what it is drawn with, in the order in
    which it is read. Glyphs that draw nothing are in no cluster.
    """

    font: Any
    is_right_to_left: bool
    glyphs: list[int]
    clusters: list[tuple[str, list[int]]]


def glyph_items(stream: Any, textbox: Any) -> Iterator[GlyphItem]:
    """The glyphs of a line, in the order in which they are drawn."""
    utf8 = textbox.pango_layout.text.encode()
    for item, font, _size in runs_of(stream, textbox):
        yield _glyph_item(font, item, utf8)


def runs_of(stream: Any, textbox: Any) -> Iterator[tuple[Any, Any, float]]:
    """The runs of a line as it is drawn: Pango's glyph item, the font and its size in pixels."""
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        yield item, *stream.add_font(item.item.analysis.font)


def _glyph_item(font: Any, item: Any, utf8: bytes) -> GlyphItem:
    count, offset = item.glyphs.num_glyphs, item.item.offset
    is_right_to_left = bool(item.item.analysis.level % 2)
    glyphs = [info.glyph for info in item.glyphs.glyphs[0:count]]
    starts = list(item.glyphs.log_clusters[0:count])
    ends = dict(pairwise((*sorted(set(starts)), item.item.length)))
    places: dict[int, list[int]] = {}
    for place, start in enumerate(starts):
        if glyphs[place] != pango.PANGO_GLYPH_EMPTY:
            places.setdefault(start, []).append(place)
    clusters = [
        (
            utf8[offset + start : offset + ends[start]].decode(),
            found[::-1] if is_right_to_left else found,
        )
        for start, found in places.items()
    ]
    return GlyphItem(font, is_right_to_left, glyphs, clusters)
