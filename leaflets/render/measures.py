"""The measures of a page, in pt: margins, columns, and what stands beside what.

They are chosen by the widest words, before anything is typeset.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from leaflets.content.attachments import MAX_PAGES
from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import Phrase
from leaflets.content.record import Area, Record
from leaflets.edition.editions import ONE_PAGE_SIZES, PAPER_SIZES, Edition
from leaflets.language.tags import Direction
from leaflets.library.fonts import Typeface, width_of

SMALLEST: Final = min(ONE_PAGE_SIZES)
"""No text is smaller, in pt."""
LINE: Final = 1.3
"""The line height of what stands in the margins."""
TALL: Final = 1.9
"""From this leading on (Nastaliq), the words in the margins need all of it, too."""
DEEP: Final = 1.1
"""Typefaces that are set larger than this reach further down (Amiri)."""
# Lines may break within what has no spaces.
_ANYWHERE: Final = ("zh", "ja", "th")


_COMPACT_LETTERS: Final = 58.5
"""How many small letters of a typeface a booklet's lines are long: 65 of text, spaces included."""
_COMPACT_MARGIN: Final = 30.0
"""The least margin of a booklet, in pt."""
_PANEL_LINES: Final = {"standard": 13.2, "large": 15.5, "extra-large": 22.0}
"""How many lines of body text a patient's panel is high, by size of print."""
_PANEL_LINES_A5: Final = 15.5


@dataclass(frozen=True)
class Second:
    """The second language of a leaflet, where it has one."""

    language: str
    direction: Direction
    typeface: Typeface
    phrases: tuple[Phrase, ...] = field(compare=False, repr=False)


def measures(record: Record, typeface: Typeface, size: float, one_page: bool) -> dict[str, object]:
    """The sizes of a page's body text and margins, in pt."""
    leaflet, edition = record.leaflet, record.edition
    width, height = PAPER_SIZES[edition.paper]
    margin = _margin(edition, typeface, one_page)
    gutter, reach = _gutter(edition, one_page)
    text_size = size * typeface.scale
    band = leaflet.words[record.band or "draft.band"]
    last = page_number_text(leaflet.words["page.number"], MAX_PAGES, MAX_PAGES)
    foot = max(
        _lines(text, text_size, (width - 2 * margin) * 0.5) for text in (leaflet.sheet.name, last)
    )
    line = LINE if typeface.leading < TALL else typeface.leading
    band_size = text_size * (1 if one_page else max(0.85, SMALLEST / size))
    top = _lines(band, band_size, width - 2 * margin) * line * band_size
    tight = one_page or edition.is_compact
    deep = 2 if typeface.scale > DEEP else 0
    return {
        "size": size,
        "smallest": SMALLEST,
        "top": (21 if one_page else 24 if tight else 27) + (6 if line > LINE else 0) + top,
        "bottom": (17.5 if tight else 22) + deep + foot * line * text_size,
        "width": width,
        "height": height,
        "margin": margin,
        "gutter": gutter,
        "reach": reach,
        "line": line,
        "panel": _panel_height(record, typeface) if record.edition.panel else 0,
        "heading_share": _heading_share(record, typeface, size),
        "fitting": 0.4 * (width - 2 * margin) / (text_size * 0.6 * _longest_word(leaflet)),
    }


def text_width(edition: Edition, typeface: Typeface, size: float) -> float:
    """How long the lines of a leaflet of several pages are, in pt; ``size`` is that of its text."""
    room = PAPER_SIZES[edition.paper][0] - 2 * _margin(edition, typeface, one_page=False)
    return room - sum(_gutter(edition, one_page=False)) * size


def _margin(edition: Edition, typeface: Typeface, one_page: bool) -> float:
    """Left and right of the page, in pt: more where lines would have more than 75 letters."""
    if one_page:
        return 37.0
    if edition.is_compact:
        size = edition.body_size * typeface.scale
        line = (
            _COMPACT_LETTERS * _letter_width(typeface) * size
            + sum(_gutter(edition, one_page)) * size
        )
        return max(_COMPACT_MARGIN, (PAPER_SIZES[edition.paper][0] - line) / 2)
    if edition.is_small_paper or edition.is_paired:
        return 36.0
    return 44.0 if edition.is_large_print else 64.0


def _letter_width(typeface: Typeface) -> float:
    """How wide a small letter is, on average, in em; a letter of a script that has no capitals."""
    advances = typeface.face.bold.advances
    letters = [wide for c, wide in advances.items() if unicodedata.category(c) in ("Ll", "Lo")]
    return sum(letters) / len(letters)


def _gutter(edition: Edition, one_page: bool) -> tuple[float, float]:
    """How far text stands in from the frames, in em: before it, and after it.

    Before it hang bullets and numbers, and pictograms where there is room.
    """
    if one_page or edition.is_paired:
        return 0.0, 0.0
    return (1.3, 0.0) if edition.is_large_print or edition.is_small_paper else (4.0, 0.8)


def panel_area(record: Record, typeface: Typeface) -> Area:
    """Where the patient's panel goes: at the top of the first page, between the margins."""
    found = measures(record, typeface, record.edition.body_size, one_page=False)
    width, height, margin, top = (
        float(str(found[name])) for name in ("width", "height", "margin", "top")
    )
    panel = _panel_height(record, typeface)
    return Area(left=margin, bottom=height - top - panel, width=width - 2 * margin, height=panel)


def _panel_height(record: Record, typeface: Typeface) -> float:
    """In pt."""
    edition = record.edition
    lines = _PANEL_LINES_A5 if edition.is_small_paper else _PANEL_LINES[edition.size]
    return round(lines * edition.dose_size * typeface.scale * typeface.leading, 1)


def _longest_word(leaflet: LocalizedSheet) -> int:
    """The characters of the longest word in the medicine's name: it must fit half a page."""
    return max(len(word) for word in leaflet.sheet.name.split())


def is_stacked(
    phrases: Sequence[Phrase], record: Record, typeface: Typeface, second: Second | None
) -> bool:
    """Whether two languages stand under each other: a word is wider than half a page."""
    edition = record.edition
    if edition.size == "extra-large":
        return True
    size = edition.body_size
    column = PAPER_SIZES[edition.paper][0] / 2 - 40 - 2.6 * size
    sides = [(record.leaflet.language, phrases, typeface)]
    if second:
        sides.append((second.language, second.phrases, second.typeface))
    return any(
        width_of(face.face, word, size * face.scale) > column
        for language, said, face in sides
        if not language.startswith(_ANYWHERE)
        for word in {word for phrase in said for word in re.split(r"[\s/-]", phrase.plain)}
    )


def _heading_share(record: Record, typeface: Typeface, size: float) -> float:
    """The share of a one-page leaflet's width, in %, that its longest heading's word needs."""
    width = PAPER_SIZES[record.edition.paper][0] - 74
    headings = [h.text for c in record.outline.chapters for s in c.sections if (h := s.heading)]
    unspaced = record.leaflet.language.startswith(_ANYWHERE)
    words_of = [] if unspaced else [word for heading in headings for word in heading.split()]
    widths = [width_of(typeface.face, word, 1.1 * size * typeface.scale) for word in words_of]
    return max(17.0, (max(widths, default=0) + 0.6 * size) / width * 100)


def _lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes in the margin, at most: a letter is 0.6 em wide at most.

    ``size`` and ``width`` are in pt.
    """
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return math.ceil(wide * 0.56 * size / width)


def page_number_text(words: str, number: int, count: int) -> str:
    """The page number as it stands on a page."""
    return words.replace("{page}", str(number)).replace("{pages}", str(count))
