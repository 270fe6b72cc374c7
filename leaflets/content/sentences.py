"""What a sheet says to its reader, as a set of sentences: the identity of a withdrawn text.

Order, headings, layout, markup, codes, ids and all that is beside the sheet change nothing in it.
What belongs together (the cells of a row, what is told of one side effect) stays together: a dose
beside another age is another sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, get_args, get_origin

from leaflets.language.plaintext import comparable
from leaflets.sheet.blocks import Model
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import translatable_fields
from leaflets.sheet.model import Sheet

_NOT_SAID: Final = ("language", "review_by", "sources", "provenance")
"""Fields of a sheet that no leaflet depends on."""

_FACTS: Final = ("frequency", "once_a_week")
"""Fields that are no text, and that a leaflet says in words of its own."""

_ROW: Final = re.compile(r"(.*?\.(?:rows|grid|head)\.[^.]+)\.")
# Unicode 15, Sentence_Terminal, of the scripts that leaflets are written in.
_ENDS: Final = re.compile(r"(?<=[.!?؟۔।።])\s+|(?<=[。！？])")
_MARKS: Final = ".!?؟۔।።。！？:;,…"


def leaves_of(sheet: Sheet) -> dict[str, str]:
    """Every field of a sheet that holds something, by its path of names and ids, in order."""
    return dict(_leaves(sheet, ""))


def sentences_in(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The sentences of a sheet whose fields are ``texts``, sorted, each once.

    ``texts`` may hold more than the sheet's (``leaflets.content.statement``): it is left out.
    """
    units: dict[str, list[str]] = {}
    for context, text in texts.items():
        if is_said(context):
            row = _ROW.match(context)
            fact = context.endswith(_FACTS)
            said = f"[{context.rpartition('.')[2]}: {text}]" if fact else to_plain(text)
            units.setdefault(row[1] if row else context.rpartition(".")[0], []).append(said)
    found: set[str] = set()
    for unit in units.values():
        found |= set(_ENDS.split(unit[0]) if len(unit) == 1 else (" ".join(unit),))
    return tuple(sorted(" ".join(one.split()) for one in found))


def digest_of_sentences(sentences: tuple[str, ...]) -> str:
    """SHA-256 over sentences as a reader sees them, in hexadecimal digits."""
    seen = sorted({comparable(sentence).rstrip(_MARKS) for sentence in sentences})
    listed = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()


def sheet_digest(sheet: Sheet) -> str:
    """The digest of a sheet's sentences, in whatever language it is."""
    return digest_of_sentences(sentences_in(leaves_of(sheet)))


@lru_cache(maxsize=20_000)
def is_said(context: str) -> bool:
    """Whether the field of a sheet with this path is one that a reader reads."""
    models: set[type[Model]] = {Sheet}
    in_list = False
    *path, last = context.split(".")
    for name in path:
        if in_list:
            in_list = False
            continue
        kinds = [m.model_fields[name].annotation for m in models if name in m.model_fields]
        in_list = any(map(_is_list, kinds))
        models = {model for kind in kinds for model in _models_in(kind)}
    if in_list:
        return False
    own = [model for model in models if last in model.model_fields]
    return any(last in translatable_fields(model) or last in _FACTS for model in own)


def _models_in(kind: Any) -> Iterator[type[Model]]:
    if isinstance(kind, type) and issubclass(kind, Model):
        yield kind
    for inner in get_args(kind):
        yield from _models_in(inner)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple or any(map(_is_list, get_args(kind)))


def _leaves(model: Model, context: str) -> Iterator[tuple[str, str]]:
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
