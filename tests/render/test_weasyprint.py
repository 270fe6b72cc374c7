"""What leaflets/render/weasyprint/ relies on inside WeasyPrint and pydyf, and that it still is so.

For each module there is a test of its name. Where one fails after WeasyPrint has changed, read
the module's docstring and what it pins, in WeasyPrint's file of that name.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import inspect
import io
import logging
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import ROOT
from fontTools.ttLib import TTFont

from leaflets.errors import LeafletsError
from leaflets.render import weasyprint as folder
from leaflets.render.pdf import load_patched, render_page, typeset
from leaflets.render.task import Page, Squares, Task
from leaflets.render.weasyprint import (
    attached_files,
    bookmarks,
    boxes,
    fetching,
    font_copies,
    loading,
    log,
    page_boxes,
    pdf_objects,
    scope,
    written_objects,
    xmp,
)
from leaflets.render.weasyprint.marked_content import marked_pages
from leaflets.render.weasyprint.structure_tree import tree_of
from leaflets.snapshot import NotedFile, Snapshot
from leaflets.verify.extraction import extract

FONTS = {
    "en": ("AtkinsonHyperlegibleNext_400Regular.ttf", "AtkinsonHyperlegibleNext_700Bold.ttf"),
    "ar": ("Amiri_400Regular.ttf", "Amiri_700Bold.ttf"),
    "hi": ("NotoSansDevanagari_400Regular.ttf", "NotoSansDevanagari_700Bold.ttf"),
}
HINDI = "गर्भावस्था, क्षेत्र, स्त्री, विद्यार्थी, कृपया, ज्ञान, श्रृंगार, प्रतिरक्षा"
ARABIC = "لا تتوقف عن تناول الدواء. الكبد والكلى والقلب. الآزاثيوبرين"
OURS = Path(folder.__file__).parent
MODULES = sorted(file.stem for file in OURS.glob("*.py") if file.stem != "__init__")
THEIRS = ("70.0", "0.13.0")
READ_AGAIN = "WeasyPrint or pydyf has changed: read leaflets/render/weasyprint/ again, and"


def noted(file: Path) -> NotedFile:
    return NotedFile(file, Snapshot().digest(file))


def page_of(body: str, tag: str = "en", style: str = "") -> Page:
    regular, bold = (noted(ROOT / "fonts" / name) for name in FONTS[tag])
    direction = "rtl" if tag == "ar" else "ltr"
    html = f"""<html lang="{tag}" dir="{direction}"><head><title>T</title><style>
        @font-face {{ font-family: F; src: url(leaflets:font/regular) }}
        @page {{ size: 200pt 200pt; margin: 20pt }}
        html {{ font: 12pt F }} {style}</style></head><body>{body}</body></html>"""
    return Page((html,), {"leaflets:font/regular": regular, "leaflets:font/bold": bold})


def pdf_of(page: Page) -> bytes:
    return typeset(Task(page, "{}", datetime(2026, 1, 1)))


def their_pdf(
    page: Page, look: Callable[[Any, Any], None] | None = None, **options: Any
) -> tuple[bytes, Any]:
    """A PDF as WeasyPrint makes it, and its layout; ``look`` sees the PDF before it is written."""
    files = {url: found.content() for url, found in page.resources.items()}  # type: ignore[union-attr]
    source = load_patched().HTML(
        string=page.html, base_url="leaflets:", url_fetcher=fetching.sealed_fetcher(files.get)
    )
    document = source.render(font_config=font_copies.configuration_in(loading.folder()))
    return document.write_pdf(finisher=look, **options), document


def their_objects(page: Page, **options: Any) -> Any:
    """The PDF object that WeasyPrint is about to write."""
    seen: list[Any] = []
    their_pdf(page, lambda _document, pdf: seen.append(pdf), **options)
    return seen[0]


def letters(content: bytes) -> list[str]:
    """The letters that come out of a PDF, sorted; its writer has no order to rely on."""
    drawn = "".join(run.text for page in extract(content).pages for run in page.runs)
    return sorted(re.sub(r"[\s\u200b]", "", drawn))


def digest_of(function: Any) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


def test_versions_are_those_that_were_read() -> None:
    assert (version("weasyprint"), version("pydyf")) == THEIRS, READ_AGAIN
    named = f"WeasyPrint {THEIRS[0]} and pydyf {THEIRS[1]}"
    assert named in str(folder.__doc__)


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_a_test(module: str) -> None:
    here = Path(__file__).parent.glob("test_weasyprint*.py")
    assert any(f"\ndef test_{module}_" in file.read_text() for file in here)
    assert f"``{module}``" in str(folder.__doc__)


def test_nothing_else_reaches_in() -> None:
    """Attributes that only these modules know; that nothing else imports, import-linter tells."""
    private = re.compile(
        r"\.(_page_box|_folder|element_tag|pango_layout|to_unicode|position_[xy]|content_box_y"
        r"|page_references|objects|baseline)\b|(?<!boxes)\.margin_height\b|\bpdf\.catalog\["
        r"|\b(?:import|from) (?:weasyprint|pydyf|cffi)\b|\b(?:pydyf|ffi)\."
    )
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / "leaflets").rglob("*.py"))
        if file.parent != OURS
        for line in file.read_text().splitlines()
        if private.search(line)
    ]
    assert found == []


def config_files(configuration: Any) -> Iterator[Path]:
    """The files that a configuration of Fontconfig was read from."""
    from weasyprint.text.ffi import ffi, fontconfig

    files = fontconfig.FcConfigGetConfigFiles(configuration)
    while (name := fontconfig.FcStrListNext(files)) != ffi.NULL:
        yield Path(ffi.string(name).decode())


def test_loading_sees_no_fonts_of_the_machine() -> None:
    load_patched()
    from weasyprint.text.ffi import ffi, fontconfig

    configuration = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    assert fontconfig.FcConfigGetFonts(configuration, fontconfig.FcSetSystem).nfont == 0
    used = [str(file) for file in config_files(configuration)]
    assert used == [str(loading.folder() / "fonts.conf")]


@pytest.mark.parametrize("text", [HINDI, ARABIC])
def test_scope_leaves_the_pdfs_of_others_alone(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that uses WeasyPrint itself gets what it got before, to the byte."""
    page = page_of(f"<p>{text}</p>" * 2, "hi" if text is HINDI else "ar")
    options = {"pdf_variant": "pdf/ua-1"}
    pdf_of(page)
    beside = their_pdf(page, **options)[0]
    with scope.typesetting():
        assert their_pdf(page, **options)[0] != beside
    from weasyprint.draw import text as draw_text
    from weasyprint.pdf import tags
    from weasyprint.pdf.stream import Stream

    from leaflets.render.weasyprint import drawn_line, element_boxes, shown_text

    monkeypatch.setattr(draw_text, "draw_first_line", drawn_line.original)
    monkeypatch.setattr(Stream, "show_text", shown_text.original)
    monkeypatch.setattr(tags, "_build_box_tree", element_boxes.original)
    assert their_pdf(page, **options)[0] == beside


def test_scope_is_one_threads_and_ends_with_an_error() -> None:
    seen: list[bool] = []
    other = threading.Thread(target=lambda: seen.append(scope.is_ours()))

    def fail() -> None:
        with scope.typesetting():
            seen.append(scope.is_ours())
            other.start()
            other.join()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [*seen, scope.is_ours()] == [True, False, False]


WARNED = {
    "a glyph": ("<p>✓</p>", "", r"U\+2713"),
    "a glyph of another script": ("<p>\u0e01\u0e33</p>", "", r"U\+0E01"),
    "a picture": ("<img alt='x' src='leaflets:none'>", "", "leaflets:none"),
    "a property": ("<p>x</p>", "p { colour: red }", "colour"),
    "a selector": ("<p>x</p>", "p:::y { color: red }", "selector"),
}


@pytest.mark.parametrize("what", WARNED)
def test_log_hears_what_weasyprint_goes_on_from(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a program that has disabled all loggers (dictConfig does so)."""
    body, style, message = WARNED[what]
    load_patched()
    logger = logging.getLogger("weasyprint")
    monkeypatch.setattr(logger, "disabled", True)
    monkeypatch.setattr(logger, "level", logging.CRITICAL)
    monkeypatch.setattr(logger.manager, "disable", logging.CRITICAL)
    with pytest.raises(LeafletsError, match=message):
        pdf_of(page_of(body, style=style))


def test_log_is_left_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    load_patched()
    logger = logging.getLogger("weasyprint")

    def state() -> object:
        return [*logger.handlers], [*logger.filters], logger.level, logger.propagate

    before = state()
    with pytest.raises(LeafletsError):
        pdf_of(page_of("<p>✓</p>"))
    assert state() == before
    assert caplog.records == []
    logger.warning("of the program's own")
    logger.info("not asked for")
    assert [record.getMessage() for record in caplog.records] == ["of the program's own"]


def test_log_is_of_one_thread() -> None:
    """Two threads got each other's warnings, and the first that ended let the second's out."""
    load_patched()
    logger = logging.getLogger("weasyprint")
    errors: list[LeafletsError] = []

    def bad() -> None:
        try:
            pdf_of(page_of("<p>✓</p>"))
        except LeafletsError as error:
            errors.append(error)

    with log.warnings_kept() as kept:
        other = threading.Thread(target=bad)
        other.start()
        other.join()
        assert kept == []
        logger.warning("ours")
        assert [record.getMessage() for record in kept] == ["ours"]
    ((found,),) = [error.problems for error in errors]
    assert "U+2713" in found.message
    assert logger.propagate


def test_log_of_two_threads_at_once() -> None:
    load_patched()
    logger = logging.getLogger("weasyprint")
    both = threading.Barrier(2, timeout=60)
    heard: dict[str, list[str]] = {}

    def run(name: str, is_first: bool) -> None:
        with log.warnings_kept() as kept:
            both.wait()
            logger.warning("%s begins", name)
            both.wait()
            if not is_first:
                ended.wait(60)
            logger.warning("%s ends", name)
        heard[name] = [record.getMessage() for record in kept]
        ended.set()

    ended = threading.Event()
    threads = [threading.Thread(target=run, args=(n, n == "one")) for n in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {name: [f"{name} begins", f"{name} ends"] for name in ("one", "two")}


def test_log_is_the_only_one() -> None:
    """All that WeasyPrint logs goes through the two loggers that we have, by their own methods."""
    theirs = Path(inspect.getfile(load_patched())).parent
    sources = {file: file.read_text() for file in theirs.rglob("*.py")}
    named = Counter(
        name for text in sources.values() for name in re.findall(r"getLogger\('([\w.]+)'\)", text)
    )
    assert named == {"weasyprint": 1, "weasyprint.progress": 1}, READ_AGAIN
    warned = [file for file, text in sources.items() if re.search(r"\bwarnings?\.warn\(", text)]
    assert [file.relative_to(theirs).as_posix() for file in warned] == ["text/ffi.py"]


NAMED = {
    "a picture": "<img alt='x' src='https://example.org/x.png'>",
    "a file": "<img alt='x' src='file:///etc/passwd'>",
    "a style sheet": "<link rel=stylesheet href='https://example.org/x.css'>",
    "an import": "<style>@import 'https://example.org/x.css';</style>",
    "a font": "<style>@font-face { font-family: G; src: url(https://example.org/x.ttf) }</style>",
    "a background": "<p style='background: url(https://example.org/x.png)'>x</p>",
    "an attachment": "<link rel=attachment href='file:///etc/passwd'>",
    "a drawing": "<object data='https://example.org/x.svg' type='image/svg+xml'></object>",
    "a drawing's picture": (
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><title>x</title>"
        "<image href='https://example.org/x.png' width='9' height='9'/></svg>"
    ),
}


@pytest.mark.parametrize("what", NAMED)
def test_fetching_is_asked_for_all_that_a_page_names(what: str) -> None:
    with pytest.raises(LeafletsError) as caught:
        pdf_of(page_of(f"<p>x</p>{NAMED[what]}"))
    assert "rendering-address" in {found.code for found in caught.value.problems}


def test_font_copies_lie_where_ours_do(monkeypatch: pytest.MonkeyPatch) -> None:
    load_patched()
    from weasyprint.text import fonts

    def refuse(*_arguments: object, **_options: object) -> str:
        raise AssertionError(f"{READ_AGAIN} where it copies fonts to")

    monkeypatch.setattr(fonts, "mkdtemp", refuse)
    gc.collect()  # Copies of earlier pages go now, not while the folder is listed.
    before = set(loading.folder().rglob("*"))
    _content, _layout = their_pdf(page_of("<p>x</p>"))  # The copies go with the layout.
    new = {file for file in loading.folder().rglob("*") if file.is_file()} - before
    assert [TTFont(file)["name"].getDebugName(16) for file in new if "." not in file.name]


def test_font_copies_of_one_page_are_not_anothers() -> None:
    """A font kept the name that an earlier page of the process gave it, and so did its PDF."""
    page = page_of("<p>x</p>")
    other = Page(
        (page.html.replace("font-family: F", "font-family: G").replace("pt F", "pt G"),),
        page.resources,
    )
    for name, one in (("F", page), ("G", other), ("F", page)):
        with pikepdf.open(io.BytesIO(pdf_of(one))) as pdf:
            (font,) = pdf.pages[0].Resources.Font.values()
        assert str(font.BaseFont).partition("+")[2] == name


@pytest.mark.parametrize("set_by", [pdf_of, render_page])
@pytest.mark.parametrize(
    ("style", "code"),
    [
        ("", "rendering-no-font"),
        ("@font-face { font-family: G; src: url(x:y) }", "rendering-address"),
    ],
)
def test_font_copies_that_are_none_are_an_error(
    style: str, code: str, set_by: Callable[[Page], object]
) -> None:
    """Pango ended the process (SIGSEGV); after another page, that page's font was taken."""
    html = f"<html lang='en'><head><title>T</title><style>{style}</style></head><p>A</p></html>"
    for resources in ({}, page_of("").resources):
        with pytest.raises(LeafletsError) as caught:
            set_by(Page((html,), resources))
        assert code in {found.code for found in caught.value.problems}


def test_drawn_squares_are_drawn_and_nothing_is_fetched() -> None:
    squares = Squares(((0, 0, 2), (1, 2, 1)), 4, 40.0)
    page = page_of('<img src="leaflets:code/0/0" alt="" style="display: block">')
    content = render_page(replace(page, squares={"leaflets:code/0/0": squares}))[1]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawn = pikepdf.parse_content_stream(pdf.pages[0])
        of_rows = [
            [float(str(n)) for n in one.operands] for one in drawn if str(one.operator) == "re"
        ]
        scales = [float(str(one.operands[0])) for one in drawn if str(one.operator) == "cm"]
    assert of_rows[-2:] == [[0, 0, 2, 1], [1, 2, 1, 1]]
    assert any(scale == pytest.approx(10 * 96 / 25.4) for scale in scales)
    with pytest.raises(LeafletsError, match="rendering-address"):
        render_page(page)


def texts_in(box: Any) -> list[str]:
    own = [box.text] if boxes.base_line(box) else []
    return own + [text for child in boxes.children(box) for text in texts_in(child)]


def test_page_boxes_tell_margins_from_the_flow() -> None:
    style = "@page { @bottom-left { content: 'Foot' } }"
    document, _ = render_page(page_of("<p>Text</p>", style=style))
    (page,) = document.pages
    assert sorted(texts_in(page_boxes.whole(page))) == ["Foot", "Text"]
    assert texts_in(page_boxes.flow(page)) == ["Text"]
    assert boxes.tag(page_boxes.flow(page)) == "html"
    assert page_boxes.room(page) == pytest.approx((20 / 0.75, 160 / 0.75))


def walk(box: Any) -> Iterator[Any]:
    yield box
    for child in boxes.children(box):
        yield from walk(child)


QUICK = """
import sys
from leaflets.render.weasyprint import loading, quick_import
{0}
loading.load()
from leaflets.render.pdf import load_patched
load_patched()
assert not {{"cffi", "pycparser", "fontTools.subset"}} & set(sys.modules) or {1}
import cffi, fontTools.subset
assert cffi.FFI.__module__ == "cffi.api"
assert fontTools.subset.Subsetter().options.glyph_names is False
import hashlib
from pathlib import Path
sys.path[:0] = ["tests", "tests/render"]
from test_weasyprint import HINDI, page_of, pdf_of
print(hashlib.sha256(pdf_of(page_of(f"<p>{{HINDI}}</p>", "hi"))).hexdigest())
"""


def test_quick_import_spares_time_and_changes_nothing() -> None:
    """The same bytes come out of WeasyPrint as it is; what it left out is there for others."""
    plain = "quick_import._READ = 'another version'"
    made = [
        subprocess.run(
            [sys.executable, "-c", QUICK.format(*how)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for how in (("", "False"), (plain, "True"))
    ]
    assert made[0] == made[1]


def test_pango_declarations_are_those_of_weasyprint(tmp_path: Path) -> None:
    """Made again from its text; where they differ, this is what they must be."""
    import cffi

    from leaflets.render.weasyprint.pango_declarations import DECLARED

    (package,) = importlib.util.find_spec("weasyprint").submodule_search_locations  # type: ignore[union-attr]
    text = (Path(package) / "text/ffi.py").read_text()
    (declared,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", text, re.DOTALL)
    ffi = cffi.FFI()
    ffi.cdef(declared)
    ffi.set_source("made", None)
    file = tmp_path / "made.py"
    ffi.emit_python_code(str(file))
    arguments = file.read_text().partition("_cffi_backend.FFI('made',")[2]
    assert eval(f"dict({arguments}") == DECLARED


def test_boxes_are_read() -> None:
    body = "<p data-phrase='a' dir='rtl' lang='fr'>One</p><ul><li>Two</li></ul><h2>Three</h2>"
    style = "* { margin: 0; line-height: 20pt } h2 { height: 60pt } p::before { content: '+' }"
    document, _ = render_page(page_of(body, style=style))
    whole = page_boxes.whole(document.pages[0])
    assert boxes.attribute(whole, "data-phrase") is None
    found = {boxes.tag(box): box for box in reversed(list(walk(whole)))}
    assert {"p", "p::before", "li", "li::marker", "h2"} <= found.keys()
    paragraph = found["p"]
    assert boxes.attribute(paragraph, "data-phrase") == "a"
    assert boxes.element(paragraph).tag.endswith("p")
    assert (boxes.language(paragraph), boxes.language(found["h2"])) == ("fr", "en")
    assert boxes.is_right_to_left(paragraph)
    assert not boxes.is_right_to_left(found["h2"])
    assert boxes.base_line(paragraph) is None
    assert boxes.margin_height(paragraph) == pytest.approx(20 / 0.75)
    assert boxes.line_height(paragraph) == pytest.approx(20 / 0.75)
    assert boxes.margin_height(found["h2"]) == pytest.approx(60 / 0.75)
    # The last line, not the end of the box, which is higher than its line.
    assert boxes.last_line(page_boxes.flow(document.pages[0])) == pytest.approx(80 / 0.75)
    (line,) = [box for box in walk(found["h2"]) if boxes.base_line(box)]
    x, y = boxes.base_line(line) or (0, 0)
    assert x == pytest.approx(20 / 0.75)
    assert 60 / 0.75 < y < 80 / 0.75


def page_texts(body: str, style: str = "") -> list[list[str]]:
    """The lines of text on each page of 160 pt, with lines of 20 pt."""
    rules = f"* {{ margin: 0; line-height: 20pt; orphans: 1; widows: 1 }} {style}"
    document, _ = render_page(page_of(body, style=rules))
    return [
        [box.text for box in walk(page_boxes.flow(page)) if boxes.base_line(box)]
        for page in document.pages
    ]


def rows(*numbers: int) -> str:
    return "".join(f"<p>{number}</p>" for number in numbers)


def test_page_breaks_are_the_known_ones() -> None:
    load_patched()
    from leaflets.render.weasyprint import page_breaks

    known = digest_of(page_breaks.original)
    assert known == "65842ca53a8391eb", f"{READ_AGAIN} block_container_layout"


def test_page_breaks_keep_a_box_whole_unless_that_leaves_a_hole() -> None:
    kept = "<div style='break-inside: avoid'>{}</div>"
    # Of eight lines on a page, the box of four has three: they would stay empty.
    parted = page_texts(rows(*range(5)) + kept.format(rows(5, 6, 7, 8)))
    assert [len(page) for page in parted] == [8, 1]
    # With room for less than a line, it goes to the next page whole.
    high = "<p style='height: 145pt'>0</p>"
    assert page_texts(high + kept.format(rows(1, 2))) == [["0"], ["1", "2"]]


def test_page_breaks_count_the_headings_before_a_box() -> None:
    """The box alone would leave little, with its heading it leaves much."""
    heading = "<h2 style='font-size: 12pt; break-after: avoid; height: 40pt'>H</h2>"
    box = f"<div style='break-inside: avoid'>{rows(1, 2, 3)}</div>"
    high = "<p style='height: 90pt'>0</p>"
    assert page_texts(high + heading + box) == [["0", "H", "1"], ["2", "3"]]


def test_page_breaks_leave_whole_what_must_be() -> None:
    whole = f"<div class='box whole' style='break-inside: avoid'>{rows(5, 6, 7, 8)}</div>"
    assert [len(page) for page in page_texts(rows(*range(5)) + whole)] == [5, 4]


def test_page_breaks_never_part_a_heading() -> None:
    """Five lines of a heading, where three have room, and four lines would stay empty."""
    heading = f"<h2 style='break-inside: avoid'>{'<br>'.join('abcde')}</h2>"
    first, second = page_texts(rows(*range(4)) + heading + rows(4, 5))
    assert first == ["0", "1", "2", "3"]
    assert second == [*"abcde", "4", "5"]


def test_page_breaks_repeat_a_heading_where_a_box_goes_on() -> None:
    head = "<h2 style='font-size: 12pt'>H</h2><p class='continued'>H again</p>"
    box = f"<div style='border: 1pt solid'>{head}{rows(*range(1, 10))}</div>"
    first, second = page_texts(f"<p>0</p>{box}")
    assert first == ["0", "H", "1", "2", "3", "4", "5"]
    assert second == ["H again", "6", "7", "8", "9"]
    assert page_texts(f"<div>{head}{rows(1)}</div>") == [["H", "1"]]


def test_page_breaks_end_a_frame_with_what_is_in_it() -> None:
    box = f"<div id='b'>{rows(*range(5))}<div style='break-inside: avoid'>{rows(5, 6)}</div></div>"
    style = "* { margin: 0; line-height: 20pt } p { height: 29pt } #b { border: 1pt solid }"
    document, _ = render_page(page_of(box, style=style))
    first = next(b for b in walk(page_boxes.flow(document.pages[0])) if boxes.attribute(b, "id"))
    assert len(document.pages) == 2
    assert boxes.margin_height(first) == pytest.approx((5 * 29 + 1) / 0.75, abs=2.5)


def test_page_breaks_are_theirs_in_pages_of_others() -> None:
    """A program that makes PDFs of its own gets what WeasyPrint makes."""
    kept = f"<div style='break-inside: avoid'>{rows(5, 6, 7, 8)}</div>"
    style = "* { margin: 0; line-height: 20pt }"
    _, document = their_pdf(page_of(rows(*range(5)) + kept, style=style))
    texts = [b.text for b in walk(page_boxes.flow(document.pages[0])) if boxes.base_line(b)]
    assert texts == ["0", "1", "2", "3", "4"]


def test_first_words_are_cut_by_the_known_function() -> None:
    load_patched()
    from weasyprint.text.line_break import split_first_line

    assert digest_of(split_first_line) == "39ad1016863ca34d", f"{READ_AGAIN} split_first_line"


def first_line(page: Page, ours: bool) -> str:
    document = render_page(page)[0] if ours else their_pdf(page)[1]
    drawn = [b for b in walk(page_boxes.flow(document.pages[0])) if boxes.base_line(b)]
    top = drawn[0].position_y
    return "".join(b.text for b in drawn if abs(b.position_y - top) < 2)


def test_first_words_do_not_stand_alone_before_bold_ones() -> None:
    """Text that fits in a line but for the space after it, and something after that."""
    alone = set()
    for tenths in range(1900, 2100, 5):
        style = f"p {{ margin: 0; width: {tenths / 10}pt }} @page {{ size: 300pt }}"
        page = page_of(
            "<p>Swallow the tablets whole with water. <b>Never-crush-them</b></p>", style=style
        )
        ours, theirs = first_line(page, True), first_line(page, False)
        assert ours.startswith("Swallow the tablets whole with")
        if theirs != ours:
            alone.add((theirs, ours.strip()))
    assert alone == {("Swallow", "Swallow the tablets whole with water.")}


def test_page_filling_draws_a_page_that_ends_early_apart() -> None:
    whole = f"<div class='whole' style='break-inside: avoid'>{rows(*range(5, 11))}</div>"
    style = "* { margin: 0; line-height: 20pt } h2 { font-size: 12pt; break-after: avoid }"
    body = f"<p>0</p><p>1</p><h2>H</h2><p>2</p>{whole}"
    document, _ = render_page(page_of(body, style=style))
    assert len(document.pages) == 2
    tops = [
        box.position_y * 0.75
        for box in walk(page_boxes.flow(document.pages[0]))
        if boxes.tag(box) in ("p", "h2") and hasattr(box, "children") and not hasattr(box, "text")
    ]
    tops = sorted({round(top, 1) for top in tops})
    # Half of the page is empty: the gap before a heading grows by as much as would be seen at the
    # foot, others by a third of that, and none comes after headings.
    gaps = [after - before - 20 for before, after in pairwise(tops)]
    assert gaps == pytest.approx([0.145 * 160 / 3, 0.145 * 160, 0], abs=0.2)


def test_page_filling_leaves_the_lines_of_a_text_as_they_are() -> None:
    """Items in one line stay in it, whatever box the line stands in."""
    whole = f"<div class='whole' style='break-inside: avoid'>{rows(*range(5, 11))}</div>"
    style = "* { margin: 0; line-height: 20pt } ul { padding: 0 } li { display: inline }"
    items = "<ul><li>1</li> <li>2</li> <li>3</li></ul><div><span>4</span><br><span>5</span></div>"
    document, _ = render_page(page_of(f"<p>0</p>{items}<p>6</p>{whole}", style=style))
    page = document.pages[0]
    tops = {b.text.strip(): b.position_y for b in walk(page_boxes.flow(page)) if boxes.base_line(b)}
    assert tops["1"] == tops["2"] == tops["3"]
    assert tops["5"] - tops["4"] == pytest.approx(20 / 0.75)
    assert tops["4"] - tops["3"] > 22 / 0.75


def test_page_filling_leaves_full_pages_and_the_last_one() -> None:
    style = "* { margin: 0; line-height: 20pt }"
    document, _ = render_page(page_of(rows(*range(10)), style=style))
    for page in document.pages:
        found = [b.position_y for b in walk(page_boxes.flow(page)) if boxes.tag(b) == "p"]
        steps = {round((b - a) * 0.75) for a, b in pairwise(sorted(set(found)))}
        assert steps <= {0, 20}


def test_drawn_line_is_the_known_one() -> None:
    load_patched()
    from leaflets.render.weasyprint import drawn_line

    assert digest_of(drawn_line.original) == "1bb8eae6d88e71b1", f"{READ_AGAIN} draw_first_line"


def test_drawn_line_is_still_needed() -> None:
    """When WeasyPrint writes each letter right by itself, the patch may go."""
    page = page_of(f"<p>{HINDI}</p>", "hi")
    wanted = sorted(HINDI.replace(" ", ""))
    assert letters(pdf_of(page)) == wanted
    assert letters(their_pdf(page, pdf_variant="pdf/ua-1")[0]) != wanted


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, list[str]]]:
    """The items of each line that WeasyPrint draws, and what it shows for it."""
    load_patched()
    from weasyprint.draw import text as draw_text
    from weasyprint.pdf.stream import Stream

    from leaflets.render.weasyprint import drawn_line, glyph_items, shown_text

    found: list[tuple[Any, list[str]]] = []

    def draw(stream: Any, textbox: Any, *arguments: Any) -> Any:
        found.append((list(glyph_items.glyph_items(stream, textbox)), []))
        return drawn_line.original(stream, textbox, *arguments)

    def show(stream: Any, text: str) -> None:
        found[-1][1].append(text)
        shown_text.original(stream, text)

    monkeypatch.setattr(draw_text, "draw_first_line", draw)
    monkeypatch.setattr(Stream, "show_text", show)
    return found


@pytest.mark.parametrize(("tag", "text"), [("en", "Two words"), ("hi", HINDI), ("ar", ARABIC)])
def test_shown_text_has_the_glyphs_as_numbers(
    tag: str, text: str, lines: list[tuple[Any, list[str]]]
) -> None:
    """In the order of Pango's items, four digits each; draw_text asks its module for both."""
    their_pdf(page_of(f"<p>{text}</p>", tag))
    assert lines
    for items, shown in lines:
        numbers = "".join(re.findall(r"<([0-9a-f]*)>", "".join(shown)))
        drawn = [item.glyphs[place] for item in items for place in places_of(item)]
        assert [int(numbers[n : n + 4], 16) for n in range(0, len(numbers), 4)] == drawn


def places_of(item: Any) -> list[int]:
    return sorted(place for _, places in item.clusters for place in places)


def test_shown_text_of_other_glyphs_is_an_error() -> None:
    load_patched()
    from leaflets.render.weasyprint.shown_text import shown_by

    class Stream:
        codes: list[int] | None = None

    stream = Stream()
    with pytest.raises(AssertionError, match="other glyphs"), shown_by(stream, [1]):
        pass
    assert stream.codes is None


@pytest.mark.parametrize(("tag", "text"), [("en", "Two words"), ("hi", HINDI), ("ar", ARABIC)])
def test_glyph_items_say_all_of_a_line(
    tag: str, text: str, lines: list[tuple[Any, list[str]]]
) -> None:
    their_pdf(page_of(f"<p>{text}</p>", tag, "p { white-space: nowrap }"))
    ((items, _),) = lines
    assert {item.is_right_to_left for item in items} == {tag == "ar"}
    said = Counter("".join(text for item in items for text, _ in item.clusters))
    assert said == Counter(text)
    assert all(places for item in items for _, places in item.clusters)


def test_font_texts_are_what_a_font_has() -> None:
    from leaflets.render.weasyprint import font_texts

    _, document = their_pdf(page_of(f"<p>{HINDI}</p>", "hi"))
    (font,) = font_texts.fonts_of(document)
    with TTFont(ROOT / "fonts" / FONTS["hi"][0]) as known:
        assert font_texts.first_free_code(font) == known["maxp"].numGlyphs
        assert font_texts.file_of(font)
        order = known.getBestCmap()
        assert font_texts.texts(font)[known.getGlyphID(order[ord(",")])] == ","
    assert font_texts.codes(font) == {}
    font_texts.codes(font)[1, "a"] = 7
    assert font_texts.codes(font) == {(1, "a"): 7}


def test_font_tables_are_the_known_ones() -> None:
    load_patched()
    from weasyprint.pdf import fonts

    assert digest_of(fonts.build_fonts_dictionary) == "fc551bef35d0d6c3", f"{READ_AGAIN} its fonts"


def test_font_tables_are_written_whole() -> None:
    """A glyph with two texts has two codes, one width, and one shape."""
    with pikepdf.open(io.BytesIO(pdf_of(page_of(f"<p>{HINDI}</p>", "hi")))) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        inner = font.DescendantFonts[0]
        table = inner.CIDToGIDMap.read_bytes()
        widths = {int(c): int(w[0]) for c, w in zip(inner.W[::2], inner.W[1::2], strict=True)}
    glyphs = {code: int.from_bytes(table[2 * code : 2 * code + 2], "big") for code in widths}
    doubled = [glyph for glyph, count in Counter(glyphs.values()).items() if count > 1]
    assert doubled
    for glyph in doubled:
        assert len({widths[code] for code, found in glyphs.items() if found == glyph}) == 1
    theirs = their_objects(page_of("<p>x</p>"))
    (plain,) = [one for one in theirs.objects if isinstance(one, dict) and "CIDToGIDMap" in one]
    assert plain["CIDToGIDMap"] == "/Identity"


def test_element_boxes_are_of_the_known_ones() -> None:
    load_patched()
    from leaflets.render.weasyprint import element_boxes

    assert digest_of(element_boxes.original) == "f716251a83e7096e", f"{READ_AGAIN} _build_box_tree"


def test_element_boxes_pair_each_element_with_its_box() -> None:
    load_patched()
    from leaflets.render.weasyprint import element_boxes

    body = "<ul><li data-phrase='one'>One</li><li data-phrase='two'>Two</li></ul>"
    with scope.typesetting():
        pdf = their_objects(page_of(body), pdf_variant="pdf/ua-1")
    tree, paired = tree_of(pdf), element_boxes.take(pdf)
    items = [e for e in tree.walk(tree.document) if e["S"] == "/LI"]
    assert [boxes.attribute(paired[e.number], "data-phrase") for e in items] == ["one", "two"]
    assert element_boxes.take(pdf) == {}
    beside = their_objects(page_of(body), pdf_variant="pdf/ua-1")
    assert element_boxes.take(beside) == {}


def test_pdf_objects_are_found_by_their_references() -> None:
    import pydyf

    pdf = pydyf.PDF()
    reference = pdf_objects.add_stream(pdf, b"abc")
    assert isinstance(reference, bytes)
    stream = pdf_objects.found(pdf, reference)
    assert (stream.number, stream.stream, stream.compress) == (
        pdf_objects.number_of(reference),
        [b"abc"],
        True,
    )
    assert pdf_objects.array([1, reference]).data == b"[1 " + reference + b"]"
    assert pdf_objects.dictionary({"S": "/P"}).data == b"<</S /P>>"
    assert pdf_objects.string("über").string == "über"


def test_structure_tree_leads_to_all_elements() -> None:
    body = "<h1>A</h1><p>One <a href='https://example.org/'>link</a></p>"
    pdf = their_objects(page_of(body), pdf_variant="pdf/ua-1")
    tree = tree_of(pdf)
    found = [str(element["S"]) for element in tree.walk(tree.document)]
    assert Counter(found) == {"/Document": 1, "/H1": 1, "/P": 1, "/Link": 1, "/Span": 2}
    assert tree.root["Type"] == "/StructTreeRoot"
    (link,) = [e for e in tree.walk(tree.document) if e["S"] == "/Link"]
    assert [type(kid) for kid in link["K"]] == [bytes, int]
    assert [tree.child(kid) for kid in link["K"]] == [None, None]
    assert all(e["P"] and "K" in e for e in tree.walk(tree.document))


def test_marked_content_of_margins_hangs_in_no_tree() -> None:
    """When WeasyPrint makes it an artifact by itself, ``make_artifacts`` may go."""
    style = "@page { @bottom-left { content: 'Foot' } }"
    text = "<p>Many words, more than fit. </p>" * 30
    pdf = their_objects(page_of(text, style=style), pdf_variant="pdf/ua-1")
    tree = tree_of(pdf)
    linked = {element.number for element in tree.walk(tree.document)}
    pages = list(marked_pages(pdf, tree.root))
    assert len(pages) > 2
    for page in pages:
        stray = {n for n, owner in enumerate(page.owner_numbers()) if owner not in linked}
        assert len(stray) == 1
        assert len(page.owners) > 1
        page.make_artifacts(stray)
        tags = [
            (page.operators[place], properties.get("MCID"))
            for place, properties in enumerate(page.operators[1:])
            if isinstance(properties, dict)
        ]
        assert [tag for tag, mcid in tags if mcid is None] == ["/Artifact"]
        assert {mcid for _, mcid in tags if mcid is not None} == set(range(len(tags))) - stray


def test_bookmarks_stand_in_the_order_of_headings() -> None:
    body = "<h1>A</h1><h2>B</h2><h2>C</h2><h1>D</h1>"
    pdf = their_objects(page_of(body), pdf_variant="pdf/ua-2")
    found = bookmarks.bookmarks(pdf)
    assert [bookmark["Title"].string for bookmark in found] == ["A", "B", "C", "D"]
    tree = tree_of(pdf)
    heading = next(e for e in tree.walk(tree.document) if e["S"] == "/H1")
    page, kind, *place = found[0]["Dest"]
    bookmarks.aim(found[0], heading)
    assert list(found[0]["A"]["D"]) == [page, kind, *place]
    assert list(found[0]["A"]["SD"]) == [heading.reference, kind, *place]
    assert (found[0]["SE"], kind) == (heading.reference, "/XYZ")


def test_bookmarks_are_all_that_leads_to_places() -> None:
    body = "<h1>A</h1><p id='b'>B</p><p id='c'>C</p>"
    pdf = their_objects(page_of(body), **ATTACHED, attachments=[attachment()])
    assert "Dests" in pdf.catalog["Names"]
    bookmarks.forget_places(pdf)
    assert list(pdf.catalog["Names"]) == ["EmbeddedFiles"]


ATTACHED = {"pdf_variant": "pdf/a-3a"}


def attachment() -> Any:
    day = datetime(2026, 1, 1)
    return load_patched().Attachment(string="{}", name="x.json", created=day, modified=day)


def test_xmp_is_one_piece_with_one_end() -> None:
    def look(_document: Any, pdf: Any) -> None:
        (piece,) = pdf_objects.found(pdf, pdf.catalog["Metadata"]).stream
        assert piece.count(b"</rdf:RDF>") == 1
        xmp.add(pdf, b"<rdf:Description/>")
        (piece,) = pdf_objects.found(pdf, pdf.catalog["Metadata"]).stream
        assert piece.count(b"<rdf:Description/></rdf:RDF>") == 1

    their_pdf(page_of("<p>x</p>"), look, **ATTACHED)


def test_attached_files_are_listed_twice_and_guessed() -> None:
    """When WeasyPrint lists each once, ``list_once`` may go."""

    def look(_document: Any, pdf: Any) -> None:
        assert len(pdf.catalog["AF"]) == 2
        assert len(set(pdf.catalog["AF"])) == 1
        (file,) = [
            one for one in pdf.objects if getattr(one, "extra", {}).get("Type") == "/EmbeddedFile"
        ]
        assert file.extra["Subtype"] == "/application#2fjson"
        attached_files.set_media_type(pdf, "application/fhir+json")
        attached_files.list_once(pdf)

    content, _ = their_pdf(page_of("<p>x</p>"), look, attachments=[attachment()], **ATTACHED)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (file,) = pdf.Root.AF
        assert file.EF.F.Subtype == "/application/fhir+json"


def test_reading_direction_is_not_said() -> None:
    """When WeasyPrint says it, ``reading_direction`` may go."""

    def look(_document: Any, pdf: Any) -> None:
        assert "Direction" not in pdf.catalog["ViewerPreferences"]

    their_pdf(page_of(f"<p>{ARABIC}</p>", "ar"), look, pdf_variant="pdf/ua-1")
    for body, tag, wanted in ((ARABIC, "ar", "/R2L"), ("Text", "en", None)):
        with pikepdf.open(io.BytesIO(pdf_of(page_of(f"<p>{body}</p>", tag)))) as pdf:
            assert pdf.Root.ViewerPreferences.get("/Direction") == wanted


def test_written_objects_are_the_same_and_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When pydyf makes the bytes of an object once, ``written_objects`` may go."""
    import pydyf

    made: Counter[int] = Counter()
    theirs = pydyf.Stream.data.fget

    def data(stream: Any) -> bytes:
        made[stream.number] += 1
        return bytes(theirs(stream))

    monkeypatch.setattr(pydyf.Stream, "data", property(data))
    page = page_of("<p>x</p>")
    plain, _ = their_pdf(page, **ATTACHED)
    doubled = {number for number, count in made.items() if count == 2}
    assert len(doubled) > 3
    made.clear()
    settled, _ = their_pdf(page, lambda _document, pdf: written_objects.settle(pdf), **ATTACHED)
    assert settled == plain
    again = {number for number, count in made.items() if count == 2}
    # What pydyf adds at the end, its streams of objects and places, is its own.
    assert len(doubled & again) <= 1
