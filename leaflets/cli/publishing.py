"""Publishing: ``site``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leaflets.cli.options import day_of, with_date, with_library

if TYPE_CHECKING:
    from leaflets.making.watcher import Watcher
    from leaflets.site.build import SiteReport


@click.command()
@click.option(
    "--output-dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("public"),
    help="The site's folder; what to serve is its `current`. Default: public.",
)
@click.option("--base-url", metavar="URL", help="The site's address, for sitemap and hreflang.")
@click.option("--sheet", "sheets", multiple=True, help="Only this one. May be repeated.")
@click.option("--language", "-l", "tags", multiple=True, help="Only this one. May be repeated.")
@click.option("--allow-drafts", is_flag=True, help="Publish what nobody has approved, marked so.")
@click.option("--serve", is_flag=True, help="Then show it at a local address.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="For --serve.")
@click.option(
    "--executor",
    default="local",
    metavar="local|dask://HOST:PORT",
    help="Where leaflets are typeset.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes. Default: one for each core.")
@click.option(
    "--store", metavar="PLACE", help="Where leaflets are kept. Default: the user's cache."
)
@with_library
@with_date
def site(
    folder: Path,
    base_url: str | None,
    sheets: tuple[str, ...],
    tags: tuple[str, ...],
    allow_drafts: bool,
    serve: bool,
    port: int,
    executor: str,
    jobs: int | None,
    store: str | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Build the download site: a page and files for every leaflet.

    The old site stays as it is until the new one is whole and checked.
    """
    from leaflets.library.libraries import library
    from leaflets.making.store import default_store
    from leaflets.site.build import Making, build_site
    from leaflets.site.offered import SiteWish
    from leaflets.site.tree import CURRENT

    wish = SiteWish(library(libraries), day_of(date), sheets, tags, allow_drafts, base_url)
    with _watched() as watcher:
        report = build_site(wish, folder, Making(store or default_store(), executor, jobs), watcher)
    _tell(report)
    click.echo(folder / CURRENT)
    if serve:
        from leaflets.site.serve import serve as show

        show(folder / CURRENT, port, click.echo)


@contextmanager
def _watched() -> Iterator[Watcher]:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from leaflets.making.watcher import Watcher

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def step(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what)
            bar.update(tasks[what], completed=done, total=of)

        yield Watcher(lambda line: click.echo(line, err=True), step)


def _tell(report: SiteReport) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False)
    for name, value in (
        ("Medicines", report.medicines),
        ("Languages", report.languages),
        ("Pages", report.pages),
        ("Files", f"{report.files} ({report.bytes / 1e6:.1f} MB)"),
        ("Made now", report.made),
        ("Notices", report.notices),
    ):
        table.add_row(name, str(value))
    Console(stderr=True).print(table)
