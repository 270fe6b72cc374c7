"""Names as a list of a language: "Azasan, Imuran, and Zytrim"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from babel import Locale
from babel.lists import format_list

from leaflets.sheet.source import BIDI_CONTROLS

# What stands between names, and before the last one, where CLDR 49's patterns are not for names in
# Latin letters: they glue the Arabic, the Thai and the Chinese "and" to the name, set Thai names
# apart by blanks only, have U+200F in Persian, and a comma before the Persian and the Urdu "and".
_OWN: Final = {
    "ar": ("، ", " و "),
    "fa": ("، ", " و "),
    "th": (", ", " และ "),
    "ur": ("، ", " اور "),
    "zh": ("、", " 和 "),
}


def listed(names: Sequence[str], locale: Locale) -> str:
    """The names in one text, listed as the language lists things, without hidden characters.

    No name touches a word of the list: they may be in another script.
    """
    if locale.language in _OWN:
        between, last = _OWN[locale.language]
        return last.join(filter(None, (between.join(names[:-1]), names[-1])))
    # CLDR's Khmer list has a zero-width space, and Bakhtiari's a direction mark.
    joined = format_list(names, locale=locale).replace("\u200b", " ")
    joined = "".join(character for character in joined if character not in BIDI_CONTROLS)
    if locale.language == "es":
        # Spanish "y" is "e" before the sound of i (RAE); CLDR's patterns do not know it.
        return re.sub(r" y (?=H?[IÍ](?![aeo]))", " e ", joined)
    if locale.language == "he":
        # A Hebrew prefix stands before foreign letters with a hyphen (Academy of the Language).
        return re.sub(r" ו(?=[A-Za-z])", " ו־", joined)
    return joined
