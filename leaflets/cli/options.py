"""What several commands share: options, and today's date."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import leaflets

if TYPE_CHECKING:
    from leaflets import Signer

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


def with_signature(command: Command) -> Command:
    """The option of what can be signed once it is made."""
    return click.option(
        "--sign",
        "signing",
        type=click.Path(path_type=Path),
        metavar="CONFIG",
        help="Sign it with the key that this file names (docs/signing.md).",
    )(command)


def signer_of(signing: Path | None) -> Signer | None:
    """Whoever signs with the key that ``--sign`` names; nobody without it."""
    return None if signing is None else leaflets.open_signer(signing, ask=ask_password)


def ask_password(what: str) -> str:
    """The password that somebody types at a terminal. Raises LeafletsError where there is none."""
    if not sys.stdin.isatty():
        message = (
            f"{what} is needed, and there is no terminal to ask at: name a file with it"
            " (--password-file, or password_file)"
        )
        raise leaflets.LeafletsError(leaflets.Problem("", 0, 0, "", "usage-password", message))
    return str(click.prompt(what, hide_input=True, err=True, default="", show_default=False))


def with_date(command: Command) -> Command:
    """The one way in which today's date comes in."""
    return click.option(
        "--date",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day for which texts must be valid. Default: today.",
    )(command)


def day_of(date: datetime.datetime | None) -> datetime.date:
    """The day that ``--date`` names; today without it."""
    return (date or datetime.datetime.now()).date()
