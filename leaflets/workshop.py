"""The translators' commands: catalogs brought up to date, and how far each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from leaflets.catalogs import extract, updated
from leaflets.files import write
from leaflets.languages import folder_tag, language
from leaflets.library import Library
from leaflets.source import read_text
from leaflets.translations import FIXED_WORDS, read_catalog


def update_catalogs(library: Library, names: Sequence[str], tags: Sequence[str]) -> Iterator[str]:
    """Bring templates and catalogs up to date, and begin those for ``tags``.

    The built-in fixed words' catalogs are brought up to date where their templates stand, those
    of a sheet beside the sheet. Yields a line for each file written. Raises LeafletsError.
    """
    folders = [language(tag).catalog_folders[-1] for tag in tags]
    for name in names or tuple(library.sheet_files):
        file = library.find_sheet(name)
        locales = file.folder.parent / "locales"
        template = extract(file.sheet, file.source)
        write(locales / f"{file.sheet.id}.pot", template)
        yield str(locales / f"{file.sheet.id}.pot")
        yield from _update(locales, file.sheet.id, template.decode(), folders)
    for locales in library.all("locales"):
        if (locales / f"{FIXED_WORDS}.pot").is_file():
            words = read_text(locales / f"{FIXED_WORDS}.pot", "translation")
            yield from _update(locales, FIXED_WORDS, words, folders)


def _update(locales: Path, domain: str, template: str, begin: Sequence[str]) -> Iterator[str]:
    files = set(locales.glob(f"*/LC_MESSAGES/{domain}.po"))
    files |= {locales / folder / "LC_MESSAGES" / f"{domain}.po" for folder in begin}
    for file in sorted(files):
        old = None
        if file.is_file():
            read_catalog(file)
            old = read_text(file, "translation")
        new, waiting = updated(template, old, folder_tag(file.parent.parent.name))
        if old is None or new.decode() != old:
            write(file, new)
        yield f"{file}: {f'{waiting} to translate or read again' if waiting else 'complete'}"
