"""The boxes of a page of a layout: ``Page._page_box`` (document.py, WeasyPrint 70.0).

Pinned: its first child is the box of ``<html>``, the boxes in the margins follow; lengths are
CSS pixels, and count from the page's upper left corner.
"""

from __future__ import annotations

from typing import Any


def whole(page: Any) -> Any:
    """The box of a page, with its margins."""
    return page._page_box


def flow(page: Any) -> Any:
    """The box of what stands on a page, without what stands in its margins."""
    return page._page_box.children[0]


def room(page: Any) -> tuple[float, float]:
    """Where the text of a page begins at the top, and how high it may be, in CSS pixels."""
    box = page._page_box
    return float(box.content_box_y()), float(box.height)
