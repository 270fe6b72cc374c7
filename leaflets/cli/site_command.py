"""Publishing: ``site``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import leaflets
from leaflets.cli.options import day_of, signer_of, with_date, with_library, with_signature
from leaflets.cli.progress import progress
from leaflets.cli.session import Session

if TYPE_CHECKING:
    from leaflets import SiteReport


@click.command()
@click.option(
    "--output-dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("public"),
    help="The site's folder; what to serve is its `current`.",
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
@with_signature
@with_library
@with_date
@click.pass_obj
def site(
    session: Session,
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
    signing: Path | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Build the download site: a page and files for every leaflet.

    The old site stays as it is until the new one is whole and checked.
    """
    library = leaflets.open_library(*libraries)
    with progress() as step:
        report = library.build_site(
            folder,
            base_url=base_url,
            sheets=sheets,
            languages=tags,
            allow_drafts=allow_drafts,
            executor=executor,
            jobs=jobs,
            store=store,
            signer=signer_of(signing),
            day=day_of(date),
            tell=session.tell,
            step=step,
        )
    _tell(report)
    click.echo(report.root)
    if serve:
        leaflets.serve_site(report.root, port, ready=click.echo)


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
