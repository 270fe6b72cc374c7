"""A page as WeasyPrint takes it, parsed by lexbor (WeasyPrint 70.0, tinyhtml5 2).

tinyhtml5 is HTML's parser in Python, a letter at a time: a fourteenth of the time of a leaflet.
lexbor (selectolax) goes by the same specification in C. What the two may show in other ways is
left to tinyhtml5: pictures and formulas in the text, scripts, what is not HTML's own, and pages
where an element is not closed where it was opened, or stands where HTML has no place for it.

Pinned: what ``HTML.__init__`` makes; that tinyhtml5's elements have plain names.
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from selectolax.lexbor import LexborHTMLParser

from leaflets.render.weasyprint.scope import is_ours

_KNOWN: Final = frozenset(
    [
        *("html", "head", "meta", "title", "style", "link", "base", "body", "div", "span", "p"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "aside", "header"),
        *("footer", "main", "nav", "address", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "a"),
        *("abbr", "b", "bdi", "bdo", "br", "cite", "code", "dfn", "em", "hr", "i", "img"),
        *("kbd", "mark", "q", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var"),
        *("wbr", "blockquote", "figure", "figcaption", "pre"),
    ]
)
"""Elements that HTML's parser treats in the same way wherever they stand in a page of ours."""
_EMPTY: Final = frozenset(["meta", "link", "base", "col", "br", "hr", "img", "wbr"])
_TAG: Final = re.compile(
    r"""<(?P<closes>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?:[^"'>]|"[^"]*"|'[^']*')*+>"""
    r"""|(?P<broken></?[a-zA-Z])"""
)
"""A tag; or what begins as one and ends nowhere, so that no text is looked through again."""
_RAW: Final = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("style", "title")}
"""Where that ends in which no tag is one."""
_LONE: Final = re.compile("[\ud800-\udfff]")
"""Half a character: text that is none."""


class PageSource(weasyprint.HTML):  # type: ignore[misc]
    """A page, as ``weasyprint.HTML(string=…)`` would give it."""

    def __init__(self, html: str, base_url: str, url_fetcher: Any) -> None:
        tree = _tree(html) if is_ours() else None
        if tree is None:
            super().__init__(string=html, base_url=base_url, url_fetcher=url_fetcher)
            return
        self.base_url = weasyprint._find_base_url(tree, base_url)
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = tree


def _tree(html: str) -> ElementTree.Element | None:
    """The page's elements; None where one of them is for tinyhtml5."""
    written = _written(html)
    tree = _parsed(html) if written is not None else None
    if tree is None or [(e.tag, len(e)) for e in tree.iter()] != written:
        return None
    return tree


def _written(html: str) -> list[tuple[str, int]] | None:
    """Each element that the text opens and closes, and how many are in it; None for any other."""
    found: list[list[Any]] = []
    still_open: list[int] = []
    at = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        if tag["broken"]:
            return None
        name = tag["name"].lower()
        if tag["closes"]:
            if not still_open or found[still_open.pop()][0] != name:
                return None
            continue
        if still_open:
            found[still_open[-1]][1] += 1
        found.append([name, 0])
        if name not in _EMPTY:
            still_open.append(len(found) - 1)
        if name in _RAW:
            end = _RAW[name].search(html, at)
            if end is None:
                return None
            at = end.start()
    return None if still_open else [(name, count) for name, count in found]


def _parsed(html: str) -> ElementTree.Element | None:
    if "\0" in html or _LONE.search(html):
        return None
    root = LexborHTMLParser(html).root
    if root is None or root.tag != "html":
        return None
    tree = ElementTree.Element("html", _attributes(root))
    open_elements = [(tree, root)]
    while open_elements:
        element, node = open_elements.pop()
        last: ElementTree.Element | None = None
        for child in node.iter(include_text=True):
            if child.tag in _KNOWN:
                last = ElementTree.SubElement(element, child.tag, _attributes(child))
                open_elements.append((last, child))
            elif child.tag != "-text":
                return None
            elif last is None:
                element.text = (element.text or "") + (child.text_content or "")
            else:
                last.tail = (last.tail or "") + (child.text_content or "")
    return tree


def _attributes(node: Any) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}
