"""One language of a leaflet, ready for pages: its outline, its phrases, its typeface.

Editions that differ in paper and size only say the same: it is made once for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leaflets.admission.admit import Admitted
from leaflets.admission.wishes import Release
from leaflets.content.localize import LocalizedSheet, Review
from leaflets.content.phrase import Known, Phrase, words
from leaflets.content.phrase_tree import Content, content, told_alike
from leaflets.content.record import Told
from leaflets.content.speak import to_anyone
from leaflets.edition.editions import Edition
from leaflets.edition.profiles import Outline, outline, read_profile, unplaced
from leaflets.errors import Problem, raise_if_any
from leaflets.language.tags import Language
from leaflets.library.fonts import (
    Typeface,
    missing_characters,
    typeface_for,
    with_letters_for,
    with_letters_for_names,
)
from leaflets.library.libraries import Library, SheetFile
from leaflets.sheet.figures import figure_names


@dataclass(frozen=True)
class OneLanguage:
    """What a leaflet says in one language: under which headings, phrase by phrase.

    ``fixed`` are the fixed words by key, ``missing`` the letters that no font has, ``figures`` the
    names of the sheet's pictures.
    """

    told: Told
    said: Content
    fixed: Mapping[str, Phrase]
    typeface: Typeface
    missing: tuple[Problem, ...]
    figures: tuple[str, ...]


def one_language(admitted: Admitted, language: Language, leaflet: LocalizedSheet) -> OneLanguage:
    """The side of a leaflet in one of its languages.

    Raises LeafletsError where the profile has no place for something that the sheet says.
    """
    library, edition = admitted.library, told_alike(admitted.edition)
    is_own = language == admitted.language
    if not leaflet.is_personal:
        territory = admitted.language.territory
        named = (admitted.file.sheet.id, language, territory, admitted.release, edition, is_own)
        kept = library.files.lately(_to_anyone, library, *named, leaflet.review)
        if kept.told.leaflet == leaflet:
            return kept
    # Nothing of a patient is kept.
    return _side(library, admitted.file, language, leaflet, edition, is_own, {})


def _to_anyone(
    library: Library,
    sheet: str,
    language: Language,
    territory: str | None,
    release: Release,
    edition: Edition,
    is_own: bool,
    review: Review,
) -> OneLanguage:
    """The side of a leaflet that is not one patient's; beside a draft, what is approved is one."""
    said = to_anyone(library, sheet, language, territory, release)
    leaflet = said if said.review == review else said.model_copy(update={"review": review})
    known = library.files.lately(_none_known, library, sheet, language, territory)
    return _side(library, library.read_sheet(sheet), language, leaflet, edition, is_own, known)


def _none_known(
    _library: Library, _sheet: str, _language: Language, _territory: str | None
) -> Known:
    return {}


def _side(
    library: Library,
    file: SheetFile,
    language: Language,
    leaflet: LocalizedSheet,
    edition: Edition,
    is_own: bool,
    known: Known,
) -> OneLanguage:
    parts = outlined(library, file, language, edition, leaflet)
    said = content(leaflet, edition, parts, known)
    texts = {phrase.identity: phrase.plain for phrase in said.phrases}
    if is_own:
        typeface = _typeface(library, file, language, edition, leaflet, parts, texts)
    else:
        typeface = _for_names(typeface_for(language, library.all("fonts")), library, leaflet)
    return OneLanguage(
        told=Told(leaflet=leaflet, outline=parts),
        said=said,
        fixed=words(leaflet, known),
        typeface=typeface,
        missing=tuple(missing_characters(typeface, texts, language)),
        figures=tuple(sorted(figure_names(leaflet.sheet))),
    )


def _typeface(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    leaflet: LocalizedSheet,
    parts: Outline,
    texts: Mapping[str, str],
) -> Typeface:
    """The typeface of a leaflet, with letters for the names in a patient's own copy."""
    if not leaflet.is_personal:
        return typeface_of(library, file, language, texts)
    to_all = texts_of(leaflet.model_copy(update={"person": (), "plan": None}), edition, parts)
    return _for_names(typeface_of(library, file, language, to_all), library, leaflet)


def _for_names(typeface: Typeface, library: Library, leaflet: LocalizedSheet) -> Typeface:
    """The typeface with what names, and the prescriber's own words, need besides."""
    written = leaflet.plan.written if leaflet.plan else ()
    names = "".join([*(line.text for line in leaflet.person), *(one.text for one in written)])
    return with_letters_for_names(typeface, names, library.all("fonts")) if names else typeface


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
