"""What to do about a file that is no YAML: the mistakes that people make, each with its cure.

The reader of YAML tells what it can't go on with, in its own words, and not always where the
mistake is. The line that it stopped at, or at which what it was reading begins, tells the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

_SHOWN: Final = 70
"""So many characters of a line to type are shown."""

_QUOTES: Final = (
    "a text with : # , or quotation marks in it, or one that begins with a mark, needs quotes"
)
_FIELD: Final = re.compile(r"(?P<head>[ \t]*(?:-[ \t]+)*[\w.-]+[ \t]*:[ \t]+)(?P<text>\S.*)")


@dataclass(frozen=True)
class Stop:
    """Where the reader stopped: its words, and the line and column, both from 0.

    ``begun`` is the line on which what it was reading begins, ``begun_column`` where there.
    """

    said: str
    line: int
    column: int
    begun: int
    begun_column: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """The line at which it stopped."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def first(self) -> str:
        """The line on which what it was reading begins."""
        return self.lines[self.begun] if self.begun < len(self.lines) else ""


@dataclass(frozen=True)
class Cure:
    """What is wrong and what to do, where the mistake stands (both from 0)."""

    line: int
    column: int
    message: str


def cure_of(error: Any, text: str, lines: Sequence[str]) -> Cure:
    """The cure for an error of the reader of YAML, which read ``text``."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _unreadable(error, text)
    begun = getattr(error, "context_mark", None) or mark
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    stop = Stop(said, mark.line, mark.column, begun.line, begun.column, lines)
    for told, cure in _CURES:
        if told in said and (found := cure(stop)):
            return found
    return Cure(stop.line, stop.column, f"{said}; {_QUOTES}: docs/sheets.md shows the form")


def _unreadable(error: Any, text: str) -> Cure:
    """A character that no YAML may hold."""
    code = getattr(error, "character", 0)
    sign = chr(code) if isinstance(code, int) else str(code)
    before = text.partition(sign)[0]
    column = len(before) - (before.rfind("\n") + 1)
    message = f"control character U+{ord(sign[:1] or chr(0)):04X}, which nobody sees; take it out"
    return Cure(before.count("\n"), column, message)


def quoted(text: str) -> str:
    """A text in quotes, as YAML reads it."""
    plain = text.strip()
    return json.dumps(plain, ensure_ascii=False) if '"' not in plain else _in_single(plain)


def _in_single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _typed(line: str) -> str:
    """A line as somebody types it: without what is before it, and not longer than can be read."""
    line = line.strip()
    return f"`{line if len(line) <= _SHOWN else line[: _SHOWN - 1] + '…'}`"


def _value_in_quotes(line: str) -> str | None:
    """The line with its text in quotes; None where it is no field with a text."""
    found = _FIELD.match(line)
    if not found or found["text"][0] in "{[":
        return None
    return _typed(found["head"] + quoted(found["text"]))


def _tab(stop: Stop) -> Cure | None:
    before = stop.text[: stop.column + 1]
    if "\t" not in before or before.strip(" \t-"):
        return None
    line = f"write `{stop.text.expandtabs(2).rstrip()[:_SHOWN]}`"
    return Cure(
        stop.line,
        before.index("\t"),
        f"a tab stands before the text; YAML is set in with spaces only: {line}",
    )


def _mark_first(stop: Stop) -> Cure | None:
    """A text that begins with a mark of YAML's own, such as @, ` or *."""
    line, found = _value_in_quotes(stop.text), _FIELD.match(stop.text)
    if line is None or found is None:
        return None
    mark = found["text"][0]
    return Cure(
        stop.line, stop.column, f"a text that begins with {mark} needs quotes: write {line}"
    )


def _colon(stop: Stop) -> Cure | None:
    """A colon and a space where no field's name can end."""
    dash = re.match(r"[ \t]*-(?=[^\s-])", stop.text)
    if dash:
        typed = _typed(f"- {stop.text[dash.end() :]}")
        return Cure(stop.line, dash.end() - 1, f"a space is missing after the dash: write {typed}")
    name = stop.text[: stop.column].strip(" \t")
    if re.fullmatch(r"(?:-[ \t]+)*[\w.-]+", name):
        return _set_in(stop)
    line = _value_in_quotes(stop.text)
    if line is None:
        return None
    return Cure(stop.line, stop.column, f"a text with a colon in it needs quotes: write {line}")


def _set_in(stop: Stop) -> Cure:
    """A field that is set in otherwise than the fields it belongs to."""
    own = len(stop.text) - len(stop.text.lstrip(" "))
    before = next((one for one in reversed(stop.lines[: stop.line]) if one.strip()), "")
    item = re.match(r"[ ]*(?:-[ ]+)*", before)
    wanted = item.end() if item else 0
    if own == wanted:
        message = (
            "an entry of a list and a field stand in one column: begin every entry with a dash, or"
            " none; what belongs to an entry begins two spaces after its dash"
        )
        return Cure(stop.line, own, message)
    message = (
        f"this line is set in by {own} space{'' if own == 1 else 's'}, and what stands before it"
        f" by {wanted}; begin fields that belong together in the same column"
    )
    return Cure(stop.line, own, message)


def _braces(stop: Stop) -> Cure | None:
    """Something in {…} or […] that is neither the next entry nor the end."""
    line = stop.first
    opened = line[stop.begun_column : stop.begun_column + 1]
    closing = {"{": "}", "[": "]"}.get(opened)
    if closing is None:
        return None
    rest = line[stop.begun_column :]
    if _is_odd(rest):
        return _quote_before(stop, stop.begun)
    if comment := re.search(r"[ \t]#", rest):
        message = 'a "#" after a space begins a comment; put the text in quotes'
        return Cure(stop.begun, stop.begun_column + comment.start() + 1, message + _example(rest))
    if closing not in rest:
        message = f"nothing closes the {opened} that opens here; write {closing} at its end"
        return Cure(stop.begun, stop.begun_column, message)
    message = (
        f"a text within {opened}{closing} that has a colon, a comma, a bracket or quotation marks"
        " needs quotes around all of it, and within them no others"
    )
    return Cure(stop.line, stop.column, message + _example(rest))


def _example(rest: str) -> str:
    """The field with the longest text among those in braces, with its text in quotes."""
    found = re.findall(r"([\w-]+):[ \t]+(\S.*?)(?=,[ \t]+[\w-]+:[ \t]|[}\]]*[ \t]*$)", rest)
    if not found:
        return ', such as `text: "Take it: now"`'
    name, text = max(found, key=lambda pair: len(pair[1]))
    inside = text.strip()
    if len(inside) > 1 and inside[0] == inside[-1] and inside[0] in "\"'":
        inside = inside[1:-1]
    elif inside.startswith(("'", '"')):
        return ', such as `text: "Take it: now"`'
    return f": write {_typed(f'{name}: {quoted(inside)}')}"


def _open_quote(stop: Stop) -> Cure | None:
    """A quotation mark that is never closed."""
    mark = stop.first[stop.begun_column : stop.begun_column + 1]
    if mark not in ('"', "'"):
        return _braces(stop)
    message = f"nothing closes the {mark} that opens here; write {mark} at the text's end"
    return Cure(stop.begun, stop.begun_column, message)


def _no_key(stop: Stop) -> Cure | None:
    """A line that goes on after a quoted text, or that is set in otherwise."""
    found = _FIELD.match(stop.text)
    if found and found["text"][0] in "\"'" and stop.column > found.start("text"):
        inside = found["text"]
        if inside[0] == "'" and re.search(r"\w'\w", inside):
            line = _typed(found["head"] + quoted(inside.strip("'")))
            message = f"an apostrophe ends a text in single quotes: write {line}"
        else:
            line = _typed(found["head"] + _in_single(inside))
            message = f"the text goes on after its closing quotation mark: write {line}"
        return Cure(stop.line, stop.column, message)
    if not stop.text.strip():
        return None
    return _set_in(stop)


def _no_colon(stop: Stop) -> Cure | None:
    """A line that is no field: it has no colon, or no space after it."""
    at = stop.begun if stop.first.strip() else stop.line
    line = stop.lines[at] if at < len(stop.lines) else ""
    if _is_odd(line):
        return _quote_before(stop, at)
    found = re.match(r"(?P<head>[ \t]*(?:-[ \t]+)*[\w.-]+)[ \t]*[:=]?[ \t]*(?P<text>.*)", line)
    if not found or not found["text"]:
        typed = _typed(f"{line.strip()}: …")
        message = f"a field is its name, a colon, a space and the text: write {typed}"
        return Cure(at, len(line) - len(line.lstrip()), message)
    text = found["text"] if _FIELD.match(f"a: {found['text']}") else quoted(found["text"])
    typed = _typed(f"{found['head']}: {text}")
    message = f"a field is its name, a colon, a space and the text: write {typed}"
    return Cure(at, len(line) - len(line.lstrip()), message)


def _is_odd(line: str) -> bool:
    """Whether one of its quotation marks has no partner."""
    return len(re.findall(r'(?<!\\)"', line)) % 2 == 1


def _quote_before(stop: Stop, at: int) -> Cure:
    """A quotation mark that closes what was to be opened: one before it was left open."""
    for number, line in enumerate(stop.lines[: at + 1]):
        if _is_odd(line):
            message = 'one " on this line has no partner; write " at the text\'s other end'
            return Cure(number, line.index('"'), message)
    return Cure(at, 0, 'a " has no partner; write " at the text\'s other end')


def _list_here(stop: Stop) -> Cure | None:
    head, _, rest = stop.text.partition(": ")
    message = "a list's entries stand on lines of their own, each with a dash"
    typed = _value_in_quotes(stop.text) or _typed(f"{head}: {quoted(rest)}")
    return Cure(
        stop.line,
        stop.column,
        f"{message}; a text that begins with one needs quotes: write {typed}",
    )


def _block_sign(stop: Stop) -> Cure | None:
    line = _value_in_quotes(stop.text)
    if line is None:
        return None
    message = f"a text that begins with > or | needs quotes: write {line}"
    return Cure(stop.line, stop.column, message)


def _escape(stop: Stop) -> Cure:
    message = (
        'a backslash within "…" needs a second one: write `\\\\`, or put the text in single quotes'
    )
    return Cure(stop.line, stop.column, message)


def _empty_entry(stop: Stop) -> Cure:
    message = "an entry is empty: there is a comma too many; take it out, or write the entry"
    return Cure(stop.line, stop.column, message)


_CURES: Final[Sequence[tuple[str, Callable[[Stop], Cure | None]]]] = (
    ("cannot start any token", _tab),
    ("cannot start any token", _mark_first),
    ("alphabetic or numeric", _mark_first),
    ("mapping values are not allowed", _tab),
    ("mapping values are not allowed", _colon),
    ("unexpected end of stream", _open_quote),
    ("',' or", _braces),
    ("expected key", _no_key),
    ("expected '-' indicator", _set_in),
    ("could not find expected ':'", _no_colon),
    ("block sequence entries", _list_here),
    ("comment or line break", _block_sign),
    ("escape", _escape),
    ("node content", _empty_entry),
)
"""What the reader says, and what finds the mistake behind it; the first that finds one is told."""
