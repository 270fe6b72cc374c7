"""Lists that are typed: lines that begin with a bullet, instead of the markup of lists.

The bullets themselves go (they are drawn again); every word stays, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from leaflets.epi.label_document import (
    Inline,
    LabelBlock,
    LabelList,
    LabelListItem,
    LabelParagraph,
    StyledRun,
)
from leaflets.importers.inline import plain, tidy

# U+F0xx are the characters of symbol fonts (Microsoft's Symbol and Wingdings), as word processors
# write them.
_DOTS: Final = "•●∙▪■◦○‣⁃◆◇►▶➢➤\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf06e\uf0fc\uf02d"
_BULLET: Final = re.compile(
    rf"^[\s\u200b\ufeff]*([{_DOTS}]|[-–—·‐‑−](?=[\s\u00a0]|[^\W\d_]|$))[\s\u00a0]*"
)
_INSIDE: Final = re.compile(r"(?<=[\s\u00a0])(?=[•●▪■\uf0b7])")


@dataclass(frozen=True)
class TypedLine:
    """A line of text; ``opens``: it begins a paragraph of its own, and is no line after a break."""

    text: Inline
    opens: bool


@dataclass
class _Item:
    text: Inline
    more: list[LabelBlock] = field(default_factory=list)
    below: _List | None = None


@dataclass
class _List:
    bullet: str
    items: list[_Item] = field(default_factory=list)


def blocks_of_lines(lines: Iterable[TypedLine]) -> Iterator[LabelBlock]:
    """Paragraphs and lists for lines; where the bullet changes, a list stands in another."""
    stack: list[_List] = []
    for line in _split(lines):
        found = bullet_of(line.text)
        if found:
            _put(stack, *found)
        elif stack and (not stack[-1].items[-1].text or _continues(line)):
            item = stack[-1].items[-1]
            if item.text:
                item.more.append(LabelParagraph(line.text))
            else:
                item.text = line.text
        else:
            yield from _closed(stack)
            yield LabelParagraph(line.text)
    yield from _closed(stack)


def bullet_of(text: Inline) -> tuple[str, Inline] | None:
    """The bullet that a line begins with and the text after it; None where there is none."""
    match = _BULLET.match(plain(text))
    if not match:
        return None
    return match[1], without_start(text, match.end())


def without_start(text: Inline, count: int) -> Inline:
    """A text without its first ``count`` characters."""
    runs = []
    for run in text:
        rest = run.text[count:]
        count = max(0, count - len(run.text))
        if rest:
            runs.append(replace(run, text=rest))
    return tidy(runs)


def _split(lines: Iterable[TypedLine]) -> Iterator[TypedLine]:
    """The lines, cut before bullets inside them."""
    for line in lines:
        text = plain(line.text)
        begin = len(text) - len(text.lstrip())
        places = [match.start() for match in _INSIDE.finditer(text) if match.start() > begin]
        for number, piece in enumerate(_cut(line.text, places)):
            if inline := tidy(piece):
                yield TypedLine(inline, line.opens and not number)


def _cut(text: Inline, places: list[int]) -> Iterator[list[StyledRun]]:
    """A text's runs, cut at places."""
    piece: list[StyledRun] = []
    start, left = 0, list(reversed(places))
    for run in text:
        rest = run
        while left and left[-1] < start + len(rest.text):
            count = left.pop() - start
            yield [*piece, replace(rest, text=rest.text[:count])]
            piece, rest = [], replace(rest, text=rest.text[count:])
            start += count
        piece.append(rest)
        start += len(rest.text)
    yield piece


def _continues(line: TypedLine) -> bool:
    """Whether a line after a break goes on with the item above it."""
    text = plain(line.text)
    return not line.opens and text[:1].islower()


def _put(stack: list[_List], bullet: str, text: Inline) -> None:
    if any(level.bullet == bullet for level in stack):
        while stack[-1].bullet != bullet:
            stack.pop()
    else:
        level = _List(bullet)
        if stack:
            above = stack[-1].items[-1]
            above.below = level
        stack.append(level)
    stack[-1].items.append(_Item(text))


def _closed(stack: list[_List]) -> Iterator[LabelBlock]:
    """The list that is open, if there is one; a bullet and nothing else is a sign, not a list."""
    if stack:
        yield _made(stack[0]) if _said(stack[0]) else LabelParagraph((StyledRun(stack[0].bullet),))
        stack.clear()


def _said(found: _List) -> bool:
    return any(item.text or item.below for item in found.items)


def _made(found: _List) -> LabelList:
    items = []
    for item in found.items:
        blocks: list[LabelBlock] = [LabelParagraph(item.text)] if item.text else []
        blocks += item.more
        if item.below and _said(item.below):
            blocks.append(_made(item.below))
        if blocks:
            items.append(LabelListItem(tuple(blocks)))
    return LabelList(False, tuple(items))
