"""How much paper a leaflet takes, and how well its pages are filled."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import yaml
from by_hand import prepare
from conftest import ROOT

import leaflets
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.making.recipe import Ready, make_here
from leaflets.verify.extraction import Extract, extract

MOST: dict[str, dict[str, dict[str, int]]] = yaml.safe_load(
    (ROOT / "tests/render/most_pages.yaml").read_text()
)
CASES = [
    (sheet, language, edition, most)
    for edition, sheets in MOST.items()
    for sheet, languages in sheets.items()
    for language, most in languages.items()
]
ALWAYS = {("azathioprine", "en", "standard"), ("methotrexate", "es", "plan")}
HOLE = 0.15
HOLE_AT_24_PT = 0.2
"""The share of the text area that may be empty in one place, on all pages but the last: at 24 pt a
heading of three lines and the two after it are a fifth of a page.
"""
LINE = 79
"""Nine of ten lines have no more letters: 75 are wanted, where a line is not of one language."""
LATIN = ("en", "es", "fr", "de")


def _pages() -> ModuleType:
    """benchmarks/pages.py: the same measure as there."""
    file = ROOT / "benchmarks/pages.py"
    spec = importlib.util.spec_from_file_location("benchmark_pages", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_pages"] = module
    spec.loader.exec_module(module)
    return module


PAGES = _pages()


@pytest.fixture(scope="module")
def made() -> Iterator[Any]:
    with leaflets.open_library() as library, leaflets.pool() as pool:
        yield lambda *case: extract(PAGES.leaflet_of(library, pool, *case))


@pytest.mark.parametrize(
    ("sheet", "language", "edition", "most"),
    [pytest.param(*case, marks=[] if case[:3] in ALWAYS else pytest.mark.slow) for case in CASES],
)
def test_leaflets_take_little_paper(
    made: Any, sheet: str, language: str, edition: str, most: int
) -> None:
    found = PAGES.filled(made(sheet, language, edition).pages)
    assert found.pages <= most
    most_empty = HOLE_AT_24_PT if edition == "extra-large" else HOLE
    assert found.hole <= most_empty, f"page {found.hole_page}"
    if edition in ("standard", "plan") and language in LATIN:
        assert found.characters <= LINE


def text_of(found: Extract, number: int) -> str:
    return " ".join("".join(run.text for run in found.pages[number - 1].runs).split())


def test_first_page_tells_date_publisher_and_contents(made: Any) -> None:
    found = made("azathioprine", "en", "standard")
    first = text_of(found, 1)
    assert "Version 1.0 of November" in first
    assert "No publisher is named yet." in first
    assert "Contents" in first
    number = re.search(r"Side effects\s*(\d)", first)
    assert number
    assert "Side effectsMost people do well" in text_of(found, int(number[1]))


def test_headings_go_on_with_what_they_head(made: Any) -> None:
    """They are no text of the leaflet: a reader hears each heading once."""
    found = made("methotrexate", "es", "plan")
    texts = [text_of(found, number) for number in range(1, len(found.pages) + 1)]
    going_on = [text for text in texts if "(continuación)" in text]
    assert going_on
    runs = [run for page in found.pages for run in page.runs if "(continuación)" in run.text]
    assert runs
    assert all(run.mcid is None for run in runs)


def test_zeros_have_no_stroke() -> None:
    """A stroke makes 100 mg look like 1ØØ mg; its inside would be in two parts."""
    from fontTools.ttLib import TTFont

    for file in sorted((ROOT / "fonts").glob("*.ttf")):
        with TTFont(file) as font:
            if (name := font.getBestCmap().get(ord("0"))) and "glyf" in font:
                glyph = font["glyf"][name]
                assert glyph.isComposite() or glyph.numberOfContours == 2, file.name


@pytest.fixture(scope="module")
def ready() -> Ready:
    found = library([])
    return prepare(found, found.read_sheet("warfarin"), language("en"), Edition())


def made_with(ready: Ready, old: str, new: str) -> set[str]:
    """The codes of what is wrong with a leaflet whose page was changed before it was typeset."""
    html = ready.task.page.html  # type: ignore[union-attr]
    assert old in html
    page = replace(ready.task.page, sizes=(html.replace(old, new),))  # type: ignore[arg-type]
    with pytest.raises(LeafletsError) as caught:
        make_here(replace(ready, task=replace(ready.task, page=page)))
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Another part's heading, over what must be done the same day.
        ('class="continued">Call your doctor (', 'class="continued">Usually mild ('),
        # A heading that says more than that it goes on.
        ("(continued)", "(continued: not for you)"),
    ],
)
def test_heading_that_goes_on_is_that_of_what_stands_there(
    ready: Ready, old: str, new: str
) -> None:
    assert made_with(ready, old, new) == {"verification-furniture"}


@pytest.mark.slow
def test_name_that_goes_on_is_that_of_its_item() -> None:
    """Another name over what to do about this one; in large print, some items go on."""
    found = library([])
    sheet, large = found.read_sheet("warfarin"), Edition(size="large")
    ready = prepare(found, sheet, language("en"), large)
    names = re.findall(
        r'<div class="card[^"]*">\s*(?:<div[^>]*></div>\s*)?<p class="continued">(?=<?[A-Z])',
        ready.task.page.html,  # type: ignore[union-attr]
    )
    assert len(names) > 10
    assert made_with(ready, names[0], f"{names[0]}Too many ") == {"verification-furniture"}


def test_heading_does_not_go_on_under_what_it_heads(ready: Ready) -> None:
    rule = ".box > .continued { transform: translateY(90pt) }</style>"
    assert "verification-furniture" in made_with(ready, "</style>", rule)


def test_number_in_the_contents_is_that_of_the_page(ready: Ready) -> None:
    rule = ".page::before { content: '3' }</style>"
    assert made_with(ready, "</style>", rule) == {"verification-text-differs"}
