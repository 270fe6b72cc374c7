"""Words whose letters were lost or changed before they came here: read in a wrong encoding.

UTF-8 that was read as windows-1252 and written as UTF-8 again says "JosÃ©". Such a word can be
turned back: written in the wrong encoding, it is the UTF-8 of another word. That this is chance
is rare; what was turned back has to be a word, too: letters of one script that is in use, no
capital after a small letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.entities import html5
from itertools import pairwise
from typing import Final

_LATIN: Final = (
    *("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp1258"),
    *("mac_roman", "cp437", "cp850"),
)
_OTHER: Final = (
    *("cp1251", "koi8_u", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1255", "cp1256"),
    *("iso8859_6", "cp874"),
)
_WIDE: Final = ("cp932", "euc_jp", "cp949", "gb18030", "cp950")
"""The encodings that Windows and Unix use beside UTF-8: Latin, other letters, two bytes each."""

_EAST_ASIAN: Final = frozenset(["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"])
_SCRIPTS: Final = _EAST_ASIAN | {
    *("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC", "ETHIOPIC"),
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA"),
    *("MALAYALAM", "SINHALA", "THAI", "LAO", "MYANMAR", "KHMER"),
}
_SIGNS: Final = frozenset("°±²³µ·º¼½¾–—‘’“”„…•€™№«»¿¡\u00a0")
_COMMON_LATIN: Final = (
    ("\u00c0", "\u017f"),
    ("\u0218", "\u021b"),
    ("\u1e80", "\u1e85"),
    ("\u1ea0", "\u1ef9"),
)
"""First and last letters of the ranges in which the names of today's languages are written."""

_ENTITY: Final = re.compile(r"&(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def misread(text: str) -> bool:
    """Whether a text has letters that were read in a wrong encoding, or has lost some.

    So has one with U+FFFD (a letter that nobody could read), with a letter as HTML writes it
    ("&eacute;"), or with letters of two scripts in a word, neither of them Latin.
    """
    if "\ufffd" in text or any(_is_entity(found[1]) for found in _ENTITY.finditer(text)):
        return True
    if text.isascii():
        return False
    return any(_is_misread(word) for word in re.split(r"[ \t\r\n]+", text) if not word.isascii())


def is_words(text: str) -> bool:
    """Whether what stands beyond ASCII is letters of one script a word, or signs of a text."""
    return all(_is_word(word) for word in re.split(r"[\s,;|]+", text) if not word.isascii())


def _is_entity(name: str) -> bool:
    return name.startswith("#") or f"{name};" in html5


@cache
def _is_misread(word: str) -> bool:
    scripts = {_script(letter) for letter in word if letter.isalpha()} & _SCRIPTS
    if len(scripts - _EAST_ASIAN - {"LATIN"}) > 1:
        return True
    return any(
        _was_latin(word, again) for encoding in _LATIN for again in _turned_back(word, encoding)
    ) or any(
        _was_other(word, again, "\u00ff" if encoding in _WIDE else "\u1ef9")
        for encoding in (*_OTHER, *_WIDE)
        for again in _turned_back(word, encoding)
    )


def _turned_back(word: str, encoding: str) -> Iterator[str]:
    """What the word may have been before UTF-8 was read as ``encoding``, if anything."""
    found = _BEYOND_ASCII.search(word)
    leads, trails = _marks(encoding)
    if (
        found
        and leads
        and (found[0] not in leads or word[found.end() : found.end() + 1] not in trails)
    ):
        return
    try:
        again = _bytes_of(word, encoding).decode()
    except UnicodeError:
        return
    if again != word:
        yield again


@cache
def _marks(encoding: str) -> tuple[frozenset[str], frozenset[str]]:
    """How the bytes that begin and continue a letter in UTF-8 are read in an encoding.

    Both are empty for an encoding of two bytes, which reads them together.
    """
    if encoding in _WIDE:
        return frozenset(), frozenset()
    return frozenset(_read(range(0xC2, 0xF5), encoding)), frozenset(
        _read(range(0x80, 0xC0), encoding)
    )


def _read(codes: range, encoding: str) -> Iterator[str]:
    for code in codes:
        try:
            yield bytes((code,)).decode(encoding)
        except UnicodeError:
            # Browsers and Windows read the bytes that windows-1252 lacks as controls.
            yield chr(code)


def _bytes_of(word: str, encoding: str) -> bytes:
    if encoding in _WIDE:
        return word.encode(encoding)
    return b"".join(
        bytes((ord(character),)) if "\x80" <= character <= "\x9f" else character.encode(encoding)
        for character in word
    )


def _was_latin(word: str, again: str) -> bool:
    """Whether a word of no sense is one once it is turned back from a Latin encoding."""
    new = [letter for letter in again if not letter.isascii()]
    return not _is_plain(word) and (
        all(letter in _SIGNS for letter in new) or (_is_word(again) and _is_enough(again, new, 1))
    )


def _was_other(word: str, again: str, last_latin: str) -> bool:
    """The same for an encoding of other letters, in which any two may be a word.

    Beside ASCII letters, Latin ones up to ``last_latin`` are believed: "5滴" is a word, too.
    """
    new = [letter for letter in again if not letter.isascii()]
    beside_ascii = any(letter.isascii() and letter.isalpha() for letter in again)
    if beside_ascii:
        simple = all(letter in _SIGNS or letter <= last_latin for letter in new)
        return simple and not _is_word(word) and _is_word(again)
    if any(_script(letter) == "LATIN" for letter in new):
        return False
    return _is_word(again) and _is_enough(again, new, 3 if _is_plain(word) else 2)


def _is_plain(word: str) -> bool:
    """Whether it is a word as it stands: no sign amid it, small letters after one capital."""
    capitals = sum(letter.isupper() for letter in word)
    has_small = any(letter.islower() for letter in word)
    return _is_word(word) and _SIGNS.isdisjoint(word) and not (capitals > 1 and has_small)


def _is_enough(again: str, new: list[str], least: int) -> bool:
    """Whether so many letters turned out to be of a word that chance is no explanation."""
    is_latin = all(letter in _SIGNS or _script(letter) == "LATIN" for letter in new)
    return len(new) >= (least if is_latin else max(least, 2)) and bool(again)


def _is_word(word: str) -> bool:
    """Whether it is letters and ASCII alone, of one script, no capital after a small one."""
    letters = [letter for letter in word if not letter.isascii() or letter.isalpha()]
    kinds = {unicodedata.category(letter)[0] for letter in letters if letter not in _SIGNS}
    scripts = {_script(letter) for letter in letters if letter not in _SIGNS}
    jumps = any(
        not (one + other).isascii() and one.islower() and other.isupper()
        for one, other in pairwise(word)
    )
    return kinds <= {"L", "M"} and scripts <= _SCRIPTS and len(scripts) <= 1 and not jumps


@cache
def _script(letter: str) -> str:
    """The script of a letter; "" for those that today's names are not written in."""
    # Names in the Unicode Character Database begin with the script.
    script = unicodedata.name(letter, "?").replace("-", " ").split()[0]
    if script == "LATIN" and not (letter.isascii() or _is_common_latin(letter)):
        return ""
    if script == "CJK" and not "\u4e00" <= letter <= "\u9fff":
        return ""
    return script


def _is_common_latin(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _COMMON_LATIN)
