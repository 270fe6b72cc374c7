"""The commands. The only place that turns an error into an exit code."""

from __future__ import annotations

import datetime
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from leaflets import __version__
from leaflets.errors import EXIT_CODES, LeafletsError, problem

if TYPE_CHECKING:
    from leaflets.dose import Plan
    from leaflets.edition import Conformance, Format, Paper, Size

Command = Callable[..., Any]

# Pydantic would look through every installed package for plugins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_EXIT_CODES = """
\b
Exit codes: 0 done, 2 usage, 3 sheet, 4 translation, 5 template, 6 rendering or a limit,
7 verification, 8 can't read or write, 9 a system library is missing, 10 prescription, 11 expired,
70 a bug, 130 and 143 interrupted.
"""


def with_library(command: Command) -> Command:
    """The option that every command has."""
    return click.option(
        "--library",
        "libraries",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A folder with your own sheets/, templates/, locales/, fonts/, publisher.yaml;"
        " found before the built-in ones. May be repeated.",
    )(command)


def with_date(command: Command) -> Command:
    """The one way in which today's date comes in."""
    return click.option(
        "--date",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day for which texts must be valid. Default: today.",
    )(command)


def _day(date: datetime.datetime | None) -> datetime.date:
    return (date or datetime.datetime.now()).date()


@click.group(epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leaflets")
def cli() -> None:
    """Medicine leaflets for patients: accessible PDFs in the patient's language."""


@cli.command()
@click.argument("sheets", nargs=-1, required=True, metavar="SHEET...")
@click.option(
    "--language", "-l", "languages", multiple=True, help="BCP 47 tag; `all` for every one."
)
@click.option(
    "--paper", type=click.Choice(["a4", "letter", "a5"]), help="Default: by the territory."
)
@click.option(
    "--size",
    type=click.Choice(["standard", "large", "extra-large"]),
    default="standard",
    help="12, 18 or 24 pt.",
)
@click.option("--summary", is_flag=True, help="The most important things, on one page.")
@click.option(
    "--profile",
    default="plain",
    metavar="NAME",
    help="Order and headings: plain, eu-qrd, us-pmi, au-cmi, or one of your own.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "html", "brf", "text"]),
    default="pdf",
    help="A PDF, a web page, Braille, or plain text for text-to-speech.",
)
@click.option(
    "--conformance",
    type=click.Choice(["ua-1", "ua-2"]),
    default="ua-1",
    help="PDF/UA-1 with PDF/A-3a, or PDF/UA-2 with PDF/A-4f and WTPDF 1.0.",
)
@click.option("--beside", metavar="TAG", help="A second language beside the first, block by block.")
@click.option(
    "--proof", is_flag=True, help="For reviewers: with the source text and the messages' ids."
)
@click.option(
    "--dose",
    metavar="PLAN",
    help='One person\'s dose, such as "morning=1 tablet, evening=2 tablets"; - reads it from'
    " standard input, out of the shell's history.",
)
@click.option(
    "--prescription",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The same, from a FHIR prescription (JSON).",
)
@click.option(
    "--require-approved", is_flag=True, help="Refuse what nobody has approved, or expired."
)
@with_library
@with_date
@click.option("--output-dir", type=click.Path(path_type=Path), help="Default: build.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="One file, or - for standard output."
)
@click.pass_obj
def leaflet(
    interrupts: list[int],
    sheets: tuple[str, ...],
    languages: tuple[str, ...],
    paper: Paper | None,
    dose: str | None,
    prescription: Path | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
    output_dir: Path | None,
    output: Path | None,
    summary: bool,
    size: Size,
    profile: str,
    form: Format,
    conformance: Conformance,
    require_approved: bool,
    beside: str | None,
    proof: bool,
) -> None:
    """Make leaflets. SHEET is an id, a brand name or a code.

    Prints the path of each leaflet. When one of them fails, none is written.
    """
    from leaflets.workers import typesetting_pool

    if output and output_dir:
        raise click.UsageError("give --output or --output-dir, not both")
    if dose and prescription:
        raise click.UsageError("give --dose or --prescription, not both")
    if (dose or prescription) and len(sheets) > 1:
        raise click.UsageError("a dose is for one medicine; give one sheet")
    several = len(sheets) * (100 if "all" in languages else max(1, len(languages)))
    with typesetting_pool(several) as pool:
        from leaflets.batch import Wanted, make_leaflets, plan_leaflets
        from leaflets.edition import edition_of
        from leaflets.files import write
        from leaflets.library import library

        found = library(libraries)
        edition = edition_of(
            size=size,
            profile=profile,
            summary=summary,
            format=form,
            conformance=conformance,
            beside=beside,
            proof=proof,
        )
        wanted = Wanted(
            sheets, languages, paper, edition, _dose(dose), prescription, require_approved
        )
        jobs = plan_leaflets(found, wanted, _day(date), partial(click.echo, err=True))
        if output and len(jobs) > 1:
            raise click.UsageError(f"--output takes one leaflet, these are {len(jobs)}")
        leaflets = make_leaflets(found, jobs, pool)
    if interrupts:
        raise click.Abort
    for job, made in leaflets:
        target = output or (output_dir or Path("build")) / job.file_name
        write(target, made.content)
        if str(target) != "-":
            click.echo(target)


def _dose(text: str | None) -> Plan | None:
    from leaflets.dose import MAX_CHARACTERS, in_order, parse_dose

    if text == "-":
        text = sys.stdin.read(MAX_CHARACTERS + 1)
    return None if text is None else in_order(parse_dose(text))


@cli.command("list")
@with_library
def list_sheets(libraries: tuple[Path, ...]) -> None:
    """List the sheets, their brand names and languages."""
    from leaflets.library import library
    from leaflets.reports import print_sheets

    print_sheets(library(libraries))


@cli.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
@with_date
def check(
    sheets: tuple[str, ...], libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Check everything that can be checked without rendering; all problems at once."""
    from leaflets.checks import check_sheets
    from leaflets.library import library

    for line in check_sheets(library(libraries), sheets, _day(date)):
        click.echo(line)


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@with_library
@with_date
def verify(
    files: tuple[Path, ...], libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Check finished leaflets again; says what was checked and what was not."""
    from leaflets.library import library
    from leaflets.reports import print_verification

    found, day = library(libraries), _day(date)
    failed = [file for file in files if not print_verification(found, file, day)]
    if failed:
        raise LeafletsError(
            *(problem("verification-failed", "not a leaflet to hand out", file=f) for f in failed)
        )


@cli.command()
@with_library
def schema(libraries: tuple[Path, ...]) -> None:
    """Print the JSON Schema of sheets, for editors; it is the same for every library."""
    import json

    from leaflets.library import library
    from leaflets.sheet import Sheet

    library(libraries)

    click.echo(json.dumps(Sheet.model_json_schema(), indent=2, ensure_ascii=False))


@cli.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@click.option("--by", required=True, metavar='"NAME, ROLE"', help="Who approves the text.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day it is valid."
)
@with_library
@with_date
def approve(
    sheet: str,
    tag: str,
    by: str,
    until: datetime.datetime,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Record that somebody has read and approved a sheet's leaflets in one language.

    The record in approvals/ is for exactly this text: any change makes it a draft again.
    """
    from leaflets.library import library
    from leaflets.review import approve_text

    click.echo(approve_text(library(libraries), sheet, tag, by, _day(date), until.date()))


@cli.command()
@click.argument("digest", metavar="DIGEST")
@click.option("--reason", required=True, help="Why; it is told to whoever asks for the text.")
@with_library
@with_date
def withdraw(
    digest: str, reason: str, libraries: tuple[Path, ...], date: datetime.datetime | None
) -> None:
    """Take a text back for good: it is refused everywhere from now on.

    DIGEST is the one in the approval, or its first characters as printed on the leaflet.
    """
    from leaflets.library import library
    from leaflets.review import withdraw_text

    click.echo(withdraw_text(library(libraries), digest, reason, _day(date)))


@cli.command()
@click.argument("sheet", metavar="SHEET")
@click.option("--language", "-l", "tag", required=True, help="BCP 47 tag.")
@with_library
def diff(sheet: str, tag: str, libraries: tuple[Path, ...]) -> None:
    """Show what has changed since the last approval, text by text."""
    from leaflets.library import library
    from leaflets.review import changes

    for line in changes(library(libraries), sheet, tag):
        click.echo(line)


@cli.group()
def translations() -> None:
    """Work on catalogs."""


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_library
def extract(sheets: tuple[str, ...], libraries: tuple[Path, ...]) -> None:
    """Write each sheet's catalog template, locales/<sheet>.pot beside its folder."""
    from leaflets.catalogs import extract as template_of
    from leaflets.files import write
    from leaflets.library import library

    found = library(libraries)
    for name in sheets or tuple(found.sheet_files):
        file = found.find_sheet(name)
        target = file.folder.parent / "locales" / f"{file.sheet.id}.pot"
        write(target, template_of(file.sheet, file.source))
        click.echo(target)


@translations.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--language", "-l", "languages", multiple=True, help="Begin these, too (BCP 47).")
@with_library
def update(
    sheets: tuple[str, ...], languages: tuple[str, ...], libraries: tuple[Path, ...]
) -> None:
    """Bring catalogs up to date with their sheets.

    A changed source text makes its translation fuzzy: it is not printed until somebody has read
    it again. Moving a text changes nothing.
    """
    from leaflets.library import library
    from leaflets.workshop import update_catalogs

    for line in update_catalogs(library(libraries), sheets, languages):
        click.echo(line)


@translations.command()
@with_library
@with_date
def status(libraries: tuple[Path, ...], date: datetime.datetime | None) -> None:
    """Show how far each catalog is, and what is draft, approved or expired."""
    from leaflets.library import library
    from leaflets.reports import print_states

    print_states(library(libraries), _day(date))


def main() -> NoReturn:
    """Run the command line and exit with its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    interrupts: list[int] = []

    def interrupted(signum: int, _frame: FrameType | None) -> None:
        # Raised in a destructor, an exception is lost; the note is not.
        interrupts.append(signum)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    try:
        cli.main(standalone_mode=False, obj=interrupts)
    except LeafletsError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_CODES["file"] if isinstance(error, click.FileError) else EXIT_CODES["usage"])
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(EXIT_CODES["interrupted"])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_CODES["file"])
    except Exception as error:
        if os.environ.get("LEAFLETS_DEBUG"):
            raise
        name = type(error).__name__
        click.echo(f"a bug in leaflets ({name}); LEAFLETS_DEBUG=1 shows where [bug]", err=True)
        sys.exit(EXIT_CODES["bug"])
    sys.exit(EXIT_CODES["done"])


def _terminated(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)
