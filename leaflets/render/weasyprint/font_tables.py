"""The code tables of a font in a PDF about to be written (pdf/fonts.py, WeasyPrint 70.0).

``build_fonts_dictionary`` writes for each font a Type 0 dictionary with the font's name, a map
of texts (``ToUnicode``), and one descendant, whose codes are its glyphs (``/Identity``) and
whose widths (``W``) are those of ``Font.widths``.
"""

from __future__ import annotations

from typing import Any

from leaflets.render.weasyprint.pdf_objects import add_stream, array, found


def write(pdf: Any, font: Any, glyphs: dict[int, int], to_unicode: bytes) -> None:
    """Give a font its tables: the glyph of each code, the width of each, and their texts.

    ``to_unicode`` is the whole map (ISO 32000-1, 9.10.3).
    """
    whole = _dictionary_of(pdf, font)
    descendant = found(pdf, whole["DescendantFonts"][0])
    found(pdf, whole["ToUnicode"]).stream[:] = [to_unicode]
    table = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    descendant["CIDToGIDMap"] = add_stream(pdf, bytes(table))
    widths = array()
    for code, glyph in sorted(glyphs.items()):
        widths.extend((code, array([font.widths[glyph]])))
    descendant["W"] = widths


def _dictionary_of(pdf: Any, font: Any) -> Any:
    return next(
        one
        for one in pdf.objects
        if isinstance(one, dict) and one.get("BaseFont") == font.name and "ToUnicode" in one
    )
