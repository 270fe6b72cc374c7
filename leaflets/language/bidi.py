"""Text that runs in two directions: which way it runs, and the order in which it is seen.

The Unicode Bidirectional Algorithm (UAX #9) as FriBidi has it, the library that Pango needs.
"""

from __future__ import annotations

import ctypes
import re
import sys
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from leaflets.language.quantities import BEFORE_NUMBER, quantities
from leaflets.language.tags import Direction
from leaflets.system_libraries import fribidi

ISOLATE: Final = "\u2066"
"""U+2066: what follows runs from left to right and is one sign for the text around it."""
ISOLATE_END: Final = "\u2069"

_UTF_32: Final = f"utf-32-{sys.byteorder[0]}e"
# fribidi-bidi-types.h: FRIBIDI_PAR_LTR and FRIBIDI_PAR_RTL.
_PARAGRAPHS: Final = {"ltr": 0x110, "rtl": 0x111}
_FOREIGN: Final = ("R", "AL", "AN")

# Digits that run from left to right wherever they stand (class EN), unlike ٠-٩.
_DIGIT: Final = "[0-9۰-۹]"
_SPACE: Final = "[ \u00a0]?"
_NUMBER: Final = rf"(?:{_DIGIT}+(?:[.,:٫٬'’/]{_DIGIT}+)*[½⅓⅔¼¾⅛]?|[½⅓⅔¼¾⅛])"
_TELEPHONE: Final = (
    rf"[+(]?{_DIGIT}(?:(?:\)?{_SPACE}[–−‑/-]?{_SPACE}[+(]?|[.,:]){_DIGIT}){{6,17}}+\)?"
)
_SIGNED: Final = rf"(?:(?<![^\s(])[-+−±~≈<>≤≥=#№$€£¥§])?{_NUMBER}"
_JOINED: Final = (
    rf"(?:(?:{_SPACE}[–−‑/×x*+=~→:-]{_SPACE}[+−-]?|…|\.{{2,3}}){_NUMBER})*(?:[%‰°]|\+(?!\w))?"
)
_NUMERIC: Final = re.compile(rf"{BEFORE_NUMBER}(?:{_TELEPHONE}|{_SIGNED}{_JOINED})")
_PER: Final = re.compile(rf"(?:/(?:{_NUMBER}{_SPACE})?[A-Za-zµμ]+[²³]?)+")
"""What a quantity is for: per day, per 24 h."""


def direction_of(text: str, otherwise: Direction) -> Direction:
    """The direction of the first letter that has one (UAX #9, rules P2 and P3)."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return otherwise


def runs_right_to_left(text: str) -> bool:
    """Whether anything in it runs from right to left, or makes numbers beside it turn."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in _FOREIGN for c in text)


def isolates(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each part that runs from left to right whatever is around it.

    Quantities, and whatever else is typed as digits with signs between them: telephone numbers,
    dates, times, ratios.
    """
    parts = [(one.start, one.isolate) for one in quantities(text) if one.isolate > one.start]
    parts += [one.span() for one in _NUMERIC.finditer(text) if not one[0].isdecimal()]
    start = end = 0
    for first, stop in sorted(parts):
        per = _PER.match(text, stop)
        last = per.end() if per else stop
        if first >= end and not (
            end and _is_range(text[start:end], text[end:first], text[first:last])
        ):
            if end:
                yield start, end
            start = first
        end = max(end, last)
    if end:
        yield start, end


def _is_range(one: str, between: str, other: str) -> bool:
    """Whether two quantities are one: 10%–20%, 5 mg - 10 mg."""
    if re.fullmatch(r"[–−‑/×x*+=~→:-]", between):
        return True
    units = {re.sub(r"[\d.,٫٬½⅓⅔¼¾⅛ \u00a0]", "", quantity) for quantity in (one, other)}
    return len(units) == 1 and bool(re.fullmatch(r"[ \u00a0][–−‑-][ \u00a0]", between))


def isolated(text: str) -> str:
    """The text with marks (U+2066, U+2069) around the parts that run from left to right."""
    done, parts = 0, []
    for start, end in isolates(text):
        parts += [text[done:start], ISOLATE, text[start:end], ISOLATE_END]
        done = end
    return "".join([*parts, text[done:]])


def levels(text: str, base: Direction) -> list[int]:
    """The embedding level of each character: even ones run from left to right.

    Raises LeafletsError (kind "system-library") where FriBidi is missing.
    """
    count = len(text)
    if not count:
        return []
    library = fribidi()
    # Arrays of ctypes are a new type for each length, which takes long.
    characters = array("I", text.encode(_UTF_32))
    types, brackets = array("I", bytes(4 * count)), array("I", bytes(4 * count))
    found = array("b", bytes(count))
    string, kinds, pairs, into = (
        ctypes.c_void_p(one.buffer_info()[0]) for one in (characters, types, brackets, found)
    )
    paragraph = ctypes.c_uint32(_PARAGRAPHS[base])
    library.fribidi_get_bidi_types(string, count, kinds)
    library.fribidi_get_bracket_types(string, count, kinds, pairs)
    library.fribidi_get_par_embedding_levels_ex(kinds, pairs, count, ctypes.byref(paragraph), into)
    return list(found)


def reordered(found: Sequence[int]) -> list[int]:
    """The places of characters as they are seen from left to right (UAX #9, rule L2)."""
    order = list(range(len(found)))
    told = bytes(found)
    for level in range(max(found, default=0), 0, -1):
        for turned in re.finditer(rb"[\x%02x-\xff]+" % level, told):
            start, end = turned.span()
            order[start:end] = order[start:end][::-1]
    return order
