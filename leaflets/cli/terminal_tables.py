"""Tables for whoever asked: drawn in a terminal, tab-separated anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table to standard output."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table

        table = Table(*heads)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    else:
        for row in (heads, *rows):
            click.echo("\t".join(row))
