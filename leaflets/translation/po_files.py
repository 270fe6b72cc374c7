"""PO files as they are written: every message with the lines that it stands in.

They are read as GNU gettext's msgfmt reads them (the grammar is that of po-gram-gen.y and po-lex.c,
gettext 0.21), so that what an editor shows is what a leaflet says. No library at hand keeps all
that an editor goes by: Babel 2.19 reads ``#|`` as a remark, refuses ``#~|``, writes obsolete
messages without their flags and does not see the mark of ``#, fuzzy no-wrap``; polib 1.2 drops
``#~|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from leaflets.errors import Problem, problem, raise_if_any


@dataclass(frozen=True, slots=True)
class PoMessage:
    """One message of a PO file; ``lines`` are those from the end of the one before it.

    Indexes of lines count from 0, from the beginning of the file.
    """

    context: str | None
    source: str
    plural: str | None
    forms: tuple[str, ...]
    """Its translation, or each of its plural forms."""
    comments: tuple[str, ...]
    """Each line of comment without its ``#``: remarks begin with a space, flags with ``,``."""
    previous: bool
    """Whether it has an earlier wording of its source (``#|``)."""
    obsolete: bool
    lines: range
    begins: tuple[int, int]
    """The index of the line of its first mark, and the index in that line."""
    said_from: int
    """The line of its first ``msgstr``."""
    line: int
    """The line of its ``msgid``, from 1."""

    @property
    def flags(self) -> frozenset[str]:
        """Its flags, "fuzzy" among them (gettext's po_parse_comment_special).

        They stand after ``#,``, of old after ``#!``, and after ``#=`` too since gettext 0.26.
        """
        return frozenset(
            flag
            for comment in self.comments
            if comment[:1] in (",", "!", "=")
            for flag in re.split(r"[,\s]+", comment[1:])
            if flag
        )

    @property
    def fuzzy(self) -> bool:
        """Whether somebody has to read it again."""
        return "fuzzy" in self.flags

    @property
    def is_header(self) -> bool:
        """Whether it is the file's header."""
        return self.context is None and not self.source and not self.obsolete

    @property
    def key(self) -> tuple[str | None, str]:
        """What no two messages of a file share."""
        return self.context, self.source


@dataclass(frozen=True)
class PoFile:
    """A PO file: its lines with their ends, and the messages in them."""

    lines: tuple[str, ...]
    messages: tuple[PoMessage, ...]
    rest: tuple[int, int] | None = None
    """Where the comments after the last message begin, as ``PoMessage.begins`` has it."""

    @property
    def header(self) -> PoMessage | None:
        """The message that says how to read the others."""
        return next((message for message in self.messages if message.is_header), None)

    def lines_of(self, message: PoMessage) -> tuple[str, ...]:
        """The lines of a message, with the comments and blank lines before it."""
        return self.lines[message.lines.start : message.lines.stop]

    @property
    def tail(self) -> tuple[str, ...]:
        """What stands after the last message."""
        return self.lines[self.messages[-1].lines.stop if self.messages else 0 :]


def po_in(file: Path, text: str, charset: str = "utf-8") -> PoFile:
    """The messages in a text; escapes of bytes (``\\303``) are of ``charset``.

    Raises LeafletsError (kind "translation") with every place where it is no PO file.
    """
    lines = tuple(re.findall(r"[^\n]*\n|[^\n]+", text))
    reader = _Reader(file, lines, charset)
    messages = tuple(reader.messages())
    reader.problems += _duplicates(file, messages)
    raise_if_any(reader.problems)
    return PoFile(lines, messages, reader.rest)


def first_header(text: str) -> str | None:
    """The header of a text, as far as it can be read; None where there is none."""
    lines = tuple(re.findall(r"[^\n]*\n|[^\n]+", text))
    found = _Reader(Path(), lines, "latin-1").messages()
    return next((message.forms[0] for message in found if message.is_header), None)


class _Token(NamedTuple):
    kind: str
    """"comment", "string", "number", "[", "]", "end" or a keyword; "|" before that of ``#|``."""
    value: str
    line: int
    column: int
    obsolete: bool = False

    @property
    def said(self) -> str:
        return repr(self.value[:40]) if self.kind != "end" else "the end of the file"


_PIECE: Final = re.compile(
    r'(?P<space>[ \t\r\n\f\v]+)|"(?P<string>(?:[^"\\\n]|\\.)*)"|(?P<word>[A-Za-z_$][\w$]*)'
    r"|(?P<number>[0-9]+)|(?P<mark>[\[\]])|(?P<old>\#~\|?|\#\|)|\#(?P<comment>.*)",
    re.ASCII,
)
_COMMON: Final = re.compile(
    r'(?:(?:(msgctxt|msgid|msgid_plural|msgstr) )?"([^"\\\n]*)"|#([^~|\n].*|))\r?\n', re.ASCII
)
"""A line as nearly all are: it is read at once."""
_ESCAPE: Final = re.compile(r"\\(?:([ntbrfva\\\"])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.?))")
_ESCAPED: Final = dict(zip('ntbrfva\\"', '\n\t\b\r\f\v\a\\"', strict=True))


_NAMES: Final = {
    "string": "a text in quotes",
    "|string": "#| and a text in quotes",
    "|msgid": "#| msgid",
    "number": "a number",
}


class _IllegalError(Exception):
    def __init__(self, token: _Token, message: str) -> None:
        super().__init__(message)
        self.token = token
        self.message = message


def _tokens(lines: tuple[str, ...]) -> Iterator[_Token]:
    for number, line in enumerate(lines):
        if found := _COMMON.fullmatch(line):
            word, string, comment = found.groups()
            if comment is not None:
                yield _Token("comment", comment.rstrip(), number, 0)
                continue
            if word:
                yield _Token(word, word, number, 0)
            yield _Token("string", string, number, found.start(2) - 1)
            continue
        obsolete, previous, place = False, "", 0
        while place < len(line):
            found = _PIECE.match(line, place)
            if found is None:
                yield _Token("?", line[place:].rstrip("\r\n"), number, place)
                break
            kind, value = str(found.lastgroup), found[str(found.lastgroup)]
            if kind == "old":
                obsolete, previous = obsolete or "~" in value, "|" if "|" in value else previous
            elif kind == "comment":
                yield _Token("comment", value.rstrip("\r\n"), number, place)
            elif kind != "space":
                kind = {"word": value, "mark": value}.get(kind, kind)
                kind = f"{previous}{kind}"
                yield _Token(kind, value, number, place, obsolete)
            place = found.end()
    yield _Token("end", "", max(len(lines) - 1, 0), 0)


class _Reader:
    """Reads messages one after the other; holds what it has found until it is asked."""

    def __init__(self, file: Path, lines: tuple[str, ...], charset: str) -> None:
        self.file = file
        self.charset = charset
        self.problems: list[Problem] = []
        self.coming = _tokens(lines)
        self.next = next(self.coming)
        self.taken: list[_Token] = []
        self.ended = 0
        self.rest: tuple[int, int] | None = None

    def advance(self) -> None:
        self.taken.append(self.next)
        self.next = next(self.coming, self.next)

    def take(self, kind: str) -> _Token:
        token = self.next
        if token.kind != kind:
            raise _IllegalError(token, f"{token.said} where {_NAMES.get(kind, kind)} must stand")
        self.advance()
        return token

    def messages(self) -> Iterator[PoMessage]:
        while self.next.kind != "end":
            self.taken.clear()
            try:
                yield from self.message()
            except _IllegalError as error:
                self.report(error)
                self.skip(error.token.line)

    def report(self, error: _IllegalError) -> None:
        message = f"not a PO file: {error.message}; mend the line, or save it with a PO editor"
        place = (error.token.line + 1, error.token.column + 1)
        self.problems.append(
            problem("translation-not-po", message, file=self.file, line=place[0], column=place[1])
        )

    def skip(self, line: int) -> None:
        """Go on where the next message may begin, on a later line."""
        while self.next.kind != "end" and (
            self.next.line <= line or self.next.kind not in ("comment", "msgctxt", "msgid")
        ):
            self.advance()

    def message(self) -> Iterator[PoMessage]:
        """The next message; none where only comments are left."""
        comments = []
        while self.next.kind == "comment":
            comments.append(self.take("comment").value)
        begins = self.taken[0] if self.taken else self.next
        if self.next.kind == "end":
            self.rest = begins.line, begins.column
            return
        previous = self.next.kind in ("|msgctxt", "|msgid")
        if previous:
            self.previous()
        context = self.text() if self.found("msgctxt") else None
        line = self.take("msgid").line + 1
        source = self.text()
        plural = self.text() if self.found("msgid_plural") else None
        said_from = self.next.line
        forms = self.forms() if plural is not None else (self.translation(),)
        parts = self.taken[len(comments) :]
        if len({part.obsolete for part in parts}) > 1:
            raise _IllegalError(parts[0], "#~ stands before some lines of a message only")
        start, self.ended = self.ended, parts[-1].line + 1
        yield PoMessage(
            context,
            source,
            plural,
            forms,
            tuple(comments),
            previous,
            parts[0].obsolete,
            range(start, self.ended),
            (begins.line, begins.column),
            said_from,
            line,
        )

    def found(self, kind: str) -> bool:
        if self.next.kind != kind:
            return False
        self.advance()
        return True

    def previous(self) -> None:
        if self.found("|msgctxt"):
            self.text("|string")
        self.take("|msgid")
        self.text("|string")
        if self.found("|msgid_plural"):
            self.text("|string")

    def translation(self) -> str:
        self.take("msgstr")
        return self.text()

    def forms(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.next.kind == "msgstr" or not found:
            self.take("msgstr")
            self.take("[")
            number = self.take("number")
            self.take("]")
            if number.value.lstrip("0") != str(len(found) or ""):
                raise _IllegalError(number, f"form {number.value} where {len(found)} must stand")
            found.append(self.text())
        return tuple(found)

    def text(self, kind: str = "string") -> str:
        found = [self.string(self.take(kind))]
        while self.next.kind == kind:
            found.append(self.string(self.take(kind)))
        return "".join(found)

    def string(self, token: _Token) -> str:
        if "\\" not in token.value:
            return token.value
        parts: list[bytes] = []
        place = 0
        for found in _ESCAPE.finditer(token.value):
            parts.append(token.value[place : found.start()].encode(self.charset))
            known, octal, hexadecimal, other = found.groups()
            if other is not None:
                raise _IllegalError(token, f"\\{other} is no escape; write \\\\ for a backslash")
            if known:
                parts.append(_ESCAPED[known].encode())
            else:
                number = int(octal, 8) if octal else int(hexadecimal[-2:], 16)
                parts.append(bytes([number & 0xFF]))
            place = found.end()
        parts.append(token.value[place:].encode(self.charset))
        try:
            return b"".join(parts).decode(self.charset)
        except UnicodeDecodeError as error:
            what = "its escapes are no text; write the characters themselves"
            raise _IllegalError(token, what) from error


def _duplicates(file: Path, messages: tuple[PoMessage, ...]) -> Iterator[Problem]:
    first: dict[tuple[str | None, str], PoMessage] = {}
    for message in messages:
        if (known := first.setdefault(message.key, message)) is not message:
            what = f"stands in line {known.line}, too; keep one of the two"
            yield problem(
                "translation-duplicate",
                what,
                file=file,
                line=message.line,
                column=1,
                field=message.context or "",
            )
