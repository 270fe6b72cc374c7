"""Words that no line of a leaflet holds: a reader would see their beginning only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leaflets.edition.editions import PAPER_SIZES, Edition
from leaflets.language.tags import Language
from leaflets.library.fonts import Typeface, width_of
from leaflets.render.measures import MARGIN

_NAME: Final = 0.41
"""The share of the text's width that a word of the name may take: it stands in the foot, too."""
_BESIDE: Final = 0.78
"""The same beside a name, in a card."""
_ALONE: Final = 0.93
"""The same in a paragraph or a list; the bold letters by which it is measured are wider."""
_PADDING: Final = 1.0
"""What stands around a table's cell, in em."""

_CARDS: Final = re.compile(
    r"(?:before\.(?:medicines|foods)|side_effects\.(?:emergency|soon|mild)|checks)\.[\w-]+\."
    r"(?!name$)\w+"
)
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
    room = PAPER_SIZES[edition.paper][0] - 2 * MARGIN
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
    if identity == "name":
        return _NAME
    return _BESIDE if _CARDS.fullmatch(identity) else _ALONE
