"""Each pair of glyph and text gets a character code of its own.

WeasyPrint writes one text for each glyph, the first it meets. In scripts where one glyph stands
for several letters (Arabic shapes, Devanagari clusters) the letters that come out of the PDF are
then wrong, for search, copy and screen readers, while every validator passes. Here a glyph gets
a further code (CID) for each further text; CIDToGIDMap leads the codes back to the glyph
(ISO 32000-1, 9.7.4.2), and ToUnicode gives each its own text. A cluster's characters are shared
out among its glyphs.

``weasyprint.drawn_line`` and its neighbours tell what is patched for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from fontTools.ttLib import TTFont

from leaflets.render.weasyprint import drawn_line, font_tables, font_texts, log, shown_text
from leaflets.render.weasyprint.boxes import is_right_to_left
from leaflets.render.weasyprint.glyph_items import GlyphItem, glyph_items, is_missing

FILLER: Final = "\u200b"
"""What a glyph says that has no character of its own: a zero-width space."""

DOTTED_CIRCLE: Final = "\u25cc"

# Scripts in which one glyph has always one text: WeasyPrint's own way is right there.
_SIMPLE: Final = re.compile(
    r"[\s\u0021-\u02ff\u0370-\u058f\u1200-\u139f\u1e00-\u1e9f\u2000-\u206f\u2070-\u2bff"
    r"\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]*"
)

# What is drawn as the other one of a pair in a line that runs from right to left (UAX #9, L4).
_MIRRORED: Final = dict(
    pair
    for one, other in ("()", "[]", "{}", "<>", "«»", "‹›", "≤≥")
    for pair in ((one, other), (other, one))
)


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    drawn_line.install(_draw_with_codes)
    shown_text.install()


def write_codes(document: Any, pdf: Any) -> None:
    """Write the fonts' code tables: the finisher's part of the work."""
    for font in font_texts.fonts_of(document):
        if codes := font_texts.codes(font):
            _write_font(pdf, font, codes)


def _draw_with_codes(stream: Any, textbox: Any, draw: Callable[[], Any]) -> Any:
    text = drawn_line.text_of(textbox)
    turns = is_right_to_left(textbox) and not _MIRRORED.keys().isdisjoint(text)
    if _SIMPLE.fullmatch(text) and not turns:
        return draw()
    with shown_text.shown_by(stream, list(_line_codes(stream, textbox))):
        return draw()


def _line_codes(stream: Any, textbox: Any) -> Iterator[int]:
    """The code of each glyph of the line, in the order in which they are drawn."""
    for item in glyph_items(stream, textbox):
        circle = _dotted_circle(font_texts.file_of(item.font))
        own, codes = font_texts.texts(item.font), font_texts.codes(item.font)
        first_free = font_texts.first_free_code(item.font)
        for glyph, text in _glyph_texts(item):
            if is_missing(glyph):
                # A number of nine digits, as which HarfBuzz would make a font of so many glyphs.
                yield 0
                continue
            if glyph == circle and DOTTED_CIRCLE not in text:
                log.report("A sign without its letter is drawn on a dotted circle: %r", text)
            if item.is_right_to_left and text in _MIRRORED:
                own.setdefault(glyph, _MIRRORED[text])
            if own.setdefault(glyph, text) == text:
                yield glyph
            else:
                yield codes.setdefault((glyph, text), first_free + len(codes))


@cache
def _dotted_circle(font_file: bytes) -> int | None:
    """The glyph of the dotted circle, which stands in for the letter of a stray vowel sign."""
    with TTFont(io.BytesIO(font_file), lazy=True) as font:
        name = font.getBestCmap().get(ord(DOTTED_CIRCLE))
        return None if name is None else font.getGlyphID(name)


def _glyph_texts(item: GlyphItem) -> Iterator[tuple[int, str]]:
    texts: dict[int, str] = {}
    for text, places in item.clusters:
        texts.update(zip(places, _share(text, len(places)), strict=True))
    return ((item.glyphs[place], texts[place]) for place in sorted(texts))


def _share(text: str, count: int) -> list[str]:
    """A cluster's characters shared out among its ``count`` glyphs, in logical order."""
    if len(text) >= count:
        return [*text[: count - 1], text[count - 1 :]]
    return [*text, *[FILLER] * (count - len(text))]


def _write_font(pdf: Any, font: Any, codes: dict[tuple[int, str], int]) -> None:
    own = font_texts.texts(font)
    texts = {**own, **{code: text for (_, text), code in codes.items()}}
    glyphs = {glyph: glyph for glyph in own} | {code: glyph for (glyph, _), code in codes.items()}
    font_tables.write(pdf, font, glyphs, _unicode_map(texts))


def _unicode_map(texts: dict[int, str]) -> bytes:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3), in blocks of at most 100 entries."""
    lines = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
    ]
    entries = sorted(texts.items())
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in block]
        lines.append("endbfchar")
    lines.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return "\n".join(lines).encode()
