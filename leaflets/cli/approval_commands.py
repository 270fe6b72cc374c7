"""Approving: ``approve``, ``withdraw``, ``diff``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import day_of, signer_of, with_date, with_library, with_signature
from leaflets.cli.session import Session


@click.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@click.option("--by", required=True, metavar='"NAME, ROLE"', help="Who approves the text.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day it is valid."
)
@with_signature
@with_library
@with_date
def approve(
    sheet: str,
    tag: str,
    by: str,
    until: datetime.datetime,
    signing: Path | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Record that somebody has read and approved a sheet's leaflets in one language.

    The record in approvals/ is for exactly this text: any change makes it a draft again. With
    --sign, the signature of whoever approves stands beside it: `verify --trust` checks it.
    """
    signer = signer_of(signing)
    approvals = leaflets.open_library(*libraries).approvals
    valid = {"until": until.date(), "day": day_of(date)}
    click.echo(approvals.approve(sheet, tag, by=by, signer=signer, **valid))


@click.command()
@click.argument("digest", metavar="DIGEST")
@click.option("--reason", required=True, help="Why; it is told to whoever asks for the text.")
@with_library
@with_date
@click.pass_obj
def withdraw(
    session: Session,
    digest: str,
    reason: str,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Take a text back for good: it is refused everywhere from now on.

    DIGEST is the one in the approval, or its first characters as printed on the leaflet. What
    says the same sentences is refused as well, in any edition and order.
    """
    approvals = leaflets.open_library(*libraries).approvals
    click.echo(approvals.withdraw(digest, reason=reason, day=day_of(date), tell=session.tell))


@click.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@with_library
def diff(sheet: str, tag: str, libraries: tuple[Path, ...]) -> None:
    """Show what has changed since the last approval, text by text."""
    for line in leaflets.open_library(*libraries).approvals.changes(sheet, tag):
        click.echo(line)
