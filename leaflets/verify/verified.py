"""What has been verified: the only thing that can be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from leaflets.content.record import Record
from leaflets.edition.editions import file_name
from leaflets.errors import Problem
from leaflets.files import write
from leaflets.language.tags import language


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``passed`` is None where it could not be checked.

    ``note`` says why; of a print run, ``problems`` does.
    """

    name: str
    passed: bool | None
    note: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, init=False)
class Verified:
    """A leaflet that may be published. Nobody can build one but the verifying modules.

    ``pages`` is 0 where it has none (a web page, plain text).
    """

    content: bytes = field(repr=False)
    record: Record = field(repr=False)
    pages: int

    @property
    def file_name(self) -> str:
        """The name of a leaflet's file, as the command line gives it."""
        record = self.record
        tag = language(record.leaflet.language)
        return file_name(record.leaflet.sheet.id, tag, record.edition, record.dose is not None)

    @property
    def state(self) -> str:
        """How its text is reviewed: "draft" or "approved"."""
        return self.record.leaflet.review.state

    @property
    def text_digest(self) -> str:
        """The digest of what it says: that of its approval, and what ``withdraw`` takes."""
        return self.record.leaflet.review.digest or ""

    def save(self, target: Path | str) -> Path:
        """Write it whole to ``target``, or leave what is there as it was; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        write(Path(target), self.content)
        return Path(target)


def passed(content: bytes, record: Record, pages: int = 0) -> Verified:
    """The leaflet that has just been found to say what its record says.

    For the modules of this room: ``Verified`` has no initialiser that others could call.
    """
    made = object.__new__(Verified)
    for name, value in (("content", content), ("record", record), ("pages", pages)):
        object.__setattr__(made, name, value)
    return made
