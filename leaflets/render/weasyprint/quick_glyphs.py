"""A line's glyphs, drawn with a look at each kind of glyph, not at each glyph (draw/text.py, 70.0).

``draw_first_line`` asks Pango's structures for five numbers a glyph, and works out how each is
written. What a glyph of one width is written as is the same wherever it stands, but for marks that
are moved; lines with these, with glyphs that are missing or pictures, and lines that are cut, are
left to WeasyPrint. (Kozea/WeasyPrint has no issue on it.)

Pinned: ``draw_first_line`` as a whole; a ``PangoGlyphInfo`` is five numbers of four bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from leaflets.render.weasyprint.glyph_items import runs_of

_NUMBERS: Final = 5
"""Glyph, width, how far it is moved to the right and up, and what it begins."""
_OLD: Final = 14802
"""Before this version, Pango tells a font's size wrongly (its issue 530)."""


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, ellipsis: Any, place: Any
) -> bool:
    """Draw a line to a page's stream; False, and nothing is drawn, where it is no plain one."""
    if text_overflow == "ellipsis" or ellipsis != "none" or pango.pango_version() < _OLD:
        return False
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return False
    runs = [(*run, _numbers(run[0].glyphs)) for run in runs_of(stream, textbox)]
    if not all(_is_plain(font, numbers) for _, font, _, numbers in runs):
        return False
    stream.set_text_matrix(*place.values)
    shown, before = "", None
    for item, font, size, numbers in runs:
        if item.item.analysis.font != before:
            before = item.item.analysis.font
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(font.hash, size)
        shown += f"<{''.join(_pieces(stream, item, font, size, numbers))}>"
        shown = shown.removesuffix("<>")
        _tell_texts(textbox.pango_layout.text, item, font, numbers)
    stream.show_text(shown)
    return True


def _numbers(glyphs: Any) -> list[int]:
    content = ffi.buffer(glyphs.glyphs, 4 * _NUMBERS * glyphs.num_glyphs)
    return memoryview(content).cast("i").tolist()


def _is_plain(font: Any, numbers: list[int]) -> bool:
    if font.bitmap or font.png or font.svg or font.colr:
        return False
    moved = any(numbers[2::_NUMBERS]) or any(numbers[3::_NUMBERS])
    return not moved and max(numbers[::_NUMBERS], default=0) < pango.PANGO_GLYPH_EMPTY


def _pieces(stream: Any, item: Any, font: Any, size: float, numbers: list[int]) -> Iterator[str]:
    """How each glyph is written, with the room after it that is not its own."""
    known: dict[tuple[int, int], str] = font.__dict__.setdefault("pieces", {}).setdefault(size, {})
    for kind in zip(numbers[::_NUMBERS], numbers[1::_NUMBERS], strict=True):
        if kind not in known:
            known[kind] = _piece(stream, item, font, size, *kind)
        yield known[kind]


def _piece(stream: Any, item: Any, font: Any, size: float, glyph: int, width: int) -> str:
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(
            item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
        )
        own = stream.logical_rect.width
        font.widths[glyph] = round(own * 1000 * FROM_UNITS / size)
    kerning = font.widths[glyph] - width * 1000 * FROM_UNITS / size
    return f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"


def _tell_texts(text: str, item: Any, font: Any, numbers: list[int]) -> None:
    """Give glyphs that were not met before the text that they stand for here."""
    glyphs = numbers[::_NUMBERS]
    if font.to_unicode.keys() >= set(glyphs):
        return
    offset, length = item.item.offset, item.item.length
    starts = list(item.glyphs.log_clusters[0 : len(glyphs)])
    ends = [length, *starts[:-1]] if item.item.analysis.level % 2 else [*starts[1:], length]
    encoded = text.encode()
    for glyph, start, end in zip(glyphs, starts, ends, strict=True):
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = encoded[offset + start : offset + end].decode()
