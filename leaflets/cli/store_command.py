"""Where leaflets are kept: ``store``."""

from __future__ import annotations

import click

import leaflets
from leaflets.cli.options import with_json


@click.command()
@click.option("--clear", is_flag=True, help="Remove all of it.")
@click.option("--store", metavar="PLACE", help="Default: in the user's cache folder.")
@with_json
def store(clear: bool, store: str | None, as_json: bool) -> None:
    """Show how much is kept of what was typeset, or clear it."""
    found = leaflets.open_store(store)
    if clear:
        found.clear()
    kept = found.size()
    if as_json:
        from leaflets.cli.reports import print_data

        print_data({"place": found.place, "leaflets": kept.leaflets, "bytes": kept.bytes})
        return
    click.echo(f"{found.place}: {kept.leaflets} leaflets, {kept.bytes / 1e6:.1f} MB")
