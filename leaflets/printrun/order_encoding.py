"""The text of a file of orders: the encoding is marked, UTF-8, or named.

Nothing is guessed. One byte is ñ in windows-1252 and ń in windows-1250, both make a name of it,
and the languages of the leaflets are not those of the patients' names.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem
from leaflets.files import read_at_most
from leaflets.printrun.misread import is_words

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
"""What Windows and Unix use, by language; the others are those of Western Europe."""


def read_order_file(file: Path) -> bytes:
    """What is in a file of orders; ``-`` is standard input.

    It may be a pipe, which can be read once only. Raises LeafletsError (kinds "file", "order").
    """
    return read_at_most(MAX_BYTES, file, "order-too-large", "split it into several runs")


def order_text(
    content: bytes,
    file: Path,
    encoding: str | None,
    languages_in: Callable[[str], Iterable[str]],
) -> str:
    """The text of ``content``, which was read from ``file``, without its byte order mark.

    ``languages_in`` gives the language tags that a text of orders names; it is asked, with
    letters beyond ASCII misread, for the encodings that a message names.

    Raises LeafletsError (kind "order"; "usage" for an encoding nobody knows).
    """
    if content.startswith(_WORKBOOKS):
        message = "this is a workbook; in Excel, save it as “CSV UTF-8” and give that file"
        raise LeafletsError(problem("order-workbook", message, file=file))
    mark, marked = next(((m, e) for m, e in _MARKS if content.startswith(m)), (b"", None))
    if encoding is not None:
        _check_name(encoding, marked, file)
    known = marked or encoding or "utf-8"
    text, wrong = _decoded(content[len(mark) :], known)
    if wrong is not None and not (marked or encoding):
        languages = tuple(languages_in(content.decode("latin-1")))
        raise LeafletsError(_not_utf8(content, text, wrong, languages, file))
    return _readable(text, wrong, known, file)


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


def _not_utf8(
    content: bytes, before: str, line: int, languages: tuple[str, ...], file: Path
) -> Problem:
    column = len(before) - before.rfind("\n")
    if other := _line_in_utf8(content):
        message = (
            f"a byte here is not UTF-8, but line {other} is UTF-8: two encodings stand in this"
            " file; save each part as “CSV UTF-8” and join them then"
        )
        return problem("order-encoding-mixed", message, file=file, line=line, column=column)
    fitting = [_shown(name) for name in _likely(languages) if _fits(content, name)]
    message = (
        "not UTF-8, and letters would be guessed in names; save the file as “CSV UTF-8”, or"
        f" name its encoding: --encoding {' or '.join(fitting[:4]) or 'NAME'}"
    )
    return problem("order-encoding", message, file=file, line=line, column=column)


def _line_in_utf8(content: bytes) -> int | None:
    """The first line that is UTF-8 beyond ASCII, and words."""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", content), 1):
        if line.isascii():
            continue
        text, wrong = _decoded(line, "utf-8")
        if wrong is None and is_words(text):
            return number
    return None


def _fits(content: bytes, encoding: str) -> bool:
    text, wrong = _decoded(content, encoding)
    kinds = {character: unicodedata.category(character) for character in set(text) - set("\t\r\n")}
    return wrong is None and not any(kind in ("Cc", "Cn", "Co") for kind in kinds.values())


def _likely(languages: tuple[str, ...]) -> Iterator[str]:
    """The encodings of the languages, each once."""
    tags = {tag.strip().casefold().replace("_", "-") for tag in languages}
    bases = {tag if tag in _ENCODINGS else tag.split("-")[0] for tag in tags}
    found = [name for base in sorted(bases - {""}) for name in _ENCODINGS.get(base, _WESTERN)]
    yield from dict.fromkeys(found or _WESTERN)


def _shown(encoding: str) -> str:
    return re.sub(r"^cp(125\d)$", r"windows-\1", encoding)
