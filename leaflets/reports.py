"""What commands print: tables for people, plain lines for programs."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from leaflets.errors import LeafletsError, Problem
from leaflets.library import Library
from leaflets.recheck import recheck
from leaflets.verified import Check


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
    if sys.stdout.isatty():
        table = Table("Sheet", "Name", "Brands", "Languages")
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    else:
        for row in rows:
            click.echo("\t".join(row))
    if problems:
        raise LeafletsError(*problems)


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
