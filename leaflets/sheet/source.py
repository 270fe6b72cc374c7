"""YAML text into plain data and the position of every field: a strict subset of YAML.

Scalars stay text (``1.10`` stays ``1.10``, ``no`` stays ``no``). Anchors, aliases, tags,
duplicate keys and several documents are refused, as are huge or deeply nested inputs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import at_most, read_at_most
from leaflets.sheet.yaml_cures import Cure, cure_of

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 28
MAX_NODES: Final = 50_000

# Unicode UAX #9, table 4: characters that reorder text without being seen.
BIDI_CONTROLS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

Plain: TypeAlias = str | list["Plain"] | dict[str, "Plain"]
FieldPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Position:
    """A place in a text file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """Plain data read from a file, with the position of every field in it."""

    file: Path | str
    data: dict[str, Plain]
    positions: dict[FieldPath, Position] = field(repr=False)
    comments: dict[FieldPath, Position] = field(default_factory=dict, repr=False)
    """The texts without quotes that a comment ends on their own line, and where it begins."""

    def position(self, path: FieldPath) -> Position:
        """Where ``path`` stands, or its nearest parent that is in the file."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))


def read_text(file: Path, kind: str) -> str:
    """The text of a UTF-8 file of at most MAX_BYTES; problems get codes of ``kind``."""
    content = read_at_most(MAX_BYTES, file, f"{kind}-too-large", "split it")
    return text_in(file, content, kind)


def text_in(file: Path, content: bytes, kind: str) -> str:
    """The same for a file that was read already."""
    at_most(MAX_BYTES, content, file, f"{kind}-too-large", "split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        message = "not UTF-8; save the file as UTF-8"
        raise LeafletsError(
            problem(f"{kind}-not-utf8", message, file=file, line=line, column=column)
        ) from error


def source_in(file: Path, content: bytes, kind: str = "sheet") -> Source:
    """What is in a YAML file of the strict subset, which was read already.

    Raises LeafletsError with every problem of form; the codes begin with ``kind``.
    """
    return parse_source(text_in(file, content, kind), file, kind)


def parse_source(text: str, file: Path | str, kind: str = "sheet") -> Source:
    """The same for text that is already read; ``file`` is where problems say it stands."""
    reader = _Reader(file, kind, text)
    data = reader.read()
    if not reader.problems and not isinstance(data, dict):
        reader.report(
            "not-a-mapping",
            "the file is empty or holds no fields; write `field: text`, as docs/sheets.md shows",
            None,
        )
    raise_if_any(sorted(reader.problems))
    assert isinstance(data, dict)
    return Source(file, data, reader.positions, reader.comments)


# Characters that nobody sees: between two digits they make one number of two.
INVISIBLE: Final = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)


def control_characters(text: str) -> Iterator[tuple[int, str]]:
    """Each character of ``text`` that no clinical text may hold: index and what is wrong."""
    if not any(map(_is_unseen, set(text))):
        return
    for index, character in enumerate(text):
        if character in BIDI_CONTROLS:
            yield index, f"hidden direction control U+{ord(character):04X}; take it out"
        elif character in INVISIBLE:
            yield index, f"invisible character U+{ord(character):04X}; take it out"
        elif character in "\u200c\u200d" and _beside_a_digit(text, index):
            yield index, f"joiner U+{ord(character):04X} beside a digit; take it out"
        elif unicodedata.category(character) in ("Cc", "Co", "Cs") and character not in "\n\t":
            yield index, f"control or private-use character U+{ord(character):04X}; take it out"


def _is_unseen(character: str) -> bool:
    """Whether nobody sees a character: its category is one of controls, formats or private use."""
    return unicodedata.category(character)[0] == "C" or character in INVISIBLE


def _beside_a_digit(text: str, index: int) -> bool:
    return any(character.isdigit() for character in text[max(0, index - 1) : index + 2])


class _TooDeepError(Exception):
    pass


class _Reader:
    """Builds plain data from YAML events; holds what it has found until it is asked."""

    def __init__(self, file: Path | str, kind: str, text: str) -> None:
        self.file = file
        self.kind = kind
        self.text = text
        self.problems: list[Problem] = []
        self.positions: dict[FieldPath, Position] = {}
        self.comments: dict[FieldPath, Position] = {}
        self.lines = _LINE_END.split(text)
        self.nodes = 0

    def report(self, code: str, message: str, mark: Any, path: FieldPath = ()) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = field_name(path)
        self.problems.append(
            Problem(str(self.file), line, column, place, f"{self.kind}-{code}", message)
        )

    def read(self) -> Plain | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events: Any = yaml.parse(self.text, Loader=loader)
        document: Plain | None = None
        documents = 0
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.report(
                            "several", "more than one document; take the --- out", event.start_mark
                        )
                        break
                    document = self._node(next(self.events), ())
        except yaml.YAMLError as error:
            self._report_cure(cure_of(error, self.text, self.lines))
        except _TooDeepError:
            pass
        return document

    def _report_cure(self, cure: Cure) -> None:
        place = (cure.line + 1, cure.column + 1)
        message = f"not valid YAML: {cure.message}"
        self.problems.append(Problem(str(self.file), *place, "", f"{self.kind}-not-yaml", message))

    def _node(self, event: Any, path: FieldPath) -> Plain:
        self.nodes += 1
        if len(path) > MAX_DEPTH or self.nodes > MAX_NODES:
            what = "nested too deeply" if len(path) > MAX_DEPTH else "too many fields"
            self.report(
                "too-deep",
                f"{what}; no sheet needs this: make one list of them",
                event.start_mark,
                path,
            )
            raise _TooDeepError
        mark = event.start_mark
        self.positions.setdefault(path, Position(mark.line + 1, mark.column + 1))
        if isinstance(event, yaml.AliasEvent):
            self.report("alias", f"alias *{event.anchor}: write the value out{_MARKED}", mark, path)
            return ""
        if getattr(event, "anchor", None):
            self.report("anchor", f"anchor &{event.anchor}: not allowed here{_MARKED}", mark, path)
        if getattr(event, "tag", None):
            self.report("tag", f"tag {event.tag}: not allowed here{_MARKED}", mark, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: FieldPath) -> dict[str, Plain]:
        data: dict[str, Plain] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark: Any = event.start_mark
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is None:
                self.report(
                    "key", "a field's name must be plain text: write `name: text`", mark, path
                )
                self._node(event, (*path, ""))
                key = ""
            elif "\u00a0" in key:
                message = "a no-break space stands before or in a field's name; write plain spaces"
                self.report("key", message, mark, (*path, key))
            elif key in data:
                self.report(
                    "duplicate-key",
                    f"field {key[:60]!r} stands twice; take one out",
                    mark,
                    (*path, key),
                )
            inner = (*path, key)
            self.positions[inner] = Position(mark.line + 1, mark.column + 1)
            data[key] = self._node(next(self.events), inner)
        return data

    def _sequence(self, path: FieldPath) -> list[Plain]:
        data: list[Plain] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            data.append(self._node(event, (*path, len(data))))
        return data

    def _scalar(self, event: Any, path: FieldPath) -> str:
        value = str(event.value)
        if event.style not in ("'", '"'):
            self._note_comment(event, path)
        for _, what in control_characters(value):
            self.report("control-character", what, event.start_mark, path)
        return unicodedata.normalize("NFC", value.strip())

    def _note_comment(self, event: Any, path: FieldPath) -> None:
        """A comment after a text without quotes: its author may have meant it as text."""
        mark = event.start_mark if event.style in (">", "|") else event.end_mark
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        if found := _COMMENT[bool(event.style)].match(line, mark.column):
            self.comments[path] = Position(mark.line + 1, found.end())


# YAML 1.1, 5.4: what ends a line. In 6.6, white space makes "#" a comment; a block's head
# (8.1.1) has its indicators first.
_LINE_END: Final = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")
_COMMENT: Final = {False: re.compile(r"[ \t]+#"), True: re.compile(r"[>|][-+0-9]*[ \t]+#")}


_MARKED: Final = "; a text that begins with & * or ! needs quotes"
_LEVELS: Final = 12
_LONGEST_NAME: Final = 60


def field_name(path: FieldPath) -> str:
    """``("uses", "groups", 0, "text")`` as an author reads it: ``uses.groups[0].text``.

    Of a path that nobody can read, the beginning and the end.
    """
    if len(path) > _LEVELS:
        return f"{field_name(path[: _LEVELS - 2])}…{field_name(path[-2:])}"
    name = ""
    for part in path:
        told = f"[{part}]" if isinstance(part, int) else part[:_LONGEST_NAME]
        name += told if isinstance(part, int) or not name else f".{told}"
    return name
