"""A patch of WeasyPrint's inside: the structure tree as PDF/UA means it.

What WeasyPrint 70.0 (pdf/tags.py) writes passes veraPDF, and is wrong for a screen reader:

- an element that a page break cuts becomes two siblings: two lists with wrong item counts
- a block in a list item with a mark stands beside the mark, and in no body
- ``lang`` on inner elements is dropped
- the header rows repeated on each page are tables' second heads
- for PDF/UA-2, lists don't say how they are numbered, and bookmarks lead to places
- page furniture is tagged content whose element hangs in no tree, instead of an artifact

Here the boxes are paired with the structure elements that were made for them, and the
finisher mends the tree. It also gives each element that carries ``data-phrase`` that
identity (ISO 32000-1, 14.7.2, ``ID``), by which verification finds every phrase again.

tests/test_structure.py pins what is patched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pydyf
from weasyprint.pdf import tags

from leaflets.edition import Conformance

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
_HEADINGS: Final = tuple(f"/H{level}" for level in range(1, 7))

_build_box_tree = tags._build_box_tree


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    tags._build_box_tree = _record_pairs


def _record_pairs(box: Any, parent: Any, pdf: Any, *arguments: Any) -> Iterator[Any]:
    pairs = pdf.__dict__.setdefault("boxes_of_elements", {})
    for element in _build_box_tree(box, parent, pdf, *arguments):
        pairs.setdefault(element.number, box)
        yield element


def mend(document: Any, pdf: pydyf.PDF, conformance: Conformance) -> None:
    """Mend the structure tree of a document that is about to be written."""
    tree = _Tree(pdf)
    tree.merge(tree.document)
    tree.name_bodies()
    tree.name_languages(tree.document, document.metadata.lang)
    tree.identify()
    tree.make_artifacts()
    if conformance == "ua-2":
        tree.number_lists()
        tree.aim_outlines()


class Written(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known.

    pydyf 0.13.0 makes, and compresses, the bytes of each object twice: for the file and for
    its identifier.
    """

    def __init__(self, object_: pydyf.Object) -> None:
        super().__init__()
        self.number = object_.number
        self._data: bytes = object_.data
        self._compressible: bool = object_.compressible

    @property
    def data(self) -> bytes:
        """The object's bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may stand in an object stream."""
        return self._compressible


def settle(pdf: pydyf.PDF) -> None:
    """Make the bytes of every object once and for all: nothing may change afterwards."""
    pdf.objects[:] = [found if found.free == "f" else Written(found) for found in pdf.objects]


class _Tree:
    """The structure tree of one PDF while it is mended."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.boxes: dict[int, Any] = pdf.__dict__.pop("boxes_of_elements", {})
        self.root = self._object(pdf.catalog["StructTreeRoot"])
        self.document = self._object(self.root["K"][0])
        self.header_names: dict[str, Any] = {}

    def _object(self, reference: Any) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def _children(self, element: Any) -> Iterator[Any]:
        for kid in element.get("K", ()):
            if isinstance(kid, bytes):
                child = self._object(kid)
                if child.get("Type") == "/StructElem":
                    yield child

    def _walk(self, element: Any) -> Iterator[Any]:
        yield element
        for child in self._children(element):
            yield from self._walk(child)

    def _html(self, element: Any) -> Any:
        box = self.boxes.get(element.number)
        return None if box is None else box.element

    def merge(self, element: Any) -> None:
        """Join pieces of the same HTML element, here and below.

        They are neighbours, or cells of one row, which the page break cut all of.
        """
        kept: list[Any] = []
        begun: list[Any] = []
        for kid in element["K"]:
            child = self._object(kid) if isinstance(kid, bytes) else None
            if child is None or child.get("Type") != "/StructElem":
                kept.append(kid)
                begun = []
                continue
            before = next((b for b in reversed(begun) if self._continues(b, child)), None)
            if before is not None:
                self._join(before, child)
            else:
                kept.append(kid)
                begun.append(child)
        element["K"] = pydyf.Array(kept)
        for child in self._children(element):
            self.merge(child)

    def _continues(self, before: Any, child: Any) -> bool:
        html = self._html(child)
        same = html is not None and html is self._html(before) and child["S"] == before["S"]
        own_content = any(isinstance(kid, int) for kid in (*before["K"], *child["K"]))
        return same and child["S"] in _MERGED and not own_content

    def _join(self, before: Any, child: Any) -> None:
        kids = list(child["K"])
        if child["S"] == "/Table":
            kids = [kid for kid in kids if not self._repeated_head(before, self._object(kid))]
        for kid in kids:
            self._object(kid)["P"] = before.reference
        before["K"].extend(kids)
        child["K"] = pydyf.Array()

    def _repeated_head(self, table: Any, element: Any) -> bool:
        if element["S"] != "/THead":
            return False
        first = next((kid for kid in self._children(table) if kid["S"] == "/THead"), None)
        if first is None:
            return False
        names = (
            [cell["ID"].string for cell in self._walk(head) if "ID" in cell]
            for head in (element, first)
        )
        self.header_names.update(zip(*names, strict=True))
        return True

    def name_bodies(self) -> None:
        """Make the block in a list item with a mark the item's body (ISO 14289-1, 7.6)."""
        for element in self._walk(self.document):
            if element["S"] == "/LI":
                for child in self._children(element):
                    if child["S"] == "/Div":
                        child["S"] = "/LBody"

    def name_languages(self, element: Any, language: str | None) -> None:
        """Give ``Lang`` to each element whose language differs from its parent's."""
        for child in self._children(element):
            box = self.boxes.get(child.number)
            own = box.style["lang"] if box is not None and box.style else None
            if own and own != language:
                child["Lang"] = pydyf.String(own)
            self.name_languages(child, own or language)

    def identify(self) -> None:
        """Give elements their identities, and the tree its table of them (``IDTree``).

        Phrases that no extractor puts in order get their text (ISO 32000-1, 14.9.4,
        ``ActualText``).
        """
        identities: dict[str, Any] = {}
        counts: dict[str, int] = {}
        self._name_headers()
        for element in self._walk(self.document):
            name = self._phrase(element)
            attributes = element.get("A")
            if isinstance(attributes, dict) and "Headers" in attributes:
                headers = [self.header_names.get(h.string, h.string) for h in attributes["Headers"]]
                attributes["Headers"] = pydyf.Array(map(pydyf.String, headers))
            if name and "ID" not in element:
                counts[name] = counts.get(name, 0) + 1
                identity = name if counts[name] == 1 else f"{name}#{counts[name]}"
                element["ID"] = pydyf.String(identity)
                if self._is_told(element):
                    element["ActualText"] = pydyf.String(self._text(element))
            if "ID" in element:
                identities[element["ID"].string] = element.reference
        if identities:
            names = pydyf.Array()
            for identity, reference in sorted(
                identities.items(), key=lambda pair: pair[0].encode()
            ):
                names.extend((pydyf.String(identity), reference))
            self.root["IDTree"] = pydyf.Dictionary({"Names": names})

    def _name_headers(self) -> None:
        """Give cells the headings that their page names (HTML, ``headers``): a span, or a page
        break in a table, leads WeasyPrint astray.
        """
        cells = [(e, self._html(e)) for e in self._walk(self.document) if e["S"] in _CELLS]
        keys = {
            html.get("id"): element["ID"]
            for element, html in reversed(cells)
            if html is not None and html.get("id") and "ID" in element
        }
        for element, html in cells:
            named = html.get("headers") if html is not None else None
            if named and "A" in element:
                found = [keys[name] for name in named.split() if name in keys]
                element["A"]["Headers"] = pydyf.Array(found)

    def _is_told(self, element: Any) -> bool:
        language = str(self.boxes[element.number].style["lang"] or "")
        return language.partition("-")[0] in _TOLD and bool(element["S"] != "/Figure")

    def _text(self, element: Any) -> str:
        """The text of the phrase for which an element was made, in logical order."""
        return "".join(self.boxes[element.number].element.itertext()).replace("\u2060", "")

    def _phrase(self, element: Any) -> str | None:
        """The identity of the phrase for which an element was made (not of its ::before)."""
        box = self.boxes.get(element.number)
        if box is None or box.element is None or "::" in box.element_tag:
            return None
        name: str | None = box.element.get("data-phrase")
        return name

    def number_lists(self) -> None:
        """Say of each list how its items are marked (ISO 14289-2, 8.2.5.25)."""
        for element in self._walk(self.document):
            html = self._html(element)
            if element["S"] == "/L" and html is not None:
                marks = "Ordered" if html.tag.rpartition("}")[2] == "ol" else "Unordered"
                element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{marks}"})

    def aim_outlines(self) -> None:
        """Let bookmarks lead to structure elements, not to places (ISO 14289-2, 8.8)."""
        headings = [e for e in self._walk(self.document) if e["S"] in _HEADINGS]
        bookmarks = [o for o in self.pdf.objects if isinstance(o, dict) and "Dest" in o]
        for bookmark, heading in zip(bookmarks, headings, strict=True):
            place = bookmark.pop("Dest")
            target = pydyf.Array([heading.reference, *list(place)[1:]])
            bookmark["A"] = pydyf.Dictionary({"S": "/GoTo", "D": place, "SD": target})
            bookmark["SE"] = heading.reference

    def make_artifacts(self) -> None:
        """Turn marked content that hangs in no tree into artifacts (ISO 32000-1, 14.8.2.2)."""
        linked = {element.number for element in self._walk(self.document)}
        entries = self._object(self.root["ParentTree"])["Nums"]
        for index, reference in enumerate(self.pdf.page_references):
            owners = entries[2 * index + 1]
            stray = {
                mcid for mcid, owner in enumerate(owners) if int(owner.split()[0]) not in linked
            }
            for mcid in stray:
                self._object(owners[mcid])["K"] = pydyf.Array()
                owners[mcid] = "null"
            stream = self._object(self._object(reference)["Contents"]).stream
            for place in range(len(stream) - 1):
                properties = stream[place + 1]
                if isinstance(properties, dict) and properties.get("MCID") in stray:
                    stream[place] = "/Artifact"
                    stream[place + 1] = pydyf.Dictionary({"Type": "/Pagination"})
