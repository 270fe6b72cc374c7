"""What has been verified: the only thing that can be published."""

from __future__ import annotations

from dataclasses import dataclass

from leaflets.content.record import Record


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``passed`` is None where it could not be checked."""

    name: str
    passed: bool | None
    note: str = ""


@dataclass(frozen=True)
class Verified:
    """A leaflet that may be published: made by the verifying modules only.

    ``pages`` is 0 where it has none (a web page, plain text).
    """

    content: bytes
    record: Record
    pages: int
