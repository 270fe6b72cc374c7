"""Classes of change that are a word, or a few, put in place of others: from lists.

A line of a list is a rule: ``a | b | c`` are exchanged for one another; ``a > b | c`` makes a to b
or c, and ``a > ~`` leaves a out. ``// too much`` at its end asks for these words in the source. A
form that begins small is also found with a capital. Words end where letters do, but in languages
written without spaces (``joined``), or at the side with a ``~``.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mutations.messages import Catalogs, Change, Kind, Message, Text, in_word

LISTS = Path(__file__).parent / "words"

WORD_CLASSES = {
    "relation": "a relation turned",
    "rhythm": "a time unit or rhythm turned",
    "not_added": "a “not” added",
    "not_removed": "a “not” removed",
    "urgency": "urgency or severity exchanged",
    "organ": "an organ exchanged",
    "person": "a person exchanged",
    "side": "left, right, above, below exchanged",
    "time_of_day": "a time of day exchanged",
    "medicine": "another medicine’s name",
    "number_word": "a number word changed",
}
_SOURCE = {
    "not_removed": r"\b(not|no|never|nor|without|cannot|unborn|until|unless|none|nothing)\b|n’t",
    "medicine": r"[a-z]",
}


@dataclass(frozen=True)
class Rule:
    """One form and what it may become."""

    form: str
    others: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Words:
    """The lists of one language."""

    joined: bool
    rules: dict[str, tuple[Rule, ...]]
    between: tuple[str, ...]
    """What stands between the numbers of a range."""
    kilogram: str
    masses: tuple[str, ...]


@cache
def words_of(tag: str) -> Words:
    """The lists of a language, none if it has no file."""
    file = LISTS / f"{tag}.yaml"
    text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8")) if file.exists() else ""
    found: dict[str, Any] = yaml.safe_load(text) or {}
    lists = (*WORD_CLASSES, "unit")
    return Words(
        bool(found.get("joined")),
        {name: tuple(_rules(found.get(name, []))) for name in lists},
        tuple(found.get("range", [])),
        found.get("kilogram", "kg"),
        tuple(found.get("masses", ["mg", "mL", "ml", "g"])),
    )


def _rules(lines: Iterable[str]) -> Iterator[Rule]:
    for line in lines:
        rule, _, source = line.partition(" // ")
        given, turned, becomes = rule.partition(" > ")
        if turned:
            others = tuple("" if o.strip() == "~" else o.strip() for o in becomes.split("|"))
            yield Rule(given.strip(), others, source.strip())
        else:
            forms = [form.strip() for form in rule.split("|")]
            for form in forms:
                yield Rule(form, tuple(o for o in forms if o != form), source.strip())


def replacements(text: Text, rule: Rule, joined: bool) -> Iterator[tuple[int, int, str]]:
    """Where a rule may be followed in a text: from, to, and what comes in place."""
    if rule.source and not re.search(rf"\b(?:{rule.source})", text.source, re.I):
        return
    bare = rule.form.strip("~")
    starts = joined or rule.form.startswith("~") or not in_word(bare, 0)
    ends = joined or rule.form.endswith("~") or not in_word(bare, len(bare) - 1)
    for form in dict.fromkeys((bare, bare[:1].upper() + bare[1:])):
        # A space of a rule may be one where no line breaks.
        pattern = re.escape(form).replace(r"\ ", "[ \u00a0\u202f]")
        for found in re.finditer(pattern, text.said):
            if not starts and in_word(text.said, found.start() - 1):
                continue
            if not ends and in_word(text.said, found.end()):
                continue
            for other in rule.others:
                capital = form != bare
                put = other.strip("~")
                yield found.start(), found.end(), put[:1].upper() + put[1:] if capital else put


def put_in(said: str, start: int, end: int, other: str) -> str:
    """A text with a part of it exchanged, tidy where nothing came in its place."""
    if other:
        return said[:start] + other + said[end:]
    before, after = said[:start], said[end:]
    if after.startswith(" "):
        after = after[1:]
    begins = not before.strip("*¡¿«„“ ") or before.rstrip("* ").endswith((".", "!", "?"))
    return before + (after[:1].upper() + after[1:] if begins else after)


def by_words(name: str) -> Kind:
    """The class of change that a list is for."""

    def changes(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
        words = words_of(message.catalog.tag)
        for text in message.texts:
            if name in _SOURCE and not re.search(_SOURCE[name], text.source, re.I):
                continue
            for rule in words.rules[name]:
                for start, end, other in replacements(text, rule, words.joined):
                    yield text.to(put_in(text.said, start, end, other))

    return changes


KINDS: dict[str, Kind] = {said: by_words(name) for name, said in WORD_CLASSES.items()}
