"""What one always types: ``LEAFLETS_LIBRARY``, and ``leaflets.toml`` beside the library.

What is typed wins over ``leaflets.toml``; for the library, ``LEAFLETS_LIBRARY`` stands between.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click

from leaflets import LeafletsError, Problem

FILE: Final = "leaflets.toml"
VARIABLE: Final = "LEAFLETS_LIBRARY"
_LARGEST: Final = 100_000
_TYPED_ONLY: Final = (
    "date",
    "dose",
    "prescription",
    "age",
    "weight",
    "output",
    "library",
    "errors",
)
"""Options that are of one call. A day that always holds would keep what has expired in use."""


@dataclass(frozen=True)
class Settings:
    """The library in force where none is typed, where that is said, and options' own defaults.

    ``defaults`` are as Click takes them: a command's name, then a parameter's.
    """

    libraries: tuple[Path, ...] = ()
    said_in: str = ""
    defaults: dict[str, Any] = field(default_factory=dict)


def settings(commands: click.Group) -> Settings:
    """What is set here. Raises LeafletsError (kind "usage") with all that is wrong in the file."""
    named = tuple(Path(one) for one in os.environ.get(VARIABLE, "").split(os.pathsep) if one)
    file = _file(named)
    if file is None:
        return Settings(named, VARIABLE if named else "")
    said = _read(file)
    libraries = said.pop("library", [])
    several = [libraries] if isinstance(libraries, str) else libraries
    problems: list[Problem] = []
    if not isinstance(several, list) or not all(isinstance(one, str) for one in several):
        problems.append(_problem(file, "library", "a folder, or a list of folders"))
        several = []
    defaults = _defaults(file, commands, said, problems)
    if problems:
        raise LeafletsError(*problems)
    if named or not several:
        return Settings(named, VARIABLE if named else "", defaults)
    return Settings(tuple(file.parent / one for one in several), str(file), defaults)


def _file(named: tuple[Path, ...]) -> Path | None:
    """``leaflets.toml`` in this folder, or beside the library that the variable names."""
    places = (Path(FILE), *(folder.parent / FILE for folder in named[:1]))
    return next((file for file in places if file.is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.loads(stream.read(_LARGEST).decode())
    except OSError as error:
        message = f"can't read it: {error.strerror or error}"
        raise LeafletsError(Problem(str(file), 0, 0, "", "file-unreadable", message)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LeafletsError(_problem(file, "", f"no TOML: {error}")) from error


def _defaults(
    file: Path, group: click.Group, said: dict[str, Any], problems: list[Problem]
) -> dict[str, Any]:
    """The defaults of a group's commands; what is wrong is added to ``problems``."""
    found: dict[str, Any] = {}
    for name, values in said.items():
        command = group.commands.get(name)
        if command is None or not isinstance(values, dict):
            message = f"`library`, or a table for a command: {', '.join(sorted(group.commands))}"
            problems.append(_problem(file, name, message))
        elif isinstance(command, click.Group):
            found[name] = _defaults(file, command, values, problems)
        else:
            found[name] = dict(_options(file, command, values, problems))
    return found


def _options(
    file: Path, command: click.Command, values: dict[str, Any], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """The defaults of a command's options, by parameter."""
    known = {
        option.removeprefix("--"): parameter
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    for name, value in values.items():
        field_name = f"{command.name}.{name}"
        if name in _TYPED_ONLY:
            problems.append(_problem(file, field_name, f"--{name} is typed, or not given"))
        elif name not in known:
            message = f"no such option; there are {', '.join(sorted(set(known) - {*_TYPED_ONLY}))}"
            problems.append(_problem(file, field_name, message))
        else:
            several = known[name].multiple and not isinstance(value, list)
            yield str(known[name].name), [value] if several else value


def _problem(file: Path, name: str, message: str) -> Problem:
    return Problem(str(file), 0, 0, name, "usage-settings", message)
