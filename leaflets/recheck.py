"""Finished leaflets checked again: what was looked at, and what could not be."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from leaflets.disclaimers import disclaimer_for
from leaflets.edition import EXTENSIONS, Edition, Format, file_name, refusal
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.languages import Language, language
from leaflets.leaflet import localized, make_leaflet, outlined
from leaflets.library import Library, SheetFile, built_in_folder
from leaflets.profiles import profile_names
from leaflets.publisher import read_publisher
from leaflets.record import Record
from leaflets.verified import Check
from leaflets.verify import InForce, currency, report
from leaflets.verify_web import web_problems
from leaflets.web import data_of


def recheck(library: Library, file: Path) -> list[Check]:
    """What was checked of a finished leaflet of any format.

    Raises LeafletsError (kind "file") where it can't be read.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"can't read it: {error.strerror}"
        raise LeafletsError(problem("file-unreadable", message, file=file)) from error
    formats: dict[str, Format] = {f".{ending}": name for name, ending in EXTENSIONS.items()}
    form = formats.get(file.suffix, "pdf")
    if form == "pdf":
        return report(content, lambda record: _in_force(library, record))
    if form == "html":
        checks = _web_checks(library, content)
    else:
        checks = [_compared(library, file, content, form)]
    return [*checks, Check("approved by a pharmacist", None, "this leaflet says it is a draft")]


def _web_checks(library: Library, content: bytes) -> list[Check]:
    html = content.decode("utf-8", "replace")
    data = data_of(html)
    try:
        record = Record.model_validate_json(data or "")
    except ValidationError:
        return [
            Check("carries its own data", False, "there is none, or it is no leaflet's"),
            Check("says what its data says", None, "without the data there is nothing to compare"),
        ]
    problems = list(web_problems(html, record, built_in_folder() / "templates"))
    name = "every phrase, in order, nothing else; nothing that hides, moves or loads"
    return [
        Check("carries its own data", True),
        Check(name, not problems, _first(problems)),
        *currency(record, _in_force(library, record)),
    ]


def _compared(library: Library, file: Path, content: bytes, form: Format) -> Check:
    """Text and Braille hold no data: their name says what they are, and it is made again."""
    name = "says what its sheet says today"
    found = _by_name(library, file, form)
    if found is None:
        return Check(name, None, "its file name is no leaflet's of this library")
    sheet, named, edition = found
    try:
        made = make_leaflet(library, sheet, named, edition)
    except LeafletsError as error:
        return Check(name, None, f"it can't be made here: {error.problems[0].message}")
    same = made.content == content
    return Check(name, same, "" if same else "it differs from the same leaflet made today")


def _by_name(
    library: Library, file: Path, form: Format
) -> tuple[SheetFile, Language, Edition] | None:
    for identity in library.sheet_files:
        if not file.name.startswith(f"{identity}-"):
            continue
        with suppress(LeafletsError):
            sheet = library.read_sheet(identity)
            for tag in _tags(file.name.removeprefix(f"{identity}-")):
                for edition in _unpaged_editions(library, form):
                    with suppress(LeafletsError):
                        named = language(tag)
                        if file_name(identity, named, edition) == file.name:
                            return sheet, named, edition
    return None


def _tags(rest: str) -> Iterable[str]:
    """What could be the language's tag at the beginning of the rest of a name."""
    parts = rest.partition(".")[0].split("-")
    return ("-".join(parts[:count]) for count in range(1, min(len(parts), 4) + 1))


def _unpaged_editions(library: Library, form: Format) -> Iterable[Edition]:
    for profile in profile_names(library.all("templates")):
        for summary in (False, True):
            edition = Edition(format=form, profile=profile, summary=summary)
            if not refusal(edition):
                yield edition


def _in_force(library: Library, record: Record) -> InForce:
    """What holds today for the leaflet of this record, as far as it is at hand."""
    named = language(record.leaflet.language)
    publisher = read_publisher(library.publisher_file)
    disclaimer, leaflet, outline = None, None, None
    with suppress(LeafletsError):
        disclaimer = disclaimer_for(named, publisher.disclaimer, str(library.publisher_file))
    with suppress(LeafletsError):
        file = library.find_sheet(record.leaflet.sheet.id)
        leaflet = localized(library, file, named)
        outline = outlined(library, file, named, record.edition, leaflet)
    return InForce(disclaimer, leaflet, outline)


def _first(problems: list[Problem]) -> str:
    told = [f"{p.field}: {p.message}" if p.field else p.message for p in problems]
    return "; ".join(told[:5])
