"""Braille into Verified: every phrase, read back from its cells, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.phrase import Phrase
from leaflets.content.phrase_tree import content
from leaflets.content.record import Record
from leaflets.dose.speech import LocalizedPlan
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.library.braille_table import BrailleTable
from leaflets.render.braille import CELLS, LINES, MAX_PAGES, texts_in_braille
from leaflets.render.braille_codes import BrailleCode, code_of
from leaflets.render.braille_reading import difference, has_stray_sign, numbers_in, numbers_of
from leaflets.verify.verified import Verified, passed

_NUMBERED: Final = tuple(f"{number}." for number in range(1, 100))
_PAGE_NUMBERS: Final = tuple(str(number) for number in range(1, MAX_PAGES + 1))

_TOGETHER: Final = 26
"""A number and its unit fit together on every line if they are no longer."""


@dataclass(frozen=True)
class _Word:
    """Cells without a blank, as they stand in the file."""

    cells: str
    opens_line: bool


@dataclass(frozen=True)
class _Found:
    """The cells of a phrase in the file; ``breaks`` are the places where a line ends."""

    cells: str
    breaks: tuple[int, ...]
    end: int


def verified_braille(brf: str, record: Record, table: BrailleTable) -> Verified:
    """Check a BRF file against its record.

    Raises LeafletsError (kind "verification").
    """
    raise_if_any([*decimal_mark_problems(record), *layout_problems(brf, table)])
    file = _File(brf, record, table)
    raise_if_any(file.said(file.phrases, 0, whole=True)[0])
    return passed(brf.encode("ascii"), record, brf.count("\f"))


def read_back(texts: Sequence[str], cells: dict[str, str], table: BrailleTable) -> None:
    """Check that cells say their texts. Raises LeafletsError (kind "verification")."""
    code = _code(table)
    raise_if_any(
        _fault("text-differs", how)
        for text in texts
        if (how := difference(text, cells[text].replace("\u00a0", " "), code, table.words))
    )


def layout_problems(brf: str, table: BrailleTable) -> Iterator[Problem]:
    """What is wrong with the cells as such: their set, the lines, the pages and their numbers."""
    if strange := {sign for sign in brf if not " " <= sign <= "_"} - set("\r\n\f"):
        yield _fault("text-differs", f"{sorted(strange)[0]!r} is no Braille cell")
        return
    code = _code(table)
    for number, page in enumerate(brf.removesuffix("\f").split("\f"), 1):
        lines = page.removesuffix("\r\n").split("\r\n")
        if len(lines) != LINES or any(len(line) > CELLS for line in lines):
            yield _fault("page-size", f"page {number} is not {CELLS} cells by {LINES} lines")
        if difference(str(number), lines[-1].strip(), code, {}):
            yield _fault("furniture", f"page {number} does not end with its number")


def braille_without_plan(brf: str, record: Record, table: BrailleTable) -> Iterator[Problem]:
    """Where a file with a dose plan differs from the leaflet of ``record``, which has none.

    The plan stands where a leaflet has it, from its heading to the note that it is personal; of
    what is in it only the numbers are read.
    """
    file = _File(brf, record, table)
    plan = LocalizedPlan(rows=(), notes=(), once_a_week=False)
    with_plan = record.leaflet.model_copy(update={"plan": plan})
    heading = Phrase("word:plan.heading", record.leaflet.words["plan.heading"])
    said = content(with_plan, record.edition, record.outline).phrases
    place = [phrase.identity for phrase in said].index(heading.identity)
    problems, start = file.said(file.phrases[:place], 0, whole=False)
    if problems:
        yield from problems
        return
    personal = Phrase("word:plan.personal", record.leaflet.words["plan.personal"])
    problems, _ = file.said([heading], start, whole=False)
    if problems:
        yield from problems
        return
    ends = (file.said([personal], end, whole=False) for end in range(start, len(file.words)))
    after = next((after for problems, after in ends if not problems), None)
    if after is None:
        yield _fault("text-differs", "the dose plan has no end", personal.identity)
        return
    yield from file.said(file.phrases[place:], after, whole=True)[0]
    yield from file.unreadable(start, after)


class _File:
    """A file's words in order, to be compared with the phrases that it should say."""

    def __init__(self, brf: str, record: Record, table: BrailleTable) -> None:
        self.phrases = content(record.leaflet, record.edition, record.outline).phrases
        plan_words = [record.leaflet.words[f"plan.{key}"] for key in ("heading", "personal")]
        names = {phrase.plain: phrase.identity for phrase in self.phrases}
        texts = [*names, *plan_words, *_NUMBERED]
        self._cells = texts_in_braille(texts, table, names)
        self._table, self._code = table, _code(table)
        self.words = tuple(_words(brf))

    def said(self, phrases: Sequence[Phrase], start: int, whole: bool) -> tuple[list[Problem], int]:
        """What is wrong with phrases from a word on, and the word after them.

        ``whole``: nothing may follow them.
        """
        place = start
        for phrase in phrases:
            found = self._at(phrase.plain, place) or self._after_mark(phrase.plain, place)
            if found is None:
                message = "other cells stand in its place"
                return [_fault("text-differs", message, phrase.identity)], place
            problems = [
                _fault(code, how, phrase.identity)
                for code, how in self._faults(phrase.plain, found)
            ]
            if problems:
                return problems, place
            place = found.end
        if whole and place != len(self.words):
            return [_fault("stray-text", "cells follow that are not in the sheet")], place
        return [], place

    def unreadable(self, start: int, end: int) -> Iterator[Problem]:
        """What number can't be read, or is cut, between two words."""
        cells, breaks = _joined(self.words[start:end])
        reading = numbers_in(cells, self._code)
        if has_stray_sign(reading, self._code):
            yield _fault("text-differs", "a number of the dose plan can't be read")
        if any(first < place < last for place in breaks for first, last in reading.spans):
            yield _fault("text-differs", "a number of the dose plan is cut by the end of a line")

    def _after_mark(self, text: str, place: int) -> _Found | None:
        """The phrase behind the number of a list's item."""
        for mark in _NUMBERED:
            found = self._at(mark, place)
            if found and (behind := self._at(text, found.end)):
                return behind
        return None

    def _at(self, text: str, place: int) -> _Found | None:
        """A text's cells in the file from a word on; a long word may go on in the next line."""
        cells, breaks = "", []
        for number, wanted in enumerate(self._cells[text].replace("\u00a0", " ").split()):
            if number:
                cells += " "
            got = ""
            while got != wanted:
                word = self.words[place] if place < len(self.words) else _Word("", False)
                goes_on = wanted.startswith(got + word.cells) and word.cells
                if not goes_on or (got and not word.opens_line):
                    return None
                if word.opens_line and cells + got:
                    breaks.append(len(cells) + len(got) - (not got))
                got += word.cells
                place += 1
            cells += wanted
        return _Found(cells, tuple(breaks), place)

    def _faults(self, text: str, found: _Found) -> Iterator[tuple[str, str]]:
        words = self._table.words
        if how := difference(text, found.cells, self._code, words):
            yield "text-differs", how
            return
        reading = numbers_in(found.cells, self._code)
        if not reading.numbers or not found.breaks:
            return
        told = numbers_of(text, self._code, words)
        for (start, end), behind in zip(reading.spans, told.between[1:], strict=True):
            if any(start < place < end for place in found.breaks):
                yield "text-differs", "a number is cut by the end of a line"
            unit = found.cells[end + 1 :].partition(" ")[0]
            is_tied = behind[:1] == " " and (behind[1:2].isalpha() or behind[1:2] in "%‰°")
            if is_tied and end in found.breaks and end - start + len(unit) < _TOGETHER:
                yield "text-differs", "a number stands on another line than its unit"


def _words(brf: str) -> Iterator[_Word]:
    """The words of a file; the last line of a page has its number only."""
    for page in brf.removesuffix("\f").split("\f"):
        for line in page.removesuffix("\r\n").split("\r\n")[:-1]:
            for number, cells in enumerate(line.split()):
                yield _Word(cells, number == 0)


def _joined(words: Sequence[_Word]) -> tuple[str, list[int]]:
    """Words with a blank between them, and the places of blanks that are the end of a line."""
    cells, breaks = "", []
    for word in words:
        if cells:
            if word.opens_line:
                breaks.append(len(cells))
            cells += " "
        cells += word.cells
    return cells, breaks


def _code(table: BrailleTable) -> BrailleCode:
    code = code_of(table.table)
    if code is None:
        raise_if_any([_fault("text-differs", f"nobody here reads the table {table.table}")])
        raise AssertionError
    return code


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)
