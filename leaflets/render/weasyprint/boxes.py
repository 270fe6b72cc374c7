"""What a box of a layout is: formatting_structure/boxes.py, WeasyPrint 70.0.

Pinned: ``children`` (a replaced or text box may have none), ``element`` and ``element_tag``
(None, and the tag's name; ``li::marker`` for a mark), ``style["lang"]`` and
``style["direction"]``, ``text``, ``position_x``, ``position_y`` and ``baseline`` of a text,
``margin_height()``; ``strut(style)`` (text/line_break.py) gives a line's height first. Lengths are
CSS pixels, and count from the page's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def children(box: Any) -> Iterator[Any]:
    """The boxes in a box."""
    yield from getattr(box, "children", ())


def element(box: Any) -> Any:
    """The HTML element that a box was made for, or None: the page, a margin."""
    return getattr(box, "element", None)


def attribute(box: Any, name: str) -> str | None:
    """An attribute of the element that a box was made for, or None."""
    found = element(box)
    value: str | None = None if found is None else found.get(name)
    return value


def tag(box: Any) -> str:
    """The name of the element that a box was made for; of its pseudo-element, "p::before"."""
    return str(box.element_tag)


def language(box: Any) -> str | None:
    """The language of what stands in a box, where it is known."""
    found: str | None = box.style["lang"] if box.style else None
    return found


def is_right_to_left(box: Any) -> bool:
    """Whether what stands in a box runs from right to left."""
    return bool(box.style["direction"] == "rtl")


def base_line(box: Any) -> tuple[float, float] | None:
    """Where the base line of a text begins, in CSS pixels; None for what is no text, or space."""
    if not (hasattr(box, "text") and box.text.strip()):
        return None
    return float(box.position_x), float(box.position_y + box.baseline)


def line_height(box: Any) -> float:
    """How high a line of text in a box is, in CSS pixels."""
    from weasyprint.text.line_break import strut

    return float(strut(box.style)[0])


def margin_height(box: Any) -> float:
    """How high a box is with its margins, in CSS pixels."""
    return float(box.margin_height())


def last_line(box: Any) -> float:
    """Where the last line in a box ends, in CSS pixels from the page's top."""
    placed = [child for child in children(box) if hasattr(child, "position_y")]
    if not placed:
        return float(box.position_y) + float(box.margin_height())
    return max(map(last_line, placed))
