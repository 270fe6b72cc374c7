"""Does a panel say what it must, in order, each value beside its own label?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import pikepdf

from leaflets.content.phrase import Phrase
from leaflets.language.tags import Direction
from leaflets.render.pdf import Placed
from leaflets.verify.glyphs import GlyphRun, glyphs_in
from leaflets.verify.reading_order import says

_LEVEL: Final = 0.5
"""How far apart the base lines of a label and of its value are at most, in em."""
_SAME: Final = 0.05
"""How far from where it was laid out a line is drawn at most, in pt: numbers are rounded."""
_TOUCH: Final = 0.2
"""How far texts may reach into each other's column, in em: letters hang over."""


@dataclass(frozen=True)
class PanelText:
    """What a panel says; ``pairs`` are the identities of each label and of its value.

    ``orders`` are the orders of identities in which it may be said.
    """

    phrases: tuple[Phrase, ...] = field(repr=False)
    pairs: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, ...], ...]
    direction: Direction


@dataclass(frozen=True)
class _Place:
    """Where the lines of a text are, in pt: the first and the last base line, both edges."""

    first: float
    last: float
    left: float
    right: float
    size: float


def faulty_panel(
    content: bytes, texts: Sequence[PanelText], placed: Sequence[Sequence[Placed]]
) -> tuple[int, str] | None:
    """The first panel, from 0, that is not as it must be, and what is wrong with it.

    ``content`` has a page for each, and ``placed`` tells whose each line on it is. What is
    wrong quotes nothing.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = glyphs_in(pdf)
            boxes = [[float(edge) for edge in page.mediabox.as_list()] for page in pdf.pages]
    except (pikepdf.PdfError, ValueError):
        return 0, "can't be read again"
    for number, (text, runs, box) in enumerate(zip(texts, pages, boxes, strict=True)):
        for what in _faults(text, runs, placed[number], box):
            return number, what
    return None


def _faults(
    text: PanelText, runs: Sequence[GlyphRun], placed: Sequence[Placed], box: Sequence[float]
) -> Iterator[str]:
    own: dict[str | None, list[GlyphRun]] = {line.identity: [] for line in placed}
    for run in runs:
        own.setdefault(_owner(run, placed), []).append(run)
        if not (box[0] <= run.places[0] and run.end <= box[2] and box[1] <= run.y <= box[3]):
            yield "runs out of its area"
    if tuple(own) not in text.orders:
        yield "does not say all that it must, something else, or not in order"
        return
    said = ((phrase, [(0, run) for run in own[phrase.identity]]) for phrase in text.phrases)
    if not all(says(phrase.marked, phrase.direction, drawn) for phrase, drawn in said):
        yield "does not say what it must, in order"
        return
    places = {name: _place(found) for name, found in own.items() if name}
    paired = (_belong(*pair, places, text.direction) for pair in text.pairs)
    if not _goes_down(places) or not all(paired):
        yield "has a value beside another's label"


def _owner(run: GlyphRun, placed: Sequence[Placed]) -> str | None:
    """The identity of the phrase that a run was laid out for; None where there is none."""
    for line in placed:
        if abs(line.x - run.x) < _SAME and abs(line.y - run.y) < _SAME:
            return line.identity
    return None


def _place(runs: Sequence[GlyphRun]) -> _Place:
    return _Place(
        first=max(run.y for run in runs),
        last=min(run.y for run in runs),
        left=min(run.places[0] for run in runs),
        right=max(run.end for run in runs),
        size=max(run.size for run in runs),
    )


def _goes_down(places: dict[str, _Place]) -> bool:
    """Whether nothing stands above what it follows."""
    return all(
        after.first <= before.first + _LEVEL * before.size
        for before, after in pairwise(places.values())
    )


def _belong(name: str, value_name: str, places: dict[str, _Place], direction: Direction) -> bool:
    """Whether a value follows its label on the line, or stands under it; and nothing between."""
    label, value = places[name], places[value_name]
    others = [place for key, place in places.items() if key not in (name, value_name)]
    reach = _TOUCH * label.size
    start, end = (value.right, label.left) if direction == "rtl" else (label.right, value.left)
    if abs(value.first - label.first) <= _LEVEL * label.size:
        between = (p for p in others if _is_on(p, label.first, label.size))
        return start <= end + reach and not any(p.left < end and p.right > start for p in between)
    left, right = max(label.left, value.left), min(label.right, value.right)
    under = value.first < label.last and left < right + reach
    return under and not any(
        label.last > p.first > value.first and p.left < right and p.right > left for p in others
    )


def _is_on(place: _Place, line: float, size: float) -> bool:
    """Whether one of its lines is at this height."""
    return place.last - _LEVEL * size <= line <= place.first + _LEVEL * size
