"""Texts for the people who print, in lines: with ReportLab where it can, as labels elsewhere.

ReportLab places letter after letter: it shapes nothing, reorders nothing, and leaves out what
a font lacks. ``is_settable`` says which texts come out right all the same; the others are set as
``labels`` and drawn in their place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from leaflets.printrun.labels import Label, Labels

_LEADING: Final = 1.3
_WORDS: Final = re.compile(r"\S+\s*")
_WORD_PARTS: Final = re.compile(r"[^./,_-]+[./,_-]*|[./,_-]+")
_JOINED: Final = ("R", "AL", "AN")
"""Bidirectional classes of letters that are written from right to left."""


@dataclass(frozen=True)
class Type:
    """A font that ReportLab knows, at a size in pt."""

    font: str
    size: float

    @property
    def leading(self) -> float:
        """From one line to the next, in pt."""
        return self.size * _LEADING

    def width(self, text: str) -> float:
        """In pt."""
        return float(pdfmetrics.stringWidth(text, self.font, self.size))


@dataclass(frozen=True)
class Fonts:
    """A regular and a bold font, by their names in ReportLab's registry."""

    regular: str
    bold: str


@dataclass(frozen=True, slots=True)
class Set:
    """A text in lines: those that ReportLab writes, or a label."""

    lines: tuple[str, ...]
    label: Label | None
    height: float


@dataclass(frozen=True, slots=True)
class Setter:
    """What sets texts: the fonts, and labels for what they can't (without it, nothing else)."""

    fonts: Fonts
    labels: Labels | None

    def can_set(self, text: str) -> bool:
        """Whether a text comes out right."""
        if is_settable(text, self.fonts):
            return True
        return self.labels is not None and self.labels.can_set(text)

    def prepare(self, texts: Iterable[str], kind: Type, width: float) -> None:
        """Set many texts at once, for ``set``."""
        others = [text for text in texts if not is_settable(text, self.fonts)]
        if self.labels and others:
            self.labels.prepare(others, kind.font == self.fonts.bold, kind.size, width)

    def set(self, text: str, kind: Type, width: float) -> Set:
        """A text in lines no longer than ``width``. Raises LeafletsError as ``Labels.set``."""
        if is_settable(text, self.fonts) or not self.labels:
            lines = tuple(wrapped(text, kind, width))
            return Set(lines, None, len(lines) * kind.leading)
        label = self.labels.set(text, kind.font == self.fonts.bold, kind.size, width)
        return Set((), label, label.height)


def fonts_from(regular: Path, bold: Path) -> Fonts:
    """Two TrueType files as fonts; ReportLab keeps them, under their paths, in its registry."""
    for file in (regular, bold):
        if str(file) not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(str(file), file))
    return Fonts(str(regular), str(bold))


def is_settable(text: str, fonts: Fonts) -> bool:
    """Whether both fonts have every letter, and none has to be joined, stacked or reordered."""
    known = [pdfmetrics.getFont(font).face.charToGlyph for font in (fonts.regular, fonts.bold)]
    return all(
        all(ord(letter) in glyphs for glyphs in known)
        and unicodedata.category(letter)[0] not in "CM"
        and unicodedata.bidirectional(letter) not in _JOINED
        for letter in set(text)
    )


def wrapped(text: str, kind: Type, width: float) -> list[str]:
    """The lines of a text: broken at spaces; a word that is too long, after signs or anywhere."""
    if kind.width(text) <= width:
        return [text]
    lines = [""]
    for part in _parts(text, kind, width):
        if lines[-1] and kind.width(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def _parts(text: str, kind: Type, width: float) -> Iterator[str]:
    """What is not broken: words with the spaces after them, or as much of one as fits."""
    for word in _WORDS.findall(text):
        if kind.width(word.rstrip()) <= width:
            yield word
            continue
        for part in _WORD_PARTS.findall(word):
            yield from [part] if kind.width(part.rstrip()) <= width else part
