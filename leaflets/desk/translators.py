"""The translators' commands: catalogs brought up to date, and how far each of them is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leaflets.content.speak import standing
from leaflets.errors import LeafletsError, raise_if_any
from leaflets.files import read_at_most, write
from leaflets.language.tags import folder_tag, language
from leaflets.library.libraries import Library, SheetFile, folder_problems
from leaflets.sheet.messages import messages
from leaflets.sheet.source import MAX_BYTES
from leaflets.translation.catalog_templates import template_of, updated
from leaflets.translation.catalogs import FIXED_WORDS, Entry, catalog_in
from leaflets.translation.po_charsets import encoded, encoding_of


@dataclass(frozen=True)
class UpdatedCatalog:
    """A catalog or template that is up to date now.

    ``waiting`` is how many of its messages are to be translated or read again; None for a template.
    """

    file: Path
    waiting: int | None

    def __str__(self) -> str:
        if self.waiting is None:
            return str(self.file)
        told = f"{self.waiting} to translate or read again" if self.waiting else "complete"
        return f"{self.file}: {told}"


def write_templates(library: Library, names: Sequence[str]) -> Iterator[Path]:
    """Write the catalog templates of sheets, of all without ``names``; yields their files.

    Raises LeafletsError.
    """
    for name in names or tuple(library.sheet_files):
        file = library.find_sheet(name)
        yield _write_template(file)


def _write_template(file: SheetFile) -> Path:
    target = file.folder.parent / "locales" / f"{file.sheet.id}.pot"
    write(target, template_of(file.sheet, file.source))
    return target


def update_catalogs(
    library: Library, names: Sequence[str], tags: Sequence[str]
) -> Iterator[UpdatedCatalog]:
    """Bring templates and catalogs up to date, and begin those for ``tags``.

    The built-in fixed words' catalogs are brought up to date where their templates stand, those
    of a sheet beside the sheet. Yields each file once it is written. Raises LeafletsError.
    """
    folders = [language(tag).catalog_folders[0] for tag in tags]
    for name in names or tuple(library.sheet_files):
        file = library.find_sheet(name)
        template = _write_template(file)
        yield UpdatedCatalog(template, None)
        words = template_of(file.sheet, file.source).decode()
        yield from _update(template.parent, file.sheet.id, words, folders)
    for locales in library.all("locales"):
        if (locales / f"{FIXED_WORDS}.pot").is_file():
            words, _ = _read(locales / f"{FIXED_WORDS}.pot")
            yield from _update(locales, FIXED_WORDS, words, folders)


def _read(file: Path) -> tuple[str, str]:
    """The text of a catalog or template without fault, and its encoding."""
    content = read_at_most(MAX_BYTES, file, "translation-too-large", "split it")
    catalog_in(file, content)
    encoding = encoding_of(file, content)
    return content.decode(encoding), encoding


def _update(
    locales: Path, domain: str, template: str, begin: Sequence[str]
) -> Iterator[UpdatedCatalog]:
    files = set(locales.glob(f"*/LC_MESSAGES/{domain}.po"))
    raise_if_any(folder_problems(file.parent.parent for file in files))
    files |= {locales / folder / "LC_MESSAGES" / f"{domain}.po" for folder in begin}
    for file in sorted(files):
        old, encoding = _read(file) if file.is_file() else (None, "utf-8")
        content, waiting = updated(template, old, folder_tag(file.parent.parent.name))
        new = content.decode()
        if new != old:
            write(file, encoded(file, new, encoding))
        yield UpdatedCatalog(file, waiting)


@dataclass(frozen=True)
class CatalogState:
    """How far one catalog is: numbers of messages, and how its leaflets are reviewed.

    ``review`` is "draft", "approved", "expired" or "withdrawn"; "incomplete" where no leaflet
    can be made; empty for the fixed words, which are approved with each sheet. ``unchecked`` is
    what could not be checked for want of a list of terms: nobody can approve such a translation.
    """

    language: str
    catalog: str
    translated: int
    fuzzy: int
    missing: int
    review: str
    unchecked: tuple[str, ...] = ()


def catalog_states(library: Library, day: datetime.date) -> Iterator[CatalogState]:
    """The state of every catalog on ``day``. Raises LeafletsError for a faulty sheet or catalog."""
    word_source = library.word_source.entries
    tags: set[str] = set()
    sheets = [library.read_sheet(identity) for identity in library.sheet_files]
    for file in sheets:
        sources = {message.context: message.text for message in messages(file.sheet)}
        for tag in library.languages_of(file.sheet):
            named = language(tag)
            tags.add(tag)
            catalog = library.texts(file.sheet, named)
            counts = _counts(sources, catalog.entries) if catalog else (len(sources), 0, 0)
            unchecked: tuple[str, ...] = ()
            try:
                review = standing(library, file, named, day)
                unchecked = library.unchecked(file.sheet, named)
            except LeafletsError:
                review = "incomplete"
            yield CatalogState(tag, file.sheet.id, *counts, review, unchecked)
    for tag in sorted(tags):
        words = library.words(language(tag))
        if words:
            sources = {context: entry.source for context, entry in word_source.items()}
            yield CatalogState(tag, FIXED_WORDS, *_counts(sources, words.entries), "")


def _counts(sources: Mapping[str, str], entries: Mapping[str, Entry]) -> tuple[int, int, int]:
    """How many messages are translated, fuzzy (or of another source), and missing."""
    there = {name: entries[name] for name in sources if name in entries and entries[name].text}
    fuzzy = sum(entry.fuzzy or entry.source != sources[name] for name, entry in there.items())
    return len(there) - fuzzy, fuzzy, len(sources) - len(there)
