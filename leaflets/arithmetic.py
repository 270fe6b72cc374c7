"""Decimal arithmetic of our own: a program may have set another precision for its thread."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

NUMBERS: Final = decimal.Context(
    prec=28,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999999,
    Emax=999999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""What Python begins with (``decimal``, "Context objects"): a program can change that, too."""


@contextmanager
def own_arithmetic() -> Iterator[None]:
    """Count with 28 digits in the block, or in a function that this decorates.

    With three digits, 38.5 °C and 101.3 °F would be no equals. Not for generators: what a
    generator sets, its caller has.
    """
    with decimal.localcontext(NUMBERS):
        yield
