"""The page before the disclaimer is not left half empty: those before it end a line earlier."""

from __future__ import annotations

from typing import Any

from conftest import ROOT

from leaflets.render.even_pages import evened
from leaflets.render.pdf import load_patched
from leaflets.render.weasyprint import boxes, loading, page_boxes, scope
from leaflets.render.weasyprint.fetching import sealed_fetcher
from leaflets.render.weasyprint.font_copies import configuration_in

ROOM = 10
"""Lines on a page."""


def page_of(lines: int, last: int) -> str:
    """So many lines, and a block of ``last`` lines that stands whole."""
    style = (
        "@font-face { font-family: F; src: url(leaflets:font) }"
        f"@page {{ size: 200px {ROOM * 20}px; margin: 0 }}"
        " * { margin: 0; font: 12px/20px F }"
        f" .whole {{ break-inside: avoid; height: {last * 20}px }}"
    )
    texts = "".join(f"<p>{number}</p>" for number in range(lines))
    return f"<style>{style}</style>{texts}<div class='whole'></div>"


def laid_out(html: str) -> Any:
    font = (ROOT / "fonts/AtkinsonHyperlegibleNext_400Regular.ttf").read_bytes()
    source = load_patched().HTML(string=html, url_fetcher=sealed_fetcher(lambda _url: font))
    return source.render(font_config=configuration_in(loading.folder()))


def used(document: Any) -> list[int]:
    """How many lines each page has."""
    return [
        round((boxes.last_line(page_boxes.flow(page)) - page_boxes.room(page)[0]) / 20)
        for page in document.pages
    ]


def test_lines_go_on_to_the_page_before_the_last() -> None:
    html = page_of(4 * ROOM + 3, ROOM - 2)
    with scope.typesetting():
        document = laid_out(html)
        assert used(document)[-2] < 8
        better = used(evened(document, html, laid_out))
    assert len(better) == len(used(document))
    assert better[-2] >= 8
    assert min(better[:-2]) >= ROOM - 2


def test_what_is_even_stays() -> None:
    html = page_of(5 * ROOM - 1, ROOM - 2)
    with scope.typesetting():
        document = laid_out(html)
        assert evened(document, html, lambda _html: None) is document


def test_a_few_pages_stay() -> None:
    """Each would lose too much."""
    html = page_of(ROOM + 3, ROOM - 2)
    with scope.typesetting():
        document = laid_out(html)
        assert evened(document, html, lambda _html: None) is document
