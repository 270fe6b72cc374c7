"""A page as plain text: for text-to-speech, e-mail, and readers who set their own type.

One paragraph a line, so that a reader breaks lines where it likes. Headings are underlined,
lists have marks, tables are lists of labelled rows (as in large print).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5

from leaflets.page import Page
from leaflets.plaintext import without_joiners

_UNDERLINES = {"h1": "=", "h2": "-"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = ("span", "strong", "em")


def text_of(page: Page, band: str) -> str:
    """The page as text, UTF-8 to be; ``band`` (the draft notice) is its first line."""
    body = tinyhtml5.parse(page.html, namespace_html_elements=False).find("body")
    lines = [band, "", *_lines(body, "")]
    kept = [line for index, line in enumerate(lines) if line or lines[index - 1]]
    return "\n".join(kept).strip("\n") + "\n"


def _lines(element: Element, indent: str) -> Iterator[str]:
    if element.tag in _HEADINGS:
        yield from _heading(element)
    elif element.tag in ("ul", "ol"):
        for number, item in enumerate(element.findall("li"), 1):
            yield from _item(item, f"{number}. " if element.tag == "ol" else "- ", indent)
        if not indent:
            yield ""
    elif element.tag == "img":
        yield f"{indent}[{element.get('alt', '')}]"
    elif all(child.tag in _INLINE for child in element):
        if text := _inline(element):
            yield indent + text
            if not indent:
                yield ""
    else:
        for child in element:
            yield from _lines(child, indent)


def _heading(element: Element) -> Iterator[str]:
    text = _inline(element)
    yield ""
    yield text
    if mark := _UNDERLINES.get(element.tag):
        yield mark * len(text)
    yield ""


def _item(item: Element, mark: str, indent: str) -> Iterator[str]:
    """A list item: its own text behind the mark, whatever is in it below."""
    deeper = indent + "  "
    own = _inline(item, blocks=False)
    if own:
        yield indent + mark + own
    inner = [line for child in item if child.tag not in _INLINE for line in _lines(child, deeper)]
    if not own and inner:
        yield indent + mark + inner.pop(0).strip()
    yield from inner


def _inline(element: Element, blocks: bool = True) -> str:
    """The text of an element, white space collapsed; ``blocks``: that of blocks in it too."""
    parts = [element.text or ""]
    for child in element:
        if blocks or child.tag in _INLINE:
            parts.append(_inline_raw(child))
        parts.append(child.tail or "")
    return " ".join(without_joiners("".join(parts)).split())


def _inline_raw(element: Element) -> str:
    return "".join(element.itertext())
