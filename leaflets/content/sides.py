"""The languages of one leaflet: what each side says, and how its phrases are named.

Beside a second language, each block stands in both; in a reviewer's copy each block also has
the identities of its messages under it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from leaflets.content.phrase import Phrase
from leaflets.content.phrase_tree import content
from leaflets.content.record import Record
from leaflets.language.tags import Direction

BESIDE: Final = "beside:"
"""What the identities of the second language's phrases begin with."""

NAMED: Final = "id:"
"""What the identity of a printed identity begins with, in a reviewer's copy."""

SHOWN: Final = "shown:"
"""The same for the words of a picture, which are printed in a reviewer's copy."""

_ALTERNATIVE: Final = ".alternative"


@dataclass(frozen=True)
class Side:
    """What one side of a leaflet says, in order; its identities begin with ``prefix``."""

    prefix: str
    language: str
    direction: Direction
    phrases: tuple[Phrase, ...]


def sides_of(record: Record) -> tuple[Side, ...]:
    """The sides of a leaflet, the patient's language first."""
    leaflet, edition = record.leaflet, record.edition
    own = content(leaflet, edition, record.outline).phrases
    found = [Side("", leaflet.language, leaflet.direction, own)]
    if record.beside:
        other = record.beside.leaflet
        phrases = content(other, edition, record.beside.outline).phrases
        kept = [p for p in phrases if edition.proof or not is_alternative(p.identity)]
        found.append(_side(BESIDE, other.language, other.direction, kept))
    if edition.proof:
        shown = [phrase for phrase in own if is_alternative(phrase.identity)]
        found.append(_side(SHOWN, leaflet.language, leaflet.direction, shown))
        found.append(_side(NAMED, "en", "ltr", [Phrase(p.identity, p.identity) for p in own]))
    return tuple(found)


def side_of(identity: str, sides: tuple[Side, ...]) -> Side:
    """The side that a phrase with this identity belongs to."""
    return next((s for s in sides if s.prefix and identity.startswith(s.prefix)), sides[0])


def is_alternative(identity: str) -> bool:
    """Whether a phrase is the words of a picture, which are not printed."""
    return identity.endswith(_ALTERNATIVE)


def _side(prefix: str, language: str, direction: Direction, phrases: list[Phrase]) -> Side:
    named = tuple(replace(p, identity=f"{prefix}{p.identity}") for p in phrases)
    return Side(prefix, language, direction, named)
