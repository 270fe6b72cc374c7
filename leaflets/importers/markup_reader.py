"""The text of a label into blocks: XHTML, SPL's narrative and CALS tables alike.

What is allowed is read, by construction: nothing of a source's markup passes through. Words
are never changed; white space is as a reader sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from leaflets.importers.document import (
    Block,
    Cell,
    Inline,
    ListItem,
    ListOf,
    Paragraph,
    Picture,
    Run,
    Table,
)

PictureOf = Callable[[Any], Picture]

_PARAGRAPHS: Final = frozenset(
    (
        *("p", "paragraph", "div", "section", "article", "blockquote", "center", "pre", "dl"),
        *("dt", "dd", "address", "header", "footer", "main", "body", "figure", "figcaption"),
    )
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS: Final = frozenset(("ul", "ol", "list"))
_ITEMS: Final = frozenset(("li", "item"))
_PICTURES: Final = frozenset(("img", "rendermultimedia"))
_NOT_READ: Final = frozenset(
    (
        *("script", "style", "head", "title", "meta", "link", "col", "colgroup", "colspec"),
        *("template", "noscript", "form", "object"),
    )
)
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "u": {"underlined": True},
    "s": {"struck": True},
    "strike": {"struck": True},
    "del": {"struck": True},
    "sub": {"position": "sub"},
    "sup": {"position": "super"},
}
_CODES: Final[dict[str, dict[str, Any]]] = {
    "bold": {"bold": True},
    "italics": {"italic": True},
    "underline": {"underlined": True},
}
"""SPL's styleCode (Section Style Codes, FDA's SPL Implementation Guide 2.2.2)."""

_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_BULLET: Final = re.compile(
    r"(?:[•·▪◦‣●○■□]|[\uf0a7\uf0b7\uf0a8\uf0d8])[\s\u00a0]*|[-–][\s\u00a0]+"
)
_DEEPEST: Final = 100
_WIDEST: Final = 100


@dataclass
class _Flow:
    """Blocks as they come, and the line that is not finished yet."""

    blocks: list[Block]
    line: list[Run]

    def end(self) -> None:
        """End the line, as a paragraph if it says anything."""
        text = tidy(self.line)
        if text:
            self.blocks.append(Paragraph(text))
        self.line.clear()

    def add(self, block: Block | None) -> None:
        """End the line, and put a block after it."""
        self.end()
        if block is not None:
            self.blocks.append(block)


def blocks_of(element: Any, picture_of: PictureOf) -> tuple[Block, ...]:
    """The blocks that an element holds. ``picture_of`` reads an element that shows a picture.

    Raises RecursionError where it is nested too deeply.
    """
    flow = _Flow([], [])
    _read(element, _style(element, Run("")), flow, picture_of, 0)
    flow.end()
    return tuple(_with_lists(flow.blocks))


def inline_of(element: Any) -> Inline:
    """The text of an element that is one line, such as a title."""
    flow = _Flow([], [])
    _read(element, Run(""), flow, lambda _: Picture(""), 0)
    flow.end()
    lines = [block.text for block in flow.blocks if isinstance(block, Paragraph)]
    runs = [run for number, line in enumerate(lines) for run in (*[Run(" ")][: number > 0], *line)]
    return tidy(runs)


def tidy(runs: Iterable[Run]) -> Inline:
    """A line with its white space as a reader sees it, and runs of one style as one run."""
    found: list[Run] = []
    spaced = True
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if spaced:
            text = text.removeprefix(" ")
        if not text:
            continue
        spaced = text.endswith(" ")
        if found and replace(found[-1], text="") == replace(run, text=""):
            found[-1] = replace(run, text=found[-1].text + text)
        else:
            found.append(replace(run, text=text))
    while found and not found[-1].text.rstrip(" "):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return tuple(found) if any(run.text.strip() for run in found) else ()


def tag_of(element: Any) -> str:
    """The local name of an element in small letters; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _style(element: Any, around: Run) -> Run:
    style = _STYLES.get(tag_of(element), {})
    codes = (element.get("styleCode") or "").lower().split()
    style = {**style, **{k: v for code in codes for k, v in _CODES.get(code, {}).items()}}
    if "line-through" in (element.get("style") or ""):
        style = {**style, "struck": True}
    return replace(around, **style) if style else around


def _read(element: Any, style: Run, flow: _Flow, picture_of: PictureOf, depth: int) -> None:
    if depth > _DEEPEST:
        raise RecursionError
    _say(element.text, style, flow)
    for child in element:
        tag = tag_of(child)
        if tag and tag not in _NOT_READ:
            _read_child(child, tag, style, flow, picture_of, depth)
        _say(child.tail, style, flow)


def _read_child(
    child: Any, tag: str, style: Run, flow: _Flow, picture_of: PictureOf, depth: int
) -> None:
    own = _style(child, style)
    if tag == "br":
        flow.end()
    elif tag in _LISTS:
        for block in _list(child, picture_of):
            flow.add(block)
    elif tag == "table":
        flow.add(_table(child, picture_of))
    elif tag in _PICTURES:
        flow.add(picture_of(child))
    elif tag == "footnote":
        # It stands where it is noted: in brackets, nothing of it moves.
        _say(" [", style, flow)
        flow.line += [run for block in blocks_of(child, picture_of) for run in _runs_in(block)]
        _say("] ", style, flow)
    elif tag in _PARAGRAPHS or tag in _HEADINGS or tag in _ITEMS or tag == "caption":
        flow.end()
        _read(
            child, replace(own, bold=True) if tag in _HEADINGS else own, flow, picture_of, depth + 1
        )
        flow.end()
    else:
        _read(child, own, flow, picture_of, depth + 1)


def _say(text: str | None, style: Run, flow: _Flow) -> None:
    if text:
        flow.line.append(replace(style, text=text))


def _runs_in(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph():
            yield from block.text
            yield Run(" ")
        case ListOf():
            for item in block.items:
                for inner in item.blocks:
                    yield from _runs_in(inner)
        case Table():
            for row in block.rows:
                for cell in row:
                    for inner in cell.blocks:
                        yield from _runs_in(inner)


def _list(element: Any, picture_of: PictureOf) -> Iterator[Block]:
    """A list; its caption stands before it. What is no item of it is one all the same."""
    ordered = tag_of(element) == "ol" or element.get("listType") == "ordered"
    items: list[ListItem] = []
    if element.text and element.text.strip():
        items.append(ListItem((Paragraph(tidy([Run(element.text)])),)))
    for child in element:
        tag = tag_of(child)
        if tag == "caption":
            yield from blocks_of(child, picture_of)
        elif tag in _ITEMS:
            items.append(_item(child, picture_of))
        elif tag in _LISTS and items:
            inner = tuple(_list(child, picture_of))
            items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *inner))
        elif tag and tag not in _NOT_READ and (blocks := _alone(child, picture_of)):
            items.append(ListItem(blocks))
        if child.tail and child.tail.strip():
            items.append(ListItem((Paragraph(tidy([Run(child.tail)])),)))
    yield ListOf(ordered, tuple(items))


def _alone(child: Any, picture_of: PictureOf) -> tuple[Block, ...]:
    """The blocks of an element by itself, lists, tables and pictures included."""
    flow = _Flow([], [])
    _read_child(child, tag_of(child), Run(""), flow, picture_of, 0)
    flow.end()
    return tuple(flow.blocks)


def _item(element: Any, picture_of: PictureOf) -> ListItem:
    mark = None
    flow = _Flow([], [])
    style = _style(element, Run(""))
    _say(element.text, style, flow)
    for child in element:
        tag = tag_of(child)
        if tag == "caption" and mark is None and not flow.blocks and not tidy(flow.line):
            mark = "".join(run.text for run in inline_of(child))
        elif tag and tag not in _NOT_READ:
            _read_child(child, tag, style, flow, picture_of, 0)
        _say(child.tail, style, flow)
    flow.end()
    # A bullet says nothing: the leaflet has bullets of its own.
    says = mark if mark and any(map(str.isalnum, mark)) else None
    return ListItem(tuple(_without_bullet(_with_lists(flow.blocks))), says)


def _without_bullet(blocks: list[Block]) -> list[Block]:
    """An item whose text begins with a typed bullet, without it."""
    first = blocks[0] if blocks else None
    if isinstance(first, Paragraph) and (text := _after_bullet(first.text)):
        return [Paragraph(text), *blocks[1:]]
    return blocks


def _after_bullet(text: Inline) -> Inline:
    """A line without the bullet it begins with; nothing where it begins with none."""
    if not text or not (found := _BULLET.match(text[0].text)):
        return ()
    return tidy([replace(text[0], text=text[0].text[found.end() :]), *text[1:]])


def _with_lists(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, with lines that begin with typed bullets as lists."""
    found: list[Block] = []
    items: list[ListItem] = []
    for block in blocks:
        rest = _after_bullet(block.text) if isinstance(block, Paragraph) else ()
        if rest:
            items.append(ListItem((Paragraph(rest),)))
            continue
        if items:
            found.append(ListOf(False, tuple(items)))
            items = []
        found.append(block)
    return [*found, *([ListOf(False, tuple(items))] if items else [])]


def _table(element: Any, picture_of: PictureOf) -> Table | None:
    rows: list[tuple[Cell, ...]] = []
    notes: list[Block] = []
    caption: Inline = ()
    heads = 0
    columns: dict[str, int] = {}
    for tag, part in _parts(element):
        if tag in ("caption", "title"):
            caption = tidy([*caption, Run(" "), *inline_of(part)])
        elif tag == "colspec":
            columns.setdefault(part.get("colname") or "", len(columns))
        elif tag == "tfoot":
            notes += blocks_of(part, picture_of)
        else:
            row = tuple(_cell(cell, columns, picture_of) for cell in part if tag_of(cell) in _CELLS)
            if tag == "head" and row and heads == len(rows):
                heads += 1
            if row:
                rows.append(row)
    return Table(tuple(rows), caption, heads, tuple(notes)) if rows or caption or notes else None


_CELLS: Final = ("td", "th", "entry")


def _parts(element: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a table in order: captions, columns, rows (“head” in its head), its foot."""
    for child in element:
        tag = tag_of(child)
        if tag in ("tbody", "tgroup"):
            yield from _parts(child)
        elif tag == "thead":
            for row in child:
                if tag_of(row) in ("tr", "row"):
                    yield "head", row
        elif tag in ("tr", "row", "caption", "title", "colspec", "tfoot"):
            yield tag, child


def _cell(element: Any, columns: dict[str, int], picture_of: PictureOf) -> Cell:
    width = _number(element.get("colspan"))
    start, end = columns.get(element.get("namest")), columns.get(element.get("nameend"))
    if start is not None and end is not None:
        width = max(1, end - start + 1)
    height = _number(element.get("rowspan"))
    if element.get("morerows"):
        height = _number(element.get("morerows")) + 1
    blocks = blocks_of(element, picture_of)
    return Cell(blocks, tag_of(element) == "th", min(width, _WIDEST), min(height, 1000))


def _number(text: str | None) -> int:
    """A span; 1 where it is missing or no number."""
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 5 else 1
