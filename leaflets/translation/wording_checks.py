"""What a translation of an English text must keep: every "not", every number, its own language.

Studies of computer-made leaflets found that these are what goes wrong (PMC3118429). What a
language says without a negative word, a translator says so in a comment of the PO file, with
the reason: ``# not checked (negation): "less well" has no negative word``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from babel import Locale

from leaflets.language.detection import foreign_letters, other_language
from leaflets.language.passages import other_passage
from leaflets.language.scripts import script_of_locale
from leaflets.translation.names_kept import NO_NAMES, OwnNames
from leaflets.translation.number_checks import number_word_faults, unit_faults
from leaflets.translation.terms import Terms

EXCUSE: Final = re.compile(r"not checked \((negation|number-word|unit|leftover|language)\): \S.*")
"""A translator's comment that takes a message out of one check."""

NEGATION: Final = re.compile(
    r"(?<!\w)(?:not|no|never|without|cannot|nothing|nobody|none|neither)(?!\w)|n[’']t(?!\w)",
    re.IGNORECASE,
)
# Words that no other language written in Latin letters has.
ENGLISH: Final = re.compile(
    r"(?<!\w)(?:the|and|with|your|you|this|that|which|from|is|used|when|have|they|their)(?!\w)",
    re.IGNORECASE,
)
_LATIN_WORD: Final = re.compile(r"(?<![\w@])[a-zà-öø-ÿ\u0101-\u024f\u1e00-\u1eff]{4,}(?!\w)")


def wording_faults(
    source: str,
    text: str,
    locale: Locale,
    terms: Terms | None,
    excused: Collection[str],
    names: OwnNames = NO_NAMES,
) -> Iterator[tuple[str, str]]:
    """What a translation of an English text lost, as codes and messages.

    Both texts are without markup. Without a term list, what needs one is not checked.
    ``names`` are the same in every language.
    """
    terms = terms or Terms()
    if "unit" not in excused:
        yield from unit_faults(source, text, locale, terms)
    if "negation" not in excused and terms.negation:
        wanted, found = len(NEGATION.findall(source)), len(terms.negation.findall(text))
        if found < wanted:
            yield "negation", f"the source says “not” {wanted} times, this {found} times"
    if "number-word" not in excused and terms.numbers:
        yield from number_word_faults(source, text, terms)
    if "leftover" not in excused:
        yield from _leftovers(names.left_out_of(text), locale, terms)
    if "language" not in excused:
        yield from _language_faults(text, locale)


def _language_faults(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    plain = re.sub(r"\{\w+\}", "", text)
    if letters := foreign_letters(plain, locale):
        yield "language", f"letters of another script: {letters[:20]}"
    elif other := other_language(plain, locale):
        yield "language", f"reads as {other}, not as {locale.language}"
    elif passage := _passage(plain, locale):
        yield "language", passage


@lru_cache(maxsize=50_000)
def _passage(text: str, locale: Locale) -> str | None:
    """A passage in another language; a catalog is read more often than it changes."""
    return other_passage(text, locale)


def _leftovers(text: str, locale: Locale, terms: Terms) -> Iterator[tuple[str, str]]:
    if locale.language == "en":
        return
    pattern = ENGLISH if script_of_locale(locale) == "Latn" else _LATIN_WORD
    # What a placeholder is called is no word of the text.
    plain = re.sub(r"\{\w+\}", "", text)
    left = [word for word in pattern.findall(plain) if word.casefold() not in terms.known_names]
    if left:
        yield "leftover", f"words of another language: {', '.join(sorted(set(left)))}"
