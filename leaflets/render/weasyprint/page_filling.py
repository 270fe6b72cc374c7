"""What stands on a page that ends early, drawn apart (formatting_structure/boxes.py, 70.0).

A heading goes to the next page with what it heads, the disclaimer goes there whole: what they
leave empty reads as the end of the leaflet. The room between blocks grows until little is left.

Pinned: ``translate`` moves a box with all that is in it, also what is placed later; the box of a
page's ``<html>`` is laid out before anything on the page is placed absolutely; a line of text is no
``BlockLevelBox``, and has the tag of the box that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from weasyprint.formatting_structure.boxes import BlockLevelBox

from leaflets.render.weasyprint import boxes

LARGEST: Final = 0.08
"""The share of the text area that stays empty at the foot of such a page."""

_MOST: Final = 0.035
"""The share of it that is added between two blocks at most: more would be a hole there."""

_SEEN: Final = 0.145
"""The share of it that reads as the leaflet's end: to leave less, blocks go apart as far."""

_CONTAINERS: Final = {"html", "body", "div", "section", "ul", "ol", "nav"}
_BEFORE_HEADING: Final = 3.0
"""How much more room there is before a heading than between other blocks."""


@dataclass(frozen=True)
class _Block:
    """What is moved as one, and how much of the room goes before it."""

    box: Any
    weight: float


def fill(root: Any, top: float, bottom: float) -> None:
    """Draw what is on a page apart, from ``top`` to ``bottom`` in CSS pixels."""
    blocks = list(_weighed(list(_blocks(root))))
    total = sum(block.weight for block in blocks)
    if not total:
        return
    area = bottom - top
    hole = bottom - max(block.box.border_box_y() + block.box.border_height() for block in blocks)
    room = hole - LARGEST * area
    if room <= 0:
        return
    share = min(room / total, _MOST * area)
    if hole - share * total > _SEEN * area:
        furthest = _SEEN * area / max(block.weight for block in blocks)
        share = min((hole - _SEEN * area) / total, furthest)
    moved = 0.0
    moves: dict[int, float] = {}
    for block in blocks:
        moved += share * block.weight
        moves[id(block.box)] = moved
    _move(root, moves)


def _blocks(box: Any) -> Iterator[Any]:
    """The blocks in a box that are moved as one, in their order."""
    for child in boxes.children(box):
        if _is_container(child):
            yield from _blocks(child)
        elif child.is_in_normal_flow():
            yield child


def _is_container(box: Any) -> bool:
    """Whether a box holds nothing but blocks under each other."""
    inner = list(boxes.children(box))
    return (
        boxes.tag(box) in _CONTAINERS
        and not getattr(box, "is_table_wrapper", False)
        and bool(inner)
        and all(isinstance(child, BlockLevelBox) and child.is_in_normal_flow() for child in inner)
    )


def _weighed(blocks: list[Any]) -> Iterator[_Block]:
    before = None
    for box in blocks:
        is_heading = box.style["break_after"] == "avoid"
        if before is None or before.style["break_after"] == "avoid":
            yield _Block(box, 0.0)
        else:
            yield _Block(box, _BEFORE_HEADING if is_heading else 1.0)
        before = box


def _move(box: Any, moves: dict[int, float]) -> float:
    """Move what is in a box; how far it goes at its foot."""
    first: float | None = None
    last = 0.0
    for child in boxes.children(box):
        if id(child) in moves:
            last = moves[id(child)]
            child.translate(dy=last)
            start = last
        elif _is_container(child):
            start = child.position_y
            last = _move(child, moves)
            start = child.position_y - start
        else:
            child.translate(dy=last)
            continue
        first = start if first is None else first
    if boxes.tag(box) not in ("html", "body"):
        box.position_y += first or 0.0
    box.height += last - (first or 0.0)
    return last
