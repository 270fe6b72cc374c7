"""Where leaflets are kept: ``store``."""

from __future__ import annotations

import click

import leaflets


@click.command()
@click.option("--clear", is_flag=True, help="Remove all of it.")
@click.option("--store", metavar="PLACE", help="Default: in the user's cache folder.")
def store(clear: bool, store: str | None) -> None:
    """Show how much is kept of what was typeset, or clear it."""
    found = leaflets.open_store(store)
    if clear:
        found.clear()
    kept = found.size()
    click.echo(f"{found.place}: {kept.leaflets} leaflets, {kept.bytes / 1e6:.1f} MB")
