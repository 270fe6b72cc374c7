"""What can go wrong: one kind of problem, one exception, one table of exit codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

_Value = TypeVar("_Value")

EXIT_CODES: Final = {
    "done": 0,
    "failed-orders": 1,
    "usage": 2,
    "sheet": 3,
    "translation": 4,
    "template": 5,
    "rendering": 6,
    "verification": 7,
    "file": 8,
    "system-library": 9,
    "order": 10,
    "import": 10,
    "approval": 11,
    "refused": 12,
    "bug": 70,
    "interrupted": 130,
}
"""The exit code of each kind of problem. Published: never renumbered."""

_MAY_PASS: Final = ("file-", "system-library-", "rendering-died", "rendering-endless", "bug-worker")
"""How the codes begin of what lies in the machine, not in what is made: a full disk, a lost worker,
a missing library, a limit of time on a machine with too much to do."""


_LONGEST_FIELD: Final = 240
"""A field's path may come from a file that is made to harm: with 20,000 levels."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it stands and what to do about it.

    ``code`` is stable ("sheet-unknown-field"): its first word is a kind in EXIT_CODES.
    ``line`` and ``column`` count from 1; 0 means that the place is not known. A ``field`` that
    nobody can read is cut in the middle.
    """

    file: str
    line: int
    column: int
    field: str
    code: str
    message: str

    def __post_init__(self) -> None:
        if len(self.field) > _LONGEST_FIELD:
            half = _LONGEST_FIELD // 2 - 1
            object.__setattr__(self, "field", f"{self.field[:half]}…{self.field[-half:]}")

    @property
    def exit_code(self) -> int:
        """The exit code of this problem's kind."""
        kinds = [kind for kind in EXIT_CODES if self.code.startswith(f"{kind}-")]
        return EXIT_CODES[max(kinds, key=len)] if kinds else EXIT_CODES["bug"]

    @property
    def may_pass(self) -> bool:
        """Whether the same thing, tried again later, may go well."""
        return self.code.startswith(_MAY_PASS)

    @property
    def data(self) -> dict[str, str | int]:
        """The problem as data, as ``leaflets.problems_schema()`` has it."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "exit_code": self.exit_code,
        }

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        parts = [part for part in (place, self.field, self.message) if part]
        return f"{': '.join(parts)} [{self.code}]"


class LeafletsError(Exception):
    """The one exception of this package: everything that is wrong with an input, at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @property
    def exit_code(self) -> int:
        """The lowest exit code above 2 among the problems (2 if there is no other)."""
        codes = sorted({problem.exit_code for problem in self.problems})
        above = [code for code in codes if code > EXIT_CODES["usage"]]
        return (above or codes or [EXIT_CODES["bug"]])[0]

    @property
    def may_pass(self) -> bool:
        """Whether nothing but what may pass is wrong."""
        return all(problem.may_pass for problem in self.problems)

    @property
    def data(self) -> dict[str, object]:
        """All of it as data, as ``leaflets.problems_schema()`` has it."""
        return {"problems": [one.data for one in self.problems], "exit_code": self.exit_code}

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def problem(
    code: str,
    message: str,
    *,
    file: Path | str = "",
    line: int = 0,
    column: int = 0,
    field: str = "",
) -> Problem:
    """Make a Problem; ``file`` is shown as it was given."""
    return Problem(str(file), line, column, field, code, message)


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise LeafletsError with all the problems, each once, if there are any."""
    found = tuple(dict.fromkeys(problems))
    if found:
        raise LeafletsError(*found)


def tried(read: Callable[[], _Value], problems: list[Problem]) -> _Value | None:
    """What ``read`` returns; None where it has problems, which are added to ``problems``."""
    try:
        return read()
    except LeafletsError as error:
        problems += error.problems
        return None
