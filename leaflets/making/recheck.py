"""Finished leaflets checked again: what was looked at, and what could not be."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from leaflets.admission.again import gates_today
from leaflets.admission.wishes import Wanted
from leaflets.content.approval_files import approvals_of, sentences_of
from leaflets.content.approvals import base_tag, withdrawals_in, withdrawn_among
from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Record, Told
from leaflets.content.sentences import leaves_of, sentences_in
from leaflets.content.speak import localized
from leaflets.edition.editions import EXTENSIONS, Edition, Format, file_name, refusal
from leaflets.edition.profiles import profile_names
from leaflets.epi.narrative import EPI
from leaflets.errors import LeafletsError, Problem
from leaflets.files import read_at_most
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile, built_in_folder
from leaflets.limits import within
from leaflets.making.recipe import make
from leaflets.render.one_language import outlined
from leaflets.render.web_page import data_in_web_page
from leaflets.verify.extraction import Extract
from leaflets.verify.signed import signature_checks
from leaflets.verify.up_to_date import APPROVED, UNKNOWN, InForce, approval, up_to_date
from leaflets.verify.verified import Check
from leaflets.verify.verify_braille import braille_without_plan, layout_problems
from leaflets.verify.verify_data import export_in, record_of
from leaflets.verify.verify_pdf import checks_of, read_foreign_pdf
from leaflets.verify.verify_text import text_without_plan
from leaflets.verify.verify_web import web_problems

if TYPE_CHECKING:
    from leaflets.verify.trust import Trust

LARGEST: Final = 100_000_000
"""Bytes in a finished leaflet."""
_SECONDS: Final = 300.0
"""For a leaflet of 300 pages, read, compared and made again."""


def recheck(
    library: Library, file: Path, day: datetime.date, trust: Trust | None = None
) -> list[Check]:
    """What was checked of a finished leaflet of any format, as of ``day``.

    ``trust`` is whose signatures count; without it, whose they are is told, and not checked.

    Raises LeafletsError: kind "file" where it can't be read, or is too large; "verification" where
    looking at it takes too long.
    """
    content = read_at_most(LARGEST, file, "file-too-large", "no leaflet is as large")
    return recheck_content(library, file, content, day, trust)


def recheck_content(
    library: Library,
    file: Path,
    content: bytes,
    day: datetime.date,
    trust: Trust | None = None,
) -> list[Check]:
    """The same of bytes that were read from ``file``, whose name tells its format."""
    return within(
        _SECONDS,
        "verification-endless",
        f"checking {file.name}",
        lambda: list(_checks(library, file, content, day, trust)),
    )


def _checks(
    library: Library, file: Path, content: bytes, day: datetime.date, trust: Trust | None
) -> Iterable[Check]:
    if file.name.endswith(f".{EXTENSIONS['epi']}"):
        return _document_checks(library, content, day)
    formats: dict[str, Format] = {f".{ending}": name for name, ending in EXTENSIONS.items()}
    form = formats.get(file.suffix, "pdf")
    if form == "pdf":
        return _report(
            content,
            lambda found: signature_checks(found, trust, day),
            lambda record: _holds(library, record, day, trust),
        )
    if form == "html":
        return _web_checks(library, content, day, trust)
    return _compared(library, file, content, form, day)


def _report(
    content: bytes,
    signed: Callable[[Extract], Iterable[Check]],
    holds: Callable[[Record], Iterable[Check]],
) -> list[Check]:
    """What was checked of any PDF of ours, and what was not, from its attached data.

    ``signed`` checks its signature, where there is one.
    ``holds`` checks whether a leaflet with such a record holds today.
    """
    try:
        found = read_foreign_pdf(content)
    except LeafletsError as error:
        return [Check("opens as a PDF", False, str(error.problems[0].message))]
    try:
        record = record_of(found)
    except LeafletsError as error:
        return [
            Check("opens as a PDF", True),
            Check("carries its own data", False, error.problems[0].message),
            Check("says what its data says", None, "without the data there is nothing to compare"),
        ]
    checks = [Check("opens as a PDF", True), Check("carries its own data", True)]
    try:
        checks += [Check(n, not wrong, _first(wrong)) for n, wrong in checks_of(found, record)]
    except LeafletsError as error:
        checks.append(_not_whole(error))
    checks += signed(found)
    checks += holds(record)
    checks.append(Check("PDF/UA and PDF/A", None, "a validator such as veraPDF tells"))
    return checks


def _web_checks(
    library: Library, content: bytes, day: datetime.date, trust: Trust | None
) -> list[Check]:
    html = content.decode("utf-8", "replace")
    data = data_in_web_page(html)
    try:
        record = Record.model_validate_json(data or "")
    except ValidationError:
        return [
            Check("carries its own data", False, "there is none, or it is no leaflet's"),
            Check("says what its data says", None, "without the data there is nothing to compare"),
        ]
    checks = [Check("carries its own data", True)]
    name = "every phrase, in order, nothing else; nothing that hides, moves or loads"
    try:
        problems = list(web_problems(html, record, built_in_folder() / "templates"))
        checks.append(Check(name, not problems, _first(problems)))
    except LeafletsError as error:
        checks.append(_not_whole(error))
    return [*checks, *_holds(library, record, day, trust)]


def _not_whole(error: LeafletsError) -> Check:
    """That the data in a leaflet are not all that a leaflet says."""
    return Check("its own data are a whole leaflet's", False, _first(list(error.problems)))


def _document_checks(library: Library, content: bytes, day: datetime.date) -> Iterator[Check]:
    """What was checked of an exported document, language by language."""
    name = "carries its own data, and says exactly what they yield"
    try:
        export = export_in(content)
    except LeafletsError as error:
        yield Check(name, False, error.problems[0].message)
        return
    yield Check(name, True)
    for told in export.told:
        record = Record(
            leaflet=told.leaflet, edition=EPI, outline=told.outline, software=export.software
        )
        for check in _holds(library, record, day):
            yield replace(check, name=f"{told.leaflet.language}: {check.name}")


def _holds(
    library: Library, record: Record, day: datetime.date, trust: Trust | None = None
) -> Iterator[Check]:
    """Whether each language of a record says what it would say today, and is approved."""
    yield _admissible(library, record, day)
    own = Told(leaflet=record.leaflet, outline=record.outline)
    try:
        first, *_ = [language(leaflet.language) for leaflet in record.leaflets]
    except LeafletsError as error:
        yield _not_whole(error)
        return
    for told in (own, *((record.beside,) if record.beside else ())):
        today = _in_force(library, told, record, day, first.territory)
        checks = list(up_to_date(told, record, today))
        if trust is not None and told.leaflet.review.state == "approved":
            # Loaded where somebody asks for it.
            from leaflets.making.signed_approvals import approval_check

            checks.append(approval_check(library, told.leaflet, trust, day))
        for check in checks:
            beside = told is not own
            name = f"{told.leaflet.language}: {check.name}" if beside else check.name
            yield replace(check, name=name)


def _admissible(library: Library, record: Record, day: datetime.date) -> Check:
    """Whether every gate would let the leaflet of a record pass today."""
    name = "is a leaflet that may exist, with its edition and dose"
    try:
        file = library.find_sheet(record.leaflet.sheet.id)
        named = language(record.leaflet.language)
        beside = language(record.beside.leaflet.language) if record.beside else None
    except LeafletsError:
        return Check(name, None, "its sheet is not at hand; name its --library")
    asked = (named, beside, record.edition, record.dose)
    problems = list(gates_today(library, file, *asked, day))
    return Check(name, not problems, _first(problems))


def _compared(
    library: Library, file: Path, content: bytes, form: Format, day: datetime.date
) -> Iterator[Check]:
    """Text and Braille hold no data: their name says what they are, and it is made again."""
    name = "says what its sheet says today"
    found = _by_name(library, file, form)
    if found is None:
        yield Check(name, None, "its file name is no leaflet's of this library")
        return
    sheet, named, edition, personal = found
    try:
        made = make(library, Wanted(sheet.sheet.id, named.tag, edition), day)
    except LeafletsError as error:
        withdrawn = any(problem.code == "approval-withdrawn" for problem in error.problems)
        passed = False if withdrawn else None
        yield Check(name, passed, f"it can't be made here: {error.problems[0].message}")
        return
    if personal:
        checks = list(_without_plan(library, content, made.record, named))
        same = all(check.passed for check in checks)
        yield from checks
        note = "a plan is its patient's own: compare it with the prescription"
        yield Check("its dose plan is what was prescribed", None, note)
    else:
        same = made.content == content
        yield Check(name, same, "" if same else "it differs from the same leaflet made today")
    if same:
        leaflet = made.record.leaflet
        yield approval(leaflet.review, _standing(library, leaflet, day))


def _without_plan(
    library: Library, content: bytes, record: Record, named: Language
) -> Iterator[Check]:
    """What was checked of text or Braille with a dose plan; ``record`` is the leaflet without."""
    told = content.decode("utf-8", "replace")
    name = "says what its sheet says today, but for its dose plan"
    table = library.braille_table(named)
    if table is None or record.edition.format == "text":
        problems = list(text_without_plan(told, record))
        yield Check(name, not problems, _first(problems))
        return
    problems = list(layout_problems(told, table))
    yield Check("cells, lines and page numbers are sound", not problems, _first(problems))
    if problems:
        yield Check(name, None, "its cells are not sound")
        return
    problems = list(braille_without_plan(told, record, table))
    yield Check(f"{name}, and its numbers can be read", not problems, _first(problems))


def _by_name(
    library: Library, file: Path, form: Format
) -> tuple[SheetFile, Language, Edition, bool] | None:
    """Which leaflet a file's name is that of, and whether it has a dose plan."""
    for identity in library.sheet_files:
        if not file.name.startswith(f"{identity}-"):
            continue
        with suppress(LeafletsError):
            sheet = library.read_sheet(identity)
            for tag in _tags(file.name.removeprefix(f"{identity}-")):
                for edition in _unpaged_editions(library, form):
                    with suppress(LeafletsError):
                        named = language(tag)
                        for personal in (False, True):
                            if file_name(identity, named, edition, personal) == file.name:
                                return sheet, named, edition, personal
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


def _standing(library: Library, leaflet: LocalizedSheet, day: datetime.date) -> str | None:
    """How the text that a leaflet says was approved stands on ``day``; see ``InForce``.

    Raises LeafletsError (kind "approval") for a faulty file: it might say that it is withdrawn.
    """
    folders, named = library.all("approvals"), language(leaflet.language)
    if withdrawn := withdrawn_among(withdrawals_in(folders), leaflet):
        return f"withdrawn on {withdrawn.on}: {withdrawn.reason}"
    given = approvals_of(folders, leaflet.sheet.id, base_tag(named))
    same = [one for one in given if one.digest == leaflet.review.digest]
    if not same:
        return None
    if any(sentences_of(one) != sentences_in(leaves_of(leaflet.sheet)) for one in same):
        return "it says something else than what was approved"
    if reason := same[-1].too_old:
        return reason
    valid = any(one.on <= day <= one.until for one in same)
    return APPROVED if valid else "its approval has expired"


def _in_force(
    library: Library, told: Told, record: Record, day: datetime.date, territory: str | None
) -> InForce:
    """What holds today for one language of a record, as far as it is at hand.

    ``territory`` is where its telephone numbers are to be called.
    """
    named = language(told.leaflet.language)
    disclaimer, leaflet, outline = None, None, None
    try:
        standing = _standing(library, told.leaflet, day)
    except LeafletsError as error:
        standing = f"{UNKNOWN}: {error.problems[0]}"
    with suppress(LeafletsError):
        disclaimer = library.disclaimer(named)
    with suppress(LeafletsError):
        file = library.find_sheet(told.leaflet.sheet.id)
        leaflet = localized(library, file, named, record.dose, territory)
        outline = outlined(library, file, named, record.edition, leaflet)
    return InForce(disclaimer, leaflet, outline, standing)


def _first(problems: list[Problem]) -> str:
    told = [f"{p.field}: {p.message}" if p.field else p.message for p in problems]
    return "; ".join(told[:5])
