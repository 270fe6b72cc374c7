"""Does a panel say what it must, in order, each value beside its own label?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import pikepdf

from leaflets.extraction import structure_of
from leaflets.glyphs import GlyphReader, GlyphRun
from leaflets.languages import Direction
from leaflets.phrases import Phrase
from leaflets.plaintext import seen
from leaflets.reading_order import says

_LEVEL: Final = 0.5
"""How far apart the base lines of a label and of its value are at most, in em."""
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


def faulty_panel(content: bytes, texts: Sequence[PanelText]) -> tuple[int, str] | None:
    """The first panel, from 0, that is not as it must be, and what is wrong with it.

    ``content`` has a tagged page for each. What is wrong quotes nothing.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            parts = structure_of(pdf).contents
            reader = GlyphReader()
            runs = [reader.runs(page.obj) for page in pdf.pages]
            boxes = [[float(edge) for edge in page.mediabox.as_list()] for page in pdf.pages]
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError):
        return 0, "can't be read again"
    owners: list[dict[int, str]] = [{} for _ in texts]
    for part in parts:
        if part.identity is not None:
            owners[part.page][part.mcid] = part.identity.partition("#")[0]
    for number, text in enumerate(texts):
        for what in _faults(text, runs[number], owners[number], boxes[number]):
            return number, what
    return None


def _faults(
    text: PanelText, runs: Sequence[GlyphRun], owners: dict[int, str], box: Sequence[float]
) -> Iterator[str]:
    own: dict[str, list[GlyphRun]] = {name: [] for name in owners.values()}
    for run in runs:
        if not any(map(seen, run.texts)):
            continue
        name = owners.get(-1 if run.mcid is None else run.mcid)
        if name is None:
            yield "says something else"
            return
        own[name].append(run)
        if not (box[0] <= run.places[0] and run.end <= box[2] and box[1] <= run.y <= box[3]):
            yield "runs out of its area"
    if tuple(own) not in text.orders:
        yield "does not say all that it must, or not in order"
        return
    said = ((phrase, [(0, run) for run in own[phrase.identity]]) for phrase in text.phrases)
    if not all(says(phrase.marked, phrase.direction, drawn) for phrase, drawn in said):
        yield "does not say what it must, in order"
        return
    places = {name: _place(found) for name, found in own.items()}
    paired = (_belong(*pair, places, text.direction) for pair in text.pairs)
    if not _goes_down(places) or not all(paired):
        yield "has a value beside another's label"


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
