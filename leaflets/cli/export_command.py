"""Sheets for other systems: ``export``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_library


@click.command()
@click.argument("sheet", metavar="SHEET")
@click.option(
    "--format",
    "form",
    type=click.Choice(["epi"]),
    required=True,
    help="epi: a FHIR R5 document (electronic product information).",
)
@click.option(
    "--language",
    "-l",
    "languages",
    multiple=True,
    help="BCP 47 tag; `all` for every one. May be repeated. Default: the sheet's own.",
)
@click.option(
    "--require-approved", is_flag=True, help="Refuse what nobody has approved, or expired."
)
@with_library
@with_date
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A file, or - for standard output."
)
def export(
    sheet: str,
    form: Literal["epi"],
    languages: tuple[str, ...],
    require_approved: bool,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
    output: Path | None,
) -> None:
    """Write a sheet for other systems. SHEET is an id, a brand name or a code.

    Prints the path of the file: build/SHEET-LANGUAGE.epi.json, unless --output names one.
    """
    library = leaflets.open_library(*libraries)
    made = library.export(
        sheet,
        languages,
        format=form,
        require_approved=require_approved,
        day=day_of(date),
    )
    target = made.save(output or Path("build") / made.file_name)
    if str(target) != "-":
        click.echo(target)
