"""A patch: for which box each element of the structure tree is made (pdf/tags.py, 70.0).

WeasyPrint forgets it; with it go the HTML element, its language and its attributes.

Pinned: ``_build_box_tree(box, parent, pdf, …)`` calls itself by its module's name and yields the
elements that it makes for a box, each already a numbered object of the PDF. The pairs are kept
with the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.pdf import tags

from leaflets.render.weasyprint.scope import is_ours

original = tags._build_box_tree


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    tags._build_box_tree = _record_pairs


def _record_pairs(box: Any, parent: Any, pdf: Any, *arguments: Any) -> Iterator[Any]:
    elements = original(box, parent, pdf, *arguments)
    if not is_ours():
        yield from elements
        return
    pairs = pdf.__dict__.setdefault("boxes_of_elements", {})
    for element in elements:
        pairs.setdefault(element.number, box)
        yield element


def take(pdf: Any) -> dict[int, Any]:
    """The box for which each element was made, by the element's number; they are forgotten."""
    found: dict[int, Any] = pdf.__dict__.pop("boxes_of_elements", {})
    return found
