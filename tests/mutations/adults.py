"""The class of change that speaks to a patient where a child's parents read."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

from mutations.messages import Catalogs, Change, Kind, Message
from mutations.sentences import sentences

LIKENESS = 0.55
_CHILD = re.compile(r"\b(child|children|baby|babies|give|him|her)\b", re.I)


def for_adults(message: Message, catalogs: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """A sentence for adults in a child's sheet, or a heading for them over it."""
    if message.entry.forms:
        return
    if message.context.startswith("give."):
        yield from _headings(message)
    elif message.catalog.is_given:
        yield from _sentences(message, catalogs)


def _headings(message: Message) -> Iterable[Change]:
    entries = message.catalog.file.entries
    rest = message.context.removeprefix("give.")
    for context in (rest, f"use.{rest}"):
        other = entries.get(context)
        if other and other.source != message.entry.source:
            yield message.texts[0].to(other.text)


def _sentences(message: Message, catalogs: Catalogs) -> Iterable[Change]:
    tag = message.catalog.tag
    sources, said = _pair(message)
    for i, source in enumerate(sources):
        if not _CHILD.search(source):
            continue
        for catalog in catalogs.by_tag[tag]:
            if catalog.sheet is None or catalog.is_given:
                continue
            for other in catalog.messages:
                for theirs, text in zip(*_pair(other), strict=True):
                    if not _CHILD.search(theirs) and _likeness(source, theirs) >= LIKENESS:
                        space = said[i][len(said[i].rstrip()) :]
                        pieces = [*said[:i], text.strip() + space, *said[i + 1 :]]
                        yield message.texts[0].to("".join(pieces))


def _pair(message: Message) -> tuple[list[str], list[str]]:
    """The sentences of the source and the translation where they stand side by side."""
    sources = sentences(message.entry.source, "en")
    said = sentences(message.entry.text, message.catalog.tag)
    if len(sources) == len(said):
        return sources, said
    return [message.entry.source], [message.entry.text]


@cache
def _likeness(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > max(len(one), len(other)) / 2:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


KINDS: dict[str, Kind] = {"an adult’s sentence in a child’s sheet": for_adults}
