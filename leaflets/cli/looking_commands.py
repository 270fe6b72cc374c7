"""Looking at what there is: ``list``, ``check``, ``verify``, ``schema``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_library


@click.command("list")
@with_library
def list_sheets(libraries: tuple[Path, ...]) -> None:
    """List the sheets, their brand names and languages."""
    from leaflets.cli.reports import print_sheets

    found = leaflets.open_library(*libraries).sheets()
    print_sheets(found)
    found.raise_if_faulty()


@click.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
@with_date
def check(
    sheets: tuple[str, ...], libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Check everything that can be checked without rendering; all problems at once."""
    library = leaflets.open_library(*libraries)
    library.check(*sheets, day=day_of(date), tell=click.echo).raise_if_faulty()


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="CERTIFICATES",
    help="Whose signatures count: a file or folder of certificates. May be repeated.",
)
@with_library
@with_date
def verify(
    files: tuple[Path, ...],
    trust: tuple[Path, ...],
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Check finished leaflets, or a whole print run, again; says what was not checked."""
    from leaflets.cli.reports import verification_printer

    library, day = leaflets.open_library(*libraries), day_of(date)
    failed = [
        file
        for file in files
        if not library.verify(file, day=day, trust=trust, hear=verification_printer(file)).ok
    ]
    if failed:
        message = "not a leaflet to hand out"
        raise leaflets.LeafletsError(
            *(leaflets.Problem(str(f), 0, 0, "", "verification-failed", message) for f in failed)
        )


@click.command()
@click.option("--problems", is_flag=True, help="That of what `--errors json` writes, instead.")
@with_library
def schema(problems: bool, libraries: tuple[Path, ...]) -> None:
    """Print the JSON Schema of sheets, for editors; it is the same for every library."""
    import json

    leaflets.open_library(*libraries)
    wanted = leaflets.problems_schema() if problems else leaflets.sheet_schema()
    click.echo(json.dumps(wanted, indent=2, ensure_ascii=False))
