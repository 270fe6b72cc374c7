"""Pictograms: each has a picture and its words; size, words beside them, direction."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from by_hand import make_leaflet, prepare
from conftest import LANGUAGES, ROOT

from leaflets.content.phrase import pictogram_word
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.sheet.blocks import PICTOGRAMS
from leaflets.sheet.figures import MIRRORED

FOLDER = ROOT / "templates/pictograms"
SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_picture_of_shapes(name: str) -> None:
    root = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
    assert root.get("viewBox") == "0 0 48 48"
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= SHAPES


def test_no_picture_without_a_name() -> None:
    assert {file.stem for file in FOLDER.glob("*.svg")} == {*PICTOGRAMS, "warning"}
    assert len(PICTOGRAMS) >= 26
    assert set(MIRRORED) <= set(PICTOGRAMS)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_picture_has_its_words(tag: str, built_in: Library) -> None:
    words = built_in.words(language(tag)) or built_in.word_source
    for name in PICTOGRAMS:
        entry = words.entries[pictogram_word(name)]
        text = entry.text or entry.source
        assert 0 < len(text) <= 60, (tag, name, text)


@pytest.fixture
def pictured(own_library: Path) -> Library:
    """A sheet with every pictogram."""
    file = own_library / "sheets/tiny.yaml"
    items = "\n".join(
        f"    - {{id: p{number}, pictogram: {name}, text: Picture.}}"
        for number, name in enumerate(PICTOGRAMS)
    )
    text = file.read_text().replace(
        "uses:\n", f"storage:\n{items}\nuses:\n".replace("    -", "  -")
    )
    file.write_text(text.replace("supports: [name,", "supports: [name, storage,"))
    return library([own_library])


@pytest.mark.parametrize("size", ["standard", "large"])
def test_drawn_at_ten_millimetres_with_words_beside(size: str, pictured: Library) -> None:
    """Every pictogram and its words, in a PDF that verifies; larger where print is larger."""
    edition = Edition(size=size)  # type: ignore[arg-type]
    ready = prepare(pictured, pictured.find_sheet("tiny"), language("en"), edition)
    assert ready.laid.page.html.count('class="pictogram"') == len(PICTOGRAMS)
    made = make_leaflet(pictured, pictured.find_sheet("tiny"), language("en"), edition)
    heights = _image_heights(made.content)
    assert len(heights) == len(PICTOGRAMS)
    assert min(heights) >= (28.3 if size == "standard" else 42.5)


def _image_heights(content: bytes) -> list[float]:
    """The heights in pt of the boxes in which pictures are drawn (drawn as forms)."""
    import pypdfium2 as pdfium

    heights = []
    with pdfium.PdfDocument(io.BytesIO(content)) as pdf:
        for page in pdf:
            heights += [
                top - bottom
                for found in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_FORM], max_depth=1)
                for _, bottom, _, top in [found.get_bounds()]
            ]
    return heights


def test_mirrored_in_right_to_left(built_in: Library) -> None:
    """What has a direction is mirrored; a clock, and what looks the same in a mirror, is not."""
    file = built_in.find_sheet("azathioprine")
    plan = parse_dose("morning=1 tablet of 50 mg")
    html = prepare(built_in, file, language("ar"), Edition(), plan).laid.page.html
    for name, look in {
        "swallow-whole": "pictogram mirrored",
        "keep-from-children": "pictogram mirrored",
        "morning": "pictogram",
        "same-time": "pictogram",
    }.items():
        style = f"background-image: url(leaflets:pictogram/{name})"
        assert f'<div class="{look}" style="{style}' in html
    english = prepare(built_in, file, language("en"), Edition(), plan).laid.page.html
    assert "pictogram mirrored" not in english


def test_what_is_said_about_them_is_true(built_in: Library) -> None:
    """The page has a row for each, with its words, and names what is drawn by others."""
    page = (ROOT / "docs/pictograms.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, re.M))
    source = built_in.words(language("en")) or built_in.word_source
    assert rows == {name: source.entries[pictogram_word(name)].source for name in PICTOGRAMS}
    mirrored = page.partition("are mirrored:")[2].partition(". ")[0]
    assert set(re.findall(r"`([a-z-]+)`", mirrored)) == set(MIRRORED)
    licence = (FOLDER / "LICENSE-healthicons.txt").read_text(encoding="utf-8")
    named = re.findall(r"^  ([a-z-]+)  ", licence, re.M)
    taken = page.partition("Pictures with a clock never are.")[2].partition("are\nfrom")[0]
    assert set(named) == set(re.findall(r"`([a-z-]+)`", taken)) <= set(PICTOGRAMS)
