"""What HTML does not show, by its own attributes: hidden text, and text that is struck through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE
)
_STRUCK: Final = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)


def drop_hidden(root: Any, tell: Callable[[str], None]) -> None:
    """Take what is hidden out of a tree; ``tell`` gets what each said (HTML, 6.1; CSS 2, 9.2.4)."""
    for element in [e for e in root.iterdescendants() if isinstance(e.tag, str)]:
        parent = element.getparent()
        if parent is None or not _is_hidden(element):
            continue
        said = " ".join("".join(element.itertext()).split())
        if said:
            tell(said)
        _keep_tail(element, parent)
        parent.remove(element)


def is_struck(element: Any) -> bool:
    """Whether an element's own style strikes its text through."""
    return bool(_STRUCK.search(element.get("style") or ""))


def _is_hidden(element: Any) -> bool:
    is_found = element.get("hidden") in ("", "hidden", "true")
    return is_found or bool(_HIDDEN.search(element.get("style") or ""))


def _keep_tail(element: Any, parent: Any) -> None:
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
