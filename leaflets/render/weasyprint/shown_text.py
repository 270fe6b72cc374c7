"""A patch: by which codes glyphs are shown, ``Stream.show_text`` (pydyf 0.13.0).

``weasyprint.pdf.stream.Stream`` inherits it, and draw/text.py (WeasyPrint 70.0) gives it the
glyphs of a line as hexadecimal numbers of four digits between ``<`` and ``>``, with places
between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.pdf.stream import Stream

original = Stream.show_text


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    Stream.show_text = _show_with_codes


@contextmanager
def shown_by(stream: Any, codes: list[int]) -> Iterator[None]:
    """While the block draws a line, its glyphs are shown by these codes, in order."""
    stream.codes = codes
    try:
        yield
        assert not stream.codes, "a line was drawn with other glyphs than it was laid out with"
    finally:
        stream.codes = None


def _show_with_codes(stream: Any, text: str) -> None:
    if codes := getattr(stream, "codes", None):

        def renumber(found: re.Match[str]) -> str:
            count = len(found[1]) // 4
            taken, codes[:count] = codes[:count], []
            return f"<{''.join(f'{code:04x}' for code in taken)}>"

        text = re.sub(r"<([0-9a-f]+)>", renumber, text)
    original(stream, text)
