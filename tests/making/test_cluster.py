"""Work in other processes and on other machines: what a killed worker costs, the same bytes."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from by_hand import admitted
from cluster_jobs import killed_once, process, square
from conftest import ROOT, SAMPLE_LIBRARY

from leaflets.admission.admit import Admitted
from leaflets.admission.wishes import Release
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.making import workers
from leaflets.making.executors import Begun, answers, results, seam
from leaflets.making.store import StoredLeaflet
from leaflets.making.workshop import made_leaflets, workshop
from leaflets.render.task import Page


@pytest.mark.slow
def test_killed_worker_costs_its_item_and_no_other() -> None:
    found = list(results(square, ((number,) for number in range(9)), seam("local", 2)))
    failed = {n: str(one) for n, one in enumerate(found) if isinstance(one, LeafletsError)}
    assert list(failed) == [3, 5]
    assert "died twice" in failed[3]
    assert "five is no good" in failed[5]
    assert [one for one in found if isinstance(one, int)] == [0, 1, 4, 16, 36, 49, 64]


def test_item_whose_worker_is_killed_once_is_tried_again(tmp_path: Path) -> None:
    items = ((number, str(tmp_path / "mark")) for number in range(4))
    assert list(results(killed_once, items, seam("local", 1))) == [0, 1, 2, 3]


def test_stopping_gives_back_what_is_in_flight() -> None:
    begun: list[int] = []

    def items() -> Iterator[tuple[int, str]]:
        for number in range(100):
            begun.append(number)
            yield number, "/"

    found = list(results(killed_once, items(), seam("local", 1), lambda: len(begun) >= 2))
    assert found == [0, 1]


def test_what_is_at_hand_comes_in_its_place() -> None:
    asked = [
        number if number % 2 else Begun((number, "/"), lambda outcome: f"made {outcome}")
        for number in range(1, 8)
    ]
    found = list(answers(killed_once, asked, seam("local", 1)))
    assert found == [1, "made 2", 3, "made 4", 5, "made 6", 7]


def test_no_more_is_held_than_is_in_flight() -> None:
    """A run of thousands kept the page of each leaflet until its end."""
    pages: list[weakref.ref[Page]] = []
    most = 0

    def asked() -> Iterator[Begun[int, int]]:
        nonlocal most
        for number in range(40):
            page = Page(("",), {})
            pages.append(weakref.ref(page))
            most = max(most, sum(ref() is not None for ref in pages))
            yield Begun((number, "/"), lambda outcome, _page=page: outcome)

    workers = seam("local", 1)
    assert list(answers(killed_once, asked(), workers)) == list(range(40))
    assert most <= workers.ahead + 3


@pytest.mark.slow
def test_workers_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ITEMS_PER_WORKER", 2)
    found = list(results(process, ((number,) for number in range(6)), seam("local", 1)))
    assert len(set(found)) == 3
    assert os.getpid() not in found


def test_what_is_at_hand_is_looked_up_when_it_is_its_turn(tmp_path: Path) -> None:
    """2,000 stored leaflets were read (620 MB) before the first was used."""
    looked_up: list[int] = []

    def asked() -> Iterator[Begun[int, int] | int]:
        for number in range(40):
            looked_up.append(number)
            yield Begun((number, "/"), lambda outcome: outcome) if number == 20 else number

    workers = seam("local", 1)
    for done, number in enumerate(answers(killed_once, asked(), workers)):
        assert number == done
        assert len(looked_up) <= done + 1 + workers.ahead
        assert done >= 18 or len(looked_up) == done + 1


@pytest.mark.parametrize("name", ["cloud", "dask:/x", ""])
def test_unknown_executor_is_refused(name: str) -> None:
    with pytest.raises(LeafletsError, match="use local, or dask://HOST:PORT") as caught:
        seam(name)
    assert caught.value.exit_code == 2


@pytest.mark.slow
def test_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """And with it whatever lock it holds."""
    code = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[1])\n"
        "from cluster_jobs import process\n"
        "from leaflets.making.executors import seam\n"
        "with seam('local', 1).start() as pool:\n"
        "    print(pool.submit(process, 1).result(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", code, str(ROOT / "tests")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    worker = Path(f"/proc/{done.stdout.strip()}")
    for _ in range(100):
        if not worker.exists():
            return
        time.sleep(0.05)
    pytest.fail("the worker lives on")


def jobs() -> dict[str, Admitted]:
    """Leaflets of the small sheets."""
    found = library([SAMPLE_LIBRARY])
    release = Release(datetime.date(2026, 11, 23))
    wanted = [
        admitted(found, found.find_sheet(name), language(tag), Edition(size=size), None, release)
        for name in ("tiny", "rich")
        for tag in found.languages_of(found.find_sheet(name).sheet)
        for size in ("standard", "large")
    ]
    return {job.file_name: job for job in wanted}


def made(executor: str, store: str) -> dict[str, bytes]:
    """The leaflets' bytes."""
    told: list[str] = []
    shop = workshop(library([SAMPLE_LIBRARY]), store, seam(executor, 1), b"s" * 32, told.append)
    found = dict(made_leaflets(shop, jobs()))
    assert all(isinstance(one, StoredLeaflet) for one in found.values()), found
    assert told == []
    return {name: one.content for name, one in found.items() if isinstance(one, StoredLeaflet)}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def tool(name: str) -> list[str]:
    """A command of Dask's."""
    return [sys.executable, "-m", f"distributed.cli.dask_{name}"]


@pytest.fixture
def object_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 server on this machine, with an empty bucket; the address of a store in it."""
    port = free_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], **quiet
    ) as server:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.05)
        subprocess.run(
            [sys.executable, "-c", "import s3fs; s3fs.S3FileSystem().mkdir('bucket')"], check=True
        )
        yield "s3://bucket/leaflets"
        server.kill()


LISTS = """
import sys; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/making']
from pathlib import Path
from distributed import Client
import test_cluster
from leaflets.making.shelf import shelf_at
store = sys.argv[3]
def listed():
    return [item.name for item in shelf_at(store).items()]
with Client(f"tcp://127.0.0.1:{sys.argv[2]}", set_as_default=False) as client:
    assert len(client.run(listed)) == 2
listed()
found = test_cluster.made('dask://127.0.0.1:' + sys.argv[2], store)
for name, content in found.items():
    Path(sys.argv[4], name).write_bytes(content)
"""
"""Makes the leaflets with a cluster, all of whose processes have listed the store before."""


@pytest.fixture
def cluster(
    tmp_path: Path, object_store: str
) -> Iterator[tuple[int, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers on this machine: the port, and the workers' processes."""
    port = free_port()
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": tmp_path,
        "env": {**os.environ, "PYTHONPATH": str(ROOT)},
    }
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    begun = [
        subprocess.Popen(  # type: ignore[call-overload]
            [*tool("scheduler"), *own, "--port", str(port)], **quiet
        )
    ]
    worker = [
        *tool("worker"),
        f"tcp://127.0.0.1:{port}",
        *own,
        "--nthreads",
        "1",
        "--no-nanny",
    ]
    begun += [
        subprocess.Popen(worker, **quiet)  # type: ignore[call-overload]
        for _ in range(2)
    ]
    yield port, begun[1:]
    for one in begun:
        one.kill()
        one.wait()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_cluster_with_a_killed_worker_makes_the_same_bytes(
    cluster: tuple[int, list[subprocess.Popen[bytes]]], object_store: str, tmp_path: Path
) -> None:
    """``distributed`` warns of its own sockets when a worker is lost: no fault of ours."""
    port, workers = cluster
    here = made("local", str(tmp_path / "here"))
    (tmp_path / "there").mkdir()
    command = [
        sys.executable, "-c", LISTS, str(ROOT / "tests"), str(port), object_store,
        str(tmp_path / "there"),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        while not kept(object_store):
            assert run.poll() is None, run.stderr and run.stderr.read()
            time.sleep(0.1)
        workers[0].send_signal(signal.SIGKILL)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    there = {file.name: file.read_bytes() for file in (tmp_path / "there").iterdir()}
    assert there == here
    assert workers[0].wait() == -signal.SIGKILL


def kept(store: str) -> list[str]:
    """The leaflets in a store, as a process sees them that looks there for the first time."""
    code = (
        "import sys; from leaflets.making.shelf import shelf_at\n"
        "for item in shelf_at(sys.argv[1]).items(): print(item.name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, store], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in done.stdout.split() if name.startswith("leaflets/")]


LISTED_BEFORE = """
import sys; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/making']
import test_cluster
from leaflets.making import workshop
from leaflets.making.shelf import shelf_at
print(len(list(shelf_at(sys.argv[2]).items())), flush=True)
input()
if sys.argv[3] == 'all there':
    workshop.typeset_there = None
found = test_cluster.made('local', sys.argv[2])
print(len(found), flush=True)
"""
"""Lists a store, waits for a line, and makes the leaflets; or may not typeset any."""


@pytest.mark.slow
def test_what_another_process_has_made_is_found_after_a_listing(object_store: str) -> None:
    """s3fs 2026.9 believed its own listing: leaflets were typeset again."""
    command = [sys.executable, "-c", LISTED_BEFORE, str(ROOT / "tests"), object_store]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    first = subprocess.Popen([*command, "makes them"], **pipes)  # type: ignore[call-overload]
    second = subprocess.Popen([*command, "all there"], **pipes)  # type: ignore[call-overload]
    for one in (first, second):
        assert one.stdout.readline() == "0\n"
    for one in (first, second):
        said, _ = one.communicate("go on\n", timeout=120)
        assert (one.returncode, said) == (0, f"{len(jobs())}\n")
