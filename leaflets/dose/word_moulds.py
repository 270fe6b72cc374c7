"""Fixed words with places for values, matched against what was printed, in every way that fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

_PLACE: Final = re.compile(r"\{(\w+)\}")

Found: TypeAlias = Mapping[str, str]
"""What stands in each place."""


@dataclass(frozen=True)
class Mould:
    """Words with places in braces: what was printed in them can be taken out again."""

    words: str

    @cached_property
    def _between(self) -> list[str]:
        return _PLACE.split(self.words)[::2]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of the places, in the order of the words."""
        return tuple(_PLACE.findall(self.words))

    def taken(self, text: str) -> Iterator[Found]:
        """What stands in the places if ``text`` was made from these words, in every way."""
        between = self._between
        if not text.startswith(between[0]) or not text.endswith(between[-1]):
            return
        if len(between) == 1:
            if text == between[0]:
                yield {}
            return
        end = len(text) - len(between[-1])
        for values in _cut(text, len(between[0]), end, between[1:-1]):
            if all(values):
                yield dict(zip(self.places, values, strict=True))


def _cut(text: str, start: int, end: int, between: list[str]) -> Iterator[tuple[str, ...]]:
    """The text from start to end, cut at each of the words between, wherever they stand."""
    if start > end:
        return
    if not between:
        yield (text[start:end],)
        return
    first, *others = between
    at = text.find(first, start, end)
    while at >= 0:
        for rest in _cut(text, at + len(first), end, others):
            yield (text[start:at], *rest)
        at = text.find(first, at + 1, end)
