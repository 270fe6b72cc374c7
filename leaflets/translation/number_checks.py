"""Whether a translation says each range of its source the same way round."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final

from babel import Locale

from leaflets.language.amounts import numerals_in, ranges_in

_BETWEEN: Final = {
    "de": "zwischen",
    "es": "entre",
    "fr": "entre",
    "it": "tra|fra",
    "nb": "mellom",
    "da": "mellem",
    "nl": "tussen",
    "pl": "między|pomiędzy",
    "pt": "entre",
    "ro": "între",
    "ru": "между",
    "sv": "mellan",
    "uk": "між",
}
"""What stands before the two numbers of a range that are joined by "and"."""


def range_fault(
    source: str, source_locale: Locale, text: str, locale: Locale
) -> tuple[str, str] | None:
    """What is wrong with the ranges of a translation, as a code and a message; None if nothing is.

    Both texts are without markup. The two numbers of a range must follow one another, in the
    source's order, and not become two amounts ("5 and 10 mL").
    """
    wanted = Counter(ranges_in(source, source_locale))
    if not wanted:
        return None
    found = tuple(numerals_in(text, locale))
    pairs = Counter((one.value, other.value) for one, other in pairwise(found))
    for pair, count in wanted.items():
        if pairs[pair] < count:
            return "range", f"the range {pair[0]} to {pair[1]} is not there, or turned round"
    for one, other in pairwise(found):
        between = text[one.end : other.start].strip()
        if (one.value, other.value) in wanted and _is_two(text[: one.start], between, locale):
            return (
                "range",
                f"{text[one.start : other.end]!r} is two numbers; the source has a range",
            )
    return None


def _is_two(before: str, between: str, locale: Locale) -> bool:
    """Whether two numbers are joined by the language's "and", and none says "between"."""
    name = _BETWEEN.get(locale.language)
    joined = locale.list_patterns.get("standard", {}).get("2", "")
    word = joined.replace("{0}", "").replace("{1}", "").strip()
    return bool(name and between == word) and not re.search(rf"(?i)(?:{name})\W*$", before)
