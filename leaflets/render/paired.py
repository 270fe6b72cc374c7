"""Two pages of one leaflet, in two languages, into one: block by block, on the same height.

Both pages come from the same template and the same sheet, so their elements go in pairs. A
reviewer's copy also names the messages of each block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final, TypeVarTuple
from xml.etree.ElementTree import Element, SubElement, tostring

import tinyhtml5

from leaflets.content.sides import BESIDE, NAMED, SHOWN
from leaflets.errors import LeafletsError, problem
from leaflets.language.bidi import isolated, runs_right_to_left
from leaflets.render.measures import Second
from leaflets.render.task import Page
from leaflets.snapshot import Snapshot

_INLINE = ("span", "strong", "em", "sub", "sup")
_CELLS = ("td", "th", "caption")
_Args = TypeVarTuple("_Args")


_STYLE: Final = "<style>/* style */</style>"
"""Stands for the style of a page while its text is paired."""


def paired_page(
    one: Page,
    two: Page | None,
    second: Second | None,
    *,
    named: bool,
    kept: Snapshot | None = None,
) -> Page:
    """The page ``one`` with each block of ``two`` beside it, and the messages' names under it.

    Pages that differ in their style alone are paired once, where ``kept`` is given.

    Raises LeafletsError (kind "template") where a template prints other parts in the two.
    """
    plain, style = _without_style(one.html)
    beside = _without_style(two.html)[0] if two else None
    pair = kept.lately if kept else _now
    html = pair(_paired, plain, beside, second, named)
    if style and html.count(_STYLE) != 1:
        html = _paired(one.html, two.html if two else None, second, named)
    elif style:
        html = html.replace(_STYLE, style)
    return Page((html,), {**(two.resources if two else {}), **one.resources})


def _now(make: Callable[[*_Args], str], *args: *_Args) -> str:
    return make(*args)


def _without_style(html: str) -> tuple[str, str]:
    """A page with another style in the place of its own; and its own, empty if none is plain."""
    start, end = html.find("<style>"), html.find("</style>") + len("</style>")
    whole = html.count("<style>") == html.count("</style>") == 1 and start < end
    style = html[start:end]
    # A parser leaves a style as it is, but for these (HTML, 13.2.3.5 and 13.2.5.3).
    if not whole or _STYLE in html or "\r" in style or "\0" in style:
        return html, ""
    return f"{html[:start]}{_STYLE}{html[end:]}", style


def _paired(html: str, beside: str | None, second: Second | None, named: bool) -> str:
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    other = tinyhtml5.parse(beside, namespace_html_elements=False) if beside else None
    aside = other.find("body") if other is not None else None
    _Pairing(second, named).pair(tree.find("body"), aside)
    return "<!DOCTYPE html>\n" + tostring(tree, encoding="unicode", method="html")


class _Pairing:
    """Walks two trees side by side."""

    def __init__(self, second: Second | None, named: bool) -> None:
        self.second = second
        self.named = named

    def pair(self, one: Element, two: Element | None) -> None:
        """Put what ``two`` says beside what ``one`` says, in ``one``."""
        if two is not None and not _alike(one, two):
            message = f"it prints other parts in the second language, in {one.tag!r}"
            raise LeafletsError(problem("template-beside", message))
        children = list(one)
        others = list(two) if two is not None else [None] * len(children)
        if one.tag == "li" and any(child.tag in _INLINE for child in children):
            self._item(one, two)
        for child, other in zip(children, others, strict=True):
            if child.tag in _INLINE:
                continue
            if child.tag == "img":
                self._picture(one, child, other)
            elif (child.tag in _CELLS or one.tag in _CELLS) and any(
                inner.tag in _INLINE for inner in child
            ):
                self._stacked(child, other)
            elif child.tag != "li" and _is_block(child):
                self._replace(one, child, self._row(child, other))
            else:
                self.pair(child, other)

    def _replace(self, parent: Element, child: Element, new: Element) -> None:
        new.tail = child.tail
        parent[list(parent).index(child)] = new

    def _row(self, one: Element, two: Element | None) -> Element:
        """A block and the same in the other language, in a row; names under it."""
        row = Element("div", {**one.attrib, "class": f"row {one.get('class', '')}".strip()})
        self._fill(row, one, two, one.tag)
        return row

    def _item(self, one: Element, two: Element | None) -> None:
        """The lines of a list item as a row, before what else is in it."""
        lines, others = _lines_of(one), _lines_of(two) if two is not None else None
        row = Element("div", {"class": "row"})
        self._fill(row, lines, others, "p")
        for child in [child for child in one if child.tag in _INLINE]:
            one.remove(child)
        one.text = None
        one.insert(0, row)

    def _fill(self, row: Element, one: Element, two: Element | None, tag: str) -> None:
        pair = SubElement(row, "div", {"class": "pair"})
        pair.append(_cell(one, tag, {"class": "cell"}))
        if two is not None:
            # One heading of level 1, in the leaflet's own language.
            other = "p" if tag == "h1" else tag
            title = " title" if tag == "h1" else ""
            pair.append(self._other(two, other, f"cell second{title}"))
        self._name(row, one)

    def _stacked(self, one: Element, two: Element | None) -> None:
        """A cell of a table, or what is in it beside a picture: one language under the other."""
        lines, others = _lines_of(one), _lines_of(two) if two is not None else None
        for child in [child for child in one if child.tag in _INLINE]:
            one.remove(child)
        one.text = None
        one.append(_cell(lines, "p", {"class": "first"}))
        if others is not None:
            one.append(self._other(others, "p", "second"))
        self._name(one, lines)

    def _other(self, two: Element, tag: str, classes: str) -> Element:
        assert self.second is not None
        place = {"class": classes, "lang": self.second.language, "dir": self.second.direction}
        cell = _cell(two, tag, place)
        for element in cell.iter():
            if name := element.get("data-phrase"):
                element.set("data-phrase", f"{BESIDE}{name}")
        return cell

    def _picture(self, parent: Element, one: Element, two: Element | None) -> None:
        """A picture stands once; what it shows is printed for reviewers only."""
        name = one.get("data-phrase")
        if not self.named or not name:
            return
        told = Element("p")
        SubElement(told, "span", {"data-phrase": name}).text = _shown(one)
        other = None
        if two is not None:
            other = Element("p")
            SubElement(other, "span", {"data-phrase": name}).text = _shown(two)
        row = self._row(told, other)
        for span in row.iter("span"):
            if span.get("data-phrase") == name:
                span.set("data-phrase", f"{SHOWN}{name}")
        parent.insert(list(parent).index(one) + 1, row)

    def _name(self, parent: Element, block: Element) -> None:
        """The identities of a block's messages, for reviewers."""
        if not self.named:
            return
        names = SubElement(parent, "p", {"class": "names-of", "lang": "en", "dir": "ltr"})
        for span in _phrases(block):
            name = span.get("data-phrase", "")
            shown = SubElement(names, "span", {"data-phrase": f"{NAMED}{name}"})
            shown.text, shown.tail = name, " "


def _shown(picture: Element) -> str:
    """The words of a picture, as they are printed: its numbers run from left to right."""
    words = picture.get("alt", "")
    return isolated(words) if runs_right_to_left(words) else words


def _cell(block: Element, tag: str, attributes: dict[str, str]) -> Element:
    cell = deepcopy(block)
    cell.tag, cell.tail = tag, None
    cell.attrib.clear()
    cell.attrib.update(attributes)
    return cell


def _lines_of(item: Element) -> Element:
    """The inline content of a list item."""
    lines = Element("p")
    lines.text = item.text
    lines.extend(deepcopy(child) for child in item if child.tag in _INLINE)
    return lines


def _is_block(element: Element) -> bool:
    """Whether it holds text and inline elements only."""
    return bool(len(element)) and all(_is_inline(child) for child in element)


def _is_inline(element: Element) -> bool:
    return element.tag in _INLINE and all(map(_is_inline, element))


def _phrases(block: Element) -> Iterator[Element]:
    for element in block.iter():
        if element.get("data-phrase"):
            yield element


def _alike(one: Element, two: Element) -> bool:
    """Whether two elements have the same children; how a phrase is written is its own affair."""
    return [child.tag for child in one] == [child.tag for child in two] and one.get(
        "data-phrase"
    ) == two.get("data-phrase")
