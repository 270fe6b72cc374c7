"""Pages that end a line earlier, where the disclaimer would leave a page half empty.

It stands whole, on the last page: what is before it on the last page but one may be a few lines.
That page is filled from those before it, each of which gives up a line or two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from leaflets.render.weasyprint import boxes, page_boxes

_FEWEST: Final = 4
"""With fewer pages, each would lose too much."""
_HOLE: Final = 0.14
"""The share of a page's text area under its last line that reads as the end of the leaflet."""
_LEFT: Final = 0.1
"""The share of the text area that may stay empty on that page."""
_MORE: Final = (0, 1, 2, 4, 6, 9)
"""How many lines more than are wanted are taken, one try after another: some pages have room."""


def evened(document: Any, html: str, laid_out: Callable[[str], Any]) -> Any:
    """The layout of ``html``, or a better one of as many pages; ``laid_out`` makes another."""
    count = len(document.pages)
    if count < _FEWEST:
        return document
    best, (hole, room) = document, _hole(document.pages[-2])
    line = boxes.line_height(page_boxes.flow(document.pages[0]))
    wanted = math.ceil((hole - _LEFT) * room / line)
    for more in _MORE:
        if hole <= _HOLE:
            break
        rules = _shortened(count - 2, wanted + more, line)
        other = laid_out(html.replace("</style>", f"{rules}</style>", 1))
        if len(other.pages) == count and (left := _hole(other.pages[-2])[0]) < hole:
            best, hole = other, left
    return best


def _shortened(pages: int, lines: int, line: float) -> str:
    """CSS by which the last of the first ``pages`` give up so many lines of ``line`` px."""
    each = math.ceil(lines / pages)
    numbers = range(max(1, pages - math.ceil(lines / each) + 1), pages + 1)
    rule = f"{{ padding-bottom: {each * line:.1f}px }}"
    return "".join(f"@page :nth({number}) {rule}\n" for number in numbers)


def _hole(page: Any) -> tuple[float, float]:
    """The share of a page's text area under its last line, and how high the area is, in px."""
    top, room = page_boxes.room(page)
    return (top + room - boxes.last_line(page_boxes.flow(page))) / room, room
