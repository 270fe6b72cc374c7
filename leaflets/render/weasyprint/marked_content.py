"""The marked content of pages, and whose it is (pdf/tags.py, pdf/stream.py, WeasyPrint 70.0).

What stands in the margins is marked content of elements that hang in no tree.

Pinned: ``ParentTree`` of the tree's root has the pages' owners as ``Nums``, page by page, each
after its number, by the content's number (MCID); the stream of a page has a marked content's
tag, its properties (a dictionary) and its operator as neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from leaflets.render.weasyprint.pdf_objects import array, dictionary, found, number_of


@dataclass(frozen=True)
class MarkedPage:
    """The marked content of one page: ``owners`` has the element of each, in order of MCID."""

    pdf: Any
    reference: bytes
    owners: Any
    operators: Any

    def owner_numbers(self) -> list[int]:
        """The number of the element that each piece of content belongs to, in order of MCID."""
        return [number_of(owner) for owner in self.owners]

    def set_owner(self, mcid: int, owner: bytes) -> None:
        """Give a piece of content to an element, by its reference."""
        self.owners[mcid] = owner

    def make_artifacts(self, mcids: Collection[int]) -> None:
        """Turn content into artifacts (ISO 32000-1, 14.8.2.2); their elements lose it."""
        for mcid in mcids:
            found(self.pdf, self.owners[mcid])["K"] = array()
            self.owners[mcid] = "null"
        for place in range(len(self.operators) - 1):
            properties = self.operators[place + 1]
            if isinstance(properties, dict) and properties.get("MCID") in mcids:
                self.operators[place] = "/Artifact"
                self.operators[place + 1] = dictionary({"Type": "/Pagination"})


def marked_pages(pdf: Any, root: Any) -> Iterator[MarkedPage]:
    """The marked content of each page; ``root`` is the structure tree's."""
    entries = found(pdf, root["ParentTree"])["Nums"]
    for index, reference in enumerate(pdf.page_references):
        stream = found(pdf, found(pdf, reference)["Contents"]).stream
        yield MarkedPage(pdf, reference, entries[2 * index + 1], stream)
