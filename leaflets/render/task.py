"""What is typeset: one frozen value, all that crosses to another process or machine."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from leaflets.snapshot import NotedFile

if TYPE_CHECKING:
    from leaflets.edition.editions import Attached, Conformance

KEPT: Final = "emergency"
"""The class of the box that stands on one page, where it is no higher than one."""

_WHOLE: Final = "break-inside: avoid /* whole */"
"""What says so in the style."""


@dataclass(frozen=True)
class Page:
    """A page ready to be typeset: HTML, and the only files that it may load, by address.

    Fonts are files with their digest, pictures are there as bytes.

    What must stand on one page comes in several sizes, the largest first, with its longest
    parts, for the message if none fits. Other pages have one size.
    """

    sizes: tuple[str, ...]
    resources: dict[str, NotedFile | bytes]
    one_page: bool = False
    longest: tuple[str, ...] = ()

    def loosened(self, boxes: bool, phrases: Iterable[str] = ()) -> str:
        """The page in its first size, with what may run over pages after all.

        ``boxes``: the emergency boxes; ``phrases``: identities, of each the part it stands in.
        """
        selectors = [f':is(.keep, li):has([data-phrase="{phrase}"])' for phrase in phrases]
        rule = f"{', '.join(selectors)} {{ break-inside: auto }}\n" if selectors else ""
        html = self.html.replace("</style>", f"{rule}</style>", 1)
        return html.replace(_WHOLE, "") if boxes else html

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
