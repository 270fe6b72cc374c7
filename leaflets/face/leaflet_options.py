"""What is asked for in plain words, as a wish that goes through the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict, TypeVar

from leaflets.admission.wishes import Wanted
from leaflets.dose.person import UNKNOWN, Person, age_in, weight_in
from leaflets.dose.plan import DoseError, Plan, in_order
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Attached, Conformance, Edition, Paper, Size, edition_of
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any, tried

LeafletFormat: TypeAlias = Literal["pdf", "html", "brf", "text"]
"""A PDF, a web page, Braille, or plain text for text-to-speech."""

_Value = TypeVar("_Value")

_NOT_EDITION = ("paper", "dose", "prescription", "age", "weight", "require_approved")


class LeafletOptions(TypedDict, total=False):
    """What may be asked of a leaflet, all of it by keyword; as the options of ``leaflet``."""

    paper: Paper | None
    """Without it, that of the language's territory."""
    size: Size
    """Body text of 10.5 (compact, a booklet), 12, 18 or 24 pt."""
    summary: bool
    """The most important things, on one page."""
    profile: str
    """Order and headings: plain, eu-qrd, us-pmi, au-cmi, or one of the library's own."""
    format: LeafletFormat
    conformance: Conformance
    """PDF/UA-1 with PDF/A-3a, or PDF/UA-2 with PDF/A-4f and WTPDF 1.0."""
    attach: Attached
    """What a PDF carries as data: our own record, or a FHIR ePI document."""
    beside: str | None
    """A second language beside the first, block by block (BCP 47)."""
    proof: bool
    """For reviewers: with the source text and the messages' ids."""
    dose: str | None
    """One person's dose, such as "morning=1 tablet, evening=2 tablets"."""
    prescription: Path | str | None
    """The same, from a file: a FHIR prescription (JSON)."""
    age: str | None
    """With a dose: the patient's, such as "4 years"."""
    weight: str | None
    """With a dose: the patient's, such as "16 kg"."""
    require_approved: bool
    """Whether what nobody has approved is refused."""


def wanted_of(options: LeafletOptions, sheets: int = 1) -> Wanted:
    """A wish for leaflets of so many sheets; which sheet and language it is for comes later.

    Raises LeafletsError (kind "usage") with all that is no value of its option, or does not go
    with another one; TypeError for an option that there is none of.
    """
    if unknown := sorted(options.keys() - LeafletOptions.__annotations__.keys()):
        message = f"a leaflet has no option {', '.join(unknown)}"
        raise TypeError(message)
    problems: list[Problem] = []
    edition = tried(lambda: _edition(options), problems) or Edition()
    plan = tried(lambda: _plan(options.get("dose")), problems)
    person = _person(options.get("age"), options.get("weight"), problems)
    file = options.get("prescription")
    if not (options.get("dose") or file) and (options.get("age") or options.get("weight")):
        message = "--age and --weight go with --dose or --prescription"
        problems.append(problem("usage-dose-missing", message))
    if sheets > 1 and (options.get("dose") or file):
        message = "a dose is for one medicine; give one sheet"
        problems.append(problem("usage-dose-sheets", message))
    raise_if_any(problems)
    return Wanted(
        "",
        edition=edition,
        paper=options.get("paper"),
        plan=plan,
        prescription=Path(file) if file else None,
        person=person,
        approved_only=bool(options.get("require_approved")),
    )


def _edition(options: LeafletOptions) -> Edition:
    """The edition; its paper is looked at, but the door chooses it."""
    said = {name: value for name, value in options.items() if name not in _NOT_EDITION}
    if paper := options.get("paper"):
        said["paper"] = paper
    return edition_of(**said)


def _plan(text: str | None) -> Plan | None:
    return None if text is None else in_order(parse_dose(text))


def _person(age: str | None, weight: str | None, problems: list[Problem]) -> Person:
    if not age and not weight:
        return UNKNOWN
    return Person(
        tried(lambda: _read(age_in, age, "age"), problems),
        tried(lambda: _read(weight_in, weight, "weight"), problems),
    )


def _read(read: Callable[[str], _Value], text: str | None, what: str) -> _Value | None:
    try:
        return read(text) if text else None
    except DoseError as error:
        raise LeafletsError(problem(f"usage-{what}", str(error), field=what)) from None
