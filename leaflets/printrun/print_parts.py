"""A class of paper into parts: each one print file, small enough for any printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from leaflets.printrun.planning import PlannedOrder

PAGES_PER_FILE: Final = 10_000
"""A print file has no more sides than this, but for one handout that has more itself."""


@dataclass(frozen=True, slots=True)
class Portion:
    """So many copies of one order's leaflet, in one print file."""

    item: PlannedOrder
    copies: int


@dataclass(frozen=True)
class PrintPart:
    """What one print file holds, in order."""

    name: str
    portions: tuple[Portion, ...]


def parts_of(
    names: Iterable[str],
    wanted: Iterable[Portion],
    sides: Callable[[PlannedOrder], int],
) -> tuple[PrintPart, ...]:
    """The parts of one class of paper, each with the next of ``names``.

    ``sides`` is how many one copy takes, blank ones too.
    """
    filled: list[list[Portion]] = [[]]
    room = PAGES_PER_FILE
    for portion in wanted:
        item, left = portion.item, portion.copies
        while left:
            fits = max(1 if not filled[-1] else 0, room // sides(item))
            copies = min(left, fits)
            if copies:
                filled[-1].append(Portion(item, copies))
                room -= copies * sides(item)
                left -= copies
            if left:
                filled.append([])
                room = PAGES_PER_FILE
    return tuple(
        PrintPart(name, tuple(portions))
        for name, portions in zip(names, filter(None, filled), strict=False)
    )
