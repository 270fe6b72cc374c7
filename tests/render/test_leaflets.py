"""The leaflets that ship, in every language: conformance, text, structure, looks."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import verapdf
from conftest import CI, EVERY_LANGUAGE, ROOT
from PIL import Image
from tag_trees import walk

from leaflets.content.phrase_tree import content
from leaflets.language.plaintext import comparable
from leaflets.language.tags import language
from leaflets.library.fonts import typeface_for
from leaflets.library.libraries import Library
from leaflets.verify.extraction import extract
from leaflets.verify.verified import Verified
from leaflets.verify.verify_data import record_of

Make = Callable[[str], Verified]

BRACKETS = str.maketrans(")]}>»", "([{<«")

# Words that an extractor gives back otherwise than they stand in the file, with the reason.
# The letters are all there (verification compares them); the extractor's own bidirectional
# reordering, or its placing of vowel marks, moves one of them.
MARKS = "a vowel mark that is drawn above or below is put a place off, or left out"
MIXED = "digits, Latin letters or brackets at the border of two directions are reordered"

# Rules for the same, where the words are too many to list: what such a word has in it.
BORDER = re.compile(r"[0-9A-Za-z°(\[{«)\]}»:،؛.]")
POINTS = re.compile(f"[\u0591-\u05c7\u05f3\u05f4]|{BORDER.pattern}")
HIGH = ("am", "ja", "ru", "tl", "uk", "vi", "ur", "bn", "ta", "th", "pa", "el", "fa", "so", "sw")
"""The languages in which the box of emergencies may be higher than a page."""
RULES = {
    "ar": {"poppler": re.compile("[\u064b-\u0652]")},
    # Vazirmatn draws lam and alef as one glyph, and a hamza above heh as another: extractors
    # turn the two letters of each round.
    "fa": {"poppler": re.compile(f"لا|\u0654|ٔ|ً|{BORDER.pattern}"),
           "pdfium": re.compile(f"لا|\u0654|ٔ|ً|{BORDER.pattern}")},
    # Vowel points and gershayim, too.
    "he": {"poppler": POINTS, "pdfium": POINTS},
    # pdfium puts marks above and below at the end of the line, and drops a sign that joins two
    # letters into one glyph.
    "th": {"pdfium": re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[(]$")},
    "bn": {"pdfium": re.compile("\u09cd")},
    # Nastaliq: letters are drawn from right to left and from above to below at once. What a
    # reader hears is in ActualText, which test_urdu_is_told_in_order holds.
    "ur": {"poppler": re.compile("."), "pdfium": re.compile(".")},
}  # fmt: skip
EXCEPTIONS = {
    ("ar", "poppler"): {
        "التجارية:": MIXED,
        "للبلع:": MIXED,
        "ملغ،": MIXED,
        "(MMR(،": MIXED,
        "(1(،": MIXED,
        "(PML(": MIXED,
        "(TPMT،": MIXED,
        "NUDT15(.": MIXED,
        "(SPF(": MIXED,
    },
    ("ar", "pdfium"): {
        "Azafalk،": MIXED,
        "أَزَاثِيُوبْرِين": MARKS,
        "جزءًا": MARKS,
        "سوءًا": MARKS,
        "NUDT15": MIXED,
        "NUDT15(.": MIXED,
    },
}


def by_poppler(file: Path, right_to_left: bool) -> str:
    """pdftotext: in the order of the content where it runs left to right."""
    order = [] if right_to_left else ["-raw"]
    done = subprocess.run(["pdftotext", *order, file, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def by_pdfium(file: Path, _right_to_left: bool) -> str:
    with pdfium.PdfDocument(file) as document:
        # U+0002 and U+FFFE are what pdfium gives for a hyphen at the end of a line.
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub("[\x02\ufffe]", "-", "".join(pages))


@pytest.fixture(params=EVERY_LANGUAGE)
def made(request: pytest.FixtureRequest, make: Make) -> Verified:
    return make(request.param)


@pytest.fixture
def file(made: Verified, tmp_path: Path) -> Path:
    target = tmp_path / "leaflet.pdf"
    target.write_bytes(made.content)
    return target


@pytest.mark.parametrize("flavour", ["ua1", pytest.param("3a", marks=pytest.mark.slow)])
def test_conforms(file: Path, flavour: str) -> None:
    try:
        assert verapdf.failures(file, flavour) == []
    except verapdf.UnavailableError as error:
        if CI:
            raise
        pytest.skip(f"conformance not checked: {error}")


@pytest.mark.parametrize("extractor", [by_poppler, by_pdfium], ids=["poppler", "pdfium"])
def test_every_word_comes_out(
    made: Verified, file: Path, extractor: Callable[[Path, bool], str]
) -> None:
    if extractor is by_poppler and not shutil.which("pdftotext"):
        assert not CI
        pytest.skip("words by poppler not checked: there is no pdftotext")
    leaflet = made.record.leaflet
    there = comparable(extractor(file, leaflet.direction == "rtl")).translate(BRACKETS)
    words = {
        comparable(word).translate(BRACKETS)
        for phrase in content(leaflet, made.record.edition, made.record.outline).phrases
        for word in phrase.plain.split()
    }
    excused = EXCEPTIONS.get((leaflet.language, extractor.__name__.removeprefix("by_")), {})
    rule = RULES.get(leaflet.language, {}).get(extractor.__name__.removeprefix("by_"))
    lost = {word for word in words if word not in there} - set(excused)
    assert {word for word in lost if not (rule and rule.search(word))} == set()
    assert set(excused) <= words, "an exception for a word that the leaflet does not have"


@pytest.mark.slow
def test_urdu_is_told_in_order(make: Make) -> None:
    """Each phrase has its text in logical order beside it, for those who listen."""
    made = make("ur")
    record = made.record
    phrases = content(record.leaflet, record.edition, record.outline).phrases
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        told = [str(e.ActualText) for e in walk(pdf.Root.StructTreeRoot.K[0]) if "/ActualText" in e]
    # The numbers of pages in the list of contents are their own text.
    assert [comparable(text) for text in told] == [comparable(p.plain) for p in phrases if p.plain]


def test_nothing_outside_the_printable_area(made: Verified) -> None:
    """5 mm at each edge stay white: on the page as pixels, whatever drew there."""
    for page in extract(made.content).pages:
        ink = page.image.point(lambda grey: 255 if grey < 250 else 0).getbbox()
        assert ink
        left, top, right, bottom = ink
        assert min(left, top) >= 14
        assert right <= page.width - 14
        assert bottom <= page.height - 14


def test_lists_have_their_true_counts(made: Verified) -> None:
    """Also over page breaks: as many lists and items as the sheet has."""
    sheet = made.record.leaflet.sheet
    lists = [
        len(sheet.forms),
        *(len(use.items) for use in sheet.uses.groups),
        *(len(items) for items in (sheet.before.must_not, sheet.before.tell_doctor)),
        *(len(items) for items in (sheet.before.medicines, sheet.before.foods)),
        len(sheet.how_to_take.steps),
        *(len(getattr(sheet.side_effects, name)) for name in ("emergency", "soon", "mild")),
        len(sheet.checks),
    ]
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        found = [
            len(element.K) for element in walk(pdf.Root.StructTreeRoot.K[0]) if element.S == "/L"
        ]
    assert found == lists


def test_bookmarks_title_language(made: Verified) -> None:
    leaflet = made.record.leaflet
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.Root.Lang) == leaflet.language
        assert leaflet.sheet.name in str(pdf.docinfo.Title)
        assert (pdf.Root.ViewerPreferences.get("/Direction") == "/R2L") == (
            leaflet.direction == "rtl"
        )
        with pdf.open_outline() as outline:
            (whole,) = outline.root
            titles = [item.title for item in whole.children]
    assert whole.title == leaflet.sheet.name
    assert [comparable(title) for title in titles][-2:] == [
        comparable(leaflet.words["heading.more"]),
        comparable(leaflet.disclaimer.heading),
    ]


def test_data_is_attached(made: Verified) -> None:
    found = extract(made.content)
    assert record_of(found) == made.record
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        (attached,) = pdf.Root.AF
        assert attached.AFRelationship == "/Source"


def test_emergency_box_is_on_one_page_unless_that_leaves_a_hole(made: Verified) -> None:
    """In parts, it has its heading again, and whole it would have left much of a page empty."""
    found = extract(made.content)
    inside = {
        (part.page, part.mcid)
        for part in found.structure.contents
        if re.match(
            r"side_effects\.emergency\.|word:heading\.side_effects\.emergency", part.identity or ""
        )
    }
    first = min(page for page, _ in inside)
    if {page for page, _ in inside} == {first}:
        return
    drawn = found.pages[first]
    top = max(run.box[3] for run in drawn.runs if (first, run.mcid) in inside)
    foot = min(run.box[1] for page in found.pages for run in page.runs if run.mcid is not None)
    assert top - foot > 0.1 * drawn.height
    leaflet = made.record.leaflet
    heading = leaflet.words["heading.side_effects.emergency"]
    again = leaflet.words["page.continued"].replace("{heading}", heading)
    after = "".join(run.text for run in found.pages[first + 1].runs if run.mcid is None)
    if leaflet.direction == "ltr":
        assert comparable(again) in comparable(after)


def test_disclaimer_is_in_a_box_at_the_end(made: Verified) -> None:
    """Dark lines above, below and at both sides of its text, on the last page."""
    found = extract(made.content, scale=2.0)
    places = {
        (part.page, part.mcid)
        for part in found.structure.contents
        if (part.identity or "").startswith("disclaimer.")
    }
    (number,) = {page for page, _ in places}
    assert number == len(found.pages) - 1
    page = found.pages[number]
    boxes = [run.box for run in page.runs if (number, run.mcid) in places]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)

    def dark(area: tuple[float, float, float, float]) -> list[bytes]:
        """The rows and columns of an area (pt, from the top) in which all is dark."""
        image = page.image.crop(tuple(round(2 * edge) for edge in area))
        ink = image.point(lambda grey: 255 if grey < 90 else 0)
        return [
            line for line in (ink, ink.transpose(Image.Transpose.ROTATE_90)) for line in rows(line)
        ]

    def rows(image: Image.Image) -> list[bytes]:
        data, width = image.tobytes(), image.width
        return [
            data[start : start + width]
            for start in range(0, len(data), width)
            if set(data[start : start + width]) == {255}
        ]

    high, low = page.height - top, page.height - bottom
    assert dark((left, high - 25, right, high - 1))
    assert dark((left, low + 1, right, low + 25))
    assert dark((left - 80, high, left - 1, low))
    assert dark((right + 1, high, right + 80, low))


@pytest.mark.slow
def test_same_input_same_bytes(make: Make, tmp_path: Path) -> None:
    """In another process, with another hash seed, home, and fonts on the machine."""
    fonts = tmp_path / ".fonts"
    fonts.mkdir()
    for font in (ROOT / "fonts").glob("NotoSans*.ttf"):
        shutil.copy(font, fonts / "AtkinsonHyperlegibleNext-Regular.ttf")
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "7", "HOME": str(tmp_path)}
    command = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine"]
    for tag in ("en", "ar"):
        subprocess.run(
            [*command, "--language", tag, "--output", tmp_path / "again.pdf"],
            env=environment,
            check=True,
            capture_output=True,
        )
        assert (tmp_path / "again.pdf").read_bytes() == make(tag).content


def test_draft_on_every_page_in_its_language(made: Verified) -> None:
    leaflet = made.record.leaflet
    band = Counter(comparable(leaflet.words["draft.band"]))
    for page in extract(made.content).pages:
        margins = "".join(run.text for run in page.runs if run.mcid is None)
        assert band <= Counter(comparable(margins))


def test_text_is_set_in_the_languages_own_font(made: Verified, built_in: Library) -> None:
    face = typeface_for(language(made.record.leaflet.language), built_in.all("fonts")).face
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        fonts = {
            str(font["/BaseFont"]).partition("+")[2]
            for page in pdf.pages
            for font in page.resources["/Font"].values()
        }
    name = face.family.replace(" ", "-")
    assert {name, f"{name}-Bold"} <= fonts


def test_measure_is_60_to_75_characters(make: Make) -> None:
    """Lines of running text in English: their usual length, and none much longer."""
    found = extract(make("en").content)
    running = {
        (part.page, part.mcid)
        for part in found.structure.contents
        if re.match(r"(before\.vaccines|how_to_take\.missed|about)", part.identity or "")
    }
    lines: dict[tuple[int, int], int] = {}
    for number, page in enumerate(found.pages):
        for run in page.runs:
            if (number, run.mcid) in running:
                key = number, round(run.box[1] / 4)
                lines[key] = lines.get(key, 0) + len(run.text)
    full = [length for length in lines.values() if length > 50]
    assert 60 <= sorted(full)[len(full) // 2] <= 75
    assert max(full) <= 85
