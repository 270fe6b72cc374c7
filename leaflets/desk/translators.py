"""The translators' commands: catalogs brought up to date, and how far each of them is."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from leaflets.content.speak import standing
from leaflets.errors import LeafletsError, Problem, raise_if_any, tried
from leaflets.files import read_at_most, write
from leaflets.language.tags import Language, folder_tag, language
from leaflets.library.libraries import NO_CATALOG, Library, SheetFile, folder_problems
from leaflets.library.own_folders import own_sheets
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
    """Write the catalog templates of sheets, of the library's own without ``names``.

    Yields their files. Raises LeafletsError.
    """
    library.own_folder  # noqa: B018  # Nothing is written where there is none.
    for name in names or own_sheets(library):
        file = library.find_sheet(name)
        yield _write_template(file, _locales_for(library, file))


def _locales_for(library: Library, file: SheetFile) -> Path:
    """Where a sheet's catalogs go: beside it, or into the user's folder for a built-in one."""
    folder = file.folder.parent
    return (library.own_folder if folder == library.folders[-1] else folder) / "locales"


def _write_template(file: SheetFile, locales: Path) -> Path:
    target = locales / f"{file.sheet.id}.pot"
    write(target, template_of(file.sheet, file.source))
    return target


def update_catalogs(
    library: Library, names: Sequence[str], tags: Sequence[str]
) -> Iterator[UpdatedCatalog]:
    """Bring templates and catalogs up to date, and begin those for ``tags``.

    Those of a sheet stand beside it, those of a built-in sheet and the fixed words in the user's
    folder: nothing is written into the built-in library. The fixed words are begun in a language
    that has none yet. Yields each file once it is written. Raises LeafletsError.
    """
    own = library.own_folder / "locales"
    begun = [language(tag) for tag in tags]
    folders = [named.catalog_folders[0] for named in begun]
    for name in names or own_sheets(library):
        file = library.find_sheet(name)
        other = [f for f, named in zip(folders, begun, strict=True) if _is_other(file, named)]
        template = _write_template(file, _locales_for(library, file))
        yield UpdatedCatalog(template, None)
        words = template_of(file.sheet, file.source).decode()
        yield from _update(template.parent, file.sheet.id, words, other)
    lacking = [f for f, named in zip(folders, begun, strict=True) if not _has_words(library, named)]
    for locales in dict.fromkeys((own, *(folder / "locales" for folder in library.folders[:-1]))):
        words = _words_template(library, locales)
        yield from _update(locales, FIXED_WORDS, words, lacking if locales == own else ())


def _is_other(file: SheetFile, named: Language) -> bool:
    """Whether a sheet is to be translated into a language: not its own."""
    own = Language(file.sheet.language).catalog_folders
    return not set(own) & set(named.catalog_folders)


def _has_words(library: Library, named: Language) -> bool:
    """Whether the fixed words are there in a language, whatever is wrong with them."""
    try:
        library.words(named)
    except LeafletsError as error:
        return error.problems[0].code != NO_CATALOG
    return True


def _words_template(library: Library, locales: Path) -> str:
    """The template of the fixed words: the folder's own, or the built-in one."""
    own = locales / f"{FIXED_WORDS}.pot"
    return _read(own if own.is_file() else Path(library.word_source.file))[0]


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
    """The state of every catalog of the library's own sheets on ``day``: see ``own_sheets``.

    Raises LeafletsError at the end, with what is wrong with sheets and catalogs.
    """
    problems: list[Problem] = []
    tags: set[str] = set()
    for identity in own_sheets(library):
        file = tried(partial(library.read_sheet, identity), problems)
        if file is None:
            continue
        sources = {message.context: message.text for message in messages(file.sheet)}
        for tag in library.languages_of(file.sheet):
            named = language(tag)
            tags.add(tag)
            catalog = tried(partial(library.texts, file.sheet, named), problems)
            if catalog is None and tag != file.sheet.language:
                continue
            counts = _counts(sources, catalog.entries) if catalog else (len(sources), 0, 0)
            unchecked: tuple[str, ...] = ()
            try:
                review = standing(library, file, named, day)
                unchecked = library.unchecked(file.sheet, named)
            except LeafletsError:
                review = "incomplete"
            yield CatalogState(tag, file.sheet.id, *counts, review, unchecked)
    yield from _states_of_words(library, tags, problems)
    raise_if_any(problems)


def _states_of_words(
    library: Library, tags: Collection[str], problems: list[Problem]
) -> Iterator[CatalogState]:
    """The state of the fixed words in each language; where there are none, all are missing."""
    sources = {context: entry.source for context, entry in library.word_source.entries.items()}
    for tag in sorted(tags):
        if not _has_words(library, language(tag)):
            yield CatalogState(tag, FIXED_WORDS, 0, 0, len(sources), "")
        elif words := tried(partial(library.words, language(tag)), problems):
            yield CatalogState(tag, FIXED_WORDS, *_counts(sources, words.entries), "")


def _counts(sources: Mapping[str, str], entries: Mapping[str, Entry]) -> tuple[int, int, int]:
    """How many messages are translated, fuzzy (or of another source), and missing."""
    there = {name: entries[name] for name in sources if name in entries and entries[name].text}
    fuzzy = sum(entry.fuzzy or entry.source != sources[name] for name, entry in there.items())
    return len(there) - fuzzy, fuzzy, len(sources) - len(there)
