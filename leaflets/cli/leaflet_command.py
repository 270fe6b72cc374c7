"""Making leaflets: ``leaflet``."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import leaflets as face
from leaflets.cli.options import day_of, signer_of, with_date, with_library, with_signature
from leaflets.cli.progress import progress
from leaflets.cli.session import Session

if TYPE_CHECKING:
    from leaflets import (
        Attached,
        Conformance,
        Impose,
        LeafletFormat,
        Paper,
        SignedLeaflet,
        Signer,
        Size,
        Verified,
    )

_LONGEST_DOSE = 10_000
"""So many characters are read of a dose on standard input; a sound one is far shorter."""


@click.command()
@click.argument("sheets", nargs=-1, required=True, metavar="SHEET...")
@click.option(
    "--language", "-l", "languages", multiple=True, help="BCP 47 tag; `all` for every one."
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter", "a5", "half-letter"]),
    help="Default: by the territory.",
)
@click.option(
    "--size",
    type=click.Choice(["compact", "standard", "large", "extra-large"]),
    help="10.5 (a booklet to fold), 12, 18 or 24 pt. Default: standard, 12.",
)
@click.option(
    "--impose",
    type=click.Choice(["booklet", "2up"]),
    help="For the printer: a booklet to fold (--size compact, printed on both sides), or two pages"
    " a side.",
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
    help="A PDF, a web page, Braille, or plain text for text-to-speech. Default: by the ending of"
    " --output, else a PDF.",
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
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With a prescription: what was compared with the sheet, and what was not (JSON).",
)
@click.option("--age", metavar="AGE", help='With a dose: the patient\'s, such as "4 years".')
@click.option("--weight", metavar="WEIGHT", help='With a dose: the patient\'s, such as "16 kg".')
@click.option(
    "--require-approved", is_flag=True, help="Refuse what nobody has approved, or expired."
)
@with_signature
@with_library
@with_date
@click.option("--output-dir", type=click.Path(path_type=Path), help="Default: build.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="One file, or - for standard output."
)
@click.option("--open", "is_to_open", is_flag=True, help="Then show it, with the system's program.")
@click.pass_obj
def leaflet(
    session: Session,
    sheets: tuple[str, ...],
    languages: tuple[str, ...],
    paper: Paper | None,
    dose: str | None,
    prescription: Path | None,
    report: Path | None,
    age: str | None,
    weight: str | None,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
    output_dir: Path | None,
    output: Path | None,
    summary: bool,
    size: Size | None,
    impose: Impose | None,
    profile: str,
    form: LeafletFormat | None,
    conformance: Conformance,
    attach: Attached,
    require_approved: bool,
    signing: Path | None,
    beside: str | None,
    proof: bool,
    is_to_open: bool,
) -> None:
    """Make leaflets. SHEET is an id, a brand name or a code.

    Prints the path of each leaflet. When one of them fails, none is written.
    """
    if output and output_dir:
        raise click.UsageError("give --output or --output-dir, not both")
    if report and not prescription:
        raise click.UsageError("--report goes with --prescription")
    form = _format_for(output, form)
    size = _size_for(impose, size, paper)
    signer = _signer(signing, impose, form)
    several = len(sheets) * (100 if "all" in languages else max(1, len(languages)))
    # They load what sets text while this process reads the sheet and makes the page.
    with face.pool(min(several, os.cpu_count() or 1), at_once=True) as pool:
        batch = face.open_library(*libraries).batch(
            sheets,
            languages,
            day=day_of(date),
            tell=session.tell,
            paper=paper,
            size=size,
            summary=summary,
            profile=profile,
            format=form,
            conformance=conformance,
            attach=attach,
            beside=beside,
            proof=proof,
            dose=sys.stdin.read(_LONGEST_DOSE) if dose == "-" else dose,
            prescription=prescription,
            age=age,
            weight=weight,
            require_approved=require_approved,
        )
        if output and len(batch) > 1:
            raise click.UsageError(f"--output takes one leaflet, these are {len(batch)}")
        with progress(least=2) as step:
            made = batch.make(pool=pool, tell=session.tell, step=step)
    if session.interrupts:
        raise click.Abort
    if report:
        batch.save_comparison(report)
    for one, ready in zip(made, _signed(made, signer), strict=True):
        kept = _for_printer(one, impose, session) if impose else ready
        target = kept.save(output or (output_dir or Path("build")) / kept.file_name)
        if str(target) != "-":
            click.echo(target)
            if is_to_open:
                _show(target, session)


def _show(target: Path, session: Session) -> None:
    if click.launch(str(target)):
        session.tell(f"{target}: this system has no program to show it with")


_ENDINGS: dict[str, LeafletFormat] = {".pdf": "pdf", ".html": "html", ".brf": "brf", ".txt": "text"}
"""The format that a file's name tells."""


def _format_for(output: Path | None, form: LeafletFormat | None) -> LeafletFormat:
    """The format that is asked for, by ``--format`` or by a file's name: both say the same."""
    ending = output.suffix.lower() if output else ""
    if not ending:
        return form or "pdf"
    told = _ENDINGS.get(".html" if ending == ".htm" else ending)
    if told is None:
        endings = ", ".join(_ENDINGS)
        message = f"no leaflet is a {ending} file; the name of --output ends in {endings}"
        raise click.UsageError(message)
    if form and form != told:
        (right,) = (name for name, kind in _ENDINGS.items() if kind == form)
        message = (
            f"--output ends in {ending} and --format is {form}; write --format {told}, or"
            f" --output {output.with_suffix(right) if output else right}"
        )
        raise click.UsageError(message)
    return told


def _size_for(impose: Impose | None, size: Size | None, paper: Paper | None) -> Size:
    """The size that is asked for; what is imposed has pages of half a sheet."""
    if not impose or paper in ("a5", "half-letter"):
        return size or "standard"
    if size not in (None, "compact"):
        message = f"--impose {impose} needs pages of half a sheet; write --size compact"
        raise click.UsageError(message)
    if paper:
        half = "half-letter" if paper == "letter" else "a5"
        message = f"--impose {impose} puts two pages on a sheet; write --paper {half}"
        raise click.UsageError(message)
    return "compact"


def _signer(signing: Path | None, impose: Impose | None, form: LeafletFormat) -> Signer | None:
    """Whoever signs the leaflets: their key is opened before anything is made."""
    if signing and (impose or form != "pdf"):
        raise click.UsageError("--sign goes with a leaflet's PDF, not with --impose")
    return signer_of(signing)


def _signed(made: Sequence[Verified], signer: Signer | None) -> Sequence[SignedLeaflet | Verified]:
    """The leaflets as they are written: all are signed before the first one is."""
    return [signer.sign(one) for one in made] if signer else made


def _for_printer(leaflet: Verified, impose: Impose, session: Session) -> face.ForPrinter:
    imposed = face.impose(leaflet, impose)
    count = f"{imposed.sheets} sheet{'s' if imposed.sheets > 1 else ''}"
    session.tell(
        f"{imposed.file_name}: for the printer only: {count} of {imposed.paper.capitalize()},"
        " printed on both sides, turned over the short edge"
    )
    return imposed
