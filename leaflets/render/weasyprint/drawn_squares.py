"""Pictures of squares, codes for machines, as WeasyPrint's own pictures (images.py, 70.0).

As SVG, a code took a fifth of a panel's time: in text it is parsed by tinyhtml5, its path letter by
letter.

Pinned: a document's cache of pictures is asked before anything is fetched; a picture has
``get_intrinsic_size`` and ``draw``, on a stream that goes down and to the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leaflets.render.task import Squares

_PIXELS_OF_MM = 96 / 25.4


def drawings(squares: Mapping[str, Squares]) -> dict[str, Any]:
    """The cache of a document's pictures, by their address."""
    return {address: _Drawing(one) for address, one in squares.items()}


class _Drawing:
    """A picture, as SVGImage is one."""

    def __init__(self, squares: Squares) -> None:
        self._squares = squares

    def get_intrinsic_size(self, _resolution: Any, _size: Any) -> tuple[float, float, float]:
        """Width and height in CSS pixels, and their ratio."""
        size = self._squares.size_mm * _PIXELS_OF_MM
        return size, size, 1.0

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Fill all squares at once: no hairlines between rows, whatever the resolution."""
        side = self._squares.side
        with stream.stacked():
            stream.transform(a=width / side, d=height / side)
            stream.set_color_rgb(0, 0, 0)
            for left, top, length in self._squares.runs:
                stream.rectangle(left, top, length, 1)
            stream.fill()
