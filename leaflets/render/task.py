"""What is typeset: one frozen value, all that crosses to another process or machine."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leaflets.snapshot import NotedFile

if TYPE_CHECKING:
    from leaflets.edition.editions import Attached, Conformance


@dataclass(frozen=True)
class Squares:
    """A black picture of small squares, ``size_mm`` wide and high, ``side`` squares each way.

    ``runs`` are the rows of squares in it: the first one's column and row from the upper left
    corner, from 0, and how many they are.
    """

    runs: tuple[tuple[int, int, int], ...] = field(repr=False)
    side: int
    size_mm: float


@dataclass(frozen=True)
class Page:
    """A page ready to be typeset: HTML, and the only files that it may load, by address.

    Fonts are files with their digest, pictures are there as bytes, or as what they show.

    What must stand on one page comes in several sizes, the largest first, with its longest
    parts, for the message if none fits. Other pages have one size.
    """

    sizes: tuple[str, ...]
    resources: dict[str, NotedFile | bytes]
    one_page: bool = False
    longest: tuple[str, ...] = ()
    squares: dict[str, Squares] = field(default_factory=dict, repr=False)

    @property
    def html(self) -> str:
        """The page in its first size."""
        return self.sizes[0]


@dataclass(frozen=True)
class PageAway:
    """A page whose files lie in a store: by address, the digest of each (SHA-256)."""

    sizes: tuple[str, ...]
    files: dict[str, str]
    one_page: bool
    longest: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """One PDF to be typeset: its page, what is attached to it, and what it conforms to.

    ``data`` is JSON of the kind ``attach``; ``written`` is the date of the attachment: naive, of
    the sheet, never the clock's.
    """

    page: Page | PageAway = field(repr=False)
    data: str = field(repr=False)
    written: datetime.datetime
    conformance: Conformance = "ua-1"
    attach: Attached = "json"
