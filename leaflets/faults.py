"""What is wrong with a catalog's messages: each one that must not be printed, at its PO line.

Nothing falls back to another language: a missing, empty or fuzzy message, or one that lost a
number, a unit, a "not" or a placeholder, stops the leaflet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from leaflets.errors import Problem, problem
from leaflets.languages import Language
from leaflets.lookalikes import look_alikes
from leaflets.markup import leftover, to_plain
from leaflets.messages import messages
from leaflets.plurals import counts, fits
from leaflets.quantities import numbers
from leaflets.safe_writing import writing_faults
from leaflets.sheet import Sheet
from leaflets.space import space_of
from leaflets.terms import Terms
from leaflets.translated_ranges import range_fault
from leaflets.translations import CatalogFile, Entry
from leaflets.wording import wording_faults


def word_problems(
    source: CatalogFile, catalog: CatalogFile | None, terms: Terms | None
) -> Iterator[Problem]:
    """What is wrong with a catalog of the fixed words (None: there is none to check)."""
    if catalog is None:
        return
    sources = {context: entry.source for context, entry in source.entries.items()}
    spaces = {context: entry.space for context, entry in source.entries.items()}
    yield from _problems(sources, Language("en"), catalog, terms, spaces.get)
    yield from _plural_problems(source, catalog)


def sheet_problems(
    sheet: Sheet, catalog: CatalogFile | None, terms: Terms | None
) -> Iterator[Problem]:
    """What is wrong with a catalog of a sheet (None: there is none to check)."""
    if catalog is None:
        return
    sources = {message.context: message.text for message in messages(sheet)}
    yield from _problems(sources, Language(sheet.language), catalog, terms, space_of)


def _problems(
    sources: dict[str, str],
    source_language: Language,
    catalog: CatalogFile,
    terms: Terms | None,
    space: Callable[[str], int | None],
) -> Iterator[Problem]:
    language = Language(catalog.tag)
    for context, text in sources.items():
        entry = catalog.entries.get(context)
        found = _fault(text, source_language, entry, language, terms) or _length_fault(
            entry, space(context)
        )
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
    source: str,
    source_language: Language,
    entry: Entry | None,
    language: Language,
    terms: Terms | None,
) -> tuple[str, str] | None:
    """What is wrong with a translation, as a code and a message; None if nothing is."""
    if entry is None:
        return "missing", f"not in the catalog; translate {_short(source)}"
    if fault := _state_fault(source, entry, terms):
        return fault
    faults = (
        _text_fault(source, source_language, text, language)
        for text in entry.forms or (entry.text,)
    )
    wording: Iterable[tuple[str, str]] = ()
    if source_language.locale.language == "en":
        plain = to_plain(source), to_plain(entry.text)
        wording = wording_faults(*plain, language.locale, terms, entry.excused)
    return next((fault for fault in (*faults, *wording) if fault), None)


@lru_cache(maxsize=50_000)
def _text_fault(
    source: str, source_language: Language, text: str, language: Language
) -> tuple[str, str] | None:
    """What is wrong with a translation by itself; a catalog is read more often than it changes."""
    return (
        _look_alike(text, language)
        or _number_fault(source, source_language, text, language)
        or _placeholder_fault(source, text)
        or _markup_fault(text)
        or range_fault(to_plain(source), source_language.locale, to_plain(text), language.locale)
        or next(writing_faults(text, language.locale), None)
    )


def _state_fault(source: str, entry: Entry, terms: Terms | None) -> tuple[str, str] | None:
    """Whether it is a translation of this text at all."""
    if not entry.text:
        return "empty", f"not translated: {_short(source)}"
    if entry.fuzzy:
        return "fuzzy", "marked fuzzy; read it again and take the mark off"
    if entry.source != source:
        return "outdated", f"translates another text; the sheet now says {_short(source)}"
    if entry.text == source and _words_of(source) - (terms.known_names if terms else set()):
        return "identical", f"not translated, a copy of the source: {_short(source)}"
    return None


def _look_alike(text: str, language: Language) -> tuple[str, str] | None:
    """A character that only looks like what it should be: told before the number it spoils."""
    found = next(look_alikes(to_plain(text), language.locale), None)
    return ("lookalike", found) if found else None


def _number_fault(
    source: str, source_language: Language, text: str, language: Language
) -> tuple[str, str] | None:
    wanted = numbers(to_plain(source), source_language.locale)
    found = numbers(to_plain(text), language.locale)
    if wanted == found:
        return None
    missing, extra = wanted - found, found - wanted
    details = [f"{', '.join(sorted(missing))} is missing"] if missing else []
    details += [f"{', '.join(sorted(extra))} is not in the source"] if extra else []
    return "number", f"numbers differ from the source: {'; '.join(details)}"


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
