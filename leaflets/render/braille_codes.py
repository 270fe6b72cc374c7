"""The Braille codes as a reader knows them: numbers, letters, signs and capitals.

Nothing here is shared with what writes. Cells are in North American ASCII Braille.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from leaflets.render.braille_alphabets import (
    ARABIC,
    ARABIC_SIGNS,
    FRENCH,
    FRENCH_SIGNS,
    HINDI,
    HINDI_SIGNS,
    LATIN,
    SPANISH,
    SPANISH_SIGNS,
)
from leaflets.render.braille_english import (
    ACCENTS,
    ANYWHERE,
    ENGLISH_SIGNS,
    FIRST,
    GREEK,
    MIDDLE,
    NOT_FIRST,
    SHORT,
    WHOLE,
)

FRACTION_LINE: Final = "\u2044"
"""In a text and in a reading: the line of a fraction, where it is no plain slash."""

MIXED: Final = "\ue000"
"""In a text: what stands between a whole number and its fraction."""

RAISED: Final = "\ue001"
"""In a text: what stands before raised digits, where the code writes them as a number."""
LOWERED: Final = "\ue002"
"""The same for lowered digits: H₂O."""


@dataclass(frozen=True)
class BrailleUnit:
    """Cells that stand for letters, and in which place of a word they may."""

    cells: str
    place: Literal["any", "whole", "first", "middle", "not-first"] = "any"


@dataclass(frozen=True, eq=False)
class BrailleCode:
    """A Braille code as a reader knows it.

    ``sign`` is a regular expression for the sign before a number, ``marks`` are its point and its
    comma. ``line`` parts a fraction, ``space`` three digits from three under one sign; neither
    is there where the code has none. ``mixed`` stands between a whole number and its fraction.
    ``capitals`` are the signs before a letter, a word and a passage in capitals, and at the end
    of one. ``letter`` tells that letters follow, no digits.
    """

    sign: str
    digits: str
    marks: Mapping[str, str]
    units: Mapping[str, tuple[BrailleUnit, ...]]
    signs: Mapping[str, tuple[str, ...]]
    capitals: tuple[str, str, str, str]
    letter: str
    line: str = "/"
    space: str = ""
    mixed: str = " "
    contracted: bool = False

    def knows(self, sign: str) -> bool:
        """Whether a text's character is a letter or a sign of the code."""
        return sign.casefold() in self._known or sign in self._known

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """How many letters a unit or a sign of the code stands for, by the first of them."""
        found: dict[str, set[int]] = {}
        for piece in [*self.units, *self.signs]:
            found.setdefault(piece[0], set()).add(len(piece))
        return {first: tuple(sorted(lengths)) for first, lengths in found.items()}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset("".join([*self.units, *self.signs]))


def _english() -> dict[str, tuple[BrailleUnit, ...]]:
    found: dict[str, list[BrailleUnit]] = {}
    for letters, cells in [*LATIN.items(), *GREEK.items(), *ANYWHERE.items(), *SHORT.items()]:
        found.setdefault(letters, []).append(BrailleUnit(cells))
    for letters, cells in WHOLE.items():
        found.setdefault(letters, []).append(BrailleUnit(cells, "whole"))
    for letters, cells in FIRST.items():
        found.setdefault(letters, []).append(BrailleUnit(cells, "first"))
    for letters, cells in MIDDLE.items():
        found.setdefault(letters, []).append(BrailleUnit(cells, "middle"))
    for letters, cells in NOT_FIRST.items():
        found.setdefault(letters, []).append(BrailleUnit(cells, "not-first"))
    for mark, modifier in ACCENTS.items():
        for letter, cell in LATIN.items():
            found[unicodedata.normalize("NFC", letter + mark)] = [BrailleUnit(modifier + cell)]
    for letter, cells in (("ł", "@*L"), ("ø", "@*O"), ("æ", "A^6E"), ("œ", "O^6E")):
        found[letter] = [BrailleUnit(cells)]
    return {letters: tuple(units) for letters, units in found.items()}


def _letters(alphabet: Mapping[str, str]) -> dict[str, tuple[BrailleUnit, ...]]:
    return {letter: (BrailleUnit(cells),) for letter, cells in alphabet.items()}


def _arabic() -> dict[str, tuple[BrailleUnit, ...]]:
    """With letters that are doubled: dot 6 stands before them."""
    doubled = {f"{letter}\u0651": f",{cells}" for letter, cells in ARABIC.items()}
    return _letters(ARABIC | doubled) | {"μ": (BrailleUnit("@.M"), BrailleUnit("@^M"))}


_UPPER: Final = "JABCDEFGHI"
_ANTOINE: Final = "#*<%?:$]\\["
_SIX: Final = (",", ",,", ",,,", ",'")
_FOUR_SIX: Final = (".", "..", "...", ",'")

UEB: Final = BrailleCode(
    sign="#",
    digits=_UPPER,
    marks={"4": ".", "1": ","},
    units=_english(),
    signs=ENGLISH_SIGNS | {RAISED: ("9",), LOWERED: ("5",)},
    capitals=_SIX,
    letter=";",
    space='"',
    mixed="",
    contracted=True,
)
"""The Rules of Unified English Braille, 2nd edition (ICEB 2013): section 6 for numbers."""

SPANISH_CODE: Final = BrailleCode(
    sign="#",
    digits=_UPPER,
    marks={"'": ".", "1": ","},
    units=_letters(SPANISH),
    signs=SPANISH_SIGNS,
    capitals=_FOUR_SIX,
    letter='"',
    line="",
)
"""Comisión Braille Española, B 2: the point is dot 3, the comma dot 2.

A fraction is read with a plain slash only: the code's own fractions changed in 2023.
"""

FRENCH_CODE: Final = BrailleCode(
    sign=",",
    digits=_ANTOINE,
    marks={"4": ".", "1": ","},
    units=_letters(FRENCH),
    signs=FRENCH_SIGNS,
    capitals=_FOUR_SIX,
    letter=";",
)
"""Code braille français uniformisé, 2nd edition (2008), I: dot 6, and the digits of Antoine."""

ARABIC_CODE: Final = BrailleCode(
    sign="#",
    digits=_UPPER,
    marks={"4": ".", "1": ","},
    units=_arabic(),
    signs=ARABIC_SIGNS,
    capitals=_SIX,
    letter=";",
)
"""Unified Arabic Braille (Mada, Qatar): numbers as in its lessons 1 and 2."""

BHARATI: Final = BrailleCode(
    sign=r"(?:(?<![^ \-7])|(?<=_/)|(?<=[A-J]3))#",
    digits=_UPPER,
    marks={".": ".", "1": ","},
    units={letters: tuple(map(BrailleUnit, cells)) for letters, cells in HINDI.items()},
    signs=HINDI_SIGNS,
    capitals=_SIX,
    letter=";",
)
"""Bharati Braille, its numbers as in English Braille American Edition: the point is dots 46.

The number sign is the letter ण, too: it is one at the beginning of a word only, behind a
hyphen, a bracket or a slash, and behind the colon of a time of day.
"""

TABLES: Final = {
    "en-ueb-": UEB,
    "es-g": SPANISH_CODE,
    "fr-bfu-comp6": FRENCH_CODE,
    "ar-ar-g1": ARABIC_CODE,
    "hi-in-g1": BHARATI,
}
"""Codes by how the names of their tables in liblouis begin."""


def code_of(table: str) -> BrailleCode | None:
    """The code that a table of liblouis writes; None where it can't be read back here."""
    return next((code for name, code in TABLES.items() if table.startswith(name)), None)
