"""Approving: ``approve``, ``withdraw``, ``diff``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from leaflets.cli.options import day_of, with_date, with_library


@click.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@click.option("--by", required=True, metavar='"NAME, ROLE"', help="Who approves the text.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day it is valid."
)
@with_library
@with_date
def approve(
    sheet: str,
    tag: str,
    by: str,
    until: datetime.datetime,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Record that somebody has read and approved a sheet's leaflets in one language.

    The record in approvals/ is for exactly this text: any change makes it a draft again.
    """
    from leaflets.desk.review import approve_text
    from leaflets.library.libraries import library

    click.echo(approve_text(library(libraries), sheet, tag, by, day_of(date), until.date()))


@click.command()
@click.argument("digest", metavar="DIGEST")
@click.option("--reason", required=True, help="Why; it is told to whoever asks for the text.")
@with_library
@with_date
def withdraw(
    digest: str, reason: str, libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Take a text back for good: it is refused everywhere from now on.

    DIGEST is the one in the approval, or its first characters as printed on the leaflet. What
    says the same sentences is refused as well, in any edition and order.
    """
    from leaflets.desk.review import withdraw_text
    from leaflets.library.libraries import library

    def tell(line: str) -> None:
        click.echo(line, err=True)

    click.echo(withdraw_text(library(libraries), digest, reason, day_of(date), tell))


@click.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@with_library
def diff(sheet: str, tag: str, libraries: tuple[Path, ...]) -> None:
    """Show what has changed since the last approval, text by text."""
    from leaflets.desk.review import changes
    from leaflets.library.libraries import library

    for line in changes(library(libraries), sheet, tag):
        click.echo(line)
