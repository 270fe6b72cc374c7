"""The prescriber's own words in a FHIR dosage: what is kept of them, and in which language.

They are text from outside: of bounded length, without control or direction marks, without
abbreviations that are misread. Messages never repeat them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from leaflets.dose.circumstances import LONGEST_WORDS, OwnWords
from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.words_reading import LEXICONS, words_read
from leaflets.language.detection import likely_language
from leaflets.language.scripts import language_in

MOST_TEXTS: Final = 16
_DANGEROUS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d[ \u00a0]?(?:U|u|IU|iu|I\.U\.|IE|UI)(?!\w)",
        r"(?<!\w)(?:QD|QOD|q\.d\.|q\.o\.d\.|qd|qod)(?!\w)",
        r"\d[.,]0+(?![\d.,])",
        r"(?<![\d.,])[.,]\d",
        r"[µμ]g(?!\w)",
        r"(?<!\w)(?:OD|OS|OU|AD|AS|AU)(?!\w)",
        r"\d ?(?:cc|c\.c\.)(?!\w)",
        r"(?<!\w)(?:\d|one|two|three|ii?|TT)\s?(?:bd|BD|tds|TDS|qds|QDS|b\.d\.|t\.d\.s\.|q\.d\.s\.)(?!\w)",
        r"(?<!\w)(?:nocte|mane)(?!\w)",
        r"(?<![\w.])\d*[OIl]\d*(?= ?(?:tab|cap|puff|mg|ml|drop))",
    )
)
"""What is misread in any language: U, IU, QD, a trailing zero, a naked point (ISMP 2021)."""
_ROUTES_SHORT: Final = re.compile(r"(?<!\w)(?:mg|ml|g|mcg) (?:PO|SC|IM|IV)(?!\w)")
_TAGS: Final = re.compile(r"<[^>]*>|&[a-z]+;", re.IGNORECASE)
_LETTERS: Final = ("L", "M", "N", "P", "S", "Z")


def words_in(dosage: dict[str, Any], path: str, said: set[str]) -> Iterator[tuple[str, str]]:
    """Each text of a dosage with its place: its instructions, and what no field of a plan says.

    ``said`` names the fields of the dosage whose concepts a plan says in words of its own.
    """
    for name in ("text", "patientInstruction"):
        if isinstance(dosage.get(name), str) and dosage[name].strip():
            yield dosage[name], f"{path}.{name}"
    for at, concept in enumerate(list_of(dosage, "additionalInstruction")):
        yield from _told(concept, f"{path}.additionalInstruction[{at}]")
    timing = dosage.get("timing")
    if isinstance(timing, dict) and isinstance(timing.get("code"), dict):
        code = timing["code"]
        if not code.get("coding"):
            yield from _told(code, f"{path}.timing.code")
    for name in ("asNeededCodeableConcept", "site"):
        if name not in said and isinstance(dosage.get(name), dict):
            yield from _told(dosage[name], f"{path}.{name}")
    if "asNeededFor" not in said:
        for at, concept in enumerate(list_of(dosage, "asNeededFor")):
            yield from _told(concept, f"{path}.asNeededFor[{at}]")


def _told(concept: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """The words of a concept: its own text, or else what its codes are called."""
    text = concept.get("text")
    texts = [text] if isinstance(text, str) and text.strip() else []
    texts = texts or [c.get("display") for c in list_of(concept, "coding")][:1]
    if not all(isinstance(one, str) and one.strip() for one in texts) or not texts:
        message = "it says something by a code only, without words that could be printed"
        raise RefusedError("not-said", message, path)
    # SNOMED CT names what kind of thing a term is in brackets at its end.
    yield from ((re.sub(r"\s*\([a-z /]+\)$", "", str(one)), path) for one in texts)


def own_words(texts: list[tuple[str, str]], language: str | None) -> tuple[OwnWords, ...]:
    """The texts as words of a plan, each once; ``language`` is the resource's own.

    Raises RefusedError for text that can't be printed as it stands.
    """
    kept: dict[str, OwnWords] = {}
    together = " ".join(text for text, _ in texts)
    for text, path in texts:
        clean = " ".join(text.split())
        for problem in _faults(text, clean):
            raise RefusedError("words", problem, path)
        key = clean.casefold()
        if key not in kept:
            kept[key] = OwnWords(text=clean, language=_language(clean, language, together))
    if len(kept) > MOST_TEXTS:
        message = f"it has more than {MOST_TEXTS} texts"
        raise RefusedError("words", message, texts[-1][1])
    return tuple(kept.values())


def _faults(text: str, clean: str) -> Iterator[str]:
    if len(clean) > LONGEST_WORDS:
        yield f"a text has more than {LONGEST_WORDS} characters"
    if any(_is_strange(character) for character in text):
        yield "a text has control, direction or private characters"
    if _TAGS.search(clean):
        yield "a text has markup in it"
    if any(pattern.search(clean) for pattern in (*_DANGEROUS, _ROUTES_SHORT)):
        yield (
            "a text has an abbreviation or a number that is misread (U, IU, QD, 1.0, .5, PO);"
            " have it written out"
        )


def _is_strange(character: str) -> bool:
    category = unicodedata.category(character)
    return not (category.startswith(_LETTERS) or character in "\n\r\t") or category in (
        "Zl",
        "Zp",
    )


def _language(text: str, named: str | None, together: str) -> str:
    """The tag of the language of a text: what the resource says, or what is likely to be it.

    Of a text that is too short to tell, the texts ``together`` do; "und" where nothing does.
    """
    if not any(map(str.isalpha, text)):
        return named or "und"
    if named:
        # A tag that the letters contradict is wrong.
        return language_in(text, named)
    if abroad := _by_script(text):
        return abroad
    for one in dict.fromkeys((text, together)):
        read = {tag: words_read(one, tag).known for tag in LEXICONS}
        best = max(read, key=lambda tag: read[tag])
        if read[best] > max((n for tag, n in read.items() if tag != best), default=0):
            return best
        if likely := likely_language(one):
            return likely
    return "und"


def _by_script(text: str) -> str:
    """The language that other letters than Latin ones tell."""
    own = language_in(text, "en")
    return "" if own == "en" else own
