"""All panels of a print file, typeset in batches; a batch that fails is tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Area
from leaflets.dose.speech import Speech
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError, problem
from leaflets.language.tags import Language
from leaflets.library.fonts import Typeface
from leaflets.library.libraries import Library
from leaflets.making.executors import Seam, results
from leaflets.printrun.panel_typesetting import Panels, typeset_panels
from leaflets.printrun.panels import BATCH, Panel, letters_missing, panels_page, typeface_of_panels


@dataclass(frozen=True)
class Ground:
    """What a panel is printed on: a leaflet's words, edition, typeface and clear area."""

    said: LocalizedSheet
    speech: Speech
    language: Language
    edition: Edition
    typeface: Typeface
    area: Area


@dataclass(frozen=True)
class WantedPanel:
    """One order's panel, and the name of its leaflet."""

    order: int
    leaflet: str
    panel: Panel = field(repr=False)


@dataclass(frozen=True)
class PanelPages:
    """Typeset panels: PDFs by key, and where each order's panel is (key, page from 0)."""

    files: dict[str, bytes] = field(repr=False)
    places: dict[int, tuple[str, int]]
    failed: dict[int, LeafletsError]


def typeset_all(
    wanted: Sequence[WantedPanel],
    grounds: Mapping[str, Ground],
    library: Library,
    workers: Seam,
    stopped: Callable[[], bool],
) -> PanelPages:
    """Every panel typeset, or the error of its order. Patients' data stay on this machine."""
    found = PanelPages({}, {}, {})
    by_leaflet: dict[str, list[WantedPanel]] = {}
    for one in wanted:
        by_leaflet.setdefault(one.leaflet, []).append(one)
    batches = [
        own[start : start + BATCH]
        for own in by_leaflet.values()
        for start in range(0, len(own), BATCH)
    ]
    again = _round(batches, found, grounds, library, workers, stopped)
    singles = [[one] for batch in again for one in batch]
    _round(singles, found, grounds, library, workers, stopped)
    return found


def _round(
    batches: Sequence[Sequence[WantedPanel]],
    found: PanelPages,
    grounds: Mapping[str, Ground],
    library: Library,
    workers: Seam,
    stopped: Callable[[], bool],
) -> list[Sequence[WantedPanel]]:
    """The batches of several panels that failed, after all of them were typeset."""
    if not batches:
        return []
    items = _items(batches, grounds, library)
    again: list[Sequence[WantedPanel]] = []
    with closing(results(typeset_panels, items, workers, stopped)) as outcomes:
        for batch, outcome in zip(batches, outcomes, strict=False):
            if isinstance(outcome, Panels) and not outcome.too_long:
                key = f"panels-{batch[0].order}"
                found.files[key] = outcome.content
                found.places.update({one.order: (key, page) for page, one in enumerate(batch)})
            elif len(batch) > 1:
                again.append(batch)
            else:
                found.failed[batch[0].order] = _why(outcome)
    return again


def _items(
    batches: Sequence[Sequence[WantedPanel]], grounds: Mapping[str, Ground], library: Library
) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        ground = grounds[batch[0].leaflet]
        panels = [one.panel for one in batch]
        typeface = typeface_of_panels(panels, ground.typeface, library)
        page = panels_page(
            panels, ground.said, ground.edition, ground.area, typeface, library.all("templates")
        )
        yield page, tuple(panel.told(ground.said).text(ground.said.direction) for panel in panels)


def _why(outcome: Panels | LeafletsError) -> LeafletsError:
    if isinstance(outcome, Panels):
        message = "the panel needs more room than the leaflet keeps clear; shorten the note"
        return LeafletsError(problem("rendering-panel-room", message))
    return outcome


def missing_letter_error(
    one: WantedPanel, ground: Ground, library: Library
) -> LeafletsError | None:
    """The error of a panel with a letter that no font has."""
    typeface = typeface_of_panels([one.panel], ground.typeface, library)
    if letters_missing(one.panel, typeface, ground.language):
        message = "a letter of the patient's data is in no font; see docs/printing.md"
        return LeafletsError(problem("rendering-panel-letter", message))
    return None
