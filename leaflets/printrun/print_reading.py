"""What print files show, page by page, against the leaflets that they are copies of.

Glyph by glyph, in the same places: a copy that says the same in another order is no copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import pikepdf

from leaflets.printrun.bare_pages import contents_of
from leaflets.verify.glyphs import GlyphReader, GlyphRun, glyphs_of

Shown: TypeAlias = tuple[GlyphRun, ...]
"""What is drawn on a page of a leaflet."""

_PANEL: Final = "/Panel"
"""What the name of a panel's form begins with."""
_NEAR: Final = 0.1
"""How far a glyph may be moved, in pt: numbers are rounded when colours are taken out."""


def leaflet_shown(file: Path) -> list[Shown]:
    """What each page of a leaflet shows.

    Raises OSError, pikepdf.PdfError or ValueError where it can't be read.
    """
    return list(glyphs_of(file.read_bytes()))


def copies_of(first: int, last: int, copies: int) -> list[range]:
    """The pages, from 0, of each copy of an order that has the pages ``first`` to ``last``.

    Between copies there may be a blank side; there is none after the last.
    """
    pages = (last - first + 1) // copies or 1
    blank = (last - first + 1 - pages * copies) // max(1, copies - 1)
    starts = (first - 1 + number * (pages + blank) for number in range(copies))
    return [range(start, start + pages) for start in starts]


class PrintReader:
    """Reads pages of a print file; what copies share is read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages = list(pdf.pages)
        self._glyphs = GlyphReader()
        self._shown: dict[tuple[Any, ...], list[Shown]] = {}

    def shows(self, copy: range, wanted: Sequence[Shown], has_panel: bool) -> bool:
        """Whether the pages of a copy show what a leaflet's pages do, and a panel at most.

        Imposed pages may stand in any order: folding brings them into theirs.

        Raises ValueError where they can't be read.
        """
        if copy.stop > len(self._pages):
            return False
        found = [self._pages[number].obj for number in copy]
        if not has_panel and any(map(_panels, found)):
            return False
        shown = [one for page in found for one in self._page(page)]
        if len(shown) != len(wanted):
            return False
        if all(run.form == "" for one in shown for run in one):
            return all(map(_same, shown, wanted))
        left = list(wanted)
        for one in shown:
            place = next((n for n, other in enumerate(left) if _same(one, other)), None)
            if place is None:
                return False
            del left[place]
        return True

    def _page(self, page: Any) -> list[Shown]:
        """What a page shows, for each page of a leaflet on it, without the panel."""
        resources = page.get("/Resources", pikepdf.Dictionary())
        forms = resources.get("/XObject", pikepdf.Dictionary())
        fonts = resources.get("/Font", pikepdf.Dictionary())
        # What stands in another object has no number of its own.
        holder = next(one for one in (fonts, resources, page) if one.is_indirect)
        key = (
            tuple(stream.objgen for stream in contents_of(page)),
            holder.objgen,
            tuple((name, form.objgen) for name, form in forms.items() if _is_own(name)),
        )
        if key not in self._shown:
            runs = [run for run in self._glyphs.runs(page) if _is_own(run.form)]
            names = dict.fromkeys(run.form for run in runs)
            self._shown[key] = [tuple(r for r in runs if r.form == name) for name in names]
        return self._shown[key]


def _panels(page: Any) -> bool:
    forms = page.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    return not all(map(_is_own, forms.keys()))


def _is_own(form: str) -> bool:
    """Whether a form, or what is in none, is part of the leaflet."""
    return not form.startswith(_PANEL)


def _same(one: Shown, other: Shown) -> bool:
    return len(one) == len(other) and all(map(_alike, one, other))


def _alike(one: GlyphRun, other: GlyphRun) -> bool:
    """Whether two runs say the same in the same places of their pages."""
    places = zip((*one.places, one.end, one.y), (*other.places, other.end, other.y), strict=False)
    return (
        one.texts == other.texts
        and one.upright == other.upright
        and abs(one.size - other.size) < _NEAR
        and all(abs(here - there) < _NEAR for here, there in places)
    )
