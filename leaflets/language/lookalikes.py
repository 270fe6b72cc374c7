"""Characters that look like others: a letter in a number, a letter of another alphabet in a word.

Unicode TR 39 (confusable characters) names far more; these are the ones that a keyboard, a
scanner or a copied text brings into a sheet: O for 0, l and I for 1, Cyrillic and Greek letters
that look Latin, and the full-width, circled and squared forms that NFKC turns into others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from babel import Locale

from leaflets.language.amounts import DASH, SPACE, unit_pattern, units
from leaflets.language.scripts import script_of_locale

_LATIN_LOOKS: Final = {
    **dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx", strict=True)),
    **dict(zip("мгкт", "mrkt", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικρτυχ", "ABEZHIKMNOPTYXovikptux", strict=True)),
    "ɡ": "g",
    "ɑ": "a",
    "ǀ": "l",
    "ı": "i",
}
"""Letters of other alphabets, and what they look like."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# Not a hyphen before it, as in HLA-B27; a unit after it, or it ends a range.
_IN_NUMBER: Final = re.compile(
    rf"(?<![\w.,–-])(?=[\dOoIl|.,]*\d)(?=[\d.,]*[OoIl|])[OoIl|\d.,]*[OoIl|\d]"
    rf"(?={SPACE}?{unit_pattern()}|{SPACE}?(?:{DASH}|to){SPACE}?\d)"
    rf"|(?<=\d[–-])(?=[\dOoIl|.,]*\d)[\d.,]*[OoIl|][OoIl|\d]*(?={SPACE}?{unit_pattern()})"
    rf"|(?<![\w.,–-])\d+[.,]\d*[SBZsOoIl]\d*(?={SPACE}?{unit_pattern()})"
    rf"|(?<![\w.,–-])(?:[OIl|]+|[SBZ])(?={SPACE}?(?:mg|mL|ml|mcg|kg|lb|°C|°F)(?!\w))"
    rf"|(?<![\w.,–-])\d+[SBZ](?={SPACE}{unit_pattern()})"
    rf"|(?<![\w.,–-])\d+[Oo](?![\w])|(?<![\w.,–-])[OIl|]\d*[.,]\d+(?!\w)",
)
_IN_WORD: Final = re.compile(r"(?<![\w.,])[a-z]+[01][a-z]{2,}|(?<!\w)[A-Za-z]?[a-z]+I[a-z]+")
_WIDE: Final = ("Hans", "Hant", "Jpan", "Kore")
_ODD: Final = re.compile(
    r"(?![0-9])\d|[\uff01-\uff5e\u2100-\u218f\u2460-\u24ff\u2776-\u2793\u3200-\u33ff"
    r"\U0001d400-\U0001d7ff]"
)
"""Blocks of characters that stand for others: full-width, enclosed, squared, mathematical."""
_MIXABLE: Final = {
    True: re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]|[ıǀ]"),
    False: re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]"),
}
"""What a text has where its words may mix alphabets, by whether its own is Latin."""
_BETWEEN_DIGITS: Final = re.compile(r"\d([‚٫٬．，。·ꞏ⸳])\d")
_AFTER_NUMBER: Final = re.compile(
    rf"(?<![\w.,])\d+(?:[.,]\d+)?{SPACE}?([^\W\d_][\w|]{{0,5}})(?!\w)"
)
_SYMBOLS: Final = ("mg", "mL", "ml", "mcg", "kg", "g", "lb", "cm", "mm", "mmol")


def _skeleton(word: str) -> str:
    """What is left of a word when look-alikes are one letter (as in Unicode TR 39)."""
    same = word.replace("rn", "m").replace("nn", "m").replace("vv", "w")
    return re.sub(r"[Il1|L]", "l", re.sub(r"[O0]", "o", same.replace("q", "g").replace("9", "g")))


@lru_cache(maxsize=1)
def _unit_looks() -> dict[str, str]:
    """The symbols of units by what they look like."""
    return {_skeleton(symbol): symbol for symbol in reversed(_SYMBOLS)}


_RAISED: Final = frozenset("ªº²³¹⁰⁴⁵⁶⁷⁸⁹ⁱⁿ₀₁₂₃₄₅₆₇₈₉™℠ℓ½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚")
_DIGITS: Final = {
    "Arab": ("ARABIC-INDIC", "EXTENDED ARABIC-INDIC"),
    "Beng": ("BENGALI",),
    "Deva": ("DEVANAGARI",),
    "Guru": ("GURMUKHI",),
    "Taml": ("TAMIL",),
    "Thai": ("THAI",),
}
"""What the Unicode names of a script's own digits begin with."""


def look_alikes(text: str, locale: Locale) -> Iterator[str]:
    """What is wrong with the characters of a text without markup, each as a message."""
    if _ODD.search(text):
        yield from _other_forms(text, locale)
    for found in _IN_NUMBER.finditer(text):
        yield f"{found[0]!r} is not a number: a letter stands in it; write it in digits"
    for found in _IN_WORD.finditer(text):
        yield f"{found[0]!r} has a digit or a capital I in it; write the letter"
    for found in _BETWEEN_DIGITS.finditer(text) if script_of_locale(locale) != "Arab" else ():
        code = f"{found[1]!r} (U+{ord(found[1]):04X})"
        yield f"{found[0]!r} has {code} in it; write a point or a comma"
    for found in _AFTER_NUMBER.finditer(text):
        if found[1] in ("mLs", "mls", "mgs", "MLS", "mcgs"):
            yield f"{found[0]!r}: a unit has no plural; write {found[1][:-1]}"
        elif found[1] not in units() and (unit := _unit_looks().get(_skeleton(found[1]))):
            yield f"{found[0]!r}: {found[1]!r} looks like {unit!r}; write {unit}"
    if _MIXABLE[script_of_locale(locale) == "Latn"].search(text):
        yield from _mixed_words(text, locale)


def _other_forms(text: str, locale: Locale) -> Iterator[str]:
    own = _DIGITS.get(script_of_locale(locale), ())
    for character in dict.fromkeys(text):
        code = f"{character!r} (U+{ord(character):04X})"
        if character.isascii() or character in _RAISED:
            continue
        if character.isdecimal():
            if not unicodedata.name(character, "").startswith(own or ("",)) or not own:
                digit = unicodedata.decimal(character)
                yield f"{code} is a digit of another script; write {digit}"
            continue
        plain = unicodedata.normalize("NFKC", character)
        wide = "\uff01" <= character <= "\uff5e" and script_of_locale(locale) not in _WIDE
        if character == "℮" or unicodedata.category(character) == "No":
            yield f"{code} is no letter and no digit; write what it stands for"
        elif plain != character and plain.isascii() and (plain.isalnum() or wide):
            yield f"{code} looks like {plain!r} and is another character; write {plain}"


def _mixed_words(text: str, locale: Locale) -> Iterator[str]:
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        scripts = {script for character in word if (script := _alphabet(character))}
        if script_of_locale(locale) == "Latn":
            scripts |= {"another" for c in word if c not in _RAISED and _is_foreign(c)}
        turkic = locale.language in ("tr", "az", "kk") and "ı" in word
        strange = [c for c in word if c in _LATIN_LOOKS and not (turkic and c == "ı")]
        latin = script_of_locale(locale) == "Latn"
        if {"LATIN", "another"} <= scripts:
            strange = [c for c in word if _is_foreign(c)] + strange
        mixed = len(scripts) > 1 and (strange or "CYRILLIC" in scripts)
        # A whole word of another alphabet is another language's; of look-alikes only, it is not.
        disguised = latin and scripts == {"CYRILLIC"} and len(strange) == len(word)
        if mixed or disguised:
            odd = strange[0] if strange else word[0]
            name = unicodedata.name(odd, "").capitalize()
            yield f"{word!r}: {odd!r} is {name} (U+{ord(odd):04X}); write it in one alphabet"
        elif scripts == {"LATIN"} and strange:
            like = _LATIN_LOOKS[strange[0]]
            yield f"{word!r} has {strange[0]!r} (U+{ord(strange[0]):04X}); write {like!r}"


@lru_cache(maxsize=4096)
def _is_foreign(character: str) -> bool:
    """Whether a letter is of no alphabet that Latin words are mixed with."""
    known = ("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "MICRO", "FEMININE", "MASCULINE")
    return character.isalpha() and not unicodedata.name(character, "").startswith(known)


@lru_cache(maxsize=4096)
def _alphabet(character: str) -> str | None:
    """The alphabet of a letter, among those whose letters look alike."""
    name = unicodedata.name(character, "")
    return next((s for s in ("LATIN", "CYRILLIC", "GREEK") if name.startswith(s)), None)
