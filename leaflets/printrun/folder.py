"""A run's folder: one run, one process at a time."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, Problem, problem

LEDGER: Final = "ledger.jsonl"
LOCK: Final = ".lock"
# As leaflets.files names what it writes before it is renamed.
_LEFT_OVER: Final = re.compile(r"\..+\.\w{8}")


@contextmanager
def run_folder(folder: Path, resume: bool) -> Iterator[None]:
    """Hold the folder's lock. A new folder can be opened by its owner only.

    To resume where nothing is, is to begin: a scheduled job says the same each time.

    Raises LeafletsError: kind "refused" for a folder that another process holds, that is not a
    run's, or that has a run where none is to be resumed; "file" where it can't be made.
    """
    _check(folder, resume)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        message = f"can't write there: {error.strerror}"
        raise LeafletsError(problem("file-unwritable", message, file=folder)) from error
    try:
        _hold(lock, folder)
        _check(folder, resume)
        _tidy(folder)
        yield
    finally:
        os.close(lock)


def _hold(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        message = "another process is at work on this run; wait for it to end"
        raise LeafletsError(_refused("locked", message, folder)) from error


def _check(folder: Path, resume: bool) -> None:
    there = {file.name for file in folder.iterdir()} - {LOCK} if folder.is_dir() else set()
    if LEDGER in there and not resume:
        message = "a run is there: --resume goes on with it; or name another folder"
        raise LeafletsError(_refused("folder", message, folder))
    if there and LEDGER not in there:
        message = "it holds other things than a run; name an empty folder, or a new one"
        raise LeafletsError(_refused("folder", message, folder))


def _refused(what: str, message: str, folder: Path) -> Problem:
    return problem(f"refused-{what}", message, file=folder)


def _tidy(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for file in folder.rglob(".*"):
        if file.is_file() and _LEFT_OVER.fullmatch(file.name):
            with suppress(OSError):
                file.unlink()
