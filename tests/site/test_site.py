"""The download site: what is in it, what is not, and that the old one survives."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from leaflets.site.checking import site_problems
from leaflets.site.site_index import SiteFile

DAY = "2026-12-01"
OLD_DAY = "2026-11-22"


class Site:
    """A site of the small sheet in English and Spanish, built by the command line."""

    def __init__(self, run: Callable[..., Run], library: Path, folder: Path) -> None:
        self.run, self.library, self.folder = run, library, folder

    def build(
        self, *more: object, date: str = DAY, drafts: bool = True, sheet: str = "tiny"
    ) -> Run:
        options = ["--allow-drafts"] if drafts else []
        return self.run(
            *("site", "--output-dir", self.folder, "--library", self.library, "--sheet", "tiny"),
            *("--language", "en", "--language", "es", "--date", date, *options, *more),
        )

    @property
    def root(self) -> Path:
        return self.folder / "current"

    @property
    def index(self) -> dict:  # type: ignore[type-arg]
        return json.loads((self.root / "index.json").read_text())

    def files(self, tag: str) -> list[dict]:  # type: ignore[type-arg]
        (medicine,) = self.index["medicines"]
        return next(one["files"] for one in medicine["leaflets"] if one["language"] == tag)

    def contents(self) -> dict[str, str]:
        return {
            str(file.relative_to(self.root)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.root.rglob("*"))
            if file.is_file()
        }

    def change(self, old: str, new: str) -> None:
        sheet = self.library / "sheets/tiny.yaml"
        assert old in sheet.read_text()
        sheet.write_text(sheet.read_text().replace(old, new))


def made_now(done: Run) -> int:
    """How many files a build had to make."""
    line = next(line for line in done.err.splitlines() if "Made now" in line)
    return int(line.split("│")[2])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A site, built once; tests that change it copy it."""
    import os
    import subprocess
    import sys

    from conftest import ROOT, SAMPLE_LIBRARY

    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(SAMPLE_LIBRARY, folder / "library")

    def run(*arguments: object) -> Run:
        done = subprocess.run(
            [sys.executable, ROOT / "generate.py", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=folder,
            env=os.environ | {"XDG_CACHE_HOME": str(folder / ".cache")},
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    site = Site(run, folder / "library", folder / "public")
    return folder, site.build("--base-url", "https://leaflets.example.org/all")


@pytest.fixture
def site(first: tuple[Path, Run], tmp_path: Path, run: Callable[..., Run]) -> Site:
    shutil.copytree(first[0], tmp_path, symlinks=True, dirs_exist_ok=True)
    return Site(run, tmp_path / "library", tmp_path / "public")


@pytest.fixture
def built(first: tuple[Path, Run]) -> Path:
    """The site that was built once, to be looked at only."""
    assert first[1].code == 0, first[1].err
    return first[0] / "public/current"


def test_every_page_is_there(built: Path) -> None:
    for path in ("", "en/", "es/", "tiny/", "tiny/en/", "tiny/es/"):
        assert (built / path / "index.html").is_file(), path
    assert 'lang="es"' in (built / "tiny/es/index.html").read_text()
    start = (built / "es/index.html").read_text()
    assert 'href="../tiny/es/"' in start


def test_pages_say_what_they_must(built: Path) -> None:
    for page in built.rglob("index.html"):
        html = page.read_text()
        assert 'id="disclaimer"' in html, page
        assert "default-src &#39;none&#39;" in html, page
        assert "<style" not in html, page
    page = (built / "tiny/en/index.html").read_text()
    assert "Draft: not yet approved by a pharmacist" in page
    assert "2.5" in page
    address = "https://leaflets.example.org/all/"
    assert f'<link rel="alternate" hreflang="es" href="{address}tiny/es/">' in page
    assert f'property="og:image" content="{address}assets/preview-' in page


def test_languages_are_named_in_fonts_of_their_own(built: Path) -> None:
    (style,) = (built / "assets").glob("names-*.css")
    rules = style.read_text()
    assert '.languages-list a:lang(es),#offer:lang(es){font-family:"name-es"' in rules
    assert len(list((built / "assets").glob("name-*.woff2"))) == 2
    assert style.name in (built / "index.html").read_text()


def test_files_have_two_addresses(built: Path) -> None:
    index = json.loads((built / "index.json").read_text())
    files = [f for one in index["medicines"][0]["leaflets"] for f in one["files"]]
    names = {Path(file["path"]).name for file in files}
    assert {"tiny-es.pdf", "tiny-es-large.pdf", "tiny-es+en.pdf", "tiny-es-a5.pdf"} <= names
    assert {"tiny-en.html", "tiny-en.txt", "tiny-en.brf", "tiny-en-letter.pdf"} <= names
    assert {"tiny-es-compact.pdf", "tiny-es-compact-half-letter.pdf"} <= names
    page = (built / "tiny/en/index.html").read_text()
    assert "Small print, to fold as a booklet" in page
    assert re.search(r"[0-9]+ pages? · [0-9]+ sheets? of paper · [0-9]+ kB", page)
    for file in files:
        content = (built / file["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert (built / file["permanent"]).samefile(built / file["path"])
        assert len(content) == file["bytes"]
        assert Path(file["permanent"]).stem == file["sha256"]


@pytest.mark.slow
def test_downloads_verify(built: Path, run: Callable[..., Run]) -> None:
    done = run(
        *("verify", built / "tiny/es/tiny-es.pdf", built / "tiny/en/tiny-en.html"),
        *("--library", built.parents[1] / "library", "--date", DAY),
    )
    assert done.code == 0, done.out + done.err


def test_data_for_other_systems(built: Path) -> None:
    import jsonschema

    index = json.loads((built / "index.json").read_text())
    jsonschema.validate(index, json.loads((built / "index.schema.json").read_text()))
    by_code = json.loads((built / "by-code/atc/V03AX.json").read_text())
    (medicine,) = by_code["medicines"]
    assert {one["language"]: one["page"] for one in medicine["leaflets"]}["es"] == "tiny/es/"
    sitemap = (built / "sitemap.xml").read_text()
    assert "<loc>https://leaflets.example.org/all/tiny/es/</loc>" in sitemap
    assert json.loads((built / "manifest.webmanifest").read_text())["start_url"] == "./"


@pytest.mark.slow
def test_second_build_makes_nothing_and_changes_nothing(site: Site) -> None:
    before = site.contents()
    done = site.build("--base-url", "https://leaflets.example.org/all", "--store", "empty")
    assert (done.code, made_now(done)) == (0, 0), done.err
    assert site.contents() == before


@pytest.mark.slow
def test_another_day_makes_nothing(site: Site) -> None:
    done = site.build(date="2026-12-02")
    assert (done.code, made_now(done)) == (0, 0), done.err
    assert site.index["day"] == "2026-12-02"


@pytest.mark.slow
def test_change_of_one_language_leaves_a_notice_at_the_old_files(site: Site) -> None:
    old = site.files("en")[0]["permanent"]
    site.change("name: Testing", "name: Tests")
    po = site.library / "locales/es/LC_MESSAGES/tiny.po"
    po.write_text(po.read_text().replace('msgid "Testing"', 'msgid "Tests"'))
    done = site.build()
    assert done.code == 0, done.err
    assert made_now(done) > 0
    assert "This leaflet is not published any more" in (site.root / old).read_text()
    assert {"path": old, "kind": "replaced", "sheet": "tiny", "language": "en"} in site.index[
        "notices"
    ]


def approve(site: Site) -> None:
    for tag in ("en", "es"):
        done = site.run(
            *("approve", "tiny", "--language", tag, "--library", site.library),
            *("--by", "Example Person, pharmacist", "--until", "2027-06-30", "--date", OLD_DAY),
        )
        assert done.code == 0, done.err


@pytest.mark.slow
def test_only_approved_texts_are_published(site: Site) -> None:
    site.folder = site.folder.with_name("new")
    refused = site.build(drafts=False)
    assert (refused.code, "[approval-none]" in refused.err) == (11, True)
    assert not site.root.exists()


@pytest.mark.slow
def test_approved_withdrawn_expired(site: Site) -> None:
    approve(site)
    assert site.build(drafts=False).code == 0
    page = (site.root / "tiny/en/index.html").read_text()
    assert "Approved by Example Person, pharmacist on November 22, 2026" in page
    assert "Draft" not in page
    files = site.files("en")
    text = next(one["text"] for one in site.index["medicines"][0]["leaflets"])
    done = site.run("withdraw", text, "--reason", "a wrong dose", "--library", site.library)
    assert done.code == 0, done.err
    assert site.build(drafts=False).code == 0
    assert "This leaflet was recalled" in (site.root / "tiny/en/index.html").read_text()
    assert "2.5" not in (site.root / "tiny/en/index.html").read_text()
    assert not (site.root / "tiny/en/tiny-en.pdf").exists()
    for file in files:
        notice = (site.root / file["permanent"]).read_bytes()
        assert hashlib.sha256(notice).hexdigest() != file["sha256"]
        if file["type"] == "application/pdf":
            assert notice.startswith(b"%PDF")
    html = next(file for file in files if file["type"] == "text/html")
    assert "This leaflet was recalled" in (site.root / html["permanent"]).read_text()
    assert "Ask" in (site.root / html["permanent"]).read_text()
    assert [one["language"] for one in site.index["medicines"][0]["leaflets"]] == ["es"]
    # The pair with English is gone as well: half of it was recalled.
    assert not (site.root / "tiny/es/tiny-es+en.pdf").exists()
    # It stays so whatever else changes, as a draft as well.
    sheet = site.library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("V03AX", "V03AB"))
    assert site.build(drafts=True).code == 0
    assert "This leaflet was recalled" in (site.root / "tiny/en/index.html").read_text()
    assert "This leaflet was recalled" in (site.root / html["permanent"]).read_text()
    expired = site.build(drafts=False, date="2027-07-01")
    assert expired.code == 0, expired.err
    assert site.index["medicines"] == []
    assert "not published any more" not in (site.root / "en/index.html").read_text()


@pytest.mark.slow
def test_failing_leaflet_leaves_the_old_site(site: Site) -> None:
    before, shown = site.contents(), site.root.resolve()
    site.change("text: Take 2.5 mg.", "text: Take 7.5 mg.")
    done = site.build()
    assert done.code == 4
    assert "tiny.po" in done.err
    assert (site.root.resolve(), site.contents()) == (shown, before)


def test_folder_that_is_not_ours(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "photos"
    other.mkdir()
    (other / "holiday.jpg").write_text("mine")
    site.folder = other
    done = site.build()
    assert (done.code, [file.name for file in other.iterdir()]) == (12, ["holiday.jpg"])


def test_two_builds_at_once(site: Site) -> None:
    import fcntl

    with (site.folder / ".leaflets-site").open() as marker:
        fcntl.flock(marker, fcntl.LOCK_EX)
        assert site.build().code == 12


@pytest.mark.slow
def test_killed_build_leaves_the_old_site(site: Site) -> None:
    before, shown = site.contents(), site.root.resolve()
    wreck = site.folder / "builds/2/site"
    wreck.mkdir(parents=True)
    (wreck / "index.html").write_text("half")
    (site.folder / ".current.new").symlink_to("builds/2/site")
    assert (site.root.resolve(), site.contents()) == (shown, before)
    done = site.build("--base-url", "https://leaflets.example.org/all")
    assert done.code == 0, done.err
    assert "half" not in (site.root / "index.html").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org/", "https://example.org/?a=b", "https://a b/", "//x"]
)
def test_base_url_that_is_none(url: str, site: Site) -> None:
    done = site.build("--base-url", url)
    assert (done.code, "[usage-base-url]" in done.err) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["search", "files", "assets", "by-code", "es"])
def test_reserved_ids(name: str, site: Site) -> None:
    text = (site.library / "sheets/tiny.yaml").read_text().replace("id: tiny", f"id: {name}")
    (site.library / f"sheets/{name}.yaml").write_text(text)
    done = site.build()
    assert (done.code, f"{name}.yaml" in done.err) == (3, True)


def test_ids_that_differ_in_case_only(site: Site) -> None:
    shutil.copy(site.library / "sheets/tiny.yaml", site.library / "sheets/Tiny.yaml")
    done = site.build()
    assert (done.code, "differ in case only" in done.err) == (3, True)


def test_check_finds_broken_links_and_changed_files(site: Site) -> None:
    page = site.root / "tiny/en/index.html"
    html = page.read_text()
    page.unlink()
    page.write_text(
        html.replace('href="../../en/"', 'href="../../en/nowhere.html"', 1)
        .replace("<main", '<main onclick="x()"', 1)
        .replace('id="disclaimer"', "", 1)
        .replace("<img ", '<img src="https://example.org/x.png">', 1)
    )
    file = SiteFile.model_validate(site.files("en")[1])
    target = site.root / file.permanent
    content = target.read_bytes()
    target.unlink()
    target.write_bytes(content + b" ")
    verified = {file.path: file.sha256, file.permanent: file.sha256}
    told = "\n".join(map(str, site_problems(site.root.resolve(), verified, "/all/")))
    for message in ("leads nowhere", "script or a style", "disclaimer", "elsewhere", "verified"):
        assert message in told


@pytest.mark.slow
def test_change_of_one_sheet_makes_only_its_own(site: Site) -> None:
    both = ("--sheet", "rich")
    assert site.build(*both).code == 0
    rich = site.library / "sheets/rich.yaml"
    rich.write_text(rich.read_text().replace("version:", "# changed\nversion:", 1))
    text = rich.read_text()
    title = next(line for line in text.splitlines() if line.startswith("medicine_class:"))
    rich.write_text(text.replace(title, f"{title} again"))
    done = site.build(*both)
    assert done.code == 0, done.err
    own = [m for m in site.index["medicines"] if m["id"] == "rich"]
    assert made_now(done) == sum(len(one["files"]) for one in own[0]["leaflets"])


def test_served_as_a_server_would(built: Path) -> None:
    import http.client
    import threading
    from queue import Queue

    from leaflets.site.serve import serve

    addresses: Queue[str] = Queue()
    threading.Thread(target=serve, args=(built, 0, addresses.put), daemon=True).start()
    host = addresses.get(timeout=10).removeprefix("http://").rstrip("/")

    def asked(path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request("GET", path)
        return connection.getresponse()

    for path, kind in (
        ("/", "text/html; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/tiny/en/tiny-en.brf", "text/plain; charset=us-ascii"),
        ("/tiny/es/tiny-es.pdf", "application/pdf"),
    ):
        answer = asked(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-cache"
    missing = asked("/nowhere/")
    assert missing.status == 404
    assert b"This page is not here" in missing.read()
    assert asked("/assets/").status == 404
    (style,) = (built / "assets").glob("site-*.css")
    assert "immutable" in asked(f"/assets/{style.name}").headers["Cache-Control"]
