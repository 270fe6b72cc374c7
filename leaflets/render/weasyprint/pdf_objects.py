"""The objects of a PDF about to be written: pydyf 0.13.0.

Pinned: ``PDF.objects[number]`` is the object with that number; a reference is bytes,
``b"12 0 R"``; dictionaries are Python's, arrays are lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydyf


def number_of(reference: bytes) -> int:
    """The number of the object that a reference leads to."""
    return int(reference[: reference.index(b" ")])


def found(pdf: Any, reference: bytes) -> Any:
    """The object that a reference leads to."""
    return pdf.objects[number_of(reference)]


def array(values: Iterable[Any] = ()) -> Any:
    """A new array (ISO 32000-1, 7.3.6)."""
    return pydyf.Array(values)


def dictionary(values: dict[str, Any]) -> Any:
    """A new dictionary (ISO 32000-1, 7.3.7)."""
    return pydyf.Dictionary(values)


def string(text: str) -> Any:
    """A new text string (ISO 32000-1, 7.9.2.2); its text is ``string``."""
    return pydyf.String(text)


def add_stream(pdf: Any, content: bytes) -> Any:
    """The reference of a new compressed stream."""
    stream = pydyf.Stream([content], compress=True)
    pdf.add_object(stream)
    return stream.reference
