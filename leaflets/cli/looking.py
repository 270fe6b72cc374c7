"""Looking at what there is: ``list``, ``check``, ``verify``, ``schema``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from leaflets.cli.options import day_of, with_date, with_library
from leaflets.errors import LeafletsError, problem


@click.command("list")
@with_library
def list_sheets(libraries: tuple[Path, ...]) -> None:
    """List the sheets, their brand names and languages."""
    from leaflets.cli.reports import print_sheets
    from leaflets.library.libraries import library

    print_sheets(library(libraries))


@click.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
@with_date
def check(
    sheets: tuple[str, ...], libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Check everything that can be checked without rendering; all problems at once."""
    from leaflets.desk.checks import check_sheets
    from leaflets.library.libraries import library

    for line in check_sheets(library(libraries), sheets, day_of(date)):
        click.echo(line)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@with_library
@with_date
def verify(
    files: tuple[Path, ...], libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Check finished leaflets, or a whole print run, again; says what was not checked."""
    from leaflets.cli.reports import print_verification
    from leaflets.cli.run_reports import print_run_verification
    from leaflets.library.libraries import library
    from leaflets.printrun.run_checks import is_run

    found, day = library(libraries), day_of(date)
    failed = [
        file
        for file in files
        if not (
            print_run_verification(file, libraries)
            if is_run(file)
            else print_verification(found, file, day)
        )
    ]
    if failed:
        raise LeafletsError(
            *(problem("verification-failed", "not a leaflet to hand out", file=f) for f in failed)
        )


@click.command()
@with_library
def schema(libraries: tuple[Path, ...]) -> None:
    """Print the JSON Schema of sheets, for editors; it is the same for every library."""
    import json

    from leaflets.library.libraries import library
    from leaflets.sheet.model import Sheet

    library(libraries)

    click.echo(json.dumps(Sheet.model_json_schema(), indent=2, ensure_ascii=False))
