"""The inline markup of texts, and the only producer of trusted HTML.

A small subset of CommonMark, read by markdown-it-py with everything else switched off:
``**strong**`` and backslash escapes. HTML in a text is printed literally.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from leaflets.quantities import quantities

_MARKDOWN: Final = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["emphasis", "escape"]
)
_TAGS: Final = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
}


def to_html(text: str, isolate: bool = False) -> Markup:
    """The text as an HTML fragment whose quantities stay on one line.

    ``isolate`` also keeps them left to right: for text that runs from right to left.
    """
    return Markup("").join(
        Markup(_TAGS[token.type])
        if token.type in _TAGS
        else _with_quantities(token.content, isolate)
        for token in _tokens(text)
    )


def to_xhtml(text: str, isolate: bool = False) -> Markup:
    """The same for documents that others lay out: nothing in it says where a line may break."""
    return Markup("").join(
        Markup(_TAGS[token.type])
        if token.type in _TAGS
        else _with_quantities(token.content, isolate, escape)
        for token in _tokens(text)
    )


def to_plain(text: str) -> str:
    """The text as a reader sees it, without its markup."""
    return "".join(token.content for token in _tokens(text))


def leftover(text: str) -> str | None:
    """A mark that would be printed (``**`` without its partner), or that parts a number."""
    if found := re.search(r"\d\*\*|\*\*\d[^*]*\*\*\d|\d\\|\\\d", text):
        return found[0]
    return next((mark for mark in ("**", "__", "`") if mark in to_plain(text)), None)


def _tokens(text: str) -> list[Token]:
    if not any(mark in text for mark in "*_\\"):
        return [Token("text", "", 0, content=text)]
    (inline,) = _MARKDOWN.parseInline(text)
    tokens = inline.children or []
    for token in tokens:
        if token.type in ("em_open", "em_close"):
            # One asterisk is a sign of arithmetic, or a slip: it is printed.
            token.type, token.content = "text", token.markup
    return tokens


def _with_quantities(
    text: str, isolate: bool, told: Callable[[str], Markup] | None = None
) -> Markup:
    told = told or _unbroken
    parts = [Markup("")]
    done = 0
    for found in quantities(text):
        parts.append(escape(text[done : found.start]))
        isolated = told(text[found.start : found.isolate])
        if isolated and isolate:
            isolated = Markup('<span class="value" dir="ltr">{}</span>').format(isolated)
        parts += [Markup(isolated), told(text[found.isolate : found.end])]
        done = found.end
    parts.append(escape(text[done:]))
    return Markup("").join(parts)


def _unbroken(text: str) -> Markup:
    """The text without places where a line may break (UAX #14: GL and WJ prohibit it)."""
    spaced = text.replace(" ", "\u00a0")
    return escape(re.sub(r"([–−‑/-])", "\u2060\\1\u2060", spaced))
