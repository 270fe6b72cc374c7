"""Translating: ``translations``."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_json, with_library
from leaflets.cli.session import Session


@click.group()
def translations() -> None:
    """Work on catalogs."""


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
def extract(sheets: tuple[str, ...], libraries: tuple[Path, ...]) -> None:
    """Write each sheet's catalog template, locales/<sheet>.pot in your library."""
    leaflets.open_library(*libraries).translations.extract(*sheets, hear=click.echo)


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--language", "-l", "languages", multiple=True, help="Begin these, too (BCP 47).")
@with_library
@click.pass_obj
def update(
    session: Session,
    sheets: tuple[str, ...],
    languages: tuple[str, ...],
    libraries: tuple[Path, ...],
) -> None:
    """Bring catalogs up to date with their sheets; names those that wait for a translator.

    A changed source text makes its translation fuzzy: it is not printed until somebody has read
    it again. Moving a text changes nothing.
    """
    translations = leaflets.open_library(*libraries).translations
    made = translations.update(*sheets, languages=languages, hear=_tell_unless_complete)
    if not any(one.waiting for one in made):
        session.tell(f"{sum(one.waiting == 0 for one in made)} catalogs, all complete")


def _tell_unless_complete(catalog: leaflets.UpdatedCatalog) -> None:
    if catalog.waiting != 0:
        click.echo(catalog)


@translations.command()
@with_json
@with_library
@with_date
def status(as_json: bool, libraries: tuple[Path, ...], date: datetime.datetime | None) -> None:
    """Show how far each catalog is, and what is draft, approved or expired."""
    from leaflets.cli.reports import print_data, print_states

    states: list[leaflets.CatalogState] = []
    translations = leaflets.open_library(*libraries).translations
    try:
        translations.states(day=day_of(date), hear=states.append)
    finally:
        if as_json:
            print_data({"catalogs": [asdict(one) for one in states]})
        else:
            print_states(states)
