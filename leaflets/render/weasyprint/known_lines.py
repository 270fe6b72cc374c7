"""A patch: a line that was split from a text before is not split again (layout/inline.py, 70.0).

The same words in the same style and room are asked for again and again: for the narrowest and the
widest that a cell can be, for each try at a page break, for a page that is made anew. Of the lines
of a leaflet, half to two thirds were known. (Kozea/WeasyPrint pull request 2808 keeps preferred
widths.)

Pinned: ``split_first_line`` depends on nothing but its arguments, of ``context`` on the
dictionaries for hyphens only; a style is not changed once a line was split in it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

from weasyprint.css import Style
from weasyprint.layout import inline, preferred

from leaflets.render.weasyprint.scope import is_ours


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    for module in (inline, preferred):
        if not isinstance(module.split_first_line, _Remembering):
            module.split_first_line = _Remembering(_split, module.split_first_line)


class _Remembering(partial):  # type: ignore[type-arg]
    """``split_first_line``, patched."""


def _split(
    split: Callable[..., Any],
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    arguments = text, style, context, max_width, justification_spacing, is_line_start, minimum
    if not is_ours() or not isinstance(style, Style):
        return split(*arguments)
    lines = style.__dict__.setdefault("known_lines", {})
    key = text, max_width, justification_spacing, is_line_start, minimum
    if key not in lines:
        lines[key] = split(*arguments)
    layout, *measures = lines[key]
    # What is drawn may get an ellipsis: that is for one box only.
    return copy.copy(layout), *measures
