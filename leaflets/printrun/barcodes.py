"""Codes for machines: QR, GS1 DataMatrix and Code 128, as modules, as pictures, and on a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm

from leaflets.errors import LeafletsError, problem
from leaflets.printrun.gs1 import data_matrix
from leaflets.printrun.orders import Pack
from leaflets.render.task import Squares

CodeMatrix: TypeAlias = tuple[tuple[bool, ...], ...]
"""The modules of a square code by rows, without quiet zone; True is dark."""

QUIET: Final = 4
"""The quiet zone of a matrix in modules: what QR needs (ISO/IEC 18004); Data Matrix needs 1."""

MATRIX_MODULE_MM: Final = 0.4
BAR_MODULE_MM: Final = 0.25
"""The narrowest modules that are printed."""

_WIDEST_BAR_MM: Final = 0.5
_QUIET_BARS: Final = 10
"""The quiet zone of Code 128 in modules, on either side (ISO/IEC 15417)."""


def qr_matrix(text: str) -> CodeMatrix:
    """A QR code (ISO/IEC 18004) of error correction M, or better where that costs no module.

    What is not ASCII is UTF-8 and says so (ECI 26, AIM ITS/04-023): without it, readers take the
    bytes for Shift JIS or Big5, or guess.

    Raises LeafletsError (kind "rendering") for a text that is too long for any QR code.
    """
    encoding = None if text.isascii() else "utf-8"
    try:
        code = segno.make_qr(text, error="m", encoding=encoding, eci=encoding is not None)
    except segno.DataOverflowError:
        message = "this text is too long for a QR code; shorten it"
        raise LeafletsError(problem("rendering-code", message)) from None
    return tuple(tuple(map(bool, row)) for row in code.matrix)


def gs1_matrix(pack: Pack) -> CodeMatrix:
    """A GS1 DataMatrix: ECC 200 with FNC1 first (GS1 General Specifications, 5.6)."""
    return data_matrix("".join(key + value for key, value in _elements(pack)))


def gs1_text(pack: Pack) -> str:
    """What a GS1 DataMatrix says, for people: "(01)09506000134352(17)271231(10)AB12"."""
    return "".join(f"({key}){value}" for key, value in _elements(pack))


def picture_of(matrix: CodeMatrix, size_mm: float) -> Squares:
    """A code as a picture, ``size_mm`` wide and high with its quiet zone.

    Raises LeafletsError (kind "rendering") where a module would be below MATRIX_MODULE_MM.
    """
    side = _side(matrix)
    _check_fits(side, MATRIX_MODULE_MM, size_mm)
    runs = tuple((QUIET + start, QUIET + row, length) for row, start, length in _runs(matrix))
    return Squares(runs, side, size_mm)


def draw_matrix(canvas: Any, matrix: CodeMatrix, left: float, bottom: float, size: float) -> None:
    """Draw a code on a ReportLab canvas; ``size`` in pt is with the quiet zone.

    Raises LeafletsError (kind "rendering") where a module would be below MATRIX_MODULE_MM.
    """
    side = _side(matrix)
    _check_fits(side, MATRIX_MODULE_MM, size / mm)
    module = size / side
    # One path: no hairlines between rows, whatever the resolution.
    path = canvas.beginPath()
    for row, start, length in _runs(matrix):
        below = side - QUIET - row - 1
        path.rect(left + (QUIET + start) * module, bottom + below * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def draw_code128(
    canvas: Any, text: str, left: float, bottom: float, width: float, height: float
) -> None:
    """Draw a Code 128 (ISO/IEC 15417) of printable ASCII on a ReportLab canvas; sizes in pt.

    It begins with its quiet zone at ``left`` and is as wide as ``width`` allows, up to half a
    millimetre a module. Nothing is written under it.

    Raises LeafletsError (kind "rendering") where a module would be below BAR_MODULE_MM.
    """
    assert text
    assert text.isascii()
    assert text.isprintable()
    modules = Code128(text, barWidth=1, quiet=0).width + 2 * _QUIET_BARS
    _check_fits(modules, BAR_MODULE_MM, width / mm)
    module = min(width / modules, _WIDEST_BAR_MM * mm)
    code = Code128(text, barWidth=module, barHeight=height, quiet=0)
    code.drawOn(canvas, left + _QUIET_BARS * module, bottom)


def _elements(pack: Pack) -> Iterator[tuple[str, str]]:
    """Application identifiers and values; the lot, whose length varies, is last."""
    yield "01", pack.gtin
    if pack.expiry:
        yield "17", f"{pack.expiry:%y%m%d}"
    if pack.lot:
        yield "10", pack.lot


def _side(matrix: CodeMatrix) -> int:
    return len(matrix) + 2 * QUIET


def _runs(matrix: CodeMatrix) -> Iterator[tuple[int, int, int]]:
    """The row, first module and length of each run of dark modules."""
    for number, row in enumerate(matrix):
        start = 0
        while True in row[start:]:
            start = row.index(True, start)
            end = row.index(False, start) if False in row[start:] else len(row)
            yield number, start, end - start
            start = end


def _check_fits(modules: float, module_mm: float, room_mm: float) -> None:
    needed = modules * module_mm
    # A size that is just enough may come out of its conversion to pt as a little less.
    if room_mm < needed - 1e-6:
        message = (
            f"a code needs {needed:.1f} mm and has {room_mm:.1f} mm; give it more room, or less"
            " to say"
        )
        raise LeafletsError(problem("rendering-code", message))
