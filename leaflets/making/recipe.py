"""The whole path, from a sheet's name to a verified leaflet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflets import __version__
from leaflets.content.approvals import Release, reviewed
from leaflets.content.localize import FixedWords, LocalizedSheet, PersonLine, localize
from leaflets.content.phrases import content
from leaflets.content.record import Record, Told
from leaflets.content.statement import statement_of
from leaflets.dose.plan import Plan
from leaflets.edition.editions import PLAIN, Attached, Conformance, Edition
from leaflets.edition.profiles import Outline, missing_headings, outline, read_profile, unplaced
from leaflets.epi.bundle import bundle_of
from leaflets.epi.bundle import text_of as bundle_text
from leaflets.epi.export_data import Export, export_of
from leaflets.epi.narrative import EPI
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, language
from leaflets.library.braille_table import BrailleTable
from leaflets.library.fonts import (
    Typeface,
    missing_characters,
    typeface_for,
    with_letters_for,
    with_letters_for_names,
)
from leaflets.library.libraries import Library, SheetFile, built_in_folder
from leaflets.render.measures import Second, panel_area
from leaflets.render.page import Page, figure_names, page
from leaflets.render.paired import paired_page
from leaflets.render.pdf import typeset
from leaflets.render.plain_text import text_of

if TYPE_CHECKING:
    from leaflets.verify.verified import Verified


def localized(
    library: Library,
    file: SheetFile,
    language: Language,
    plan: Plan | None = None,
    territory: str | None = None,
) -> LocalizedSheet:
    """What the leaflet says, with the telephone numbers of ``territory`` (or of the tag's).

    Raises LeafletsError for anything that is missing.
    """
    return localize(
        file.sheet,
        language,
        fixed=FixedWords(
            library.word_source,
            library.words(language),
            library.draft_band(language),
            library.terms(language),
        ),
        texts=library.texts(file.sheet, language),
        disclaimer=library.disclaimer(language),
        publisher=library.publisher,
        plan=plan,
        territory=territory or language.territory,
    )


def said_on(
    library: Library,
    file: SheetFile,
    language: Language,
    said: LocalizedSheet,
    release: Release | None,
) -> LocalizedSheet:
    """What the leaflet says, with its state of review. Raises LeafletsError (kind "approval")."""
    return reviewed(
        said, stated(library, file, language, said), library.all("approvals"), language, release
    )


def standing(
    library: Library,
    file: SheetFile,
    language: Language,
    day: datetime.date,
    said: LocalizedSheet | None = None,
) -> str:
    """How a sheet's leaflets in a language are reviewed on ``day``: "draft", "approved", …

    ``said`` is what they say, where that is known. Raises LeafletsError where no leaflet can be
    made.
    """
    said = said or localized(library, file, language)
    try:
        release = Release(day, approved_only=True)
        return said_on(library, file, language, said, release).review.state
    except LeafletsError as error:
        return error.problems[0].code.removeprefix("approval-")


def stated(
    library: Library, file: SheetFile, language: Language, said: LocalizedSheet
) -> dict[str, str]:
    """Everything that the sheet's leaflets in this language say: what somebody approves."""
    return statement_of(library, file, language, said)


def outlined(
    library: Library, file: SheetFile, language: Language, edition: Edition, said: LocalizedSheet
) -> Outline:
    """Which parts the leaflet has, in which order, under which headings.

    Raises LeafletsError where the profile does not exist in the language, or has no place for
    something that the sheet says.
    """
    if file.sheet.is_imported and (edition.summary or edition.profile != PLAIN):
        what = "summary" if edition.summary else f"profile {edition.profile}"
        message = (
            f"an imported sheet has no {what}: it says all that its label says, in the label's"
            " order and under its headings"
        )
        raise LeafletsError(problem("usage-edition", message))
    profile = read_profile(library.all("templates"), edition.profile, said.words)
    if file.sheet.verb not in profile.verbs:
        message = (
            f"the headings of the profile {edition.profile} do not fit a medicine that you"
            f" {file.sheet.verb}; choose another profile"
        )
        raise LeafletsError(problem("usage-edition", message))
    found = outline(profile, edition, language, said.words, said.sheet.name)
    raise_if_any(unplaced(file.sheet, found, edition.profile))
    return found


def not_in_language(library: Library, edition: Edition, language: Language) -> str | None:
    """Why an edition does not exist in a language; None if it does."""
    if edition.format == "brf" and not library.braille_table(language):
        return f"there is no Braille in {language.tag}: locales/braille.yaml has no table for it"
    words = library.word_source.entries
    profile = read_profile(library.all("templates"), edition.profile, words)
    return missing_headings(profile, edition.profile, language)


@dataclass(frozen=True)
class Prepared:
    """A leaflet ready to be typeset: its page and typeface, its data, the date of its text.

    ``data`` is what is attached to it. ``braille`` is there where it is to be Braille.
    """

    page: Page
    typeface: Typeface
    record: Record
    data: str
    written: datetime.datetime
    braille: BrailleTable | None = None


def prepare(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None = None,
    release: Release | None = None,
    person: tuple[PersonLine, ...] = (),
) -> Prepared:
    """Everything up to the typesetting. Without a ``release``, all of it is a draft.

    ``person`` is what a patient's own copy says of them.

    Raises LeafletsError where anything is wrong: then there is no leaflet.
    """
    if reason := not_in_language(library, edition, language):
        raise LeafletsError(problem("usage-edition", reason))
    told = _told(library, file, language, edition, plan, release)
    texts = texts_of(told.leaflet, edition, told.outline)
    typeface = typeface_of(library, file, language, texts)
    if person:
        said = told.leaflet.model_copy(update={"person": person})
        told = told.model_copy(update={"leaflet": said})
        names = "".join(line.text for line in person)
        typeface = with_letters_for_names(typeface, names, library.all("fonts"))
    other = _second_language(file, language, edition)
    raise_if_any(_missing(typeface, told, edition, language))
    second, beside = None, None
    if other:
        beside = _told(library, file, other, edition, plan, release, language.territory)
        face = typeface_for(other, library.all("fonts"))
        raise_if_any(_missing(face, beside, edition, other))
        second = Second(other.tag, other.direction, face)
    record = Record(
        leaflet=told.leaflet,
        edition=edition,
        outline=told.outline,
        beside=beside,
        dose=plan,
        software=f"leaflets {__version__}",
    )
    if edition.panel:
        record = record.model_copy(update={"panel": panel_area(record, typeface)})
    ready = _laid_out(library, file, record, typeface, second)
    written = datetime.datetime.combine(file.sheet.date, datetime.time())
    table = library.braille_table(language) if edition.format == "brf" else None
    sides = [(language, told)] + ([(other, beside)] if other and beside else [])
    data = _data(library, file, record, sides)
    return Prepared(ready, typeface, record, data, written, table)


def _data(
    library: Library, file: SheetFile, record: Record, sides: Sequence[tuple[Language, Told]]
) -> str:
    """What is attached to a leaflet: its record, or a FHIR document with the record in it."""
    if record.edition.attach == "json":
        return record.model_dump_json()
    if any(told.leaflet.person or told.leaflet.plan for _, told in sides):
        message = "a FHIR document is about the medicine, not one person's dose; leave one out"
        raise LeafletsError(problem("usage-edition", message))
    said = [(named, told.leaflet) for named, told in sides]
    document = exported(library, file, said, record)
    return bundle_text(bundle_of(document, library.built_in("templates")))


def exported(
    library: Library,
    file: SheetFile,
    said: Sequence[tuple[Language, LocalizedSheet]],
    record: Record | None = None,
) -> Export:
    """What is exported of a sheet: all that its leaflets say in the given languages.

    ``record`` is that of the PDF to which it is attached. Raises LeafletsError where a language
    has no place for something, kind "rendering" for a picture that is not there.
    """
    return export_of(
        tuple(
            Told(leaflet=one, outline=outlined(library, file, named, EPI, one))
            for named, one in said
        ),
        file.sheet,
        figures=_figures(library, file),
        publisher=library.publisher.name,
        software=f"leaflets {__version__}",
        record=record,
    )


def _figures(library: Library, file: SheetFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in sorted(figure_names(file.sheet)):
        if library.files.is_file(file.folder / name):
            found[name] = library.files.read(file.folder / name)
        else:
            message = "no such figure"
            problems.append(problem("rendering-no-figure", message, file=file.folder / name))
    raise_if_any(problems)
    return found


def _told(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None,
    release: Release | None,
    territory: str | None = None,
) -> Told:
    """What the leaflet says in a language, under which headings."""
    said = localized(library, file, language, plan, territory)
    said = said_on(library, file, language, said, release)
    return Told(leaflet=said, outline=outlined(library, file, language, edition, said))


def typeface_of(
    library: Library, file: SheetFile, language: Language, texts: Mapping[str, str]
) -> Typeface:
    """The typeface of a sheet's leaflets: a label may hold letters of other scripts.

    Raises LeafletsError where there is none.
    """
    typeface = typeface_for(language, library.all("fonts"))
    if not file.sheet.is_imported:
        return typeface
    return with_letters_for(typeface, "".join(texts.values()), library.all("fonts"))


def _second_language(file: SheetFile, first: Language, edition: Edition) -> Language | None:
    """What stands beside the patient's language: for reviewers, the sheet's own."""
    own = language(file.sheet.language)
    if edition.beside:
        return language(edition.beside)
    return own if edition.proof and own.locale.language != first.locale.language else None


def _missing(
    typeface: Typeface, told: Told, edition: Edition, language: Language
) -> Iterator[Problem]:
    return missing_characters(typeface, texts_of(told.leaflet, edition, told.outline), language)


def _laid_out(
    library: Library, file: SheetFile, record: Record, typeface: Typeface, second: Second | None
) -> Page:
    templates, figures = library.all("templates"), file.folder
    own = page(record, typeface, templates=templates, figures=figures, second=second)
    if not record.edition.is_paired:
        return own
    other = None
    if record.beside and second:
        side = Record(
            leaflet=record.beside.leaflet,
            edition=record.edition,
            outline=record.beside.outline,
            software=record.software,
        )
        other = page(side, second.typeface, templates=templates, figures=figures)
    return paired_page(own, other, second, named=record.edition.proof)


def make_leaflet(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None = None,
    release: Release | None = None,
) -> Verified:
    """One leaflet, made in this process and verified. Raises LeafletsError."""
    from leaflets.verify.verify_pdf import verified

    ready = prepare(library, file, language, edition, plan, release)
    if not edition.is_paged:
        return make_unpaged(ready)
    return verified(typeset(*typesetting(ready)), ready.record)


def typesetting(
    ready: Prepared,
) -> tuple[Page, str, datetime.datetime, Conformance, Attached]:
    """The arguments of ``typeset`` for a prepared leaflet."""
    edition = ready.record.edition
    return ready.page, ready.data, ready.written, edition.conformance, edition.attach


def make_unpaged(ready: Prepared) -> Verified:
    """A prepared leaflet as a web page, Braille or plain text, verified. Raises LeafletsError."""
    from leaflets.render.braille import braille_of
    from leaflets.render.web_page import web_page
    from leaflets.verify.verify_braille import verified_braille
    from leaflets.verify.verify_text import verified_text
    from leaflets.verify.verify_web import verified_web

    match ready.record.edition.format:
        case "html":
            html = web_page(ready.page, ready.typeface, ready.data)
            return verified_web(html, ready.record, built_in_folder() / "templates")
        case "brf":
            assert ready.braille is not None
            brf = braille_of(ready.page, ready.braille)
            return verified_braille(brf, ready.record, ready.braille)
        case "text":
            return verified_text(text_of(ready.page), ready.record)
        case "pdf" | "epi":
            raise AssertionError


def texts_of(said: LocalizedSheet, edition: Edition, outline: Outline) -> dict[str, str]:
    """Everything a leaflet says, without markup, by identity."""
    return {phrase.identity: phrase.plain for phrase in content(said, edition, outline).phrases}
