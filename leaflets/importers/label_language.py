"""The language of a label: what its file says against what its text says.

The text wins, since its words are what a patient reads; a contradiction is told. Norwegian is
written ``no`` by many, and is Bokmål there; Portuguese is of Portugal or of Brazil.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from leaflets.epi.label_document import Remark
from leaflets.errors import LeafletsError
from leaflets.language.identifier import identifier_among
from leaflets.language.tags import language

_LEAST: Final = 200
"""Texts with fewer letters tell no language for sure."""
_SURE: Final = 0.99

_CANDIDATES: Final = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "sv", "da", "no", "fi", "et", "lv", "lt"),
    *("is", "pl", "cs", "sk", "sl", "hr", "hu", "ro", "bg", "el", "ru", "uk", "ja", "zh", "ko"),
    *("tr", "ar", "he", "ga", "mt"),
)

# What is written in Portugal only, or in Brazil only (Acordo Ortográfico; Infarmed, Anvisa).
_PORTUGAL: Final = re.compile(
    r"(?i)\b(?:fa[c]tos?|conta[c]t[eoa]\w*|registo|Infarmed|Portugal|utente|casa de banho"
    r"|efeitos secundários|gravidez|folheto informativo|fármaco|ecrã|controlo)\b"
)
_BRAZIL: Final = re.compile(
    r"(?i)\b(?:Anvisa|Brasil|contate|registro|você|efeitos colaterais|bula|controle|banheiro"
    r"|Ministério da Saúde|SAC)\b"
)


@dataclass(frozen=True)
class LabelLanguage:
    """The language of a sheet, as a tag, and what is to be told of it."""

    tag: str
    remarks: tuple[Remark, ...]


def label_language(tag: str | None, text: str, publisher: str | None) -> LabelLanguage:
    """The language of a label whose file names ``tag`` and says ``text``."""
    named = _base(tag)
    votes = _votes(text)
    found = _sure(votes)
    remarks: list[Remark] = []
    if found and named and found != named:
        message = f"the file names {tag}, the text reads as {found}; {found} is taken"
        remarks.append(Remark("language-contradiction", "", message))
    elif found and not named:
        message = f"the file names {tag or 'no language'}, the text reads as {found}"
        remarks.append(Remark("language-detected", "", message))
    base = found or named or "en"
    if others := sorted(set(votes) - {base}):
        message = f"passages of it read as {', '.join(others)}; {base} is taken for all"
        remarks.append(Remark("language-mixed", "", message))
    if not found and not named:
        message = "neither the file nor the text tells the language; en is taken"
        remarks.append(Remark("language-unknown", "", message))
    if tag and base == "nb" == named and not tag.lower().startswith("nb"):
        remarks.append(Remark("language-detected", "", f"{tag} is taken for nb (Bokmål)"))
    if base == "pt":
        chosen, why = _portuguese(tag, f"{text} {publisher or ''}")
        remarks.append(Remark("language-detected", "", f"pt is taken for {chosen}: {why}"))
        base = chosen
    return LabelLanguage(base, tuple(remarks))


def _base(tag: str | None) -> str | None:
    """The language of a tag, without its region; None where it names none."""
    try:
        first = (tag or "").strip().replace("_", "-").partition("-")[0]
        named = str(language(first).locale.language)
    except LeafletsError:
        return None
    return "nb" if named in ("no", "nb") else named


def _portuguese(tag: str | None, text: str) -> tuple[str, str]:
    region = (tag or "").upper().replace("_", "-").partition("-")[2]
    if region in ("PT", "BR"):
        return f"pt-{region}", f"the file names {tag}"
    portugal, brazil = (len(pattern.findall(text)) for pattern in (_PORTUGAL, _BRAZIL))
    why = f"{portugal} words as in Portugal, {brazil} as in Brazil"
    return ("pt-BR" if brazil > portugal else "pt-PT"), why


def _sure(votes: Mapping[str, int]) -> str | None:
    """The language that most passages are in."""
    if not votes:
        return None
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] * 4 >= sum(votes.values()) * 3 else None


def _votes(text: str) -> dict[str, int]:
    """How many passages of a text are surely written in each language."""
    votes: dict[str, int] = {}
    for piece in _samples(text) if sum(map(str.isalpha, text)) >= _LEAST else ():
        found, probability = next(iter(_identifier().rank(piece)))
        if probability >= _SURE:
            name = "nb" if found == "no" else str(found)
            votes[name] = votes.get(name, 0) + 1
    return votes


def _samples(text: str) -> Iterator[str]:
    """Pieces from all over a text: one wrong passage decides nothing."""
    size, count = 1500, 12
    step = max(size, len(text) // count)
    for start in range(0, len(text), step):
        piece = text[start : start + size]
        if sum(map(str.isalpha, piece)) >= _LEAST:
            yield piece


@cache
def _identifier() -> Any:
    return identifier_among(_CANDIDATES)
