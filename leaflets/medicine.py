"""Which medicine is meant: the names and codes of a sheet against those of a prescription."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from leaflets.sheet import Sheet

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
_COMBINED: Final = re.compile(r"[/+&,;]|\b(?:and|with|plus|comp|und|mit|et|avec|y|con|e)\b")


@dataclass(frozen=True)
class Medicine:
    """One medicine, as its sheet knows it."""

    name: str
    names: tuple[str, ...]
    codes: dict[str, frozenset[str]]
    once_a_week: bool

    def is_meant(self, codes: Collection[tuple[str, str]], texts: Collection[str]) -> bool:
        """Whether codes (system, code) and names mean this medicine and nothing else.

        An ATC code of another substance is a no. A code of the sheet's is a yes. Other codes
        (of a package, of a strength) say nothing, and the name decides: it must stand there
        alone, without a second substance beside it.
        """
        known: dict[str, set[str]] = {}
        for system, code in codes:
            known.setdefault(SYSTEMS.get(system, ""), set()).add(code)
        own_atc, atc = self.codes.get("atc", frozenset()), known.get("atc", set())
        if own_atc and atc and not own_atc & atc:
            return False
        if any(known.get(system, set()) & own for system, own in self.codes.items()):
            return True
        return any(self._is_named(text) for text in texts)

    def _is_named(self, text: str) -> bool:
        plain = folded(text)
        for name in self.names:
            found = re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", plain)
            if found:
                rest = plain[: found.start()] + " " + plain[found.end() :]
                return not _COMBINED.search(_STRENGTH.sub(" ", rest))
        return False


def medicine_of(sheet: Sheet) -> Medicine:
    """The medicine of a sheet."""
    codes = {system: frozenset(found) for system, found in sheet.codes if found}
    brands = (name for brand in sheet.brands for name in brand.names)
    names = tuple(dict.fromkeys((sheet.name, *brands)))
    return Medicine(sheet.name, names, codes, sheet.how_to_take.once_a_week)


def folded(name: str) -> str:
    """A name for comparing: small letters, no accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
