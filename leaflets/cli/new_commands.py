"""Beginning a file of one's own: ``new sheet`` and the like."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import Command, day_of, in_force, with_date
from leaflets.cli.session import Session

_FOLDER = Path("my-library")


@click.group()
def new() -> None:
    """Begin a file of your own, with an example that works at once."""


def _with_folder(command: Command) -> Command:
    """The option of where it goes."""
    return click.option(
        "--library",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        callback=in_force,
        help="Your own folder, made where it is not there yet. Default: the one in force, else"
        " my-library.",
    )(command)


def _folder(folders: tuple[Path, ...]) -> Path:
    return folders[0] if folders else _FOLDER


def _tell(files: Iterable[Path], session: Session, then: str) -> None:
    for file in files:
        click.echo(file)
    session.tell(f"next: {then}")


@new.command("sheet")
@click.argument("name", metavar="NAME")
@_with_folder
@with_date
@click.pass_obj
def new_sheet(
    session: Session, name: str, folders: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Begin a sheet: a made-up medicine called NAME, with a comment on each part."""
    folder = _folder(folders)
    files = leaflets.new_in(folder).sheet(name, day=day_of(date))
    _tell(files, session, f"edit it, then: check {files[0].stem} --library {folder}")


@new.command("language")
@click.argument("tag", metavar="TAG")
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@_with_folder
@click.pass_obj
def new_language(
    session: Session, tag: str, sheets: tuple[str, ...], folders: tuple[Path, ...]
) -> None:
    """Begin a language: catalogs to translate of each SHEET, and of the fixed words.

    TAG is its BCP 47 tag. Fixed words and a list of terms are written where it has none yet. What
    is not translated yet makes no leaflet: `check` tells of it.
    """
    folder = _folder(folders)
    files = leaflets.new_in(folder).language(tag, *sheets)
    _tell(files, session, f"translate, then: translations status --library {folder}")


@new.command("publisher")
@_with_folder
@click.pass_obj
def new_publisher(session: Session, folders: tuple[Path, ...]) -> None:
    """Begin publisher.yaml: who publishes the leaflets."""
    folder = _folder(folders)
    files = leaflets.new_in(folder).publisher()
    _tell(files, session, f"edit it, then: check --library {folder}")


@new.command("profile")
@click.argument("name", metavar="[NAME]", default="own")
@_with_folder
@click.pass_obj
def new_profile(session: Session, name: str, folders: tuple[Path, ...]) -> None:
    """Begin a profile: which parts a leaflet has, in which order. NAME is own without one."""
    folder = _folder(folders)
    files = leaflets.new_in(folder).profile(name)
    _tell(files, session, f"leaflet SHEET --profile {files[0].stem} --library {folder}")


@new.command("order-file")
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path), default="orders.csv")
@click.pass_obj
def new_order_file(session: Session, file: Path) -> None:
    """Begin an order file with orders of no patient; FILE is orders.csv without one."""
    files = leaflets.new_in(file.parent).order_file(file.name)
    _tell(files, session, f"print-run {file} --allow-drafts")
