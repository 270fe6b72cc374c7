"""What counts as visible: letters against the pixels of their page."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.making.recipe import make_leaflet
from leaflets.verify.extraction import DrawnPage, TextRun
from leaflets.verify.visibility import hidden_runs

BLACK = (26, 26, 26)
BOX = (60.0, 100.0, 240.0, 130.0)


def page(share: float, shade: int = 245) -> DrawnPage:
    """A page with a run of text whose strokes fill a share of their place."""
    image = Image.new("L", (300, 300), shade)
    draw = ImageDraw.Draw(image)
    for x in range(60, 240, 10):
        if share:
            draw.rectangle((x, 170, x + 10 * share - 1, 199), fill=26)
    run = TextRun(0, "最重要的提醒", BOX, 30.0, BLACK, False, True)
    return DrawnPage(300, 300, (run,), (), 0, image)


@pytest.mark.parametrize(("share", "seen"), [(0.3, True), (0.7, True), (1.0, False), (0, False)])
def test_dense_strokes_are_seen_and_a_bar_is_not(share: float, seen: bool) -> None:
    assert bool(list(hidden_runs(page(share), sloping=False))) != seen


def test_letters_in_the_colour_of_the_page_are_not_seen() -> None:
    assert list(hidden_runs(page(0, shade=26), sloping=False))


@pytest.mark.slow
def test_bold_chinese_headings_are_seen(built_in: Library) -> None:
    edition = Edition(size="extra-large", paper="letter")
    file = built_in.find_sheet("warfarin")
    assert make_leaflet(built_in, file, language("zh-Hans"), edition).pages > 1
