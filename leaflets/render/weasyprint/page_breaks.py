"""A patch: how a block goes over to the next page (layout/block.py, WeasyPrint 70.0).

- ``break-inside: avoid`` moves a box to the next page however much of a page it leaves empty:
  here it holds only where no more than ``LARGEST_HOLES`` stays empty, with the headings before it.
- A box that goes on is drawn down to the page's foot, though what is in it has ended: it looks as
  if text were missing. Here it ends with what is in it.
- A picture that floats beside text stays at a page's foot though the text goes to the next page.
- A box that goes on has no heading on the next page. Here its child of the class ``continued``
  stands there, and nowhere else.

Pinned: ``block_container_layout`` is called by its name in its module, with the arguments below,
and answers None in place of a box that has no room; a page's ``<html>`` is laid out before all
that is in it; ``resolve_percentages`` sets ``padding_top`` before each layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any, Final

from weasyprint.formatting_structure.boxes import LineBox, TableBox, TableRowBox
from weasyprint.layout import block

from leaflets.render.weasyprint import boxes, page_filling
from leaflets.render.weasyprint.scope import is_ours

LARGEST_HOLES: Final = {"avoid-page": 0.14, "avoid": 0.06}
"""By ``break-inside``, the share of a page's text area that stays empty at most before a box."""

WHOLE: Final = "whole"
"""The class of what goes to the next page, whatever that leaves empty."""

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
"""What never goes on: half a heading says something else."""

CONTINUED: Final = "continued"
"""The class of a box's heading on the pages where it goes on."""

original = block.block_container_layout


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    block.block_container_layout = _laid_out


def _laid_out(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    page_is_empty: bool,
    *rest: Any,
    **named: Any,
) -> Any:
    """A box, or as much of it as goes on the page, as ``block_container_layout`` answers."""
    if boxes.tag(box) == "html" and is_ours():
        context.text_top, context.kept_from = box.position_y, None
    if not hasattr(context, "text_top"):
        return original(context, box, bottom_space, skip_stack, page_is_empty, *rest, **named)
    margins = named["adjoining_margins"] if named else rest[2]
    fit = _Fit(context, box, page_is_empty, margins)
    given = (context, box, bottom_space, skip_stack, page_is_empty, *rest)
    result = _with_heading(given, named)
    if result[0] is None and (kept := fit.kept()):
        with fit.loosened(kept):
            result = _with_heading(given, named)
    new, resume_at, *_ = result
    if new is not None and resume_at is not None and not page_is_empty and not _has_text(new):
        block.remove_placeholders(context, [new], *_placeholders(rest, named))
        return None, None, {"break": "any", "page": None}, [], False, result[-1]
    if result[0] is not None:
        fit.note_end()
        if boxes.tag(box) == "html" and result[1] is not None and result[2]["break"] == "any":
            page_filling.fill(result[0], context.text_top, context.page_bottom)
    return result


class _Fit:
    """A box that is to be laid out: where it and the headings before it begin."""

    def __init__(
        self, context: Any, box: Any, page_is_empty: bool, margins: list[float] | None
    ) -> None:
        self.context = context
        self.box = box
        self.is_first = page_is_empty
        self.place = box.position_x, box.position_y
        self.margins, self.before = margins, [*(margins or ())]
        self.kept_from = context.kept_from
        self.top = box.position_y if context.kept_from is None else context.kept_from

    def kept(self) -> list[Any]:
        """What holds the box together, where too much of the page would stay empty for it."""
        room = self.context.page_bottom - self.context.text_top
        hole = (self.context.page_bottom - self.top) / room
        tables = [child for child in self.box.children if isinstance(child, TableBox)]
        is_whole = _has_class(self.box, WHOLE) or boxes.tag(self.box) in _HEADINGS
        if self.is_first or is_whole:
            return []
        return [
            one
            for one in (self.box, *tables)
            if hole > LARGEST_HOLES.get(one.style["break_inside"], 1)
        ]

    @contextmanager
    def loosened(self, kept: list[Any]) -> Iterator[None]:
        """The box as before it was laid out, and held together by nothing."""
        styles = [one.style for one in kept]
        for one in kept:
            one.style = one.style.copy()
            one.style["break_inside"] = "auto"
        self.box.position_x, self.box.position_y = self.place
        self.context.kept_from = self.kept_from
        if self.margins is not None:
            self.margins[:] = self.before
        yield
        for one, style in zip(kept, styles, strict=True):
            one.style = style

    def note_end(self) -> None:
        """Keep where the headings begin that stand before what comes next."""
        if self.box.style["break_after"] == "avoid":
            self.context.kept_from = self.top
        elif any(isinstance(child, LineBox) for child in self.box.children):
            self.context.kept_from = None


def _with_heading(given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """A box, under its heading where it goes on."""
    context, box, _, skip_stack, *_ = given
    heading, height = _continued(box), 0.0
    if heading is not None and skip_stack is not None:
        heading = _placed(context, heading, box)
        height = heading.margin_height()
        box.padding_top += height
    new, resume_at, *told = original(*given, **named)
    box.padding_top -= height
    if new is not None and height:
        new.padding_top -= height
        new.height += height
        heading.translate(0, new.content_box_y() - heading.position_y)
        new.children = [heading, *new.children]
    if new is not None and resume_at is not None:
        _end_with_content(new)
    return (new, resume_at, *told)


def _continued(box: Any) -> Any:
    """The heading of a box where it goes on, taken out of what is in it; None where it has none."""
    if not hasattr(box, "heading_continued"):
        # An anonymous box has the element of the box that it is in.
        own = boxes.element(box)
        found = [
            child
            for child in box.children
            if _has_class(child, CONTINUED) and boxes.element(child) is not own
        ]
        box.heading_continued = found[0] if found else None
        if found:
            box.children = [child for child in box.children if child is not found[0]]
            # Where a frame is cut, its padding goes, and with it the room for the heading.
            box.style = box.style.copy()
            box.style["box_decoration_break"] = "clone"
    return box.heading_continued


def _placed(context: Any, heading: Any, box: Any) -> Any:
    """A heading, laid out over the width of its box."""
    heading = heading.deepcopy()
    heading.position_x, heading.position_y = box.content_box_x(), box.content_box_y()
    return block.block_level_layout(context, heading, -inf, None, box)[0]


def _end_with_content(box: Any) -> None:
    """Make a box that goes on no higher than what is left of it on this page."""
    flow = [child for child in boxes.children(box) if child.is_in_normal_flow()]
    if not flow or isinstance(flow[-1], TableRowBox) or box.style["height"] != "auto":
        return
    if not isinstance(flow[-1], LineBox):
        _end_with_content(flow[-1])
    ends = (child.position_y + child.margin_height() for child in flow)
    box.height = min(box.height, max(ends) - box.content_box_y())


def _placeholders(rest: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Any]:
    """The lists of what is placed later: absolute and fixed."""
    return (named["absolute_boxes"], named["fixed_boxes"]) if named else (rest[0], rest[1])


def _has_text(box: Any) -> bool:
    return isinstance(box, LineBox) or any(map(_has_text, boxes.children(box)))


def _has_class(box: Any, name: str) -> bool:
    return name in (boxes.attribute(box, "class") or "").split()
