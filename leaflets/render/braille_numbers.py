"""How numbers are written in Braille: a text with its numbers as Braille patterns, for liblouis.

liblouis passes Unicode's Braille patterns (U+2800 to U+28FF) on as they are, while its own numbers
depend on the table and its version: 3.24 writes French 2½ as 21/2, Hindi ¾ as 3/2, Spanish 2,5 as
two numbers, and Devanagari digits without a number sign. So each number has its own number
sign here, a fraction stands apart from the whole number before it, and a letter that would be
read as a digit has the code's sign for letters before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_UPPER: Final = "⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊"
_ANTOINE: Final = "⠼⠡⠣⠩⠹⠱⠫⠻⠳⠪"


@dataclass(frozen=True)
class NumberWriting:
    """How a code writes numbers: its signs, as Braille patterns.

    ``bar`` is the line of a fraction, ``mixed`` what stands between a whole number and its
    fraction, ``letter`` what goes before one of ``like_digits`` that follows a number.
    ``after`` is punctuation that liblouis would take for something else behind a pattern.
    """

    sign: str
    digits: str
    point: str
    bar: str
    mixed: str
    letter: str
    like_digits: str
    comma: str = "⠂"
    after: Mapping[str, str] = field(default_factory=dict)
    apart_from: str = ""
    """A regular expression for what a number can't follow at once: it gets a blank before it."""
    one_letter: Mapping[str, str] = field(default_factory=dict)
    """Letters of two characters, and the one that liblouis takes for them."""


UEB: Final = NumberWriting("⠼", _UPPER, "⠲", "⠌", "", "⠰", "a-j")
"""The Rules of Unified English Braille (2013), section 6: 6.2 decimals, 6.4 and 6.6 fractions."""

SPANISH: Final = NumberWriting("⠼", _UPPER, "⠄", "⠠⠂⠼", "\u00a0", "⠐", "a-j")
"""Comisión Braille Española, B 2: the comma is dot 2, the point dot 3, without a second sign.

The code's own fractions changed in 2023 (Código matemático unificado para Iberoamérica), and
dot 2 after the number sign is the decimal comma, too: the plain slash is read alike by all.
"""

FRENCH: Final = NumberWriting("⠠", _ANTOINE, "⠲", "⠌", "\u00a0", "⠰", "âêîôûëïüœö")
"""Code braille français uniformisé, 2nd edition (2008), I: digits of Antoine after dot 6."""

ARABIC: Final = NumberWriting("⠼", _UPPER, "⠲", "⠌", "\u00a0", "⠰", r"a-zء-يپچڤگ\u064b-\u0652")
"""Unified Arabic Braille (Mada): a letter after a number has dots 56 before it."""

BHARATI: Final = NumberWriting(
    "⠼",
    _UPPER,
    "⠨",
    "⠌",
    "\u00a0",
    "⠰",
    r"a-z\u0900-\u0963\u0970-\u097f",
    after={
        ",": "⠂",
        ".": "⠲",
        "।": "⠲",
        ":": "⠒",
        ";": "⠆",
        "!": "⠖",
        "?": "⠦",
        ")": "⠶",
        '"': "⠴",
        "”": "⠴",
        "%": "⠈⠒⠏",
    },
    # Dots 3456 are the letter ण, too: within a word they are no number sign.
    apart_from=r"[^\s(\[\-‐‑–—−/]",
    # Normalization (NFC) takes these apart; liblouis 3.24 then puts dot 4 behind the letter.
    one_letter={
        f"{letter}\u093c": composed
        for letter, composed in zip(
            "कखगजडढफय", "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f", strict=True
        )
    },
)
"""Bharati Braille; numbers as in English Braille American Edition, the decimal point dots 46."""

_WRITINGS: Final = {
    "en-ueb-": UEB,
    "es-g": SPANISH,
    "fr-bfu-comp6": FRENCH,
    "ar-ar-g1": ARABIC,
    "hi-in-g1": BHARATI,
}
"""How numbers are written, by how the name of a table of liblouis begins."""


def writing_of(table: str) -> NumberWriting:
    """How numbers are written beside the letters of a table. One of those that can be read back."""
    return next(_WRITINGS[name] for name in _WRITINGS if table.startswith(name))


_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACE: Final = "[ \u00a0\u202f\u2009]"
_VULGAR: Final = re.compile("[¼-¾⅐-⅞]")
_MIXED: Final = re.compile(rf"(?<![\d.,/])(\d+){_SPACE}(\d{{1,2}})[/⁄](\d{{1,2}})(?![\d/]|[.,]\d)")
_GROUPS: Final = re.compile(
    rf"(?<![\d.,])(?<!\d{_SPACE})\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!{_SPACE}?\d|[.,]\d)"
)
_FRACTION: Final = r"(?P<whole>\d+(?:[.,]\d+)*(?=\ue000))?\ue000?(?P<over>\d+)\u2044(?P<under>\d+)"
_PLAIN: Final = r"(?P<plain>(?<![\w.])\.\d+|\d+(?:[.,]\d+)*)"
_NUMBER: Final = re.compile(f"{_FRACTION}|{_PLAIN}")
_ENGLISH_FRACTION: Final = re.compile(rf"{_FRACTION}(?P<plain>(?!))?(?=(?P<letter>[^\W\d_])?)")
_LOWERED: Final = re.compile("[₀-₉]+")
_CAPITALS: Final = re.compile(r"(?<!\S)[^\sa-z]*[A-Z][^\sa-z]*(?:\s+[^\sa-z]+)+(?!\S)")
_DIGIT_LETTER: Final = re.compile(r"(?<=\d)(?=[A-J])")
_BEFORE_ANOTHER: Final = re.compile(
    rf"(?:(?<![\w.,])\.|(?<![\d.,]))\d+(?:[.,]\d+)*(?={_SPACE}[\d.])"
)


def with_patterns(text: str, writing: NumberWriting) -> str:
    """The text as liblouis takes it: its numbers as Braille patterns.

    In contracted English, where letters after a number depend on it, liblouis writes them
    itself; only numbers that follow one another are told apart.
    """
    plain = _with_plain_digits(text)
    for letters, letter in writing.one_letter.items():
        plain = plain.replace(letters, letter)
    if writing is UEB:
        return _in_english(plain)
    found = re.sub(_NUMBER, lambda number: _written(number, writing), plain)
    pattern = "[\u2801-\u283f]"
    found = re.sub(rf"({pattern})(?=[{writing.like_digits}])", rf"\g<1>{writing.letter}", found)
    if writing.after:
        signs = "".join(map(re.escape, writing.after))
        found = re.sub(
            f"(?<={pattern})[{signs}]+|%[{signs}]*",
            lambda run: "".join(writing.after[sign] for sign in run[0]),
            found,
        )
    if writing.apart_from:
        start = f"(?={writing.sign})(?<![\u2801-\u283f])"
        found = re.sub(rf"(?<={writing.apart_from}){start}", "\u00a0", found)
    return found


def _with_plain_digits(text: str) -> str:
    """The text with Western digits, fractions as 1⁄2, and without marks that nobody sees."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)
    plain = re.sub(r"(?<=\d)٫(?=\d)", ".", plain)
    plain = re.sub(r"(?<=\d)٬(?=\d)", ",", plain)
    plain = _MIXED.sub("\\1\ue000\\2\u2044\\3", plain)
    plain = re.sub(rf"(?<=\d){_SPACE}?(?=[¼-¾⅐-⅞])", "\ue000", plain)
    return _VULGAR.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), plain)


def _written(number: re.Match[str], writing: NumberWriting) -> str:
    if plain := number["plain"]:
        return writing.sign + _cells(plain, writing)
    over, under = (_cells(number[part], writing) for part in ("over", "under"))
    fraction = writing.sign + over + writing.bar + under
    if number["whole"] is None:
        return fraction
    return writing.sign + _cells(number["whole"], writing) + writing.mixed + fraction


def _cells(number: str, writing: NumberWriting) -> str:
    marks = {".": writing.point, ",": writing.comma}
    return "".join(marks[one] if one in marks else writing.digits[int(one)] for one in number)


def _in_english(plain: str) -> str:
    # liblouis 3.24 has no lowered digits: dots 26, and a number (UEB 7.7, 11.4).
    plain = _LOWERED.sub(
        lambda found: "⠢⠼" + _cells(unicodedata.normalize("NFKC", found[0]), UEB), plain
    )
    # In a passage of capitals liblouis writes letters after a number without a sign: SL6 1AA as
    # SL6 111.
    plain = _CAPITALS.sub(lambda run: _DIGIT_LETTER.sub(UEB.letter, run[0]), plain)
    found = _ENGLISH_FRACTION.sub(
        lambda number: _written(number, UEB) + ("\u00a0" if number["letter"] else ""),
        plain,
    )
    # liblouis joins numbers with a blank between them into one, by the numeric space (6.6).
    grouped = {place for group in _GROUPS.finditer(found) for place in range(*group.span())}
    return _BEFORE_ANOTHER.sub(
        lambda number: (
            number[0] if number.start() in grouped else UEB.sign + _cells(number[0], UEB)
        ),
        found,
    )
