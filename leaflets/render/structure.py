"""The structure tree as PDF/UA means it.

What WeasyPrint 70.0 (pdf/tags.py) writes passes veraPDF, and is wrong for a screen reader:

- an element that a page break cuts becomes two siblings: two lists with wrong item counts
- a block in a list item with a mark stands beside the mark, and in no body
- ``lang`` on inner elements is dropped
- the header rows repeated on each page are tables' second heads
- headings that go on (``page_breaks``) are headings once more
- the space between blocks on one line is text
- for PDF/UA-2, lists don't say how they are numbered, and bookmarks lead to places
- page furniture is tagged content whose element hangs in no tree, instead of an artifact

The boxes are paired with the structure elements that were made for them
(``weasyprint.element_boxes``), and the finisher mends the tree. It also gives each element that
carries ``data-phrase`` that identity (ISO 32000-1, 14.7.2, ``ID``), by which verification finds
every phrase again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from leaflets.render.weasyprint import bookmarks, boxes, element_boxes
from leaflets.render.weasyprint.marked_content import marked_pages
from leaflets.render.weasyprint.page_breaks import CONTINUED
from leaflets.render.weasyprint.pdf_objects import array, dictionary, string
from leaflets.render.weasyprint.structure_tree import tree_of

if TYPE_CHECKING:
    from leaflets.edition.editions import Conformance

# The kinds of element whose pieces on two pages are one element.
_MERGED: Final = frozenset(
    f"/{tag}"
    for tag in (
        *("Sect", "Art", "Part", "Div", "BlockQuote", "NonStruct", "P", "Span"),
        *("L", "LI", "LBody", "Table", "TBody", "TR", "TD", "TH", "Caption"),
        *("H1", "H2", "H3", "H4", "H5", "H6"),
    )
)

# Nastaliq draws letters so that no extractor puts them back in order (Urdu): its phrases carry
# their text beside them.
_TOLD: Final = ("ur",)
_CELLS: Final = ("/TH", "/TD")
# What holds blocks: text of its own is the space between those that stand on one line.
_BLOCKS: Final = ("/Div", "/L", "/LI", "/Sect")
_HEADINGS: Final = tuple(f"/H{level}" for level in range(1, 7))


def mend(document: Any, pdf: Any, conformance: Conformance) -> None:
    """Mend the structure tree of a document that is about to be written."""
    tree = _Mending(pdf)
    tree.leave_out(tree.document)
    tree.merge(tree.document)
    elements = list(tree.tree.walk(tree.document))
    tree.name_bodies(elements)
    tree.name_languages(tree.document, document.metadata.lang)
    tree.identify(elements)
    tree.make_artifacts(elements)
    bookmarks.forget_places(pdf)
    if conformance == "ua-2":
        tree.number_lists(elements)
        tree.aim_outlines(elements)


class _Mending:
    """The structure tree of one PDF while it is mended."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.boxes = element_boxes.take(pdf)
        self.tree = tree_of(pdf)
        self.document = self.tree.document
        self.pages = {page.reference: page for page in marked_pages(pdf, self.tree.root)}
        self.header_names: dict[str, Any] = {}

    def _html(self, element: Any) -> Any:
        box = self.boxes.get(element.number)
        return None if box is None else boxes.element(box)

    def leave_out(self, element: Any) -> None:
        """Take out of the tree, here and below, headings that go on, and space between blocks."""
        element["K"] = array(kid for kid in element["K"] if not self._is_nothing(kid, element))
        for child in self.tree.children(element):
            self.leave_out(child)

    def _is_nothing(self, kid: Any, parent: Any) -> bool:
        child = self.tree.child(kid)
        if child is None:
            return False
        html = self._html(child)
        if html is None:
            # Text that stands in no element of its own.
            return bool(child["S"] == "/Span" and parent["S"] in _BLOCKS)
        return bool(html.get("class") == CONTINUED)

    def merge(self, element: Any) -> None:
        """Join pieces of the same HTML element, here and below.

        They are neighbours, or cells of one row, which the page break cut all of.
        """
        kept: list[Any] = []
        begun: list[Any] = []
        for kid in element["K"]:
            child = self.tree.child(kid)
            if child is None:
                kept.append(kid)
                begun = []
                continue
            before = next((b for b in reversed(begun) if self._continues(b, child)), None)
            if before is not None:
                self._join(before, child)
            else:
                kept.append(kid)
                begun.append(child)
        element["K"] = array(kept)
        for child in self.tree.children(element):
            self.merge(child)

    def _continues(self, before: Any, child: Any) -> bool:
        html = self._html(child)
        same = html is not None and html is self._html(before) and child["S"] == before["S"]
        return same and child["S"] in _MERGED

    def _join(self, before: Any, child: Any) -> None:
        kids = list(child["K"])
        if child["S"] == "/Table":
            kids = [kid for kid in kids if not self._repeated_head(before, self.tree.object(kid))]
        before["K"].extend(self._moved(kid, child, before) for kid in kids)
        child["K"] = array()

    def _moved(self, kid: Any, child: Any, before: Any) -> Any:
        """A kid of a piece of an element as a kid of its first (ISO 32000-1, 14.7.4.2)."""
        if not isinstance(kid, int):
            self.tree.object(kid)["P"] = before.reference
            return kid
        self.pages[child["Pg"]].set_owner(kid, before.reference)
        if child["Pg"] == before["Pg"]:
            return kid
        return dictionary({"Type": "/MCR", "Pg": child["Pg"], "MCID": kid})

    def _repeated_head(self, table: Any, element: Any) -> bool:
        if element["S"] != "/THead":
            return False
        first = next((kid for kid in self.tree.children(table) if kid["S"] == "/THead"), None)
        if first is None:
            return False
        names = (
            [cell["ID"].string for cell in self.tree.walk(head) if "ID" in cell]
            for head in (element, first)
        )
        self.header_names.update(zip(*names, strict=True))
        return True

    def name_bodies(self, elements: list[Any]) -> None:
        """Make the block in a list item with a mark the item's body (ISO 14289-1, 7.6)."""
        for element in elements:
            if element["S"] == "/LI":
                for child in self.tree.children(element):
                    if child["S"] == "/Div":
                        child["S"] = "/LBody"

    def name_languages(self, element: Any, language: str | None) -> None:
        """Give ``Lang`` to each element whose language differs from its parent's."""
        for child in self.tree.children(element):
            box = self.boxes.get(child.number)
            own = boxes.language(box) if box is not None else None
            if own and own != language:
                child["Lang"] = string(own)
            self.name_languages(child, own or language)

    def identify(self, elements: list[Any]) -> None:
        """Give elements their identities, and the tree its table of them (``IDTree``).

        Phrases that no extractor puts in order get their text (ISO 32000-1, 14.9.4,
        ``ActualText``).
        """
        identities: dict[str, Any] = {}
        counts: dict[str, int] = {}
        self._name_headers(elements)
        for element in elements:
            name = self._phrase(element)
            attributes = element.get("A")
            if isinstance(attributes, dict) and "Headers" in attributes:
                headers = [self.header_names.get(h.string, h.string) for h in attributes["Headers"]]
                attributes["Headers"] = array(map(string, headers))
            if name and "ID" not in element:
                counts[name] = counts.get(name, 0) + 1
                identity = name if counts[name] == 1 else f"{name}#{counts[name]}"
                element["ID"] = string(identity)
                if self._is_told(element) and (text := self._text(element)):
                    element["ActualText"] = string(text)
            if "ID" in element:
                identities[element["ID"].string] = element.reference
        if identities:
            names = array()
            for identity, reference in sorted(
                identities.items(), key=lambda pair: pair[0].encode()
            ):
                names.extend((string(identity), reference))
            self.tree.root["IDTree"] = dictionary({"Names": names})

    def _name_headers(self, elements: list[Any]) -> None:
        """Give cells the headings that their page names (HTML, ``headers``): a span, or a page
        break in a table, leads WeasyPrint astray.
        """
        cells = [(e, self._html(e)) for e in elements if e["S"] in _CELLS]
        keys = {
            html.get("id"): element["ID"]
            for element, html in reversed(cells)
            if html is not None and html.get("id") and "ID" in element
        }
        for element, html in cells:
            named = html.get("headers") if html is not None else None
            if named and "A" in element:
                found = [keys[name] for name in named.split() if name in keys]
                element["A"]["Headers"] = array(found)

    def _is_told(self, element: Any) -> bool:
        language = boxes.language(self.boxes[element.number]) or ""
        return language.partition("-")[0] in _TOLD and bool(element["S"] != "/Figure")

    def _text(self, element: Any) -> str:
        """The text of the phrase for which an element was made, in logical order."""
        return "".join(self._html(element).itertext()).replace("\u2060", "")

    def _phrase(self, element: Any) -> str | None:
        """The identity of the phrase for which an element was made (not of its ::before)."""
        box = self.boxes.get(element.number)
        return (
            None if box is None or "::" in boxes.tag(box) else boxes.attribute(box, "data-phrase")
        )

    def number_lists(self, elements: list[Any]) -> None:
        """Say of each list how its items are marked (ISO 14289-2, 8.2.5.25)."""
        for element in elements:
            html = self._html(element)
            if element["S"] == "/L" and html is not None:
                marks = "Ordered" if html.tag.rpartition("}")[2] == "ol" else "Unordered"
                element["A"] = dictionary({"O": "/List", "ListNumbering": f"/{marks}"})

    def aim_outlines(self, elements: list[Any]) -> None:
        """Let bookmarks lead to structure elements, not to places (ISO 14289-2, 8.8)."""
        headings = [e for e in elements if e["S"] in _HEADINGS]
        for bookmark, heading in zip(bookmarks.bookmarks(self.pdf), headings, strict=True):
            bookmarks.aim(bookmark, heading)

    def make_artifacts(self, elements: list[Any]) -> None:
        """Turn marked content that hangs in no tree into artifacts (ISO 32000-1, 14.8.2.2)."""
        linked = {element.number for element in elements}
        for page in self.pages.values():
            owners = enumerate(page.owner_numbers())
            page.make_artifacts({mcid for mcid, owner in owners if owner not in linked})
