"""What is typeset: one frozen value, all that crosses to another process or machine."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from leaflets.edition.editions import Attached, Conformance
from leaflets.render.page import Page


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
