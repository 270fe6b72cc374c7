"""The inline markup of texts, and the only producer of trusted HTML.

A small subset of CommonMark, read by markdown-it-py with everything else switched off:
``**strong**``, ``_emphasis_`` and backslash escapes; and Pandoc's ``^superscript^`` and
``~subscript~``, which hold no white space but escaped one. HTML in a text is printed literally.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import accumulate, chain, groupby, pairwise
from typing import Final, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from leaflets.language.bidi import (
    ISOLATE,
    ISOLATE_END,
    isolated,
    isolates,
    levels,
    runs_right_to_left,
)
from leaflets.language.quantities import quantities
from leaflets.language.tags import Direction

Span: TypeAlias = tuple[int, int]
"""Start and end of a part of a text."""

_VALUE: Final = '<span class="value" dir="ltr">{}</span>'
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
_MARK: Final = re.compile(r"[*_\\^~]")
_NUMBER: Final = re.compile(r"[\d½⅓⅔¼¾⅛]")


def to_html(text: str, isolate: bool = False) -> Markup:
    """The text as an HTML fragment whose quantities stay on one line.

    ``isolate`` says that it runs from right to left. In text that does, or that holds some
    that does, quantities, dates and telephone numbers run from left to right all the same.
    """
    if not _MARK.search(text) and not _NUMBER.search(text):
        return escape(text)
    if not isolate and not runs_right_to_left(text):
        return _html(text, (), _unbroken)
    pieces, plain = styled_pieces(text), to_plain(text)
    marks = tuple(isolates(plain))
    edges = set(accumulate(len(content) for content, _ in pieces))
    turned = tuple(_turned(plain, edges, "rtl" if isolate else "ltr"))
    if not turned and not any(edges & {*range(start + 1, end)} for start, end in marks):
        return _html(text, marks, _unbroken)
    return _in_parts(pieces, marks, turned, "ltr" if isolate else "rtl")


def to_xhtml(text: str, isolate: bool = False) -> Markup:
    """The same for documents that others lay out: nothing in it says where a line may break."""
    directed = isolate or runs_right_to_left(text)
    return _html(text, tuple(isolates(to_plain(text))) if directed else (), escape)


def to_plain(text: str) -> str:
    """The text as a reader sees it, without its markup."""
    return "".join(token.content for token in _tokens(text)) if _MARK.search(text) else text


def escaped(text: str) -> str:
    """``text`` so that each of its characters is printed: none is a mark."""
    return re.sub(r"([*_\\^~`])", r"\\\1", text)


def styled_pieces(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
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
    plain = to_plain(text)
    return next((mark for mark in ("**", "__", "`") if mark in plain), None)


def _tokens(text: str) -> list[Token]:
    if not _MARK.search(text):
        return [Token("text", "", 0, content=text)]
    (inline,) = _MARKDOWN.parseInline(text)
    tokens = inline.children or []
    for token in tokens:
        if token.type in ("em_open", "em_close") and token.markup == "*":
            # One asterisk is a sign of arithmetic, or a slip: it is printed.
            token.type, token.content = "text", token.markup
    return tokens


def _html(text: str, marks: Sequence[Span], told: Callable[[str], Markup]) -> Markup:
    """The text with its tags; ``marks`` are the parts of the plain text to isolate."""
    parts, place = [Markup("")], 0
    for token in _tokens(text):
        if token.type in _TAGS:
            parts.append(Markup(_TAGS[token.type]))
            continue
        end = place + len(token.content)
        done = 0
        for mark in [mark for mark in marks if place <= mark[0] < mark[1] <= end]:
            start, stop = mark[0] - place, mark[1] - place
            value = Markup(_VALUE).format(told(token.content[start:stop]))
            parts += [_with_quantities(token.content, done, start, told), value]
            done = stop
        parts.append(_with_quantities(token.content, done, len(token.content), told))
        place = end
    return Markup("").join(parts)


def _in_parts(
    pieces: Sequence[tuple[str, frozenset[str]]],
    marks: Sequence[Span],
    turned: Sequence[Span],
    way: Direction,
) -> Markup:
    """The text with elements around the parts in ``marks`` and, of the direction ``way``, in
    ``turned``; tags of its markup stand inside of these.
    """
    text = "".join(content for content, _ in pieces)
    style_at = [styles for content, styles in pieces for _ in content]
    edges = accumulate(len(content) for content, _ in pieces)
    cuts = sorted({0, *edges, *chain(*marks), *chain(*turned)})
    parts = [Markup("")]
    for whole, inner in groupby(pairwise(cuts), lambda cut: _holding(cut, turned)):
        found = [Markup("")]
        for mark, atoms in groupby(inner, lambda cut: _holding(cut, marks)):
            told = Markup("").join(
                _tagged(
                    _unbroken(text[start:end]) if mark else escape(text[start:end]), style_at[start]
                )
                for start, end in atoms
            )
            found.append(Markup(_VALUE).format(told) if mark else told)
        joined = Markup("").join(found)
        parts.append(Markup(f'<span dir="{way}">{{}}</span>').format(joined) if whole else joined)
    return Markup("").join(parts)


def _tagged(text: Markup, styles: frozenset[str]) -> Markup:
    for name in sorted(styles):
        text = Markup(f"<{name}>{{}}</{name}>").format(text)
    return text


def _holding(cut: Span, parts: Sequence[Span]) -> Span | None:
    return next((part for part in parts if part[0] <= cut[0] < part[1]), None)


def _turned(text: str, edges: Set[int], base: Direction) -> Iterator[Span]:
    """Start and end of the parts that run against ``base`` and consist of several pieces.

    A browser orders all text of a line together (UAX #9). WeasyPrint 70.0 orders each element
    by itself, and then the elements: those of one part need an element that runs their way.
    """
    own = 1 if base == "rtl" else 0
    marked = isolated(text)
    start, place, several = 0, 0, False
    for character, level in zip([*marked, ISOLATE], [*levels(marked, base), own], strict=True):
        is_mark = character in (ISOLATE, ISOLATE_END)
        if level > own:
            several |= is_mark or (start < place and place in edges)
        if level <= own and several:
            yield start, place
        several = several and level > own
        place += not is_mark
        if level <= own:
            start = place


def _with_quantities(text: str, start: int, end: int, told: Callable[[str], Markup]) -> Markup:
    """The part of the text from ``start`` to ``end``, its quantities as ``told`` gives them."""
    parts = [Markup("")]
    for found in quantities(text):
        first, last = max(found.start, start), min(found.end, end)
        if first < last:
            parts += [escape(text[start:first]), told(text[first:last])]
            start = last
    parts.append(escape(text[start:end]))
    return Markup("").join(parts)


def _unbroken(text: str) -> Markup:
    """The text without places where a line may break (UAX #14: GL and WJ prohibit it)."""
    spaced = text.replace(" ", "\u00a0")
    return escape(re.sub(r"([–−‑/-])", "\u2060\\1\u2060", spaced))
