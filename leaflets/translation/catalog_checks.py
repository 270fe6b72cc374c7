"""What is wrong with a catalog's messages: each one that must not be printed, at its PO line.

Nothing falls back to another language: a missing, empty or fuzzy message, or one that lost a
number, a unit, a "not" or a placeholder, stops the leaflet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from leaflets.errors import Problem, problem
from leaflets.language.lookalikes import look_alikes
from leaflets.language.plural_rules import plural_rule
from leaflets.language.plurals import counts, fits
from leaflets.language.tags import Language
from leaflets.sheet.markup import leftover, to_plain
from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.safe_writing import writing_faults
from leaflets.translation.catalogs import CatalogFile, Entry
from leaflets.translation.names_kept import NO_NAMES, OwnNames, own_names
from leaflets.translation.number_checks import number_fault, range_fault
from leaflets.translation.terms import Terms
from leaflets.translation.text_space import space_of
from leaflets.translation.wording_checks import ENGLISH, wording_faults

_Texts = tuple[str, str]
"""A source text, and the one for several things where it has plural forms."""


def word_problems(
    source: CatalogFile, catalog: CatalogFile | None, terms: Terms | None
) -> Iterator[Problem]:
    """What is wrong with a catalog of the fixed words (None: there is none to check)."""
    if catalog is None:
        return
    sources = {context: (e.source, e.plural) for context, e in source.entries.items()}
    spaces = {context: entry.space for context, entry in source.entries.items()}
    yield from _problems(sources, Language("en"), catalog, terms, spaces.get)
    yield from _plural_problems(source, catalog)


def sheet_problems(
    sheet: Sheet,
    catalog: CatalogFile | None,
    terms: Terms | None,
    publishers: Collection[str] = (),
) -> Iterator[Problem]:
    """What is wrong with a catalog of a sheet (None: there is none to check).

    The sheet's own names, and ``publishers`` (whose names they are), are the same in any language.
    """
    if catalog is None:
        return
    sources = {message.context: (message.text, "") for message in messages(sheet)}
    names = own_names(sheet, publishers)
    yield from _problems(sources, Language(sheet.language), catalog, terms, space_of, names)


def _problems(
    sources: dict[str, _Texts],
    source_language: Language,
    catalog: CatalogFile,
    terms: Terms | None,
    space: Callable[[str], int | None],
    names: OwnNames = NO_NAMES,
) -> Iterator[Problem]:
    for context, text in sources.items():
        entry = catalog.entries.get(context)
        found = _fault(text, source_language, entry, catalog, terms, names)
        found = found or _length_fault(entry, space(context))
        if found:
            code, message = found
            line = entry.line if entry else 0
            yield problem(
                f"translation-{code}",
                message,
                file=catalog.file,
                line=line,
                column=1 if line else 0,
                field=context,
            )


def _plural_problems(source: CatalogFile, catalog: CatalogFile) -> Iterator[Problem]:
    """A language has as many forms of each message as CLDR says: one less is a wrong word."""
    tag = catalog.tag.replace("-", "_")
    allowed = counts(catalog.plural_rule, tag)
    if any(e.forms for e in source.entries.values()) and not fits(catalog.plural_rule, tag):
        message = f"its Plural-Forms are not those of {catalog.tag} (CLDR)"
        yield problem("translation-plural", message, file=catalog.file, line=1, column=1)
    for context, entry in source.entries.items():
        found = catalog.entries.get(context)
        if found and bool(entry.forms) != bool(found.forms):
            message = "has plural forms in the source only, or in the translation only"
        elif found and found.text and found.forms and len(found.forms) not in allowed:
            message = f"has {len(found.forms)} plural forms; its catalog's rule has {allowed[0]}"
        else:
            continue
        yield problem(
            "translation-plural",
            message,
            file=catalog.file,
            line=found.line if found else 0,
            column=1,
            field=context,
        )


def _fault(
    source: _Texts,
    source_language: Language,
    entry: Entry | None,
    catalog: CatalogFile,
    terms: Terms | None,
    names: OwnNames,
) -> tuple[str, str] | None:
    """What is wrong with a translation, as a code and a message; None if nothing is."""
    if entry is None:
        return "missing", f"not in the catalog; translate {_short(source[0])}"
    if fault := _state_fault(source, entry):
        return fault
    for told, text in _pairs(source, entry, catalog.plural_rule):
        if fault := _copy_fault(source, text, source_language, catalog, terms, names):
            return fault
        faults = _text_faults(told, source_language, text, catalog, terms, entry.excused, names)
        if fault := next(faults, None):
            return fault
    return None


def _pairs(source: _Texts, entry: Entry, rule: str) -> Iterator[tuple[str, str]]:
    """Each form of a translation, with what it translates: one thing, or several."""
    singular, plural = source
    if not entry.forms:
        yield singular, entry.text
        return
    of_one, is_only = _form_of_one(rule)
    for number, form in enumerate(entry.forms):
        if number == of_one:
            yield singular, form
        if number != of_one or is_only:
            yield plural or singular, form


@lru_cache
def _form_of_one(rule: str) -> tuple[int, bool]:
    """Which form goes with 1, and whether it goes with 2 as well."""
    index = plural_rule(rule)
    return int(index(1)), index(1) == index(2)


def _text_faults(
    source: str,
    source_language: Language,
    text: str,
    catalog: CatalogFile,
    terms: Terms | None,
    excused: frozenset[str],
    names: OwnNames,
) -> Iterator[tuple[str, str]]:
    """What is wrong with one translated text, or with one form of it."""
    language = Language(catalog.tag)
    if fault := _fault_of_text(source, source_language, text, language):
        yield fault
    if source_language.locale.language == "en":
        plain = to_plain(source), to_plain(text)
        yield from wording_faults(*plain, language.locale, terms, excused, names)


@lru_cache(maxsize=50_000)
def _fault_of_text(
    source: str, source_language: Language, text: str, language: Language
) -> tuple[str, str] | None:
    """What is wrong with a translation by itself; a catalog is read more often than it changes."""
    plain = to_plain(source), source_language.locale, to_plain(text), language.locale
    return (
        _look_alike(text, language)
        or number_fault(*plain)
        or _placeholder_fault(source, text)
        or _markup_fault(text)
        or range_fault(*plain)
        or next(writing_faults(text, language.locale), None)
    )


def _state_fault(source: _Texts, entry: Entry) -> tuple[str, str] | None:
    """Whether it is a translation of this text at all."""
    singular, plural = source
    if not entry.text:
        return "empty", f"not translated: {_short(singular)}"
    if entry.fuzzy:
        return "fuzzy", "marked fuzzy; read it again and take the mark off"
    if entry.source != singular or (entry.forms and plural and entry.plural != plural):
        return "outdated", f"translates another text; the sheet now says {_short(singular)}"
    return None


def _copy_fault(
    source: _Texts,
    text: str,
    source_language: Language,
    catalog: CatalogFile,
    terms: Terms | None,
    names: OwnNames,
) -> tuple[str, str] | None:
    """Whether a translation is its source: that may be only where all of its words are names."""
    if text not in source:
        return None
    rest = names.left_out_of(text)
    others = _words_of(rest) - (terms.known_names if terms else set())
    # Of a sentence, no list of names makes another language.
    english = source_language.locale.language == "en" != Language(catalog.tag).locale.language
    if others or (english and ENGLISH.search(rest)):
        return "identical", f"not translated, a copy of the source: {_short(text)}"
    return None


def _look_alike(text: str, language: Language) -> tuple[str, str] | None:
    """A character that only looks like what it should be: told before the number it spoils."""
    found = next(look_alikes(to_plain(text), language.locale), None)
    return ("lookalike", found) if found else None


def _placeholder_fault(source: str, text: str) -> tuple[str, str] | None:
    wanted = _placeholders(source)
    if wanted == _placeholders(text):
        return None
    return "placeholder", f"placeholders differ from the source's: {', '.join(wanted) or 'none'}"


def _markup_fault(text: str) -> tuple[str, str] | None:
    mark = leftover(text)
    return ("markup", f"a {mark} without its partner would be printed as it is") if mark else None


def _words_of(text: str) -> set[str]:
    """The words of a text that a language would translate: no placeholders, no symbols."""
    plain = re.sub(r"\{\w+\}", "", text)
    return {word.casefold() for word in re.findall(r"[^\W\d_]{3,}", plain)}


def _length_fault(entry: Entry | None, space: int | None) -> tuple[str, str] | None:
    longest = max(map(len, (entry.text, *entry.forms))) if entry else 0
    if space is None or longest <= space:
        return None
    return "length", f"{longest} characters; there is room for {space}"


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}|[{}]", text))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")
