"""What drawing a page of a PDF from outside would take, before it is drawn.

pdfium can't be stopped while it draws: a pattern of tiles a hundredth of a point wide takes it
minutes, forms that draw each other eight at a time, six deep, as long. So what a page draws is
added up first, forms and patterns as often as they are used.
"""

from __future__ import annotations

from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from leaflets.content.attachments import MAX_PAGES
from leaflets.verify.pdf_entries import (
    dictionaries,
    dictionary,
    number,
    numbers,
    one_or_more,
    same,
    stream,
)

_BYTES: Final = 5_000_000
"""Operators on a page, those of forms as often as they are drawn; a page of text has 20,000."""
_DRAWN: Final = 20_000
"""Forms, images and patterns drawn on a page."""
_PIXELS: Final = 100_000_000
"""Pixels of the images drawn on a page; a photograph has 12 to 50 million."""
_TILE: Final = 0.25
"""The least area of a pattern's tile, in square points."""
_DEEPEST: Final = 16
"""Forms and patterns in others."""
_OPERATORS: Final = "q Q cm Do gs scn SCN Tf"
_NEAR: Final = 0.01
"""Where a page begins, in pt: 0, but for rounding."""


def too_many_pages(pdf: pikepdf.Pdf) -> bool:
    """Whether a PDF has more pages than any leaflet; pikepdf would copy each before it counts.

    Raises ValueError where its pages are no tree.
    """
    waiting, count = [dictionary(pdf.Root, "/Pages")], 0
    seen: set[tuple[int, int]] = set()
    while waiting and count <= MAX_PAGES:
        node = waiting.pop()
        if not isinstance(node, Dictionary):
            raise ValueError("its pages hold something else than pages")
        if "/Kids" not in node:
            count += 1
            continue
        reference = same(node)
        if reference in seen:
            raise ValueError("its pages are no tree")
        if reference is not None:
            seen.add(reference)
        kids = one_or_more(node, "/Kids")
        if len(kids) > MAX_PAGES:
            return True
        waiting += reversed(kids)
    return count > MAX_PAGES


def drawable(pdf: pikepdf.Pdf) -> None:
    """Nothing, where the pages of a PDF can be drawn in a second each.

    Raises ValueError where they are not laid out as a leaflet's pages, or draw far more.
    """
    if not len(pdf.pages):
        raise ValueError("it has no pages")
    for count, page in enumerate(pdf.pages, 1):
        try:
            _upright(page.obj)
            _Drawing().page(page.obj)
        except ValueError as error:
            raise ValueError(f"page {count}: {error}") from error


def _upright(page: Any) -> None:
    """Nothing, where what is drawn on a page is seen as it is measured. Raises ValueError."""
    for key in ("/MediaBox", "/CropBox"):
        if key == "/CropBox" and page.get(key) is None:
            continue
        x, y, other_x, other_y = numbers(page.get(key), 4, key)
        if max(abs(min(x, other_x)), abs(min(y, other_y))) > _NEAR:
            raise ValueError(f"its {key} does not begin at 0, 0")
    if number(page.get("/Rotate", 0), "/Rotate") % 360:
        raise ValueError("it is turned (/Rotate)")
    # pdfium 159 takes no notice of it; viewers show the page larger.
    if number(page.get("/UserUnit", 1), "/UserUnit") != 1:
        raise ValueError("it is enlarged (/UserUnit)")


class _Drawing:
    """What has been drawn on a page so far, against what may be."""

    def __init__(self) -> None:
        self.bytes = 0
        self.drawn = 0
        self.pixels = 0.0
        self.lengths: dict[tuple[int, int] | None, int] = {}

    def page(self, page: Any) -> None:
        """Add up a page. Raises ValueError where it is too much."""
        if any("/AP" in one for one in dictionaries(page, "/Annots")):
            raise ValueError(
                "it has an annotation with a look of its own, such as a visible signature"
            )
        parts = one_or_more(page, "/Contents")
        if not all(isinstance(one, Stream) for one in parts):
            raise ValueError("its /Contents are no streams")
        self._read(page, parts, dictionary(page, "/Resources"), 1.0, 0)

    def _read(self, holder: Any, parts: list[Any], resources: Any, area: float, deep: int) -> None:
        """Add up operators; a square point of theirs is ``area`` on the page."""
        if deep > _DEEPEST:
            raise ValueError("what it draws is nested without end")
        self.bytes += sum(map(self._length, parts))
        if self.bytes > _BYTES:
            raise ValueError("it draws more than any page of a leaflet")
        kept: list[float] = []
        # Of a damaged stream, pikepdf gives what comes before.
        for step in pikepdf.parse_content_stream(holder, _OPERATORS):
            operands = list(step.operands)
            name = operands[-1] if operands and isinstance(operands[-1], Name) else None
            match str(step.operator):
                case "q":
                    kept.append(area)
                case "Q":
                    area = kept.pop() if kept else area
                case "cm":
                    area *= _area(Array(operands), "cm")
                case "Tf" if operands:
                    self._font(operands[0], resources)
                case used if name is not None:
                    self._use(used, name, resources, area, deep + 1)

    def _length(self, part: Any) -> int:
        key = same(part)
        if key not in self.lengths:
            self.lengths[key] = len(part.read_bytes())
        return self.lengths[key]

    def _use(self, operator: str, name: Any, resources: Any, area: float, deep: int) -> None:
        self.drawn += 1
        if self.drawn > _DRAWN:
            raise ValueError("it draws more forms and images than any page of a leaflet")
        match operator:
            case "Do":
                drawn = stream(dictionary(resources, "/XObject"), str(name))
                if drawn is not None:
                    self._object(drawn, resources, area, deep)
            case "gs":
                state = dictionary(dictionary(resources, "/ExtGState"), str(name))
                # A name, None, stands for no mask.
                mask = state.get("/SMask")
                group = stream(mask, "/G") if isinstance(mask, Dictionary) else None
                if group is not None:
                    self._object(group, resources, area, deep)
            case "scn" | "SCN":
                pattern = dictionary(resources, "/Pattern").get(str(name))
                if isinstance(pattern, Stream):
                    self._tiles(pattern, area, deep)

    def _object(self, drawn: Any, resources: Any, area: float, deep: int) -> None:
        """A form or an image."""
        if drawn.get("/Subtype") == Name.Image:
            width = number(drawn.get("/Width"), "image's width")
            self.pixels += width * number(drawn.get("/Height"), "image's height")
            if self.pixels > _PIXELS:
                raise ValueError("its images have more pixels than any leaflet's")
            mask = stream(drawn, "/SMask")
            if mask is not None and deep <= _DEEPEST:
                self._object(mask, resources, area, deep + 1)
            return
        own = dictionary(drawn, "/Resources") if "/Resources" in drawn else resources
        area *= _area(drawn.get("/Matrix"), "form's /Matrix")
        self._read(drawn, [drawn], own, area, deep)

    def _tiles(self, pattern: Any, area: float, deep: int) -> None:
        area *= _area(pattern.get("/Matrix"), "pattern's /Matrix")
        across = number(pattern.get("/XStep"), "pattern's /XStep")
        along = number(pattern.get("/YStep"), "pattern's /YStep")
        if abs(across * along) * area < _TILE:
            raise ValueError("it has a pattern of tiles too small to see")
        self._read(pattern, [pattern], dictionary(pattern, "/Resources"), area, deep)

    def _font(self, name: Any, resources: Any) -> None:
        font = dictionary(dictionary(resources, "/Font"), str(name))
        if font.get("/Subtype") == Name.Type3:
            raise ValueError("its letters are drawn, not set (a Type 3 font)")


def _area(matrix: Any, what: str) -> float:
    """How many times as large a matrix makes an area (ISO 32000-1, 8.3.4)."""
    if matrix is None:
        return 1.0
    a, b, c, d, _, _ = numbers(matrix, 6, what)
    return abs(a * d - b * c)
