"""What is really in a PDF: its text as drawn, its structure, its pages as pixels.

Read with pikepdf (structure) and pdfium (text and pixels), never with what made the file.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from leaflets.verify.glyphs import GlyphRun, glyphs_in
from leaflets.verify.pdf_entries import (
    dictionaries,
    dictionary,
    flag,
    named,
    same,
    stream,
    text,
)
from leaflets.verify.pdf_signature import PdfSignature, form_faults, signature_of
from leaflets.verify.pdfium import opened
from leaflets.verify.structure_reading import Structure, structure_of

_LARGEST: Final = 300 * 600.0 * 850.0
"""All pages of a leaflet, in square points: as many pixels are held. 300 of A4 have as much."""

_FILLED: Final = pdfium_c.FPDF_TEXTRENDERMODE_FILL

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in pt from the page's lower left corner."""


class TextRun(NamedTuple):
    """Text drawn in one go: its marked-content id (None for an artifact), place and look."""

    mcid: int | None
    text: str
    box: Box
    size: float
    color: tuple[int, int, int]
    hidden: bool
    upright: bool


@dataclass(frozen=True)
class DrawnPage:
    """A page: its size in pt, its runs of text in drawing order, itself as grey pixels."""

    width: float
    height: float
    runs: tuple[TextRun, ...]
    marks: tuple[Box, ...]
    groups: int
    image: Image.Image


@dataclass(frozen=True)
class Extract:
    """Everything that verification looks at."""

    language: str
    title: str
    marked: bool
    shows_title: bool
    right_to_left: bool
    metadata: bytes
    attachments: dict[str, bytes]
    active: tuple[str, ...]
    loose_fonts: tuple[str, ...]
    structure: Structure
    pages: tuple[DrawnPage, ...] = field(repr=False)
    content: bytes = field(repr=False)
    glyphs: tuple[tuple[GlyphRun, ...], ...] | None = field(repr=False)
    """Each page glyph by glyph, where the text runs from right to left."""
    signature: PdfSignature | None


def extract(content: bytes, *, scale: float = 1.0) -> Extract:
    """Read a PDF; ``scale`` is the pixels per pt of the pages' images.

    Raises pikepdf.PdfError or PdfiumError where the file is not a sound PDF, ValueError
    for text that can't be read glyph by glyph.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return extract_opened(pdf, content, scale)


def extract_opened(pdf: pikepdf.Pdf, content: bytes, scale: float = 1.0) -> Extract:
    """The same of a PDF that is open already, whose bytes are ``content``."""
    root = pdf.Root
    preferences = dictionary(root, "/ViewerPreferences")
    metadata = stream(root, "/Metadata")
    turned = text(preferences, "/Direction") == "/R2L"
    return Extract(
        language=text(root, "/Lang"),
        title=_title(pdf),
        marked=flag(dictionary(root, "/MarkInfo"), "/Marked"),
        shows_title=flag(preferences, "/DisplayDocTitle"),
        right_to_left=turned,
        metadata=metadata.read_bytes() if metadata is not None else b"",
        attachments={name: _attached(spec) for name, spec in pdf.attachments.items()},
        active=tuple(_active(pdf)),
        loose_fonts=tuple(sorted(set(_loose_fonts(pdf)))),
        structure=structure_of(pdf),
        pages=tuple(_pages(content, scale, len(pdf.pages))),
        content=content,
        glyphs=glyphs_in(pdf) if turned else None,
        signature=None if any(form_faults(pdf)) else signature_of(pdf, content),
    )


def _title(pdf: pikepdf.Pdf) -> str:
    """The title; PDF/A-4 has it in the metadata only (ISO 19005-4, 6.1.3)."""
    if "/Title" in dictionary(pdf.trailer, "/Info"):
        return text(pdf.trailer["/Info"], "/Title")
    return str(pdf.open_metadata().get("dc:title", ""))


def _attached(spec: Any) -> bytes:
    data: bytes = spec.get_file().read_bytes()
    return data


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What a leaflet must not have: scripts, forms (but a signature's), links out, encryption."""
    if pdf.is_encrypted:
        yield "encryption"
    for key in ("/OpenAction", "/AA"):
        if key in pdf.Root:
            yield f"the catalog's {key}"
    yield from form_faults(pdf)
    if "/JavaScript" in dictionary(pdf.Root, "/Names"):
        yield "JavaScript"
    for number, page in enumerate(pdf.pages, 1):
        for annotation in dictionaries(page.obj, "/Annots"):
            if "/A" in annotation:
                yield f"an action {text(dictionary(annotation, '/A'), '/S')} on page {number}"


def _loose_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for _, font in named(dictionary(page.obj, "/Resources"), "/Font"):
            reference = same(font)
            if reference in seen:
                continue
            if reference is not None:
                seen.add(reference)
            name = text(font, "/BaseFont") or "?"
            for part in dictionaries(font, "/DescendantFonts") or [font]:
                descriptor = dictionary(part, "/FontDescriptor")
                if not any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")):
                    yield f"{name} is not embedded"
            if "/ToUnicode" not in font:
                yield f"{name} has no Unicode map"


def _pages(content: bytes, scale: float, count: int) -> Iterator[DrawnPage]:
    with opened(content) as document:
        if len(document) != count:
            raise ValueError("it is damaged: its pages can't be counted")
        sizes = [document.get_page_size(number) for number in range(count)]
        if sum(width * height for width, height in sizes) > _LARGEST:
            number = sizes.index(max(sizes)) + 1
            width, height = sizes[number - 1]
            raise ValueError(f"its page {number} is {width:.0f} × {height:.0f} pt")
        for page, (width, height) in zip(document, sizes, strict=True):
            if min(width, height) < 1:
                raise ValueError("it has a page without a size")
            bitmap = page.render(scale=scale, grayscale=True)
            try:
                image = bitmap.to_pil().convert("L")
                runs, marks, groups = _content(page)
            finally:
                bitmap.close()
                page.close()
            yield DrawnPage(width, height, runs, marks, groups, image)


def _content(page: pypdfium2.PdfPage) -> tuple[tuple[TextRun, ...], tuple[Box, ...], int]:
    """The runs of text, the boxes of drawn paths, and how many groups have text in them."""
    text_page = pdfium_c.FPDFText_LoadPage(page)
    reader = _RunReader(text_page)
    runs: list[TextRun] = []
    marks: list[Box] = []
    groups = 0
    try:
        for index in range(pdfium_c.FPDFPage_CountObjects(page)):
            item = pdfium_c.FPDFPage_GetObject(page, index)
            kind = pdfium_c.FPDFPageObj_GetType(item)
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                runs.append(reader.read(item))
            elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                marks.append(reader.box(item))
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                groups += _holds_text(item)
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)
    return tuple(runs), tuple(marks), groups


def _holds_text(group: Any) -> bool:
    """Whether a group (form XObject) has text in it, or a group that has."""
    for index in range(pdfium_c.FPDFFormObj_CountObjects(group)):
        item = pdfium_c.FPDFFormObj_GetObject(group, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            return True
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and _holds_text(item):
            return True
    return False


class _RunReader:
    """Reads text objects of one page; keeps the places where pdfium puts its answers."""

    def __init__(self, text_page: Any) -> None:
        self.text_page = text_page
        self.edges = [ctypes.c_float() for _ in range(4)]
        self.edge_places = [ctypes.pointer(edge) for edge in self.edges]
        self.size = ctypes.c_float()
        self.size_place = ctypes.pointer(self.size)
        self.matrix = pdfium_c.FS_MATRIX()
        self.matrix_place = ctypes.pointer(self.matrix)
        self.colors = [ctypes.c_uint() for _ in range(4)]
        self.color_places = [ctypes.pointer(color) for color in self.colors]
        self._make_room(8192)

    def _make_room(self, size: int) -> None:
        self.buffer = ctypes.create_string_buffer(size)
        self.buffer_place = ctypes.cast(self.buffer, ctypes.POINTER(ctypes.c_ushort))

    def box(self, item: Any) -> Box:
        """Where an object is."""
        pdfium_c.FPDFPageObj_GetBounds(item, *self.edge_places)
        one, two, three, four = self.edges
        left, bottom, right, top = one.value, two.value, three.value, four.value
        if not math.isfinite(left + bottom + right + top):
            raise ValueError("something is drawn at no place")
        return left, bottom, right, top

    def read(self, item: Any) -> TextRun:
        """A text object."""
        pdfium_c.FPDFTextObj_GetFontSize(item, self.size_place)
        pdfium_c.FPDFPageObj_GetMatrix(item, self.matrix_place)
        pdfium_c.FPDFPageObj_GetFillColor(item, *self.color_places)
        red, green, blue, alpha = self.colors
        turn = self.matrix
        a, b, c, d = turn.a, turn.b, turn.c, turn.d
        mcid = pdfium_c.FPDFPageObj_GetMarkedContentID(item)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(item)
        return TextRun(
            None if mcid < 0 else mcid,
            self._text(item),
            self.box(item),
            self.size.value * math.hypot(c, d),
            (red.value, green.value, blue.value),
            mode != _FILLED or alpha.value < 255,
            abs(b) < 0.01 > abs(c) and 0.8 * d <= a <= 1.25 * d,
        )

    def _text(self, item: Any) -> str:
        """The text; pdfium gives U+0002 for a hyphen at the end of a line."""
        while True:
            room = len(self.buffer)
            length = pdfium_c.FPDFTextObj_GetText(item, self.text_page, self.buffer_place, room)
            if length <= room:
                break
            self._make_room(length)
        text = ctypes.string_at(self.buffer, max(0, length - 2)).decode("utf-16-le", "replace")
        return text.replace("\2", "-")
