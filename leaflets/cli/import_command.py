"""Labels from outside: ``import``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_library
from leaflets.cli.progress import progress

if TYPE_CHECKING:
    from leaflets import ImportedFile, ImportFormat, ImportReport


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
    form: ImportFormat,
    output_dir: Path,
    report: Path | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Make draft sheets of labels. FILE may be a folder: all XML and JSON files in it.

    Prints the path of each sheet. A file that holds nothing for patients is refused, with exit
    code 10 at the end; the others are written all the same.
    """

    def hear(file: ImportedFile) -> None:
        for sheet in file.sheets:
            if str(report) != "-":
                click.echo(sheet.path)

    library = leaflets.open_library(*libraries)
    with progress() as step:
        found = library.import_labels(
            files, output_dir, format=form, day=day_of(date), hear=hear, step=step
        )
    if report:
        found.save(report)
    _print(found)
    found.raise_if_refused()


def _print(report: ImportReport) -> None:
    """A row for each sheet and each refused file, and a line with the sums."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(stderr=True, width=None if sys.stderr.isatty() else 200)
    heads = ("File", "Format", "Sheet", "Language", "Words in", "Words out", "Differ", "Remarks")
    table = Table(*heads, title="Imported labels")
    for file in report.files:
        name = escape(file.file.name)
        for one in file.sheets:
            counts = one.words_in, one.words_out, one.differences, one.remarks
            table.add_row(name, one.format, one.id, one.language, *map(str, counts))
        if file.problems:
            table.add_row(name, "refused", *[""] * (len(heads) - 2))
    console.print(table)
    refused = sum(bool(file.problems) for file in report.files)
    exact = sum(not sheet.differences for sheet in report.sheets)
    console.print(
        f"{len(report.files)} files: {len(report.sheets)} sheets, {exact} with each word of their"
        f" label; {refused} refused"
    )
