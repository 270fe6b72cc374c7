"""A library is a snapshot: read once, the same for a whole run, and the store's key in full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from by_hand import admitted, prepare
from conftest import ROOT, SAMPLE_LIBRARY

from leaflets.admission.wishes import Release
from leaflets.desk.review import approve_text, withdraw_text
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library import disclaimers
from leaflets.library.libraries import Library, built_in_folder, library
from leaflets.making import store
from leaflets.making.store import library_key
from leaflets.making.watcher import Watcher
from leaflets.making.workshop import requests_of
from leaflets.printrun.planning import Layout
from leaflets.printrun.run import Asked, print_run
from leaflets.render.pdf import typeset
from leaflets.snapshot import Snapshot

DAY = date(2026, 12, 1)
RELEASE = Release(DAY)
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M{}h4v4z"/></svg>'


def with_figure(folder: Path, where: str = "picture.svg") -> Path:
    """A library's small sheet, and a picture that it shows."""
    sheet = folder / "sheets/tiny.yaml"
    block = f"    - {{id: picture, figure: {where}, alternative: A triangle.}}\n"
    text = sheet.read_text().replace("uses:\n", f"{block}uses:\n", 1)
    sheet.write_text(text.replace("supports: [", "supports: [about.what.picture, "))
    picture = folder / "sheets" / where
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(FIGURE.format("1 1"))
    catalog = folder / "locales/es/LC_MESSAGES/tiny.po"
    added = 'msgctxt "about.what.picture.alternative"\nmsgid "A triangle."\nmsgstr "Un triángulo."'
    catalog.write_text(f"{catalog.read_text()}\n{added}\n")
    return picture


def changed(file: Path) -> None:
    """Other bytes in a file of the same size and time."""
    state, content = file.stat(), file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)


def request(folders: tuple[Path, ...], edition: Edition | None = None) -> str:
    """The digest by which the store knows a leaflet of the small sheet; why there is none."""
    try:
        found = Library(folders)
        file = found.find_sheet("tiny")
        job = admitted(found, file, language("es"), edition or Edition(beside="en"), None, RELEASE)
        return requests_of(found, {"": job})[""]
    except LeafletsError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["picture.svg", "figures/picture.svg"])
def test_second_run_prints_the_new_picture(
    where: str, own_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one was printed from the store, with exit code 0."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,1\n")

    def leaflet(name: str, store: str = "store") -> bytes:
        options = {"store": str(tmp_path / store), "allow_drafts": True, "jobs": 1}
        run = Asked(library([own_library]), orders, tmp_path / name, Layout(), DAY, **options)
        print_run(run, Watcher())
        (file,) = (tmp_path / name / "leaflets").glob("*.pdf")
        return file.read_bytes()

    picture = with_figure(own_library, where)
    before = leaflet("first")
    assert leaflet("same") == before
    state = picture.stat()
    picture.write_text(FIGURE.format("2 2"))
    os.utime(picture, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert picture.stat().st_size == state.st_size
    after = leaflet("second")
    assert after != before
    assert after == leaflet("fresh", "other-store")


OWN_FONTS = """
families:
  Own: {regular: NotoSans_400Regular.ttf, bold: NotoSans_700Bold.ttf}
languages:
  en: {family: Own}
"""
BUILT_IN_FONTS = ("fonts.yaml", "AtkinsonHyperlegibleNext_*", "NotoSans_*")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A library that brings a file of each kind along, and a copy of the built-in one."""
    own, built_in = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("built-in")
    for name in ("sheets", "templates"):
        shutil.copytree(ROOT / name, built_in / name)
    (built_in / "locales").mkdir()
    for name in ("leaflets.pot", "braille.yaml"):
        shutil.copy(ROOT / "locales" / name, built_in / "locales")
    shutil.copytree(ROOT / "locales/es", built_in / "locales/es")
    (built_in / "fonts").mkdir()
    for pattern in BUILT_IN_FONTS:
        for file in (ROOT / "fonts").glob(pattern):
            shutil.copy(file, built_in / "fonts")
    shutil.copytree(SAMPLE_LIBRARY, own, dirs_exist_ok=True)
    with_figure(own)
    _bring_one_of_each(own, built_in)
    _review(own)
    return own, built_in


def _bring_one_of_each(own: Path, built_in: Path) -> None:
    (own / "publisher.yaml").write_text("name: Example Pharmacy\nemergency_numbers: {US: '911'}\n")
    shutil.copy(built_in / "locales/braille.yaml", own / "locales")
    shutil.copy(built_in / "locales/es/LC_MESSAGES/leaflets.po", own / "locales/es/LC_MESSAGES")
    (own / "locales/es/terms.yaml").write_text("names: [Minimex]\n")
    (own / "fonts").mkdir()
    (own / "fonts/fonts.yaml").write_text(OWN_FONTS)
    for file in (ROOT / "fonts").glob("NotoSans_*"):
        shutil.copy(file, own / "fonts")
    (own / "templates/profiles").mkdir(parents=True)
    shutil.copy(built_in / "templates/profiles/plain.yaml", own / "templates/profiles/own.yaml")
    (own / "templates/pictograms").mkdir()
    shutil.copy(built_in / "templates/pictograms/warning.svg", own / "templates/pictograms")
    (own / "templates/leaflet.css.j2").write_text("{% include 'builtin/leaflet.css.j2' %}")


def _review(own: Path) -> None:
    """Approvals of the sheet, and the withdrawal of another text."""
    found = library([own])
    for tag in ("en", "es"):
        approve_text(found, "tiny", tag, "Example Person, pharmacist", DAY, date(2027, 6, 30))
    withdraw_text(found, "ab" * 32, "a wrong dose", DAY, lambda _line: None)


@pytest.fixture(scope="module")
def told(folders: tuple[Path, ...]) -> dict[str, dict[str, int]]:
    """What was opened while leaflets of each format were made (``snapshot_jobs``)."""
    command = [sys.executable, ROOT / "tests/snapshot_jobs.py", *folders]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


def test_a_leaflet_opens_each_file_once(told: dict[str, dict[str, int]]) -> None:
    assert len(told["first"]) > 20
    assert {file: n for file, n in told["first"].items() if n > 1} == {}


def test_more_editions_of_a_sheet_in_a_language_read_nothing(
    told: dict[str, dict[str, int]],
) -> None:
    assert told["again"] == {}


def test_whatever_is_opened_was_noted(
    told: dict[str, dict[str, int]], folders: tuple[Path, ...]
) -> None:
    opened = told["first"].keys() | told["all"].keys()
    # Verifying compares with the built-in templates of the program that runs.
    compared = {str(file) for file in (built_in_folder() / "templates").glob("*.j2")}
    # The package itself is part of each key, to the letter.
    compared |= {str(file) for file in (ROOT / "leaflets").rglob("*.gz")}
    assert opened - told["noted"].keys() - compared == set()
    names = {Path(file).name for file in told["noted"]}
    assert names >= {
        *("tiny.yaml", "picture.svg", "tiny.po", "leaflets.po", "leaflets.pot", "terms.yaml"),
        *("braille.yaml", "publisher.yaml", "es.yaml", "leaflet.html.j2", "leaflet.css.j2"),
        *("own.yaml", "warning.svg", "fonts.yaml", "NotoSans_400Regular.ttf", f"{'ab' * 32}.yaml"),
        *(file.name for file in (folders[0] / "approvals").glob("*.yaml")),
    }


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's own data, to be changed."""
    folder = tmp_path / "disclaimers"
    shutil.copytree(disclaimers.disclaimers_folder(), folder)
    for module in (disclaimers, store):
        monkeypatch.setattr(module, "disclaimers_folder", lambda: folder)
    return folder


@pytest.mark.slow
def test_a_change_of_whatever_was_read_changes_the_key(
    told: dict[str, dict[str, int]], folders: tuple[Path, ...], package: Path
) -> None:
    """A size and a time that are the same hide nothing."""
    before, missed = request(folders), []
    assert len(before) == 64
    own = str(disclaimers.disclaimers_folder())
    for name in told["noted"]:
        parts = Path(name).parts
        is_package = "disclaimers" in parts
        file = package / parts[-1] if is_package else Path(name)
        content = file.read_bytes()
        changed(file)
        if request(folders) == before:
            missed.append(name)
        file.write_bytes(content)
    assert own == str(package)
    assert request(folders) == before
    assert [Path(name).name for name in missed] == []


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("sheets/rich.yaml", False),
        ("sheets/figures/drop.svg", False),
        ("locales/es/LC_MESSAGES/rich.po", False),
        ("approvals/rich-en-0123456789ab.yaml", False),
        ("notes.txt", False),
        ("sheets/tiny.yaml", True),
        ("sheets/picture.svg", True),
        ("locales/es/LC_MESSAGES/tiny.po", True),
        ("templates/new.css.j2", True),
    ],
)
def test_only_what_a_sheet_is_made_of_is_in_its_key(
    file: str, changes: bool, own_library: Path
) -> None:
    with_figure(own_library)
    before = library_key(library([own_library]), "tiny")
    target = own_library / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text((target.read_text() if target.exists() else "") + "\n<!-- -->\n")
    try:
        after = library_key(library([own_library]), "tiny")
    except LeafletsError:
        after = "a faulty sheet"
    assert (after != before) == changes


def test_a_withdrawal_is_in_the_key_of_every_sheet(own_library: Path) -> None:
    before = library_key(library([own_library]), "tiny")
    withdrawn = own_library / "approvals/withdrawn"
    withdrawn.mkdir(parents=True)
    lines = f"digest: {'ab' * 32}\nreason: a wrong dose\non: 2026-11-22\n"
    (withdrawn / f"{'ab' * 32}.yaml").write_text(lines)
    assert library_key(library([own_library]), "tiny") != before


def test_what_a_list_of_terms_is_compared_with_is_in_the_key(own_library: Path) -> None:
    """Another sheet's catalog decides whether a library's own list holds."""
    (own_library / "locales/es/terms.yaml").write_text("names: [Minimex]\n")
    catalog = own_library / "locales/es/LC_MESSAGES/rich.po"
    before = library_key(library([own_library]), "tiny")
    catalog.write_text('msgid ""\nmsgstr ""\n')
    assert library_key(library([own_library]), "tiny") != before


def test_a_library_does_not_change_under_a_run(own_library: Path) -> None:
    found = library([own_library])
    sheet = own_library / "sheets/tiny.yaml"
    assert found.find_sheet("tiny").sheet.name == "Tiny"
    sheet.write_text(sheet.read_text().replace("name: Tiny", "name: Tidy"))
    (own_library / "sheets/new.yaml").write_text(sheet.read_text().replace("id: tiny", "id: new"))
    assert found.find_sheet("tiny").sheet.name == "Tiny"
    assert "new" not in found.sheet_files
    assert found.again().find_sheet("tiny").sheet.name == "Tidy"
    assert "new" in found.again().sheet_files


def test_what_is_the_same_is_not_parsed_again(own_library: Path) -> None:
    found = library([own_library])
    before = [found.read_sheet("tiny"), found.read_sheet("rich"), found.words(language("es"))]
    sheet = own_library / "sheets/tiny.yaml"
    changed_text = sheet.read_text().replace("name: Tiny", "name: Tidy")
    state = sheet.stat()
    sheet.write_text(changed_text)
    os.utime(sheet, ns=(state.st_atime_ns, state.st_mtime_ns))
    new = found.again()
    after = [new.read_sheet("tiny"), new.read_sheet("rich"), new.words(language("es"))]
    assert [one is other for one, other in zip(before, after, strict=True)] == [False, True, True]


def test_a_font_that_changed_since_is_not_set(own_library: Path) -> None:
    (own_library / "fonts").mkdir()
    (own_library / "fonts/fonts.yaml").write_text(OWN_FONTS)
    for file in (ROOT / "fonts").glob("NotoSans_*"):
        shutil.copy(file, own_library / "fonts")
    found = library([own_library])
    ready = prepare(found, found.find_sheet("tiny"), language("en"), Edition())
    assert typeset(ready.task)
    font = own_library / "fonts/NotoSans_700Bold.ttf"
    shutil.copy(ROOT / "fonts/AtkinsonHyperlegibleNext_700Bold.ttf", font)
    fresh = library([own_library])
    other = prepare(fresh, fresh.find_sheet("tiny"), language("en"), Edition())
    assert typeset(other.task)
    shutil.copy(ROOT / "fonts/NotoNastaliqUrdu_700Bold.ttf", font)
    unread = library([own_library])
    task = prepare(unread, unread.find_sheet("tiny"), language("en"), Edition()).task
    shutil.copy(ROOT / "fonts/Amiri_700Bold.ttf", font)
    with pytest.raises(LeafletsError) as caught:
        typeset(task)
    assert caught.value.problems[0].code == "refused-changed"
    assert caught.value.exit_code == 6


def test_what_changed_between_key_and_reading_is_refused(own_library: Path) -> None:
    """The key was another text's."""
    found = library([own_library])
    large = own_library / "sheets/large.svg"
    large.write_bytes(b"a" * 400_000)
    library_key(found)
    changed(large)
    with pytest.raises(LeafletsError, match="was changed since this run first read it"):
        found.files.read(large)


def test_several_threads_share_a_library(own_library: Path) -> None:
    found, count = library([own_library]), 4
    begin = threading.Barrier(count)
    editions = [Edition(), Edition(size="large"), Edition(format="html"), Edition(paper="a5")]

    def prepared(edition: Edition) -> tuple[str, ...]:
        begin.wait()
        return prepare(found, found.find_sheet("tiny"), language("es"), edition).laid.page.sizes

    with ThreadPoolExecutor(count) as threads:
        together = list(threads.map(prepared, editions))
    alone = library([own_library])
    file = alone.find_sheet("tiny")
    assert together == [
        prepare(alone, file, language("es"), one).laid.page.sizes for one in editions
    ]
    assert found.read_sheet("tiny") is found.read_sheet("tiny")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.yaml", "b.po", "x/a.yaml", "x/y/b.po", "z/a.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "x/up").symlink_to(tmp_path)
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone")
    return tmp_path


@pytest.mark.parametrize("pattern", ["*.yaml", "*", "x/*.yaml", "*/*.po", "none/*", "*/y/b.po"])
def test_finds_what_a_pattern_finds(pattern: str, tree: Path) -> None:
    assert Snapshot().glob(tree, pattern) == sorted(tree.glob(pattern))


def test_every_file_of_a_tree_and_no_loop(tree: Path) -> None:
    names = [str(file.relative_to(tree)) for file in Snapshot().tree(tree)]
    assert names == ["a.yaml", "b.po", "x/a.yaml", "x/y/b.po", "z/a.yaml"]


def test_a_link_that_leads_nowhere_is_no_file(tree: Path) -> None:
    files = Snapshot()
    assert files.exists(tree / "nowhere.yaml")
    assert not files.is_file(tree / "nowhere.yaml")
    with pytest.raises(LeafletsError, match=r"nowhere\.yaml: can't read it"):
        files.read(tree / "nowhere.yaml")


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Snapshot().listing(tmp_path / "none/at all") == {}
    (tmp_path / "file").write_text("")
    assert Snapshot().listing(tmp_path / "file") == {}


@pytest.mark.parametrize("read", [Snapshot.read, Snapshot.digest])
def test_what_was_read_once_is_answered_alike(
    read: Callable[[Snapshot, Path], object], tmp_path: Path
) -> None:
    files, file = Snapshot(), tmp_path / "file"
    file.write_text("one")
    first = read(files, file)
    file.write_text("two")
    assert read(files, file) == first
    assert files.noted == {file: Snapshot().noted.get(file, files.digest(file))}
