"""A file appears whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import ROOT

from leaflets import files
from leaflets.errors import LeafletsError


def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "new" / "x.pdf"
    files.write(target, b"one")
    files.write(target, b"two")
    assert target.read_bytes() == b"two"
    assert [file.name for file in target.parent.iterdir()] == ["x.pdf"]


def test_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LeafletsError, match="No space left") as caught:
        files.write(target, b"new")
    assert caught.value.exit_code == 8
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["x.pdf"]


def test_full_device_stays_a_device() -> None:
    with pytest.raises(LeafletsError) as caught:
        files.write(Path("/dev/full"), b"x" * 100_000)
    assert caught.value.exit_code == 8
    assert Path("/dev/full").is_char_device()


def test_null_device_stays_a_device() -> None:
    files.write(Path("/dev/null"), b"x")
    assert Path("/dev/null").is_char_device()


def test_pipe_is_written_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    files.write(pipe, b"through")
    reader.join(5)
    assert got == [b"through"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("target", ["-", "/dev/stdout"])
def test_pipe_gets_all_of_it_whatever_comes_in_between(target: str) -> None:
    """Also where standard output is not buffered (PYTHONUNBUFFERED), as in many containers."""
    code = (
        "import os, signal, sys, threading; from pathlib import Path\n"
        "from leaflets import files\n"
        "signal.signal(signal.SIGUSR1, lambda *_: None)\n"
        "main = threading.main_thread().ident\n"
        "def disturb():\n"
        "    for _ in range(3):\n"
        "        threading.Event().wait(0.1); signal.pthread_kill(main, signal.SIGUSR1)\n"
        "threading.Thread(target=disturb).start()\n"
        "files.write(Path(sys.argv[1]), bytes(1_000_000))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code, target], cwd=ROOT, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout
        time.sleep(1.0)
        assert len(run.stdout.read()) == 1_000_000
    assert run.returncode == 0


def test_private_file_is_its_owners_whatever_was_there(tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    files.write(target, b"open")
    assert target.stat().st_mode & 0o044
    files.write(target, b"closed", private=True)
    assert target.stat().st_mode & 0o777 == 0o600


def test_symbolic_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real.pdf", tmp_path / "link.pdf"
    real.write_bytes(b"old")
    link.symlink_to(real)
    files.write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LeafletsError) as caught:
        files.write(tmp_path / "file" / "x.pdf", b"x")
    assert caught.value.exit_code == 8


def test_file_has_the_rights_that_the_mask_leaves(tmp_path: Path) -> None:
    """Asked of the system, not of ``os.umask``, which sets another for all threads meanwhile."""
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "x.pdf", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "x.pdf").stat().st_mode & 0o777 == 0o640
