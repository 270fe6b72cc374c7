"""How hard a text is to read: published formulas, nothing fetched.

English gets a grade, by which a sheet is judged. Other languages get the score of their own
formula, as a figure only: it is no grade. Where no formula was published, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyphen

WARN_ABOVE: Final = 8.0
REFUSE_ABOVE: Final = 10.0
"""US school grades (USP <1265>: grade 6 or below, never above 8)."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?:;])\s+|\n+")
_SHORTEST: Final = 4


@dataclass(frozen=True)
class Readability:
    """What a formula says of a text: its name, its figure, the hardest sentences first."""

    formula: str
    figure: float
    hardest: tuple[tuple[float, str], ...]
    is_grade: bool


def reading_of(texts: Iterable[str], names: Iterable[str], language: str) -> Readability | None:
    """How hard ``texts`` are to read, medicine ``names`` left out.

    None where the language has no published formula, or there are no sentences.
    """
    if language not in _FORMULAS:
        return None
    formula, is_grade, figure = _FORMULAS[language]
    left_out = {word.casefold() for name in names for word in _WORD.findall(name)}
    sentences: list[tuple[str, list[str]]] = []
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            words = [w for w in _WORD.findall(sentence) if w.casefold() not in left_out]
            if len(words) >= _SHORTEST:
                sentences.append((sentence, words))
    if not sentences:
        return None

    def of(chosen: list[list[str]]) -> float:
        words = [word for sentence in chosen for word in sentence]
        syllables = sum(_syllables(word, language) for word in words)
        return figure(len(words) / len(chosen), syllables / len(words))

    ranked = sorted(((of([words]), text) for text, words in sentences), reverse=is_grade)
    return Readability(formula, of([words for _, words in sentences]), tuple(ranked[:3]), is_grade)


def plainer_words(texts: Iterable[str], plainer: dict[str, str]) -> dict[str, str]:
    """The words and phrases in ``texts`` for which there is a plainer one."""
    everything = " ".join(texts).casefold()
    return {
        word: better
        for word, better in plainer.items()
        if re.search(rf"\b{re.escape(word.casefold())}\b", everything)
    }


def _flesch_kincaid(sentence: float, word: float) -> float:
    """US school grade; words a sentence, syllables a word (Kincaid and others, 1975)."""
    return 0.39 * sentence + 11.8 * word - 15.59


def _fernandez_huerta(sentence: float, word: float) -> float:
    """0 very hard to 100 very easy (Fernández Huerta 1959, as corrected by Fernández 2016)."""
    return 206.84 - 60 * word - 1.02 * sentence


def _kandel_moles(sentence: float, word: float) -> float:
    """0 very hard to 100 very easy (Kandel and Moles 1958)."""
    return 207 - 1.015 * sentence - 73.6 * word


_FORMULAS: Final[dict[str, tuple[str, bool, Callable[[float, float], float]]]] = {
    "en": ("Flesch-Kincaid grade", True, _flesch_kincaid),
    "es": ("Fernández Huerta score", False, _fernandez_huerta),
    "fr": ("Kandel-Moles score", False, _kandel_moles),
}


@cache
def _hyphenator(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_US"}.get(language, language), left=1, right=1)


def _syllables(word: str, language: str) -> int:
    """Vowel groups in English, less a silent e; elsewhere places where a word may be parted."""
    if language != "en":
        return len(_hyphenator(language).positions(word)) + 1
    plain = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.casefold()) or word
    return max(1, len(re.findall(r"[aeiouy]{1,2}", plain)))
