"""A language's term list, ``locales/<locale>/terms.yaml``: what translations are checked by."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

Words = tuple[str, ...]


class Terms(BaseModel):
    """A language's words for medicines, numbers and negation.

    ``terms``: the English term and the one used here. ``names``: words that may be the same as
    in the source. ``numbers``: the words that state a number, by value. ``negations``: the words
    that negate, an affix with ``*``. ``units``: a unit and how the language writes it.
    ``plainer``: words and plainer ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    terms: dict[str, str] = Field(default_factory=dict)
    names: Words = ()
    numbers: dict[str, Words] = Field(default_factory=dict)
    negations: Words = ()
    units: dict[str, Words] = Field(default_factory=dict)
    plainer: dict[str, str] = Field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """What no check can be made by: the language's negations, its words for numbers."""
        lists = {"negations": self.negations, "number words": any(self.numbers.values())}
        return tuple(name for name, found in lists.items() if not found)

    @cached_property
    def known_names(self) -> set[str]:
        """The words of the names, folded for comparing."""
        return {word.casefold() for name in self.names for word in name.split()}

    @cached_property
    def negation(self) -> re.Pattern[str] | None:
        """What finds a negation in a text; None where the list has none."""
        return _any(self.negations) if self.negations else None

    @cached_property
    def number_words(self) -> dict[str, re.Pattern[str]]:
        """What finds the words of each number, by its value."""
        return {value: _any(words) for value, words in self.numbers.items() if words}


def _signs() -> str:
    """The vowel signs of Indic scripts, and others that are no letters, as ranges of a pattern."""
    codes = [c for c in range(0x300, 0x3000) if unicodedata.category(chr(c)) in ("Mn", "Mc")]
    runs = groupby(enumerate(codes), key=lambda numbered: numbered[1] - numbered[0])
    found = ([chr(code) for _, code in run] for _, run in runs)
    return "".join(f"{run[0]}-{run[-1]}" for run in found)


# Vowel signs of Indic scripts are no letters to a regular expression, but parts of words. None of
# them but U+0345 has a capital, which is a letter: case is left out, as it takes long to compile.
_IN_A_WORD: Final = rf"(?-i:[\w{_signs()}])"


def _any(words: Words) -> re.Pattern[str]:
    """One of the words, the longest first; those with the same bounds stand together."""
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = (
        f"{start}(?:{'|'.join(re.escape(text) for text, _, _ in same)}){end}"
        for (start, end), same in groupby(map(_bounded, longest_first), key=itemgetter(1, 2))
    )
    return re.compile("|".join(alternatives), re.IGNORECASE)


def pattern_of(word: str) -> re.Pattern[str]:
    """What finds one word of a list in a text."""
    return _any((word,))


def _bounded(word: str) -> tuple[str, str, str]:
    """What a word says, and its bounds: none where ``*`` stands, or where words have no spaces."""
    if any("\u0e00" <= c <= "\u0eff" or "\u2e80" <= c <= "\u9fff" or c >= "\uac00" for c in word):
        return word.replace("*", ""), "", ""
    start = "" if word.startswith("*") else f"(?<!{_IN_A_WORD})"
    end = "" if word.endswith("*") else f"(?!{_IN_A_WORD})"
    return word.strip("*"), start, end
