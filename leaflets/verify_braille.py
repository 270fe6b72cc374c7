"""Braille into Verified: every phrase's cells, in order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leaflets.braille import CELLS, LINES, MAX_PAGES, translations
from leaflets.braille_table import BrailleTable
from leaflets.decimal_marks import decimal_mark_problems
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.phrases import content
from leaflets.record import Record
from leaflets.verified import Verified

_NUMBERED = tuple(f"{number}." for number in range(1, 100))


def verified_braille(brf: str, record: Record, table: BrailleTable) -> Verified:
    """Check a BRF file against its record.

    Raises LeafletsError (kind "verification").
    """
    raise_if_any([*decimal_mark_problems(record), *_problems(brf, record, table)])
    return Verified(brf.encode("ascii"), record, brf.count("\f"))


def _problems(brf: str, record: Record, table: BrailleTable) -> Iterator[Problem]:
    phrases = content(record.leaflet, record.edition, record.outline).phrases
    numbers = tuple(str(number) for number in range(1, MAX_PAGES + 1))
    cells = translations([*(p.plain for p in phrases), *_NUMBERED, *numbers], table)
    told = ""
    for number, page in enumerate(brf.removesuffix("\f").split("\f"), 1):
        lines = page.removesuffix("\r\n").split("\r\n")
        if len(lines) != LINES or any(len(line) > CELLS for line in lines):
            yield _fault("page-size", f"page {number} is not {CELLS} cells by {LINES} lines")
        if lines[-1].strip() != cells[str(number)]:
            yield _fault("furniture", f"page {number} does not end with its number")
        told += _solid("".join(lines[:-1]))
    marks = [_solid(cells[mark]) for mark in _NUMBERED]
    place = 0
    for phrase in phrases:
        said = _solid(cells[phrase.plain])
        skipped = next((m for m in marks if told.startswith(m + said, place)), "")
        if told.startswith(said, place):
            skipped = ""
        if not told.startswith(skipped + said, place):
            yield _fault("text-differs", "other cells stand in its place", phrase.identity)
            return
        place += len(skipped + said)
    if place != len(told):
        yield _fault("stray-text", f"{told[place:][:60]!r} is not in the sheet")


def _solid(cells: str) -> str:
    return re.sub(r"[\s\u00a0]+", "", cells)


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)
