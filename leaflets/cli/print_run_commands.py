"""Print runs: ``print-run``, ``reprint``, ``trace``."""

from __future__ import annotations

import datetime
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_json, with_library
from leaflets.cli.problems import SaidAlreadyError
from leaflets.cli.progress import progress
from leaflets.cli.session import Session

if TYPE_CHECKING:
    from leaflets import Impose


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
    help="Leaflets of half a sheet (size compact, A5) as booklets, or two pages a side.",
)
@click.option("--duplex", is_flag=True, help="Each handout begins on a front.")
@click.option("--separators", is_flag=True, help="A sheet before what goes to each delivery point.")
@click.option("--black", is_flag=True, help="Black only.")
@click.option(
    "--resume", is_flag=True, help="Go on with a run; try again what may go well now. Or begin it."
)
@click.option("--allow-drafts", is_flag=True, help="Print what nobody has approved, marked so.")
@click.option(
    "--allow-partial", is_flag=True, help="Write print files without the orders that failed."
)
@click.option(
    "--store", metavar="PLACE", help="Where leaflets are kept: a folder, or s3://… for a cluster."
)
@with_library
@with_date
@click.pass_obj
def print_run(
    session: Session,
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
    if example or example_orders:
        click.echo(leaflets.example_orders(example_orders), nl=False)
        return
    if orders is None:
        raise click.UsageError("name the file of orders; --example prints one")
    library = leaflets.open_library(*libraries)
    with progress() as step, _stopped_cleanly(session) as stopped:
        report = library.print_runs.make(
            orders,
            folder or "run",
            encoding=encoding,
            impose=impose,
            duplex=duplex,
            separators=separators,
            black=black,
            resume=resume,
            allow_drafts=allow_drafts,
            allow_partial=allow_partial,
            executor=executor,
            jobs=jobs,
            store=store,
            day=day_of(date),
            tell=session.tell,
            step=step,
            stopped=stopped,
        )
    from leaflets.cli.reports import print_run_report

    print_run_report(report, session)
    if not report.ok:
        raise SaidAlreadyError(*report.problems)


@contextmanager
def _stopped_cleanly(session: Session) -> Iterator[Callable[[], bool]]:
    """Whether to stop: Ctrl-C once stops cleanly, twice stops now."""
    interrupts: list[int] = []

    def interrupted(signum: int, _frame: FrameType | None) -> None:
        interrupts.append(signum)
        if len(interrupts) > 1:
            raise KeyboardInterrupt
        session.tell("finishing what is in flight; Ctrl-C again stops now")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield lambda: bool(interrupts)
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

    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", pages or "1-1")
    if not found:
        raise click.BadParameter("give pages as 3, or as 3-4", param_hint="--pages")
    wanted = (int(found[1]), int(found[2] or found[1])) if pages else None
    runs = leaflets.open_library(*libraries).print_runs
    target = runs.open(run).reprint(order, output, pages=wanted)
    if str(target) != "-":
        click.echo(target)


@click.command()
@click.argument("digest")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@with_json
@with_library
@click.pass_obj
def trace(
    session: Session,
    digest: str,
    runs: tuple[Path, ...],
    as_json: bool,
    libraries: tuple[Path, ...],
) -> None:
    """Which orders carried a text, for a recall. DIGEST stands in the leaflet's small print.

    The same sentences under another digest count as well.
    """
    traced = leaflets.open_library(*libraries).print_runs.trace(digest, runs)
    if as_json:
        from leaflets.cli.reports import print_data

        orders = [asdict(one) for one in traced.orders]
        print_data({"orders": orders, "not_checked": [n.data for n in traced.not_checked]})
    for found in () if as_json else traced.orders:
        click.echo(
            f"{found.folder}: order {found.order}, {found.copies} copies of {found.leaflet}"
            f" (text {found.text[:12]})"
        )
    if not traced.orders:
        where = "this run" if len(runs) == 1 else f"these {len(runs)} runs"
        session.tell(f"no order of {where} carried a text whose digest begins with {digest}")
    for note in traced.not_checked:
        session.tell(f"not checked: {note}")
    if traced.problems:
        raise leaflets.LeafletsError(*traced.problems)
