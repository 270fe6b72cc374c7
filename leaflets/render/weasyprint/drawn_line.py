"""A patch: who draws a line of text, ``draw_first_line`` (draw/text.py, WeasyPrint 70.0).

It writes one text for each glyph, the first that it meets (``if glyph_id not in
font.to_unicode``): Kozea/WeasyPrint issue 1686. Where one glyph stands for several letters
(Arabic shapes, Devanagari clusters), the letters that come out of the PDF are wrong.

Pinned: ``draw_text`` calls it by its module's name, with a stream and a text box before all
else; it lays the line out as ``glyph_items`` does, and draws each glyph that is not empty.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from weasyprint.draw import text as draw_text

from leaflets.render.weasyprint import quick_glyphs
from leaflets.render.weasyprint.scope import is_ours

original = draw_text.draw_first_line


def install(drawing: Callable[[Any, Any, Callable[[], Any]], Any]) -> None:
    """Let ``drawing(stream, textbox, draw)`` draw each line of ours; ``draw()`` is WeasyPrint's.

    A second call changes nothing.
    """

    def draw_first_line(stream: Any, textbox: Any, *arguments: Any) -> Any:
        if not is_ours():
            return original(stream, textbox, *arguments)
        return drawing(stream, textbox, partial(_draw, stream, textbox, *arguments))

    draw_text.draw_first_line = draw_first_line


def _draw(stream: Any, textbox: Any, *arguments: Any) -> Any:
    is_drawn = quick_glyphs.draw_first_line(stream, textbox, *arguments)
    return [] if is_drawn else original(stream, textbox, *arguments)


def text_of(textbox: Any) -> str:
    """The text of a line."""
    return str(textbox.text)
