"""Language tags (BCP 47), their locales, directions and territories.

A territory chooses paper and formats; the text comes from the same language and script, or
not at all: zh-Hant never from zh-Hans, pt-PT never from pt-BR.

A tag comes from outside: it is told from a file's path, a locale with a modifier and whatever
else by one full pattern. Its parts are the language, script and region. Other parts of BCP 47
ask for what a leaflet can't keep true: another dialect or spelling, other digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final, Literal, TypeAlias

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from pydantic import AfterValidator, WithJsonSchema

from leaflets.errors import LeafletsError, problem
from leaflets.language.meant_tags import hint_for, meant_tag
from leaflets.language.scripts import script_of_locale

Direction: TypeAlias = Literal["ltr", "rtl"]

# CLDR 47, supplemental data, paperSize: the territories whose paper is US Letter.
LETTER_TERRITORIES: Final = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)


# RFC 5646, 2.1: langtag. Of languages with 4 to 8 letters, none was ever registered.
_TAG: Final = re.compile(
    r"""(?P<language>[a-z]{2,3})
        (?P<extlang>(?:-[a-z]{3}){1,3})?
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
        (?P<variant>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))+)?
        (?P<extension>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)+)?
        (?P<private>-x(?:-[a-z0-9]{1,8})+)?""",
    # Without ASCII, the long s and the sign of kelvin would be letters of the alphabet.
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

_REFUSED: Final = {
    "extlang": "write the language's own code alone, such as yue in place of zh-yue",
    "variant": "no dialect or spelling can be asked for; leave the variant out",
    "extension": "no extension can be asked for, such as other digits (-u-nu-); leave it out",
    "private": "a private part means nothing to others; leave -x- and what follows out",
}
"""The parts of a well-formed tag that no leaflet can have, and what to do."""

_LONGEST: Final = 35
"""No tag needs more characters (RFC 5646, 4.4.1)."""


@dataclass(frozen=True)
class Language:
    """A language by its tag in the usual spelling, for example ``es-MX``.

    Raises LeafletsError (kind "usage") for any other tag.
    """

    tag: str

    def __post_init__(self) -> None:
        usual = _usual(self.tag)
        if usual != self.tag:
            raise _unknown(self.tag, f"write it as {usual}")

    @property
    def locale(self) -> Locale:
        """Babel's locale."""
        return _locale(self.tag)

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
    """The language of a tag in any spelling: ``EN-us`` is ``en-US``, ``spa`` is ``es``.

    Raises LeafletsError (kind "usage") for a tag that is not well-formed, has parts that no
    leaflet can have, or names no language, script or region that CLDR knows together.
    """
    return Language(_usual(tag))


def folder_tag(folder: str) -> str:
    """``zh_Hans`` (a folder of ``locales/``) as a tag: ``zh-Hans``."""
    return folder.replace("_", "-")


def folder_fault(folder: str) -> str | None:
    """Why a folder of ``locales/`` is no language's, and what to do; None if it is one's."""
    try:
        named = language(folder_tag(folder))
    except LeafletsError as error:
        return f"{error.problems[0].message}; rename the folder, or move it away"
    usual = named.tag.replace("-", "_")
    return None if folder == usual else f"no language's folder is called so; rename it {usual}"


def _stated(tag: str) -> str:
    try:
        return Language(tag).tag
    except LeafletsError as error:
        raise ValueError(error.problems[0].message) from None


_FORM: Final = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

Tag: TypeAlias = Annotated[
    str, AfterValidator(_stated), WithJsonSchema({"type": "string", "pattern": _FORM})
]
"""A language's tag in data: in its usual spelling, and nothing else."""


def suggested_tag(text: str) -> str | None:
    """The tag that somebody meant who wrote no tag: ``en_US``, ``spanish``; None if unclear."""
    return meant_tag(text, _if_known)


def _if_known(text: str) -> str | None:
    try:
        return _usual(text)
    except LeafletsError:
        return None


def _not_known(tag: str, reason: str) -> LeafletsError:
    """That a text is no tag, with the one that is meant where that is clear."""
    hint = hint_for(tag, _if_known)
    return _unknown(tag, f"{reason}; {hint}" if hint else f"{reason}; {_LISTED}")


_LISTED: Final = "`list` shows which languages there are"


def _unknown(tag: str, reason: str) -> LeafletsError:
    shown = repr(tag[: _LONGEST + 1])
    return LeafletsError(problem("usage-language", f"unknown language {shown}: {reason}"))


@lru_cache(maxsize=1024)
def _usual(tag: str) -> str:
    """The tag in its usual spelling (RFC 5646, 2.1.1 and 2.2.1). Raises LeafletsError."""
    found = _TAG.fullmatch(tag) if len(tag) <= _LONGEST else None
    if not found:
        raise _not_known(tag, "write a BCP 47 tag such as es, es-MX or zh-Hans")
    for part, reason in _REFUSED.items():
        if found[part]:
            raise _unknown(tag, reason)
    parts = found.groupdict(default="")
    usual = "-".join(_usual_parts(parts))
    try:
        locale = _locale(usual)
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None or parts["language"].lower() == "und":
        reason = "CLDR has no such language or region; write a tag such as es, es-MX or zh-Hans"
        raise _not_known(tag, reason)
    # Babel answers with another region or script where it has no data: en-US for en-ZZ, and
    # zh-Hans for zh-Hant-CN.
    if parts["region"].upper() not in ("", locale.territory):
        raise _not_known(tag, "CLDR has no such region; write a tag such as es, es-MX or zh-Hans")
    if parts["script"].title() not in ("", script_of_locale(locale)):
        reason = "CLDR does not have it in that script there; leave the script or the region out"
        raise _unknown(tag, reason)
    return usual


def _usual_parts(parts: Mapping[str, str]) -> Iterator[str]:
    """A language with a code of two letters is written by that one."""
    named = parts["language"].lower()
    other: str = get_global("language_aliases").get(named, named)
    yield other if len(named) == 3 and len(other) == 2 else named
    yield from filter(None, (parts["script"].title(), parts["region"].upper()))


@lru_cache(maxsize=1024)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def _names_territory(tag: str) -> bool:
    return any(len(part) == 2 and part.isalpha() and part.isupper() for part in tag.split("-")[1:])
