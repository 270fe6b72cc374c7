"""Another medicine's name in a translation: what comes of sentences taken over from its sheet."""

from __future__ import annotations

from collections.abc import Iterator

from leaflets.errors import LeafletsError, Problem, problem
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile
from leaflets.sheet.messages import messages

_INFLECTED = 2
"""How many letters at the end of a name may change with its case."""


def mixups(library: Library, file: SheetFile, named: Language) -> Iterator[Problem]:
    """A problem (kind "translation") for each text that names a medicine its source does not.

    Looked for are the medicines of the library's other sheets whose name is one word.
    """
    catalog = library.texts(file.sheet, named)
    if catalog is None:
        return
    others = dict(_other_names(library, file, named))
    for message in messages(file.sheet):
        entry = catalog.entries.get(message.context)
        for source, name in others.items():
            stem = name[:-_INFLECTED] if len(name) > _INFLECTED * 3 else name
            if entry and stem in entry.text.casefold() and source not in message.text.casefold():
                yield problem(
                    "translation-medicine",
                    f"names {name}, which the source does not",
                    file=catalog.file,
                    line=entry.line,
                    column=1,
                    field=message.context,
                )


def _other_names(library: Library, file: SheetFile, named: Language) -> Iterator[tuple[str, str]]:
    """The names of other sheets' medicines: in the source's language, and in this one."""
    for identity in library.sheet_files:
        if identity == file.sheet.id:
            continue
        try:
            other = library.read_sheet(identity).sheet
            catalog = library.texts(other, named)
        except LeafletsError:
            continue
        entry = catalog.entries.get("name") if catalog else None
        if entry and entry.text and " " not in other.name and " " not in entry.text:
            yield other.name.casefold(), entry.text.casefold()
