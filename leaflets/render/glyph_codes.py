"""A patch of WeasyPrint's inside: give each pair of glyph and text a character code of its own.

WeasyPrint (70.0, draw/text.py: ``if glyph_id not in font.to_unicode``) writes one text for
each glyph, the first it meets. In scripts where one glyph stands for several letters (Arabic
shapes, Devanagari clusters) the letters that come out of the PDF are then wrong, for search,
copy and screen readers, while every validator passes. Here a glyph gets a further code (CID)
for each further text; CIDToGIDMap leads the codes back to the glyph (ISO 32000-1, 9.7.4.2),
and ToUnicode gives each its own text. A cluster's characters are shared out among its glyphs.

Upstream: Kozea/WeasyPrint issue 1686. tests/test_glyph_codes.py pins what is patched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.draw import text as draw_text
from weasyprint.logger import LOGGER
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, pango

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

_draw_first_line = draw_text.draw_first_line
_show_text = Stream.show_text


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    draw_text.draw_first_line = _draw_with_codes
    Stream.show_text = _show_with_codes


def write_codes(document: Any, pdf: pydyf.PDF) -> None:
    """Write the fonts' code tables: the finisher's part of the work."""
    for font in document.fonts.values():
        if codes := getattr(font, "codes", None):
            _write_font(pdf, font, codes)


def _draw_with_codes(stream: Any, textbox: Any, *arguments: Any) -> Any:
    turns = textbox.style["direction"] == "rtl" and not _MIRRORED.keys().isdisjoint(textbox.text)
    if _SIMPLE.fullmatch(textbox.text) and not turns:
        return _draw_first_line(stream, textbox, *arguments)
    stream.codes = list(_line_codes(stream, textbox))
    try:
        emojis = _draw_first_line(stream, textbox, *arguments)
        assert not stream.codes, "a line was drawn with other glyphs than it was laid out with"
    finally:
        stream.codes = None
    return emojis


def _show_with_codes(stream: Any, text: str) -> None:
    if codes := getattr(stream, "codes", None):

        def renumber(found: re.Match[str]) -> str:
            count = len(found[1]) // 4
            taken, codes[:count] = codes[:count], []
            return f"<{''.join(f'{code:04x}' for code in taken)}>"

        text = re.sub(r"<([0-9a-f]+)>", renumber, text)
    _show_text(stream, text)


def _line_codes(stream: Any, textbox: Any) -> Iterator[int]:
    """The code of each glyph of the line, in the order in which they are drawn."""
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    utf8 = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        font, _ = stream.add_font(item.item.analysis.font)
        circle = _dotted_circle(font.file_content)
        for glyph, text in _glyph_texts(item, utf8):
            if glyph == circle and DOTTED_CIRCLE not in text:
                LOGGER.error("A sign without its letter is drawn on a dotted circle: %r", text)
            if item.item.analysis.level % 2 and text in _MIRRORED:
                font.to_unicode.setdefault(glyph, _MIRRORED[text])
            yield _code(font, glyph, text)


@cache
def _dotted_circle(font_file: bytes) -> int | None:
    """The glyph of the dotted circle, which stands in for the letter of a stray vowel sign."""
    with TTFont(io.BytesIO(font_file), lazy=True) as font:
        name = font.getBestCmap().get(ord(DOTTED_CIRCLE))
        return None if name is None else font.getGlyphID(name)


def _glyph_texts(item: Any, utf8: bytes) -> Iterator[tuple[int, str]]:
    count, offset = item.glyphs.num_glyphs, item.item.offset
    glyphs = [info.glyph for info in item.glyphs.glyphs[0:count]]
    starts = list(item.glyphs.log_clusters[0:count])
    ends = dict(pairwise((*sorted(set(starts)), item.item.length)))
    clusters: dict[int, list[int]] = {}
    for index, start in enumerate(starts):
        if glyphs[index] != pango.PANGO_GLYPH_EMPTY:
            clusters.setdefault(start, []).append(index)
    texts: dict[int, str] = {}
    for start, indices in clusters.items():
        text = utf8[offset + start : offset + ends[start]].decode()
        in_order = indices[::-1] if item.item.analysis.level % 2 else indices
        texts.update(zip(in_order, _share(text, len(indices)), strict=True))
    return ((glyphs[index], texts[index]) for index in sorted(texts))


def _share(text: str, count: int) -> list[str]:
    """A cluster's characters shared out among its ``count`` glyphs, in logical order."""
    if len(text) >= count:
        return [*text[: count - 1], text[count - 1 :]]
    return [*text, *[FILLER] * (count - len(text))]


def _code(font: Any, glyph: int, text: str) -> int:
    if font.to_unicode.setdefault(glyph, text) == text:
        return glyph
    if not hasattr(font, "codes"):
        font.codes = {}
    code: int = font.codes.setdefault((glyph, text), font.glyph_count + len(font.codes))
    return code


def _write_font(pdf: pydyf.PDF, font: Any, codes: dict[tuple[int, str], int]) -> None:
    texts = {**font.to_unicode, **{code: text for (_, text), code in codes.items()}}
    glyphs = {**{glyph: glyph for glyph in font.to_unicode}}
    glyphs |= {code: glyph for (glyph, _), code in codes.items()}
    whole = next(
        found
        for found in pdf.objects
        if isinstance(found, dict) and found.get("BaseFont") == font.name and "ToUnicode" in found
    )
    descendant = pdf.objects[_number(whole["DescendantFonts"][0])]
    pdf.objects[_number(whole["ToUnicode"])].stream[:] = [_unicode_map(texts)]
    table = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    glyph_map = pydyf.Stream([bytes(table)], compress=True)
    pdf.add_object(glyph_map)
    descendant["CIDToGIDMap"] = glyph_map.reference
    widths = pydyf.Array()
    for code, glyph in sorted(glyphs.items()):
        widths.extend((code, pydyf.Array([font.widths[glyph]])))
    descendant["W"] = widths


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


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
