"""Makes ``leaflets/language/identifier.gz`` of py3langid's model, whose licence stands beside it.

Run as ``python tests/language/cut_model.py`` when py3langid has a new model, or when another
language is asked for. Of 142 languages it keeps those that the project asks for, and of a machine
of 38,346 rows only the sequences of bytes that it finds.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

TARGET: Final = Path(__file__).parents[2] / "leaflets/language/identifier.gz"
ASKED_FOR: Final = frozenset(
    [
        *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he"),
        *("hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mt", "nl", "no", "pl", "pt"),
        *("ro", "ru", "sk", "sl", "so", "sv", "sw", "tl", "tr", "uk", "ur", "vi", "zh"),
    ]
)


def whole_model() -> tuple[Any, ...]:
    """py3langid's: table, priors, names, moves, rows of moves, outputs."""
    return load_model(MODEL_DIR / MODEL_FILE)


def sequences_of(moves: Any, rows: Any) -> list[bytes]:
    """What was read on the shortest way to each state of the machine."""
    table = np.asarray(moves).reshape(-1, 256)
    found: dict[int, bytes] = {0: b""}
    reached = [0]
    for state in reached:
        for byte, following in enumerate(table[rows[state]].tolist()):
            if following not in found:
                found[following] = found[state] + bytes([byte])
                reached.append(following)
    return [found[state] for state in range(len(rows))]


def features_of(sequences: list[bytes], outputs: list[int]) -> list[bytes]:
    """The sequence of bytes that each feature is: the shortest with which it is told."""
    features: dict[int, bytes] = {}
    for sequence, number in sorted(zip(sequences, outputs, strict=True), key=_by_length):
        if number >= 0:
            features.setdefault(number, sequence)
    return [features[number] for number in range(len(features))]


def _by_length(pair: tuple[bytes, int]) -> tuple[int, bytes]:
    return len(pair[0]), pair[0]


def cut_model() -> bytes:
    """A line of JSON; the sequences, the shortest first; a row of halves (IEEE 754) for each.

    Between these, the beginnings of sequences that are none themselves.
    """
    table, priors, names, moves, rows, outputs = whole_model()
    kept = [number for number, name in enumerate(names) if name in ASKED_FOR]
    states = sequences_of(moves, rows)
    features = features_of(states, outputs)
    order = sorted(range(len(features)), key=lambda number: _by_length((features[number], 0)))
    beginnings = sorted({*states} - {*features, b""}, key=lambda one: (len(one), one))
    head = {
        "languages": [names[number] for number in kept],
        "priors": [float(priors[number]) for number in kept],
        "sequences": _counts(features),
        "beginnings": _counts(beginnings),
    }
    halves = table[order][:, kept].astype("<f2").tobytes()
    told = b"".join([*(features[number] for number in order), *beginnings])
    return b"\n".join([json.dumps(head).encode(), told + halves])


def _counts(sequences: list[bytes]) -> list[int]:
    """How many have one byte, two, and so on."""
    lengths = [len(sequence) for sequence in sequences]
    return [lengths.count(length) for length in range(1, max(lengths) + 1)]


if __name__ == "__main__":
    TARGET.write_bytes(gzip.compress(cut_model(), 9, mtime=0))
