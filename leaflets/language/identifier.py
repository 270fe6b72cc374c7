"""Which language a text is in, as py3langid's model tells: read once, asked for some languages."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import Any


def identifier_among(languages: Iterable[str]) -> Any:
    """py3langid's identifier for those of some languages (ISO 639) that it knows.

    All share one model: reading it takes longer than identifying a whole leaflet.
    """
    identifier = copy(_whole())
    known = set(identifier.nb_classes)
    identifier.set_languages(sorted(tag for tag in languages if tag in known))
    return identifier


@cache
def _whole() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
