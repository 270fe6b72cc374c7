"""Names that are the same in every language: of the medicine, its brands, the publisher.

They are known as wholes, wherever they stand: that one of their words is an English one excuses
no other text that has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leaflets.sheet.model import Sheet

_DESCRIBES: Final = re.compile(
    r"(?<!\w)(?:a|an|and|as|by|for|from|in|of|on|or|the|to|with|without)(?!\w)", re.IGNORECASE
)
"""A name with one of these says something, in English: it is translated like any text."""


@dataclass(frozen=True)
class OwnNames:
    """What finds the names in a text; None where there are none."""

    pattern: re.Pattern[str] | None = None

    def left_out_of(self, text: str) -> str:
        """The text without the names."""
        return self.pattern.sub(" ", text) if self.pattern else text


NO_NAMES: Final = OwnNames()


def own_names(sheet: Sheet, publishers: Collection[str] = ()) -> OwnNames:
    """The names that a sheet has of its own, and those of its publisher."""
    brands = {name for brand in sheet.brands for name in brand.names}
    return _found_by(frozenset({sheet.name, *brands, *publishers}))


@lru_cache(maxsize=256)
def _found_by(names: frozenset[str]) -> OwnNames:
    kept = sorted((n for n in names if n and not _DESCRIBES.search(n)), key=len, reverse=True)
    if not kept:
        return NO_NAMES
    alternatives = "|".join(re.escape(name) for name in kept)
    return OwnNames(re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE))
