"""Which medicine is meant: the names and codes of a sheet against those of a prescription."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from leaflets.sheet.model import Sheet

SYSTEMS: Final = {
    "http://www.whocc.no/atc": "atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://snomed.info/sct": "snomed",
    "https://www.gs1.org/gtin": "gtin",
    "urn:oid:1.3.160": "gtin",
}
"""Code systems by the address that FHIR names them with (terminology.hl7.org)."""

_STRENGTH: Final = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:mg|g|mcg|µg|ml|%|iu|ie|ui)?(?:\s*/\s*\d*(?:[.,]\d+)?\s*(?:ml|mg|g|h|dose))?\b",
    re.IGNORECASE,
)
_COMBINED: Final = re.compile(
    r"[/+&,;]|\b(?:and|with|plus|comp|und|mit|et|avec|y|con|e|och|og|met|oraz)\b|-[a-z]{5,}"
)
_DENIED: Final = re.compile(
    r"\b(?:no|not|stop\w*|allerg\w*|switch\w*|from|instead|without|discontinu\w*|avoid|never|rash"
    r"|kein\w*|nicht|statt|ohne|pas|sans|sin|senza|non|uden|ikke|inte|niet|zonder|intoleran\w*"
    r"|hypersens\w*|replac\w*|former\w*|previous\w*|placebo|compound|alternative|test|kit|daily"
    r"|t[äa]glich|stopped|weekly|(?:once|twice) (?:a|an|per|every)|take \d\w*)\b|:"
)
"""What makes a name say the opposite."""
_LIKE: Final = 0.84
"""How alike a word of a name is to the medicine's in another language: Azathioprin, Warfarina."""


@dataclass(frozen=True)
class Medicine:
    """One medicine, as its sheet knows it.

    ``names`` are also those of its translations; ``others`` are names of other medicines.
    """

    name: str
    names: tuple[str, ...]
    codes: dict[str, frozenset[str]]
    others: frozenset[str] = frozenset()
    other_codes: frozenset[tuple[str, str]] = frozenset()
    """Codes of other medicines: (system, code), the system as in a sheet."""

    def is_meant(self, codes: Collection[tuple[str, str]], texts: Collection[str]) -> bool:
        """Whether codes (system, code) and names mean this medicine and nothing else.

        A name must stand there, alone: no text may name a second substance, another sheet's
        medicine, or deny what it names. An ATC code of another substance is a no. Beside a code
        of the sheet's, a name much like the medicine's will do; codes alone, without any text,
        are enough. Other codes (of a package, of a strength) say nothing.
        """
        known: dict[str, set[str]] = {}
        for system, code in codes:
            known.setdefault(SYSTEMS.get(system, ""), set()).add(code)
        named = {(SYSTEMS.get(system, ""), code) for system, code in codes}
        if named & self.other_codes:
            return False
        own_atc = self.codes.get("atc", frozenset())
        if own_atc and known.get("atc", set()) - own_atc:
            return False
        has_code = any(known.get(system, set()) & own for system, own in self.codes.items())
        if not texts:
            return has_code
        if any(self._names_another(text) for text in texts):
            return False
        return any(self._is_named(text) or (has_code and self._is_like(text)) for text in texts)

    def is_substance(self, text: str) -> bool:
        """Whether an ingredient's name is the medicine's, or much like it."""
        return self._is_named(text) or self._is_like(text)

    def _is_named(self, text: str) -> bool:
        return _found(self.names, folded(text)) is not None

    def _is_like(self, text: str) -> bool:
        """Whether a word of a text is nearly one of the names."""
        words = re.findall(r"[^\W\d_]{5,}", folded(text))
        known = [word for name in self.names for word in re.findall(r"[^\W\d_]{5,}", folded(name))]
        return any(
            word[:4] == other[:4] and SequenceMatcher(None, word, other).ratio() >= _LIKE
            for word in words
            for other in known
        )

    def _names_another(self, text: str) -> bool:
        """Whether a text holds a second substance, or takes back what it names."""
        plain = folded(text)
        own = _found(self.names, plain)
        rest = plain[: own.start()] + " " + plain[own.end() :] if own else plain
        if _DENIED.search(plain) or _found(self.others, rest):
            return True
        return bool(_COMBINED.search(_STRENGTH.sub(" ", rest)))


def _found(names: Iterable[str], plain: str) -> re.Match[str] | None:
    """The longest of the names that stands in a folded text."""
    found = (
        re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", plain)
        for name in sorted(names, key=len, reverse=True)
    )
    return next((match for match in found if match), None)


def medicine_of(
    sheet: Sheet, translated: Iterable[str] = (), others: Iterable[Sheet] = ()
) -> Medicine:
    """The medicine of a sheet; ``translated`` are its names in other languages."""
    codes = {system: frozenset(found) for system, found in sheet.codes if found}
    names = tuple(dict.fromkeys((*_names_of(sheet), *translated)))
    sheets = [other for other in others if other.id != sheet.id]
    strange = {folded(name) for other in sheets for name in _names_of(other)}
    strange_codes = {pair for other in sheets for pair in _pairs(other)} - set(_pairs(sheet))
    known = set(map(folded, names))
    return Medicine(sheet.name, names, codes, frozenset(strange - known), frozenset(strange_codes))


def _names_of(sheet: Sheet) -> Iterator[str]:
    yield sheet.name
    for brand in sheet.brands:
        yield from brand.names


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for system, found in sheet.codes:
        yield from ((system, code) for code in found)


def folded(name: str) -> str:
    """A name for comparing: small letters, no accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
