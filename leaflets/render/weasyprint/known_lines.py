"""A patch: a line that was split from a text before is not split again (layout/inline.py, 70.0).

The same words in the same style and room are asked for again and again: for the narrowest and the
widest that a cell can be, for each try at a page break, for a page that is made anew. Of the lines
of a leaflet, half to two thirds were known. (Kozea/WeasyPrint pull request 2808 keeps preferred
widths.)

Pinned: ``split_first_line`` depends on nothing but its arguments, of ``context`` on the
dictionaries for hyphens only.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from weasyprint.layout import inline, preferred

from leaflets.render.weasyprint.style_notes import keeps, kept


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    for module in (inline, preferred):
        if not isinstance(module.split_first_line, Remembering):
            module.split_first_line = Remembering(module.split_first_line)


class Remembering:
    """``split_first_line``, which keeps with each style the lines that were split in it."""

    def __init__(self, split: Callable[..., Any]) -> None:
        self.split = split

    def __call__(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        """The line: its layout, length in bytes, where the next begins, its measures in pixels."""
        rest = justification_spacing, is_line_start, minimum
        if not keeps(style):
            return self.split(text, style, context, max_width, *rest)
        lines = kept(style, "known_lines", lambda _style: {})
        key = text, max_width, *rest
        if key not in lines:
            lines[key] = self.split(text, style, context, max_width, *rest)
        layout, *measures = lines[key]
        # What is drawn may get an ellipsis: that is for one box only.
        return copy.copy(layout), *measures
