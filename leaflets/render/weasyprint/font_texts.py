"""What the glyphs of a font say: ``Font`` (pdf/fonts.py, WeasyPrint 70.0).

Pinned: ``to_unicode`` has one text for each glyph, and what is there is left; ``glyph_count``
is more than any glyph; ``file_content`` is the font's whole file; ``Document.fonts`` has each
font once. The further codes are kept with the font.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def texts(font: Any) -> dict[int, str]:
    """The text of each glyph of a font, which may be set for those that have none."""
    found: dict[int, str] = font.to_unicode
    return found


def codes(font: Any) -> dict[tuple[int, str], int]:
    """The further codes of a font, by glyph and text, which may be added to."""
    found: dict[tuple[int, str], int] = font.__dict__.setdefault("codes", {})
    return found


def first_free_code(font: Any) -> int:
    """The first code that is no glyph's."""
    return int(font.glyph_count)


def file_of(font: Any) -> bytes:
    """The file of a font."""
    return bytes(font.file_content)


def fonts_of(document: Any) -> Iterator[Any]:
    """The fonts that a document is drawn with."""
    yield from document.fonts.values()
