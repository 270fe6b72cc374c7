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


@dataclass(frozen=True, init=False)
class Verified:
    """A leaflet that may be published. Nobody can build one but the verifying modules.

    ``pages`` is 0 where it has none (a web page, plain text).
    """

    content: bytes
    record: Record
    pages: int


def passed(content: bytes, record: Record, pages: int = 0) -> Verified:
    """The leaflet that has just been found to say what its record says.

    For the modules of this room: ``Verified`` has no initialiser that others could call.
    """
    made = object.__new__(Verified)
    for name, value in (("content", content), ("record", record), ("pages", pages)):
        object.__setattr__(made, name, value)
    return made
