"""Can a reader see it? Text against the pixels of its page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from leaflets.language.plaintext import comparable
from leaflets.verify.extraction import Box, DrawnPage, TextRun

MARGIN: Final = 14.0
"""What every printer leaves white at the edge, in pt (5 mm)."""

CONTRAST: Final = 4.5
"""The least contrast of text with what is behind it (WCAG 2.2, success criterion 1.4.3)."""

_LINE: Final = 3.0
"""A path no higher than this, in pt, is a line."""

_INK: Final = 0.3
"""The share of the way from background to text colour that some pixel must reach.

At one pixel a point, thin strokes are blurred to a part of their colour.
"""


_TOUCH: Final = 3.0
"""How far, in pt, letters may reach into each other's boxes."""

_WIDEST_GAP: Final = 2.2
"""Nowhere in a run are so many em without ink: spaces are narrower."""

_LEVEL: Final = 1.0
"""In furniture, letters whose feet are no further apart, in pt, are of one line."""

_NEAR: Final = 6
_FAR: Final = 14
"""How far around letters their background is looked for, and around a mark among letters."""

_TALL: Final = 7.0
_LEAST_HEIGHT: Final = 0.6
"""Letters taller than 7 pt have ink in this share of their rows; a bullet or a dash has not."""


def hidden_runs(page: DrawnPage, sloping: bool) -> Iterator[tuple[TextRun, str]]:
    """The runs of text on a page that can't be seen, and why.

    ``sloping``: single letters of the script may fill most of their box with ink.
    """
    pixels = page.image.tobytes()
    for run in page.runs:
        if not run.text.strip("\u200b \u00a0\u202f\r\n\ufeff"):
            continue
        if why := _hidden(run, page, pixels, sloping):
            yield run, why


def marked_runs(page: DrawnPage) -> Iterator[TextRun]:
    """The runs that are struck out, or have a small drawn mark on or beside them.

    A line through "not", a patch over a digit, a stroke that looks like a 1: what is drawn
    small belongs into pictures.
    """
    for run in page.runs:
        if run.text.strip() and any(_on_or_beside(mark, run) for mark in page.marks):
            yield run


def _on_or_beside(mark: Box, run: TextRun) -> bool:
    left, bottom, right, top = run.box
    reach = 0.3 * run.size
    if mark[2] < left - reach or mark[0] > right + reach:
        return False
    middle = (mark[1] + mark[3]) / 2
    if not bottom + 0.15 * (top - bottom) < middle < top - 0.1 * (top - bottom):
        return False
    width, height = mark[2] - mark[0], mark[3] - mark[1]
    small = width < 2.4 * run.size and height < 1.6 * run.size
    return small or (height <= _LINE and mark[0] < right - 1 and mark[2] > left + 1)


def overlapping_runs(page: DrawnPage, sloping: bool) -> Iterator[tuple[TextRun, TextRun]]:
    """Pairs of runs that lie over one another; joined letters of one piece of text may.

    ``sloping``: words of the script reach under and over their neighbours (Nastaliq).
    """
    runs = sorted((run for run in page.runs if not _is_mark(run)), key=lambda run: run.box[1])
    for index, one in enumerate(runs, 1):
        left, _, right, top = one.box
        # Nearly all of what is level with it stands beside it.
        for other in islice(runs, index, None):
            box = other.box
            if box[1] >= top:
                break
            if box[0] + _TOUCH >= right or box[2] - _TOUCH <= left:
                continue
            level = abs(one.box[1] - other.box[1]) < _LEVEL
            if one.mcid == other.mcid and (one.mcid is not None or level):
                continue
            across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            along = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            height = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
            width = max(one.box[2] - one.box[0], other.box[2] - other.box[0])
            touch = max(_TOUCH, 0.6 * width) if sloping else _TOUCH
            if sloping and min(len(comparable(one.text)), len(comparable(other.text))) < 3:
                continue
            if across > touch and along > 0.6 * height and height > 3:
                yield one, other


def _is_mark(run: TextRun) -> bool:
    """Whether it has nothing but signs that are set over or under letters, or nothing to see."""
    if any(map(str.isalnum, run.text)):
        return False
    return all(map(unicodedata.combining, comparable(run.text)))


def _hidden(run: TextRun, page: DrawnPage, pixels: bytes, sloping: bool) -> str | None:
    """Why a run can't be seen on its page, whose rows of pixels are ``pixels``."""
    left, bottom, right, top = run.box
    if run.hidden or not run.upright:
        return "drawn invisibly, transparent, turned, mirrored or squeezed"
    if (
        left < MARGIN
        or bottom < MARGIN
        or right > page.width - MARGIN
        or top > page.height - MARGIN
    ):
        return "outside the printable area"
    line = page.image.width
    scale = line / page.width
    box = (
        int(left * scale) - 1,
        int((page.height - top) * scale) - 1,
        int(right * scale) + 2,
        int((page.height - bottom) * scale) + 2,
    )
    starts = range(box[1] * line + box[0], box[3] * line + box[0], line)
    width = box[2] - box[0]
    area = b"".join([pixels[start : start + width] for start in starts])
    background = area[0]
    if 2 * area.count(background) <= len(area):
        histogram = page.image.crop(box).histogram()
        background = histogram.index(max(histogram))
    grey = _grey(run.color)
    if _contrast(grey, background) < CONTRAST:
        if sloping or _is_mark(run):
            background = _around(page, box, grey, _FAR if _is_mark(run) else _NEAR)
        else:
            background = _between(page, box, grey)
    if _contrast(grey, background) < CONTRAST:
        return f"contrast of {_contrast(grey, background):.1f} to 1 with its background"
    ink = area.translate(_ink_of(background, grey))
    rows = [ink[start : start + width] for start in range(0, len(ink), width)]
    if _has_gap(rows, width, run.size * scale * _WIDEST_GAP):
        return "covered or cut off"
    letters = top - bottom > _TALL and any(map(str.isalnum, run.text))
    inked = [row for row in rows if b"\1" in row]
    if letters and len(inked) < (top - bottom) * scale * _LEAST_HEIGHT:
        return "covered or cut off"
    return None


def _has_gap(rows: list[bytes], width: int, widest: float) -> bool:
    """Whether more columns than that, beside each other, are without ink."""
    if not widest < width:
        return False
    gap = bytes(max(0, math.floor(widest) + 1))
    if not all(gap in row for row in rows):
        return False
    columns = 0
    for row in rows:
        columns |= int.from_bytes(row)
    return gap in columns.to_bytes(width)


def _around(page: DrawnPage, box: tuple[int, int, int, int], grey: int, reach: int) -> int:
    """What is behind letters that fill their box: the most common shade around it, not theirs.

    ``reach`` is how far around, in pixels.

    The letters' own shade, where nothing else is there in a quarter of the place.
    """
    left, upper, right, lower = box
    picture = page.image.crop((left - reach, upper - reach, right + reach, lower + reach))
    histogram = picture.histogram()
    others = [0 if abs(shade - grey) < 40 else n for shade, n in enumerate(histogram)]
    most = max(others)
    return others.index(most) if most * 4 >= sum(histogram) else grey


def _between(page: DrawnPage, box: tuple[int, int, int, int], grey: int) -> int:
    """What is behind bold letters with many strokes (Chinese): what shows between the strokes.

    The letters' own shade, where nothing else is there in a fifth of the place they fill.
    """
    left, upper, right, lower = box
    across, along = min(3, (right - left) // 3), min(3, (lower - upper) // 3)
    picture = page.image.crop((left + across, upper + along, right - across, lower - along))
    histogram = picture.histogram()
    others = [0 if abs(shade - grey) < 40 else n for shade, n in enumerate(histogram)]
    most = max(others)
    return others.index(most) if most * 5 >= max(1, sum(histogram)) else grey


@cache
def _ink_of(background: int, grey: int) -> bytes:
    """For each shade, 1 where it is ink on this background (as bytes.translate takes it)."""
    needed = abs(grey - background) * _INK
    return bytes([abs(shade - background) >= needed for shade in range(256)])


def _grey(color: tuple[int, int, int]) -> int:
    red, green, blue = color
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


@cache
def _contrast(one: int, other: int) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(grey: int) -> float:
    value = grey / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
