"""Language tags (BCP 47), their locales, directions and territories.

A territory chooses paper and formats; the text comes from the same language and script, or
not at all: zh-Hant never from zh-Hans, pt-PT never from pt-BR.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

from babel import Locale
from babel.core import UnknownLocaleError

from leaflets.errors import LeafletsError, problem

Direction: TypeAlias = Literal["ltr", "rtl"]

# CLDR 47, supplemental data, paperSize: the territories whose paper is US Letter.
LETTER_TERRITORIES: Final = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)


@dataclass(frozen=True)
class Language:
    """A language as a person names it, for example ``es-MX``."""

    tag: str

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale."""
        return Locale.parse(self.tag, sep="-")

    @property
    def direction(self) -> Direction:
        """Which way its script runs."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @property
    def territory(self) -> str | None:
        """The territory that the tag names."""
        return self.locale.territory if _names_territory(self.tag) else None

    @property
    def catalog_folders(self) -> tuple[str, ...]:
        """The folders of ``locales/`` that may hold its text, the nearest first."""
        locale = self.locale
        base = "_".join(filter(None, (locale.language, locale.script)))
        exact = "_".join(filter(None, (locale.language, locale.script, locale.territory)))
        return tuple(dict.fromkeys((self.tag.replace("-", "_"), exact, base)))


def language(tag: str) -> Language:
    """Check and canonicalise a tag.

    Raises LeafletsError (kind "usage") for a tag that names no known language.
    """
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        message = f"unknown language {tag!r}; write a BCP 47 tag such as es, es-MX or zh-Hans"
        raise LeafletsError(problem("usage-language", message)) from None
    first, *others = tag.split("-")
    cased = [part.title() if len(part) == 4 else part.upper() for part in others]
    return Language("-".join((first.lower(), *cased)))


def folder_tag(folder: str) -> str:
    """``zh_Hans`` (a folder of ``locales/``) as a tag: ``zh-Hans``."""
    return folder.replace("_", "-")


def _names_territory(tag: str) -> bool:
    return any(len(part) == 2 and part.isalpha() and part.isupper() for part in tag.split("-")[1:])
