"""All messages of all catalogs, and what a change of them is."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from leaflets.language.tags import folder_tag, language
from leaflets.library.libraries import Library
from leaflets.sheet.model import Sheet
from leaflets.translation.catalogs import CatalogFile, Entry

LOCALES = Path(__file__).parent.parent.parent / "locales"
_ROUND_ABOUT = re.compile(
    r"(page|web|draft|proof|approval|colophon|cover|leaflet|summary|site)\.(?!recalled|replaced)"
)
"""The contexts of what speaks of the page or the site, not of a medicine."""


@dataclass(frozen=True, eq=False)
class Catalog:
    """One catalog of one language: a sheet's, or that of the fixed words (no sheet)."""

    tag: str
    sheet: Sheet | None
    file: CatalogFile

    @property
    def domain(self) -> str:
        """What its messages belong to."""
        return self.sheet.id if self.sheet else "leaflets"

    @property
    def is_given(self) -> bool:
        """Whether its medicine is given to a child."""
        return self.sheet is not None and self.sheet.verb == "give"

    @cached_property
    def messages(self) -> list[Message]:
        """What is translated in it."""
        found = self.file.entries.items()
        return [Message(self, context, entry) for context, entry in found if entry.text]


@dataclass(frozen=True, eq=False)
class Message:
    """One translated message."""

    catalog: Catalog
    context: str
    entry: Entry

    @property
    def is_clinical(self) -> bool:
        """Whether it says something of a medicine or its use, not of a page or the site."""
        return self.catalog.sheet is not None or not _ROUND_ABOUT.match(self.context)

    @property
    def texts(self) -> list[Text]:
        """Its text, or each of its plural forms."""
        entry = self.entry
        if not entry.forms:
            return [Text(self, entry.source, entry.text)]
        return [Text(self, entry.plural, form, i) for i, form in enumerate(entry.forms)]

    def with_forms(self, forms: tuple[str, ...]) -> Change:
        """The change that gives it other plural forms."""
        entry = replace(self.entry, text=forms[0], forms=forms)
        return Change(self, {self.context: entry})


@dataclass(frozen=True, eq=False)
class Text:
    """A text of a message: its only one, or one plural form."""

    message: Message
    source: str
    said: str
    form: int | None = None

    def to(self, said: str) -> Change:
        """The change that makes this text another."""
        entry = self.message.entry
        if self.form is None:
            return Change(self.message, {self.message.context: replace(entry, text=said)})
        return self.message.with_forms(
            (*entry.forms[: self.form], said, *entry.forms[self.form + 1 :])
        )


@dataclass(frozen=True, eq=False)
class Change:
    """What becomes of a message, or of two of one catalog."""

    message: Message
    entries: dict[str, Entry]

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two changes the same."""
        said = tuple((context, e.text, e.forms) for context, e in sorted(self.entries.items()))
        return (self.message.catalog.tag, self.message.catalog.domain, said)

    @property
    def changes(self) -> bool:
        """Whether anything is another."""
        before = self.message.catalog.file.entries
        return any(
            (before[context].text, before[context].forms) != (entry.text, entry.forms)
            for context, entry in self.entries.items()
        )


class Catalogs:
    """All catalogs of all languages, or of some."""

    def __init__(self, found: Library, only: Collection[str] = ()) -> None:
        self.library = found
        tags = sorted(folder_tag(file.name) for file in LOCALES.iterdir() if file.is_dir())
        sheets = [found.read_sheet(identity).sheet for identity in found.sheet_files]
        self.by_tag: dict[str, list[Catalog]] = {}
        for tag in only or tags:
            own = language(tag)
            spoken = [sheet for sheet in sheets if tag in found.languages_of(sheet)]
            files = [(sheet, found.texts(sheet, own)) for sheet in spoken]
            catalogs = [Catalog(tag, sheet, file) for sheet, file in files if file]
            words = found.words(own)
            catalogs += [Catalog(tag, None, words)] if words and tag != "en" else []
            if catalogs:
                self.by_tag[tag] = catalogs

    def elsewhere(self, message: Message) -> dict[str, str]:
        """What a message says in other languages, by tag."""
        return {
            tag: catalog.file.entries[message.context].text
            for tag, catalogs in self.by_tag.items()
            for catalog in catalogs
            if tag != message.catalog.tag
            and catalog.domain == message.catalog.domain
            and message.context in catalog.file.entries
        }


Kind = Callable[[Message, Catalogs, random.Random], Iterable[Change]]
"""The changes of one class that can be made to a message; some of them where there are many."""


def in_word(text: str, place: int) -> bool:
    """Whether a letter, a mark of one or a digit stands there."""
    return 0 <= place < len(text) and unicodedata.category(text[place])[0] in "LMN"
