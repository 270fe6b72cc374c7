"""Everything that leaflets of one sheet in one language say, text by text.

It is what somebody approves: the texts of the sheet and what shapes them, the fixed words, the
headings of every profile, the disclaimer, and the pictures by their digests. Who publishes the
leaflet and which numbers to call are the publisher's own, and not in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from leaflets.blocks import Model
from leaflets.languages import Language
from leaflets.localize import LocalizedSheet
from leaflets.page import figure_names
from leaflets.profiles import headings_in, profile_names, read_profile

_NOT_SAID = ("language", "review_by", "sources", "provenance")
"""Fields of a sheet that no leaflet depends on."""


def statement_of(
    said: LocalizedSheet, language: Language, templates: Sequence[Path], figures: Path
) -> dict[str, str]:
    """Every text by its identity, in order; ``figures`` is the folder of the sheet.

    Raises LeafletsError for a faulty profile.
    """
    texts = dict(_leaves(said.sheet, ""))
    texts |= {f"word:{key}": text for key, text in said.words.items()}
    texts["disclaimer.heading"] = said.disclaimer.heading
    for number, paragraph in enumerate(said.disclaimer.paragraphs, 1):
        texts[f"disclaimer.{number}"] = paragraph
    for name in profile_names(tuple(templates)):
        profile = read_profile(tuple(templates), name, said.words)
        for key, text in headings_in(profile, language).items():
            texts[f"heading:{name}.{key}"] = text
    for name in sorted(figure_names(said.sheet)):
        texts[f"figure:{name}"] = _digest(figures / name)
    return texts


def _leaves(model: Model, context: str) -> Iterator[tuple[str, str]]:
    """The fields of a model that hold something, by their path of names and ids."""
    for name, value in model:
        if value is None or (not context and name in _NOT_SAID):
            continue
        yield from _leaf(value, f"{context}.{name}" if context else name)


def _leaf(value: Any, here: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Model):
        yield from _leaves(value, here)
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            yield from _leaf(item, f"{here}.{getattr(item, 'id', number)}")
    else:
        yield here, str(value)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
