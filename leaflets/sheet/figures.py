"""The pictures that a sheet shows: its pictograms, and figures of its own."""

from __future__ import annotations

from typing import Any, Final

MIRRORED: Final = ("swallow-whole", "keep-from-children", "call-emergency", "inhaler")
"""The pictograms that have a direction: they are mirrored where text runs from right to left."""


def figure_names(value: Any) -> set[str]:
    """The names of the pictures that a sheet, or a part of one, shows."""
    if isinstance(value, tuple):
        return set().union(*map(figure_names, value))
    fields = getattr(type(value), "model_fields", {})
    found = {str(value.figure)} if "figure" in fields and value.figure else set()
    return found.union(*(figure_names(getattr(value, name)) for name in fields))
