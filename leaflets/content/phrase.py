"""One phrase of a leaflet: a text that brings its own identity into the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from markupsafe import Markup, escape

from leaflets.admission.wishes import PersonLine
from leaflets.content.localize import LocalizedSheet
from leaflets.dose.moments import TIMES
from leaflets.dose.speech import LocalizedPlan
from leaflets.language.bidi import direction_of, isolated, runs_right_to_left
from leaflets.language.scripts import language_in
from leaflets.language.tags import Direction
from leaflets.sheet.markup import escaped, to_html, to_plain

WORD: Final = "word:"
"""What the identity of a fixed word begins with."""

LISTED: Final = "contents:"
"""What the identity of a heading in the list of contents begins with, on paper."""

COVER: Final = "cover:"
"""What the identity of a text begins with that a booklet's cover says before its place."""

PAGE: Final = "page:"
"""What the identity of a page's number begins with, before that of the heading on the page."""

_PHRASE: Final = '<span data-phrase="{}"{}{}{}>{}</span>'
_LONG_WORD: Final = re.compile(r"[^\s\u200b]{30,}")
"""An address or a row of dashes that a line may be too short for."""


@dataclass(frozen=True)
class Phrase:
    """A text with its identity: a message's context, or ``word:`` and a fixed word's key.

    ``isolate`` says that it runs from right to left, ``turned`` that what is around it may run
    the other way: somebody's name. What a page makes of it is made once.
    """

    identity: str
    text: str
    isolate: bool = False
    turned: bool = False
    language: str | None = None
    """The language's tag, where it is not the leaflet's."""

    def __html__(self) -> Markup:
        return self._element

    @cached_property
    def _element(self) -> Markup:
        long = ' class="unbroken"' if _LONG_WORD.search(self.plain) else ""
        lang = f' lang="{escape(self.language)}"' if self.language else ""
        way = f' dir="{self.direction}"' if self.turned else ""
        return Markup(_PHRASE.format(escape(self.identity), long, lang, way, self.html))

    @cached_property
    def html(self) -> Markup:
        """The text as HTML, for an element that has its identity itself."""
        return to_html(self.text, self.isolate)

    @cached_property
    def plain(self) -> str:
        """The text without markup."""
        return to_plain(self.text)

    @property
    def direction(self) -> Direction:
        """Which way it runs."""
        return "rtl" if self.isolate else "ltr"

    @cached_property
    def marked(self) -> str:
        """The text without markup, with marks around what runs from left to right in any text.

        Without marks where nothing in it runs from right to left.
        """
        directed = self.isolate or runs_right_to_left(self.plain)
        return isolated(self.plain) if directed else self.plain


Known: TypeAlias = dict[Phrase, Phrase]
"""Phrases that several editions say: what a page makes of each is made once."""


def known_as(phrase: Phrase, known: Known) -> Phrase:
    """The phrase as it is known already; a new one is known from now on."""
    return known.setdefault(phrase, phrase)


def words(leaflet: LocalizedSheet, known: Known | None = None) -> dict[str, Phrase]:
    """The fixed words by key."""
    before = {} if known is None else known
    return {key: known_as(word_phrase(leaflet, key), before) for key in leaflet.words}


def word_phrase(leaflet: LocalizedSheet, key: str) -> Phrase:
    """A fixed word."""
    return Phrase(f"{WORD}{key}", leaflet.word(key), leaflet.direction == "rtl")


def person_phrase(line: PersonLine, around: Direction, language: str) -> Phrase:
    """What is said of a patient, in whatever language: it runs as its first letter does.

    Nothing in it is markup. ``around`` and ``language`` are those of the leaflet.
    """
    way = direction_of(line.text, around)
    own = language_in(line.text, language)
    identity = f"person.{line.key.partition('.')[2]}"
    tag = own if own != language else None
    return Phrase(identity, escaped(line.text), way == "rtl", way != around, tag)


def written_phrases(plan: LocalizedPlan, around: Direction, language: str) -> Iterator[Phrase]:
    """A prescriber's own words, each as it stands in its own language: nothing in it is markup.

    ``around`` and ``language`` are those of the leaflet.
    """
    for number, words in enumerate(plan.written, 1):
        way = direction_of(words.text, around)
        tag = words.language if words.language != language else None
        identity = f"plan.written.{number}"
        yield Phrase(identity, escaped(words.text), way == "rtl", way != around, tag)


def pictogram_word(name: str) -> str:
    """The key of the fixed word that stands beside a pictogram."""
    return f"plan.{name}" if name in TIMES else f"pictogram.{name}"
