"""What is said into a page: profile, typeface, phrases, measures, HTML."""

from __future__ import annotations

from dataclasses import dataclass, field

from leaflets.content.record import Record
from leaflets.content.speak import Said
from leaflets.errors import raise_if_any
from leaflets.library.braille_table import BrailleTable
from leaflets.library.fonts import Typeface
from leaflets.library.libraries import Library, SheetFile
from leaflets.render.measures import Second, panel_area
from leaflets.render.one_language import OneLanguage, one_language
from leaflets.render.page import page
from leaflets.render.paired import paired_page
from leaflets.render.task import Page
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
    library, edition = admitted.library, admitted.edition
    own, second = one_language(admitted, admitted.language, said.own), None
    if admitted.beside and said.beside:
        second = one_language(admitted, admitted.beside, said.beside)
    raise_if_any([*own.missing, *(second.missing if second else ())])
    record = Record(
        leaflet=own.told.leaflet,
        edition=edition,
        outline=own.told.outline,
        beside=second.told if second else None,
        dose=admitted.plan,
        software=f"leaflets {__version__}",
    )
    if edition.panel:
        record = record.model_copy(update={"panel": panel_area(record, own.typeface)})
    ready = _page(library, admitted.file, record, own, second)
    table = library.braille_table(admitted.language) if edition.format == "brf" else None
    return LaidOut(said, ready, own.typeface, record, table)


def _page(
    library: Library, file: SheetFile, record: Record, own: OneLanguage, beside: OneLanguage | None
) -> Page:
    templates, figures = library.all("templates"), file.folder
    second = other = None
    if beside:
        told = beside.told.leaflet
        second = Second(told.language, told.direction, beside.typeface, beside.said.phrases)
    first = page(record, own, templates=templates, figures=figures, second=second)
    if not record.edition.is_paired:
        return first
    if beside:
        alone = record.model_copy(
            update={
                "leaflet": beside.told.leaflet,
                "outline": beside.told.outline,
                "beside": None,
                "dose": None,
                "panel": None,
            }
        )
        other = page(alone, beside, templates=templates, figures=figures)
    kept = None if record.is_personal else library.files
    return paired_page(first, other, second, named=record.edition.proof, kept=kept)
