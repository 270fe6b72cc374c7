"""A5 leaflets on A4: which page stands where, folding marks, what is refused."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import A4, A5, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from leaflets.errors import LeafletsError
from leaflets.printrun.combine import Copy, combined
from leaflets.printrun.imposition import Imposed, booklet, two_up

FOLD = 297 / 25.4 * 72 / 2


def leaflet(count: int, size: tuple[float, float] = A5) -> bytes:
    """A PDF whose pages say their number in their middle."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=True)
    for number in range(1, count + 1):
        canvas.setFont("Helvetica", 30)
        canvas.drawCentredString(size[0] / 2, size[1] / 2, str(number))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def sides_of(imposed: Imposed) -> list[tuple[int, int]]:
    """The numbers on the left and on the right of each side; 0 where there is none."""
    with pikepdf.open(io.BytesIO(imposed.content)) as pdf:
        assert pdf.check_pdf_syntax() == []
    found = []
    with pdfium.PdfDocument(imposed.content) as pdf:
        assert len(pdf) == imposed.pages
        for page in pdf:
            assert page.get_size() == pytest.approx(landscape(A4), abs=0.01)
            reader = page.get_textpage()
            halves = ((0, 0, FOLD, 600), (FOLD, 0, 850, 600))
            found.append(tuple(int(reader.get_text_bounded(*half) or 0) for half in halves))
    return found


@pytest.mark.parametrize(
    ("count", "sides"),
    [
        (1, [(0, 1), (0, 0)]),
        (3, [(0, 1), (2, 3)]),
        (4, [(4, 1), (2, 3)]),
        (5, [(0, 1), (2, 0), (0, 3), (4, 5)]),
        (8, [(8, 1), (2, 7), (6, 3), (4, 5)]),
    ],
)
def test_booklet_has_its_pages_in_the_order_of_folding(
    count: int, sides: list[tuple[int, int]]
) -> None:
    assert sides_of(booklet(leaflet(count), right_to_left=False)) == sides
    mirrored = [(right, left) for left, right in sides]
    assert sides_of(booklet(leaflet(count), right_to_left=True)) == mirrored


def test_two_pages_stand_beside_each_other() -> None:
    assert sides_of(two_up(leaflet(3), right_to_left=False)) == [(1, 2), (3, 0)]
    assert sides_of(two_up(leaflet(4), right_to_left=True)) == [(2, 1), (4, 3)]


@pytest.mark.parametrize("impose", [booklet, two_up])
@pytest.mark.parametrize("right_to_left", [False, True])
def test_first_page_is_where_it_is_said_to_be(impose: object, right_to_left: bool) -> None:
    assert callable(impose)
    imposed = impose(leaflet(3), right_to_left=right_to_left)
    assert imposed.first_page == 0
    places = []
    for content in (leaflet(3), imposed.content):
        with pdfium.PdfDocument(content) as pdf:
            reader = pdf[0].get_textpage()
            at = reader.get_text_range().index("1")
            places.append(reader.get_charbox(at))
    moved = [after - before for before, after in zip(*places, strict=True)]
    assert moved == pytest.approx(list(imposed.origin) * 2, abs=0.01)


def test_pages_meet_at_the_fold() -> None:
    left = booklet(leaflet(4), right_to_left=True).origin[0]
    right = booklet(leaflet(4), right_to_left=False).origin[0]
    assert left + A5[0] == pytest.approx(FOLD, abs=0.01)
    assert right == pytest.approx(FOLD, abs=0.01)


def test_fold_is_marked_on_outer_sides_at_the_edges_only() -> None:
    with pdfium.PdfDocument(booklet(leaflet(8), right_to_left=False).content) as pdf:
        images = [page.render(scale=2).to_pil().convert("L") for page in pdf]
    fold = round(FOLD * 2)
    for number, image in enumerate(images):
        strip = image.crop((fold - 3, 0, fold + 3, image.height))
        dark = [y for y in range(strip.height) if min(strip.crop((0, y, 6, y + 1)).tobytes()) < 230]
        edge = 2 * 5 / 25.4 * 72 + 1
        assert bool(dark) == (number % 2 == 0)
        assert all(y < edge or y > image.height - edge for y in dark)
        assert not dark or (dark[0] < 2 and dark[-1] > image.height - 3)
    with pdfium.PdfDocument(two_up(leaflet(2), right_to_left=False).content) as pdf:
        image = pdf[0].render(scale=2).to_pil().convert("L")
    assert min(image.crop((fold - 3, 0, fold + 3, 40)).tobytes()) == 255


@pytest.mark.parametrize("size", [A4, LETTER, landscape(A5)])
def test_only_upright_a5_is_imposed(size: tuple[float, float]) -> None:
    with pytest.raises(LeafletsError, match="A5") as error:
        booklet(leaflet(2, size), right_to_left=False)
    assert error.value.exit_code == 2
    with pytest.raises(LeafletsError, match="under 12 pt") as error:
        two_up(leaflet(2, size), right_to_left=False)
    assert error.value.exit_code == 2


def test_copies_of_a_booklet_share_its_pages() -> None:
    imposed = booklet(leaflet(8), right_to_left=False)
    assert imposed.content == booklet(leaflet(8), right_to_left=False).content
    few = combined({"one": imposed.content}, [Copy("one")] * 10, duplex=True)
    many = combined({"one": imposed.content}, [Copy("one")] * 110, duplex=True)
    assert many.pages == 110 * 4
    assert (len(many.content) - len(few.content)) / (many.pages - few.pages) < 60
    with pikepdf.open(io.BytesIO(many.content)) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        assert sum("/BBox" in one for one in streams) == 8
