"""Runs of text into one text with the markup of sheets: what a reader sees stays as it is.

The markup is read back and compared: where it can't say what the label does (a bold half of a
word beside a bracket), the words stay and the style goes, and that is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from leaflets.epi.label_document import Inline, StyledRun
from leaflets.sheet.markup import escaped, styled_pieces
from leaflets.sheet.source import control_characters

_EMPHASIS: Final = {"strong": "**", "em": "_"}
_RAISED: Final = {"sup": "^", "sub": "~"}

_RAISED_CHARACTERS: Final[dict[str, dict[str, str]]] = {
    "super": dict(zip("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", strict=True)),
    "sub": dict(zip("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋", strict=True)),
}

# A run of no-break spaces is a typewriter's tabulator: one space for a reader.
_SPACES: Final = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+|[\s\u00a0]{2,}")

Styles = frozenset[str]
Piece = tuple[str, Styles]


@dataclass(frozen=True)
class Marked:
    """A text with its markup, and what was left out of it or changed: kinds and messages."""

    text: str
    told: tuple[tuple[str, str], ...] = ()


def marked(inline: Inline, *, plain: bool = False) -> Marked:
    """The text of ``inline``; ``plain`` leaves bold and italic out (headings are bold anyway).

    Struck-out text is not live text: it is left out, and told.
    """
    told: list[tuple[str, str]] = []
    pieces: list[Piece] = []
    for run in inline:
        text, found = _printable(run.text)
        told += found
        if run.struck and text.strip():
            told.append(("struck-out", f"left out, as it is struck out: {text.strip()!r}"))
        elif not run.struck:
            pieces.append(_piece(text, run, plain))
    pieces = list(_spaced(pieces))
    said = "".join(text for text, _ in pieces)
    if _is_all(pieces, "em"):
        pieces = [(text, styles - {"em"}) for text, styles in pieces]
    for attempt in (_whole, _by_words, _raised_only):
        text = attempt(pieces)
        if _says(text, pieces, said, attempt is not _whole):
            if attempt is _raised_only and any(styles & set(_EMPHASIS) for _, styles in pieces):
                told.append(("style", f"bold or italic left out of {said[:60]!r}"))
            return Marked(text, tuple(told))
    told.append(("style", f"all styles left out of {said[:60]!r}"))
    return Marked(escaped(said), tuple(told))


def printable(text: str) -> str:
    """A text without markup as a sheet can hold it: white space and characters as in ``marked``."""
    return " ".join(_printable(text)[0].split(" ")).strip()


def _piece(text: str, run: StyledRun, plain: bool) -> Piece:
    """A run's text and styles; a raised number in characters of its own.

    In plain text, and read aloud, 10 to the power of 9 must not become 109.
    """
    styles = _styles(run, plain)
    characters = _RAISED_CHARACTERS.get(run.position)
    if characters and text.strip() and set(text.strip()) <= characters.keys():
        raised = "".join(characters.get(character, character) for character in text)
        return raised, styles - set(_RAISED)
    return text, styles


def _styles(run: StyledRun, plain: bool) -> Styles:
    styles = {"super": {"sup"}, "sub": {"sub"}}.get(run.position, set())
    if not plain:
        styles |= ({"strong"} if run.bold else set()) | ({"em"} if run.italic else set())
    return frozenset(styles)


def _printable(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without what no sheet may hold.

    Invisible characters are left out; a private-use one, which only the label's own font could
    draw, is printed as its number, so that somebody looks at it.
    """
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    wrong = {text[index] for index, _ in control_characters(text)}
    if not wrong:
        return text, []
    told = []
    for character in sorted(wrong):
        code = f"U+{ord(character):04X}"
        if unicodedata.category(character) == "Co":
            told.append(("private-use", f"{code} in {_around(text, character)}: see the label"))
            text = text.replace(character, f"[{code}]")
        else:
            told.append(("invisible", f"{code} left out"))
            text = text.replace(character, "")
    return text, told


def _around(text: str, character: str) -> str:
    place = text.index(character)
    return repr(text[max(0, place - 20) : place + 20])


def _spaced(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with white space collapsed over their borders, none at the ends."""
    kept: list[Piece] = []
    for text, styles in pieces:
        if not kept or kept[-1][0].endswith((" ", "\u00a0")):
            text = text.lstrip(" \u00a0")  # noqa: PLW2901
        if text:
            kept.append((text, styles))
    joined = "".join(text for text, _ in kept)
    start = len(joined) - len(joined.lstrip())
    end = len(joined.rstrip())
    place = 0
    for text, styles in kept:
        inside = text[max(0, start - place) : max(0, end - place)]
        place += len(text)
        if inside:
            yield inside, styles


def _is_all(pieces: Iterable[Piece], style: str) -> bool:
    return all(style in styles for text, styles in pieces if text.strip())


def _whole(pieces: list[Piece]) -> str:
    return _emphasised(pieces, ("strong", "em"), str.isspace)


def _by_words(pieces: list[Piece]) -> str:
    """Emphasis from the first letter or digit to the last: punctuation may keep marks from it."""
    return _emphasised(pieces, ("strong", "em"), lambda character: not character.isalnum())


def _raised_only(pieces: list[Piece]) -> str:
    return _emphasised(pieces, (), str.isspace)


def _emphasised(
    pieces: list[Piece], names: tuple[str, ...], is_outside: Callable[[str], bool]
) -> str:
    """The pieces with marks for the styles ``names``, the outer one first."""
    if not names:
        return "".join(map(_raised, pieces))
    name, *inner = names
    parts = []
    for has, group in groupby(pieces, key=lambda piece: name in piece[1]):
        members = list(group)
        if not has:
            parts.append(_emphasised(members, tuple(inner), is_outside))
            continue
        before, within, after = _trimmed(members, is_outside)
        mark = _EMPHASIS[name] if within else ""
        parts.append(_emphasised(before, (), is_outside))
        parts.append(mark + _emphasised(within, tuple(inner), is_outside) + mark)
        parts.append(_emphasised(after, (), is_outside))
    return "".join(parts)


def _trimmed(
    members: list[Piece], is_outside: Callable[[str], bool]
) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """What of the pieces stands outside of a mark, inside, and outside again."""
    before: list[Piece] = []
    after: list[Piece] = []
    within = list(members)
    while within and (text := within[0][0]):
        count = next((n for n, c in enumerate(text) if not is_outside(c)), len(text))
        before += [(text[:count], within[0][1])] if count else []
        if count < len(text):
            within[0] = (text[count:], within[0][1])
            break
        within.pop(0)
    while within and (text := within[-1][0]):
        count = next((n for n, c in enumerate(reversed(text)) if not is_outside(c)), len(text))
        after[:0] = [(text[len(text) - count :], within[-1][1])] if count else []
        if count < len(text):
            within[-1] = (text[: len(text) - count], within[-1][1])
            break
        within.pop()
    return before, within, after


def _raised(piece: Piece) -> str:
    text, styles = piece
    name = next((name for name in _RAISED if name in styles), None)
    inside = text.strip()
    if name is None or not inside:
        return escaped(text)
    before, _, after = text.partition(inside)
    mark = _RAISED[name]
    return (
        escaped(before) + mark + re.sub(r"(\s)", r"\\\1", escaped(inside)) + mark + escaped(after)
    )


def _says(text: str, pieces: list[Piece], said: str, loosely: bool) -> bool:
    """Whether a text with markup reads as the pieces do; ``loosely``: in its words."""
    read = styled_pieces(text)
    if "".join(part for part, _ in read) != said:
        return False
    wanted = [(c, styles) for part, styles in pieces for c in part]
    found = [(c, styles) for part, styles in read for c in part]
    keep = str.isalnum if loosely else (lambda c: not c.isspace())
    names = set(_RAISED) if loosely and not any(s & set(_EMPHASIS) for _, s in read) else None
    return all(
        (one & names == other & names) if names is not None else one == other
        for (c, one), (_, other) in zip(wanted, found, strict=True)
        if keep(c)
    )
