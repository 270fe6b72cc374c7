"""Which language a text is in, as py3langid's model tells: read once, asked for some languages.

The model stands in ``identifier.gz``, cut to the languages that are asked for here
(``tests/language/cut_model.py`` makes it): py3langid's own file is unpacked to 68 MB, which takes
longer than all else that is done to a leaflet before it is typeset.
"""

from __future__ import annotations

import gzip
import json
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy import float16, float32
    from numpy.typing import NDArray

_FILE: Final = Path(__file__).with_suffix(".gz")


@dataclass(frozen=True)
class _Model:
    """A naive Bayes model: what each sequence of bytes tells, in logarithms.

    ``rows`` has the row of a sequence in the table; of one that is only the beginning of another,
    that of the longest it ends with, or None.
    """

    languages: Sequence[str]
    rows: Mapping[bytes, int | None]
    table: NDArray[float16]
    priors: NDArray[float32]

    def among(self, wanted: frozenset[str]) -> _Model:
        """The same for some of its languages."""
        kept = [number for number, name in enumerate(self.languages) if name in wanted]
        names = [self.languages[number] for number in kept]
        return _Model(names, self.rows, self.table[:, kept], self.priors[kept])


class Identifier:
    """Tells some languages apart, by the same steps as py3langid, to the last bit."""

    def __init__(self, model: _Model) -> None:
        self._model = model

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The languages and how probable each is, the most probable first."""
        import numpy as np

        content = _folded(text).encode("utf-8", "surrogatepass")
        scores = self._scores(content)
        # The longer a text, the less do its sequences tell independently of one another.
        scores *= 1.0 / math.sqrt(len(content) or 1)
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        ranked = zip(self._model.languages, scores.tolist(), strict=True)
        return sorted(ranked, key=lambda pair: pair[1], reverse=True)

    def _scores(self, content: bytes) -> Any:
        import numpy as np

        found = self._found(content)
        if not found:
            return np.zeros(len(self._model.languages), np.float32)
        rows = np.fromiter(found.keys(), np.intp, len(found))
        counts = np.fromiter(found.values(), np.float32, len(found))
        return np.log1p(counts) @ self._model.table[rows] + self._model.priors

    def _found(self, content: bytes) -> Counter[int]:
        """How often each sequence is there: at each byte, the longest one that ends with it."""
        known = self._model.rows
        found: list[int | None] = []
        start = 0
        for end in range(1, len(content) + 1):
            while (told := content[start:end]) not in known:
                start += 1
            found.append(known[told])
        return Counter(row for row in found if row is not None)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text)


def identifier_among(languages: Iterable[str]) -> Identifier:
    """The identifier for some languages (ISO 639); all share one table of sequences."""
    model, wanted = _model(), frozenset(languages)
    assert wanted <= set(model.languages), sorted(wanted - set(model.languages))
    return Identifier(model.among(wanted))


@cache
def _model() -> _Model:
    """A line of JSON, sequences from the shortest to the longest, beginnings, and the table."""
    import numpy as np

    told, _, rest = gzip.decompress(_FILE.read_bytes()).partition(b"\n")
    head = json.loads(told)
    sequences, start = _cut(rest, 0, head["sequences"])
    beginnings, start = _cut(rest, start, head["beginnings"])
    rows: dict[bytes, int | None] = dict(zip(sequences, range(len(sequences)), strict=True))
    rows[b""] = None
    for told in beginnings:
        rows[told] = next(rows[end] for end in _ends(told) if end in rows)
    languages = head["languages"]
    table = np.frombuffer(rest, "<f2", offset=start).reshape(len(sequences), len(languages))
    return _Model(languages, rows, table, np.array(head["priors"], np.float32))


def _cut(content: bytes, start: int, counts: Sequence[int]) -> tuple[list[bytes], int]:
    """So many pieces of one byte, of two, and so on; and where they end."""
    pieces: list[bytes] = []
    for length, count in enumerate(counts, 1):
        end = start + length * count
        pieces += [content[at : at + length] for at in range(start, end, length)]
        start = end
    return pieces, start


def _ends(sequence: bytes) -> Iterator[bytes]:
    """What a sequence ends with, from the longest to nothing."""
    return (sequence[start:] for start in range(1, len(sequence) + 1))
