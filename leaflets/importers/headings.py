"""Lines in bold that head what stands below them: headings that a label sets as text.

A screen reader jumps from heading to heading, and a heading stays with its text at the end of a
page. No word changes its place; each heading that was found so is told in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from leaflets.epi.label_document import Inline, LabelBlock, LabelParagraph, LabelSection
from leaflets.importers.flow import TextHeading, sections_of
from leaflets.importers.table_heads import unframed

_LONGEST: Final = 120
_LONGEST_LEAD: Final = 200
"""A heading has no more characters than this; one that ends in a colon, than that."""
_MOST_IN_A_ROW: Final = 2
"""More bold lines in a row are an address or a title, unless one of them leads in with a colon."""
_FEWEST_GOING_ON: Final = 4
"""The rest of a broken line has as many words; the name of a substance has fewer."""

_NUMBERED: Final = re.compile(r"\d{1,2}[.)]|[a-z][.)]")
_ENDS: Final = re.compile(r"[.!,;…。！][\W_]*$")
_NONE: Final = re.compile(
    r"www\.|https?:|@|\d{3}[\s.-]\d{3,4}|[“”\"«»].*\?|(?:19|20)\d\d$|[^\W\d].*[\s\u00a0]{5,}"
    r"|^[(\[].*[)\]]$|^\S*\d\S*$"
    r"|^(?:figur[aey]?|figure|fig|imagen|imagem|kuva|abbildung|joonis|εικόνα)\.?\s*\w{1,3}\W*$",
    re.IGNORECASE,
)
"""What no heading holds: addresses, quoted headings ("see …"), dates, codes, names of pictures."""

Tell = Callable[[str, str, str], None]
"""Takes a remark's kind, place and message."""


def with_headings(section: LabelSection, tell: Tell) -> LabelSection:
    """The section, with a section below it for each line in bold that heads something.

    Tables that only place things are taken apart first: a whole guide may stand in one.
    """
    blocks = tuple(unframed(section.blocks, lambda why: tell("table-head", section.place, why)))
    parts = list(_parts(blocks))
    for part in parts:
        if isinstance(part, TextHeading):
            message = f"a line in bold is taken for a heading: {_said(part.text)!r}"
            tell("heading", section.place, message)
    first, found = sections_of(parts, section.place)
    inner = tuple(with_headings(below, tell) for below in section.sections)
    return replace(section, blocks=first, sections=(*found, *inner))


def _parts(blocks: Sequence[LabelBlock]) -> Iterator[LabelBlock | TextHeading]:
    """The blocks, with the headings among them; "Children:" is of the level of "Adults:"."""
    lead = 1  # the level of the last heading with a colon, below the last one without
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _is_bold_line(blocks[end]):
            end += 1
        if end == start:
            yield blocks[start]
            start += 1
            continue
        lines = [block for block in blocks[start:end] if isinstance(block, LabelParagraph)]
        below = blocks[end] if end < len(blocks) else None
        count = _heads(lines, below, start == 0)
        yield from lines[: len(lines) - count]
        headings = lines[len(lines) - count :]
        level = lead if count == 1 and _leads_in(headings[0]) else 1
        for line in headings:
            yield TextHeading(level, tuple(replace(run, bold=False) for run in line.text))
            lead = level if _leads_in(line) else 1 if level == 1 else lead
            level += 1
        start = end


def _heads(lines: Sequence[LabelParagraph], below: LabelBlock | None, is_first: bool) -> int:
    """How many of bold lines in a row are headings, one in another, from the last on."""
    if below is None or _goes_on(lines[-1], below, is_first):
        return 0
    if is_first:
        is_title = len(lines) > 1 and not _said(lines[-1].text).endswith(("?", ":"))
        return 0 if is_title else 1
    if len(lines) <= _MOST_IN_A_ROW or any(map(_leads_in, lines)):
        return len(lines)
    return 1


def _goes_on(line: LabelParagraph, below: LabelBlock, is_first: bool) -> bool:
    """Whether the text below is the rest of a line that is broken in its middle."""
    if not isinstance(below, LabelParagraph) or _said(line.text).endswith((":", "?")):
        return False
    said = _said(below.text)
    is_short = len(said.split()) < _FEWEST_GOING_ON
    if _NUMBERED.match(said) or _NUMBERED.match(_said(line.text)):
        return False
    return said[:1].islower() and (is_first or not is_short)


def _leads_in(line: LabelParagraph) -> bool:
    return _said(line.text).endswith(":")


def _is_bold_line(block: LabelBlock) -> bool:
    if not isinstance(block, LabelParagraph):
        return False
    said = _said(block.text)
    runs = [run for run in block.text if run.text.strip()]
    letters = [c for c in said if c.isalpha()]
    return (
        (all(run.bold for run in runs) or all(run.underlined for run in runs))
        and not any(run.struck for run in runs)
        and bool(letters)
        and not letters[0].islower()
        and len(said) <= (_LONGEST_LEAD if said.endswith(":") else _LONGEST)
        and not _ENDS.search(said)
        and not _NONE.search(said)
    )


def _said(text: Inline) -> str:
    return "".join(run.text for run in text).strip()
