"""Looking at what there is: ``list``, ``check``, ``verify``, ``schema``."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import day_of, with_date, with_json, with_library


@click.command("list")
@click.argument("sheet", metavar="[SHEET]", required=False)
@with_json
@with_library
@with_date
def list_sheets(
    sheet: str | None,
    as_json: bool,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """List the sheets, their brand names and languages.

    Of one SHEET: its languages, the editions there are in each, and who has approved it.
    """
    from leaflets.cli.reports import print_data, print_languages, print_sheets

    library = leaflets.open_library(*libraries)
    if sheet:
        entry, languages = library.sheet(sheet), library.languages(sheet, day=day_of(date))
        if as_json:
            print_data(asdict(entry) | {"languages": [asdict(one) for one in languages]})
        else:
            print_languages(languages)
        return
    found = library.sheets()
    if as_json:
        print_data({"sheets": [asdict(one) for one in found.sheets]})
    else:
        print_sheets(found)
    found.raise_if_faulty()


@click.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@with_json
@with_library
@with_date
def check(
    sheets: tuple[str, ...],
    as_json: bool,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Check everything that can be checked without rendering; all problems at once."""
    from leaflets.cli.reports import print_data

    library, day = leaflets.open_library(*libraries), day_of(date)
    if not as_json:
        library.check(*sheets, day=day, tell=click.echo).raise_if_faulty()
        return
    checked = library.check(*sheets, day=day)
    problems = [problem.data for problem in checked.problems]
    print_data({"ok": checked.ok, "lines": checked.lines, "problems": problems})
    checked.raise_if_faulty()


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="CERTIFICATES",
    help="Whose signatures count: a file or folder of certificates. May be repeated.",
)
@with_library
@with_date
def verify(
    files: tuple[Path, ...],
    trust: tuple[Path, ...],
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
) -> None:
    """Check finished leaflets, or a whole print run, again; says what was not checked."""
    from leaflets.cli.reports import verification_printer

    library, day = leaflets.open_library(*libraries), day_of(date)
    failed = [
        file
        for file in files
        if not library.verify(file, day=day, trust=trust, hear=verification_printer(file)).ok
    ]
    if failed:
        message = "not a leaflet to hand out"
        raise leaflets.LeafletsError(
            *(leaflets.Problem(str(f), 0, 0, "", "verification-failed", message) for f in failed)
        )


@click.command()
@click.option("--problems", is_flag=True, help="That of what `--errors json` writes, instead.")
@click.option("--fields", is_flag=True, help="A list of all fields of sheets, for people, instead.")
@with_library
def schema(problems: bool, fields: bool, libraries: tuple[Path, ...]) -> None:
    """Print the JSON Schema of sheets, for editors; it is the same for every library."""
    import json

    from leaflets.cli.reports import print_fields

    leaflets.open_library(*libraries)
    if fields:
        print_fields()
        return
    wanted = leaflets.problems_schema() if problems else leaflets.sheet_schema()
    click.echo(json.dumps(wanted, indent=2, ensure_ascii=False))
