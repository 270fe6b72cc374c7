"""Stand-in."""

from __future__ import annotations
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from leaflets.errors import LeafletsError, problem


@contextmanager
def run_folder(folder: Path, resume: bool) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LeafletsError(problem("refused-locked", "in use", file=folder)) from None
        if (folder / "ledger.jsonl").exists() != resume:
            raise LeafletsError(problem("refused-folder", "resume?", file=folder))
        yield
