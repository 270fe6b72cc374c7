"""Everything in which a sheet contradicts itself, or can be misread."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from leaflets.language.detection import foreign_letters
from leaflets.language.passages import other_passage
from leaflets.sheet.dose_notes import note_faults, text_faults
from leaflets.sheet.dose_rows import table_faults
from leaflets.sheet.dose_strengths import ratio_faults, strength_faults
from leaflets.sheet.dose_tables import Contradiction, read_table
from leaflets.sheet.equivalents import amount_faults
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.safe_writing import writing_faults
from leaflets.sheet.source import FieldPath


def contradictions(sheet: Sheet, locale: Locale) -> Iterator[Contradiction]:
    """Every contradiction of a sheet; ``locale`` is that of its language."""
    doses = [read_table(table, locale) for table in sheet.how_to_take.doses]
    for message in messages(sheet):
        path = message.path
        own = doses[int(path[2])] if path[:2] == ("how_to_take", "doses") else None
        for code, what in writing_faults(message.text, locale):
            yield path, code, what
        plain = to_plain(message.text)
        for code, what in amount_faults(plain, locale, own.strengths if own else ()):
            yield path, code, what
        if path != ("pronunciation",):
            yield from _in_another_language(path, plain, locale)
    for index, (table, read) in enumerate(zip(sheet.how_to_take.doses, doses, strict=True)):
        at: FieldPath = ("how_to_take", "doses", index)
        for place, code, what in table_faults(table, read, locale):
            yield (*at, *place), code, what
        yield from ratio_faults(table, read, at, locale)
        if locale.language == "en":
            yield from note_faults(table, read, at)
    yield from strength_faults(sheet, doses, locale)
    if locale.language == "en":
        yield from text_faults(sheet, doses)


def _in_another_language(path: FieldPath, plain: str, locale: Locale) -> Iterator[Contradiction]:
    # A single letter is a symbol, or has no glyph: the fonts tell.
    if len(letters := foreign_letters(plain, locale)) > 1:
        yield path, "language", f"letters of another script: {letters[:20]}"
    elif passage := other_passage(plain, locale):
        yield path, "language", passage
