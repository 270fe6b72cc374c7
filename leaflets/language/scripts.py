"""The scripts of letters and of languages; what language a text of another script is in.

Nobody says in which language a person's name is. Where its letters are not those of the leaflet's
language, it is set in none (``und``, RFC 5646) with its script: else Pango asks the environment
which of the languages of that script this machine prefers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

_CODES: Final = {
    "LATIN": "Latn",
    "GREEK": "Grek",
    "CYRILLIC": "Cyrl",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ARABIC": "Arab",
    "ETHIOPIC": "Ethi",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TIBETAN": "Tibt",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "MONGOLIAN": "Mong",
    "TIFINAGH": "Tfng",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "BOPOMOFO": "Bopo",
}
"""ISO 15924, by how names in the Unicode Character Database begin."""

_SEVERAL: Final = {
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
}
"""What is written in scripts of several names (ISO 15924)."""

_OWN: Final = {"Hira": "ja", "Kana": "ja", "Hang": "ko"}
"""Scripts that one language is written in."""


@cache
def script_of(letter: str) -> str | None:
    """The script of a letter by its code (ISO 15924); None for signs, digits and marks."""
    if not letter.isalpha():
        return None
    name = unicodedata.name(letter, "").replace("-", " ").split()
    if name[:1] == ["HALFWIDTH"] or name[:1] == ["FULLWIDTH"]:
        name = name[1:]
    return _CODES.get(name[0], "Zyyy") if name else "Zyyy"


def scripts_in(text: Iterable[str]) -> tuple[str, ...]:
    """The scripts of a text's letters, each once, in order."""
    return tuple(dict.fromkeys(filter(None, map(script_of, text))))


@cache
def script_of_locale(locale: Locale) -> str:
    """The script of a locale's texts (ISO 15924): its own, or CLDR's likely subtags tell it."""
    return _likely_script(str(locale))


@cache
def scripts_of(tag: str) -> tuple[str, ...]:
    """The scripts that a language is written in (CLDR, likely subtags)."""
    script = _likely_script(tag.replace("-", "_"))
    return _SEVERAL.get(script, (script,))


def _likely_script(identifier: str) -> str:
    likely: Mapping[str, str] = get_global("likely_subtags")
    parts = identifier.split("_")
    named = [part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()]
    full = likely.get("_".join(parts[:2])) or likely.get(parts[0], "")
    return next(iter(named), None) or next((p for p in full.split("_") if len(p) == 4), "Latn")


def language_in(text: str, tag: str) -> str:
    """The tag of the language that a text is set in, ``tag`` being its leaflet's.

    It is the leaflet's for letters of its scripts; else that of the first other letter's script:
    ``und-Cyrl``, or ``ja`` and ``ko`` where kana or Hangul stand in it. A few Latin letters
    beside the leaflet's own change nothing.
    """
    found = scripts_in(text)
    others = [script for script in found if script not in scripts_of(tag)]
    if not others or (others == ["Latn"] and len(found) > 1):
        return tag
    own = next((_OWN[script] for script in others if script in _OWN), None)
    return own if own else f"und-{next((o for o in others if o != 'Latn'), 'Latn')}"
