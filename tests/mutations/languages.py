"""The class of change that is another language: short texts, and those of neighbours."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from mutations.messages import Catalogs, Change, Kind, Message

LONGEST = 60
_GROUPS = (
    ("pt-BR", "es"),
    ("pt-PT", "es"),
    ("it", "es", "ro", "fr"),
    ("uk", "ru"),
    ("nb", "da"),
    ("fa", "ar", "ur"),
    ("zh-Hans", "zh-Hant", "ja"),
    ("et", "fi"),
    ("hi", "pa", "bn"),
    ("de", "da"),
    ("pl", "uk"),
    ("so", "sw"),
    ("tl", "es"),
)


def in_another(message: Message, catalogs: Catalogs, chance: random.Random) -> Iterable[Change]:
    """A short text as another language says it, a neighbour for choice."""
    own = message.entry
    if own.forms or len(own.source) > LONGEST or _is_no_text(message):
        return
    elsewhere = catalogs.elsewhere(message)
    near = [tag for group in _GROUPS if message.catalog.tag in group for tag in group]
    far = [tag for tag in elsewhere if tag not in near]
    tags = [tag for tag in near if tag in elsewhere] + chance.sample(far, min(1, len(far)))
    said = _letters(own.text)
    for other in [*(elsewhere[tag] for tag in dict.fromkeys(tags)), own.source]:
        # A name that is all but the same is read all the same.
        if any(word not in said for word in _letters(other)):
            yield message.texts[0].to(other)


def _is_no_text(message: Message) -> bool:
    """Whether the message is one that languages write alike."""
    own = message.entry
    alike = message.context in {"name", "pronunciation", "site.braille"}
    return alike or message.context.endswith(".strengths") or own.text == own.source


def _letters(text: str) -> set[str]:
    """The words of a text; for scripts without spaces its letters."""
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]", text):
        return {letter for letter in text if letter.isalpha()}
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 2}


KINDS: dict[str, Kind] = {"short text in another language": in_another}
