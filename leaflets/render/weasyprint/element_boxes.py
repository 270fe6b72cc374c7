"""A patch: for which box each element of the structure tree is made (pdf/tags.py, 70.0).

WeasyPrint forgets it; with it go the HTML element, its language and its attributes. And it makes
an element of its own for each line of a text, half of all: where a paragraph, a heading or a span
holds nothing else, the lines are its own here.

Pinned: ``_build_box_tree(box, parent, pdf, page_number, nums, …)`` calls itself by its module's
name and yields the elements that it makes for a box, each already a numbered object of the PDF,
once all in it is made; ``nums`` has the element of each marked content. The pairs are kept with the
PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from weasyprint.pdf import tags

from leaflets.render.weasyprint.pdf_objects import array
from leaflets.render.weasyprint.scope import is_ours

original = tags._build_box_tree
_HOLD_TEXT: Final = ("/P", "/Span", *(f"/H{level}" for level in range(1, 7)))


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    tags._build_box_tree = _record_pairs


def _record_pairs(
    box: Any, parent: Any, pdf: Any, page_number: int, nums: Any, *arguments: Any
) -> Iterator[Any]:
    elements = original(box, parent, pdf, page_number, nums, *arguments)
    if not is_ours():
        yield from elements
        return
    pairs = pdf.__dict__.setdefault("boxes_of_elements", {})
    for element in elements:
        pairs.setdefault(element.number, box)
        if element["S"] in _HOLD_TEXT and element["K"]:
            _take_lines(pdf, element, nums, pairs)
        yield element


def _take_lines(pdf: Any, element: Any, nums: Any, pairs: dict[int, Any]) -> None:
    """Make the lines of a text an element's own, where it holds nothing else."""
    lines = pdf.objects[-len(element["K"]) :]
    if [line.reference for line in lines] != element["K"]:
        return
    if any(line["S"] != "/Span" or line.number in pairs for line in lines):
        return
    del pdf.objects[-len(lines) :]
    element["K"] = array(mcid for line in lines for mcid in line["K"])
    nums.update(dict.fromkeys(element["K"], element.reference))


def take(pdf: Any) -> dict[int, Any]:
    """The box for which each element was made, by the element's number; they are forgotten."""
    found: dict[int, Any] = pdf.__dict__.pop("boxes_of_elements", {})
    return found
