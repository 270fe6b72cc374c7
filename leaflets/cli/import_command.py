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
from leaflets.cli.session import Session

if TYPE_CHECKING:
    from leaflets import ImportedFile, ImportFormat, ImportReport


_MOST_REMARKS = 5
"""So many remarks on one sheet are told, unless more is asked for."""


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
@click.pass_obj
def import_labels(
    session: Session,
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
    _tell_remarks(found, session, is_saved=report is not None)
    found.raise_if_refused()


def _tell_remarks(report: ImportReport, session: Session, *, is_saved: bool) -> None:
    """The remarks on each sheet: all of them where more is to be told, else the first few."""
    for sheet in report.sheets:
        most = len(sheet.remark_texts) if session.is_talkative else _MOST_REMARKS
        for text in sheet.remark_texts[:most]:
            session.tell(f"{sheet.id}: {text}")
        if len(sheet.remark_texts) > most:
            where = (
                "the report names them" if is_saved else "-v tells them, --report FILE saves them"
            )
            session.tell(f"{sheet.id}: and {len(sheet.remark_texts) - most} more; {where}")


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
