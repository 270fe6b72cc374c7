"""Classes of change of whole sentences and messages."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable
from dataclasses import replace

from mutations.messages import Catalogs, Change, Kind, Message

_END = re.compile(r"(?<=[.!?।؟۔።])(?:\*\*)?[ \n]+|(?<=[。！？])(?:\*\*)?|(?<=[。！？]\*\*)")
_THAI = re.compile(r"(?<=[\u0e00-\u0e7f]) (?=[\u0e00-\u0e7f])")


def sentences(said: str, tag: str) -> list[str]:
    """The sentences of a text with the spaces after them; Thai has clauses."""
    ends = _THAI.finditer(said) if tag == "th" else _END.finditer(said)
    places = [0, *(found.end() for found in ends), len(said)]
    pieces = [said[a:b] for a, b in itertools.pairwise(places) if said[a:b].strip("* ")]
    whole: list[str] = []
    for piece in pieces:
        # What is strong over several sentences stays together.
        if whole and (whole[-1].count("**") % 2 or (tag == "th" and len(piece) < 12)):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


def dropped(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """A sentence less."""
    for text in message.texts:
        pieces = sentences(text.said, message.catalog.tag)
        if len(pieces) < 2 or len(sentences(text.source, "en")) < 2:
            continue
        for i in range(len(pieces)):
            yield text.to("".join(pieces[:i] + pieces[i + 1 :]).strip())


def added(message: Message, _all: Catalogs, chance: random.Random) -> Iterable[Change]:
    """A sentence of another message, before or after."""
    if message.catalog.sheet is None or not message.entry.source.endswith((".", "**")):
        return
    tag, said = message.catalog.tag, message.entry.text
    others = [m for m in message.catalog.messages if m.entry.source.endswith((".", "**"))]
    for other in chance.sample(others, min(4, len(others))):
        piece = chance.choice(sentences(other.entry.text, tag)).strip()
        if other is message or piece in said or piece.count("**") % 2:
            continue
        space = "" if tag in {"ja", "zh-Hans", "zh-Hant"} else " "
        both = [said, piece] if chance.random() < 0.5 else [piece, said]
        yield message.texts[0].to(space.join(both))


def swapped(message: Message, _all: Catalogs, chance: random.Random) -> Iterable[Change]:
    """Two messages of the same sort in each other's place."""
    own = message.entry
    if own.forms or "{" in own.text:
        return
    others = [other for other in message.catalog.messages if _are_alike(message, other)]
    for other in chance.sample(others, min(4, len(others))):
        theirs = other.entry
        changed = {
            message.context: replace(own, text=theirs.text),
            other.context: replace(theirs, text=own.text),
        }
        yield Change(message, changed)


def _are_alike(one: Message, other: Message) -> bool:
    """Whether two messages have different sources in places of the same sort."""
    a, b = one.entry, other.entry
    if b.forms or "{" in b.text or a.source == b.source or a.text == b.text:
        return False
    if one.catalog.sheet is None:
        return one.context.split(".")[0] == other.context.split(".")[0]
    one_place, other_place = one.context.split("."), other.context.split(".")
    return (one_place[0], one_place[-1]) == (other_place[0], other_place[-1])


KINDS: dict[str, Kind] = {
    "a sentence dropped": dropped,
    "a sentence of another message added": added,
    "two messages exchanged": swapped,
}
