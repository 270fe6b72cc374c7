"""The only writer: a file appears whole, or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from leaflets.errors import LeafletsError, problem

STDOUT = Path("-")


def write(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``; ``-`` is standard output.

    A regular file is written beside its place, synced, and renamed into it: at a failure the
    old file is untouched and nothing half-written stays. Devices and pipes are written
    through: renaming over them would replace them with a file.

    Raises LeafletsError (kind "file").
    """
    try:
        if target == STDOUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        elif _is_special(target):
            with target.open("wb", buffering=0) as stream:
                stream.write(content)
        else:
            _replace(target.resolve(), content)
    except OSError as error:
        message = f"can't write it: {error.strerror or error}"
        raise LeafletsError(problem("file-unwritable", message, file=target)) from error


def _is_special(target: Path) -> bool:
    try:
        return not stat.S_ISREG(target.stat().st_mode)
    except FileNotFoundError:
        return False


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), 0o666 & ~_umask())
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
