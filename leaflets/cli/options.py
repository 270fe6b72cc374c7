"""What several commands share: options, and today's date."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import leaflets
from leaflets.cli.session import Session

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
        callback=in_force,
        help="A folder with your own sheets/, templates/, locales/, fonts/, publisher.yaml;"
        " found before the built-in ones. May be repeated. Default: LEAFLETS_LIBRARY, or the"
        " library of leaflets.toml.",
    )(command)


def in_force(
    context: click.Context, _parameter: click.Parameter, typed: tuple[Path, ...]
) -> tuple[Path, ...]:
    """The libraries that are typed; else those that are set, which is told."""
    session = context.obj
    if not isinstance(session, Session) or context.resilient_parsing:
        return typed
    found = typed or session.settings.libraries
    if found and not typed:
        told = ", ".join(map(str, found))
        session.tell(f"library: {told} (set in {session.settings.said_in})")
    elif session.is_talkative:
        session.tell(f"library: {', '.join(map(str, found)) or 'only the built-in one'}")
    return found


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


def with_json(command: Command) -> Command:
    """The option of what is told as data, too."""
    return click.option("--json", "as_json", is_flag=True, help="For programs: the same as JSON.")(
        command
    )


def talk_options() -> tuple[click.Option, click.Option]:
    """The options that every command has: how much it tells besides its results."""

    def set_on(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value and isinstance(context.obj, Session):
            setattr(context.obj, str(parameter.name), True)

    quiet = click.Option(
        ["--quiet", "-q", "is_quiet"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=set_on,
        help="Tell only results, and what is wrong.",
    )
    verbose = click.Option(
        ["--verbose", "-v", "is_talkative"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=set_on,
        help="Tell the libraries in force, and how long it took.",
    )
    return quiet, verbose


def day_of(date: datetime.datetime | None) -> datetime.date:
    """The day that ``--date`` names; today without it."""
    return (date or datetime.datetime.now()).date()
