"""Which changes are made, and whether the checks refuse them."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from leaflets.errors import Problem
from leaflets.language.tags import language
from leaflets.translation.catalog_checks import sheet_problems, word_problems
from leaflets.translation.catalogs import CatalogFile
from mutations import adults, forms, languages, numbers, sentences, words
from mutations.messages import Catalog, Catalogs, Change, Kind

KINDS: dict[str, Kind] = {
    **words.KINDS,
    **numbers.KINDS,
    **sentences.KINDS,
    **languages.KINDS,
    **forms.KINDS,
    **adults.KINDS,
}
_ANYWHERE = (forms.placeholders, languages.in_another)
"""The classes that harm where a page or the site is spoken of, too."""


@dataclass(frozen=True, eq=False)
class Round:
    """One change and what became of it."""

    kind: str
    change: Change
    refused: bool


def problems(catalogs: Catalogs, catalog: Catalog, file: CatalogFile) -> Iterator[Problem]:
    """What the checks say of a catalog."""
    found = catalogs.library
    terms = found.terms(language(catalog.tag))
    if catalog.sheet is None:
        yield from word_problems(found.word_source, file, terms)
    else:
        yield from sheet_problems(catalog.sheet, file, terms)


def is_refused(catalogs: Catalogs, change: Change) -> bool:
    """Whether the checks report a message that was changed."""
    catalog = change.message.catalog
    entries = {**catalog.file.entries, **change.entries}
    file = CatalogFile(catalog.file.file, entries, catalog.file.plural_rule)
    return any(problem.field in change.entries for problem in problems(catalogs, catalog, file))


class Changes:
    """Changes of a class to one language's messages: first one of each message, then another."""

    def __init__(self, kind: Kind, tag: str, catalogs: Catalogs, chance: random.Random) -> None:
        messages = [m for catalog in catalogs.by_tag[tag] for m in catalog.messages]
        messages = [m for m in messages if m.is_clinical or kind in _ANYWHERE]
        chance.shuffle(messages)
        self._fresh = deque(messages)
        self._left: deque[list[Change]] = deque()
        self._kind, self._catalogs, self._chance = kind, catalogs, chance
        self._made: set[object] = set()

    def next(self) -> Change | None:
        """A change that was not made yet; None if there is none."""
        while self._fresh or self._left:
            if self._fresh:
                found = self._kind(self._fresh.popleft(), self._catalogs, self._chance)
                options = [change for change in found if change.changes]
                self._chance.shuffle(options)
            else:
                options = self._left.popleft()
            while options:
                change = options.pop()
                if change.key not in self._made:
                    self._made.add(change.key)
                    self._left.append(options)
                    return change
        return None


def rounds(count: int, seed: int, catalogs: Catalogs) -> Iterator[Round]:
    """So many changes, each checked; none of a message that is reported as it is."""
    reported: dict[Catalog, set[str]] = {}
    done = 0
    for kind, change in changes(seed, catalogs):
        catalog = change.message.catalog
        if catalog not in reported:
            found = problems(catalogs, catalog, catalog.file)
            reported[catalog] = {problem.field or "" for problem in found}
        if reported[catalog].isdisjoint(change.entries):
            if done == count:
                return
            done += 1
            yield Round(kind, change, is_refused(catalogs, change))


def changes(seed: int, catalogs: Catalogs) -> Iterator[tuple[str, Change]]:
    """Changes without end: of the classes in turn, of each to the languages in turn."""
    chance = random.Random(seed)
    waiting: dict[str, deque[Changes]] = {}
    for name, kind in KINDS.items():
        tags = list(catalogs.by_tag)
        chance.shuffle(tags)
        waiting[name] = deque(Changes(kind, tag, catalogs, chance) for tag in tags)
    while any(waiting.values()):
        for name, streams in waiting.items():
            change = _next(streams)
            if change is not None:
                yield name, change


def _next(streams: deque[Changes]) -> Change | None:
    """A change of the language whose turn it is; those that have none left drop out."""
    while streams:
        stream = streams.popleft()
        change = stream.next()
        if change is not None:
            streams.append(stream)
            return change
    return None
