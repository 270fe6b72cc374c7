"""What a written sheet says, in order, and how it differs from what its label says.

The words of the label come from ``recount``, which shares no code with the readers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from leaflets.sheet.blocks import (
    FigureBlock,
    GridBlock,
    GridCell,
    GridRow,
    Item,
    ListBlock,
    Model,
    Paragraph,
    StepsBlock,
)
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Section, Sheet

# What stands for a character that no font has, or only the label's own.
_NUMBER: Final = re.compile(r"\[U\+([0-9A-F]{4,5})\]")

_MOST: Final = 200
"""No more differences than this are listed."""
_AROUND: Final = 5


@dataclass(frozen=True)
class Difference:
    """Words of the label that the sheet says otherwise, or not; and what stands before them."""

    label: str
    sheet: str
    after: str


def texts_of_sheet(sheet: Sheet) -> Iterator[str]:
    """Every text that an imported sheet took from its label, in order, without markup."""
    for text in _texts(sheet.sections):
        yield _NUMBER.sub(lambda found: chr(int(found[1], 16)), to_plain(text))


def level(text: str) -> str:
    """A text as it is compared: a raised 9 is a 9 (Unicode, NFKC), a minus a hyphen."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-")


def differences(label: Sequence[str], sheet: Sequence[str]) -> tuple[Difference, ...]:
    """Where two lists of words differ."""
    label, sheet = [level(word) for word in label], [level(word) for word in sheet]
    start = 0
    while start < min(len(label), len(sheet)) and label[start] == sheet[start]:
        start += 1
    end = 0
    room = min(len(label), len(sheet)) - start
    while end < room and label[-1 - end] == sheet[-1 - end]:
        end += 1
    one, other = label[start : len(label) - end], sheet[start : len(sheet) - end]
    found = []
    for kind, from_, to, at, until in SequenceMatcher(None, one, other, False).get_opcodes():
        if kind != "equal":
            place = start + from_
            before = label[max(0, place - _AROUND) : place]
            found.append(
                Difference(" ".join(one[from_:to]), " ".join(other[at:until]), " ".join(before))
            )
    return tuple(found[:_MOST])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
        return
    if isinstance(value, StepsBlock):
        # A numbered list's marks are counted, no words of the label.
        value = value.model_copy(
            update={"steps": tuple(item.model_copy(update={"mark": None}) for item in value.steps)}
        )
    for name in _SAID.get(type(value), ()):
        part = getattr(value, name)
        if isinstance(part, str):
            yield part
        elif part:
            yield from _texts(part)


_SAID: Final[dict[type[Model], tuple[str, ...]]] = {
    Section: ("title", "blocks", "sections"),
    Item: ("mark", "text", "blocks", "items"),
    ListBlock: ("list",),
    StepsBlock: ("steps",),
    GridBlock: ("caption", "head", "grid", "notes"),
    GridRow: ("cells",),
    GridCell: ("text", "blocks"),
    FigureBlock: ("caption",),
    Paragraph: ("text",),
}
"""The fields of each model that a label's words stand in, in order."""
