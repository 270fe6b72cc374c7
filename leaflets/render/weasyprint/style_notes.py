"""What is worked out of a style once, and kept with it (css/__init__.py, WeasyPrint 70.0).

Pinned: styles are of ``Style``, whose instances take attributes; a style that is copied to be
changed leaves behind what was kept with it; else none is changed once a box was laid out in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.css import Style

from leaflets.render.weasyprint.scope import is_ours


def keeps(style: Any) -> bool:
    """Whether something may be kept with a style: one of ours, not of a drawing's text."""
    return is_ours() and isinstance(style, Style)


def kept(style: Any, name: str, make: Callable[[Any], Any]) -> Any:
    """What ``make`` makes of a style, made when it is first asked for."""
    known = style.__dict__
    if name not in known:
        known[name] = make(style)
    return known[name]
