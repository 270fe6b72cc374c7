"""A patch: a text before other inline boxes that fits but for its last space (line_break.py, 70.0).

Pango lets the space hang over the edge; ``split_first_line`` measures it, takes the line for one
that can't be parted and keeps its first word alone. What comes after the text looks whether it
fits without the space, so the whole of it is given back.

Pinned: a line cut too early is the text's first word; without a width, there is no cut.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from weasyprint.layout import inline

from leaflets.render.weasyprint.scope import is_ours


class _Whole(partial):  # type: ignore[type-arg]
    """``split_first_line``, patched."""


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    if not isinstance(inline.split_first_line, _Whole):
        inline.split_first_line = _Whole(_split, inline.split_first_line)


def _split(
    split: Callable[..., Any],
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    *arguments: Any,
    **options: Any,
) -> Any:
    line = split(text, style, context, max_width, *arguments, **options)
    resume_at = line[2]
    if resume_at is None or not text.endswith(" ") or not is_ours():
        return line
    words = text.rstrip(" ")
    if " " not in words or " " in text.encode()[:resume_at].decode().strip(" "):
        return line
    if split(words, style, context, max_width, *arguments, **options)[2] is not None:
        return line
    return split(text, style, context, None, *arguments, **options)
