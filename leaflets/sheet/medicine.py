"""Which medicine is meant: the names and codes of a sheet against those of a prescription."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, TypeAlias

from leaflets.sheet.model import Sheet
from leaflets.sheet.product_names import NameWord, ProductName, read_product_name
from leaflets.sheet.product_vocabulary import ADDED, MAKERS
from leaflets.sheet.substances import (
    BRANDS,
    ends_like_substance,
    is_latin,
    is_salt,
    looks_like_substance,
    substance_key,
)

SYSTEMS: Final = {
    "http://www.whocc.no/atc": "atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://snomed.info/sct": "snomed",
    "https://www.gs1.org/gtin": "gtin",
    "urn:oid:1.3.160": "gtin",
}
"""Code systems by the address that FHIR names them with (terminology.hl7.org)."""

_MAKERS_AFTER_A_HYPHEN: Final = 4
"""Up to how many letters a hyphen may join to a name, besides makers: Azathioprin-CT."""


@dataclass(frozen=True)
class Medicine:
    """One medicine, as its sheet knows it.

    ``names`` are also those of its translations and its brands, and ``brands`` are only these;
    ``others`` are names of other medicines.
    """

    name: str
    names: tuple[str, ...]
    codes: dict[str, frozenset[str]]
    others: frozenset[str] = frozenset()
    other_codes: frozenset[tuple[str, str]] = frozenset()
    """Codes of other medicines: (system, code), the system as in a sheet."""
    brands: frozenset[str] = frozenset()

    def is_meant(self, codes: Collection[tuple[str, str]], texts: Collection[str]) -> bool:
        """Whether codes (system, code) and names mean this medicine and nothing else.

        A name must stand there, alone: no text may name a second substance, another sheet's
        medicine, or deny what it names. An ATC code of another substance is a no. Codes alone,
        without any text, are enough. Other codes (of a package, of a strength) say nothing.
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
        if not texts:
            return any(known.get(system, set()) & own for system, own in self.codes.items())
        read = [read_product_name(text) for text in texts]
        return not any(map(self._is_another, read)) and any(map(self._is_named, read))

    def is_substance(self, text: str) -> bool:
        """Whether an ingredient's name is the medicine's and nothing else."""
        read = read_product_name(text)
        return self._is_named(read) and not self._is_another(read)

    def _is_named(self, read: ProductName) -> bool:
        return any(_without(part, self._own)[1] for part in (read.words, *read.brackets))

    def _is_another(self, read: ProductName) -> bool:
        """Whether a name holds a second substance, or takes back what it names."""
        if read.is_denied or (read.is_combination and not self._is_combination):
            return True
        rest, found = _without(read.words, self._own)
        inside = [_without(part, self._own)[0] for part in read.brackets]
        if any(_without(part, self._strange)[1] for part in (rest, *inside)):
            return True
        every = [word.text for part in (rest, *inside) for word in part if not _is_plain(word.text)]
        if any(looks_like_substance(text) or text in ADDED for text in every):
            return True
        strange = [word for word in rest if not _is_plain(word.text)]
        if found and not _without(read.words, self._substances)[1]:
            # A brand alone: what stands beside it may be another product of the same family.
            return bool(strange)
        return any(
            _is_added(word) or (found and ends_like_substance(word.text)) for word in strange
        )

    @cached_property
    def _own(self) -> tuple[SoughtName, ...]:
        branded = _sought((name for name in self.names if name in self.brands), as_spelt=True)
        return (*self._substances, *branded)

    @cached_property
    def _substances(self) -> tuple[SoughtName, ...]:
        return _sought(name for name in self.names if name not in self.brands)

    @cached_property
    def _strange(self) -> tuple[SoughtName, ...]:
        own = set(_sought(self.names))
        return tuple(name for name in _sought(self.others) if name not in own)

    @cached_property
    def _is_combination(self) -> bool:
        return any(read_product_name(name).is_combination for name in self.names)


Words: TypeAlias = tuple[NameWord, ...]


@dataclass(frozen=True)
class SoughtName:
    """The words of a name: of a brand as it is spelt, of a substance as all languages share it."""

    words: tuple[str, ...]
    is_spelt: bool = False

    def stands_at(self, words: Words) -> bool:
        """Whether these words, as many as its own, are the name."""
        return self.words == tuple(word.text if self.is_spelt else word.key for word in words)


def _sought(names: Iterable[str], *, as_spelt: bool = False) -> tuple[SoughtName, ...]:
    """The names, the longest first: without ages and forms, as "for children"."""
    read = (read_product_name(name).words for name in names)
    found = {tuple(word.text if as_spelt else word.key for word in words) for words in read}
    longest = sorted(found - {()}, key=lambda words: (-len(words), words))
    return tuple(SoughtName(words, as_spelt) for words in longest)


def _without(words: Words, names: Iterable[SoughtName]) -> tuple[Words, bool]:
    """The words but those of the names, and whether there was one of them."""
    rest, found = words, False
    for name in names:
        size = len(name.words)
        for at in reversed(range(len(rest) - size + 1)):
            if name.stands_at(rest[at : at + size]):
                rest, found = rest[:at] + rest[at + size :], True
    return rest, found


def _is_plain(text: str) -> bool:
    """Whether a word beside a name is a maker's or a salt's."""
    return text in MAKERS or is_salt(text)


def _is_added(word: NameWord) -> bool:
    """Whether a word is joined to a name, or not readable."""
    short = len(word.text) <= _MAKERS_AFTER_A_HYPHEN
    joined = word.joint in ("+", ",") or (word.joint == "-" and not short)
    return joined or not is_latin(word.text)


def medicine_of(
    sheet: Sheet, translated: Iterable[str] = (), others: Iterable[Sheet] = ()
) -> Medicine:
    """The medicine of a sheet; ``translated`` are its names in other languages."""
    codes = {system: frozenset(found) for system, found in sheet.codes if found}
    substances = tuple(dict.fromkeys((sheet.name, *translated)))
    known = {word for name in _sought(substances) for word in name.words}
    listed = [found for name, found in BRANDS.items() if substance_key(name) in known]
    brands = tuple(dict.fromkeys((*_brands_of(sheet), *chain(*listed))))
    sheets = [other for other in others if other.id != sheet.id]
    strange = {name for other in sheets for name in (other.name, *_brands_of(other))}
    strange_codes = {pair for other in sheets for pair in _pairs(other)} - set(_pairs(sheet))
    names = (*substances, *brands)
    return Medicine(
        name=sheet.name,
        names=names,
        codes=codes,
        others=frozenset(strange.difference(names)),
        other_codes=frozenset(strange_codes),
        brands=frozenset(brands),
    )


def _brands_of(sheet: Sheet) -> Iterator[str]:
    for brand in sheet.brands:
        yield from brand.names


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for system, found in sheet.codes:
        yield from ((system, code) for code in found)
