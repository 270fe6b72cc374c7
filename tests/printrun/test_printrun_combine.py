"""Print files: what copies share, where panels stand, what does not come over, black only."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.colors import CMYKColor, CMYKColorSep, HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from leaflets.errors import LeafletsError
from leaflets.printrun.combine import Copy, combined, only_black, pages_of

PANEL = (200.0, 80.0)


def pdf_of(
    *texts: str,
    size: tuple[float, float] = A5,
    draw: Callable[[Canvas], None] = lambda canvas: None,
) -> bytes:
    """A PDF with a text at (50, 300) on each page."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=True)
    for text in texts:
        draw(canvas)
        canvas.setFont("Helvetica", 14)
        canvas.drawString(50, 300 if size != PANEL else 40, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def changed(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(target)
    return target.getvalue()


def texts_of(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
    with pdfium.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def place_of(content: bytes, page: int, text: str) -> tuple[float, float]:
    """Where a text begins: left and bottom in pt."""
    with pdfium.PdfDocument(content) as pdf:
        reader = pdf[page].get_textpage()
        index = reader.get_text_range().index(text)
        left, bottom, _, _ = reader.get_charbox(index, loose=True)
        return left, bottom


def render(content: bytes, page: int = 0) -> Image.Image:
    with pdfium.PdfDocument(content) as pdf:
        image: Image.Image = pdf[page].render().to_pil().convert("RGB")
        return image


def code_of(error: pytest.ExceptionInfo[LeafletsError]) -> str:
    return error.value.problems[0].code


def test_each_copy_begins_on_a_front_in_duplex() -> None:
    made = combined(
        {"one": pdf_of("a1"), "two": pdf_of("b1", "b2")},
        [Copy("one", None, "ward"), Copy("two", None, None), Copy("one", None, None)],
        duplex=True,
        covers={"ward": pdf_of("cover", size=A4)},
    )
    assert texts_of(made.content) == ["cover", "", "a1", "", "b1", "b2", "a1", ""]
    assert made.ranges == ((3, 3), (5, 6), (7, 7))
    assert made.pages == 8
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        sizes = [tuple(map(float, page.mediabox.as_list()))[2:] for page in pdf.pages]
    assert [size == pytest.approx(A4, abs=0.01) for size in sizes] == [True, True] + [False] * 6


def test_pages_follow_without_blank_ones_on_one_side() -> None:
    leaflets = {"one": pdf_of("a1"), "three": pdf_of("b1", "b2", "b3")}
    made = combined(leaflets, [Copy("one"), Copy("three"), Copy("one")], duplex=False)
    assert texts_of(made.content) == ["a1", "b1", "b2", "b3", "a1"]
    assert made.ranges == ((1, 1), (2, 4), (5, 5))


def test_copies_share_everything() -> None:
    def long(canvas: Canvas) -> None:
        for line in range(200):
            canvas.drawString(50, line, f"{line * 7919 % 1009} of the words of the leaflet")

    leaflet = {"one": pdf_of("a1", "a2", "a3", draw=long)}
    few = combined(leaflet, [Copy("one")] * 10, duplex=True)
    many = combined(leaflet, [Copy("one")] * 110, duplex=True)
    assert (len(many.content) - len(few.content)) / (many.pages - few.pages) < 60
    with pikepdf.open(io.BytesIO(many.content)) as pdf:
        assert len({page.Contents.objgen for page in pdf.pages if "/Contents" in page}) == 3
        assert len({page.objgen for page in pdf.pages}) == many.pages


def test_panel_stands_at_its_place_on_its_copy() -> None:
    def upside_down(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.contents_add(b"1 0 0 -1 0 500 cm", prepend=True)
            page.Resources.XObject = Dictionary({"/Panel": page.as_form_xobject()})
            page.contents_add(b"/Panel Do")

    made = combined(
        {"one": changed(pdf_of("a1", "a2"), upside_down)},
        [Copy("one", ("p", 1)), Copy("one"), Copy("one", ("p", 0))],
        duplex=True,
        panels={"p": pdf_of("Anna", "Berta", size=PANEL)},
        placement={"one": (100.0, 20.0, *PANEL)},
    )
    texts = texts_of(made.content)
    assert [(text.count("Anna"), text.count("Berta")) for text in texts] == [
        (0, 1),
        (0, 0),
        (0, 0),
        (0, 0),
        (1, 0),
        (0, 0),
    ]
    assert ["a1" in text for text in texts] == [True, False] * 3
    assert place_of(made.content, 0, "Berta") == pytest.approx((151, 57), abs=2)
    assert place_of(made.content, 0, "a1") == place_of(made.content, 2, "a1")


def test_panel_larger_than_its_place_is_refused() -> None:
    with pytest.raises(LeafletsError) as error:
        combined(
            {"one": pdf_of("a1")},
            [Copy("one", ("p", 0))],
            duplex=False,
            panels={"p": pdf_of("Anna", size=PANEL)},
            placement={"one": (100.0, 20.0, 200.0, 78.0)},
        )
    assert code_of(error) == "rendering-panel-room"


def test_nothing_for_readers_comes_over() -> None:
    def dress(pdf: pikepdf.Pdf) -> None:
        page, script = pdf.pages[0].obj, Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="layer"))
        form = pdf.pages[0].as_form_xobject()
        form.OC, form.StructParents = layer, 1
        form.Metadata = pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary())
        pdf.Root.OpenAction = script
        pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot)
        pdf.attachments["leaflet.json"] = b"{}"
        page.update({"/StructParents": 0, "/Tabs": Name.S, "/AA": Dictionary(O=script)})
        page.Annots = [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=script)]
        page.Resources.XObject = Dictionary({"/Form": form})
        page.Resources.Properties = Dictionary({"/MC0": layer})
        pdf.pages[0].contents_add(b"/OC /MC0 BDC /Form Do EMC")
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("a1", 0))
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "a leaflet"

    made = combined({"one": changed(pdf_of("a1"), dress)}, [Copy("one")], duplex=False)
    assert "a1" in texts_of(made.content)[0]
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert set(pdf.trailer.keys()) & {"/Info"} == set()
        held = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)]
        keys = {key for one in held for key in one.keys()}  # noqa: SIM118
        assert not keys & {"/OC", "/StructParents", "/Metadata", "/Annots", "/AA", "/JS", "/Tabs"}
        assert not [one for one in held if one.get("/Type") in (Name.OCG, Name.EmbeddedFile)]


def test_what_pages_inherit_comes_over() -> None:
    def hand_up(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        for key in ("/MediaBox", "/Resources"):
            pdf.Root.Pages[key] = page[key]
            del page[key]

    made = combined({"one": changed(pdf_of("a1"), hand_up)}, [Copy("one")], duplex=True)
    assert texts_of(made.content) == ["a1", ""]
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert float(pdf.pages[1].mediabox[2]) == pytest.approx(A5[0], abs=0.01)


def test_pages_cut_out_hold_nobody_elses_panel() -> None:
    def plain(canvas: Canvas) -> None:
        canvas.setPageCompression(0)

    made = combined(
        {"one": pdf_of("a1", "a2")},
        [Copy("one", ("p", 0)), Copy("one", ("p", 1))],
        duplex=True,
        panels={"p": pdf_of("Anna", "Berta", size=PANEL, draw=plain)},
        placement={"one": (100.0, 20.0, *PANEL)},
    )
    cut = pages_of(made.content, 3, 4)
    assert "Berta" in texts_of(cut)[0]
    with pikepdf.open(io.BytesIO(cut)) as pdf:
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    assert any(b"Berta" in stream for stream in streams)
    assert not any(b"Anna" in stream for stream in streams)
    for first, last in ((0, 1), (4, 3), (4, 5)):
        with pytest.raises(LeafletsError) as error:
            pages_of(made.content, first, last)
        assert code_of(error) == "usage-pages"


def test_same_input_same_bytes() -> None:
    def make() -> bytes:
        return combined(
            {"one": only_black(pdf_of("a1"))},
            [Copy("one", ("p", 0), "c"), Copy("one")],
            duplex=True,
            panels={"p": pdf_of("Anna", size=PANEL)},
            placement={"one": (100.0, 20.0, *PANEL)},
            covers={"c": pdf_of("cover")},
        ).content

    first = make()
    # Without deterministic_id qpdf makes identifiers of the second in which it writes.
    time.sleep(1.1)
    assert make() == first


def test_what_is_no_pdf_is_refused() -> None:
    empty = io.BytesIO()
    pikepdf.new().save(empty)
    for content in (b"", b"%PDF-1.7\nnothing else", empty.getvalue()):
        with pytest.raises(LeafletsError, match="one: is no sound PDF") as error:
            combined({"one": content}, [Copy("one")], duplex=False)
        assert code_of(error) == "file-damaged"


def colourful(canvas: Canvas) -> None:
    """Colours as operators, runs of colour and pictures."""
    lights = Image.merge("RGB", [Image.linear_gradient("L"), *[Image.radial_gradient("L")] * 2])
    canvas.linearGradient(0, 0, 100, 0, (HexColor("#ff0000"), HexColor("#0000ff")), extend=False)
    canvas.setFillColor(CMYKColor(0.9, 0.1, 0.8, 0))
    canvas.rect(120, 10, 80, 80, fill=1)
    canvas.drawImage(ImageReader(lights), 220, 10, 80, 80)
    canvas.setStrokeColor(HexColor("#c00000"))
    canvas.line(0, 200, 400, 200)
    canvas.setFillColor(HexColor("#003366"))
    canvas.rect(40, 290, 200, 30, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))


def test_black_leaflet_has_no_coloured_pixel() -> None:
    content = pdf_of("white on dark", draw=colourful)
    assert not is_gray(render(content))
    black = only_black(content)
    assert is_gray(render(black))
    assert texts_of(black) == texts_of(content)


def is_gray(image: Image.Image) -> bool:
    return all(len(set(colour)) == 1 for _, colour in image.getcolors(1 << 24) or [])


def test_black_leaflet_is_as_light_and_dark_as_before() -> None:
    """White letters stay white, and a gray has the luminance of its colour."""
    image = render(only_black(pdf_of("white on dark", draw=colourful)))
    letters = image.crop((41, 280, 239, 304)).getcolors(1 << 24) or []
    shades = sorted(colour[0] for count, colour in letters)
    # sRGB (0, 51, 102): luminance 0.0333, which is sRGB gray 51.
    assert max(letters)[1][0] == pytest.approx(51, abs=2)
    assert shades[-1] > 245


def test_black_reaches_colours_in_forms_patterns_and_named_spaces() -> None:
    def tint(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        lab = Array([Name.Lab, Dictionary(WhitePoint=Array([0.9643, 1, 0.8251]))])
        spaces = Dictionary({"/lab": lab})
        form = pdf.make_stream(
            b"/lab cs 60 90 70 scn 0 0 60 60 re f", Type=Name.XObject, Subtype=Name.Form
        )
        form.BBox, form.Resources = Array([0, 0, 60, 60]), Dictionary(ColorSpace=spaces)
        tile = pdf.make_stream(b"0 1 0 rg 0 0 4 4 re f", PatternType=1, PaintType=1, TilingType=1)
        tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 8, 8]), 8, 8
        tile.Resources = Dictionary()
        page.Resources.XObject = Dictionary({"/Form": form})
        page.Resources.Pattern = Dictionary({"/Tile": tile})
        page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
        page.contents_add(b"/Form Do /Pattern cs /Tile scn 100 0 60 60 re f")

    content = changed(pdf_of("a1"), tint)
    assert not is_gray(render(content))
    black = only_black(content)
    assert is_gray(render(black))
    shades = {colour[0] for _, colour in render(black).getcolors(1 << 24) or []}
    # CIELAB L* 60 is sRGB gray 145; green's luminance is 0.7152, gray 220.
    assert {145, 220} <= shades
    # Black in a group of three colours would be printed in four inks.
    with pikepdf.open(io.BytesIO(black)) as pdf:
        assert Name.DeviceGray == pdf.pages[0].Group.CS


def test_colours_that_cant_be_black_are_refused() -> None:
    def spot(canvas: Canvas) -> None:
        canvas.setFillColor(CMYKColorSep(0, 1, 1, 0, spotName="Spot"))

    with pytest.raises(LeafletsError, match="Separation") as error:
        only_black(pdf_of("a1", draw=spot))
    assert code_of(error) == "rendering-black"
