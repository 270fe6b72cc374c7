"""The codes of a print run, read by another library's decoder from the page as pixels."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from pyzbar import pyzbar
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from leaflets.errors import LeafletsError
from leaflets.printrun.barcodes import (
    BAR_MODULE_MM,
    MATRIX_MODULE_MM,
    CodeMatrix,
    draw_code128,
    draw_matrix,
    gs1_matrix,
    gs1_text,
    picture_of,
    qr_matrix,
)
from leaflets.printrun.orders import Pack

GTIN = "09506000134352"
DAY = datetime.date(2027, 12, 31)
PACKS = [
    Pack(GTIN, "", None),
    Pack(GTIN, "", DAY),
    Pack(GTIN, "LOT24-117", None),
    Pack(GTIN, "1234567890", datetime.date(2030, 1, 5)),
    Pack(GTIN, "(A)/b_9%&\"'", DAY),
    Pack(GTIN, "a1b2c3d4e5f6g7h8i9j0", DAY),
]
WIDTH = HEIGHT = 100 * mm


def printed(draw: Callable[[Any], None]) -> np.ndarray[Any, Any]:
    """A page as grey pixels at 200 dpi."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return pixels(target.getvalue())


def pixels(content: bytes) -> np.ndarray[Any, Any]:
    with pdfium.PdfDocument(content) as document:
        return np.array(document[0].render(scale=200 / 72).to_pil().convert("L"))


def read(image: np.ndarray[Any, Any]) -> tuple[str, str, str]:
    """The format, symbology identifier and content of the one code on a page."""
    (found,) = zxingcpp.read_barcodes(image)
    return found.format.name, found.symbology_identifier, found.bytes.decode()


def extent(image: np.ndarray[Any, Any]) -> tuple[float, float, float, float]:
    """How far from the left, right, top and bottom of a page something dark begins, in mm."""
    rows, columns = np.nonzero(image < 128)
    height, width = image.shape
    edges = (columns.min(), width - 1 - columns.max(), rows.min(), height - 1 - rows.max())
    return tuple(float(edge) / 200 * 25.4 for edge in edges)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "text", ["117", "https://example.org/azathioprine/en?a=1&b=%20", "Łódź 药"]
)
def test_a_printed_qr_code_says_its_text(text: str) -> None:
    image = printed(lambda canvas: draw_matrix(canvas, qr_matrix(text), 72, 72, 24 * mm))
    name, _, content = read(image)
    assert (name, content) == ("QRCode", text)


def read_by_zxing(image: np.ndarray[Any, Any]) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def read_by_zbar(image: np.ndarray[Any, Any]) -> list[str]:
    return [found.data.decode() for found in pyzbar.decode(image)]


def read_by_opencv(image: np.ndarray[Any, Any]) -> list[str]:
    return [cv2.QRCodeDetector().detectAndDecode(image)[0]]


ORDER_NUMBERS = [
    "117",
    "A-117/b",
    "Auftrag Ä7",
    "Ä",
    "N° 7 é",
    "ñ",
    "Łódź 7",
    "Заказ 7",
    "№ 12",
    "Παραγγελία 7",
    "طلب ٧",
    "הזמנה 7",
    "คำสั่ง 7",
    "注文 7",
    "髙橋﨑",
    "ﾃﾞｰﾀ 7",
    "주문 7",
    "ऑर्डर ७",
    "x\u00a07",
]


@pytest.mark.parametrize("reader", [read_by_zxing, read_by_zbar, read_by_opencv])
@pytest.mark.parametrize("text", ORDER_NUMBERS)
def test_an_order_number_is_read_alike_by_three_readers(
    text: str, reader: Callable[[np.ndarray[Any, Any]], list[str]]
) -> None:
    """Without its ECI, zbar read Ä as a half-width kana, and jsQR read nothing."""
    image = printed(lambda canvas: draw_matrix(canvas, qr_matrix(text), 72, 72, 40 * mm))
    assert reader(image) == [text]


@pytest.mark.parametrize("text", ["3f9ac01b77de", "3f9ac01b77de-01-12", "0123456789", "A b~"])
def test_a_printed_code_128_says_its_text(text: str) -> None:
    image = printed(lambda canvas: draw_code128(canvas, text, 10, 100, WIDTH - 20, 40))
    name, _, content = read(image)
    assert (name, content) == ("Code128", text)


@pytest.mark.parametrize("pack", PACKS, ids=gs1_text)
def test_a_printed_gs1_data_matrix_is_one_and_says_its_elements(pack: Pack) -> None:
    expiry = f"17{pack.expiry:%y%m%d}" if pack.expiry else ""
    lot = f"10{pack.lot}" if pack.lot else ""
    image = printed(lambda canvas: draw_matrix(canvas, gs1_matrix(pack), 72, 72, 16 * mm))
    assert read(image) == ("DataMatrix", "]d2", f"01{GTIN}{expiry}{lot}")


@pytest.mark.parametrize(
    ("lot", "expiry", "side"),
    [("", None, 16), ("AB12", DAY, 18), ("1234567890", DAY, 20), ("12345678901234567890", DAY, 22)],
)
def test_a_gs1_data_matrix_is_module_for_module_that_of_another_encoder(
    lot: str, expiry: datetime.date | None, side: int
) -> None:
    pack = Pack(GTIN, lot, expiry)
    other = zxingcpp.create_barcode(
        gs1_text(pack), zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
    )
    modules = np.array(other.to_image(scale=1, add_quiet_zones=False)) < 128
    assert modules.shape == (side, side)
    assert np.array_equal(np.array(gs1_matrix(pack)), modules)


def test_the_largest_gs1_data_matrix_has_the_fixed_corner_of_its_size() -> None:
    matrix = gs1_matrix(PACKS[-1])
    assert len(matrix) == 24
    corner = [row[-3:-1] for row in matrix[-3:-1]]
    assert corner == [(True, False), (False, True)]


def test_the_text_of_a_pack_has_its_identifiers_in_brackets() -> None:
    assert gs1_text(Pack(GTIN, "AB12", DAY)) == f"(01){GTIN}(17)271231(10)AB12"
    assert gs1_text(Pack(GTIN, "", None)) == f"(01){GTIN}"


@pytest.mark.parametrize("matrix", [qr_matrix("A-117"), gs1_matrix(PACKS[2])])
def test_a_picture_is_as_large_as_it_says_and_can_be_read(matrix: CodeMatrix) -> None:
    from weasyprint import HTML

    from leaflets.render.weasyprint.drawn_squares import drawings

    # As a block: a line would need a font, and a process that typesets leaflets has its own only.
    style = "@page { size: 100mm; margin: 20mm } body { margin: 0 } img { display: block }"
    page = f'<style>{style}</style><img src="leaflets:code" alt="">'
    pictures = drawings({"leaflets:code": picture_of(matrix, 18)})
    image = pixels(HTML(string=page).write_pdf(cache=pictures))
    module = 18 / (len(matrix) + 2 * 4)
    left, _, top, _ = extent(image)
    assert (left, top) == pytest.approx((20 + 4 * module,) * 2, abs=0.15)
    assert read(image)[2] in ("A-117", f"01{GTIN}10LOT24-117")


@pytest.mark.parametrize("matrix", [qr_matrix("117"), gs1_matrix(PACKS[2])])
def test_a_matrix_fills_its_square_upright_but_for_the_quiet_zone(matrix: CodeMatrix) -> None:
    size = (len(matrix) + 2 * 4) * 1.0
    image = printed(lambda canvas: draw_matrix(canvas, matrix, 20 * mm, 30 * mm, size * mm))
    assert extent(image) == pytest.approx((24, 76 - len(matrix), 66 - len(matrix), 34), abs=0.15)
    middles = [round((place + 0.5) / 25.4 * 200) for place in range(len(matrix))]
    left, top = round(24 / 25.4 * 200), round((66 - len(matrix)) / 25.4 * 200)
    rows = [[image[top + row, left + column] < 128 for column in middles] for row in middles]
    assert np.array_equal(rows, matrix)


def test_a_code_128_stays_within_its_width_and_keeps_its_quiet_zones() -> None:
    width = 60 * mm
    text = "3f9ac01b77de"
    image = printed(lambda canvas: draw_code128(canvas, text, 20 * mm, 30 * mm, width, 10 * mm))
    left, right, top, bottom = extent(image)
    modules = (100 - left - right) / (60 - 100 + left + right) * 20
    assert left - 20 == pytest.approx(right - 20, abs=0.3)
    assert left - 20 == pytest.approx(10 * 60 / (modules + 20), abs=0.3)
    assert modules > 150
    assert (top, bottom) == pytest.approx((60, 30), abs=0.15)


def test_a_short_code_128_is_not_stretched() -> None:
    image = printed(lambda canvas: draw_code128(canvas, "1", 0, 0, WIDTH, 10 * mm))
    left, right, _, _ = extent(image)
    assert left == pytest.approx(5, abs=0.15)
    assert right > 60


def test_a_code_with_too_little_room_is_an_error_and_just_enough_is_not() -> None:
    canvas = Canvas(io.BytesIO())
    matrix = qr_matrix("117")
    least = (len(matrix) + 2 * 4) * MATRIX_MODULE_MM
    picture_of(matrix, least)
    draw_matrix(canvas, matrix, 0, 0, least * mm)
    bars = (11 * 3 + 13 + 11 + 20) * BAR_MODULE_MM
    draw_code128(canvas, "ab", 0, 0, bars * mm, 30)
    for draw in (
        lambda: picture_of(matrix, least - 0.1),
        lambda: draw_matrix(canvas, matrix, 0, 0, (least - 0.1) * mm),
        lambda: draw_code128(canvas, "ab", 0, 0, (bars - 0.1) * mm, 30),
    ):
        with pytest.raises(LeafletsError, match="rendering-code"):
            draw()


def test_a_text_too_long_for_a_qr_code_is_an_error_that_does_not_tell_it() -> None:
    with pytest.raises(LeafletsError, match="shorten") as error:
        qr_matrix("Canary " * 500)
    assert "Canary" not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize("text", ["", "é", "a\n"])
def test_a_code_128_of_what_it_cannot_say_is_a_bug(text: str) -> None:
    with pytest.raises(AssertionError):
        draw_code128(Canvas(io.BytesIO()), text, 0, 0, 300, 30)
