"""Making leaflets: ``leaflet``."""

from __future__ import annotations

import datetime
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leaflets.cli.options import day_of, with_date, with_library

if TYPE_CHECKING:
    from leaflets.dose.person import Person
    from leaflets.dose.plan import Plan
    from leaflets.edition.editions import Attached, Conformance, Format, Paper, Size


@click.command()
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
@click.option(
    "--attach",
    type=click.Choice(["json", "epi"]),
    default="json",
    help="What the PDF carries as data: our own record, or a FHIR ePI document.",
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
@click.option("--age", metavar="AGE", help='With a dose: the patient\'s, such as "4 years".')
@click.option("--weight", metavar="WEIGHT", help='With a dose: the patient\'s, such as "16 kg".')
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
    age: str | None,
    weight: str | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
    output_dir: Path | None,
    output: Path | None,
    summary: bool,
    size: Size,
    profile: str,
    form: Format,
    conformance: Conformance,
    attach: Attached,
    require_approved: bool,
    beside: str | None,
    proof: bool,
) -> None:
    """Make leaflets. SHEET is an id, a brand name or a code.

    Prints the path of each leaflet. When one of them fails, none is written.
    """
    from leaflets.making.workers import typesetting_pool

    if output and output_dir:
        raise click.UsageError("give --output or --output-dir, not both")
    if dose and prescription:
        raise click.UsageError("give --dose or --prescription, not both")
    if (age or weight) and not (dose or prescription):
        raise click.UsageError("--age and --weight go with --dose or --prescription")
    if (dose or prescription) and len(sheets) > 1:
        raise click.UsageError("a dose is for one medicine; give one sheet")
    if attach == "epi" and (dose or prescription):
        raise click.UsageError("--attach epi is about the medicine, not one person's dose")
    several = len(sheets) * (100 if "all" in languages else max(1, len(languages)))
    with typesetting_pool(several) as pool:
        from leaflets.edition.editions import edition_of
        from leaflets.files import write
        from leaflets.library.libraries import library
        from leaflets.making.batch import Wanted, make_leaflets, plan_leaflets

        found = library(libraries)
        edition = edition_of(
            size=size,
            profile=profile,
            summary=summary,
            format=form,
            conformance=conformance,
            attach=attach,
            beside=beside,
            proof=proof,
        )
        wanted = Wanted(
            sheets,
            languages,
            paper,
            edition,
            _dose(dose),
            prescription,
            require_approved,
            _person(age, weight),
        )
        jobs = plan_leaflets(found, wanted, day_of(date), partial(click.echo, err=True))
        if output and len(jobs) > 1:
            raise click.UsageError(f"--output takes one leaflet, these are {len(jobs)}")
        leaflets = make_leaflets(found, jobs, pool, partial(click.echo, err=True))
    if interrupts:
        raise click.Abort
    for job, made in leaflets:
        target = output or (output_dir or Path("build")) / job.file_name
        write(target, made.content)
        if str(target) != "-":
            click.echo(target)


def _dose(text: str | None) -> Plan | None:
    from leaflets.dose.plan import MAX_CHARACTERS, in_order, parse_dose

    if text == "-":
        text = sys.stdin.read(MAX_CHARACTERS + 1)
    return None if text is None else in_order(parse_dose(text))


def _person(age: str | None, weight: str | None) -> Person:
    from leaflets.dose.person import Person, age_in, weight_in
    from leaflets.dose.plan import DoseError

    try:
        return Person(age_in(age) if age else None, weight_in(weight) if weight else None)
    except DoseError as error:
        raise click.UsageError(str(error)) from None
