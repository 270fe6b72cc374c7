"""Order numbers and delivery points in letters that ReportLab can't set: typeset like leaflets.

What has to be joined, stacked or reordered, or is in another font, is set by WeasyPrint, each text
on a page of its own, and read again; staff's papers take it over as a drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf
from markupsafe import Markup, escape

from leaflets.errors import LeafletsError, problem
from leaflets.language.bidi import direction_of, runs_right_to_left
from leaflets.language.scripts import language_in
from leaflets.language.tags import language
from leaflets.library.fonts import Typeface, missing_in, typeface_for, with_letters_for_names
from leaflets.printrun.only_black import only_black
from leaflets.render.page import FIRST, font_files, render, styled
from leaflets.render.pdf import render_page
from leaflets.render.task import Page
from leaflets.render.weasyprint import boxes, page_boxes
from leaflets.snapshot import Folders
from leaflets.verify.glyphs import glyphs_of
from leaflets.verify.reading_order import says

TEMPLATE: Final = "label.html.j2"
LEADING: Final = 1.4
"""From one line to the next, in sizes of the letters; Nastaliq and Thai need as much."""

_UNBROKEN: Final = 24
"""A longer number may be broken at the end of a line."""

_BATCH: Final = 200
_PAGE: Final = 1200.0
"""The height in pt of the page that a label is set on; none is higher."""
_LEFT_TO_RIGHT: Final = re.compile(r"[0-9A-Za-z](?:[^\s\u0590-\u08ff]*[0-9A-Za-z])?")
"""Numbers and Latin letters with the signs between them: "3-B", "A-117/4"."""


@dataclass(frozen=True)
class Label:
    """A text as a drawing: a PDF, the number of its page, from 0, and how high it is, in pt.

    It begins at the upper left corner of the page, which is ``_PAGE`` high.
    """

    content: bytes = field(repr=False)
    page: int
    height: float


@dataclass(frozen=True)
class Labels:
    """What sets labels: the folders of fonts and templates; what was set once is kept."""

    fonts: Folders
    templates: Folders
    _set: dict[tuple[str, bool, float, float], Label] = field(default_factory=dict, repr=False)

    def can_set(self, text: str) -> bool:
        """Whether some font has every letter of a text."""
        return not missing_in(self._typeface([text]), text)

    def prepare(self, texts: Iterable[str], is_bold: bool, size: float, width: float) -> None:
        """Set many texts at once, for ``set``. Raises LeafletsError as it does."""
        new = [t for t in dict.fromkeys(texts) if (t, is_bold, size, width) not in self._set]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            for text, label in zip(batch, self._typeset(batch, is_bold, size, width), strict=True):
                self._set[text, is_bold, size, width] = label

    def set(self, text: str, is_bold: bool, size: float, width: float) -> Label:
        """A text in lines no longer than ``width``, ``size`` in pt.

        Raises LeafletsError: kind "rendering" for what can't be set, "verification" for what does
        not say its text.
        """
        self.prepare([text], is_bold, size, width)
        return self._set[text, is_bold, size, width]

    def _typeface(self, texts: Iterable[str]) -> Typeface:
        # Noto Sans: what the staff reads is English.
        return with_letters_for_names(
            typeface_for(language("ru"), self.fonts), "".join(texts), self.fonts
        )

    def _typeset(self, texts: list[str], is_bold: bool, size: float, width: float) -> list[Label]:
        typeface = self._typeface(texts)
        variables = {
            "typeface": styled(typeface),
            "width": width,
            "height": _PAGE,
            "size": size,
            "weight": 700 if is_bold else 400,
            "leading": LEADING,
            "labels": [
                {
                    "text": isolated_html(text),
                    "language": language_in(text, "en"),
                    "direction": direction_of(text, "ltr"),
                }
                for text in texts
            ],
        }
        html = render(self.templates, variables, TEMPLATE)
        return _labels(Page((html,), dict(font_files(typeface, FIRST))), texts)


def _labels(page: Page, texts: list[str]) -> list[Label]:
    document, content = render_page(page)
    heights = [_height(page_boxes.whole(one)) for one in document.pages]
    if len(heights) != len(texts):
        message = "an order number or delivery point is too long to be printed; shorten it"
        raise LeafletsError(problem("rendering-label", message))
    _verify(content, texts)
    black = only_black(content)
    return [Label(black, number, height) for number, height in enumerate(heights)]


def _height(box: Any) -> float:
    """How high the label on a page is, in pt (CSS: 96 pixels, or 72 pt, are an inch)."""
    if boxes.attribute(box, "class") == "label":
        return boxes.margin_height(box) * 0.75
    return max((_height(child) for child in boxes.children(box)), default=0.0)


def _verify(content: bytes, texts: list[str]) -> None:
    """Whether each page says its text, all of it, in order, and nothing else."""
    try:
        pages = glyphs_of(content)
        sound = all(
            says(_marked(text), direction_of(text, "ltr"), [(0, run) for run in runs])
            for text, runs in zip(texts, pages, strict=True)
        )
    except (ValueError, pikepdf.PdfError):
        sound = False
    if not sound:
        message = "an order number or delivery point would be printed otherwise than it is"
        raise LeafletsError(problem("verification-label", message))


def _marked(text: str) -> str:
    """The text with Unicode's isolates around what runs from left to right in it."""
    if not runs_right_to_left(text):
        return text
    return _LEFT_TO_RIGHT.sub(lambda found: f"\u2066{found[0]}\u2069", text)


def isolated_html(text: str) -> Markup:
    """A text as HTML; among letters from right to left, what is not runs left to right.

    Unicode UAX 9 would print "3-B" after Arabic letters as "B-3", and a number behind the one
    before it.
    """
    if not runs_right_to_left(text):
        return escape(text)
    parts, done = [], 0
    for found in _LEFT_TO_RIGHT.finditer(text):
        parts += [escape(text[done : found.start()])]
        kept = Markup(' class="value"') if len(found[0]) <= _UNBROKEN else ""
        parts += [Markup('<span{} dir="ltr">{}</span>').format(kept, found[0])]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])
