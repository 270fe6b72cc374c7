"""Leaflets, panels and separators put together into one file to be printed.

What comes out is for paper only: it has no structure, and nobody should read it on a screen.
Copies share what they draw.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from leaflets.errors import LeafletsError, problem
from leaflets.printrun.bare_pages import bare_pages, blank_like, box_of, contents_of, form_of, saved
from leaflets.printrun.only_black import only_black

__all__ = ["Combined", "Copy", "Placement", "combined", "only_black", "pages_of"]

Placement: TypeAlias = tuple[float, float, float, float]
"""Where a panel goes on a page: left, bottom, width and height in pt."""

_NONE: Final[Mapping[str, bytes]] = MappingProxyType({})
_NOWHERE: Final[Mapping[str, Placement]] = MappingProxyType({})
_TOLERANCE: Final = 1.0
"""How much larger than its place a panel may be, in pt: less than its own margin."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One handout: the key of its leaflet, its panel (a key, and a page from 0) if it has one.

    ``cover`` is the key of a separator that stands before it.
    """

    leaflet: str
    panel: tuple[str, int] | None = None
    cover: str | None = None


@dataclass(frozen=True)
class Combined:
    """A file to be printed, and how many sides it has.

    ``ranges`` is the first and the last page of each copy, from 1; separators and blank sides
    are in none.
    """

    content: bytes = field(repr=False)
    ranges: tuple[tuple[int, int], ...]
    pages: int


@dataclass(frozen=True)
class _Ground:
    """A first page that waits for a panel: its ``name`` is free among the page's forms."""

    page: Object
    resources: Object
    name: str
    place: Placement


def combined(
    leaflets: Mapping[str, bytes],
    copies: Sequence[Copy],
    *,
    duplex: bool,
    panels: Mapping[str, bytes] = _NONE,
    placement: Mapping[str, Placement] = _NOWHERE,
    covers: Mapping[str, bytes] = _NONE,
) -> Combined:
    """The copies in order, in one PDF.

    ``leaflets``, ``panels`` and ``covers`` are PDFs by key, ``placement`` is where a leaflet's
    panel goes on its first page. With ``duplex`` each copy and separator begins on a front.
    Same input, same bytes.

    Raises LeafletsError: kind "file" for what is no sound PDF, "rendering" for a panel that is
    larger than its place.
    """
    with pikepdf.new() as target:
        plates = {key: bare_pages(target, content, key) for key, content in leaflets.items()}
        fronts = {key: bare_pages(target, content, key) for key, content in covers.items()}
        forms = {key: _forms(target, content, key) for key, content in panels.items()}
        grounds = {key: _ground(target, plates[key][0], place) for key, place in placement.items()}
        pages: list[Object] = []
        ranges: list[tuple[int, int]] = []
        for one in copies:
            if one.cover is not None:
                pages += _sheets(fronts[one.cover], duplex)
            ranges.append((len(pages) + 1, len(pages) + len(plates[one.leaflet])))
            handout = _sheets(plates[one.leaflet], duplex)
            if one.panel is not None:
                key, number = one.panel
                handout[0] = _personal(grounds[one.leaflet], forms[key][number])
            pages += handout
        return Combined(saved(target, pages), tuple(ranges), len(pages))


def pages_of(content: bytes, first: int, last: int) -> bytes:
    """The pages ``first`` to ``last``, from 1, of a file to be printed, and nothing else of it.

    Raises LeafletsError: kind "usage" where it has no such pages, "file" where it is no PDF.
    """
    with pikepdf.new() as target:
        pages = bare_pages(target, content)
        if not 1 <= first <= last <= len(pages):
            message = f"there are the pages 1 to {len(pages)}; ask for some of these"
            raise LeafletsError(problem("usage-pages", message))
        return saved(target, pages[first - 1 : last])


def _sheets(pages: Sequence[Object], duplex: bool) -> list[Object]:
    """The pages, and a blank one where the next must begin on a front."""
    blank = [blank_like(pages[-1])] if duplex and len(pages) % 2 else []
    return [*pages, *blank]


def _forms(target: pikepdf.Pdf, content: bytes, name: str) -> list[Stream]:
    return [form_of(target, page) for page in bare_pages(target, content, name)]


def _ground(target: pikepdf.Pdf, page: Object, place: Placement) -> _Ground:
    """A first page with what all its panels share."""
    resources = copy.copy(page.get("/Resources", Dictionary()))
    for key, value in resources.as_dict().items():
        if not value.is_indirect:
            resources[key] = target.make_indirect(value)
    taken = resources.get("/XObject", Dictionary())
    name = "/Panel"
    while name in taken:
        name += "0"
    left, bottom, _, _ = place
    stamp = f"Q q 1 0 0 1 {left:.4f} {bottom:.4f} cm {name} Do Q".encode()
    before, after = (target.make_stream(part) for part in (b"q", stamp))
    ground = copy.copy(page)
    ground.Contents = target.make_indirect(Array([before, *contents_of(page), after]))
    return _Ground(ground, resources, name, place)


def _personal(ground: _Ground, panel: Stream) -> Object:
    """A first page with a panel over it."""
    left, bottom, right, top = box_of(Dictionary(MediaBox=panel.BBox))
    _, _, width, height = ground.place
    if right - left > width + _TOLERANCE or top - bottom > height + _TOLERANCE:
        message = "the panel is larger than the room that the leaflet keeps clear for it"
        raise LeafletsError(problem("rendering-panel-room", message))
    page = copy.copy(ground.page)
    page.Resources = copy.copy(ground.resources)
    page.Resources[Name.XObject] = copy.copy(ground.resources.get("/XObject", Dictionary()))
    page.Resources.XObject[ground.name] = panel
    return page
