"""In which language a text is written, where that is sure.

Scripts tell most languages apart; py3langid tells those that share one. Short texts and names
say little: they are left to the other checks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from babel import Locale

from leaflets.language.identifier import identifier_among
from leaflets.language.scripts import script_of_locale

LEAST: Final = 40
"""Texts with fewer letters tell no language from its neighbours."""

_SURE: Final = 0.2
"""Below this probability a text is not in its language: all of ours have 0.4 or more."""

_LEAST_LIKELY: Final = 20
_LIKELY: Final = 0.6
"""A text that nobody named the language of is in one that is so much more probable."""

_NEIGHBOURS: Final = (
    *("en", "es", "fr", "de", "it", "pt", "pl", "ro", "tr", "sw", "tl", "vi"),
    *("ar", "fa", "ur", "ru", "uk"),
)
"""The languages that share a script with another one, and that the model knows."""

_SCRIPTS: Final = {
    "Arab": ("ARABIC",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Grek": ("GREEK",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK", "IDEOGRAPHIC"),
    "Hant": ("CJK", "IDEOGRAPHIC"),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
    "Kore": ("HANGUL",),
    "Latn": (),
    "Taml": ("TAMIL",),
    "Thai": ("THAI",),
}
"""What the Unicode names of a script's letters begin with."""

# Letters that stand for themselves in names, such as β blockers.
_SYMBOLS: Final = "αβγδ"

# Characters that one of the two ways of writing Chinese has and the other has not stand in one
# of these standards (GB/T 2312-1980, Big5) only.
_CHINESE: Final = {"Hans": "gb2312", "Hant": "big5"}


def foreign_letters(text: str, locale: Locale) -> str:
    """The letters of a text that its language's script lacks; Latin letters are not counted."""
    script = script_of_locale(locale)
    names = (
        (*_SCRIPTS[script], "LATIN", "FEMININE", "MASCULINE", "MICRO") if script in _SCRIPTS else ()
    )
    if not names:
        return ""
    return "".join(_foreign(dict.fromkeys(text), names, _CHINESE.get(script)))


def other_language(text: str, locale: Locale) -> str | None:
    """The language that a text is written in, if that is surely not its locale's."""
    own = "tl" if locale.language == "fil" else locale.language
    if sum(map(str.isalpha, text)) < LEAST or own not in _NEIGHBOURS:
        return None
    ranked = dict(_identifier(script_of_locale(locale)).rank(text))
    if ranked[own] >= _SURE:
        return None
    return str(max(ranked, key=lambda name: ranked[name]))


def likely_language(text: str) -> str | None:
    """The language that a text in Latin letters is most likely written in, if one is likely."""
    if sum(map(str.isalpha, text)) < _LEAST_LIKELY:
        return None
    name, share = next(iter(_identifier("Latn").rank(text)))
    return str(name) if share >= _LIKELY else None


def _foreign(
    characters: Iterable[str], names: tuple[str, ...], standard: str | None
) -> Iterator[str]:
    for character in characters:
        if not character.isalpha() or character in _SYMBOLS:
            continue
        name = unicodedata.name(character, "")
        if not name.startswith(names) or (
            standard and name.startswith("CJK") and not _is_in(character, standard)
        ):
            yield character


def _is_in(character: str, standard: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _identifier(script: str) -> Any:
    """py3langid for the languages of one script."""
    return identifier_among(
        tag for tag in _NEIGHBOURS if script_of_locale(Locale.parse(tag)) == script
    )
