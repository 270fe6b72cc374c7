"""Which language a text is in, as py3langid's model tells: read once, asked for some languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

_OURS: Final = frozenset(
    [
        *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he"),
        *("hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mt", "nl", "no", "pl", "pt"),
        *("ro", "ru", "sk", "sl", "so", "sv", "sw", "tl", "tr", "uk", "ur", "vi", "zh"),
    ]
)
"""Who is asked for. The model's table of all 142 takes 28 MB in place of 8."""


def identifier_among(languages: Iterable[str]) -> Any:
    """py3langid's identifier for those of some languages (ISO 639) that it knows.

    All share one model: reading it takes longer than identifying a whole leaflet.
    """
    from py3langid.langid import LanguageIdentifier

    wanted = frozenset(languages)
    assert wanted <= _OURS, sorted(wanted - _OURS)
    table, priors, names, moves, rows, outputs = _model()
    kept = [number for number, name in enumerate(names) if name in wanted]
    return LanguageIdentifier(
        table[:, kept],
        priors[kept],
        [names[number] for number in kept],
        moves,
        outputs,
        norm_probs=True,
        tk_row=rows,
    )


@cache
def _model() -> tuple[Any, ...]:
    """py3langid's own model: its table of features and languages, and the rest."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE
    from py3langid.modelio import load_model

    table, priors, names, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    kept = [number for number, name in enumerate(names) if name in _OURS]
    return table[:, kept], priors[kept], [names[number] for number in kept], moves, rows, outputs
