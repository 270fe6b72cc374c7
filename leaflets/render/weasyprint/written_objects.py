"""The bytes of a PDF's objects, made once: ``PDF.write`` (pydyf 0.13.0).

It makes, and compresses, the bytes of each object twice: for the file and for its identifier.

Pinned: of an object it reads ``number``, ``generation``, ``free``, ``data`` and
``compressible``, and sets ``offset``.
"""

from __future__ import annotations

from typing import Any

import pydyf


class Written(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known."""

    def __init__(self, object_: pydyf.Object) -> None:
        super().__init__()
        self.number = object_.number
        self._data: bytes = object_.data
        self._compressible: bool = object_.compressible

    @property
    def data(self) -> bytes:
        """The object's bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may stand in an object stream."""
        return self._compressible


def settle(pdf: Any) -> None:
    """Make the bytes of every object once and for all: nothing may change afterwards."""
    pdf.objects[:] = [found if found.free == "f" else Written(found) for found in pdf.objects]
