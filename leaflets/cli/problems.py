"""What went wrong, as text or as one JSON document (``--errors json``), and its exit code."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from itertools import pairwise

import click

from leaflets import EXIT_CODES, LeafletsError, Problem
from leaflets.cli.session import Session

TERMINATED = 143
"""128 + SIGTERM."""


class Terminated(SystemExit):
    """The command was told to end."""


class SaidAlreadyError(LeafletsError):
    """Problems that a command has told in lines of its own; as JSON they are told all the same."""


def errors_option() -> click.Option:
    """The option that every command has; ``wants_json`` reads it, before anything can go wrong."""
    return click.Option(
        ["--errors"],
        type=click.Choice(["text", "json"]),
        default="text",
        expose_value=False,
        help="How problems are told on standard error; json: `schema --problems` has the schema.",
    )


def wants_json(arguments: list[str]) -> bool:
    """Whether the command line asks for problems as JSON, wherever it does."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    said = arguments[:end]
    return "--errors=json" in said or ("--errors", "json") in pairwise(said)


@contextmanager
def silence(session: Session) -> Iterator[None]:
    """Where problems are told as JSON, nothing else gets onto standard error in the block.

    What libraries and other processes write there is dropped: a program could not parse it.
    """
    if not session.as_json:
        yield
        return
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        with redirect_stderr(io.StringIO()):
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def of_click(error: click.ClickException) -> LeafletsError:
    """An error of the command line itself, as a problem."""
    message = error.format_message()
    if isinstance(error, click.FileError):
        return LeafletsError(Problem(error.filename, 0, 0, "", "file-unreadable", message))
    field = getattr(error, "option_name", None) or getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    if not field and parameter is not None:
        field = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.name
    name = field if isinstance(field, str) else ""
    return LeafletsError(Problem("", 0, 0, name, "usage-command-line", message))


def of_bug(error: Exception) -> LeafletsError:
    """An exception that nobody expected, by its name alone."""
    name = type(error).__name__
    message = f"a bug in leaflets ({name}); LEAFLETS_DEBUG=1 shows where"
    return LeafletsError(Problem("", 0, 0, "", "bug-unexpected", message))


def interrupted(message: str = "interrupted") -> LeafletsError:
    """That the command was interrupted."""
    return LeafletsError(Problem("", 0, 0, "", "interrupted-signal", message))


def closed_pipe() -> LeafletsError:
    """That nobody reads standard output any more."""
    message = "can't write it: nobody reads standard output any more"
    return LeafletsError(Problem("-", 0, 0, "", "file-unwritable", message))


def document(session: Session, error: LeafletsError | None, exit_code: int) -> dict[str, object]:
    """All that a command told besides its results."""
    problems = [one.data | {"exit_code": _code(one, exit_code)} for one in _problems(error)]
    return {"problems": problems, "exit_code": exit_code, "notes": session.notes}


def _problems(error: LeafletsError | None) -> tuple[Problem, ...]:
    return error.problems if error else ()


def _code(one: Problem, exit_code: int) -> int:
    """The code of a problem: an interruption has that of its signal."""
    return exit_code if one.exit_code == EXIT_CODES["interrupted"] else one.exit_code
