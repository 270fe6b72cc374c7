"""The structure tree of a PDF about to be written (pdf/tags.py, ``add_tags``, WeasyPrint 70.0).

Pinned: the catalog leads to the root, whose only child is the element ``/Document``; the
children of an element (``K``) are references to elements and to links' objects (``/OBJR``), and
numbers of marked content; each element has ``K``, ``S`` and ``P``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from leaflets.render.weasyprint.pdf_objects import found

_Element = Any


@dataclass(frozen=True)
class StructureTree:
    """The tree: ``root`` (ISO 32000-1, 14.7.2) and ``document``, under which all else hangs."""

    pdf: Any
    root: Any
    document: _Element

    def object(self, reference: bytes) -> Any:
        """What a reference leads to."""
        return found(self.pdf, reference)

    def child(self, kid: bytes | int) -> _Element | None:
        """The element that a kid (an item of ``K``) leads to; None for content, or a link's."""
        element = self.object(kid) if isinstance(kid, bytes) else None
        return element if element is not None and element.get("Type") == "/StructElem" else None

    def children(self, element: _Element) -> Iterator[_Element]:
        """The elements under an element."""
        for kid in element.get("K", ()):
            if (child := self.child(kid)) is not None:
                yield child

    def walk(self, element: _Element) -> Iterator[_Element]:
        """An element and all under it, in the order in which they are read."""
        found = [element]
        while found:
            first = found.pop()
            yield first
            found.extend(reversed(list(self.children(first))))


def tree_of(pdf: Any) -> StructureTree:
    """The structure tree of a tagged PDF."""
    root = found(pdf, pdf.catalog["StructTreeRoot"])
    return StructureTree(pdf, root, found(pdf, root["K"][0]))
