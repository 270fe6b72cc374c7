"""Sections that say nothing, or say a thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from leaflets.epi.label_document import (
    Inline,
    LabelBlock,
    LabelList,
    LabelParagraph,
    LabelSection,
    LabelTable,
    Remark,
)
from leaflets.importers.inline import plain

# What sources write where a text should stand.
UNAVAILABLE: Final = re.compile(
    r"\W*(unavailable|not available|no disponible|no data available|not applicable|n/?a|null|none|"
    r"to be completed|text|narrative)?\W*",
    re.IGNORECASE,
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_FILLER: Final = re.compile(r"\W*(unavailable|not available|null)\W*", re.IGNORECASE)


def says_anything(section: LabelSection) -> bool:
    """Whether a section or one below it says or shows more than titles and fillers."""
    return any(map(_says, section.blocks)) or any(map(says_anything, section.sections))


def without_unavailable(
    sections: Iterable[LabelSection], remarks: list[Remark]
) -> Iterator[LabelSection]:
    """The sections, without the text of those that say only that they are unavailable."""
    for section in sections:
        inner = tuple(without_unavailable(section.sections, remarks))
        match section.blocks:
            case (LabelParagraph(text),) if _FILLER.fullmatch(plain(text)):
                message = f"left out, as it is no text: {plain(text)!r}"
                remarks.append(Remark("unavailable", section.place, message))
                yield replace(section, blocks=(), sections=inner)
            case _:
                yield replace(section, sections=inner)


def without_title(
    title: Inline, blocks: tuple[LabelBlock, ...], place: str, remarks: list[Remark]
) -> tuple[LabelBlock, ...]:
    """Blocks without a first paragraph that is the section's title again."""
    match blocks:
        case (LabelParagraph(text), *rest) if same_words(title, text):
            remarks.append(repeated(place, title))
            return tuple(rest)
    return blocks


def same_words(one: Inline, other: Inline) -> bool:
    """Whether two texts say the same, but for spaces, the size of letters and a colon after."""
    first, second = (" ".join(plain(text).split()).casefold() for text in (one, other))
    first, second = first.rstrip(" :."), second.rstrip(" :.")
    return bool(first) and first == second


def repeated(place: str, title: Inline) -> Remark:
    """The remark that a title stands twice."""
    message = f"the text repeats the section's title {plain(title)[:60]!r}: it is said once"
    return Remark("repeated-title", place, message)


def private_use(text: str, place: str) -> Iterator[Remark]:
    """The characters of a text that only the label's own font can draw, typed bullets too."""
    for character in dict.fromkeys(_PRIVATE.findall(text)):
        code = f"U+{ord(character):04X}"
        yield Remark("private-use", place, f"{code} is drawn by the label's own font only")


def every_block(blocks: Iterable[LabelBlock]) -> Iterator[LabelBlock]:
    """Blocks and all blocks within them, in order."""
    for block in blocks:
        yield block
        match block:
            case LabelList():
                for item in block.items:
                    yield from every_block(item.blocks)
            case LabelTable():
                for row in block.rows:
                    for cell in row:
                        yield from every_block(cell.blocks)
                yield from every_block(block.notes)
            case _:
                pass


def _says(block: LabelBlock) -> bool:
    said = (
        plain(found.text) for found in every_block((block,)) if isinstance(found, LabelParagraph)
    )
    return any(not UNAVAILABLE.fullmatch(text) for text in said)
