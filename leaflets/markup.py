"""The inline markup of texts, and the only producer of trusted HTML.

A small subset of CommonMark, read by markdown-it-py with everything else switched off:
``**strong**`` and ``*emphasis*``, and backslash escapes. HTML in a text is printed literally.
"""

from __future__ import annotations

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
    "em_open": "<em>",
    "em_close": "</em>",
}


def to_html(text: str) -> Markup:
    """The text as an HTML fragment; quantities are kept on one line and left to right."""
    return Markup("").join(
        Markup(_TAGS[token.type]) if token.type in _TAGS else _with_quantities(token.content)
        for token in _tokens(text)
    )


def to_plain(text: str) -> str:
    """The text as a reader sees it, without its markup."""
    return "".join(token.content for token in _tokens(text))


def leftover(text: str) -> str | None:
    """A mark of the markup that would be printed as it is, as ``**`` without its partner."""
    return next((mark for mark in ("**", "__", "`") if mark in to_plain(text)), None)


def _tokens(text: str) -> list[Token]:
    if not any(mark in text for mark in "*_\\"):
        return [Token("text", "", 0, content=text)]
    (inline,) = _MARKDOWN.parseInline(text)
    return inline.children or []


def _with_quantities(text: str) -> Markup:
    parts = [Markup("")]
    done = 0
    for found in quantities(text):
        parts.append(escape(text[done : found.start]))
        isolated = escape(text[found.start : found.isolate])
        rest = escape(text[found.isolate : found.end])
        if isolated and rest:
            isolated = Markup('<span class="value" dir="ltr">{}</span>').format(isolated)
        kind = Markup('class="value" dir="ltr"') if not rest else Markup('class="quantity"')
        parts.append(Markup("<span {}>{}{}</span>").format(kind, isolated, rest))
        done = found.end
    parts.append(escape(text[done:]))
    return Markup("").join(parts)
