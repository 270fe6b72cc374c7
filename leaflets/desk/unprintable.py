"""What would stop a leaflet while it is made, told without making it, where the sheet has it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Record
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError, Problem
from leaflets.language.tags import Language
from leaflets.library.fonts import missing_characters
from leaflets.library.libraries import Library, SheetFile
from leaflets.making.recipe import prepare
from leaflets.render.long_words import long_words
from leaflets.render.one_language import outlined, texts_of, typeface_of
from leaflets.sheet.messages import messages
from leaflets.sheet.source import FieldPath, field_name


def unprintable(
    library: Library, file: SheetFile, named: Language, said: LocalizedSheet, day: datetime.date
) -> list[Problem]:
    """What of a sheet no leaflet in its standard edition can print: letters, words, pictures.

    Raises LeafletsError where the edition does not exist in the language.
    """
    edition = Edition()
    parts = outlined(library, file, named, edition, said)
    texts = texts_of(said, edition, parts)
    typeface = typeface_of(library, file, named, texts)
    found = list(missing_characters(typeface, texts, named))
    record = Record(leaflet=said, edition=edition, outline=parts, software="")
    found += decimal_mark_problems(record)
    if not file.sheet.is_imported:
        for identity, word in long_words(texts, typeface, edition, named):
            found.append(_too_long(library, file, named, identity, word))
    if not found and named.tag == file.sheet.language:
        # The pictures and the template are the same in every language.
        try:
            prepare(admit(library, Wanted(file.sheet.id, named.tag, paper="a4"), day))
        except LeafletsError as error:
            found += [_at_figure(file, one) for one in error.problems]
    return found


def _too_long(
    library: Library, file: SheetFile, named: Language, identity: str, word: str
) -> Problem:
    """A word that no line holds, where the sheet or its catalog has it."""
    message = (
        f"{word[:40]!r}{'…' if len(word) > 40 else ''} has {len(word)} letters; no line holds it:"
        " write it in shorter words, or with hyphens"
    )
    catalog = library.texts(file.sheet, named)
    entry = catalog.entries.get(identity) if catalog else None
    if catalog and entry:
        return Problem(str(catalog.file), entry.line, 1, identity, "translation-long-word", message)
    paths = {told.context: told.path for told in messages(file.sheet)}
    path = paths.get(identity, ())
    place = file.source.position(path)
    name = field_name(path) or identity
    return Problem(
        str(file.source.file), place.line, place.column, name, "sheet-long-word", message
    )


def _at_figure(file: SheetFile, found: Problem) -> Problem:
    """A problem of a picture, where the sheet names it."""
    name = Path(found.file)
    for path, place in file.source.positions.items():
        if path and path[-1] == "figure" and name == file.folder / _value(file.source.data, path):
            message = f"{found.message} ({name.name})"
            return Problem(
                str(file.source.file),
                place.line,
                place.column,
                field_name(path),
                found.code,
                message,
            )
    return found


def _value(data: Any, path: FieldPath) -> str:
    for part in path:
        data = data[part]
    return str(data)
