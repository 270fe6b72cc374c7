"""Sheet, catalogs and locale into a LocalizedSheet: every string final.

Nothing falls back to another language: a missing, empty or fuzzy message, or one whose
numbers changed, stops the leaflet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.plurals import get_plural
from pydantic import BaseModel, ConfigDict

from leaflets.disclaimers import Disclaimer
from leaflets.dose import Plan
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.languages import Direction, Language
from leaflets.markup import leftover, to_plain
from leaflets.messages import Message, messages, with_texts
from leaflets.plan import LocalizedPlan, localize_plan
from leaflets.plurals import PluralWords, fits
from leaflets.publisher import Publisher
from leaflets.quantities import numbers
from leaflets.sheet import Sheet
from leaflets.terms import Terms
from leaflets.translations import CatalogFile, Entry
from leaflets.wording import wording_faults

VARIANTS: Final = ("use.", "give.")
"""What the keys begin with of words that stand in another's place, by the sheet's verb."""

_NAME_WORDS: Final = 3
"""A text of more words is no name: it is never the same in two languages."""


class Review(BaseModel):
    """Whether somebody has approved what a leaflet says, and the line that says who."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["draft", "approved"] = "draft"
    digest: str | None = None
    line: str | None = None


class LocalizedSheet(BaseModel):
    """What one leaflet says, in one language: nothing is left to look up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    direction: Direction
    sheet: Sheet
    words: dict[str, str]
    pronunciation: str | None
    brands: str | None
    version: str
    disclaimer: Disclaimer
    publisher: str
    contact: tuple[str, ...] = ()
    emergency: tuple[str, ...]
    plan: LocalizedPlan | None = None
    review: Review = Review()

    @property
    def is_draft(self) -> bool:
        """Whether nobody has approved it: each page says so."""
        return self.review.state == "draft"


@dataclass(frozen=True)
class FixedWords:
    """The fixed words in English, and their catalog (None for English itself).

    ``draft_band`` is the draft notice, where the built-in words have it.
    """

    source: CatalogFile
    catalog: CatalogFile | None
    draft_band: str | None = None
    terms: Terms | None = None
    """The term list of the language, where it has one."""


def localize(
    sheet: Sheet,
    language: Language,
    *,
    fixed: FixedWords,
    texts: CatalogFile | None,
    disclaimer: Disclaimer,
    publisher: Publisher,
    plan: Plan | None = None,
    territory: str | None = None,
) -> LocalizedSheet:
    """Everything a leaflet of ``sheet`` says in ``language``.

    ``texts`` is the catalog of the sheet (None for the sheet's own language), ``plan`` one
    person's dose, ``territory`` where the telephone numbers are to be called.

    Raises LeafletsError (kind "translation") with every message that can't be printed.
    """
    source, word_source, words = Language(sheet.language), fixed.source, fixed.catalog
    sources = {context: entry.source for context, entry in word_source.entries.items()}
    problems = list(_problems(sources, Language("en"), words, fixed.terms))
    problems += _plural_problems(word_source, words)
    problems += _problems({m.context: m.text for m in messages(sheet)}, source, texts, fixed.terms)
    raise_if_any(problems)

    def text_of(message: Message) -> str:
        return texts.entries[message.context].text if texts else message.text

    told = (words or word_source).entries
    said = {
        context: told[context].text if words else entry.source
        for context, entry in word_source.entries.items()
        if not entry.forms
    }
    said = _in_words_of(sheet, said)
    if fixed.draft_band:
        said["draft.band"] = fixed.draft_band
    final = with_texts(sheet, text_of)
    names = tuple(dict.fromkeys(name for brand in sheet.brands for name in brand.names))
    locale = language.locale
    date = format_date(sheet.date, "long", locale=locale)
    return LocalizedSheet(
        language=language.tag,
        direction=language.direction,
        sheet=final,
        words=said,
        pronunciation=fill(said["name.pronunciation"], pronunciation=final.pronunciation)
        if final.pronunciation
        else None,
        brands=fill(said["name.brands"], names=format_list(sorted(names), locale=locale))
        if names
        else None,
        version=fill(said["colophon.version"], version=sheet.version, date=date),
        disclaimer=disclaimer,
        publisher=fill(said["colophon.publisher"], publisher=publisher.name)
        if publisher.name
        else said["colophon.no_publisher"],
        contact=publisher.contact,
        emergency=tuple(_emergency(publisher, territory, said)),
        plan=localize_plan(plan, locale, said, _plurals(word_source, words)) if plan else None,
    )


def _in_words_of(sheet: Sheet, words: dict[str, str]) -> dict[str, str]:
    """The words with those of the sheet's verb in their places: “How to use it”."""
    variants = {key: words[key] for key in words if key.startswith(VARIANTS)}
    own = {
        key.removeprefix(f"{sheet.verb}."): text
        for key, text in variants.items()
        if key.startswith(f"{sheet.verb}.")
    }
    return {key: text for key, text in {**words, **own}.items() if key not in variants}


def _emergency(publisher: Publisher, territory: str | None, words: dict[str, str]) -> Iterator[str]:
    """The numbers to call in a territory; none is invented."""
    if number := publisher.emergency_number(territory):
        yield fill(words["emergency.number"], number=number)
    else:
        yield words["emergency.none"]
    if number := publisher.poison_center(territory):
        yield fill(words["emergency.poison"], number=number)


def _plurals(source: CatalogFile, words: CatalogFile | None) -> dict[str, PluralWords]:
    found: dict[str, PluralWords] = {}
    for context, entry in source.entries.items():
        if entry.forms and words:
            found[context] = PluralWords(words.entries[context].forms, words.plural_rule)
        elif entry.forms:
            found[context] = PluralWords((entry.source, entry.plural))
    return found


def _problems(
    sources: dict[str, str],
    source_language: Language,
    catalog: CatalogFile | None,
    terms: Terms | None,
) -> Iterator[Problem]:
    if catalog is None:
        return
    language = Language(catalog.tag)
    for context, text in sources.items():
        entry = catalog.entries.get(context)
        found = _fault(text, source_language, entry, language, terms)
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


def _plural_problems(source: CatalogFile, catalog: CatalogFile | None) -> Iterator[Problem]:
    """A language has as many forms of each message as CLDR says: one less is a wrong word."""
    if catalog is None:
        return
    tag = catalog.tag.replace("-", "_")
    count = get_plural(tag).num_plurals
    if any(e.forms for e in source.entries.values()) and not fits(catalog.plural_rule, tag):
        message = f"its Plural-Forms are not those of {catalog.tag} (CLDR)"
        yield problem("translation-plural", message, file=catalog.file, line=1, column=1)
    for context, entry in source.entries.items():
        found = catalog.entries.get(context)
        if found and bool(entry.forms) != bool(found.forms):
            message = "has plural forms in the source only, or in the translation only"
        elif found and found.text and found.forms and len(found.forms) != count:
            message = f"has {len(found.forms)} plural forms; {catalog.tag} has {count}"
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
    if fault := _state_fault(source, entry):
        return fault
    faults = (
        _number_fault(source, source_language, text, language)
        or _placeholder_fault(source, text)
        or _markup_fault(text)
        for text in entry.forms or (entry.text,)
    )
    wording: Iterable[tuple[str, str]] = ()
    if source_language.locale.language == "en":
        plain = to_plain(source), to_plain(entry.text)
        wording = wording_faults(*plain, language.locale, terms, entry.excused)
    return next((fault for fault in (*faults, *wording) if fault), None)


def _state_fault(source: str, entry: Entry) -> tuple[str, str] | None:
    """Whether it is a translation of this text at all."""
    if not entry.text:
        return "empty", f"not translated: {_short(source)}"
    if entry.fuzzy:
        return "fuzzy", "marked fuzzy; read it again and take the mark off"
    if entry.source != source:
        return "outdated", f"translates another text; the sheet now says {_short(source)}"
    if entry.text == source and len(re.findall(r"[^\W\d_]{3,}", source)) > _NAME_WORDS:
        return "identical", f"not translated, a copy of the source: {_short(source)}"
    return None


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


def fill(text: str, **values: str) -> str:
    """``text`` with its ``{names}`` filled in; nothing else in it is looked at."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}|[{}]", text))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")
