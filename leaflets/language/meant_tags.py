"""Which tag somebody meant who wrote another one, or a language's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError, get_global

_LONGEST: Final = 60
_SEVERAL: Final = re.compile(r"[\s,;+|/]+")


def hint_for(text: str, usual: Callable[[str], str | None]) -> str:
    """What to write in place of a text that is no tag; ``usual`` is a tag's usual spelling."""
    text = text[:_LONGEST].strip()
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1 and (tags := _all_of(parts, usual)):
        options = " ".join(f"--language {tag}" for tag in tags)
        return f"these are several; give each by itself: {options}"
    if meant := meant_tag(text, usual):
        return f"did you mean {meant}?"
    return ""


def meant_tag(text: str, usual: Callable[[str], str | None]) -> str | None:
    """The one tag that is meant by a text that is none; None where nobody can tell."""
    text = text[:_LONGEST].strip()
    return _written_otherwise(text, usual) or _of_name(text, usual) or _of_typo(text, usual)


def _all_of(parts: list[str], usual: Callable[[str], str | None]) -> list[str]:
    """The tags of several; none where one of them is none."""
    tags = [usual(part) or meant_tag(part, usual) for part in parts]
    found = [tag for tag in tags if tag]
    return found if len(found) == len(tags) else []


def _written_otherwise(text: str, usual: Callable[[str], str | None]) -> str | None:
    """A tag as other programs write it: ``en_US``, ``en_US.UTF-8``, ``en-UK``."""
    plain = re.split(r"[.@]", text)[0].replace("_", "-").strip("-")
    if plain and plain != text and (found := usual(plain)):
        return found
    head, _, region = plain.rpartition("-")
    other: list[str] = get_global("territory_aliases").get(region.upper(), [])
    return usual(f"{head}-{other[0]}") if head and len(other) == 1 else None


def _of_name(text: str, usual: Callable[[str], str | None]) -> str | None:
    """The tag of a language by its name, in English or its own, also with a letter wrong."""
    wanted = text.casefold()
    if len(wanted) < 4:
        return None
    names = _own_names() | _english_names()
    near = [wanted] if wanted in names else get_close_matches(wanted, names, 1, 0.8)
    return usual(names[near[0]]) if near else None


def _of_typo(text: str, usual: Callable[[str], str | None]) -> str | None:
    """A language with something after it that is no part of its tag: ``es-``, ``ess``, ``es1``."""
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", text)
    if found and found[0] != text and (tag := usual(found[0])):
        return tag
    short = re.fullmatch(r"([A-Za-z])([A-Za-z])\2", text)
    return usual(text[:2]) if short else None


def _named(locale: Locale) -> Iterator[tuple[str, str]]:
    for tag, name in locale.languages.items():
        if len(tag.partition("_")[0]) <= 3:
            yield str(name).casefold(), str(tag).replace("_", "-")


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    """The tags of the languages that CLDR has a name for in English; the shortest wins."""
    named = sorted(_named(Locale("en")), key=lambda pair: -len(pair[1]))
    return {name: tag for name, tag in named if tag != "und"}


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    """The same by the names that languages with a code of two letters have for themselves."""
    found: dict[str, str] = {}
    for tag in sorted(set(_english_names().values())):
        if len(tag) == 2:
            try:
                name = Locale.parse(tag).get_display_name()
            except (UnknownLocaleError, ValueError):
                continue
            if name:
                found.setdefault(name.casefold(), tag)
    return found
