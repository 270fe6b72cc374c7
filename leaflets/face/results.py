"""What a library answers: plain, frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from leaflets.errors import Problem, raise_if_any
from leaflets.verify.verified import Check, Verified


@dataclass(frozen=True)
class SheetEntry:
    """A sheet: its id, the medicine's name and brands, the languages it is in, its file."""

    id: str
    name: str
    brands: tuple[str, ...]
    languages: tuple[str, ...]
    file: Path


@dataclass(frozen=True)
class Sheets:
    """The sheets of a library, by id, and the problems of those that can't be read."""

    sheets: tuple[SheetEntry, ...]
    problems: tuple[Problem, ...]

    def raise_if_faulty(self) -> None:
        """Raise LeafletsError with the problems, if there are any."""
        raise_if_any(self.problems)


@dataclass(frozen=True)
class Checked:
    """What was found in sheets: lines on what is right or doubtful, and what is wrong."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def raise_if_faulty(self) -> None:
        """Raise LeafletsError with the problems, if there are any."""
        raise_if_any(self.problems)


@dataclass(frozen=True)
class Report:
    """What was looked at in a finished leaflet or print run, and what came of it."""

    file: Path
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed; what could not be checked is in ``not_checked``."""
        return all(check.passed is not False for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """What failed."""
        return tuple(check for check in self.checks if check.passed is False)

    @property
    def not_checked(self) -> tuple[Check, ...]:
        """What nobody could tell."""
        return tuple(check for check in self.checks if check.passed is None)


@dataclass(frozen=True)
class Exported:
    """A sheet for other systems: the name of its file, and the verified document."""

    file_name: str
    document: Verified = field(repr=False)

    def save(self, target: Path | str) -> Path:
        """Write it whole to ``target``, or leave what is there as it was; ``-`` is standard output.

        Comes back with the path. Raises LeafletsError (kind "file").
        """
        return self.document.save(target)
