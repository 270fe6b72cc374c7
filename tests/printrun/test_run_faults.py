"""What goes wrong around a run of 200 orders: nothing is lost, nothing is doubled.

Each fault is put into a run, the same call is made again, and the end is that of a run to which
nothing happened.
"""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import pytest
from conftest import ROOT, SAMPLE_LIBRARY
from fsspec.implementations.memory import MemoryFileSystem

from leaflets import files
from leaflets.content.record import Record
from leaflets.errors import LeafletsError, problem
from leaflets.library.libraries import library
from leaflets.making import workshop as workshop_module
from leaflets.making.watcher import Watcher
from leaflets.printrun.finished_runs import checks_of_run
from leaflets.printrun.ledger import read_ledger
from leaflets.printrun.planning import Layout
from leaflets.printrun.run import Asked, print_run
from leaflets.verify.verification import verify
from leaflets.verify.verified import Verified

DAY = datetime.date(2026, 11, 23)
NAME = "Canarina Kanarienvogel"
COUNT = 200
LEAFLETS = [("tiny", "en"), ("tiny", "es"), ("rich", "en")]
ROWS = [
    f"{','.join(LEAFLETS[number % 3])},{1 + number % 2},,Ward {number % 7}"
    for number in range(COUNT - 2)
]
OWN = [f"tiny,en,1,{NAME},Ward 1", f"tiny,es,1,{NAME},Ward 2"]
ORDERS = "\n".join(["sheet,language,copies,patient name,delivery point", *ROWS, *OWN, ""])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the orders, the user's secret, and the run as it is without any fault."""
    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        (folder / "orders.csv").write_text(ORDERS)
        print_run(asked(folder, folder / "whole", folder / "kept"), Watcher())
        yield folder


@pytest.fixture
def run(place: Path, tmp_path: Path) -> Asked:
    return asked(place, tmp_path / "run", tmp_path / "store")


def asked(place: Path, folder: Path, store: Path | str) -> Asked:
    """What a scheduled job asks each time."""
    return Asked(
        library([SAMPLE_LIBRARY]),
        place / "orders.csv",
        folder,
        Layout(separators=True),
        DAY,
        str(store),
        allow_drafts=True,
        resume=True,
        jobs=1,
    )


def contents(folder: Path) -> dict[str, bytes]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.name != ".lock")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(found)}


def is_whole(run: Asked, place: Path) -> bool:
    """Whether the run has ended as if nothing had been, and finds itself sound."""
    assert all(not problems for _, problems in checks_of_run(run.folder))
    return contents(run.folder) == contents(place / "whole")


def every_order_once(folder: Path) -> bool:
    entries = read_ledger(folder / "ledger.jsonl", None).entries
    wanted = {order: n for e in entries if e["kind"] == "begin" for order, n in e["copies"]}
    made: Counter[int] = Counter()
    for entry in entries:
        if entry["kind"] == "part":
            made.update({row["order"]: row["copies"] for row in entry["orders"]})
    return dict(made) == wanted and len(wanted) == COUNT


@pytest.mark.slow
def test_an_unwritable_store_is_told_once_and_done_without(
    run: Asked, place: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []
    print_run(replace(run, store=str(tmp_path / "file/store")), Watcher(told.append))
    (said,) = (line for line in told if "store" in line)
    assert "going on without it" in said
    assert str(tmp_path / "file/store") in said
    assert is_whole(run, place)


@pytest.mark.slow
def test_a_store_that_vanishes_is_done_without(run: Asked, place: Path) -> None:
    def step(what: str, done: int, _of: int) -> None:
        if (what, done) == ("Leaflets", 1):
            shutil.rmtree(run.store)
            Path(run.store).touch()

    told: list[str] = []
    print_run(run, Watcher(told.append, step))
    assert len([line for line in told if "going on without it" in line]) == 1
    assert is_whole(run, place)


class Slow(MemoryFileSystem):
    """An object store that is slow, and at some time answers no more."""

    protocol = "slow"
    left = 6

    def cat_file(self, path: str, *args: Any, **kwargs: Any) -> Any:
        time.sleep(0.02)
        type(self).left -= 1
        if type(self).left < 0:
            raise TimeoutError("no answer")
        return super().cat_file(path, *args, **kwargs)


@pytest.mark.slow
def test_a_slow_object_store_that_answers_no_more(run: Asked, place: Path) -> None:
    fsspec.register_implementation("slow", Slow, clobber=True)
    told: list[str] = []
    print_run(replace(run, store="slow://bucket"), Watcher(told.append))
    (said,) = (line for line in told if "store" in line)
    assert "no answer" in said
    assert Slow.left == -1, "it is not asked again"
    assert is_whole(run, place)


@pytest.mark.slow
def test_a_changed_byte_in_the_store_is_not_believed(run: Asked, place: Path) -> None:
    shutil.copytree(place / "kept", run.store)
    for file in Path(run.store).rglob("leaflets/*/*"):
        content = bytearray(file.read_bytes())
        content[-2000] ^= 1
        file.write_bytes(content)
    print_run(run, Watcher())
    assert is_whole(run, place)


@pytest.mark.slow
def test_a_killed_worker_costs_a_second_try(run: Asked, place: Path) -> None:
    killed: list[int] = []

    def step(_what: str, _done: int, _of: int) -> None:
        for worker in [] if killed else children():
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)

    print_run(run, Watcher(step=step))
    assert killed
    assert is_whole(run, place)


def children() -> list[int]:
    """The processes that this one has started."""
    return [
        int(number)
        for task in Path("/proc/self/task").iterdir()
        for number in (task / "children").read_text().split()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("step", range(1, 26, 8))
def test_a_full_disk_ends_the_run_and_the_same_call_goes_on(
    step: int, run: Asked, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = os.fsync, step

    def full(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0 and stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(LeafletsError, match="No space left") as caught:
        print_run(run, Watcher())
    assert caught.value.exit_code == 8
    assert not [file for file in run.folder.rglob(".*") if file.name != ".lock"]
    monkeypatch.undo()
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))
    print_run(run, Watcher())
    assert is_whole(run, place)


SIGNALLED = """
import os, signal, sys
from pathlib import Path
from leaflets import files
real, left = files.os.fsync, int(sys.argv.pop(1))
def fsync(descriptor):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGTERM)
    real(descriptor)
files.os.fsync = fsync
from leaflets.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("step", "store"), [(2, "new"), (3, "full"), (9, "full"), (16, "full")])
def test_a_signal_in_a_write(step: int, store: str, run: Asked, place: Path) -> None:
    if store == "full":
        shutil.copytree(place / "kept", run.store)
    options = [
        "print-run", run.orders, "--library", SAMPLE_LIBRARY, "--allow-drafts", "--separators",
        "--date", str(DAY), "--output-dir", run.folder, "--store", run.store, "--resume",
    ]  # fmt: skip
    command = [sys.executable, "-c", SIGNALLED]
    done = subprocess.run(
        [*command, str(step), *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (143, False)
    assert not [file for file in run.folder.rglob(".*") if file.name != ".lock"]
    done = subprocess.run(
        [*command, "0", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert is_whole(run, place)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Have the leaflets of a language fail with a code, until the next call."""

    def fail(tag: str, code: str) -> None:
        def checked(content: bytes, record: Record, *rest: Any) -> Verified:
            if record.leaflet.language == tag:
                raise LeafletsError(problem(code, "as if"))
            return verify(content, record, *rest)

        monkeypatch.setattr(workshop_module, "verify", checked)

    return fail


def test_what_failed_for_a_passing_reason_is_tried_again(
    run: Asked, place: Path, failing: Callable[[str, str], None]
) -> None:
    failing("es", "rendering-died")
    first = print_run(run, Watcher())
    assert len(first.failed) == len(first.may_pass) == ORDERS.count(",es,")
    assert first.left_out
    failing("", "")
    second = print_run(run, Watcher())
    assert (second.failed, second.may_pass, second.left_out) == ({}, (), ())
    assert every_order_once(run.folder)
    assert all(not problems for _, problems in checks_of_run(run.folder))
    printed = (f for f in contents(run.folder) if f.startswith("print/0"))
    whole = (f for f in contents(place / "whole") if f.startswith("print/0"))
    assert list(printed) == list(whole)


@pytest.mark.slow
def test_print_files_that_were_printed_stay_as_they_are(
    run: Asked, failing: Callable[[str, str], None]
) -> None:
    """The orders that failed come in files of their own: the others may be with patients."""
    run = replace(run, allow_partial=True)
    failing("es", "file-unreadable")
    first = print_run(run, Watcher())
    assert first.may_pass
    made = {name: c for name, c in contents(run.folder).items() if name.startswith("print/01")}
    failing("es", "rendering-died")
    print_run(run, Watcher())
    failing("", "")
    second = print_run(run, Watcher())
    assert (second.failed, second.orders) == ({}, COUNT)
    after = contents(run.folder)
    assert made.items() <= after.items()
    assert every_order_once(run.folder)
    assert all(not problems for _, problems in checks_of_run(run.folder))
    assert print_run(run, Watcher()).totals() == second.totals()
    assert contents(run.folder) == after


@pytest.mark.slow
def test_what_failed_for_good_is_not_tried_again(
    run: Asked, failing: Callable[[str, str], None]
) -> None:
    failing("es", "verification-glyph")
    first = print_run(run, Watcher())
    assert (len(first.failed), first.may_pass) == (ORDERS.count(",es,"), ())
    before = contents(run.folder)
    failing("", "")
    assert print_run(run, Watcher()).failed == first.failed
    assert contents(run.folder) == before


def test_orders_from_a_pipe_are_read_once(place: Path, tmp_path: Path) -> None:
    """And a run from a pipe is bound to them: with others, it does not go on."""
    few = "sheet,language,copies\ntiny,en,1\n"
    run = asked(place, tmp_path / "run", place / "kept")
    print_run(replace(run, orders=piped(few)), Watcher())
    before = contents(run.folder)
    with pytest.raises(LeafletsError, match="the orders have changed"):
        print_run(replace(run, orders=piped(few.replace(",1", ",2"))), Watcher())
    print_run(replace(run, orders=piped(few)), Watcher())
    assert contents(run.folder) == before


def piped(text: str) -> Path:
    """A pipe that a text can be read from, once."""
    out, into = os.pipe()
    os.write(into, text.encode())
    os.close(into)
    return Path(f"/dev/fd/{out}")


@pytest.mark.slow
def test_only_the_owner_can_read_what_a_run_makes(place: Path, tmp_path: Path) -> None:
    """Also in a folder that was there before, and that everybody may look into."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    (tmp_path / "orders.csv").write_text(
        f"sheet,language,copies,patient name,accessible\ntiny,en,1,{NAME},yes\n"
    )
    run = asked(place, folder, place / "kept")
    print_run(replace(run, orders=tmp_path / "orders.csv"), Watcher())
    open_to_others = [f for f in folder.rglob("*") if f.is_file() and f.stat().st_mode & 0o077]
    assert open_to_others == []
