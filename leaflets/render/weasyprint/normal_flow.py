"""A patch: whether a box is in normal flow, in one step (formatting_structure/boxes.py, 70.0).

It is asked thirty times for each box, by five questions each. (Kozea/WeasyPrint has no issue.)

Pinned: a box that does not float and whose position is static or relative is in normal flow.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint.formatting_structure.boxes import Box

original: Final = Box.is_in_normal_flow


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    Box.is_in_normal_flow = _is_in_normal_flow


def _is_in_normal_flow(box: Any) -> bool:
    style = box.style
    if style["float"] == "none" and style["position"] in ("static", "relative"):
        return True
    return bool(original(box))
