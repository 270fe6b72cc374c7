"""The fixed words of the site, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from babel import Locale
from babel.numbers import format_decimal
from babel.units import format_unit

from leaflets.content.localize import SITE, plurals_of
from leaflets.errors import raise_if_any
from leaflets.language.plurals import PluralWords
from leaflets.language.tags import Language
from leaflets.library.libraries import Library
from leaflets.translation.catalog_checks import word_problems


@dataclass(frozen=True)
class SiteWords:
    """What the site says in a language, by key without ``site.``."""

    language: Language
    said: dict[str, str]
    plurals: dict[str, PluralWords]

    @property
    def own_name(self) -> str:
        """What the language calls itself, as it begins a line."""
        return own_name(self.language)

    def pages(self, number: int) -> str:
        """How many pages, in words: ``2 pages``."""
        return self.counted("pages", number)

    def counted(self, key: str, number: int) -> str:
        """How many of the things that ``key`` names, in words."""
        locale = self.language.locale
        form = self.plurals[key].form(Fraction(number), locale)
        return form.replace("{number}", format_decimal(number, locale=locale))

    def size(self, size: int) -> str:
        """So many bytes as people read them, in kB or MB: ``310 kB``."""
        locale: Locale = self.language.locale
        kilobytes = max(1, round(size / 1000))
        if kilobytes < 1000:
            return str(format_unit(kilobytes, "digital-kilobyte", "short", locale=locale))
        return str(
            format_unit(round(kilobytes / 1000, 1), "digital-megabyte", "short", locale=locale)
        )


def site_words(library: Library, language: Language) -> SiteWords:
    """The site's words. Raises LeafletsError (kind "translation") with all that are missing."""
    source, catalog = library.word_source, library.words(language)
    raise_if_any(word_problems(source, catalog, library.terms(language)))
    told = (catalog or source).entries
    said = {
        key.removeprefix(SITE): told[key].text if catalog else entry.source
        for key, entry in source.entries.items()
        if not entry.forms
    }
    plurals = {key.removeprefix(SITE): forms for key, forms in plurals_of(source, catalog).items()}
    return SiteWords(language, said, plurals)


def own_name(language: Language) -> str:
    """What a language calls itself, its first letter as a line begins."""
    locale = language.locale
    names = locale.languages
    name = names.get(f"{locale.language}_{locale.script}") or names.get(locale.language)
    if language.territory:
        name = locale.get_display_name(locale)
    told = str(name or language.tag)
    return told[:1].upper() + told[1:]
