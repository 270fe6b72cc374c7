"""What looks wrong in a label: it is reported with its place, never repaired in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from leaflets.importers.document import (
    Block,
    Inline,
    ListOf,
    Paragraph,
    Picture,
    Remark,
    Section,
    Table,
)

_LEFTOVER: Final = re.compile(r"<[^<>\s]{1,30}>|\{\{?[A-Za-z_ ]{2,30}\}\}?|\[[A-Z_]{4,30}\]")
# “tomeOdefsey”, and the Spanish “y” that lost its space: “Embarazoy lactancia”.
_GLUED: Final = re.compile(
    r"\b[^\W\d_]*[a-zà-ÿ]{2}[A-ZÀ-Þ][a-zà-ÿ]{2,}[^\W\d_]*\b|\b\w{3,}[aoe]y\b"
)
_NO_WORD_GLUED: Final = frozenset(("estoy", "jersey", "they", "prey", "grey", "obey", "convey"))
_PLACEHOLDER: Final = re.compile(r"X{4,}|0{4,}")
_MOST: Final = 20
"""No more remarks of one kind than this in a section."""


def suspicions(sections: Sequence[Section]) -> Iterator[Remark]:
    """Remarks on all that looks wrong in sections and below them."""
    for section in sections:
        for _, code in section.codes:
            if _PLACEHOLDER.fullmatch(code):
                yield Remark("placeholder-code", section.place, f"the section's code is {code!r}")
        for line in (section.title, *_lines(section.blocks)):
            yield from _in_line(line, section.place)
        for block in section.blocks:
            if isinstance(block, Picture):
                yield from _in_picture(block, section.place)
        yield from suspicions(section.sections)


def _in_line(line: Inline, place: str) -> Iterator[Remark]:
    text = "".join(run.text for run in line)
    for found in list(_LEFTOVER.finditer(text))[:_MOST]:
        yield Remark("leftover", place, f"{found[0]!r} looks like a template's")
    for found in list(_GLUED.finditer(text))[:_MOST]:
        if found[0].casefold() not in _NO_WORD_GLUED:
            yield Remark("glued", place, f"{found[0]!r} looks like two words")
    for run in line:
        if run.struck and run.text.strip():
            yield Remark("struck", place, f"struck out: {run.text.strip()[:60]!r}")
    private = sorted({c for c in text if unicodedata.category(c) == "Co"})
    if private:
        yield Remark("private-use", place, f"characters of a font's own: {_named(private)}")
    zero = sorted({c for c in text if unicodedata.category(c) == "Cf" or c == "\u00ad"})
    if zero:
        yield Remark("invisible", place, f"characters that nobody sees: {_named(zero)}")


def _named(characters: Sequence[str]) -> str:
    return ", ".join(f"U+{ord(c):04X}" for c in characters[:_MOST])


def _in_picture(picture: Picture, place: str) -> Iterator[Remark]:
    words = picture.alternative or ""
    if "://" in words or words.startswith("www."):
        message = f"the words for {picture.name!r} are an address: {words[:60]!r}"
        yield Remark("picture-words", place, message)


def _lines(blocks: Sequence[Block]) -> Iterator[Inline]:
    for block in blocks:
        match block:
            case Paragraph():
                yield block.text
            case ListOf():
                for item in block.items:
                    yield from _lines(item.blocks)
            case Table():
                yield block.caption
                for row in block.rows:
                    for cell in row:
                        yield from _lines(cell.blocks)
                yield from _lines(block.notes)
            case Picture():
                yield block.caption
