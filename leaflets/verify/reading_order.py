"""Drawn glyphs against the text that they must say: in order, as it is seen.

What an eye sees is compared, not what a program extracts: for each line the glyphs from left
to right, with the order that the Unicode Bidirectional Algorithm (UAX #9) gives its text. So
"38" and "83", "1–3" and "3–1" differ in text of either direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, pairwise
from typing import Final, TypeAlias

from leaflets.language.bidi import levels, reordered, runs_right_to_left
from leaflets.language.plaintext import seen, seen_places
from leaflets.language.tags import Direction
from leaflets.verify.glyphs import GlyphRun

Drawn: TypeAlias = tuple[int, GlyphRun]
"""A run of glyphs and the number of its page."""

_LINE: Final = 0.5
"""How far apart base lines of one line are at most, in em: raised letters stand on another."""
_NUMERIC: Final = re.compile(
    r"(?=([0-9۰-۹½⅓⅔¼¾⅛][^\s\w()\[\]{}<>«»\"“”‘’،؛]{0,4}[0-9۰-۹½⅓⅔¼¾⅛]))"
    r"|(?<![^\s(])(?=([-+−±<>≤≥$€£#]\u2066?[0-9۰-۹½⅓⅔¼¾⅛]))"
)
"""A digit and what stands close before it: the two can't change places without harm."""


def says(text: str, base: Direction, drawn: Sequence[Drawn]) -> bool:
    """Whether the runs of one phrase, in reading order, show ``text`` to a reader.

    ``text`` has marks (U+2066, U+2069) around what runs from left to right in any text.

    Raises LeafletsError (kind "system-library") where FriBidi is missing.
    """
    if base == "ltr" and not runs_right_to_left(text):
        lines = list(_lines(drawn))
        told = "".join(glyph for line in lines for glyph in _from_left(line))
        return told == seen(text) and all(map(_is_level, lines))
    places = seen_places(text)
    shown = [(line, _from_left(line)) for line in _lines(drawn)]
    if sum(len(glyph) for _, glyphs in shown for glyph in glyphs) != len(places):
        return False
    whole = levels(text, base)
    start = 0
    for line, glyphs in shown:
        end = start + sum(map(len, glyphs))
        own = places[start:end]
        start = end
        if not own:
            continue
        first, last = own[0], own[-1] + 1
        part = text[first:last]
        # Where a line begins or ends in the midst of words of the other direction, signs there
        # may belong to either: WeasyPrint 70.0 orders each line by itself.
        if not _is_level(line) or not (
            _matches(part, whole[first:last], glyphs) or _matches(part, levels(part, base), glyphs)
        ):
            return False
    return True


def _lines(drawn: Sequence[Drawn]) -> Iterator[list[GlyphRun]]:
    """The runs line by line."""
    line: list[GlyphRun] = []
    page = -1
    for number, run in drawn:
        if line and (number != page or _is_apart(run, line[0])):
            yield line
            line = []
        page = number
        line.append(run)
    if line:
        yield line


def _is_apart(one: GlyphRun, other: GlyphRun) -> bool:
    return abs(one.y - other.y) > _LINE * max(one.size, other.size)


def _from_left(line: Sequence[GlyphRun]) -> list[str]:
    """What the glyphs of a line say, from left to right; those that say nothing are left out."""
    runs = sorted(line, key=lambda run: run.places[0])
    return [text for run in runs for text in map(_seen, run.texts) if text]


@lru_cache(10_000)
def _seen(glyph: str) -> str:
    return seen(glyph)


def _is_level(line: Sequence[GlyphRun]) -> bool:
    """Whether nothing is turned or mirrored, and digits stand in the order they are drawn in."""
    for run in line:
        if not run.upright:
            return False
        are_digits = list(map(str.isdecimal, run.texts))
        digits = list(compress(run.places, are_digits)) if any(are_digits) else []
        if any(after <= before for before, after in pairwise(digits)):
            return False
    return True


def _matches(text: str, shown: Sequence[int], glyphs: Sequence[str]) -> bool:
    """Whether glyphs from left to right are a line of text whose levels are ``shown``."""
    own = set(seen_places(text))
    order = [place for place in reordered(shown) if place in own]
    said = "".join([text[place] for place in order])
    start = 0
    for glyph in glyphs:
        end = start + len(glyph)
        turned = end > start + 1 and start < len(order) and shown[order[start]] % 2
        if glyph != (said[start:end][::-1] if turned else said[start:end]):
            return False
        start = end
    pairs = list(map(_ends, _NUMERIC.finditer(text)))
    rank = {place: number for number, place in enumerate(order)} if pairs else {}
    return all(rank[one] < rank[two] for one, two in pairs)


def _ends(found: re.Match[str]) -> tuple[int, int]:
    """The places of the first and the last character of a pair."""
    return found.start(found.lastindex or 0), found.end(found.lastindex or 0) - 1
