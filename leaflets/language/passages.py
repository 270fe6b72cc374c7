"""A passage of a text in another language than the rest: one sentence, or some words in it.

A detector of languages needs forty letters; small words tell sooner. A run of words that has
none of the language's own small words, but two of another's, is a passage of that language;
with one of them, where the run is a whole sentence, the detector decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any, Final

from babel import Locale

from leaflets.language.identifier import identifier_among
from leaflets.language.scripts import script_of_locale
from leaflets.language.small_words import SMALL_WORDS

# Particles of names, Latin, and words that more languages have than the lists tell.
_NO_SIGN: Final = frozenset(
    {
        "a",
        "ad",
        "al",
        "alba",
        "am",
        "an",
        "as",
        "bene",
        "da",
        "de",
        "del",
        "den",
        "der",
        "des",
        "di",
        "die",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "en",
        "et",
        "hat",
        "i",
        "in",
        "la",
        "las",
        "le",
        "les",
        "los",
        "lupus",
        "man",
        "me",
        "no",
        "non",
        "nota",
        "novo",
        "o",
        "on",
        "or",
        "per",
        "se",
        "si",
        "so",
        "u",
        "van",
        "vera",
        "vivo",
        "von",
        "was",
        "y",
        "à",
    }
)
_WEAK: Final = frozenset(
    {
        "arts",
        "bien",
        "con",
        "de",
        "des",
        "doctor",
        "dose",
        "el",
        "la",
        "le",
        "medico",
        "ne",
        "par",
        "sur",
    }
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE: Final = re.compile(r"(?<=[.!?:;。！？])\s*|\n")
_SURE: Final = 0.6
_NOT_OWN: Final = 0.1


def other_passage(text: str, locale: Locale) -> str | None:
    """What in a text without markup is in another language, as a message; None if nothing is."""
    own = "tl" if locale.language == "fil" else locale.language
    if own not in SMALL_WORDS and script_of_locale(locale) == "Latn":
        return None
    for sentence in _SENTENCE.split(text):
        if found := _passage(sentence, own):
            passage, name = found
            return f"{passage[:60]!r} reads as {name}; write it in {own}, or leave it out"
    return None


def _passage(sentence: str, own: str) -> tuple[str, str] | None:
    words = [
        (found[0].replace("’", "'"), found.start(), found.end())
        for found in _WORD.finditer(sentence)
    ]
    mine = _telling(own)
    is_own = [word.casefold() in mine for word, _, _ in words]
    for run in _runs(is_own):
        passage = sentence[words[run[0]][1] : words[run[-1]][2]]
        names = [_as_said(words[index][0], index, sentence) for index in run]
        name = _language_of_run(names, own)
        # English has the longest list; of other languages, the detector is asked as well.
        if name and (own == "en" or own not in SMALL_WORDS or _detected(passage, own)):
            return passage, name
    if any(is_own) or not words or not mine:
        return None
    names = [_as_said(word, index, sentence) for index, (word, _, _) in enumerate(words)]
    if len(words) > 1 and any(_signs(name, own) for name in names):
        return _detected(sentence, own)
    return None


def _as_said(word: str, index: int, sentence: str) -> str:
    """A word as it is compared: capitals inside a sentence are names."""
    return word.casefold() if index == 0 or word.islower() or sentence.isupper() else ""


def _runs(is_own: Sequence[bool]) -> Iterator[list[int]]:
    """The stretches of words that are none of the language's own small words."""
    run: list[int] = []
    for index, mine in enumerate((*is_own, True)):
        if mine:
            if len(run) > 1:
                yield run
            run = []
        else:
            run.append(index)


def _language_of_run(words: Sequence[str], own: str) -> str | None:
    """The language of which a run has two small words, one of them telling."""
    counts: dict[str, set[str]] = {}
    for word in words:
        for name in _signs(word, own):
            counts.setdefault(name, set()).add(word)
    most = max(map(len, counts.values()), default=0)
    best = sorted(name for name, found in counts.items() if len(found) == most)
    return next((name for name in best if _is_told(counts[name], words, name, own)), None)


def _is_told(found: Set[str], words: Sequence[str], name: str, own: str) -> bool:
    """Whether the small words of a language outweigh those of the text's own."""
    mine = {word for word in words if word in _words(own) and word not in _words(name)}
    return len(found) >= 2 and len(found) > len(mine) and bool(found - _NO_SIGN - _WEAK)


def _signs(word: str, own: str) -> Set[str]:
    """The languages of which a word is a small word, and the own one has not."""
    return frozenset() if word in _words(own) else _languages().get(word, frozenset())


@cache
def _languages() -> Mapping[str, Set[str]]:
    """The languages of which each small word is one."""
    found: dict[str, set[str]] = {}
    for name in SMALL_WORDS:
        for word in _words(name):
            found.setdefault(word, set()).add(name)
    return found


@cache
def _telling(language: str) -> frozenset[str]:
    """The small words of a language that none of the others has."""
    others = (_words(name) for name in SMALL_WORDS if name != language)
    return _words(language) - frozenset[str]().union(*others) - _WEAK


@cache
def _words(language: str) -> frozenset[str]:
    key = {"nb": "da", "no": "da", "nn": "da"}.get(language, language)
    return frozenset(SMALL_WORDS.get(key, "").split())


def _detected(sentence: str, own: str) -> tuple[str, str] | None:
    if own not in SMALL_WORDS:
        return None
    ranked = dict(_identifier().rank(sentence))
    best = max(ranked, key=lambda name: ranked[name])
    if best != own and ranked[best] >= _SURE and ranked[own] < _NOT_OWN:
        return sentence, str(best)
    return None


@cache
def _identifier() -> Any:
    """py3langid for the languages whose small words are known."""
    return identifier_among(SMALL_WORDS)
