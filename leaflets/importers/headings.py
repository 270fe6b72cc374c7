"""Lines in bold that head what stands below them: headings that a label sets as text.

A screen reader jumps from heading to heading, and a heading stays with its text at the end of a
page. No word changes its place; each heading that was found so is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from leaflets.importers.document import Block, Inline, Paragraph, Section
from leaflets.importers.flow import Heading, sections_of

_LONGEST: Final = 120
"""A heading has no more characters than this."""

_ENDS: Final = re.compile(r"[.!,;…。！][\W_]*$")
_NONE: Final = re.compile(
    r"www\.|https?:|@|\d{3}[\s.-]\d{3,4}|[“”\"«»].*\?|(?:19|20)\d\d$|[^\W\d].*[\s\u00a0]{5,}"
)
"""What no heading holds: addresses, quoted headings ("see …"), dates, labels of pictures."""

Tell = Callable[[str, str], None]
"""Takes a place and a message."""


def with_headings(section: Section, tell: Tell) -> Section:
    """The section, with a section below it for each line in bold that heads something."""
    parts = list(_parts(section.blocks))
    for part in parts:
        if isinstance(part, Heading):
            tell(section.place, f"a line in bold is taken for a heading: {_said(part.text)!r}")
    blocks, found = sections_of(parts, section.place)
    inner = tuple(with_headings(below, tell) for below in section.sections)
    return replace(section, blocks=blocks, sections=(*found, *inner))


def _parts(blocks: Sequence[Block]) -> Iterator[Block | Heading]:
    """The blocks; of bold lines in a row, the last is a heading, and one before "…:", too."""
    for number, block in enumerate(blocks):
        following = blocks[number + 1 : number + 3]
        if not isinstance(block, Paragraph) or not _is_bold_line(block):
            yield block
        elif following and not _is_bold_line(following[0]):
            if _goes_on(block, following[0]):
                yield block
                continue
            leads_in = _said(block.text).endswith(":")
            after = number and leads_in and _is_bold_line(blocks[number - 1])
            yield _heading(block, 2 if after else 1)
        elif len(following) == 2 and _leads_in(*following):
            yield _heading(block, 1)
        else:
            yield block


def _goes_on(line: Paragraph, below: Block) -> bool:
    """Whether the text below is the rest of a line that is broken in its middle."""
    return (
        isinstance(below, Paragraph)
        and _said(below.text)[:1].islower()
        and not _said(line.text).endswith((":", "?"))
    )


def _leads_in(line: Block, below: Block) -> bool:
    """Whether a bold line ends in a colon, with its text below it."""
    return (
        isinstance(line, Paragraph) and _said(line.text).endswith(":") and not _is_bold_line(below)
    )


def _heading(block: Paragraph, level: int) -> Heading:
    return Heading(level, tuple(replace(run, bold=False) for run in block.text))


def _is_bold_line(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    said = _said(block.text)
    return (
        all(run.bold and not run.struck for run in block.text if run.text.strip())
        and any(map(str.isalpha, said))
        and len(said) <= _LONGEST
        and not _ENDS.search(said)
        and not _NONE.search(said)
    )


def _said(text: Inline) -> str:
    return "".join(run.text for run in text).strip()
