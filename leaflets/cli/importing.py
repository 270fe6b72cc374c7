"""Labels from outside: ``import``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leaflets.cli.options import day_of, with_date, with_library
from leaflets.errors import raise_if_any

if TYPE_CHECKING:
    from leaflets.importers.label_reading import Form


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "spl", "epi", "openfda"]),
    default="auto",
    help="HL7 SPL, FHIR ePI, or openFDA's label records.",
)
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default="sheets-draft",
    show_default=True,
    help="Where the sheets go; it can be used as a --library at once.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was found and decided, as JSON; - for standard output.",
)
@with_library
@with_date
def import_labels(
    files: tuple[Path, ...],
    form: Form,
    output_dir: Path,
    report: Path | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Make draft sheets of labels. FILE may be a folder: all XML and JSON files in it.

    Prints the path of each sheet. A file that holds nothing for patients is refused, with exit
    code 10 at the end; the others are written all the same.
    """
    from rich.console import Console
    from rich.progress import Progress

    from leaflets.files import write
    from leaflets.importers import label_imports as importing
    from leaflets.importers.report import print_outcomes, report_of
    from leaflets.library.libraries import library

    found = importing.label_files(files)
    console = Console(stderr=True, width=None if sys.stderr.isatty() else 200)
    outcomes = []
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("labels", total=len(found))
        for outcome in importing.import_labels(
            found, form, output_dir, library(libraries), day_of(date)
        ):
            outcomes.append(outcome)
            progress.advance(task)
            for sheet in outcome.sheets:
                if str(report) != "-":
                    click.echo(sheet.path)
    if report:
        write(report, report_of(outcomes))
    print_outcomes(outcomes, console)
    raise_if_any(problem for outcome in outcomes for problem in outcome.problems)
