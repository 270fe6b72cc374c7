"""The names of a library's other medicines, for the check that no translation has one of them."""

from __future__ import annotations

from collections.abc import Iterator

from leaflets.errors import LeafletsError, Problem
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile
from leaflets.translation.medicine_checks import medicine_problems


def other_medicines(library: Library, file: SheetFile, named: Language) -> Iterator[Problem]:
    """What ``medicine_problems`` finds by the library's other sheets whose name is one word."""
    catalog = library.texts(file.sheet, named)
    if catalog is not None:
        yield from medicine_problems(file.sheet, catalog, dict(_other_names(library, file, named)))


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
