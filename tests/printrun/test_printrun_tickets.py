"""Job tickets and separators: what they say, what they refuse, and the codes on them."""

from __future__ import annotations

import datetime
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from conftest import ROOT

from leaflets.errors import LeafletsError
from leaflets.language.plaintext import comparable
from leaflets.library.libraries import library
from leaflets.printrun.labels import Labels, isolated_html
from leaflets.printrun.orders import Pack
from leaflets.printrun.print_file import staff_labels
from leaflets.printrun.staff_pages import StaffPaper
from leaflets.printrun.tickets import (
    LONGEST,
    TITLE,
    TicketClass,
    TicketLine,
    job_ticket,
    separator,
)

RUN = "3f9ac01b77de"
DAY = datetime.date(2026, 11, 23)
FONTS = (ROOT / "fonts/NotoSans_400Regular.ttf", ROOT / "fonts/NotoSans_700Bold.ttf")
PACK = Pack("09506000134352", "AB12", datetime.date(2027, 12, 31))


def line(order: int, file: str, print_file: str, copies: int, pages: int, first: int) -> TicketLine:
    last = first + copies * pages - 1
    return TicketLine(
        order, f"RX-{order}", file, print_file, copies, pages, first, last, "Ward 3", None, False
    )


LINES = (
    line(1, "azathioprine.en.pdf", "01-a4.pdf", 500, 4, 1),
    replace(line(2, "azathioprine.de.pdf", "01-a4.pdf", 10, 2, 2001), pack=PACK),
    replace(line(3, "azathioprine.ur.pdf", "", 7, 0, 0), failed=True, pack=PACK),
    line(4, "azathioprine.en.pdf", "02-letter.pdf", 1, 4, 1),
)
CLASSES = (
    TicketClass("a4, duplex", "01-a4.pdf", 2, 510, 2022, 1011),
    TicketClass("letter", "02-letter.pdf", 1, 1, 4, 4),
)


def ticket(
    classes: Sequence[TicketClass] = CLASSES,
    lines: Sequence[TicketLine] = LINES,
    paper: StaffPaper = "a4",
) -> bytes:
    return job_ticket(RUN, DAY, classes, lines, "1.2.3", *FONTS, paper)


def test_what_compact_leaflets_save_is_told() -> None:
    (page, *_) = pages_of(job_ticket(RUN, DAY, CLASSES, LINES, "1.2.3", *FONTS, "a4", saved=1234))
    assert "Compact leaflets save 1,234 sheets against normal print on one side." in page
    assert "save" not in "".join(pages_of(ticket()))


def cover(place: str = "Ward 3, north building", paper: StaffPaper = "a4") -> bytes:
    return separator(place, 3, 12, 41, 82, RUN, *FONTS, paper)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, its lines joined by spaces."""
    with pdfium.PdfDocument(content) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def codes_on(content: bytes) -> list[tuple[str, str, str]]:
    """The codes on the pages as a printer sees them, at 200 dpi."""
    found = []
    with pdfium.PdfDocument(content) as document:
        for page in document:
            image = np.array(page.render(scale=200 / 72).to_pil().convert("L"))
            found += zxingcpp.read_barcodes(image)
    return [(code.format.name, code.symbology_identifier, code.bytes.decode()) for code in found]


def one_file(count: int) -> tuple[tuple[TicketClass, ...], list[TicketLine]]:
    lines = [line(number, "a.en.pdf", "a4.pdf", 1, 2, 2 * number - 1) for number in range(1, count)]
    total = len(lines)
    return (TicketClass("a4", "a4.pdf", 1, total, 2 * total, 2 * total),), lines


def test_a_ticket_tells_the_run_its_files_and_every_order() -> None:
    text = " ".join(pages_of(ticket()))
    for part in (
        "Job ticket 23 November 2026 · 4 orders",
        "a4, duplex 01-a4.pdf 2 510 2,022 1,011",
        "letter 02-letter.pdf 1 1 4 4",
        "1 RX-1 azathioprine.en.pdf 500 4 1–2,000 Ward 3",
        "2 RX-2 azathioprine.de.pdf 10 2 2,001–2,020 Ward 3",
        "4 RX-4 azathioprine.en.pdf 1 4 1–4 Ward 3",
        f"Run {RUN} · Leaflets 1.2.3 Page 1 of 1",
    ):
        assert part in text


def test_the_total_counts_a_leaflet_in_two_files_once_and_adds_up_the_rest() -> None:
    assert "Total 2 511 2,026 1,015" in pages_of(ticket())[0]


def test_the_codes_of_a_ticket_are_the_run_and_each_printed_pack() -> None:
    assert sorted(codes_on(ticket())) == [
        ("Code128", "]C0", RUN),
        ("DataMatrix", "]d2", "010950600013435217271231" + "10AB12"),
    ]


def test_packs_are_listed_with_what_they_say_and_their_orders() -> None:
    packs = pages_of(ticket())[0].partition("Packs")[2]
    assert "(01)09506000134352(17)271231(10)AB12 azathioprine.de.pdf Order 2" in packs
    many = [replace(one, pack=PACK) if one.order != 5 else one for one in one_file(9)[1]]
    assert "a.en.pdf Orders 1–4, 6–8" in pages_of(ticket(one_file(9)[0], many))[0]


def test_an_order_that_is_not_printed_is_told_at_the_top_and_in_its_row() -> None:
    text = pages_of(ticket())[0]
    assert "1 of 4 orders NOT PRINTED: 3" in text
    assert "3 RX-3 azathioprine.ur.pdf 7 not printed Ward 3" in text
    assert text.index("Orders NOT PRINTED") < text.index("Orders in 01-a4.pdf")
    whole = pages_of(ticket(*one_file(3)))[0]
    assert "All orders are printed." in whole
    assert "not printed" not in whole.casefold()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"handouts": 509}, "handouts"),
        ({"leaflets": 3}, "leaflets"),
        ({"pages": 2018, "sheets": 1009}, "pages"),
        ({"sheets": 1010}, "sheets"),
        ({"file": "03-a5.pdf"}, "order 1"),
    ],
)
def test_totals_that_do_not_add_up_are_a_bug(change: dict[str, int], told: str) -> None:
    wrong = (replace(CLASSES[0], **change), CLASSES[1])  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=told):
        ticket(wrong)


def test_orders_that_share_pages_of_a_file_are_a_bug() -> None:
    lines = (LINES[0], replace(LINES[1], first_page=2000), *LINES[2:])
    with pytest.raises(AssertionError, match="pages"):
        ticket(lines=lines)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_long_table_goes_over_pages_with_its_heads_on_each(paper: StaffPaper) -> None:
    classes, lines = one_file(200)
    pages = pages_of(ticket(classes, lines, paper))
    assert len(pages) > 4
    for number, text in enumerate(pages, 1):
        continued = ", continued" if number > 1 else ""
        assert f"Orders in a4.pdf{continued} Order Own number Leaflet Copies" in text
        assert f"Page {number} of {len(pages)}" in text
    for order in range(1, 200):
        assert sum(f" {order} RX-{order} a.en.pdf 1 2 " in text for text in pages) == 1


def test_no_row_is_printed_into_the_foot_or_off_the_page() -> None:
    place = "An ambulatory care centre with a long name, north building, third floor, room 3.117"
    classes, lines = one_file(60)
    content = ticket(classes, [replace(one, delivery_point=place, own="W" * 90) for one in lines])
    with pdfium.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_rect(index) for index in range(text.count_rects())]
            left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
            right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
            assert left > 40
            assert bottom > 38
            assert right < 595.3 - 42
            assert top < 841.9 - 38
            feet = [box for box in boxes if box[1] < 50]
            assert len(feet) == 2
    assert sum(text.count("3.117") for text in pages_of(content)) == 59


def test_a_separator_tells_where_to_what_follows_and_its_code() -> None:
    content = cover()
    (text,) = pages_of(content)
    assert text.startswith("Delivery point 3 of 12 Ward 3, north building To follow: 41 handouts")
    assert "on 82 sheets of paper" in text
    assert codes_on(content) == [("Code128", "]C0", f"{RUN}-3")]


@pytest.mark.parametrize("place", ["W" * LONGEST, "Łódź " * 40, "Αθήνα, Київ, Zürich", ""])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_separator_is_one_page_whatever_the_place_is_called(
    place: str, paper: StaffPaper
) -> None:
    (text,) = pages_of(cover(place, paper))
    shown = text.replace(" ", "")
    assert (place.replace(" ", "") or "Nodeliverypoint") in shown
    assert f"{RUN}-3" in shown


def test_a_long_word_on_a_separator_is_set_smaller_and_not_broken() -> None:
    assert "Kurzzeitpflegeeinrichtung" in pages_of(cover("Kurzzeitpflegeeinrichtung 3"))[0]


@pytest.mark.parametrize(
    "place", ["قسم 3", "病棟", "वार्ड", "Ward\u0301 3", "Ward\u200d3", "W" * (LONGEST + 1)]
)
def test_without_labels_a_place_that_would_be_garbled_is_an_error_that_does_not_tell_it(
    place: str,
) -> None:
    lines = (replace(LINES[0], own=place), replace(LINES[1], delivery_point=place), *LINES[2:])
    with pytest.raises(LeafletsError) as error:
        ticket(lines=lines)
    told = [(found.field, found.message.split(":")[0]) for found in error.value.problems]
    assert told == [("order number", "order 1"), ("delivery point", "order 2")]
    assert place not in str(error.value)
    with pytest.raises(LeafletsError, match="delivery point") as error:
        cover(place)
    assert place not in str(error.value)
    assert error.value.exit_code == 10


PLACES = [
    "جناح الأطفال 3-B (الطابق 2)",
    "Ward 3 مبنى 12",
    "بچوں کا وارڈ 5",
    "מחלקה 4-A/7",
    "小児科病棟 3階東",
    "髙橋﨑 病棟",
    "喆珺楼",
    "병동 3",
    "ห้องยา 2",
    "वार्ड ३",
    "ওয়ার্ড ৩",
    "ਵਾਰਡ 3",
    "வார்டு 3",
    "ክፍል 3",
    "Ward\u0301 3",
]


@pytest.fixture(scope="module")
def labels() -> Labels:
    """What sets them, with the fonts and templates of the project."""
    return staff_labels(library())


def letters(text: str) -> str:
    """The characters in no order: that in which they are read from a PDF is the reader's."""
    return "".join(sorted(comparable(text).translate(str.maketrans(")]}", "([{"))))


@pytest.mark.parametrize("place", PLACES)
def test_a_ward_in_any_script_that_a_leaflet_can_have_is_on_its_separator(
    place: str, labels: Labels
) -> None:
    content = separator(place, 1, 1, 1, 1, RUN, *FONTS, "a4", labels)
    (text,) = pages_of(content)
    said = letters(place)
    assert not Counter(said) - Counter(letters(text))
    assert codes_on(content) == [("Code128", "]C0", f"{RUN}-1")]


@pytest.mark.slow
def test_a_ticket_has_order_numbers_and_wards_of_every_script(labels: Labels) -> None:
    classes, lines = one_file(len(PLACES) + 1)
    changed = [
        replace(one, delivery_point=place, own=f"{place[:9]} A-117/{one.order}")
        for one, place in zip(lines, PLACES, strict=True)
    ]
    content = job_ticket(RUN, DAY, classes, changed, "1.2.3", *FONTS, "a4", labels)
    text = letters(" ".join(pages_of(content)))
    said = "".join(one.delivery_point + one.own for one in changed)
    assert not Counter(letters(said)) - Counter(text)
    again = job_ticket(
        RUN, DAY, classes, changed, "1.2.3", *FONTS, "a4", Labels(labels.fonts, labels.templates)
    )
    assert again == content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": TITLE}
        forms = [form for page in pdf.pages for form in page.Resources.XObject.values()]
        colours = {
            (str(operator), *map(float, operands))
            for form in forms
            for operands, operator in pikepdf.parse_content_stream(form)
            if str(operator) in ("g", "G", "rg", "RG", "k", "K", "cs", "scn", "sc")
        }
        assert colours <= {("g", 0.0), ("G", 0.0)}


@pytest.mark.parametrize(
    ("place", "runs"),
    [
        ("جناح الأطفال 3-B (الطابق 2)", ["3-B", "2"]),
        ("Ward 3 مبنى 12-14", ["Ward", "3", "12-14"]),
        ("طلب A-117/4.", ["A-117/4"]),
        ("קומה 2, חדר 3.117", ["2", "3.117"]),
        ("Ward 3-B", []),
    ],
)
def test_numbers_among_arabic_and_hebrew_letters_run_from_left_to_right(
    place: str, runs: list[str]
) -> None:
    html = isolated_html(place)
    assert re.findall(r'<span class="value" dir="ltr">([^<]*)</span>', html) == runs
    assert re.sub("<[^>]*>", "", html) == place


def test_numbers_in_arabic_stand_on_paper_as_they_were_typed(labels: Labels) -> None:
    """By the places of the letters from left to right; UAX 9 alone draws B-3."""
    content = separator("قسم 3-B مبنى 12-14", 1, 1, 1, 1, RUN, *FONTS, "a4", labels)
    with pdfium.PdfDocument(content) as document:
        text = document[0].get_textpage()
        boxes = [
            (text.get_charbox(index), text.get_text_range(index, 1))
            for index in range(text.count_chars())
        ]
    # The ward is the only line as large.
    height = max(top - bottom for (_, bottom, _, top), letter in boxes if letter == "B")
    middle = next(bottom + height / 2 for (_, bottom, _, top), letter in boxes if letter == "B")
    line = sorted((left, letter) for (left, bottom, _, top), letter in boxes if letter.strip()
                  and bottom < middle < top + height)  # fmt: skip
    drawn = "".join(letter for _, letter in line if letter.isascii())
    assert drawn == "12-143-B"


@pytest.mark.parametrize("place", ["Հիվանդանոց", "ᎠᎴᏂᏍᎬ", "W" * (LONGEST + 1)])
def test_a_letter_of_no_font_is_refused_and_not_told(place: str, labels: Labels) -> None:
    with pytest.raises(LeafletsError, match="delivery point") as error:
        separator(place, 1, 1, 1, 1, RUN, *FONTS, "a4", labels)
    assert place not in str(error.value)
    assert error.value.exit_code == 10


@pytest.mark.parametrize("make", [ticket, cover])
def test_the_same_facts_are_the_same_bytes_with_a_title_and_no_other_metadata(make) -> None:
    content = make()
    assert make() == content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": TITLE}
        assert "/Metadata" not in pdf.Root
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                assert "/FontFile2" in font.FontDescriptor


@pytest.mark.parametrize("make", [ticket, cover])
def test_everything_is_black_on_white(make) -> None:
    with pikepdf.open(io.BytesIO(make())) as pdf:
        colours = {
            (str(operator), *map(float, operands))
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) in ("g", "G", "rg", "RG", "k", "K", "cs", "scn", "sc", "Do", "gs")
        }
    assert colours == {("g", 0.0), ("G", 0.0)}
