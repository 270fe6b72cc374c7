"""The text of a file of orders: the encoding is marked, UTF-8, named, or detected.

Detection of a short text in a single-byte encoding is a guess: of the encodings that Windows
and Unix use for the languages that the orders name, exactly one must fit. Where several fit
and disagree on a letter, nothing is guessed: the letter may stand in a patient's name.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem
from leaflets.files import read_at_most

MAX_BYTES: Final = 50_000_000
"""No file of orders is larger."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx (a ZIP archive) and .xls (an OLE2 file) begin."""

_WESTERN: Final = ("cp1252",)
_ENCODINGS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "sq"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("ru", "uk", "be"), ("cp1251", "koi8_u", "iso8859_5")),
    **dict.fromkeys(("bg", "sr", "mk"), ("cp1251", "iso8859_5")),
    **dict.fromkeys(("et", "lv", "lt"), ("cp1257",)),
    **dict.fromkeys(("fa", "ur", "ps"), ("cp1256",)),
    "ar": ("cp1256", "iso8859_6"),
    **dict.fromkeys(("he", "yi"), ("cp1255",)),
    "el": ("cp1253", "iso8859_7"),
    "tr": ("cp1254",),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh-hans": ("gb18030",),
    "zh-hant": ("cp950",),
    "zh": ("gb18030", "cp950"),
}
"""By language, the likeliest first; the others are those of Western Europe."""

_SAMPLE: Final = 65_536
_CLEARLY: Final = 0.05
"""How much less mess (0 to 1) there must be in one reading than in another language's."""


@dataclass(frozen=True)
class _Reading:
    """One encoding's reading of a file, and how little sense it makes (0 to 1)."""

    encoding: str
    mess: float


def read_text(
    file: Path,
    encoding: str | None,
    tell: Callable[[str], None],
    languages_in: Callable[[str], Iterable[str]],
) -> str:
    """The text of ``file``, without its byte order mark.

    ``languages_in`` gives the language tags that a text of orders names; it is asked, with
    letters beyond ASCII misread, where the encoding has to be detected. ``tell`` is told which
    encoding was assumed.

    Raises LeafletsError (kinds "file", "order"; "usage" for an encoding nobody knows).
    """
    content = _content(file)
    mark, marked = next(((m, e) for m, e in _MARKS if content.startswith(m)), (b"", None))
    if encoding is not None:
        _check_name(encoding, marked, file)
    known = marked or encoding or "utf-8"
    text, wrong = _decoded(content[len(mark) :], known)
    if wrong is None or marked or encoding:
        return _readable(text, wrong, known, file)
    found = _detected(content, tuple(languages_in(content.decode("latin-1"))), file)
    tell(
        f"{file} is not UTF-8; read as {_shown(found)}, which fits the languages it names."
        " If letters are wrong, name another encoding: --encoding NAME"
    )
    return _readable(*_decoded(content, found), found, file)


def _content(file: Path) -> bytes:
    content = read_at_most(MAX_BYTES, file, "order-too-large", "split it into several runs")
    if content.startswith(_WORKBOOKS):
        message = "this is a workbook; in Excel, save it as “CSV UTF-8” and give that file"
        raise LeafletsError(problem("order-workbook", message, file=file))
    return content


def _check_name(encoding: str, marked: str | None, file: Path) -> None:
    try:
        name = codecs.lookup(encoding).name
        "".encode(encoding)
    except (LookupError, ValueError):
        message = "--encoding names none that is known; write windows-1252, shift_jis, gb18030, …"
        raise LeafletsError(problem("usage-encoding", message)) from None
    if marked and name[:5] != marked[:5]:
        message = f"its byte order mark says {marked}, --encoding says {name}; leave that out"
        raise LeafletsError(problem("order-encoding", message, file=file))


def _decoded(content: bytes, encoding: str) -> tuple[str, int | None]:
    """The text, and the line of the first byte that is none (the text then ends before it).

    Not an exception: a UnicodeDecodeError carries the whole file, with what patients it names.
    """
    try:
        return content.decode(encoding), None
    except UnicodeError as error:
        start = getattr(error, "start", 0)
    before = content[:start].decode(encoding, "replace")
    return before, before.count("\n") + 1


def _readable(text: str, wrong: int | None, encoding: str, file: Path) -> str:
    if wrong is not None:
        raise LeafletsError(_not_text(text, wrong, encoding, file))
    if "\0" in text:
        message = (
            "it holds zero bytes; if it is UTF-16, say so: --encoding utf-16-le; else save it"
            " as “CSV UTF-8”"
        )
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LeafletsError(problem("order-encoding", message, file=file, line=line, column=1))
    return text


def _not_text(before: str, line: int, encoding: str, file: Path) -> Problem:
    message = (
        f"a byte here is not {_shown(encoding)}; name the right encoding: --encoding NAME, or"
        " save the file as “CSV UTF-8”"
    )
    column = len(before) - before.rfind("\n")
    return problem("order-encoding", message, file=file, line=line, column=column)


def _detected(content: bytes, languages: tuple[str, ...], file: Path) -> str:
    """The one encoding that fits the letters beyond ASCII and the languages."""
    groups = list(_likely(languages))
    found = _readings(content, {encoding for group in groups for encoding in group})
    if found:
        kin = {e for group in groups if found[0].encoding in group for e in group}
        rivals = [reading for reading in found[1:] if reading.encoding not in kin]
        if all(rival.mess - found[0].mess >= _CLEARLY for rival in rivals):
            return found[0].encoding
    named = " or ".join(_shown(reading.encoding) for reading in found[:4])
    could = f": it could be {named}" if found else ""
    message = (
        f"not UTF-8, and what else is not certain{could}; name it: --encoding NAME, or save the"
        " file as “CSV UTF-8”"
    )
    raise LeafletsError(problem("order-encoding", message, file=file))


def _readings(content: bytes, encodings: set[str]) -> list[_Reading]:
    """What differs when it is read, the least mess first, then as charset-normalizer ranks."""
    from charset_normalizer import from_bytes

    sample = b"\n".join(_telling_lines(content))
    matches = from_bytes(sample, cp_isolation=sorted(encodings), preemptive_behaviour=False)
    texts: dict[str, _Reading] = {}
    for match in matches:
        text, wrong = _decoded(content, match.encoding)
        if wrong is None and not _has_controls(text):
            texts.setdefault(text, _Reading(match.encoding, _mess(str(match))))
    return sorted(texts.values(), key=lambda reading: reading.mess)


def _telling_lines(content: bytes) -> Iterator[bytes]:
    """The lines with bytes beyond ASCII, up to a sample: the others fit every encoding."""
    size = 0
    for line in content.split(b"\n"):
        if not line.isascii():
            yield line
            size += len(line)
        if size > _SAMPLE:
            return


def _likely(languages: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The encodings of each language; of all where only English is named, which is ASCII."""
    tags = {tag.strip().casefold().replace("_", "-") for tag in languages}
    bases = {tag if tag in _ENCODINGS else tag.split("-")[0] for tag in tags}
    for base in sorted(bases - {"en", ""}) or ["", *_ENCODINGS]:
        yield _ENCODINGS.get(base, _WESTERN)


def _mess(text: str) -> float:
    """The share of neighbours, one of them beyond ASCII, that don't go together."""
    pairs = Counter(pair for pair in pairwise(text) if not "".join(pair).isascii())
    return sum(n for pair, n in pairs.items() if _clash(*pair)) / max(1, pairs.total())


def _clash(first: str, second: str) -> bool:
    """Whether two neighbours are of two scripts, a capital amid a word, or a sign in one."""
    if first.isalpha() and second.isalpha():
        jumps = first.islower() and second.isupper()
        return jumps or _script(first) != _script(second)
    return any(
        one.isalpha() and not other.isascii() and _is_sign(other)
        for one, other in ((first, second), (second, first))
    )


def _script(letter: str) -> str:
    # Names in the Unicode Character Database begin with the script.
    script = unicodedata.name(letter, "?").split()[0]
    return "CJK" if script in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else script


def _is_sign(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] == "S" or kind == "No" or (kind == "Po" and character < "\u0100")


def _has_controls(text: str) -> bool:
    kinds = {character: unicodedata.category(character) for character in set(text) - set("\t\r\n")}
    return any(kind in ("Cc", "Cn", "Co") for kind in kinds.values())


def _shown(encoding: str) -> str:
    return re.sub(r"^cp(125\d)$", r"windows-\1", encoding)
