"""Words that no line of a leaflet holds: a reader would see their beginning only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leaflets.edition.editions import Edition
from leaflets.language.tags import Language
from leaflets.library.fonts import Typeface, width_of
from leaflets.render.measures import text_width

_NAME: Final = 0.41
"""The share of the text's width that a word of the name may take: it stands in the foot, too."""
_ALONE: Final = 0.97
"""The same in a paragraph, a list or a card; the bold by which it is measured is wider."""
_PADDING: Final = 1.0
"""What stands around a table's cell, in em."""

_CELL: Final = re.compile(
    r"(?P<table>.+)\.(?:rows\.[\w-]+(?:\.cells)?|columns)\.(?P<column>[\w-]+)(?:\.text)?"
)
_BREAK: Final = re.compile(r"[\s/–—-]+")
# Lines may break within what has no spaces.
_ANYWHERE: Final = ("zh", "ja", "th", "ko")


def long_words(
    texts: Mapping[str, str], typeface: Typeface, edition: Edition, language: Language
) -> Iterator[tuple[str, str]]:
    """The identity and the word of each text with a word that is wider than its place.

    ``texts`` are the phrases of a leaflet by identity, without markup.
    """
    if language.tag.startswith(_ANYWHERE):
        return
    size = edition.body_size * typeface.scale
    room = text_width(edition, typeface, size)
    tables: dict[str, dict[str, tuple[float, str, str]]] = {}
    for identity, text in texts.items():
        word = max(_BREAK.split(text), key=len)
        wide = width_of(typeface.face, word, size)
        if found := _CELL.fullmatch(identity):
            column = tables.setdefault(found["table"], {})
            widest = column.get(found["column"], (0.0, "", ""))
            column[found["column"]] = max(widest, (wide, identity, word))
        elif wide > room * _share(identity):
            yield identity, word
    for columns in tables.values():
        if sum(wide + _PADDING * size for wide, _, _ in columns.values()) > room:
            _, identity, word = max(columns.values())
            yield identity, word


def _share(identity: str) -> float:
    return _NAME if identity == "name" else _ALONE
