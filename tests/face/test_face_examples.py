"""What a program does with the public face, on the library of small sheets."""

from __future__ import annotations

import asyncio
import datetime
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import ROOT, SAMPLE_LIBRARY

import leaflets

DAY = datetime.date(2026, 11, 30)
NEXT_YEAR = datetime.date(2027, 11, 30)


@pytest.fixture(scope="module")
def pool() -> Iterator[leaflets.Pool]:
    with leaflets.pool(1) as shared:
        yield shared


@pytest.fixture
def library(own_library: Path) -> Iterator[leaflets.OpenLibrary]:
    with leaflets.open_library(own_library) as opened:
        yield opened


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a user's secret and store are, for once."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_one_leaflet(library: leaflets.OpenLibrary, pool: leaflets.Pool, tmp_path: Path) -> None:
    dose = "morning=1 tablet of 50 mg"
    made = library.make("Minimex", "es-MX", size="large", dose=dose, pool=pool, day=DAY)
    assert (made.file_name, made.state) == ("tiny-es-MX-large-dose.pdf", "draft")
    assert (made.pages > 1, len(made.text_digest)) == (True, 64)
    assert "50 mg" not in repr(made)
    assert made.save(tmp_path / "x.pdf").read_bytes() == made.content
    report = library.verify(tmp_path / "x.pdf", day=DAY)
    assert report.ok
    assert report.failed == ()
    assert "PDF/UA and PDF/A" in [check.name for check in report.not_checked]
    (tmp_path / "x.pdf").write_bytes(made.content[:9000])
    heard: list[leaflets.Check] = []
    assert not library.verify(tmp_path / "x.pdf", day=DAY, hear=heard.append).ok
    assert heard


def test_every_form_has_the_name_that_the_command_gives(
    library: leaflets.OpenLibrary, pool: leaflets.Pool
) -> None:
    for options in (
        {},
        {"format": "html"},
        {"format": "brf"},
        {"format": "text", "dose": "morning=1 tablet of 50 mg"},
        {"paper": "a5", "conformance": "ua-2"},
        {"beside": "es"},
        {"language": "es", "proof": True},
        {"attach": "epi", "profile": "eu-qrd"},
    ):
        tags = [str(options.pop("language"))] if "language" in options else []
        batch = library.batch(["tiny"], tags, day=DAY, **options)  # type: ignore[arg-type]
        (made,) = batch.make(pool=pool)
        assert (made.file_name,) == batch.file_names


def test_batch(library: leaflets.OpenLibrary, pool: leaflets.Pool, own_library: Path) -> None:
    batch = library.batch(["tiny", "rich"], ["all"], day=DAY, format="text")
    assert len(batch) == 3
    assert batch.file_names == ("tiny-en.txt", "tiny-es.txt", "rich-en.txt")
    steps: list[tuple[str, int, int]] = []
    made = batch.make(pool=pool, step=lambda *step: steps.append(step))
    assert [one.file_name for one in made] == list(batch.file_names)
    assert steps == [("Leaflets", number, 3) for number in (1, 2, 3)]
    (own_library / "sheets/tiny.yaml").write_text("")
    with pytest.raises(leaflets.LeafletsError) as caught:
        library.again().batch(["tiny", "unknown"], day=DAY)
    assert {problem.exit_code for problem in caught.value.problems} == {3}


def test_notes_on_a_dose_are_heard(pool: leaflets.Pool) -> None:
    told: list[str] = []
    with leaflets.open_library() as library:
        dose = "every 6 hours=2.5 mL of 120 mg/5 mL"
        made = library.make(
            "paracetamol-children", format="text", dose=dose, pool=pool, day=DAY, tell=told.append
        )
    assert made.file_name.endswith("-dose.txt")
    assert any("--age or --weight" in line for line in told)


def test_sheets(library: leaflets.OpenLibrary, own_library: Path) -> None:
    found = library.sheets()
    tiny = next(sheet for sheet in found.sheets if sheet.id == "tiny")
    assert (tiny.name, tiny.brands, tiny.languages) == ("Tiny", ("Minimex",), ("en", "es"))
    assert tiny == library.sheet("minimex")
    found.raise_if_faulty()
    (own_library / "sheets/tiny.yaml").write_text("id: tiny\n")
    again = library.again()
    assert "tiny" not in [sheet.id for sheet in again.sheets().sheets]
    with pytest.raises(leaflets.LeafletsError):
        again.sheets().raise_if_faulty()
    assert library.sheet("tiny") == tiny, "a library is a snapshot"
    assert again.folders == library.folders


def test_check(library: leaflets.OpenLibrary, own_library: Path) -> None:
    lines: list[str] = []
    checked = library.check("tiny", day=DAY, tell=lines.append)
    assert checked.ok
    assert checked.lines[0] == "tiny: en, es ready, all draft"
    assert lines == list(checked.lines)
    catalog = own_library / "locales/es/LC_MESSAGES/tiny.po"
    catalog.write_text(catalog.read_text().replace("2,5", "25"))
    wrong = library.again().check("tiny", day=DAY)
    assert "translation-number" in [problem.code for problem in wrong.problems]
    with pytest.raises(leaflets.LeafletsError):
        wrong.raise_if_faulty()


def test_export(library: leaflets.OpenLibrary, tmp_path: Path) -> None:
    exported = library.export("tiny", ["en", "es"], day=DAY)
    assert exported.file_name == "tiny-en+es.epi.json"
    saved = exported.save(tmp_path / exported.file_name)
    assert json.loads(saved.read_text())["resourceType"] == "Bundle"
    assert library.verify(saved, day=DAY).ok
    with pytest.raises(leaflets.LeafletsError):
        library.export("tiny", require_approved=True, day=DAY)


def test_approvals(library: leaflets.OpenLibrary, pool: leaflets.Pool, own_library: Path) -> None:
    """What a library writes itself, it sees; others see it once they are asked again."""
    other = library.again()
    wish = {"format": "text", "require_approved": True, "pool": pool, "day": DAY}
    file = library.approvals.approve("tiny", "en", by="Test, role", until=NEXT_YEAR, day=DAY)
    assert file.parent == own_library / "approvals"
    made = library.make("tiny", **wish)  # type: ignore[arg-type]
    assert made.state == "approved"
    assert "nothing has changed since" in library.approvals.changes("tiny", "en")
    assert other.again().make("tiny", **wish).state == "approved"  # type: ignore[arg-type]
    library.approvals.withdraw(made.text_digest[:12], reason="for a test", day=DAY)
    for one in (library, other.again()):
        with pytest.raises(leaflets.LeafletsError, match="approval-withdrawn"):
            one.make("tiny", format="text", pool=pool, day=DAY)


@pytest.mark.slow
def test_translations(library: leaflets.OpenLibrary, own_library: Path) -> None:
    heard: list[object] = []
    (template,) = library.translations.extract("tiny", hear=heard.append)
    assert template == own_library / "locales/tiny.pot"
    updated = library.translations.update("tiny", languages=["fr"], hear=heard.append)
    begun = next(one for one in updated if "fr" in one.file.parts and one.file.stem == "tiny")
    assert begun.waiting
    assert heard == [template, *updated]
    states = library.translations.states(day=DAY)
    (french,) = (one for one in states if (one.language, one.catalog) == ("fr", "tiny"))
    assert (french.translated, french.review) == (0, "incomplete")


def test_imports(library: leaflets.OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("{}")
    files = [ROOT / "docs/example-label.xml", tmp_path / "none.json"]
    report = library.import_labels(files, tmp_path / "drafts", day=DAY)
    assert [bool(file.problems) for file in report.files] == [False, True]
    (sheet,) = report.sheets
    assert (sheet.words_in, sheet.differences) == (sheet.words_out, 0)
    assert report.save(tmp_path / "report.json").read_bytes().startswith(b"{")
    assert {problem.exit_code for problem in report.problems} == {10}
    with pytest.raises(leaflets.LeafletsError):
        report.raise_if_refused()
    assert leaflets.open_library(tmp_path / "drafts").sheet(sheet.id).file == sheet.path


def test_print_run(library: leaflets.OpenLibrary, user: Path) -> None:
    orders = user / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,2\n")
    steps: list[str] = []
    report = library.print_runs.make(
        orders, user / "run", jobs=1, allow_drafts=True, day=DAY, step=lambda *s: steps.append(s[0])
    )
    assert report.ok
    assert (report.orders, report.total("handouts"), report.problems) == (1, 2, ())
    assert all(file.path.is_file() for file in report.files)
    assert {"Leaflets", "Print files"} <= set(steps)
    assert library.verify(user / "run").ok
    run = library.print_runs.open(user / "run")
    assert run.verify().ok
    assert run.reprint(1, user / "again.pdf", pages=(1, 1)).read_bytes().startswith(b"%PDF")
    digest = library.make("tiny", format="text", day=DAY).text_digest
    (carried,) = library.print_runs.trace(digest[:12], [user / "run"]).orders
    assert (carried.order, carried.copies) == (1, 2)
    store = leaflets.open_store()
    assert store.place.startswith(str(user))
    assert store.size().leaflets == 1
    assert store.trim(store.size().bytes + 10**6).leaflets == 1
    store.clear()
    assert store.size() == leaflets.StoreSize(0, 0)
    with pytest.raises(leaflets.LeafletsError, match="refused-folder"):
        library.print_runs.make(orders, user / "run", allow_drafts=True, day=DAY)


def test_print_run_that_is_stopped_raises_no_interrupt(
    library: leaflets.OpenLibrary, user: Path
) -> None:
    orders = user / "orders.csv"
    orders.write_text(leaflets.example_orders(1))
    assert leaflets.example_orders().startswith("sheet,language,copies")
    with pytest.raises(leaflets.LeafletsError) as caught:
        library.print_runs.make(
            *(orders, user / "run"), allow_drafts=True, day=DAY, stopped=lambda: True
        )
    assert [problem.code for problem in caught.value.problems] == ["interrupted-run"]


def test_an_order_that_fails_is_in_the_report(
    library: leaflets.OpenLibrary, own_library: Path, user: Path
) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    sheet.write_text(sheet.read_text().replace("This is a made-up", "This \U00013080 is a made-up"))
    orders = user / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\n")
    report = library.again().print_runs.make(
        orders, user / "run", jobs=1, allow_drafts=True, day=DAY
    )
    assert not report.ok
    assert [problem.exit_code for problem in report.problems] == [1]
    assert "rendering-glyph" in report.problems[0].message
    assert report.left_out


@pytest.mark.slow
def test_site(library: leaflets.OpenLibrary, user: Path) -> None:
    report = library.build_site(
        user / "public", sheets=["tiny"], languages=["en"], allow_drafts=True, day=DAY
    )
    assert (report.medicines, report.languages) == (1, 1)
    assert (report.root / "en/index.html").is_file()
    address: list[str] = []
    serving = threading.Thread(
        target=leaflets.serve_site, args=(report.root, 0), kwargs={"ready": address.append}
    )
    serving.daemon = True
    serving.start()
    while not address:
        serving.join(0.01)
    with urlopen(f"{address[0]}en/") as page:
        assert b"Tiny" in page.read()


@pytest.mark.slow
def test_site_from_a_program_whose_loop_runs(library: leaflets.OpenLibrary, user: Path) -> None:
    """As in a notebook or a service: there, asyncio.run() may not be called."""

    async def build() -> leaflets.SiteReport:
        return library.build_site(
            user / "public", sheets=["tiny"], languages=["en"], allow_drafts=True, day=DAY
        )

    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(lambda: asyncio.run(build())).result().medicines == 1


def test_schemas() -> None:
    assert leaflets.sheet_schema()["title"] == "Sheet"
    assert leaflets.problems_schema()["required"] == ["problems", "exit_code"]


@pytest.mark.slow
def test_several_threads_share_a_library_and_its_processes() -> None:
    """Each gets its own leaflets and its own errors; closed, the library makes no more."""
    wishes = [("tiny", "en"), ("tiny", "es"), ("unknown", "en"), ("tiny", "xx"), ("rich", "en")] * 2

    def made(wish: tuple[str, str]) -> str:
        try:
            return library.make(*wish, day=DAY).file_name
        except leaflets.LeafletsError as error:
            return error.problems[0].code

    with leaflets.open_library(SAMPLE_LIBRARY) as library, ThreadPoolExecutor(3) as threads:
        told = list(threads.map(made, wishes))
        lent = library.again()
        lent.close()
        assert lent.make("tiny", day=DAY)
    one = ["tiny-en.pdf", "tiny-es.pdf", "usage-sheet", "usage-language", "rich-en.pdf"]
    assert told == one * 2
    for closed in (library, lent):
        with pytest.raises(RuntimeError, match="closed"):
            closed.make("tiny", day=DAY)


def test_pool_of_something_else_is_refused(library: leaflets.OpenLibrary) -> None:
    """In threads, or in a fork, what sets text would run in the program's own process."""
    with ThreadPoolExecutor(1) as threads, pytest.raises(TypeError, match=r"leaflets\.pool"):
        library.make("tiny", pool=threads, day=DAY)  # type: ignore[arg-type]


@pytest.mark.slow
def test_program_that_ends_or_forks_without_closing(tmp_path: Path) -> None:
    """Its processes end with it, and it says nothing; a fork has processes of its own."""
    code = (
        "import datetime, os, sys, warnings\n"
        "warnings.simplefilter('error')\n"
        "import leaflets\n"
        "day = datetime.date(2026, 11, 30)\n"
        f"library = leaflets.open_library({str(SAMPLE_LIBRARY)!r})\n"
        "library.make('tiny', day=day)\n"
        "from pathlib import Path\n"
        "found = [one.read_text() for one in Path('/proc/self/task').glob('*/children')]\n"
        "print(*found, flush=True)\n"
        "if not os.fork():\n"
        "    library.make('tiny', 'es', day=day).save(sys.argv[1])\n"
        "    os._exit(0)\n"
        "assert os.wait()[1] == 0\n"
        "library.make('tiny', 'es', day=day)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "x.pdf")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    (worker,) = done.stdout.split()
    assert not Path(f"/proc/{worker}").exists()


def test_every_method_has_an_example() -> None:
    """Here or in docs/python.md."""
    text = Path(__file__).read_text() + (ROOT / "docs/python.md").read_text()
    names = {
        line.partition("(")[0].rpartition(".")[2]
        for line in Path(__file__).with_name("public_names.txt").read_text().splitlines()
        if re.match(r"[A-Za-z]+\.\w+\(|[a-z]\w+\(", line)
    }
    # What an executor of the standard library has, and what is for a process of its own.
    names -= {"submit", "shutdown", "begin", "shut_out"}
    assert {name for name in names if not re.search(rf"\b{name}\(", text)} == set()
