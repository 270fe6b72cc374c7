"""The download site in real Chromium, as patients use it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CI, ROOT

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAGS = ("en", "es", "ar")
PAGES = ("", "en/", "ar/", "azathioprine/", "azathioprine/en/", "azathioprine/ar/", "no/such/page")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The site's address and its folder."""
    if CHROMIUM is None:
        if CI:
            raise RuntimeError("chromium is not installed: run sh setup.sh test")
        pytest.skip("chromium is not installed: not checked")
    folder = tmp_path_factory.mktemp("site")
    languages = [part for tag in TAGS for part in ("--language", tag)]
    command = [
        *(sys.executable, ROOT / "generate.py", "site", "--output-dir", folder / "public"),
        *("--sheet", "azathioprine", *languages, "--allow-drafts", "--serve", "--port", "0"),
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / ".cache"), "PYTHONUNBUFFERED": "1"},
    ) as server:
        assert server.stdout
        assert server.stdout.readline().strip().endswith("current")
        yield server.stdout.readline().strip(), folder / "public/current"
        server.terminate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    environment = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], env=environment
        )
        yield browser
        browser.close()


class Visit:
    """A page that is open, and what went wrong while it was."""

    def __init__(self, chromium: Any, address: str, **options: Any) -> None:
        self.context = chromium.new_context(**{"locale": "en-US", **options})
        self.page = self.context.new_page()
        self.address = address
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "404" not in text:
            self.faults.append(text)

    def go(self, path: str) -> Any:
        self.page.goto(self.address + path)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page

    def found(self, text: str) -> str:
        self.page.fill("#search", "")
        self.page.fill("#search", text)
        self.page.wait_for_selector("#found:not(:empty)")
        return str(self.page.inner_text("#results"))


@pytest.fixture
def visit(chromium: Any, served: tuple[str, Path]) -> Iterator[Any]:
    open_: list[Visit] = []

    def begun(**options: Any) -> Visit:
        open_.append(Visit(chromium, served[0], **options))
        return open_[-1]

    yield begun
    for one in open_:
        assert one.faults == []
        assert [url for url in one.asked if not url.startswith((one.address, "data:"))] == []
        one.context.close()


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("en/", "Imuran", "Azathioprine"),
        ("en/", "imur", "Azathioprine"),
        ("en/", "Crohn", "Azathioprine"),
        ("es/", "Imurel", "Azatioprina"),
        ("es/", "artritis", "Azatioprina"),
        ("ar/", "Imuran", "أزاثيوبرين"),
    ],
)
def test_search_finds(path: str, text: str, name: str, visit: Any) -> None:
    here = visit()
    here.go(path)
    assert name in here.found(text)
    link = here.page.locator("#results a").first
    link.click()
    here.page.wait_for_url(f"**/azathioprine/{path}")


def test_search_finds_nothing_of_what_is_not_there(visit: Any) -> None:
    here = visit()
    here.go("en/")
    assert here.found("zzqqxx") == ""
    assert "Nothing was found" in here.page.inner_text("#found")


def test_download_is_the_verified_file(visit: Any, served: tuple[str, Path]) -> None:
    page = visit(accept_downloads=True).go("azathioprine/es/")
    link = page.locator('a.file[href$="azathioprine-es-large.pdf"]')
    with page.expect_download() as download:
        link.click()
    content = Path(download.value.path()).read_bytes()
    permanent = page.locator("a.permanent[href*='files/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert any(hashlib.sha256(content).hexdigest() in address for address in permanent)
    assert content == (served[1] / "azathioprine/es/azathioprine-es-large.pdf").read_bytes()


def test_keyboard_only(visit: Any) -> None:
    page = visit().go("en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("azath")
    page.wait_for_selector("#results a")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Azathioprine"
    page.keyboard.press("Enter")
    page.wait_for_url("**/azathioprine/en/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_accessible(path: str, scheme: str, width: int, visit: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 800}
    page = visit(color_scheme=scheme, viewport=size, bypass_csp=True).go(path)
    if path == "en/":
        page.fill("#search", "azath")
        page.wait_for_selector("#results a")
    found = Axe().run(page, options={"runOnly": RULES})
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_right_to_left(visit: Any) -> None:
    page = visit(viewport={"width": 1280, "height": 800}).go("azathioprine/ar/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    side, text = (page.locator(name).bounding_box() for name in ("aside", "article"))
    assert side["x"] < text["x"]


@pytest.mark.parametrize("path", ["en/", "azathioprine/en/"])
def test_without_script(path: str, visit: Any) -> None:
    here = visit(java_script_enabled=False)
    page = here.page
    page.goto(here.address + path)
    assert not page.locator(".search").is_visible() if path == "en/" else True
    if path == "en/":
        page.click("section#all a")
    assert page.url.endswith("/azathioprine/en/")
    assert page.locator('a.file[href$="azathioprine-en.pdf"]').is_visible()
    assert page.locator("button.keeper").first.is_hidden()
    assert "Most important" in page.inner_text("article")


def test_language_is_offered_and_remembered(visit: Any) -> None:
    here = visit(locale="es-MX")
    page = here.go("azathioprine/en/")
    page.wait_for_selector("#offer:not([hidden])")
    assert page.get_attribute("#offer", "lang") == "es"
    assert page.url.endswith("/azathioprine/en/")
    page.click("#offer a")
    page.wait_for_url("**/azathioprine/es/")
    page.goto(here.address)
    page.wait_for_url("**/es/")


def test_offline_after_one_visit(visit: Any) -> None:
    here = visit()
    page = here.go("en/")
    page.wait_for_selector("html[data-kept='yes']", timeout=30_000)
    page.goto(here.address + "azathioprine/es/")
    page.wait_for_selector("button.keeper:not([hidden])")
    page.wait_for_selector("html[data-kept='yes']", timeout=30_000)
    button = page.locator('button.keeper[data-file$="azathioprine-es.pdf"]')
    button.click()
    page.wait_for_selector('button.keeper[aria-pressed="true"]')
    here.context.set_offline(True)
    page.goto(here.address + "azathioprine/es/")
    assert "Azatioprina" in page.inner_text("h1")
    assert page.locator("#offline").is_visible()
    page.goto(here.address + "azathioprine/en/")
    assert "Most important" in page.inner_text("article")
    size = page.evaluate(
        "fetch('../es/azathioprine-es.pdf').then(a => a.arrayBuffer()).then(b => b.byteLength)"
    )
    assert size > 10_000
    page.goto(here.address + "en/")
    assert "Azathioprine" in here.found("Imuran")
    here.context.set_offline(False)
    here.faults.clear()


def test_site_can_be_installed(visit: Any) -> None:
    here = visit()
    page = here.go("en/")
    manifest = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then(a => a.json())"
    )
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


@pytest.mark.parametrize("tag", TAGS)
def test_site_changes_nothing_in_a_leaflet(tag: str, visit: Any) -> None:
    """Each phrase is set in its page as in the leaflet's own web page, which was verified."""
    looks = """[...document.querySelectorAll('[data-phrase]')].map(e => {
        const style = getComputedStyle(e), lines = [];
        for (let p = e; p && p.id !== 'leaflet' && p.tagName !== 'MAIN'; p = p.parentElement)
            lines.push(getComputedStyle(p).textDecorationLine);
        return [e.dataset.phrase, style.fontSize, style.fontWeight, style.color, style.visibility,
                style.fontFamily, style.lineHeight, lines.join()]})"""
    here = visit(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    in_page = here.go(f"azathioprine/{tag}/").evaluate(looks)
    alone = here.go(f"azathioprine/{tag}/azathioprine-{tag}.html").evaluate(looks)
    assert in_page == alone
