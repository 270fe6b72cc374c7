"""A page as Braille-ready file (BRF): 40 cells by 25 lines, in North American ASCII Braille.

liblouis translates, through its command. The layout follows the usual rules (BANA, Braille
Formats 2016): main title centered, headings from cell 5 and 7, paragraphs indented, lists with
runovers, the page number at the end of the last line.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leaflets.braille_table import BrailleTable
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.flow import Block, blocks_of
from leaflets.page import Page

CELLS: Final = 40
LINES: Final = 25
MAX_PAGES: Final = 400
SECONDS: Final = 60

# lou_translate (liblouis 3.24) cuts longer lines in two.
_LONGEST: Final = 800

_DISPLAY: Final = "en-us-brf.dis"
_COMMAND: Final = "lou_translate"
_BRF: Final = re.compile(r"[ -_]*")


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
    pieces = [piece for block in blocks for piece in block.pieces]
    marks = [block.mark for block in blocks if block.mark not in ("", "-")]
    translated = translations([*pieces, *marks, *map(str, range(1, MAX_PAGES + 1))], table)
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


def translations(texts: Sequence[str], table: BrailleTable) -> dict[str, str]:
    """Each text in Braille, as cells in ASCII; words that belong together joined by U+00A0.

    Raises LeafletsError as ``braille_of`` does.
    """
    asked = {text: list(_in_parts(text)) for text in texts}
    parts = list(dict.fromkeys(part for found in asked.values() for part in found))
    told = _translate([_speakable(part, table.words) for part in parts], table.table)
    raise_if_any(
        problem(
            "rendering-braille", f"the Braille table {table.table} lacks a sign in {part[:80]!r}"
        )
        for part, cells in zip(parts, told, strict=True)
        if not _BRF.fullmatch(cells)
    )
    known = {part: _tied(part, cells) for part, cells in zip(parts, told, strict=True)}
    return {text: " ".join(known[part] for part in found) for text, found in asked.items()}


def _in_parts(text: str) -> Iterator[str]:
    """A text in parts that liblouis takes as a line, cut between words."""
    while len(text) > _LONGEST and (cut := text.rfind(" ", 0, _LONGEST)) > 0:
        yield text[:cut]
        text = text[cut + 1 :]
    yield text


def _speakable(text: str, words: Mapping[str, str]) -> str:
    plain = text.replace("\u00a0", " ").replace("\u202f", " ")
    for sign, word in words.items():
        plain = plain.replace(sign, word)
    return plain


def _tied(text: str, cells: str) -> str:
    """The cells with the no-break spaces of the text, where its words are as many."""
    spaces = re.findall(r"[ \u00a0\u202f]", text)
    words = cells.split(" ")
    if len(words) != len(spaces) + 1:
        return cells
    tied = words[0]
    for space, word in zip(spaces, words[1:], strict=True):
        tied += (" " if space == " " else "\u00a0") + word
    return tied


def _translate(texts: Sequence[str], table: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603
            [_COMMAND, "--forward", f"{_DISPLAY},{table}"],
            input="\n".join(texts),
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        message = "Braille needs liblouis; on Debian and Ubuntu: apt-get install liblouis-bin"
        raise LeafletsError(problem("system-library-missing", message)) from error
    except subprocess.TimeoutExpired as error:
        message = f"liblouis takes longer than {SECONDS} seconds"
        raise LeafletsError(problem("rendering-endless", message)) from error
    lines = done.stdout.removesuffix("\n").split("\n")
    if done.returncode or len(lines) != len(texts):
        message = f"liblouis can't use the table {table}: {done.stderr.strip()[:200]}"
        raise LeafletsError(problem("system-library-liblouis", message))
    return lines


def _lines(block: Block, translated: Mapping[str, str]) -> Iterator[_Line]:
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
    for line in _wrapped(cells, first, others, CELLS):
        yield _Line(line)


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
