"""Sheet, catalogs and locale into a LocalizedSheet: every string final.

Nothing falls back to another language: a missing, empty or fuzzy message, or one whose
numbers changed, stops the leaflet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict

from leaflets.admission.wishes import PersonLine
from leaflets.content.name_lists import listed
from leaflets.dose.plan import Plan
from leaflets.dose.plan_reading import composed_plan
from leaflets.dose.speech import LocalizedPlan, Speech
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.plurals import PluralWords
from leaflets.language.tags import Direction, Language, Tag
from leaflets.library.disclaimers import Disclaimer
from leaflets.library.publisher import Publisher
from leaflets.sheet.messages import Message, with_texts
from leaflets.sheet.model import Sheet
from leaflets.translation.catalog_checks import sheet_problems
from leaflets.translation.catalogs import CatalogFile
from leaflets.translation.placeholders import fill
from leaflets.translation.terms import Terms

VARIANTS: Final = ("use.", "give.")
"""What the keys begin with of words that stand in another's place, by the sheet's verb."""

SITE: Final = "site."
"""What the keys begin with of the download site's words: no leaflet says them."""


class Review(BaseModel):
    """Whether somebody has approved what a leaflet says, and the line that says who."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["draft", "approved"] = "draft"
    digest: str | None = None
    line: str | None = None


class LocalizedSheet(BaseModel):
    """What one leaflet says, in one language: nothing is left to look up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Tag
    direction: Direction
    sheet: Sheet
    words: dict[str, str]
    pronunciation: str | None
    brands: str | None
    version: str
    disclaimer: Disclaimer
    publisher: str
    contact: tuple[str, ...] = ()
    address: str | None = None
    """Its web address; ``web`` is the line that says it."""
    web: str | None = None
    emergency: tuple[str, ...]
    person: tuple[PersonLine, ...] = ()
    """The patient whose own copy it is; empty in every other leaflet."""
    plan: LocalizedPlan | None = None
    review: Review = Review()

    def word(self, key: str) -> str:
        """A fixed word.

        Raises LeafletsError (kind "translation") where it has none: data that came with a leaflet
        may lack it.
        """
        if key not in self.words:
            message = "this fixed word is missing: changed, or of another version; make it again"
            raise LeafletsError(problem("translation-no-word", message, field=key))
        return self.words[key]

    @property
    def is_personal(self) -> bool:
        """Whether it says anything of one patient: a name, or a dose."""
        return bool(self.person or self.plan)

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
    problems: tuple[Problem, ...] = ()
    """What is wrong with the catalog: with any of it, no leaflet is made."""


def localize(
    sheet: Sheet,
    language: Language,
    *,
    fixed: FixedWords,
    texts: CatalogFile | None,
    disclaimer: Disclaimer,
    publisher: Publisher,
    territory: str | None = None,
) -> LocalizedSheet:
    """Everything a leaflet of ``sheet`` says in ``language`` to anyone.

    ``texts`` is the catalog of the sheet (None for the sheet's own language), ``territory`` where
    the telephone numbers are to be called.

    Raises LeafletsError (kind "translation") with every message that can't be printed.
    """
    word_source, words = fixed.source, fixed.catalog
    named = tuple(filter(None, (publisher.name, *publisher.contact)))
    raise_if_any([*fixed.problems, *sheet_problems(sheet, texts, fixed.terms, named)])

    def text_of(message: Message) -> str:
        return texts.entries[message.context].text if texts else message.text

    said = words_for(sheet, word_source, words)
    if fixed.draft_band:
        said["draft.band"] = fixed.draft_band
    final = with_texts(sheet, text_of)
    names = tuple(dict.fromkeys(name for brand in sheet.brands for name in brand.names))
    locale = language.locale
    date = format_date(sheet.date, "long", locale=locale)
    address = publisher.address(sheet.id, language.tag)
    return LocalizedSheet(
        language=language.tag,
        direction=language.direction,
        sheet=final,
        words=said,
        pronunciation=fill(said["name.pronunciation"], pronunciation=final.pronunciation)
        if final.pronunciation
        else None,
        brands=fill(said["name.brands"], names=listed(sorted(names), locale)) if names else None,
        version=fill(said["colophon.version"], version=sheet.version, date=date),
        disclaimer=disclaimer,
        publisher=fill(said["colophon.publisher"], publisher=publisher.name)
        if publisher.name
        else said["colophon.no_publisher"],
        contact=publisher.contact,
        address=address,
        web=fill(said["colophon.web"], address=address) if address else None,
        emergency=tuple(_emergency(publisher, territory, said)),
    )


def planned(
    said: LocalizedSheet,
    plan: Plan,
    language: Language,
    source: CatalogFile,
    words: CatalogFile | None,
) -> LocalizedSheet:
    """What a leaflet says with one person's dose; ``words`` is None for English.

    Raises LeafletsError as ``composed_plan`` does.
    """
    speech = speech_of(language, said.words, source, words)
    return said.model_copy(update={"plan": composed_plan(plan, speech)})


def words_for(sheet: Sheet, source: CatalogFile, words: CatalogFile | None) -> dict[str, str]:
    """The fixed words as a sheet's leaflets say them, by key; ``words`` is None for English."""
    told = (words or source).entries
    said = {
        context: told[context].text if words else entry.source
        for context, entry in source.entries.items()
        if not entry.forms and not context.startswith(SITE)
    }
    return _in_words_of(sheet, said)


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


def speech_of(
    language: Language, said: Mapping[str, str], source: CatalogFile, words: CatalogFile | None
) -> Speech:
    """How a language says what code composes; ``words`` is None for English."""
    numbers = Language(words.tag).locale if words else Locale("en")
    return Speech(language.locale, numbers, said, plurals_of(source, words))


def plurals_of(source: CatalogFile, words: CatalogFile | None) -> dict[str, PluralWords]:
    """The fixed words that have plural forms, by key."""
    found: dict[str, PluralWords] = {}
    for context, entry in source.entries.items():
        if entry.forms and words:
            found[context] = PluralWords(words.entries[context].forms, words.plural_rule)
        elif entry.forms:
            found[context] = PluralWords((entry.source, entry.plural))
    return found
