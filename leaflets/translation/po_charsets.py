"""In which encoding a PO file is written: UTF-8, or the one that its header names."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem
from leaflets.files import at_most
from leaflets.sheet.source import MAX_BYTES, text_in
from leaflets.translation.po_files import PoFile, first_header, po_in

_CHARSET: Final = re.compile(r"charset=([^\s;\"]+)")
_BLANK: Final = "CHARSET"
"""What xgettext writes into a new template."""
# The portable names of gettext-tools/src/po-charset.c that Python knows, as Python names them.
_KNOWN: Final = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "utf-8", "koi8-r", "koi8-u", "koi8-t", "cp850", "cp866", "cp874"),
        *("cp932", "cp949", "cp950", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255"),
        *("cp1256", "cp1257", "cp1258", "gb2312", "euc-jp", "euc-kr", "big5", "big5-hkscs"),
        *("gbk", "gb18030", "shift_jis", "johab", "tis-620"),
        *(f"iso-8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15)),
    )
)


def po_file_in(file: Path, content: bytes) -> tuple[PoFile, str]:
    """A PO file's messages, and the Python name of its encoding, to write it back.

    Raises LeafletsError (kind "translation") for what is no PO file, not in the encoding that it
    names, or UTF-8 under another name: which of the two was meant nobody can tell.
    """
    at_most(MAX_BYTES, content, file, "translation-too-large", "split it")
    encoding = encoding_of(file, content)
    if encoding.startswith("utf-8"):
        return po_in(file, text_in(file, content, "translation")), encoding
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"not {encoding}, which its header names; save it as UTF-8, with charset=UTF-8"
        raise LeafletsError(_fault(file, what, line)) from error
    return po_in(file, text, encoding), encoding


def encoding_of(file: Path, content: bytes) -> str:
    """The encoding of a PO file, as Python names it. Raises LeafletsError as ``po_file_in``."""
    marked = content.startswith(codecs.BOM_UTF8)
    utf8 = "utf-8-sig" if marked else "utf-8"
    header = first_header(content.removeprefix(codecs.BOM_UTF8).decode("latin-1"))
    found = _CHARSET.search(header or "")
    if found is None or found[1] == _BLANK:
        return utf8
    try:
        named = codecs.lookup(found[1]).name
    except (LookupError, ValueError):
        named = ""
    if named == "utf-8":
        return utf8
    if content.isascii():
        return named if named in _KNOWN else "ascii"
    if _is_utf8(content):
        what = f"is UTF-8, but its header says charset={found[1][:40]}; write charset=UTF-8"
    elif named not in _KNOWN:
        what = f"charset={found[1][:40]} is not known; save it as UTF-8, with charset=UTF-8"
    else:
        return named
    raise LeafletsError(_fault(file, what, 1))


def encoded(file: Path, text: str, encoding: str) -> bytes:
    """The text of a PO file in its encoding. Raises LeafletsError where that lacks a character."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        what = f"a new text can't be written in {encoding}; save the file as UTF-8, with"
        what += " charset=UTF-8 in its header (msgconv --to-code=UTF-8 does both)"
        raise LeafletsError(_fault(file, what, 1)) from error


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fault(file: Path, what: str, line: int) -> Problem:
    return problem("translation-charset", what, file=file, line=line, column=1)
