"""The whole path, from a sheet's name to a verified leaflet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflets import __version__
from leaflets.disclaimers import disclaimer_for
from leaflets.edition import Edition
from leaflets.errors import raise_if_any
from leaflets.fonts import missing_characters, typeface_for
from leaflets.languages import Language
from leaflets.library import Library, SheetFile
from leaflets.localize import LocalizedSheet, localize
from leaflets.page import Page, page
from leaflets.pdf import typeset
from leaflets.phrases import content
from leaflets.publisher import read_publisher
from leaflets.record import Record
from leaflets.text import text_of

if TYPE_CHECKING:
    from leaflets.verify import Verified


def localized(library: Library, file: SheetFile, language: Language) -> LocalizedSheet:
    """What the leaflet says. Raises LeafletsError for anything that is missing."""
    publisher = read_publisher(library.publisher_file)
    return localize(
        file.sheet,
        language,
        word_source=library.word_source,
        words=library.words(language),
        texts=library.texts(file.sheet, language),
        disclaimer=disclaimer_for(language, publisher.disclaimer, str(library.publisher_file)),
        publisher=publisher,
        draft_band=library.draft_band(language),
    )


@dataclass(frozen=True)
class Prepared:
    """A leaflet ready to be typeset: its page, its data, the date of its text."""

    page: Page
    record: Record
    written: datetime.datetime


def prepare(library: Library, file: SheetFile, language: Language, edition: Edition) -> Prepared:
    """Everything up to the typesetting.

    Raises LeafletsError where anything is wrong: then there is no leaflet.
    """
    said = localized(library, file, language)
    typeface = typeface_for(language, library.all("fonts"))
    raise_if_any(missing_characters(typeface, texts_of(said, edition), language))
    templates = library.all("templates")
    ready = page(said, edition, typeface, templates=templates, figures=file.folder)
    record = Record(leaflet=said, edition=edition, software=f"leaflets {__version__}")
    return Prepared(ready, record, datetime.datetime.combine(file.sheet.date, datetime.time()))


def make_leaflet(
    library: Library, file: SheetFile, language: Language, edition: Edition
) -> Verified:
    """One leaflet, typeset in this process and verified. Raises LeafletsError."""
    from leaflets.verify import verified

    ready = prepare(library, file, language, edition)
    if edition.format == "text":
        return make_text(ready)
    data = ready.record.model_dump_json()
    return verified(typeset(ready.page, data, ready.written), ready.record)


def make_text(ready: Prepared) -> Verified:
    """A prepared leaflet as plain text, verified. Raises LeafletsError."""
    from leaflets.verify import verified_text

    text = text_of(ready.page, ready.record.leaflet.words["draft.band"])
    return verified_text(text, ready.record)


def texts_of(said: LocalizedSheet, edition: Edition) -> dict[str, str]:
    """Everything a leaflet says, without markup, by identity."""
    return {phrase.identity: phrase.plain for phrase in content(said, edition).phrases}
