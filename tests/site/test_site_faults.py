"""What happens to a site of three sheets when something fails: nothing half is ever shown.

Whatever happened, the same command started again ends the work, and the site is the same.
"""

from __future__ import annotations

import datetime
import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SAMPLE_LIBRARY, TESTS, Run

from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.library.libraries import Library, SheetFile, library
from leaflets.making import workers
from leaflets.making.store import LIMIT
from leaflets.making.watcher import Watcher
from leaflets.site import downloads, offered, page_files, search
from leaflets.site.build import Making, SiteReport, build_site
from leaflets.site.build_records import RECORDS
from leaflets.site.offered import PAGE, SiteWish
from leaflets.site.tree import Tree, site_tree

DAY = datetime.date(2026, 12, 1)
SHEETS = ("tiny", "tiny-b", "tiny-c")


def few_editions(_file: SheetFile, named: Any) -> Iterator[Edition]:
    """One edition of each kind, which is quicker."""
    yield from (PAGE, Edition(), Edition(format="brf"), Edition(format="text"))
    if named.tag == "es":
        yield Edition(beside="en")


class Site:
    """A site of three sheets, one of them in Spanish as well, built in this process."""

    def __init__(self, folder: Path) -> None:
        self.public, self.library = folder / "public", folder / "library"
        self.store, self.told = folder / "store", list[str]()
        self.opened: Library | None = None

    def build(self, store: str | None = None, store_limit: int = LIMIT) -> SiteReport:
        self.told.clear()
        self.opened = self.opened or library([self.library])
        wish = SiteWish(self.opened, DAY, SHEETS, ("en", "es"), allow_drafts=True)
        making = Making(store or str(self.store), jobs=1, store_limit=store_limit)
        return build_site(wish, self.public, making, Watcher(self.told.append))

    @property
    def command(self) -> tuple[object, ...]:
        """The same by the command line."""
        return (
            *("site", "--output-dir", self.public, "--library", self.library, "--allow-drafts"),
            *("--store", self.store, "--date", DAY, "--jobs", 1, "-l", "en", "-l", "es"),
            *(part for sheet in SHEETS for part in ("--sheet", sheet)),
        )

    @property
    def shown(self) -> Path:
        return self.public / "current"

    @property
    def builds(self) -> list[str]:
        return sorted(build.name for build in (self.public / "builds").iterdir())

    def contents(self) -> dict[str, str]:
        return {
            file.relative_to(self.shown).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.shown.rglob("*"))
            if file.is_file()
        }

    def addresses(self) -> set[str]:
        return {path for path in self.contents() if path.startswith("files/")}

    def change(self, sheet: str, old: str, new: str) -> None:
        file = self.library / f"sheets/{sheet}.yaml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
        self.opened = None

    def state(self) -> tuple[Path, list[str], dict[str, str]]:
        """What must not change where a build fails."""
        return self.shown.readlink(), self.builds, self.contents()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site built twice: the second sheet was changed in between, and has left notices."""
    folder = tmp_path_factory.mktemp("faults")
    site = Site(folder)
    shutil.copytree(SAMPLE_LIBRARY, site.library)
    for sheet in SHEETS[1:]:
        text = (site.library / "sheets/tiny.yaml").read_text()
        file = site.library / f"sheets/{sheet}.yaml"
        file.write_text(text.replace("id: tiny", f"id: {sheet}").replace("Tiny", sheet.title()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offered, "_editions", few_editions)
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        site.build()
        site.change("tiny-b", "Testing", "Tests")
        site.build()
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A copy of it; what has two names there has two names here."""
    copied = subprocess.run(["cp", "-a", f"{built}/.", tmp_path], check=False)
    assert copied.returncode == 0
    monkeypatch.setattr(offered, "_editions", few_editions)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Site(tmp_path)


def fail_at(
    patch: pytest.MonkeyPatch, owner: Any, name: str, number: int, fault: Callable[[], None]
) -> list[int]:
    """Have the so many-th call of a function fail; comes back with a list of its calls."""
    real, calls = getattr(owner, name), list[int]()

    def function(*arguments: Any, **named: Any) -> Any:
        calls.append(len(calls) + 1)
        if len(calls) == number:
            fault()
        return real(*arguments, **named)

    patch.setattr(owner, name, function)
    return calls


def flip(file: Path) -> None:
    """Change one byte of a file, where it stands."""
    with file.open("r+b") as stream:
        size = file.stat().st_size
        stream.seek(size // 2)
        (byte,) = stream.read(1)
        stream.seek(size // 2)
        stream.write(bytes([byte ^ 1]))


def replace(file: Path) -> None:
    file.unlink()
    file.write_bytes(b"something else")


def become_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "x").touch()


def become_a_link(file: Path) -> None:
    content = file.read_bytes()
    file.unlink()
    other = file.parents[3] / "elsewhere"
    other.write_bytes(content)
    file.symlink_to(other)


def notices_of(site: Site) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((site.shown / "index.json").read_text())["notices"]
    return found


def notices(site: Site) -> list[str]:
    return [one["path"] for one in notices_of(site)]


KINDS = (
    *(
        "tiny/en/tiny-en.pdf",
        "tiny/en/tiny-en.html",
        "tiny/es/tiny-es+en.pdf",
        "tiny/es/index.html",
    ),
    *("files/*.brf", "index.json", "sw.js", "en/index.html", "search/pagefind.js"),
    *("search/index/*", "assets/preview-*", "assets/es-*.css", "assets/name-en-*"),
)


def told_of(site: Site, file: Path) -> bool:
    name = file.relative_to(site.shown).as_posix()
    return any(f"{name}: it was changed after it was published" in line for line in site.told)


def test_changed_bytes_in_what_is_shown_are_told_and_made_again(site: Site) -> None:
    before = site.contents()
    files = [next(site.shown.glob(path)) for path in (*KINDS, notices(site)[0])]
    for file in files:
        flip(file)
    assert site.contents() != before
    site.build()
    assert all(told_of(site, file) for file in files)
    assert site.contents() == before
    site.build()
    assert site.told == []
    assert site.contents() == before


@pytest.mark.slow
@pytest.mark.parametrize("path", KINDS)
def test_changed_byte_in_what_is_shown_is_told_and_made_again(path: str, site: Site) -> None:
    before = site.contents()
    file = next(site.shown.glob(path))
    flip(file)
    site.build()
    assert told_of(site, file)
    assert site.contents() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Path.unlink, "it is missing"),
        pytest.param(replace, "it was changed", marks=pytest.mark.slow),
        pytest.param(become_a_folder, "it is missing", marks=pytest.mark.slow),
        pytest.param(become_a_link, "it can't be read", marks=pytest.mark.slow),
    ],
)
def test_every_file_that_is_shown_may_be_gone(
    change: Callable[[Path], None], told: str, site: Site
) -> None:
    before = site.contents()
    for path in before:
        change(site.shown / path)
    (site.shown / "tiny/en/holiday.jpg").parent.mkdir(parents=True, exist_ok=True)
    (site.shown / "tiny/en/holiday.jpg").write_text("mine")
    site.build()
    assert sum(told in line for line in site.told) >= 10
    assert any(" more files" in line for line in site.told)
    assert site.contents() == before


def test_file_that_is_not_of_the_site_is_told_and_left_out(site: Site) -> None:
    before = site.contents()
    (site.shown / "files/0.pdf").write_text("planted")
    site.build()
    (line,) = site.told
    assert "files/0.pdf: nothing of ours was published there" in line
    assert site.contents() == before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (RECORDS[0], flip),
        pytest.param(RECORDS[1], flip, marks=pytest.mark.slow),
        pytest.param(RECORDS[0], Path.unlink, marks=pytest.mark.slow),
        pytest.param(RECORDS[0], replace, marks=pytest.mark.slow),
    ],
)
def test_damaged_record_has_a_copy(name: str, change: Callable[[Path], None], site: Site) -> None:
    before = site.contents()
    change(site.shown.resolve().parent / name)
    assert site.build().made == 0
    assert (name == RECORDS[1] and not site.told) or "its copy" in site.told[0]
    assert site.contents() == before


@pytest.mark.parametrize("others", [pytest.param("sound", marks=pytest.mark.slow), "gone"])
def test_both_records_damaged_lose_no_address(others: str, site: Site) -> None:
    before = site.contents()
    build = site.shown.resolve().parent
    for name in RECORDS:
        flip(build / name)
    if others == "gone":
        shutil.rmtree(build.with_name("1"))
    site.build()
    assert "state.json: damaged, with its copy" in site.told[0]
    assert site.contents() == before


@pytest.mark.slow
def test_recalled_file_stays_recalled_without_its_record(
    site: Site, run_inside: Callable[..., Run]
) -> None:
    own = ("--library", site.library, "--date", DAY)
    by = ("--by", "Example Person, pharmacist", "--until", "2027-06-30")
    assert run_inside("approve", "tiny", "-l", "en", *by, *own).code == 0
    site.opened = None
    site.build()
    index = json.loads((site.shown / "index.json").read_text())
    text = index["medicines"][0]["leaflets"][0]["text"]
    done = run_inside("withdraw", text, "--reason", "a wrong dose", "--library", site.library)
    assert done.code == 0, done.err
    site.opened = None
    site.build()
    before = site.contents()
    recalled = [one for one in notices_of(site) if one["kind"] == "recalled"]
    assert len(recalled) > 4
    for build in site.builds:
        for name in RECORDS:
            (site.public / "builds" / build / name).unlink()
    site.build()
    assert [one for one in notices_of(site) if one["kind"] == "recalled"] == recalled
    assert site.contents() == before


@pytest.mark.slow
def test_what_nobody_knows_is_refused_and_goes_on_with_a_record_put_back(site: Site) -> None:
    build = site.shown.resolve().parent
    kept = (build / RECORDS[0]).read_bytes()
    shutil.rmtree(build.with_name("1"))
    for name in (*RECORDS, "site/index.json"):
        (build / name).write_bytes(b"{")
    before = site.state()
    with pytest.raises(LeafletsError, match="refused-state") as caught:
        site.build()
    assert caught.value.exit_code == 12
    assert "from a backup, or build into a new folder" in str(caught.value)
    assert site.state() == before
    (build / RECORDS[1]).write_bytes(kept)
    site.build()
    assert site.addresses() == {path for path in before[2] if path.startswith("files/")}


@pytest.mark.slow
def test_what_was_published_before_going_back_still_answers(site: Site) -> None:
    """To go back, one points the link at the build before."""
    before = site.addresses()
    site.shown.unlink()
    site.shown.symlink_to("builds/1/site")
    site.change("tiny-b", "Tests", "Trials")
    site.build()
    assert site.addresses() > before
    assert len(notices(site)) == 8


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["current", "builds/2/site", "builds/2"])
def test_what_is_shown_may_be_missing_whole(gone: str, site: Site) -> None:
    before = site.contents()
    if gone == "current":
        site.shown.unlink()
    else:
        shutil.rmtree(site.public / gone)
    site.build()
    assert gone == "current" or "the site that was shown is missing" in site.told[0]
    assert site.contents() == before


@pytest.mark.slow
def test_current_that_is_a_folder_is_refused(site: Site) -> None:
    """A copy that follows links makes one."""
    link = site.shown.readlink()
    site.shown.unlink()
    shutil.copytree(site.public / link, site.shown)
    with pytest.raises(LeafletsError, match="it is to be a link to a build") as caught:
        site.build()
    assert caught.value.exit_code == 12
    shutil.rmtree(site.shown)
    site.build()


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def flip_all(site: Site, but: str = "search/") -> None:
    """Change a byte of every file that is shown: of what has two names, once."""
    files = (site.shown / path for path in site.contents() if not path.startswith(but))
    for file in {file.stat().st_ino: file for file in files}.values():
        flip(file)


@pytest.mark.parametrize(
    ("owner", "name", "number"),
    [
        (Path, "symlink_to", 1),
        *(
            pytest.param(owner, name, number, marks=pytest.mark.slow)
            for owner, name, number in (
                *(
                    (os, "link", 1),
                    (os, "link", 20),
                    (os, "fsync", 40),
                    (os, "fsync", 1),
                    (os, "fsync", 10),
                    (Path, "replace", 1),
                ),
                *((Path, "mkdir", 1), (Path, "mkdir", 2), (Path, "mkdir", 9)),
            )
        ),
    ],
)
def test_full_disk_leaves_the_old_site_and_names_the_file(
    owner: Any, name: str, number: int, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = site.contents()
    flip_all(site)
    before = site.state()
    with monkeypatch.context() as patch:
        fail_at(patch, owner, name, number, full)
        with pytest.raises(LeafletsError, match="can't write it: No space left") as caught:
            site.build()
    assert caught.value.exit_code == 8
    (problem,) = caught.value.problems
    assert (problem.code, str(site.public) in problem.file) == ("file-unwritable", True)
    assert site.state() == before
    assert not (site.public / ".current.new").is_symlink()
    site.build()
    assert site.contents() == wanted


@pytest.mark.slow
def test_file_that_is_cut_off_leaves_the_old_site(site: Site) -> None:
    """The system's limit on a file's size stands for a disk that is full in the midst of one."""
    wanted = site.contents()
    flip_all(site)
    before = site.state()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
    try:
        with pytest.raises(LeafletsError, match="can't write it: File too large") as caught:
            site.build()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (caught.value.exit_code, site.state()) == (8, before)
    site.build()
    assert site.contents() == wanted


def test_file_system_without_second_names_has_copies(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has 65,000 names at most with ext4, and one with exFAT."""
    before = site.contents()

    def link(*_arguments: object) -> None:
        raise OSError(errno.EMLINK, os.strerror(errno.EMLINK))

    monkeypatch.setattr(os, "link", link)
    site.build()
    assert site.contents() == before
    assert site.build().made == 0


def test_bug_is_no_fault_of_the_folder(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before, error = site.state(), PermissionError(13, "x")

    def letters_in(_html: str) -> str:
        raise error

    monkeypatch.setattr(page_files, "letters_in", letters_in)
    with pytest.raises(type(error)) as caught:
        site.build()
    assert caught.value is error
    assert site.state() == before


def test_unreadable_file_is_not_called_unwritable(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = site.state(), page_files.read

    def read(file: Path) -> bytes:
        file.unlink()
        return real(file)

    monkeypatch.setattr(page_files, "read", read)
    with pytest.raises(LeafletsError, match="can't read it: there is no such file") as caught:
        site.build()
    assert caught.value.problems[0].code == "file-unreadable"
    assert site.state() == before


def test_file_that_vanishes_while_the_site_is_built_is_named(tmp_path: Path) -> None:
    with site_tree(tmp_path, lambda _line: None) as tree:
        tree.put("a", b"a")
        tree.site.joinpath("a").unlink()
        with pytest.raises(LeafletsError, match="site/a: can't read it: there is no such file"):
            tree.link("b", "a")
    assert not list((tmp_path / "builds").iterdir())


@pytest.mark.slow
def test_nothing_is_shown_before_it_is_on_the_disk(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a loss of power shows empty files, whose names alone were written."""
    shutil.rmtree(site.public)
    synced, swapped, real, replaced = set[int](), [], os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        real(descriptor)

    def swap(link: Path, target: Path) -> Path:
        if target.name == "current":
            build = site.public / "builds/1"
            there = {path.stat().st_ino for path in (build, *build.rglob("*"), build.parent)}
            swapped.append(there - synced)
            synced.clear()
        return replaced(link, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", swap)
    site.build()
    assert swapped == [set()]
    assert synced == {site.public.stat().st_ino}


MOMENTS = [
    (signal.SIGTERM, 143, os, "fsync", 1),
    (signal.SIGINT, 130, shutil, "rmtree", 1),
    *(
        pytest.param(sent, code, owner, name, number, marks=pytest.mark.slow)
        for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143))
        for owner, name, number in (
            *((os, "link", 5), (os, "fsync", 9), (Path, "mkdir", 5), (Path, "symlink_to", 1)),
            *((Path, "replace", 1), (search, "search_files", 1), (shutil, "rmtree", 1)),
        )
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code", "owner", "name", "number"), MOMENTS)
def test_signal_leaves_a_whole_site_and_no_half_one(
    sent: signal.Signals,
    code: int,
    owner: Any,
    name: str,
    number: int,
    site: Site,
    run_inside: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = site.contents()
    flip_all(site, but="nothing" if name == "search_files" else "search/")
    before = site.state()
    with monkeypatch.context() as patch:
        fail_at(patch, owner, name, number, lambda: os.kill(os.getpid(), sent))
        done = run_inside(*site.command)
    assert done.code == code, done.err
    if name == "rmtree":  # What is old is removed once the new site is shown.
        assert site.shown.readlink() == Path("builds/3/site")
        assert site.contents() == wanted
    else:
        assert site.state() == before
    assert not (site.public / ".current.new").is_symlink()
    site.build()
    assert (len(site.builds), site.contents()) == (2, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 40])
def test_killed_build_is_done_again(number: int, site: Site) -> None:
    before = site.contents()
    code = (
        f"import os, signal, sys; sys.path[:0] = {[str(TESTS), str(TESTS / 'site')]!r}\n"
        "from pathlib import Path\n"
        "import pytest, test_site_faults as faults\n"
        "patch = pytest.MonkeyPatch()\n"
        "patch.setattr(faults.offered, '_editions', faults.few_editions)\n"
        "killed = lambda: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"faults.fail_at(patch, os, 'link', {number}, killed)\n"
        f"faults.Site(Path({str(site.public.parent)!r})).build()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (site.contents(), site.builds) == (before, ["1", "2", "3"])
    site.build()
    assert (site.contents(), len(site.builds)) == (before, 2)


def test_process_killed_at_its_first_file_does_not_shut_the_folder(tmp_path: Path) -> None:
    (tmp_path / "..leaflets-site.0a1b2c3d").write_bytes(b"A site made")
    with site_tree(tmp_path, lambda _line: None) as tree:
        assert tree.number == 1


@pytest.mark.slow
def test_killed_worker_costs_a_second_try(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.change("tiny-b", "Tests", "Trials")
    killed: list[int] = []
    real = workers._Worker.ask

    def ask(worker: Any, call: bytes) -> tuple[bool, Any]:
        if not killed:
            killed.append(worker._process.pid)
            worker._process.kill()
            worker._process.wait()
        return real(worker, call)

    monkeypatch.setattr(workers._Worker, "ask", ask)
    assert site.build().made == 4
    assert len(killed) == 1


def pagefind(folder: Path, patch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have Pagefind's process do something else."""
    from pagefind.service import get_executable

    file = folder / "pagefind.sh"
    real = get_executable()
    file.write_text("\n".join(["#!/bin/sh", *lines, f'exec "{real}" "$@"', ""]))
    file.chmod(0o755)
    patch.setenv("PAGEFIND_BINARY_PATH", str(file))


def test_killed_search_process_costs_a_second_try(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.contents()
    flip(site.shown / "search/pagefind.js")
    mark = tmp_path / "mark"
    pagefind(tmp_path, monkeypatch, f'[ -e "{mark}" ] || {{ touch "{mark}"; kill -9 $$; }}')
    site.build()
    assert mark.exists()
    assert site.contents() == before


def test_search_that_never_comes_is_told(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(site.shown / "search/pagefind.js")
    before = site.state()
    with monkeypatch.context() as patch:
        pagefind(tmp_path, patch, "kill -9 $$")
        with pytest.raises(LeafletsError, match="Pagefind failed: ") as caught:
            site.build()
    assert caught.value.exit_code == 9
    assert site.state() == before
    site.build()


@pytest.mark.parametrize("executable", ["missing", pytest.param("", marks=pytest.mark.slow)])
def test_missing_pagefind_is_told(
    executable: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(site.shown / "search/pagefind.js")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / executable))
    with pytest.raises(LeafletsError, match="pagefind") as caught:
        site.build()
    assert caught.value.exit_code == 9


def test_full_temporary_folder_is_not_called_a_missing_pagefind(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(site.shown / "search/pagefind.js")
    for owner, name in ((tempfile, "mkdtemp"), (Path, "write_text")):
        with monkeypatch.context() as patch:
            fail_at(patch, owner, name, 1, full)
            with pytest.raises(LeafletsError, match="No space left") as caught:
                site.build()
        assert caught.value.problems[0].code == "file-unwritable"
    site.build()


@pytest.mark.slow
def test_site_of_notices_alone_has_a_search_that_finds_nothing() -> None:
    files = dict(search.search_files(()))
    assert json.loads(files["search/pagefind-entry.json"])["languages"] == {}
    assert {"search/pagefind.js", "search/wasm.unknown.pagefind"} <= files.keys()
    assert not [path for path in files if "pf_" in path]


def test_ctrl_c_while_pagefind_does_not_answer(
    site: Site, tmp_path: Path, run_inside: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(site.shown / "search/pagefind.js")
    before = site.state()
    pagefind(tmp_path, monkeypatch, "sleep 0.5; kill -INT $PPID; exec sleep 1000")
    done = run_inside(*site.command)
    assert done.code == 130, done.err
    assert site.state() == before


def test_store_is_trimmed_once_a_build(site: Site) -> None:
    old = site.store / "leaflets/aa" / ("a" * 64)
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(b"x" * 3_000_000)
    os.utime(old, (1, 1))
    site.build()
    assert old.exists()
    site.build(store_limit=3_000_000)
    assert not old.exists()
    assert list(site.store.rglob("leaflets/*/*"))


@pytest.mark.slow
def test_slow_object_store_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from fsspec.implementations.memory import MemoryFileSystem

    def slow(name: str) -> None:
        real = getattr(MemoryFileSystem, name)

        def slowly(*arguments: Any, **named: Any) -> Any:
            time.sleep(0.02)
            return real(*arguments, **named)

        monkeypatch.setattr(MemoryFileSystem, name, slowly)

    for name in ("cat_file", "pipe_file", "find", "makedirs"):
        slow(name)
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", [""])
    before = site.addresses() - set(notices(site))
    shutil.rmtree(site.public)
    assert site.build(store="memory://shelf").made == len(before)
    assert site.told == []
    assert site.addresses() == before


@pytest.mark.slow
def test_nothing_of_a_page_is_held_longer_than_it_is_in_flight(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site of thousands kept the text and pictures of each page until its end."""
    shutil.rmtree(site.public)
    pages: list[weakref.ref[Any]] = []
    leaflets: list[weakref.ref[Any]] = []
    most = {"pages": 0, "leaflets": 0}
    fragment_of, made_leaflets = page_files.fragment_of, downloads.made_leaflets

    def fragment(web: bytes, root: str) -> Any:
        made = fragment_of(web, root)
        pages.append(weakref.ref(made))
        most["pages"] = max(most["pages"], sum(ref() is not None for ref in pages))
        return made

    def made(*arguments: Any) -> Iterator[tuple[str, Any]]:
        for name, leaflet in made_leaflets(*arguments):
            leaflets.append(weakref.ref(leaflet))
            del leaflet
            yield name, leaflets[-1]()
            most["leaflets"] = max(most["leaflets"], sum(ref() is not None for ref in leaflets))

    monkeypatch.setattr(page_files, "fragment_of", fragment)
    monkeypatch.setattr(downloads, "made_leaflets", made)
    site.build()
    assert len(pages) >= 8
    assert most["pages"] <= 2
    assert len(leaflets) == 17
    assert most["leaflets"] <= 2


def become_a_file(store: Path) -> None:
    """Have a store where nobody can write, whoever asks."""
    shutil.rmtree(store, ignore_errors=True)
    store.write_text("no folder")


@pytest.mark.parametrize("when", [pytest.param("before", marks=pytest.mark.slow), "in the midst"])
def test_store_that_is_not_there_is_told_once_and_done_without(
    when: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = site.contents()
    flip_all(site)
    with monkeypatch.context() as patch:
        if when == "before":
            become_a_file(site.store)
        else:
            fail_at(patch, Tree, "publish", 3, lambda: become_a_file(site.store))
        site.build()
    assert sum("going on without it" in line for line in site.told) == 1
    assert site.contents() == wanted
    site.build()
    assert site.contents() == wanted
