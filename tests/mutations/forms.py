"""Classes of change of placeholders, plural forms and marks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from itertools import combinations

from mutations.messages import Catalogs, Change, Kind, Message

_PLACEHOLDER = re.compile(r"\{\w+\}")
_SIBLINGS = ("plan.every_", "unit.")


def placeholders(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """Two placeholders in each other's place."""
    for text in message.texts:
        for a, b in combinations(list(_PLACEHOLDER.finditer(text.said)), 2):
            if a[0] == b[0]:
                continue
            between = text.said[a.end() : b.start()]
            start, end = text.said[: a.start()], text.said[b.end() :]
            yield text.to(f"{start}{b[0]}{between}{a[0]}{end}")


def plural_form(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """A plural form with the unit of another message, or in English; or all forms."""
    own = message.entry
    if not own.forms:
        return
    for i, form in enumerate(own.forms):
        english = own.source if i == 0 and len(own.forms) > 1 else own.plural
        yield message.with_forms((*own.forms[:i], english, *own.forms[i + 1 :]))
        for other in _siblings(message):
            if other[i] != form:
                yield message.with_forms((*own.forms[:i], other[i], *own.forms[i + 1 :]))
    for other in _siblings(message):
        yield message.with_forms(other)


def _siblings(message: Message) -> Iterable[tuple[str, ...]]:
    """The forms of messages of other units, with this one's placeholder."""
    own = message.entry
    named = set(_PLACEHOLDER.findall(own.plural))
    if len(named) != 1:
        return
    (placeholder,) = named
    for prefix in _SIBLINGS:
        for other in message.catalog.messages if message.context.startswith(prefix) else ():
            forms = other.entry.forms
            alike = other.context.startswith(prefix) and len(forms) == len(own.forms)
            if alike and other.context != message.context:
                yield tuple(_PLACEHOLDER.sub(placeholder, form) for form in forms)


def lost_mark(message: Message, _all: Catalogs, _chance: random.Random) -> Iterable[Change]:
    """What was strong is so no more."""
    for text in message.texts:
        for found in re.finditer(r"\*\*(.+?)\*\*", text.said, re.S):
            yield text.to(text.said[: found.start()] + found[1] + text.said[found.end() :])


KINDS: dict[str, Kind] = {
    "placeholders exchanged": placeholders,
    "a plural form with another unit or in English": plural_form,
    "a warning’s mark lost": lost_mark,
}
