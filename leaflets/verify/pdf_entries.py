"""Entries of a PDF's dictionaries by their types: what has another type is told, never guessed.

An object may stand where it is used or be referred to (ISO 32000-1, 7.3.10); pikepdf follows
references. All of it raises ValueError with words that go to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

_LARGEST: Final = 1e9
_TEXTS: Final = (String, Name)


def dictionary(holder: Any, key: str) -> Any:
    """The dictionary at ``key``; an empty one where there is none. Raises ValueError for others."""
    value = holder.get(key)
    if value is None:
        return Dictionary()
    if not isinstance(value, Dictionary):
        raise ValueError(f"its {key} is no dictionary")
    return value


def stream(holder: Any, key: str) -> Any:
    """The stream at ``key``; None where there is none. Raises ValueError for others."""
    value = holder.get(key)
    if value is not None and not isinstance(value, Stream):
        raise ValueError(f"its {key} is no stream")
    return value


def text(holder: Any, key: str) -> str:
    """The text or name at ``key``; empty where there is none. Raises ValueError for others."""
    value = holder.get(key)
    if value is None:
        return ""
    if not isinstance(value, _TEXTS):
        raise ValueError(f"its {key} is no text")
    return str(value)


def flag(holder: Any, key: str) -> bool:
    """Whether ``key`` is true; false where there is none. Raises ValueError for others."""
    value = holder.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"its {key} is neither true nor false")
    return value


def one_or_more(holder: Any, key: str) -> list[Any]:
    """What is at ``key``, where one object may stand for an array of one; without nulls."""
    # pikepdf 10: asking for what is not there takes ten times as long as asking whether it is.
    value = holder.get(key) if key in holder else None
    found = value.as_list() if isinstance(value, Array) else (value,)
    return [one for one in found if one is not None]


def dictionaries(holder: Any, key: str) -> list[Any]:
    """The same, all of them dictionaries. Raises ValueError for others."""
    found = one_or_more(holder, key)
    if not all(isinstance(one, Dictionary) for one in found):
        raise ValueError(f"its {key} holds something else than dictionaries")
    return found


def named(holder: Any, key: str) -> Iterator[tuple[str, Any]]:
    """The names in the dictionary at ``key``, and what they stand for: dictionaries or streams.

    Raises ValueError for others.
    """
    for name, value in dictionary(holder, key).items():
        if not isinstance(value, Dictionary | Stream):
            raise ValueError(f"{name} of its {key} is no dictionary")
        yield name, value


def numbers(value: Any, count: int, what: str) -> tuple[float, ...]:
    """As many numbers as that, of an array. Raises ValueError for anything else."""
    found = list(value.as_list()) if isinstance(value, Array) else []
    try:
        read = tuple(number(one, what) for one in found)
    except ValueError:
        read = ()
    if len(read) != count:
        raise ValueError(f"its {what} is not made of {count} numbers")
    return read


def number(value: Any, what: str) -> float:
    """A number. Raises ValueError for anything else, and for what is larger than any place."""
    if isinstance(value, bool | pikepdf.Object):
        raise ValueError(f"its {what} is no number")
    try:
        found = float(value)
    except (TypeError, ArithmeticError):
        raise ValueError(f"its {what} is no number") from None
    if not abs(found) < _LARGEST:
        raise ValueError(f"its {what} is too large a number")
    return found


def same(one: Any) -> tuple[int, int] | None:
    """What is the same for references to one object; None for what stands where it is used."""
    return one.objgen if one.is_indirect else None
