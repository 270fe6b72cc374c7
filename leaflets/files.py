"""Reading whole files, and the only writer: a file appears whole, or not at all."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from pathlib import Path

from leaflets.errors import LeafletsError, problem

STDOUT = Path("-")


def read(file: Path) -> bytes:
    """What is in a file. Raises LeafletsError (kind "file")."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from error


def read_at_most(most: int, file: Path, code: str, advice: str) -> bytes:
    """What is in a file of at most ``most`` bytes.

    Raises LeafletsError: kind "file" where it can't be read; ``code`` where it is larger, with
    ``advice``.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise _unreadable(file, error) from error
    if len(content) > most:
        message = f"larger than {most:,} bytes; {advice}"
        raise LeafletsError(problem(code, message, file=file))
    return content


def _unreadable(file: Path, error: OSError) -> LeafletsError:
    message = f"can't read it: {error.strerror or error}"
    return LeafletsError(problem("file-unreadable", message, file=file))


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
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    # Made by ``open`` with the rights that the user's mask leaves: to ask for the mask is to change
    # it, for all threads.
    with part.open("xb") as stream:
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
