"""Where things are found: the user's folders first, then the built-in ones.

A library is a folder that may hold ``sheets/``, ``templates/``, ``locales/``, ``fonts/`` and
``publisher.yaml``. A sheet is replaced whole, never merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property, partial
from pathlib import Path

from pydantic import ValidationError

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, folder_fault, folder_tag
from leaflets.library.braille_table import BrailleTable, BrailleTables
from leaflets.library.disclaimers import Disclaimer, disclaimer_for
from leaflets.library.own_folders import folder_faults
from leaflets.library.publisher import Publisher, publisher_in
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import Source, source_in
from leaflets.sheet.substances import folded
from leaflets.sheet.validation import problems_of, sheet_from
from leaflets.snapshot import Folders, Snapshot
from leaflets.translation.catalogs import FIXED_WORDS, CatalogFile, catalog_in
from leaflets.translation.term_lists import Said, merged, own_faults, terms_in
from leaflets.translation.terms import Terms

DRAFT_BAND = "draft.band"
NO_CATALOG = "translation-no-catalog"


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


def built_in_templates() -> Folders:
    """The built-in templates, as they are now."""
    return Folders((built_in_folder() / "templates",), Snapshot())


@dataclass(frozen=True)
class Library:
    """The folders in the order in which they are searched; the built-in one is the last.

    It is a snapshot: what was read of a file once holds for as long as the library is used, by
    several threads as well. What changed on disk is seen by another one: see ``again``.
    """

    folders: tuple[Path, ...]
    files: Snapshot = field(default_factory=Snapshot, compare=False, repr=False)

    def again(self) -> Library:
        """The same folders as they are now; what is the same as before is not parsed again."""
        return Library(self.folders, Snapshot(self.files))

    @property
    def own_folder(self) -> Path:
        """The folder of the user's that is searched first: what they decide goes there.

        Raises LeafletsError (kind "usage") where there is only the built-in one, which belongs
        to the program: the next version would take its place.
        """
        if len(self.folders) == 1:
            message = (
                "the built-in library is not written to; name a folder of your own that is to hold"
                " it: --library my-library (an empty one will do)"
            )
            raise LeafletsError(problem("usage-library", message))
        return self.folders[0]

    def all(self, name: str) -> Folders:
        """Every folder or file called ``name`` that exists, the first to win first."""
        there = (folder / name for folder in self.folders if self.files.exists(folder / name))
        return Folders(tuple(there), self.files)

    def built_in(self, name: str) -> Folders:
        """The folder called ``name`` of the built-in library alone."""
        return Folders((self.folders[-1] / name,), self.files)

    @cached_property
    def sheet_files(self) -> dict[str, Path]:
        """The file of each sheet, by id (its file's name), sorted."""
        found: dict[str, Path] = {}
        for file in self.all("sheets").glob("*.yaml"):
            found.setdefault(file.stem, file)
        return dict(sorted(found.items()))

    @property
    def publisher_file(self) -> Path | None:
        """publisher.yaml, if there is one."""
        return next(iter(self.all("publisher.yaml")), None)

    @property
    def publisher(self) -> Publisher:
        """Who publishes the leaflets. Raises LeafletsError (kind "sheet") with all problems."""
        file = self.publisher_file
        return self.files.parsed(publisher_in, file) if file else Publisher()

    def disclaimer(self, language: Language) -> Disclaimer:
        """The disclaimer of leaflets: the publisher's where one is set, else the built-in one.

        Raises LeafletsError: kind "sheet" for a faulty publisher.yaml, "translation" where the
        language is missing.
        """
        own = self.publisher.disclaimer
        return disclaimer_for(language, own, str(self.publisher_file), self.files)

    @property
    def word_source(self) -> CatalogFile:
        """The fixed words in English, from the built-in library only."""
        return self._read_catalog(self.folders[-1] / "locales" / f"{FIXED_WORDS}.pot")

    def terms(self, language: Language) -> Terms | None:
        """The language's terms, of all its lists; None where there is none.

        Raises LeafletsError (kind "translation") for a faulty list, and for what a library's
        own list adds without being what it says (``leaflets.translation.term_lists``).
        """
        return self.files.once(_terms, self, language)

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
                for file in self.files.glob(locales / folder / "LC_MESSAGES", "*.po"):
                    with suppress(LeafletsError):
                        if self._is_english(file.stem):
                            found += self._read_catalog(file).said
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
        for file in self.all("locales").named("braille.yaml"):
            tables = self.files.parsed(_braille_tables, file)
            for folder in language.catalog_folders:
                if found := tables.get(folder.replace("_", "-")):
                    return found
        return None

    def read_sheet(self, identity: str) -> SheetFile:
        """Read and check the sheet with this id."""
        return self.files.parsed(_sheet_file, self.sheet_files[identity])

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
            file.parent.parent for file in self.all("locales").glob(f"*/LC_MESSAGES/{sheet.id}.po")
        ]
        raise_if_any(folder_problems(folders))
        tags = {folder_tag(folder.name) for folder in folders}
        return (sheet.language, *sorted(tags - {sheet.language}))

    def texts(self, sheet: Sheet, language: Language) -> CatalogFile | None:
        """The catalog of the sheet; None for the sheet's own language."""
        own = Language(sheet.language).catalog_folders
        if set(own) & set(language.catalog_folders):
            return None
        return self._catalog(sheet.id, language, sheet.language)

    def words(self, language: Language) -> CatalogFile | None:
        """The catalog of the fixed words; None for English."""
        return None if language.locale.language == "en" else self._catalog(FIXED_WORDS, language)

    def draft_band(self, language: Language) -> str | None:
        """The draft notice in the built-in words: no catalog of a user can say otherwise."""
        built_in = Library(self.folders[-1:], self.files)
        try:
            words = built_in.words(language)
        except LeafletsError:
            return None
        entry = words.entries.get(DRAFT_BAND) if words else None
        return entry.text if entry else None

    def _catalog(self, domain: str, language: Language, own: str = "en") -> CatalogFile:
        names = [
            Path(folder) / "LC_MESSAGES" / f"{domain}.po" for folder in language.catalog_folders
        ]
        for name in names:
            for locales in self.all("locales"):
                if self.files.is_file(locales / name):
                    return self._read_catalog(locales / name)
        file = Path("locales") / names[-1]
        message = self._not_in(domain, language, own)
        raise LeafletsError(problem(NO_CATALOG, message, file=file))

    def _not_in(self, domain: str, language: Language, own: str) -> str:
        """That a catalog is not there in a language, in which ones it is, how it is begun."""
        files = self.all("locales").glob(f"*/LC_MESSAGES/{domain}.po")
        there = sorted({folder_tag(file.parent.parent.name) for file in files} - {own})
        alike = [tag for tag in there if tag.partition("-")[0] == language.locale.language]
        meant = f"; did you mean {' or '.join(alike)}?" if alike else ""
        name = "" if domain == FIXED_WORDS else f" {domain}"
        return (
            f"{domain} is not translated into {language.tag}{meant}; there are"
            f" {', '.join((own, *there))}; `translations update{name} --language {language.tag}"
            " --library DIR` begins it"
        )

    def _read_catalog(self, file: Path) -> CatalogFile:
        return self.files.parsed(catalog_in, file)


def library(folders: Iterable[Path] = ()) -> Library:
    """A library of the user's ``folders`` and the built-in one.

    The built-in one is no folder of the user's, also where it is named: nothing is written there.

    Raises LeafletsError: kind "file" for a folder that is not there, "usage" for one that is a
    library's inner folder.
    """
    own = tuple(folders)
    raise_if_any(folder_faults(own))
    built_in = built_in_folder()
    return Library((*(one for one in own if one.resolve() != built_in.resolve()), built_in))


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


def _sheet_file(file: Path, content: bytes) -> SheetFile:
    source = source_in(file, content)
    sheet = sheet_from(source)
    if sheet.id != file.stem:
        place = source.position(("id",))
        message = f"the id must be the file's name, {file.stem!r}"
        raise LeafletsError(
            problem(
                "sheet-id",
                message,
                file=file,
                line=place.line,
                column=place.column,
                field="id",
            )
        )
    return SheetFile(sheet, source)


def _terms(library: Library, language: Language) -> Terms | None:
    """The terms of a language's lists, the nearest first."""
    files = (
        root / "locales" / folder / "terms.yaml"
        for root in library.folders
        for folder in language.catalog_folders
    )
    there = (file for file in files if library.files.is_file(file))
    lists = [library.files.parsed(terms_in, file) for file in there]
    locales = library.folders[-1] / "locales"
    built_in = [one for one in lists if Path(one.source.file).is_relative_to(locales)]
    known = merged([one.terms for one in built_in]) if built_in else None
    told = cache(partial(library.said_in, language))
    own = (one for one in lists if one not in built_in)
    raise_if_any(fault for one in own for fault in own_faults(one, known, language.locale, told))
    return merged([one.terms for one in lists]) if lists else None


def _braille_tables(file: Path, content: bytes) -> dict[str, BrailleTable]:
    source = source_in(file, content, "translation")
    try:
        return BrailleTables.model_validate(source.data).root
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "translation", BrailleTables)))
        raise


def _unknown(name: str, found: set[str], known: dict[str, set[str]]) -> str:
    if found:
        return f"{name!r} names several sheets: {', '.join(sorted(found))}; give the id"
    near = get_close_matches(folded(name), known, 3, 0.6)
    if not near:
        return f"no sheet is called {name!r}; `list` shows what there is"
    hints = [f"{n} ({', '.join(sorted(known[n]))})" if known[n] != {n} else n for n in near]
    return f"no sheet is called {name!r}; did you mean {' or '.join(hints)}?"
