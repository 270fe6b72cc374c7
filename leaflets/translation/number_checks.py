"""Where the numbers of a translation are checked: as digits, with units, in words, as ranges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from babel import Locale

from leaflets.language.amounts import numerals_in, ranges_in
from leaflets.language.quantities import NUMBER, numbers, value_of
from leaflets.translation.terms import Terms

NUMBER_WORDS: Final = {
    "2": re.compile(r"(?<!\w)(?:two|twice|double)(?!\w)", re.IGNORECASE),
    "3": re.compile(r"(?<!\w)(?:three|triple)(?!\w)", re.IGNORECASE),
    "0.5": re.compile(r"(?<!\w)half(?!\w)", re.IGNORECASE),
}
UNITS: Final = ("mg", "mL", "g", "µg", "kg", "lb", "°C", "°F", "%")

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


def number_fault(
    source: str, source_locale: Locale, text: str, locale: Locale
) -> tuple[str, str] | None:
    """What is wrong with the numbers of a translation, as a code and a message; None if nothing is.

    Both texts are without markup; each is read as its language writes numbers (CLDR).
    """
    wanted, found = numbers(source, source_locale), numbers(text, locale)
    if wanted == found:
        return None
    missing, extra = wanted - found, found - wanted
    details = [f"{', '.join(sorted(missing))} is missing"] if missing else []
    details += [f"{', '.join(sorted(extra))} is not in the source"] if extra else []
    return "number", f"numbers differ from the source: {'; '.join(details)}"


def unit_faults(source: str, text: str, locale: Locale, terms: Terms) -> Iterator[tuple[str, str]]:
    """Where a translation of an English text lost an amount, as codes and messages."""
    wanted = amounts(source, Locale("en"), Terms())
    if wanted and (missing := wanted - amounts(text, locale, terms)):
        told = ", ".join(f"{value} {unit}" for value, unit in sorted(missing))
        yield "unit", f"amounts differ from the source: {told} is missing"


def amounts(text: str, locale: Locale, terms: Terms) -> Counter[tuple[str, str]]:
    """Every number with its unit: (value, unit)."""
    written = {form: unit for unit in UNITS for form in (unit, *terms.units.get(unit, ()))}
    forms = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    pattern = rf"({NUMBER})[ \u00a0\u202f\u2009]?({forms})(?![^\W\d_])"
    return Counter(
        (value_of(number, locale), written[form]) for number, form in re.findall(pattern, text)
    )


def number_word_faults(source: str, text: str, terms: Terms) -> Iterator[tuple[str, str]]:
    """Where a translation of an English text lost a number in words, as codes and messages."""
    for value, words in NUMBER_WORDS.items():
        said = terms.number_words.get(value)
        if words.search(source) and not (said and said.search(text)):
            yield "number-word", f"the source says {value} in a word, this does not"


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
