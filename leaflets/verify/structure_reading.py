"""The structure tree of a PDF (ISO 32000-1, 14.7), flattened in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary

from leaflets.verify.pdf_entries import dictionary, one_or_more, same, text

_MOST: Final = 500_000
"""A leaflet of 300 pages has a tenth of the elements and pieces of content."""


class MarkedContent(NamedTuple):
    """Marked content in reading order: where it is, and whose it is."""

    page: int
    mcid: int
    identity: str | None
    tag: str


@dataclass(frozen=True)
class Structure:
    """The structure tree, flattened in reading order.

    By identity: ``alternatives`` are the words of pictures (``Alt``), ``spoken`` what is said in
    place of text (``ActualText``).
    """

    contents: tuple[MarkedContent, ...]
    tags: tuple[str, ...]
    alternatives: dict[str, str]
    spoken: dict[str, str]
    sequence: tuple[str, ...]
    headerless_cells: int


class _Parent(NamedTuple):
    """The element that something stands in: whose text, on which page, in which other one."""

    identity: str | None = None
    tag: str = ""
    outer: str = ""
    page: int | None = None


def structure_of(pdf: pikepdf.Pdf) -> Structure:
    """The structure tree of a PDF; empty where it has none.

    Raises ValueError for what is no tree: an element that stands in two places, or in itself.
    """
    walk = _Walk({page.obj.objgen: index for index, page in enumerate(pdf.pages)})
    walk.down(one_or_more(dictionary(pdf.Root, "/StructTreeRoot"), "/K"))
    return Structure(
        tuple(walk.contents),
        tuple(walk.tags),
        walk.alternatives,
        walk.spoken,
        tuple(walk.sequence),
        walk.headerless,
    )


class _Walk:
    """A walk down a tree; not by calls in calls, however deep it is."""

    def __init__(self, pages: dict[tuple[int, int], int]) -> None:
        self.pages = pages
        self.seen: set[tuple[int, int]] = set()
        self.contents: list[MarkedContent] = []
        self.tags: list[str] = []
        self.alternatives: dict[str, str] = {}
        self.spoken: dict[str, str] = {}
        self.sequence: list[str] = []
        self.headerless = 0

    def down(self, kids: list[Any]) -> None:
        """Walk through these and all that is in them, in reading order."""
        waiting: list[tuple[Any, _Parent]] = [(kid, _Parent()) for kid in reversed(kids)]
        count = 0
        while waiting:
            kid, parent = waiting.pop()
            count += 1
            if count + len(waiting) > _MOST:
                raise ValueError("its structure has more elements than any leaflet")
            if isinstance(kid, int) and not isinstance(kid, bool):
                self._content(kid, parent, parent.page)
            elif isinstance(kid, Dictionary):
                inner, own = self._inside(kid, parent)
                waiting += [(one, own) for one in reversed(inner)]
            else:
                raise ValueError("its structure holds something that is no element")

    def _inside(self, kid: Any, parent: _Parent) -> tuple[list[Any], _Parent]:
        """What is in an element, and the element as the parent of it."""
        if "/S" in kid:
            return one_or_more(kid, "/K"), self._element(kid, parent)
        if "/MCID" in kid:
            # What a form draws (Stm) has numbers of its own.
            if "/Stm" not in kid:
                page = self._page(kid) if "/Pg" in kid else parent.page
                self._content(kid["/MCID"], parent, page)
        elif "/Obj" not in kid:
            raise ValueError("its structure has an element without a type")
        return [], parent

    def _element(self, element: Any, parent: _Parent) -> _Parent:
        reference = same(element)
        if reference is not None and reference in self.seen:
            raise ValueError("its structure has an element in two places")
        if reference is not None:
            self.seen.add(reference)
        tag, identity = text(element, "/S"), parent.identity
        self.tags.append(tag)
        if "/ID" in element and tag != "/TH":
            identity = text(element, "/ID")
            self.sequence.append(identity)
        if "/Alt" in element:
            self.alternatives[identity or ""] = text(element, "/Alt")
        if "/ActualText" in element:
            self.spoken[identity or ""] = text(element, "/ActualText")
        if tag == "/TD" and not any(map(_names_headers, one_or_more(element, "/A"))):
            self.headerless += 1
        page = self._page(element) if "/Pg" in element else None
        return _Parent(identity, tag, parent.tag, page)

    def _content(self, mcid: Any, parent: _Parent, page: int | None) -> None:
        if page is None or not isinstance(mcid, int):
            raise ValueError("its structure names content that is on no page")
        owner = parent.outer if parent.tag == "/Span" else parent.tag
        self.contents.append(MarkedContent(page, mcid, parent.identity, owner))

    def _page(self, holder: Any) -> int:
        page = holder.get("/Pg")
        found = self.pages.get(page.objgen) if isinstance(page, Dictionary) else None
        if found is None:
            raise ValueError("its structure names a page that is not there")
        return found


def _names_headers(attributes: Any) -> bool:
    """Whether attributes of an element name header cells; between them stand revisions."""
    if not isinstance(attributes, Dictionary):
        return False
    headers = attributes.get("/Headers") if "/Headers" in attributes else None
    return isinstance(headers, Array) and len(headers) > 0
