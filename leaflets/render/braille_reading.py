"""Braille read back: whether cells say a text, number by number, and letter by letter between.

Numbers are read from the cells alone, by the rules of the code. What stands between two numbers
must be what the text says there, in the code's letters and signs. What can't be read is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, TypeAlias

from leaflets.render.braille_codes import (
    FRACTION_LINE,
    LOWERED,
    MIXED,
    RAISED,
    BrailleCode,
    BrailleUnit,
)
from leaflets.render.braille_english import SHORT, WHOLE

_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_TEXT_NUMBER: Final = re.compile(r"(?<![\w.])\.\d+|\d+(?:[.,]\d+)*")
_DIGIT: Final = re.compile(r"\d")
_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])[’ʼ](?=[^\W\d_])")
_FRACTION_AFTER: Final = re.compile(r"(?<![\d.,/])(\d+) (\d\d?)[/⁄](\d\d?)(?!\d|/|[.,]\d)")
_VULGAR: Final = re.compile(r"(?:(?<=\d) ?)?([¼-¾⅐-⅞])")
_SUPERSCRIPT: Final = re.compile("[²³]+")
_SUBSCRIPT: Final = re.compile("[₀-₉]+")
# 2.6: what stands alone is between blanks, hyphens or dashes, and punctuation may be in between.
_ALONE_BEHIND: Final = re.compile("[)\\]}\"”’'».,;:!?…]*(?:$|[ ‐‑–—-])")
_ALONE_BEFORE: Final = re.compile('(?:^|[ ‐‑–—-])[(\\[{"“‘«]*$')

_CLOSE_TO_NUMBERS: Final = ("", *" -‐‑–—−/([")
_MOST_BEFORE: Final = 5
"""No more cells stand before a letter: two for letters, three for capitals."""

_WHOLE: Final = frozenset(WHOLE.values())
_SHORT: Final = frozenset(SHORT.values())

_WORD: Final = 1
_PASSAGE: Final = 2

_State: TypeAlias = tuple[int, int]
"""A place in the cells, and how capitals go on: not, to the word's end, to the passage's end."""


@dataclass(frozen=True)
class _Stretch:
    """What a text says between two numbers; ``before`` and ``after`` are "0" beside one."""

    before: str
    said: str
    after: str


@dataclass(frozen=True)
class BrailleReading:
    """Numbers in order, and what stands before, between and after them: one more.

    ``spans`` are the places of the numbers, where they were read from cells: the second part of
    one under the same sign begins with the last cell of the first.
    """

    numbers: tuple[str, ...]
    between: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()


def numbers_in(cells: str, code: BrailleCode) -> BrailleReading:
    """What numbers the cells say, by the rules of the code alone."""
    numbers: list[str] = []
    between: list[str] = []
    spans: list[tuple[int, int]] = []
    first, line, group = _patterns(code)
    place = 0
    while found := first.search(cells, place):
        between.append(cells[place : found.start()])
        numbers.append(_value(found[1], code))
        spans.append((found.start(), found.end()))
        place = found.end()
        more, mark = (group, " ") if group.match(cells, place) else (line, FRACTION_LINE)
        while part := more.match(cells, place):
            between.append(mark)
            numbers.append(_value(part[1], code))
            spans.append((place - 1, part.end()))
            place = part.end()
    return BrailleReading(tuple(numbers), (*between, cells[place:]), tuple(spans))


@cache
def _patterns(code: BrailleCode) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A number after its sign, the part behind a fraction's line, and three digits more."""
    digit = f"[{re.escape(code.digits)}]"
    marks = f"[{re.escape(''.join(code.marks))}]"
    point = next(re.escape(cell) for cell, mark in code.marks.items() if mark == ".")
    line, space = re.escape(code.line), re.escape(code.space)
    return (
        re.compile(rf"{code.sign}({point}{digit}+|{digit}+(?:{marks}{digit}+)*)"),
        re.compile(rf"{line}({digit}+)" if line else "(?!)()"),
        re.compile(rf"{space}({digit}{{3}})(?!{digit})" if space else "(?!)()"),
    )


def has_stray_sign(reading: BrailleReading, code: BrailleCode) -> bool:
    """Whether a number sign stands where no number follows."""
    signs = re.compile(code.sign) if code.sign.endswith("#") else re.compile("(?!)")
    return any(signs.search(cells) for cells in reading.between)


def numbers_of(text: str, code: BrailleCode, words: Mapping[str, str]) -> BrailleReading:
    """What numbers a text says; ``words`` stand in place of signs that its Braille lacks."""
    plain = _plain(text, code, words)
    found = list(_TEXT_NUMBER.finditer(plain))
    ends = [0, *(number.end() for number in found)]
    starts = [*(number.start() for number in found), len(plain)]
    between = tuple(plain[end:start] for end, start in zip(ends, starts, strict=True))
    return BrailleReading(tuple(number[0] for number in found), between)


def unknown(text: str, code: BrailleCode, words: Mapping[str, str]) -> list[str]:
    """The characters of a text that the code has no letter and no sign for, in order."""
    marks = [mark for mark in (MIXED, RAISED, LOWERED) if mark in text]
    if not marks and all(sign == " " or code.knows(sign) for sign in set(text)):
        return []
    plain = _plain(text, code, words)
    signs = (sign for sign in plain if sign not in f" {MIXED}{FRACTION_LINE}{RAISED}{LOWERED}")
    missing = (sign for sign in signs if not (sign.isascii() and sign.isdigit()))
    return [*marks, *dict.fromkeys(sign for sign in missing if not code.knows(sign))]


def difference(text: str, cells: str, code: BrailleCode, words: Mapping[str, str]) -> str | None:
    """In which way cells do not say a text; None if they do. It quotes nothing of either."""
    told, read = numbers_of(text, code, words), numbers_in(cells, code)
    if told.numbers != read.numbers:
        return "its numbers are read otherwise"
    capitals = frozenset({0})
    for place, (said, found) in enumerate(zip(told.between, read.between, strict=True)):
        stretch = _Stretch("0" if place else "", said, "0" if place < len(told.numbers) else "")
        capitals = _capitals_after(stretch, found, capitals, code)
        # A number may end a word in capitals (CYP3A4).
        capitals |= {0} if _WORD in capitals else frozenset()
        if not capitals:
            where = "what stands with its numbers" if told.numbers else "it"
            return f"{where} is read otherwise, or can't be read"
    return None


def _value(cells: str, code: BrailleCode) -> str:
    return "".join(
        code.marks[cell] if cell in code.marks else str(code.digits.index(cell)) for cell in cells
    )


def _plain(text: str, code: BrailleCode, words: Mapping[str, str]) -> str:
    """The text with plain blanks and Western digits, and words for the signs that are lacking."""
    plain = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
    for sign in sorted((sign for sign in words if sign in plain), key=len, reverse=True):
        plain = _worded(plain, sign, words[sign])
    plain = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    plain = _APOSTROPHE.sub("'", plain)
    plain = re.sub("(?<=[0-9])\u066b(?=[0-9])", ".", plain)
    plain = re.sub("(?<=[0-9])\u066c(?=[0-9])", ",", plain)
    plain = _FRACTION_AFTER.sub(rf"\1{MIXED}\2{FRACTION_LINE}\3", plain)
    plain = _VULGAR.sub(_vulgar, plain)
    if RAISED in code.signs:
        plain = _SUPERSCRIPT.sub(
            lambda found: RAISED + unicodedata.normalize("NFKC", found[0]), plain
        )
    if LOWERED in code.signs:
        plain = _SUBSCRIPT.sub(
            lambda found: LOWERED + unicodedata.normalize("NFKC", found[0]), plain
        )
    return plain


def _vulgar(found: re.Match[str]) -> str:
    over, under = unicodedata.normalize("NFKC", found[1]).split("\u2044")
    mixed = MIXED if found.start() and found.string[found.start() - 1].isdigit() else ""
    return f"{mixed}{over}{FRACTION_LINE}{under}"


def _worded(text: str, sign: str, word: str) -> str:
    """The text with a word for a sign, apart from the words and numbers beside it.

    A letter that stands for another one joins its word.
    """
    parts = text.split(sign)
    told = parts[0]
    for part in parts[1:]:
        told += " " if _run_together(told[-1:], word[0], sign) else ""
        told += word
        told += " " if _run_together(part[:1], word[-1], sign) else ""
        told += part
    return told


def _run_together(beside: str, edge: str, sign: str) -> bool:
    if not beside.isalnum() or not edge.isalnum():
        return False
    return beside.isdigit() or not sign.isalpha()


def _capitals_after(
    stretch: _Stretch, cells: str, capitals: frozenset[int], code: BrailleCode
) -> frozenset[int]:
    """How capitals may go on after cells that say the stretch; nothing where they don't say it."""
    before, said, after = stretch.before, stretch.said, stretch.after
    if said == FRACTION_LINE:
        return capitals if cells == (said if code.line else code.signs["/"][0]) else frozenset()
    if said == MIXED:
        return capitals if cells == code.mixed else frozenset()
    # A number may stand apart from letters, and behind signs, where the text has it closed up.
    if after and cells.endswith(" ") and said[-1:] not in _CLOSE_TO_NUMBERS:
        cells, after = cells[:-1], ""
    if before and cells.startswith(" ") and _is_letter(said[:1] or " "):
        cells, before = cells[1:], ""
    words, read = said.split(" "), cells.split(" ")
    if len(words) != len(read):
        return _after_word(_Stretch(before, said, after), cells, capitals, code)
    last = len(words) - 1
    for place, (word, got) in enumerate(zip(words, read, strict=True)):
        here = _Stretch("" if place else before, word, after if place == last else "")
        capitals = _after_word(here, got, capitals, code)
        if place < last:
            capitals = frozenset(_over_blank(goes_on) for goes_on in capitals)
    return capitals


@lru_cache(maxsize=10_000)
def _after_word(
    stretch: _Stretch, cells: str, capitals: frozenset[int], code: BrailleCode
) -> frozenset[int]:
    """The same as ``_capitals_after`` for a word; most words of a leaflet come again."""
    text = f"{stretch.before}{stretch.said}{stretch.after}"
    first = len(stretch.before)
    end = first + len(stretch.said)
    states: dict[int, set[_State]] = {first: {(0, goes_on) for goes_on in capitals}}
    for place in range(first, end):
        for state in _with_ends(states.pop(place, set()), cells, code):
            for length, reached in _steps(text, place, end, cells, state, code):
                states.setdefault(place + length, set()).add(reached)
    reached_end = _with_ends(states.get(end, set()), cells, code)
    return frozenset(goes_on for at, goes_on in reached_end if at == len(cells))


def _over_blank(capitals: int) -> int:
    return capitals if capitals == _PASSAGE else 0


def _with_ends(states: set[_State], cells: str, code: BrailleCode) -> set[_State]:
    """The states, and those after a sign that ends capitals."""
    close = code.capitals[3]
    ended = {(at + len(close), 0) for at, on in states if on and cells.startswith(close, at)}
    return states | ended


def _steps(
    text: str, place: int, end: int, cells: str, state: _State, code: BrailleCode
) -> Iterator[tuple[int, _State]]:
    """How far a letter, some of them, or a sign of the text leads on in the cells."""
    at, capitals = state
    if text[place] == " " and cells.startswith(" ", at):
        yield 1, (at + 1, _over_blank(capitals))
    for length in code.lengths.get(text[place].casefold()[:1], ()):
        piece = text[place : place + length]
        if place + length > end:
            break
        for whole in _with_letter_sign(code.signs.get(piece, ()), code):
            if cells.startswith(whole, at):
                # A sign may end a word in capitals, or stand within it (1-A).
                yield length, (at + len(whole), capitals)
                yield length, (at + len(whole), _over_blank(capitals))
        for unit in code.units.get(piece.casefold(), ()):
            is_near = cells.find(unit.cells, at, at + len(unit.cells) + _MOST_BEFORE) >= 0
            if is_near and _may_stand(text, place, length, unit):
                for reached in _spelled(text, place, piece, unit, cells, state, code):
                    yield length, reached


def _with_letter_sign(signs: tuple[str, ...], code: BrailleCode) -> tuple[str, ...]:
    """Cells of a sign, also after the sign for letters where it might be read as some (7.1.3)."""
    if not signs or not code.contracted:
        return signs
    return (*signs, *(code.letter + sign for sign in signs))


def _spelled(
    text: str,
    place: int,
    piece: str,
    unit: BrailleUnit,
    cells: str,
    state: _State,
    code: BrailleCode,
) -> Iterator[_State]:
    """Where the cells of some letters end, with the signs for letters and capitals before."""
    at, capitals = state
    optional = ["", code.letter, code.letter * 2] if _begins(text, place) else [""]
    after_number = text[place - 1 : place] == "0" and _like_digits(piece, unit, code)
    if after_number or (code.contracted and _is_ambiguous(text, place, piece, unit)):
        optional.remove("")
    for sign in optional:
        for signs, goes_on in _capital_signs(piece, capitals, code):
            whole = sign + signs + unit.cells
            if cells.startswith(whole, at):
                yield at + len(whole), goes_on


def _capital_signs(piece: str, capitals: int, code: BrailleCode) -> Iterator[tuple[str, int]]:
    """The signs for capitals that go before letters, and how capitals go on after them."""
    one, word, passage, _ = code.capitals
    if piece == piece.lower():
        if not capitals or piece == piece.upper():
            yield "", capitals
        return
    if capitals:
        if piece == piece.upper():
            yield "", capitals
        return
    if piece[0].isupper() and piece[1:] == piece[1:].lower():
        yield one, 0
    if piece == piece.upper():
        yield word, _WORD
        yield passage, _PASSAGE


def _begins(text: str, place: int) -> bool:
    return place == 0 or not _is_letter(text[place - 1])


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign).startswith("M")


def _run(text: str, place: int) -> tuple[int, int]:
    """Where the letters around a place begin and end."""
    start = end = place
    while start and _is_letter(text[start - 1]):
        start -= 1
    while end < len(text) and _is_letter(text[end]):
        end += 1
    return start, end


def _may_stand(text: str, place: int, length: int, unit: BrailleUnit) -> bool:
    start, end = _run(text, place)
    is_first, is_last = place == start, place + length == end
    return {
        "any": True,
        "whole": is_first and is_last,
        "first": is_first and not is_last,
        "middle": not is_first and not is_last,
        "not-first": not is_first,
    }[unit.place]


def _is_ambiguous(text: str, place: int, piece: str, unit: BrailleUnit) -> bool:
    """Whether English letters that stand alone would be read as another word."""
    start, end = _run(text, place)
    alone = _ALONE_BEFORE.search(text[:start]) and _ALONE_BEHIND.match(text[end:])
    if place > start or not alone:
        return False
    if text[start:end].upper() in _SHORT and len(piece) == 1:
        return True
    is_all = place + len(piece) == end
    return is_all and unit.place != "whole" and unit.cells in _WHOLE


def _like_digits(piece: str, unit: BrailleUnit, code: BrailleCode) -> bool:
    """Whether letters right after a number would be read as more of it."""
    if piece[0].isupper():
        return False
    return unit.cells[0] in code.digits or unit.cells[0] == code.line
