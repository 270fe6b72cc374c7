"""Lists of terms from several libraries as one: a library's own list adds to the built-in one.

What it adds makes checks pass that would fail, so it must be what it says: a word that negates, a
way to write a unit. It is compared with the translations at hand. A word that stands where the
source negates nothing is no negation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from babel import Locale
from babel.core import UnknownLocaleError
from babel.units import format_unit
from pydantic import ValidationError

from leaflets.errors import Problem, raise_if_any
from leaflets.language.quantities import NUMBER, numbers, value_of
from leaflets.sheet.source import FieldPath, Source, field_name, source_in
from leaflets.sheet.validation import problems_of
from leaflets.translation.number_checks import NUMBER_WORDS, UNITS, amounts
from leaflets.translation.terms import Terms, Words, pattern_of
from leaflets.translation.wording_checks import ENGLISH, NEGATION

Said = tuple[str, str]
"""An English source text and its translation, both without markup."""

_CLDR: Final = {
    "mg": "mass-milligram",
    "mL": "volume-milliliter",
    "g": "mass-gram",
    "µg": "mass-microgram",
    "kg": "mass-kilogram",
    "lb": "mass-pound",
    "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit",
}
_VALUE: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?")
# Letters of which one alone is a word of its own, and which negate in no language.
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True)
class TermList:
    """One list and where everything in it stands."""

    terms: Terms
    source: Source

    def at(self, path: FieldPath, code: str, message: str) -> Problem:
        """A problem at a place of the list."""
        place = self.source.position(path)
        return Problem(
            str(self.source.file),
            place.line,
            place.column,
            field_name(path),
            f"translation-terms-{code}",
            message,
        )


def terms_in(file: Path, content: bytes) -> TermList:
    """A list that was read. Raises LeafletsError (kind "translation") for a faulty one."""
    source = source_in(file, content, "translation")
    try:
        return TermList(Terms.model_validate(source.data), source)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "translation", Terms)))
        raise


def merged(lists: Sequence[Terms]) -> Terms:
    """All lists as one, the nearest first."""
    if len(lists) == 1:
        return lists[0]
    return Terms(
        terms={key: text for one in reversed(lists) for key, text in one.terms.items()},
        names=_joined(one.names for one in lists),
        numbers=_joined_by_key([one.numbers for one in lists]),
        negations=_joined(one.negations for one in lists),
        units=_joined_by_key([one.units for one in lists]),
        plainer={key: text for one in reversed(lists) for key, text in one.plainer.items()},
    )


def own_faults(
    own: TermList, known: Terms | None, locale: Locale, told: Callable[[], Sequence[Said]]
) -> Iterator[Problem]:
    """What a library's own list may not say; ``known`` is the built-in one.

    ``told`` gives the translations at hand; it is asked only where the list adds something.
    """
    before = known or Terms()
    yield from _name_faults(own, before)
    yield from _negation_faults(own, before, told)
    yield from _number_faults(own, before, told)
    yield from _unit_faults(own, before, locale, told)


def _name_faults(own: TermList, known: Terms) -> Iterator[Problem]:
    for index, name in enumerate(own.terms.names):
        words = {word.casefold() for word in name.split()} - known.known_names
        plain = sorted(w for w in words if ENGLISH.fullmatch(w) or NEGATION.fullmatch(w))
        if plain:
            message = f"{plain[0]!r} is an English word and no name: left-over English would pass"
            yield own.at(("names", index), "name", message)


def _negation_faults(
    own: TermList, known: Terms, told: Callable[[], Sequence[Said]]
) -> Iterator[Problem]:
    for index, word in enumerate(own.terms.negations):
        if word in known.negations:
            continue
        path = ("negations", index)
        if _says_nothing(word):
            message = f"{word!r} would be found in nearly every text; write a word that negates"
            yield own.at(path, "negation", message)
            continue
        others = Terms(negations=_without(word, known.negations, own.terms.negations)).negation

        def negates(said: Said, others: re.Pattern[str] | None = others) -> bool:
            there = len(others.findall(said[1])) if others else 0
            return there < len(NEGATION.findall(said[0]))

        found = _Count.of(told(), pattern_of(word), negates)
        if found.wrong > found.right:
            message = (
                f"{word!r} stands in {found.wrong} texts whose source negates nothing or that"
                f" have another negation, and in {found.right} others: it is no negation"
            )
            yield own.at(path, "negation", message)


def _number_faults(
    own: TermList, known: Terms, told: Callable[[], Sequence[Said]]
) -> Iterator[Problem]:
    others = _by_word([known.numbers, own.terms.numbers])
    for value, words in own.terms.numbers.items():
        if not _VALUE.fullmatch(value):
            message = f"{value!r} is no number; write the value in digits, such as 2 or 0.5"
            yield own.at(("numbers", value), "number", message)
            continue
        for index, word in enumerate(words):
            if word in known.numbers.get(value, ()):
                continue
            path = ("numbers", value, index)
            if _says_nothing(word):
                message = f"{word!r} would be found in nearly every text; write a word for {value}"
                yield own.at(path, "number", message)
            elif len(values := others[word.casefold()]) > 1:
                message = f"{word!r} stands for {' and for '.join(sorted(values))}"
                yield own.at(path, "number", message)
            elif value in NUMBER_WORDS:
                others_of = _without(word, known.numbers.get(value, ()), words)
                yield from _misused_number(own, path, value, others_of, told())


def _misused_number(
    own: TermList, path: FieldPath, value: str, others: Words, told: Sequence[Said]
) -> Iterator[Problem]:
    word = own.terms.numbers[value][int(path[-1])]
    known = Terms(numbers={value: others}).number_words.get(value)

    def states(said: Said) -> bool:
        if known and known.search(said[1]):
            return False
        stated = bool(NUMBER_WORDS[value].search(said[0]))
        return stated or value in numbers(said[0], Locale("en"))

    found = _Count.of(told, pattern_of(word), states)
    if found.wrong > found.right:
        message = (
            f"{word!r} stands in {found.wrong} texts whose source does not say {value} or that"
            f" have another word for it, and in {found.right} others: it is no word for {value}"
        )
        yield own.at(path, "number", message)


def _unit_faults(
    own: TermList, known: Terms, locale: Locale, told: Callable[[], Sequence[Said]]
) -> Iterator[Problem]:
    others = _by_word([{unit: (unit,) for unit in UNITS}, known.units, own.terms.units])
    for unit, forms in own.terms.units.items():
        if unit not in UNITS:
            message = f"no unit {unit!r} is checked; those are {', '.join(UNITS)}"
            yield own.at(("units", unit), "unit", message)
            continue
        for index, form in enumerate(forms):
            if form in (unit, *known.units.get(unit, ())):
                continue
            path = ("units", unit, index)
            stands_for = others[form.casefold()] | _in_cldr(form, locale)
            if not form or any(map(str.isdigit, form)) or len(form) > 30:
                yield own.at(path, "unit", f"{form!r} is no way to write a unit")
            elif stands_for - {unit}:
                what = " and for ".join(sorted(stands_for | {unit}))
                yield own.at(path, "unit", f"{form!r} would stand for {what}")
            else:
                yield from _misused_unit(own, path, unit, form, told(), locale)


def _misused_unit(
    own: TermList, path: FieldPath, unit: str, form: str, told: Sequence[Said], locale: Locale
) -> Iterator[Problem]:
    counted = re.compile(
        rf"(?:({NUMBER})|\{{\w+\}})[ \u00a0\u202f\u2009]?{re.escape(form)}(?![^\W\d_])",
        re.IGNORECASE,
    )

    named = re.compile(rf"(?<![^\W\d_]){re.escape(unit)}(?![^\W\d_])")

    def states(said: Said) -> bool:
        wanted = {value for value, one in amounts(said[0], Locale("en"), Terms()) if one == unit}
        there = {value_of(found[1], locale) for found in counted.finditer(said[1]) if found[1]}
        return bool(there & wanted) or (not there and bool(named.search(said[0])))

    found = _Count.of(told, counted, states)
    if found.wrong > found.right:
        message = (
            f"{form!r} stands after numbers in {found.wrong} texts whose source does not say"
            f" {unit}, and in {found.right} others: it is no way to write {unit}"
        )
        yield own.at(path, "unit", message)


@dataclass(frozen=True)
class _Count:
    """In how many texts a word stands where the source says so, and where it does not."""

    right: int
    wrong: int

    @classmethod
    def of(
        cls, told: Iterable[Said], pattern: re.Pattern[str], states: Callable[[Said], bool]
    ) -> _Count:
        """The count of the texts in which ``pattern`` is found."""
        found = [states(said) for said in told if pattern.search(said[1])]
        return cls(found.count(True), found.count(False))


def _without(word: str, *lists: Words) -> Words:
    return tuple(other for one in lists for other in one if other != word)


def _says_nothing(word: str) -> bool:
    """Whether a word is blank, or no more than one Latin letter or sign."""
    letters = word.replace("*", "").strip()
    return len(letters) < 2 and (not letters.isalpha() or bool(_LATIN.match(letters)))


@lru_cache(maxsize=64)
def _cldr_names(locale: Locale) -> dict[str, frozenset[str]]:
    """What CLDR calls each unit in a language: in full, short, narrow; after one and after more."""
    found: dict[str, set[str]] = {}
    for unit, name in _CLDR.items():
        for length in ("long", "short", "narrow"):
            for number in (1, 2, 5, 20):
                try:
                    said = format_unit(number, name, length, locale=locale)
                except (UnknownLocaleError, ValueError, KeyError):
                    continue
                plain = re.sub(r"[\d\s]+", " ", said).strip().casefold()
                found.setdefault(plain, set()).add(unit)
    return {name: frozenset(units) for name, units in found.items()}


def _in_cldr(form: str, locale: Locale) -> frozenset[str]:
    return _cldr_names(locale).get(" ".join(form.split()).casefold(), frozenset())


def _by_word(lists: Iterable[dict[str, tuple[str, ...]]]) -> _Values:
    found = _Values()
    for one in lists:
        for key, words in one.items():
            for word in words:
                found.setdefault(word.casefold(), set()).add(key)
    return found


class _Values(dict[str, set[str]]):
    """The values that each word stands for; none for an unknown one."""

    def __missing__(self, _key: str) -> set[str]:
        return set()


_Word = TypeVar("_Word")


def _joined(lists: Iterable[Iterable[_Word]]) -> tuple[_Word, ...]:
    return tuple(dict.fromkeys(word for one in lists for word in one))


def _joined_by_key(lists: Sequence[dict[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    keys = _joined(lists)
    return {key: _joined(one.get(key, ()) for one in lists) for key in keys}
