"""The cover of a booklet: what a patient must know who reads nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Final, TypeAlias

from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import COVER, WORD, Phrase
from leaflets.edition.editions import PLAIN, Edition
from leaflets.sheet.blocks import Alert
from leaflets.sheet.model import Sheet, SideEffect, Use

_USES: Final = "heading.uses"
_WARNINGS: Final = "heading.warnings"
_HELP: Final = "heading.side_effects.emergency"

_Say: TypeAlias = Callable[[str, str | None], Phrase | None]
_Named: TypeAlias = Use | Alert | SideEffect


def has_cover(edition: Edition, sheet: Sheet) -> bool:
    """Whether a leaflet has one: labels, and profiles of regulators, begin in their own order."""
    return edition.is_compact and edition.profile == PLAIN and not sheet.is_imported


def cover(
    sheet: Sheet, leaflet: LocalizedSheet, say: _Say, word: Callable[[str], Phrase | None]
) -> SimpleNamespace:
    """What the cover says below the medicine's name: names only, they are told of further on.

    In this order: what the medicine is for, the warnings, when to get help, and where there is a
    leaflet in larger print.
    """
    uses = sheet.uses.groups if sheet.uses else ()

    def group(key: str, where: str, items: Sequence[_Named]) -> SimpleNamespace | None:
        if not items:
            return None
        return SimpleNamespace(
            heading=say(f"{COVER}{WORD}{key}", leaflet.word(key)),
            names=[say(f"{COVER}{where}.{item.id}.{_title(item)}", _name(item)) for item in items],
        )

    return SimpleNamespace(
        uses=group(_USES, "uses.groups", uses),
        warnings=group(_WARNINGS, "warnings", sheet.warnings),
        help=group(_HELP, "side_effects.emergency", sheet.side_effects.emergency),
        full_size=word("cover.full_size"),
        web=say(f"{COVER}colophon.web", leaflet.web),
    )


def _title(item: _Named) -> str:
    return "title" if isinstance(item, Alert) else "name"


def _name(item: _Named) -> str:
    return item.title if isinstance(item, Alert) else item.name
