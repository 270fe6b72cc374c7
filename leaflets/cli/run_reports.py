"""What is printed of a run: its summary as a table, and what was checked of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from leaflets.cli.terminal_tables import print_table
from leaflets.printrun.run_checks import checks_of_run
from leaflets.printrun.summary import Summary


def print_summary(summary: Summary, folder: Path) -> None:
    """Print the table to standard output, and the orders that failed to standard error."""
    totals = summary.totals()
    rows = [
        (
            str(folder / "print" / found.file),
            f"{found.leaflets:,}",
            f"{found.handouts:,}",
            f"{found.pages:,}",
            f"{found.sheets:,}",
        )
        for found in summary.classes
    ]
    sums = (f"{totals[name]:,}" for name in ("handouts", "pages", "sheets"))
    print_table(
        ("Print file", "Leaflets", "Handouts", "Pages", "Sheets"), [*rows, ("all", "", *sums)]
    )
    click.echo(f"run {summary.run}: {totals['orders']:,} orders, {totals['failed']:,} failed")
    if summary.own_copies:
        click.echo(f"patients' own copies: {summary.own_copies:,} in {folder / 'accessible'}")
    for order, problems in summary.failed.items():
        click.echo(f"order {order} failed: {'; '.join(problems)}", err=True)
    for name in summary.left_out:
        message = "was not made, as orders in it failed; --allow-partial makes it without them"
        click.echo(f"{folder / 'print' / name} {message}", err=True)


def print_run_verification(folder: Path, libraries: Sequence[Path]) -> bool:
    """Print what was checked of a run; True if nothing failed.

    ``libraries`` are the folders in which withdrawals are looked for.

    Raises LeafletsError (kind "refused") where its ledger is damaged.
    """
    click.echo(f"{folder}")
    sound = True
    for name, problems in checks_of_run(folder, libraries):
        sound &= not problems
        verdict = "not checked" if problems is None else "FAILED" if problems else "passed"
        click.echo(f"  {verdict:<12}{name}")
        for found in (problems or [])[:20]:
            click.echo(f"    {found.file}: {found.message}")
        if problems and len(problems) > 20:
            click.echo(f"    and {len(problems) - 20} more")
    return sound
