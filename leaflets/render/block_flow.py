"""A page as a flow of blocks: what plain text and Braille are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal
from xml.etree.ElementTree import Element

import tinyhtml5

from leaflets.language.plaintext import without_joiners
from leaflets.render.task import Page

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE: Final = ("span", "strong", "em", "sub", "sup")


@dataclass(frozen=True)
class FlowBlock:
    """A heading (of a level), a paragraph, a list item's first line, or a picture's words.

    ``depth`` counts the lists it is in; ``mark`` stands before a list item's first line.
    ``named`` are its phrases, one by one, with their no-break spaces and their identities.
    """

    kind: Literal["heading", "paragraph", "item", "picture"]
    text: str
    named: tuple[tuple[str, str], ...]
    depth: int = 0
    level: int = 0
    mark: str = ""

    @property
    def pieces(self) -> tuple[str, ...]:
        """The phrases without their identities."""
        return tuple(piece for piece, _ in self.named)


def blocks_of(page: Page) -> tuple[FlowBlock, ...]:
    """The blocks of a page, in reading order."""
    body = tinyhtml5.parse(page.html, namespace_html_elements=False).find("body")
    return tuple(_blocks(body, 0))


def _blocks(element: Element, depth: int) -> Iterator[FlowBlock]:
    if element.tag in _HEADINGS:
        yield FlowBlock("heading", _text(element), _pieces(element), level=int(element.tag[1]))
    elif element.tag in ("ul", "ol"):
        for number, item in enumerate(element.findall("li"), 1):
            mark = f"{number}." if element.tag == "ol" else "-"
            yield from _item(item, "" if "marked" in item.get("class", "").split() else mark, depth)
    elif element.tag == "img":
        if text := " ".join(element.get("alt", "").split()):
            yield FlowBlock("picture", text, ((text, "picture"),), depth)
    elif all(child.tag in _INLINE for child in element):
        if text := _text(element):
            yield FlowBlock("paragraph", text, _pieces(element), depth)
    else:
        for child in element:
            yield from _blocks(child, depth)


def _item(item: Element, mark: str, depth: int) -> Iterator[FlowBlock]:
    """A list item: its first line has the mark, whatever else is in it stands below."""
    own = _text(item, blocks=False)
    if own:
        pieces = tuple(p for child in item if child.tag in _INLINE for p in _pieces_in(child))
        yield FlowBlock("item", own, pieces, depth, mark=mark)
    inner = [b for child in item if child.tag not in _INLINE for b in _blocks(child, depth + 1)]
    if not own and inner and inner[0].kind == "paragraph":
        yield replace(inner.pop(0), kind="item", depth=depth, mark=mark)
    yield from inner


def _text(element: Element, blocks: bool = True) -> str:
    """The text of an element, white space collapsed; ``blocks``: that of blocks in it too."""
    parts = [element.text or ""]
    for child in element:
        if blocks or child.tag in _INLINE:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return _clean("".join(parts))


def _pieces(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(piece for child in element for piece in _pieces_in(child))


def _pieces_in(element: Element) -> Iterator[tuple[str, str]]:
    """The phrases in an element: each one whole, though it may hold other elements."""
    if identity := element.get("data-phrase"):
        text = "".join(element.itertext()).replace("\u2060", "")
        yield re.sub(r"[ \t\r\n]+", " ", text).strip(), identity
    else:
        for child in element:
            yield from _pieces_in(child)


def _clean(text: str) -> str:
    return " ".join(without_joiners(text).split())
