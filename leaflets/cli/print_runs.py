"""Print runs: ``print-run``, ``reprint``, ``trace``; and ``store``, where leaflets are kept."""

from __future__ import annotations

import datetime
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from leaflets.cli.options import day_of, with_date, with_library
from leaflets.errors import EXIT_CODES

if TYPE_CHECKING:
    from leaflets.making.watcher import Watcher
    from leaflets.printrun.planning import Impose


@click.command("print-run")
@click.argument("orders", required=False, type=click.Path(path_type=Path), metavar="[ORDERS]")
@click.option("--example", is_flag=True, help="Print a filled example of an order file.")
@click.option(
    "--example-orders", type=click.IntRange(1, 10_000), metavar="N", help="One with N orders."
)
@click.option(
    "--output-dir",
    "folder",
    type=click.Path(path_type=Path),
    help="The run's folder. Default: run.",
)
@click.option("--encoding", metavar="NAME", help="The order file's, where it is not UTF-8.")
@click.option(
    "--executor",
    default="local",
    metavar="local|dask://HOST:PORT",
    help="Where leaflets are typeset. Patients' data stay on this machine.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes. Default: one for each core.")
@click.option(
    "--impose",
    type=click.Choice(["none", "booklet", "2up"]),
    default="none",
    help="A5 leaflets as booklets, or two pages a side, on A4.",
)
@click.option("--duplex", is_flag=True, help="Each handout begins on a front.")
@click.option("--separators", is_flag=True, help="A sheet before what goes to each delivery point.")
@click.option("--black", is_flag=True, help="Black only.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--allow-drafts", is_flag=True, help="Print what nobody has approved, marked so.")
@click.option(
    "--allow-partial", is_flag=True, help="Write print files without the orders that failed."
)
@click.option(
    "--store", metavar="PLACE", help="Where leaflets are kept: a folder, or s3://… for a cluster."
)
@with_library
@with_date
def print_run(
    orders: Path | None,
    example: bool,
    example_orders: int | None,
    folder: Path | None,
    encoding: str | None,
    executor: str,
    jobs: int | None,
    impose: Impose,
    duplex: bool,
    separators: bool,
    black: bool,
    resume: bool,
    allow_drafts: bool,
    allow_partial: bool,
    store: str | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Make the print files of a file of ORDERS (CSV or JSON Lines).

    The run's folder then holds the job ticket and the print files, each leaflet as a tagged
    PDF, patients' own copies, a ledger and a summary.
    """
    from leaflets.library.libraries import library
    from leaflets.making.store import default_store
    from leaflets.printrun.example import example_orders as filled
    from leaflets.printrun.example import example_run

    if example or example_orders:
        click.echo(example_run(example_orders) if example_orders else filled(), nl=False)
        return
    if orders is None:
        raise click.UsageError("name the file of orders; --example prints one")
    from leaflets.printrun.planning import Layout
    from leaflets.printrun.run import Asked, print_run

    asked = Asked(
        library(libraries),
        orders,
        folder or Path("run"),
        Layout(impose, duplex, separators, black),
        day_of(date),
        store or default_store(),
        encoding,
        allow_drafts,
        allow_partial,
        resume,
        executor,
        jobs,
    )
    with _watched() as watcher:
        summary = print_run(asked, watcher)
    from leaflets.cli.run_reports import print_summary

    print_summary(summary, asked.folder)
    if summary.failed:
        sys.exit(EXIT_CODES["failed-orders"])


@contextmanager
def _watched() -> Iterator[Watcher]:
    """Someone who watches: a progress bar; Ctrl-C once stops cleanly, twice stops now."""
    from rich.console import Console
    from rich.progress import Progress

    from leaflets.making.watcher import Watcher

    interrupts: list[int] = []

    def interrupted(signum: int, _frame: FrameType | None) -> None:
        interrupts.append(signum)
        if len(interrupts) > 1:
            raise KeyboardInterrupt
        click.echo("finishing what is in flight; Ctrl-C again stops now", err=True)

    before = signal.signal(signal.SIGINT, interrupted)
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            tasks = {}

            def step(what: str, done: int, of: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what)
                bar.update(tasks[what], completed=done, total=of)

            yield Watcher(lambda line: click.echo(line, err=True), step, lambda: bool(interrupts))
    finally:
        signal.signal(signal.SIGINT, before)


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--order", required=True, type=click.IntRange(1), help="The order's number.")
@click.option("--pages", metavar="A-B", help="Pages within the order, from 1. Default: all.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A file, or - for standard output."
)
@with_library
def reprint(
    run: Path, order: int, pages: str | None, output: Path | None, libraries: tuple[Path, ...]
) -> None:
    """Take an order's handouts out of a finished run once more.

    Texts that were withdrawn since are refused: without --library, by the libraries of which the
    run was made.
    """
    import re

    from leaflets.files import write
    from leaflets.printrun.run_checks import printed_again

    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", pages or "1-1")
    if not found:
        raise click.BadParameter("give pages as 3, or as 3-4", param_hint="--pages")
    first, last = (int(found[1]), int(found[2] or found[1])) if pages else (None, None)
    content = printed_again(run, order, first, last, libraries)
    target = output or Path(f"reprint-{order:06}.pdf")
    write(target, content)
    if str(target) != "-":
        click.echo(target)


@click.command()
@click.argument("digest")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@with_library
def trace(digest: str, runs: tuple[Path, ...], libraries: tuple[Path, ...]) -> None:
    """Which orders carried a text, for a recall. DIGEST stands in the leaflet's small print.

    The same sentences under another digest count as well.
    """
    from leaflets.errors import raise_if_any
    from leaflets.printrun.run_checks import traced, untraceable

    for found in traced(digest, list(runs), libraries):
        click.echo(
            f"{found.folder}: order {found.order}, {found.copies} copies of {found.leaflet}"
            f" (text {found.text[:12]})"
        )
    uncertain = list(untraceable(list(runs)))
    for note in uncertain:
        if note.code == "refused-seal":
            click.echo(f"not checked: {note}", err=True)
    raise_if_any(note for note in uncertain if note.code != "refused-seal")


@click.command()
@click.option("--clear", is_flag=True, help="Remove all of it.")
@click.option("--store", metavar="PLACE", help="Default: in the user's cache folder.")
def store(clear: bool, store: str | None) -> None:
    """Show how much is kept of what was typeset, or clear it."""
    from leaflets.making.shelf import shelf_at
    from leaflets.making.store import default_store, trim

    place = store or default_store()
    shelf = shelf_at(place)
    if clear:
        trim(shelf, 0)
    items = [item for item in shelf.items() if item.name.startswith("leaflets/")]
    size = sum(item.size for item in items)
    click.echo(f"{place}: {len(items)} leaflets, {size / 1e6:.1f} MB")
