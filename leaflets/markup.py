"""The inline markup of texts, and the only producer of trusted HTML.

A small subset of CommonMark, read by markdown-it-py with everything else switched off:
``**strong**``, ``_emphasis_`` and backslash escapes; and Pandoc's ``^superscript^`` and
``~subscript~``, which hold no white space but escaped one. HTML in a text is printed literally.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from leaflets.quantities import quantities

_RAISED: Final = re.compile(r"([~^])((?:\\.|(?!\1)[^\s\\])+)\1")


def _raised(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: ``^2^`` and ``~2~``."""
    found = _RAISED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        name = "sup" if found[1] == "^" else "sub"
        state.push(f"{name}_open", name, 1)
        state.push("text", "", 0).content = re.sub(r"\\(.)", r"\1", found[2])
        state.push(f"{name}_close", name, -1)
    state.pos = found.end()
    return True


_MARKDOWN: Final = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["emphasis", "escape"]
)
_MARKDOWN.inline.ruler.push("raised", _raised)
_TAGS: Final = {
    f"{name}_{end}": f"<{'/' if end == 'close' else ''}{name}>"
    for name in ("strong", "em", "sup", "sub")
    for end in ("open", "close")
}
_MARKS: Final = "*_\\^~"


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


def escaped(text: str) -> str:
    """``text`` so that each of its characters is printed: none is a mark."""
    return re.sub(r"([*_\\^~`])", r"\\\1", text)


def styled(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The text in pieces, each with the names of its styles: strong, em, sup, sub."""
    styles: list[str] = []
    pieces: list[tuple[str, frozenset[str]]] = []
    for token in _tokens(text):
        name, _, end = token.type.partition("_")
        if token.type not in _TAGS:
            pieces.append((token.content, frozenset(styles)))
        elif end == "open":
            styles.append(name)
        else:
            styles.remove(name)
    return tuple(pieces)


def leftover(text: str) -> str | None:
    """A mark that would be printed (``**`` without its partner), or that parts a number."""
    if found := re.search(r"\d\*\*|\*\*\d[^*]*\*\*\d|\d\\|\\\d", text):
        return found[0]
    return next((mark for mark in ("**", "__", "`") if mark in to_plain(text)), None)


def _tokens(text: str) -> list[Token]:
    if not any(mark in text for mark in _MARKS):
        return [Token("text", "", 0, content=text)]
    (inline,) = _MARKDOWN.parseInline(text)
    tokens = inline.children or []
    for token in tokens:
        if token.type in ("em_open", "em_close") and token.markup == "*":
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
