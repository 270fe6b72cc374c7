"""Translating: ``translations``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from leaflets.cli.options import day_of, with_date, with_library


@click.group()
def translations() -> None:
    """Work on catalogs."""


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
def extract(sheets: tuple[str, ...], libraries: tuple[Path, ...]) -> None:
    """Write each sheet's catalog template, locales/<sheet>.pot beside its folder."""
    from leaflets.files import write
    from leaflets.library.libraries import library
    from leaflets.translation.catalog_templates import template_of

    found = library(libraries)
    for name in sheets or tuple(found.sheet_files):
        file = found.find_sheet(name)
        target = file.folder.parent / "locales" / f"{file.sheet.id}.pot"
        write(target, template_of(file.sheet, file.source))
        click.echo(target)


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--language", "-l", "languages", multiple=True, help="Begin these, too (BCP 47).")
@with_library
def update(
    sheets: tuple[str, ...], languages: tuple[str, ...], libraries: tuple[Path, ...]
) -> None:
    """Bring catalogs up to date with their sheets.

    A changed source text makes its translation fuzzy: it is not printed until somebody has read
    it again. Moving a text changes nothing.
    """
    from leaflets.desk.translators import update_catalogs
    from leaflets.library.libraries import library

    for line in update_catalogs(library(libraries), sheets, languages):
        click.echo(line)


@translations.command()
@with_library
@with_date
def status(libraries: tuple[Path, ...], date: datetime.datetime | None) -> None:
    """Show how far each catalog is, and what is draft, approved or expired."""
    from leaflets.cli.reports import print_states
    from leaflets.library.libraries import library

    print_states(library(libraries), day_of(date))
