"""How doses are written so that nobody misreads them, whatever they are.

After ISMP's "List of Error-Prone Abbreviations, Symbols, and Dose Designations" (2021) and the
"Do Not Use" list of the Joint Commission: no decimal point without a digit before it, no zero
after it at the end, a space between number and unit, no abbreviations for units, times and ways
of taking it. What depends on English words is asked of English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from babel import Locale

from leaflets.language.amounts import COUNTED, DASH, FRACTIONS, NUMERAL, SPACE, unit_pattern, units
from leaflets.language.error_prone import ERROR_PRONE
from leaflets.language.lookalikes import look_alikes
from leaflets.language.quantities import value_of
from leaflets.language.scripts import script_of_locale
from leaflets.sheet.markup import styled_pieces, to_plain

WritingFault = tuple[str, str]
"""What is wrong with a text: the end of its code, and a message."""


def writing_faults(text: str, locale: Locale) -> Iterator[WritingFault]:
    """What is wrong with how a text (with its markup) is written.

    Codes: ``figures`` for numbers that are not one number, ``lookalike``, ``writing``.
    """
    plain = to_plain(text)
    if _has_digits(plain):
        yield from (("figures", message) for message in _raised(text))
        yield from (("figures", message) for message in _broken(plain, locale))
        yield from (("writing", message) for message in _digits(plain, locale))
    yield from (("lookalike", message) for message in look_alikes(plain, locale))
    if locale.language == "en":
        yield from (("writing", message) for message in _abbreviations(plain))


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text)) or any(c in text for c in "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")


_UNICODE_RAISED: Final = re.compile(r"[²³¹⁰⁴⁵⁶⁷⁸⁹]+|[₀₁₂₃₄₅₆₇₈₉]+")


def _raised(text: str) -> Iterator[str]:
    """Raised or lowered digits beside others: 1²⁰ is read as 120."""
    pieces: list[tuple[str, str]] = []
    for piece, styles in styled_pieces(text):
        style = "sup" if "sup" in styles else "sub" if "sub" in styles else ""
        at = 0
        for found in _UNICODE_RAISED.finditer(piece) if not style else ():
            pieces.append((piece[at : found.start()], ""))
            pieces.append((found[0], "sup" if found[0][0] in "²³¹⁰⁴⁵⁶⁷⁸⁹" else "sub"))
            at = found.end()
        pieces.append((piece[at:], style))
    for index, (piece, style) in enumerate(pieces):
        if not style or not any(c.isdigit() or c in FRACTIONS for c in piece):
            continue
        before = "".join(other for other, _ in pieces[:index])
        after = "".join(other for other, _ in pieces[index + 1 :])
        power = re.search(rf"[×x·]{SPACE}?10$", before) or re.match(rf"{SPACE}?/", after)
        beside = re.search(r"\d[.,]?$", before) or after[:1].isdigit()
        joined = style == "sup" and after[:1].isalpha()
        alone = not before.strip() or before[-1:].isspace()
        counts = alone and re.match(rf"{SPACE}?{unit_pattern()}", after)
        if (beside and not power) or joined or counts:
            yield f"{piece!r} is raised or lowered beside a number; write the number on one line"


# A number whose parts stand apart, or with two marks: nobody knows which number it is.
_BROKEN: Final = (
    (r"\d+[ ]?\.[ ]\d+(?:\.\d+)?", "{} is one number or two; begin a sentence with a word"),
    (r"\d+ \.\d+", "{} has a space in it; write it as one number"),
    (r"\d+[.,]{2,}\d+", "{} is no number"),
    (r"\d+\.(?=[ \u00a0]?(?:mg|mL|ml|mcg|g|kg)(?!\w))", "{} has a point too much"),
    (r"\d+[·'’]\d+", "{} is no number here; write a decimal point, and 1,000 with a comma"),
)
_SIGNED: Final = re.compile(rf"(?<![^\s(])[−–-]({NUMERAL})({SPACE}?)({unit_pattern()})")
_NUMBERS_APART: Final = re.compile(
    rf"(?<![\w.,/–-])\d+(?: \d+)+(?={SPACE}?{unit_pattern()})(?!{SPACE}?-)"
)


def _broken(text: str, locale: Locale) -> Iterator[str]:
    unit = unit_pattern()
    for pattern, message in _BROKEN if locale.language == "en" else _BROKEN[2:4]:
        for found in re.finditer(rf"(?<![\w.,]){pattern}(?={SPACE}?{unit})", text):
            yield message.format(repr(found[0]))
    for found in re.finditer(rf"(?<![\w.,/])({NUMERAL}){SPACE}?({unit})", text):
        number = found[1]
        value = value_of(number.rstrip("½⅓⅔¼¾⅛"), locale) if "/" not in number else "1"
        if value and not re.fullmatch(r"\d+(\.\d+)?", value):
            yield f"{number!r} is no number as {_name(locale)} writes it"
    for found in _SIGNED.finditer(text):
        if units()[found[3]].measure != "temperature":
            yield f"{found[0]!r} is less than nothing; take the dash away"
    for found in _NUMBERS_APART.finditer(text):
        if not re.fullmatch(r"\d{1,3}(?: \d{3})+", found[0]) or locale.language == "en":
            yield f"{found[0]!r} is one number or two; write it as one, or a word between"
    for found in re.finditer(rf"\d+/{SPACE}(?={unit})|\d[\^~]\d", text):
        yield f"{found[0]!r} is no number"


def _name(locale: Locale) -> str:
    return str(locale.english_name or locale.language)


_DOSED: Final = ("mass", "volume", "IU", "U", "UI", "mEq", *(n for n in COUNTED if n != "time"))
"""The measures of doses: after others, a zero tells how exact a measurement is."""
_EXACT: Final = ("mmol", "mol", "temperature")

_LEADING: Final = re.compile(r"(?<![\d\w.,·])[.,·]\d+(?![\d.,]*\.)")
_TRAILING: Final = r"(?<![\w.,]){whole}{point}\d*0(?!\d)"
_LONG: Final = re.compile(rf"(?<![\w.,])\d{{5,}}(?={SPACE}?{unit_pattern()})")
_STUCK: Final = re.compile(rf"(?<![^\W\d_])(?<![\w.,-])[\d.,–-]*\d({unit_pattern()})(?!-)")
# No space stands between a number and what follows in these scripts; degrees and percent stand
# without one in many languages.
_UNSPACED: Final = ("Hans", "Hant", "Jpan", "Kore", "Thai")
_MAY_STICK: Final = ("%", "temperature")


def _digits(text: str, locale: Locale) -> Iterator[str]:
    unit = unit_pattern()
    for found in _LEADING.finditer(text):
        yield f"{found[0]!r}: the point can be missed; write 0{found[0]}"
    point = locale.number_symbols.get("latn", {}).get("decimal", ".")
    whole = r"\d+(?:,\d{3})*" if point == "." else r"\d+"
    trailing = _TRAILING.format(whole=whole, point=re.escape(point))
    for found in re.finditer(trailing, text):
        after = re.match(
            rf"(?:{SPACE}?{DASH}{SPACE}?[\d.,]+)?{SPACE}?({unit})", text[found.end() :]
        )
        if after and units()[after[1]].measure in _DOSED:
            shorter = found[0].rstrip("0").rstrip(".,")
            yield f"{found[0]!r} can be read as ten times as much; write {shorter}"
    if locale.language == "en":
        for found in _LONG.finditer(text):
            yield f"{found[0]!r} has many digits; write {int(found[0]):,}"
    if script_of_locale(locale) not in _UNSPACED:
        for found in _STUCK.finditer(text):
            if units()[found[1]].measure not in _MAY_STICK:
                yield f"{found[0]!r} needs a space between the number and its unit"


_CAPITALS: Final = re.compile(r"\d[ \u00a0]?(MG|Mg|MCG|Mcg|KG|Kg|ML|MEQ|Meq)(?!\w)")


def _abbreviations(text: str) -> Iterator[str]:
    for pattern, better in ERROR_PRONE:
        for found in pattern.finditer(text):
            yield f"{found[0].strip()!r} can be misread; write {better}"
    if text.upper() != text:
        for found in _CAPITALS.finditer(text):
            yield f"{found[0]!r} is another unit in capitals; write it as usual (mg, mL)"
