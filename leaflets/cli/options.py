"""What several commands share: options, and today's date."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def with_library(command: Command) -> Command:
    """The option that every command has."""
    return click.option(
        "--library",
        "libraries",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A folder with your own sheets/, templates/, locales/, fonts/, publisher.yaml;"
        " found before the built-in ones. May be repeated.",
    )(command)


def with_date(command: Command) -> Command:
    """The one way in which today's date comes in."""
    return click.option(
        "--date",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day for which texts must be valid. Default: today.",
    )(command)


def with_json(command: Command) -> Command:
    """The option of what is told as data, too."""
    return click.option("--json", "as_json", is_flag=True, help="For programs: the same as JSON.")(
        command
    )


def day_of(date: datetime.datetime | None) -> datetime.date:
    """The day that ``--date`` names; today without it."""
    return (date or datetime.datetime.now()).date()
