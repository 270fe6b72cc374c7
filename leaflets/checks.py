"""Everything that can be checked of sheets and catalogs without rendering."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from leaflets.batch import expired
from leaflets.decimal_marks import decimal_mark_problems
from leaflets.edition import Edition
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.fonts import missing_characters
from leaflets.languages import Language, language
from leaflets.leaflet import localized, outlined, prepare, standing, texts_of, typeface_of
from leaflets.library import Library, SheetFile, names_in
from leaflets.long_words import long_words
from leaflets.markup import to_plain
from leaflets.messages import messages
from leaflets.mixups import mixups
from leaflets.reading import REFUSE_ABOVE, WARN_ABOVE, plainer_words, reading_of
from leaflets.record import Record
from leaflets.source import FieldPath, field_name
from leaflets.validation import label_contradictions


def check_sheets(library: Library, names: Sequence[str], day: datetime.date) -> Iterator[str]:
    """Check sheets in every language, without rendering: a line for each that is right.

    Raises LeafletsError at the end, with every problem of all of them.
    """
    problems: list[Problem] = []
    for name in names or tuple(library.sheet_files):
        try:
            file = library.find_sheet(name)
        except LeafletsError as error:
            problems += error.problems
            continue
        problems += expired(file, day)
        for told in label_contradictions(file.sheet, file.source):
            yield f"warning: {told}"
        right = []
        for tag in library.languages_of(file.sheet):
            found = _problems_in(library, file, language(tag))
            problems += found
            if not found:
                right.append(tag)
        yield f"{file.sheet.id}: {_ready(library, file, right, day)}"
        if file.sheet.limits is None:
            yield "  no dose plan is made of it: it says no limits (docs/sheets.md)"
        for tag in right:
            yield from _reading(library, file, language(tag), problems)
    raise_if_any(problems)


def _ready(library: Library, file: SheetFile, tags: Sequence[str], day: datetime.date) -> str:
    """Which languages are ready, and which of them are approved."""
    if not tags:
        return "no language ready"
    states = {tag: standing(library, file, language(tag), day) for tag in tags}
    approved = [tag for tag, state in states.items() if state == "approved"]
    others = " or ".join(sorted({state for state in states.values() if state != "approved"}))
    told = [f"{', '.join(approved)} approved"] if approved else []
    told += [f"{'the others' if approved else 'all'} {others}"] if others else []
    return f"{', '.join(tags)} ready, {', '.join(told)}"


def _reading(
    library: Library, file: SheetFile, named: Language, problems: list[Problem]
) -> Iterator[str]:
    """Lines on how hard the leaflet is to read; in English, a grade too high is a problem."""
    said = localized(library, file, named)
    told = (message for message in messages(said.sheet) if not message.context.endswith(".name"))
    texts = [to_plain(message.text) for message in told]
    found = reading_of(texts, names_in(said.sheet), named.locale.language)
    if found is None:
        return
    yield f"  {named.tag}: {found.formula} {found.figure:.1f}"
    if not found.is_grade:
        return
    for grade, sentence in found.hardest:
        yield f"    {grade:.1f}: {sentence}"
    for word, better in plainer_words(
        texts, terms.plainer if (terms := library.terms(named)) else {}
    ).items():
        yield f"    plainer than {word!r}: {better}"
    if found.figure > WARN_ABOVE:
        message = f"reads at grade {found.figure:.1f}; nobody should need more than {WARN_ABOVE:g}"
        # A label is read as its maker wrote it: that it is hard is told, and no fault.
        if found.figure > REFUSE_ABOVE and not said.sheet.is_imported:
            problems.append(problem("sheet-reading-grade", message, file=file.source.file))
        else:
            yield f"    warning: {message}"


def _problems_in(library: Library, file: SheetFile, named: Language) -> list[Problem]:
    edition = Edition()
    try:
        said = localized(library, file, named)
        parts = outlined(library, file, named, edition, said)
        texts = texts_of(said, edition, parts)
        typeface = typeface_of(library, file, named, texts)
    except LeafletsError as error:
        return list(error.problems)
    found = list(missing_characters(typeface, texts, named))
    found += mixups(library, file, named)
    record = Record(leaflet=said, edition=edition, outline=parts, software="")
    found += decimal_mark_problems(record)
    if not file.sheet.is_imported:
        for identity, word in long_words(texts, typeface, edition, named):
            found.append(_too_long(library, file, named, identity, word))
    if not found and named.tag == file.sheet.language:
        # The pictures and the template are the same in every language.
        try:
            prepare(library, file, named, edition)
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
