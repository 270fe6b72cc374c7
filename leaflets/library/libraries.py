"""Where things are found: the user's folders first, then the built-in ones.

A library is a folder that may hold ``sheets/``, ``templates/``, ``locales/``, ``fonts/`` and
``publisher.yaml``. A sheet is replaced whole, never merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path

from pydantic import ValidationError

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, folder_fault, folder_tag
from leaflets.library.braille_table import BrailleTable, BrailleTables
from leaflets.sheet.medicine import folded
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import Source, read_source
from leaflets.sheet.validation import problems_of, sheet_from
from leaflets.translation.catalogs import FIXED_WORDS, CatalogFile, read_catalog
from leaflets.translation.term_lists import Said, merged, own_faults, read_terms
from leaflets.translation.terms import Terms

DRAFT_BAND = "draft.band"


@dataclass(frozen=True)
class SheetFile:
    """A sheet and the file it was read from."""

    sheet: Sheet
    source: Source

    @property
    def folder(self) -> Path:
        """The folder of the sheet, in which its figures are."""
        return Path(self.source.file).parent


def built_in_folder() -> Path:
    """The folder of the built-in sheets, templates, locales and fonts."""
    package = Path(__file__).parent.parent
    packaged = package / "built_in"
    return packaged if packaged.is_dir() else package.parent


@dataclass(frozen=True)
class Library:
    """The folders in the order in which they are searched; the built-in one is the last."""

    folders: tuple[Path, ...]

    def all(self, name: str) -> tuple[Path, ...]:
        """Every folder or file called ``name`` that exists, the first to win first."""
        return tuple(folder / name for folder in self.folders if (folder / name).exists())

    @cached_property
    def sheet_files(self) -> dict[str, Path]:
        """The file of each sheet, by id (its file's name), sorted."""
        found: dict[str, Path] = {}
        for folder in self.all("sheets"):
            for file in sorted(folder.glob("*.yaml")):
                found.setdefault(file.stem, file)
        return dict(sorted(found.items()))

    @property
    def publisher_file(self) -> Path | None:
        """publisher.yaml, if there is one."""
        return next(iter(self.all("publisher.yaml")), None)

    @property
    def word_source(self) -> CatalogFile:
        """The fixed words in English, from the built-in library only."""
        return read_catalog(self.folders[-1] / "locales" / f"{FIXED_WORDS}.pot")

    def terms(self, language: Language) -> Terms | None:
        """The language's terms, of all its lists; None where there is none.

        Raises LeafletsError (kind "translation") for a faulty list, and for what a library's
        own list adds without being what it says (``leaflets.translation.term_lists``).
        """
        files = (
            root / "locales" / folder / "terms.yaml"
            for root in self.folders
            for folder in language.catalog_folders
        )
        there = [(file, file.stat()) for file in files if file.is_file()]
        states = tuple((file, state.st_size, state.st_mtime_ns) for file, state in there)
        return _terms(self, language, states)

    def unchecked(self, sheet: Sheet, language: Language) -> tuple[str, ...]:
        """What could not be checked of a sheet's translation, for want of words to check it by.

        Raises LeafletsError as ``terms`` does.
        """
        own = Language(sheet.language)
        if own.locale.language != "en" or set(own.catalog_folders) & set(language.catalog_folders):
            return ()
        return (self.terms(language) or Terms()).missing

    def said_in(self, language: Language) -> list[Said]:
        """Every translation from English that is at hand in a language, with its source.

        Catalogs that can't be read are left out.
        """
        found: list[Said] = []
        for folder in language.catalog_folders:
            for locales in self.all("locales"):
                for file in sorted((locales / folder / "LC_MESSAGES").glob("*.po")):
                    with suppress(LeafletsError):
                        if self._is_english(file.stem):
                            found += read_catalog(file).said
        return found

    def _is_english(self, domain: str) -> bool:
        if domain == FIXED_WORDS:
            return True
        if domain not in self.sheet_files:
            return False
        return Language(self.read_sheet(domain).sheet.language).locale.language == "en"

    def braille_table(self, language: Language) -> BrailleTable | None:
        """How the language is written in Braille; None where no list has it.

        Raises LeafletsError (kind "translation") for a faulty list.
        """
        for locales in self.all("locales"):
            if (locales / "braille.yaml").is_file():
                tables = _braille_tables(read_source(locales / "braille.yaml", "translation"))
                for folder in language.catalog_folders:
                    if found := tables.get(folder.replace("_", "-")):
                        return found
        return None

    def read_sheet(self, identity: str) -> SheetFile:
        """Read and check the sheet with this id."""
        source = read_source(self.sheet_files[identity])
        sheet = sheet_from(source)
        if sheet.id != identity:
            place = source.position(("id",))
            message = f"the id must be the file's name, {identity!r}"
            raise LeafletsError(
                problem(
                    "sheet-id",
                    message,
                    file=source.file,
                    line=place.line,
                    column=place.column,
                    field="id",
                )
            )
        return SheetFile(sheet, source)

    def find_sheet(self, name: str) -> SheetFile:
        """The sheet with this id, brand name or code.

        Raises LeafletsError: kind "usage" for an unknown or ambiguous name, with the nearest
        ones; "sheet" for a faulty sheet.
        """
        if name in self.sheet_files:
            return self.read_sheet(name)
        known: dict[str, set[str]] = {}
        readable: dict[str, SheetFile] = {}
        problems: list[Problem] = []
        for identity in self.sheet_files:
            try:
                readable[identity] = self.read_sheet(identity)
            except LeafletsError as error:
                problems += error.problems
                continue
            for other in (identity, *names_in(readable[identity].sheet)):
                known.setdefault(folded(other), set()).add(identity)
        # A faulty sheet might be the one that is meant.
        raise_if_any(problems)
        found = known.get(folded(name), set())
        if len(found) == 1:
            return readable[found.pop()]
        raise LeafletsError(problem("usage-sheet", _unknown(name, found, known)))

    def languages_of(self, sheet: Sheet) -> tuple[str, ...]:
        """The tags of the languages that have both catalogs of the sheet, its own first.

        Raises LeafletsError (kind "translation") for a catalog in a folder of no language.
        """
        folders = [
            file.parent.parent
            for locales in self.all("locales")
            for file in locales.glob(f"*/LC_MESSAGES/{sheet.id}.po")
        ]
        raise_if_any(folder_problems(folders))
        tags = {folder_tag(folder.name) for folder in folders}
        return (sheet.language, *sorted(tags - {sheet.language}))

    def texts(self, sheet: Sheet, language: Language) -> CatalogFile | None:
        """The catalog of the sheet; None for the sheet's own language."""
        own = Language(sheet.language).catalog_folders
        if set(own) & set(language.catalog_folders):
            return None
        return self._catalog(sheet.id, language)

    def words(self, language: Language) -> CatalogFile | None:
        """The catalog of the fixed words; None for English."""
        return None if language.locale.language == "en" else self._catalog(FIXED_WORDS, language)

    def draft_band(self, language: Language) -> str | None:
        """The draft notice in the built-in words: no catalog of a user can say otherwise."""
        built_in = Library(self.folders[-1:])
        try:
            words = built_in.words(language)
        except LeafletsError:
            return None
        entry = words.entries.get(DRAFT_BAND) if words else None
        return entry.text if entry else None

    def _catalog(self, domain: str, language: Language) -> CatalogFile:
        names = [
            Path(folder) / "LC_MESSAGES" / f"{domain}.po" for folder in language.catalog_folders
        ]
        for name in names:
            for locales in self.all("locales"):
                if (locales / name).is_file():
                    return read_catalog(locales / name)
        file = Path("locales") / names[-1]
        message = (
            f"{domain} is not translated into {language.tag}; `translations extract` makes the"
            " template of this file"
        )
        raise LeafletsError(problem("translation-no-catalog", message, file=file))


def library(folders: Iterable[Path] = ()) -> Library:
    """A library of the user's ``folders`` and the built-in one.

    Raises LeafletsError (kind "file") for a folder that is not there.
    """
    own = tuple(folders)
    missing = [folder for folder in own if not folder.is_dir()]
    if missing:
        raise LeafletsError(*(problem("file-missing", "no such folder", file=f) for f in missing))
    return Library((*own, built_in_folder()))


def folder_problems(folders: Iterable[Path]) -> Iterator[Problem]:
    """The problems of those folders of ``locales/`` that are no language's."""
    for folder in sorted(set(folders)):
        if fault := folder_fault(folder.name):
            yield problem("translation-folder", fault, file=folder)


def names_in(sheet: Sheet) -> Iterable[str]:
    """Every name and code of the sheet's medicine."""
    yield sheet.name
    for brand in sheet.brands:
        yield from brand.names
    for _, codes in sheet.codes:
        yield from codes


@lru_cache(maxsize=128)
def _terms(
    library: Library, language: Language, states: tuple[tuple[Path, int, int], ...]
) -> Terms | None:
    """The terms of the lists in these files, as they are now, the nearest first."""
    lists = [read_terms(file) for file, *_ in states]
    locales = library.folders[-1] / "locales"
    built_in = [one for one in lists if Path(one.source.file).is_relative_to(locales)]
    known = merged([one.terms for one in built_in]) if built_in else None
    told = cache(partial(library.said_in, language))
    own = (one for one in lists if one not in built_in)
    raise_if_any(fault for one in own for fault in own_faults(one, known, language.locale, told))
    return merged([one.terms for one in lists]) if lists else None


def _braille_tables(source: Source) -> dict[str, BrailleTable]:
    try:
        return BrailleTables.model_validate(source.data).root
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "translation")))
        raise


def _unknown(name: str, found: set[str], known: dict[str, set[str]]) -> str:
    if found:
        return f"{name!r} names several sheets: {', '.join(sorted(found))}; give the id"
    near = get_close_matches(folded(name), known, 3, 0.6)
    if not near:
        return f"no sheet is called {name!r}; `list` shows what there is"
    hints = [f"{n} ({', '.join(sorted(known[n]))})" if known[n] != {n} else n for n in near]
    return f"no sheet is called {name!r}; did you mean {' or '.join(hints)}?"
