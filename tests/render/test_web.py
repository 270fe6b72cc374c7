"""Leaflets as web pages: in Chromium, with axe-core, and against tampering."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from by_hand import make_leaflet
from conftest import CI, EVERY_LANGUAGE, Run

from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, built_in_folder, library
from leaflets.render.page import TEMPLATE
from leaflets.render.web_page import shaped_letters
from leaflets.verify.verified import Verified
from leaflets.verify.verify_web import verified_web, web_problems

WEB = Edition(format="html")
TEMPLATES = built_in_folder() / "templates"
CHROMIUM = shutil.which("chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def web(built_in: Library) -> Callable[[str], Verified]:
    made: dict[str, Verified] = {}

    def page(tag: str) -> Verified:
        if tag not in made:
            file = built_in.find_sheet("azathioprine")
            plan = parse_dose("morning=1 tablet of 25 mg, evening=2 tablets of 25 mg")
            made[tag] = make_leaflet(built_in, file, language(tag), WEB, plan)
        return made[tag]

    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Closed after these tests: two of Playwright's can't be open in one process."""
    if CHROMIUM is None:
        if CI:
            raise RuntimeError("chromium is not installed: run sh setup.sh test")
        pytest.skip("chromium is not installed: not checked")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Typesetting in this process has hidden the machine's fonts: Chromium needs one.
        environment = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], env=environment
        )
        yield chromium
        chromium.close()


def opened(browser: Any, file: Path, **options: Any) -> Any:
    page = browser.new_context(bypass_csp=True, **options).new_page()
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


@pytest.mark.slow
@pytest.mark.parametrize("tag", EVERY_LANGUAGE)
def test_one_file_that_asks_for_nothing(tag: str, web: Callable[[str], Verified]) -> None:
    html = web(tag).content.decode()
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|url\((?!data:)|@import|<link", html)
    assert "leaflets:" not in html
    assert f'<html lang="{tag}" dir="{language(tag).direction}">' in html


def test_fonts_hold_the_letters_that_shaping_makes() -> None:
    """HarfBuzz takes Thai SARA AM apart: without its parts a browser shows an empty box."""
    assert {"\u0e33", "\u0e4d", "\u0e32"} <= set(shaped_letters("\u0e17\u0e33"))
    assert {"e", "\u0301", "\u00e9"} <= set(shaped_letters("e\u0301"))


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en", "ar", "zh-Hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_accessible(
    tag: str, scheme: str, width: int, web: Callable[[str], Verified], browser: Any, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "leaflet.html"
    file.write_bytes(web(tag).content)
    asked: list[str] = []
    page = opened(browser, file, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    found = Axe().run(page, options={"runOnly": RULES})
    assert [v["id"] for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en", "ar", "zh-Hans"])
def test_everything_is_seen(
    tag: str, web: Callable[[str], Verified], browser: Any, tmp_path: Path
) -> None:
    """Each phrase has its own place, in reading order down the page, and 16 px or more."""
    file = tmp_path / "leaflet.html"
    file.write_bytes(web(tag).content)
    page = opened(browser, file, viewport={"width": 320, "height": 800})
    boxes = page.evaluate(
        """[...document.querySelectorAll('[data-phrase]')].map(e => {
            const box = e.getBoundingClientRect(), style = getComputedStyle(e);
            return [e.dataset.phrase, box.left, box.top, box.width, box.height,
                    parseFloat(style.fontSize), style.visibility]})"""
    )
    last = -1.0
    for identity, left, top, width, height, size, visibility in boxes:
        assert width > 0, identity
        assert height > 0, identity
        assert left >= 0, identity
        assert left + width <= 320, identity
        assert size >= 16, identity
        assert visibility == "visible", identity
        assert top >= last - size * 2, identity
        last = top
    assert len(boxes) > 200


@pytest.mark.slow
def test_zoom_and_print(web: Callable[[str], Verified], browser: Any, tmp_path: Path) -> None:
    """At 400 % of a 1280 px wide window nothing has to be scrolled sideways; print is black."""
    file = tmp_path / "leaflet.html"
    file.write_bytes(web("en").content)
    page = opened(browser, file, viewport={"width": 320, "height": 256}, device_scale_factor=4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page = opened(browser, file, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(26, 26, 26)"
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.slow
def test_keyboard_reaches_every_section(
    web: Callable[[str], Verified], browser: Any, tmp_path: Path
) -> None:
    file = tmp_path / "leaflet.html"
    file.write_bytes(web("en").content)
    page = opened(browser, file, java_script_enabled=True)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert target == "word:heading.uses"
    assert (
        page.evaluate("document.getElementById('word:heading.uses').getBoundingClientRect().top")
        < 100
    )


TAMPERED = [
    ("2.5 mg", "25 mg", "text-differs"),
    ("</main>", "<p>Take more.</p></main>", "stray-text"),
    ("</main>", "<script>1</script></main>", "markup"),
    ('<p class="class">', '<p class="class" style="display:none">', "markup"),
    ('<p class="class">', '<p class="class" hidden="">', "markup"),
    ('<p class="class">', '<p class="mirrored">', "markup"),
    ("--link: #0a4a5c;", "--link: #0a4a5c; } .class { display: none", "style"),
    ("default-src 'none'", "default-src *", "active"),
    ('dir="ltr"', 'dir="rtl"', "language"),
    ("</main>", '<a href="https://example.org">x</a></main>', "markup"),
]


@pytest.mark.parametrize(
    ("old", "new", "code"), TAMPERED, ids=[f"{c}-{n[:20]}" for _, n, c in TAMPERED]
)
def test_tampering_is_found(old: str, new: str, code: str, own_library: Path) -> None:
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), WEB)
    html = made.content.decode()
    assert old in html
    broken = html.replace(old, new, 1) if "2.5" not in old else _in_body(html, old, new)
    codes = {p.code for p in web_problems(broken, made.record, TEMPLATES)}
    assert f"verification-{code}" in codes
    assert verified_web(html, made.record, TEMPLATES).content == made.content


def _in_body(html: str, old: str, new: str) -> str:
    head, body, rest = html.partition("<body>")
    return head + body + rest.replace(old.replace(" ", "\u00a0"), new)


def test_dose_changed_in_the_body(own_library: Path) -> None:
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), WEB)
    broken = _in_body(made.content.decode(), "2.5 mg", "25 mg")
    assert broken != made.content.decode()
    codes = [p.code for p in web_problems(broken, made.record, TEMPLATES)]
    assert codes == ["verification-text-differs"]


EXTENDED = '{% extends "builtin/leaflet.html.j2" %}'
AT_END = EXTENDED + "{% block end %}{{ super() }}"


@pytest.mark.parametrize(
    "template",
    [
        EXTENDED + "{% block style %}{{ super() }}.head { display: none }{% endblock %}",
        EXTENDED + "{% block body %}{% endblock %}",
        AT_END + "<details><p>x</p></details>{% endblock %}",
        AT_END + "<script>alert(1)</script>{% endblock %}",
    ],
)
def test_template_that_hides_or_adds(template: str, own_library: Path) -> None:
    (own_library / "templates").mkdir()
    (own_library / "templates" / TEMPLATE).write_text(template)
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), WEB)
    assert caught.value.exit_code == 7


def test_data_can_not_end_its_block(own_library: Path) -> None:
    file = own_library / "sheets/tiny.yaml"
    file.write_text(file.read_text().replace("title: Made up", 'title: "</script><b>"'))
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), WEB)
    assert made.content.decode().count("</script>") == 1


@pytest.mark.slow
def test_verify_command(run: Callable[..., Run], tmp_path: Path) -> None:
    assert run("leaflet", "azathioprine", "--format", "html").code == 0
    file = tmp_path / "build/azathioprine-en.html"
    done = run("verify", file)
    assert (done.code, done.out.count("passed"), done.out.count("failed")) == (0, 5, 0)
    file.write_text(file.read_text().replace("Do not take febuxostat.", "Take febuxostat."))
    assert run("verify", file).code == 7
    file.write_text("<html></html>")
    assert run("verify", file).code == 7
