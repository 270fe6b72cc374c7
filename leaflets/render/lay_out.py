"""What is said into a page: profile, typeface, phrases, measures, HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase_tree import content
from leaflets.content.record import Record, Told
from leaflets.content.speak import Said
from leaflets.edition.editions import Edition
from leaflets.edition.profiles import Outline, outline, read_profile, unplaced
from leaflets.errors import raise_if_any
from leaflets.language.tags import Language
from leaflets.library.braille_table import BrailleTable
from leaflets.library.fonts import (
    Typeface,
    missing_characters,
    typeface_for,
    with_letters_for,
    with_letters_for_names,
)
from leaflets.library.libraries import Library, SheetFile
from leaflets.render.measures import Second, panel_area
from leaflets.render.page import Page, page
from leaflets.render.paired import paired_page
from leaflets.version import __version__


@dataclass(frozen=True)
class LaidOut:
    """A leaflet as a page, with its typeface, and its record: all that it must say.

    ``braille`` is there where it is to be Braille.
    """

    said: Said = field(repr=False)
    page: Page = field(repr=False)
    typeface: Typeface = field(repr=False)
    record: Record = field(repr=False)
    braille: BrailleTable | None = None


def lay_out(said: Said) -> LaidOut:
    """The page of what is said, in the edition that was admitted.

    Raises LeafletsError: where the profile has no place for something that the sheet says, and
    for letters that no font has (kind "rendering").
    """
    admitted = said.admitted
    library, file, edition = admitted.library, admitted.file, admitted.edition
    told = _told(library, file, admitted.language, edition, said.own)
    texts = texts_of(told.leaflet, edition, told.outline)
    typeface = typeface_of(library, file, admitted.language, _to_everyone(told, edition, texts))
    if told.leaflet.person:
        names = "".join(line.text for line in told.leaflet.person)
        typeface = with_letters_for_names(typeface, names, library.all("fonts"))
    missing = list(missing_characters(typeface, texts, admitted.language))
    second, beside = None, None
    if admitted.beside and said.beside:
        beside = _told(library, file, admitted.beside, edition, said.beside)
        face = typeface_for(admitted.beside, library.all("fonts"))
        texts = texts_of(beside.leaflet, edition, beside.outline)
        missing += missing_characters(face, texts, admitted.beside)
        second = Second(admitted.beside.tag, admitted.beside.direction, face)
    raise_if_any(missing)
    record = Record(
        leaflet=told.leaflet,
        edition=edition,
        outline=told.outline,
        beside=beside,
        dose=admitted.plan,
        software=f"leaflets {__version__}",
    )
    if edition.panel:
        record = record.model_copy(update={"panel": panel_area(record, typeface)})
    ready = _page(library, file, record, typeface, second)
    table = library.braille_table(admitted.language) if edition.format == "brf" else None
    return LaidOut(said, ready, typeface, record, table)


def _to_everyone(told: Told, edition: Edition, texts: Mapping[str, str]) -> Mapping[str, str]:
    """What a leaflet says, but for what a patient's own copy says of them."""
    if not told.leaflet.person:
        return texts
    said = told.leaflet.model_copy(update={"person": ()})
    return texts_of(said, edition, told.outline)


def outlined(
    library: Library, file: SheetFile, language: Language, edition: Edition, said: LocalizedSheet
) -> Outline:
    """Which parts the leaflet has, in which order, under which headings.

    Raises LeafletsError where the profile does not exist in the language, or has no place for
    something that the sheet says.
    """
    profile = read_profile(library.all("templates"), edition.profile, said.words)
    found = outline(profile, edition, language, said.words, said.sheet.name)
    raise_if_any(unplaced(file.sheet, found, edition.profile))
    return found


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


def texts_of(said: LocalizedSheet, edition: Edition, outline: Outline) -> dict[str, str]:
    """Everything a leaflet says, without markup, by identity."""
    return {phrase.identity: phrase.plain for phrase in content(said, edition, outline).phrases}


def _told(
    library: Library, file: SheetFile, language: Language, edition: Edition, said: LocalizedSheet
) -> Told:
    return Told(leaflet=said, outline=outlined(library, file, language, edition, said))


def _page(
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
