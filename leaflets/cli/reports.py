"""What commands print: tables for people, plain lines for programs."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from leaflets.cli.terminal_tables import print_table
from leaflets.desk.translators import CatalogState, catalog_states
from leaflets.errors import LeafletsError, Problem
from leaflets.library.libraries import Library
from leaflets.making.recheck import recheck
from leaflets.verify.verified import Check


def print_sheets(library: Library) -> None:
    """The sheets as a table; tab-separated where standard output is no terminal.

    Raises LeafletsError with the problems of faulty sheets, after the others are printed.
    """
    rows: list[tuple[str, str, str, str]] = []
    problems: list[Problem] = []
    for identity in library.sheet_files:
        try:
            sheet = library.read_sheet(identity).sheet
        except LeafletsError as error:
            problems += error.problems
            continue
        brands = sorted({name for brand in sheet.brands for name in brand.names})
        languages = library.languages_of(sheet)
        rows.append((sheet.id, sheet.name, ", ".join(brands), ", ".join(languages)))
    print_table(("Sheet", "Name", "Brands", "Languages"), rows)
    if problems:
        raise LeafletsError(*problems)


def print_states(library: Library, day: datetime.date) -> None:
    """How far each catalog is, as a table; tab-separated where standard output is no terminal.

    Raises LeafletsError for a faulty sheet or catalog.
    """
    heads = ("Language", "Catalog", "Translated", "Fuzzy", "Missing", "Review")
    rows = [
        (s.language, s.catalog, str(s.translated), str(s.fuzzy), str(s.missing), _review(s))
        for s in catalog_states(library, day)
    ]
    print_table(heads, rows)


def _review(state: CatalogState) -> str:
    """How a catalog's leaflets are reviewed, and what nobody could check."""
    return "; not checked: ".join(filter(None, (state.review, ", ".join(state.unchecked))))


def print_verification(library: Library, file: Path, day: datetime.date) -> bool:
    """Print what was checked of a leaflet; True if nothing failed.

    Raises LeafletsError (kind "file") where it can't be read.
    """
    checks = recheck(library, file, day)
    click.echo(f"{file}")
    for check in checks:
        click.echo(f"  {_verdict(check):<12}{check.name}{': ' if check.note else ''}{check.note}")
    return all(check.passed is not False for check in checks)


def _verdict(check: Check) -> str:
    return {True: "passed", False: "FAILED", None: "not checked"}[check.passed]
