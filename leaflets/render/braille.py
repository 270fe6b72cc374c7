"""A page as Braille-ready file (BRF): 40 cells by 25 lines, in North American ASCII Braille.

liblouis translates, through its command. The layout follows the usual rules (BANA, Braille
Formats 2016): main title centered, headings from cell 5 and 7, paragraphs indented, lists with
runovers, the page number at the end of the last line.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.library.braille_table import BrailleTable
from leaflets.render.block_flow import FlowBlock, blocks_of
from leaflets.render.braille_codes import TABLES, code_of
from leaflets.render.braille_numbers import NumberWriting, with_patterns, writing_of
from leaflets.render.braille_reading import unknown
from leaflets.render.task import Page
from leaflets.surroundings import clean_environment
from leaflets.system_libraries import LIBLOUIS

CELLS: Final = 40
LINES: Final = 25
MAX_PAGES: Final = 400
SECONDS: Final = 60

# lou_translate (liblouis 3.24) cuts longer lines in two.
_LONGEST: Final = 800

_DISPLAY: Final = "en-us-brf.dis"
_BRF: Final = re.compile(r"[ -_]*")

_NO_BREAK: Final = "\u00a0\u202f"
_SPACES: Final = re.compile(r"\s")
_WITHIN_A_WORD: Final = re.compile(r"(?<=[^\W\d_])[’ʼ](?=[^\W\d_])")
_CUT: Final = re.compile(r"(?<=[^\W\d]) (?=[^\W\d])")
_IN_ASCII: Final = {"⠼": "#", "⠠": ","}


@dataclass(frozen=True)
class _Line:
    """A line of cells; ``keep`` ties it to the next one, on the same page."""

    cells: str
    keep: bool = False


def braille_of(page: Page, table: BrailleTable) -> str:
    """The page as BRF: lines end with CR LF, pages with a form feed.

    Raises LeafletsError: kind "system-library" where liblouis is not there, "rendering" for a
    character that the table lacks, or too many pages.
    """
    blocks = blocks_of(page)
    names = {piece: name for block in blocks for piece, name in block.named}
    pieces = list(names)
    marks = [block.mark for block in blocks if block.mark not in ("", "-")]
    translated = texts_in_braille(
        [*pieces, *marks, *map(str, range(1, MAX_PAGES + 1))], table, names
    )
    lines = [line for block in blocks for line in _lines(block, translated)]
    pages = _pages(lines)
    if len(pages) > MAX_PAGES:
        message = f"{len(pages)} Braille pages; a leaflet has at most {MAX_PAGES}"
        raise LeafletsError(problem("rendering-too-long", message))
    numbers = [translated[str(number)] for number in range(1, len(pages) + 1)]
    return "".join(
        "".join(f"{line}\r\n" for line in _numbered(lines, number)) + "\f"
        for lines, number in zip(pages, numbers, strict=True)
    )


def texts_in_braille(
    texts: Sequence[str], table: BrailleTable, names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Each text in Braille, as cells in ASCII; words that belong together joined by U+00A0.

    ``names`` are the identities of the texts, for messages. Raises LeafletsError as
    ``braille_of`` does.
    """
    raise_if_any(_lacking(texts, table, names or {}))
    asked = {text: list(_in_parts(text)) for text in texts}
    parts = list(dict.fromkeys(part for found in asked.values() for part in found))
    writing = writing_of(table.table)
    written = [with_patterns(_worded(part, table.words), writing) for part in parts]
    told = _translate([_SPACES.sub(" ", part) for part in written], table.table)
    raise_if_any(
        problem(
            "rendering-braille",
            f"the Braille table {table.table} lacks a sign in this text",
            field=(names or {}).get(part, ""),
        )
        for part, cells in zip(parts, told, strict=True)
        if not _BRF.fullmatch(cells)
    )
    known = {
        part: _tied(text, cells, writing)
        for part, text, cells in zip(parts, written, told, strict=True)
    }
    return {text: " ".join(known[part] for part in found) for text, found in asked.items()}


def _lacking(
    texts: Sequence[str], table: BrailleTable, names: Mapping[str, str]
) -> Iterator[Problem]:
    """What the Braille of a table has no sign for: liblouis would write escapes or blanks."""
    code = code_of(table.table)
    if code is None:
        message = (
            f"what the Braille table {table.table} writes can't be read back here; name one of"
            f" {', '.join(f'{name}…' for name in TABLES)} in locales/braille.yaml"
        )
        yield problem("rendering-braille", message)
        return
    for sign in table.words:
        if not unknown(sign, code, {}):
            message = f"{sign!r} has a sign of its own in Braille: `words` are for what has none"
            yield problem("rendering-braille", message, field=f"words.{sign}")
    for text in dict.fromkeys(texts):
        if signs := unknown(text, code, table.words):
            told = ", ".join(
                f"{sign!r} (U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')})"
                for sign in signs
            )
            message = (
                f"the Braille table {table.table} lacks a sign in this text: {told}; write it in"
                " words, or name words for it under `words` in locales/braille.yaml"
            )
            yield problem("rendering-braille", message, field=names.get(text, ""))


def _in_parts(text: str) -> Iterator[str]:
    """A text in parts that liblouis takes as a line, cut between words, never at a number."""
    while len(text) > _LONGEST:
        blanks = [blank.start() for blank in _CUT.finditer(text, 0, _LONGEST)]
        if not blanks:
            break
        yield text[: blanks[-1]]
        text = text[blanks[-1] + 1 :]
    yield text


def _worded(text: str, words: Mapping[str, str]) -> str:
    """The text with words for signs, and a blank where one would run into what is beside it."""
    # Tables have ’ for a closing quotation mark, also within a word.
    text = _WITHIN_A_WORD.sub("'", text)
    if not words:
        return text
    signs = "|".join(re.escape(sign) for sign in sorted(words, key=len, reverse=True))

    def word_for(found: re.Match[str]) -> str:
        word = words[found[0]]
        joins = r"[^\W\d_]" if not found[0].isalpha() else "(?!)"
        beside = re.compile(rf"\d|{joins}")
        opened = beside.match(text[: found.start()][-1:]) and word[0].isalnum()
        closed = beside.match(text[found.end() :][:1]) and word[-1].isalnum()
        return f"{' ' if opened else ''}{word}{' ' if closed else ''}"

    return re.sub(signs, word_for, text)


def _tied(text: str, cells: str, writing: NumberWriting) -> str:
    """The cells with the no-break spaces of the text.

    Where liblouis has dropped blanks, each number is tied to the word after it.
    """
    spaces = re.findall(_SPACES, text)
    words = cells.split(" ")
    if len(words) != len(spaces) + 1:
        sign = re.escape(_IN_ASCII[writing.sign])
        return re.sub(rf"((?:^| )[^ ]*{sign}[^ ]*) (?=[^ ])", "\\1\u00a0", cells)
    tied = words[0]
    for space, word in zip(spaces, words[1:], strict=True):
        tied += ("\u00a0" if space in _NO_BREAK else " ") + word
    return tied


def _translate(texts: Sequence[str], table: str) -> list[str]:
    # lou_translate takes a backslash for the beginning of an escape.
    lines = [text.replace("\\", "\\\\") for text in texts]
    try:
        done = subprocess.run(  # noqa: S603
            [LIBLOUIS, "--forward", f"{_DISPLAY},{table}"],
            input="\n".join(lines),
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        message = "Braille needs liblouis; on Debian and Ubuntu: apt-get install liblouis-bin"
        raise LeafletsError(problem("system-library-missing", message)) from error
    except subprocess.TimeoutExpired as error:
        message = f"liblouis takes longer than {SECONDS} seconds"
        raise LeafletsError(problem("rendering-endless", message)) from error
    told = done.stdout.removesuffix("\n").split("\n")
    if done.returncode or len(told) != len(texts):
        message = f"liblouis can't use the table {table}: {done.stderr.strip()[:200]}"
        raise LeafletsError(problem("system-library-liblouis", message))
    return told


def _lines(block: FlowBlock, translated: Mapping[str, str]) -> Iterator[_Line]:
    """A block as lines, with an empty one before what stands apart."""
    cells = " ".join(translated[piece] for piece in block.pieces)
    if block.kind == "heading":
        yield _Line("", keep=True)
        if block.level == 1:
            for line in _wrapped(cells, 0, 0, CELLS - 6):
                yield _Line(line.center(CELLS).rstrip(), keep=True)
            yield _Line("", keep=True)
        else:
            indent = 4 if block.level == 2 else 6
            for line in _wrapped(cells, indent, indent, CELLS):
                yield _Line(line, keep=True)
        return
    if block.mark not in ("", "-"):
        cells = f"{translated[block.mark]} {cells}"
    if block.kind == "paragraph" and block.depth == 0:
        first, others = 2, 0
    else:
        first, others = 2 * block.depth, 2 * block.depth + 2
    lines = list(_wrapped(cells, first, others, CELLS))
    for number, line in enumerate(lines, 1):
        yield _Line(line, keep=_is_kept(block, number == len(lines)))


def _is_kept(block: FlowBlock, is_last_line: bool) -> bool:
    """Whether a line of a dose plan stays with the next: a time, and an amount of several lines."""
    name = block.named[0][1] if block.named else ""
    if not name.startswith("plan.rows."):
        return False
    return name.endswith(".when") or not is_last_line


def in_lines(cells: str) -> list[str]:
    """Translated words in lines of 40 cells, those that belong together on one."""
    return list(_wrapped(cells, 0, 0, CELLS))


def _wrapped(cells: str, first: int, others: int, width: int) -> Iterator[str]:
    """The words in lines; a word longer than a line (there is none in Braille) is cut."""
    line, empty = " " * first, True
    for word in _words(cells, width - max(first, others)):
        if not empty and len(line) + 1 + len(word) > width:
            yield line
            line, empty = " " * others, True
        line += word if empty else f" {word}"
        empty = False
    if not empty:
        yield line


def _words(cells: str, room: int) -> Iterator[str]:
    """The words; tied ones are one word, unless they don't fit on a line together."""
    for word in cells.split(" "):
        parts = [word] if len(word) <= room else word.split("\u00a0")
        for part in parts:
            for start in range(0, len(part) or 1, room):
                yield part[start : start + room].replace("\u00a0", " ")


def _pages(lines: Sequence[_Line]) -> list[list[str]]:
    """The lines in pages; a heading stays with what follows it."""
    pages: list[list[str]] = []
    page: list[str] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) - 1 and lines[end].keep:
            end += 1
        group = [line.cells for line in lines[index : end + 1]]
        if page and len(page) + len(group) > LINES - 1:
            pages.append(page)
            page = []
        while not page and group and not group[0]:
            group.pop(0)
        page += group
        index = end + 1
    return [*pages, page]


def _numbered(lines: Sequence[str], number: str) -> list[str]:
    filled = [*lines, *[""] * (LINES - 1 - len(lines))]
    return [*filled, number.rjust(CELLS)]
