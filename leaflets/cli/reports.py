"""What commands print: tables for people, plain lines for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leaflets import sheet_fields
from leaflets.cli.terminal_tables import print_table

if TYPE_CHECKING:
    from leaflets import CatalogState, Check, RunReport, SheetLanguage, Sheets
    from leaflets.cli.session import Session

_MOST = 20
"""So many problems of one check are printed."""


def print_sheets(found: Sheets) -> None:
    """The sheets as a table; tab-separated where standard output is no terminal."""
    rows = [
        (sheet.id, sheet.name, ", ".join(sheet.brands), ", ".join(sheet.languages))
        for sheet in found.sheets
    ]
    print_table(("Sheet", "Name", "Brands", "Languages"), rows)


def print_data(value: object) -> None:
    """Data as JSON; paths and days as their texts."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_languages(languages: Sequence[SheetLanguage]) -> None:
    """The languages of a sheet as a table."""
    rows = [
        (one.language, one.review, one.by, str(one.until or ""), ", ".join(one.editions))
        for one in languages
    ]
    print_table(("Language", "Review", "Approved by", "Until", "Editions"), rows)


def print_fields() -> None:
    """All fields of a sheet, as a table of Markdown."""
    click.echo("| field | what it is | required | example |\n| --- | --- | --- | --- |")
    for one in sheet_fields():
        required = "yes" if one.is_required else ""
        click.echo(f"| `{one.path}` | {one.what} | {required} | `{one.example}` |")


def print_states(states: Sequence[CatalogState]) -> None:
    """How far each catalog is, as a table; tab-separated where standard output is no terminal."""
    heads = ("Language", "Catalog", "Translated", "Fuzzy", "Missing", "Review")
    rows = [
        (s.language, s.catalog, str(s.translated), str(s.fuzzy), str(s.missing), _review(s))
        for s in states
    ]
    print_table(heads, rows)


def _review(state: CatalogState) -> str:
    """How a catalog's leaflets are reviewed, and what nobody could check."""
    return "; not checked: ".join(filter(None, (state.review, ", ".join(state.unchecked))))


def verification_printer(file: Path) -> Callable[[Check], None]:
    """Prints the checks of a leaflet or run as they are made, under its name."""
    heads = [f"{file}"]

    def show(check: Check) -> None:
        while heads:
            click.echo(heads.pop())
        verdict = {True: "passed", False: "FAILED", None: "not checked"}[check.passed]
        click.echo(f"  {verdict:<12}{check.name}{': ' if check.note else ''}{check.note}")
        for found in check.problems[:_MOST]:
            click.echo(f"    {found.file}: {found.message}")
        if len(check.problems) > _MOST:
            click.echo(f"    and {len(check.problems) - _MOST} more")

    return show


def print_run_report(report: RunReport, session: Session) -> None:
    """Print a run's table to standard output, and the orders that failed to standard error."""
    rows = [
        (
            str(file.path),
            f"{file.leaflets:,}",
            f"{file.handouts:,}",
            f"{file.pages:,}",
            f"{file.sheets:,}",
        )
        for file in report.files
    ]
    sums = (f"{report.total(name):,}" for name in ("handouts", "pages", "sheets"))
    print_table(
        ("Print file", "Leaflets", "Handouts", "Pages", "Sheets"), [*rows, ("all", "", *sums)]
    )
    click.echo(f"run {report.run}: {report.orders:,} orders, {len(report.failed):,} failed")
    if report.own_copies:
        click.echo(f"patients' own copies: {report.own_copies:,} in {report.folder / 'accessible'}")
    for order, problems in report.failed:
        session.tell(f"order {order} failed: {'; '.join(problems)}")
    for path in report.left_out:
        message = "was not made, as orders in it failed; --allow-partial makes it without them"
        session.tell(f"{path} {message}")
    if report.may_pass:
        count = len(report.may_pass)
        session.tell(f"{count:,} of them may go well later: --resume tries these again")
