"""What a PDF says of its own pages: numbers in the list of contents, headings that go on.

Both depend on where everything came to stand, so they are worked out from the finished file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from leaflets.content.phrase import COVER, LISTED, PAGE, WORD, Phrase
from leaflets.content.record import Record
from leaflets.content.sides import NAMED, Side, side_of
from leaflets.translation.placeholders import fill
from leaflets.verify.extraction import Extract

_WORD_HEADING: Final = f"{WORD}heading."
_HEADS: Final = re.compile(r"(?P<part>.+\.)(?:name|title|table|caption)")
"""The identity of what heads the rest of an item or a table."""


def page_numbers(found: Extract, sides: tuple[Side, ...]) -> dict[str, str]:
    """The number that each entry of the list of contents must have, by its identity in the file.

    Of a heading that stands several times, the last is listed.
    """
    pages = _first_pages(found)
    entries: list[tuple[str, str, int]] = []
    for identity in found.structure.sequence:
        base, _, count = identity.partition("#")
        prefix = side_of(base, sides).prefix
        if prefix != NAMED and base.startswith(f"{prefix}{PAGE}"):
            heading = prefix + base.removeprefix(f"{prefix}{PAGE}")
            entries.append((identity, heading, int(count or 1)))
    listed = Counter(heading for _, heading, _ in entries)
    there = Counter(identity.partition("#")[0] for identity in found.structure.sequence)
    own = {
        identity: _nth(heading, there[heading] - listed[heading] + count)
        for identity, heading, count in entries
    }
    return {identity: str(pages.get(heading, -1) + 1) for identity, heading in own.items()}


def headings_going_on(
    found: Extract, record: Record, sides: tuple[Side, ...]
) -> Iterator[list[Phrase]]:
    """Of each page, what may stand at its head: the headings under which its first text stands.

    They are in the patient's language, which is the first side's.
    """
    pages = _first_pages(found)
    sections = {
        section.heading.identity: f"{section.parts[0]}."
        for chapter in record.outline.chapters
        for section in chapter.sections
        if section.heading and len(section.parts) == 1
    }
    pattern = record.leaflet.word("page.continued")
    for number, first in enumerate(_first_texts(found, sides)):
        yield [
            Phrase("", fill(pattern, heading=phrase.text), phrase.isolate)
            for phrase in sides[0].phrases
            if (part := _part_of(phrase.identity, sections))
            and first.startswith(part)
            and pages.get(phrase.identity, number) <= number
        ]


def _part_of(identity: str, sections: Mapping[str, str]) -> str | None:
    """What the identities begin with of all that stands under a heading."""
    if identity in sections:
        return sections[identity]
    if identity.startswith(_WORD_HEADING):
        return f"{identity.removeprefix(_WORD_HEADING)}."
    heads = _HEADS.fullmatch(identity)
    return heads["part"] if heads else None


def _nth(identity: str, count: int) -> str:
    return identity if count == 1 else f"{identity}#{count}"


def _first_pages(found: Extract) -> dict[str, int]:
    """The page, from 0, on which each identity begins."""
    pages: dict[str, int] = {}
    for part in found.structure.contents:
        if part.identity is not None:
            pages.setdefault(part.identity, part.page)
    return pages


def _first_texts(found: Extract, sides: tuple[Side, ...]) -> list[str]:
    """Of each page, the identity of the first text that is a message, on whatever side."""
    first: dict[int, str] = {}
    for part in found.structure.contents:
        name = part.identity or WORD
        name = name.removeprefix(side_of(name, sides).prefix)
        if not name.startswith((WORD, "heading:", COVER, LISTED, PAGE)):
            first.setdefault(part.page, name.partition("#")[0])
    return [first.get(number, "") for number in range(len(found.pages))]
