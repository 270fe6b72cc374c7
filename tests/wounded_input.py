"""What a bad input's first line expects of it (tests/test_wounded.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from leaflets.errors import LeafletsError, Problem


@dataclass(frozen=True)
class Expected:
    exit_code: int
    code: str
    line: int | None
    field: str | None
    words: str | None

    def matches(self, found: Problem) -> bool:
        return (
            found.code == self.code
            and self.line in (None, found.line)
            and self.field in (None, found.field)
            and (self.words is None or self.words in found.message)
        )


def expected(file: Path) -> Expected:
    first = file.read_bytes().decode("latin-1").partition("\n")[0]
    found = re.search(
        r"expect: (\d+) (\S+)(?: line (\d+))?(?: (?![\"#])(\S+))?(?: \"([^\"]+)\")?", first
    )
    assert found, f"{file.name} does not say what is expected"
    line = int(found[3]) if found[3] else None
    return Expected(int(found[1]), found[2], line, found[4], found[5])


def check(error: LeafletsError, want: Expected) -> None:
    assert error.exit_code == want.exit_code, str(error)
    assert any(want.matches(found) for found in error.problems), f"{want}\n{error}"
