"""GS1 DataMatrix symbols, on ReportLab's encoder of ECC 200 (ISO/IEC 16022).

ReportLab 5.1 draws one size (44 by 44 modules) in one encoding (C40), without the FNC1 that
makes a symbol GS1's, and leaves the fixed modules of the lower right corner light, which that
size does not have. Its error correction and its placement of modules are right for every size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

_SIZES: Final = ((16, 12, 12), (18, 18, 14), (20, 22, 18), (22, 30, 20), (24, 36, 24))
"""Modules of a side, codewords of data and of error correction (ISO/IEC 16022, table 7)."""

_FNC1: Final = 232
_PAD: Final = 129


def data_matrix(elements: str) -> tuple[tuple[bool, ...], ...]:
    """The smallest symbol of GS1 element strings, by rows, without quiet zone; True is dark.

    ``elements`` is ASCII of at most 36 codewords: application identifiers without brackets,
    of which only the last may have a variable length (GS1 General Specifications, 5.6).
    """
    assert elements.isascii()
    symbol = _Symbol(elements)
    symbol.validate()
    # ReportLab's rows go upwards, like PDF's coordinates.
    return tuple(tuple(map(bool, row)) for row in reversed(symbol.encode()))


class _Symbol(ECC200DataMatrix):  # type: ignore[misc]
    """A symbol of one region and one block of error correction, in the encoding ASCII."""

    def __init__(self, elements: str) -> None:
        super().__init__(elements)
        needed = len(_codewords(elements))
        side, data, correction = next(size for size in _SIZES if needed <= size[1])
        self.row_modules = self.col_modules = side
        self.row_regions = self.col_regions = 1
        self.row_usable_modules = self.col_usable_modules = side - 2
        self.cw_data, self.cw_ecc = data, correction

    def _encode_c40(self, value: str) -> list[int]:
        return _padded(_codewords(value), self.cw_data)

    def _create_matrix(self, data: list[int]) -> Any:
        modules = super()._create_matrix(data)
        if self.row_usable_modules**2 % 8:
            modules[-1][-1] = modules[-2][-2] = 1
        return modules


def _codewords(elements: str) -> list[int]:
    """FNC1, then two digits or one other character to a codeword."""
    return [_FNC1, *(_codeword(part) for part in re.findall(r"[0-9]{2}|.", elements, re.DOTALL))]


def _codeword(part: str) -> int:
    return 130 + int(part) if len(part) == 2 else ord(part) + 1


def _padded(codewords: Sequence[int], length: int) -> list[int]:
    """Filled up with pads: the first one plain, the others scrambled (ISO/IEC 16022, 5.2.3)."""
    filled = list(codewords)
    if len(filled) < length:
        filled.append(_PAD)
    while len(filled) < length:
        scrambled = _PAD + (149 * (len(filled) + 1)) % 253 + 1
        filled.append(scrambled if scrambled <= 254 else scrambled - 254)
    return filled
