"""Reading whole files, and the only writer: a file appears whole, or not at all.

What a file is called is often made of data. Such a name is one part of a path, wherever it comes
from and on whatever system it is read.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from leaflets.errors import LeafletsError, problem

STREAM: Final = Path("-")
"""Standard input where something is read, standard output where it is written."""

_AS_MASKED: Final = 0o666
_PRIVATE: Final = 0o600
_LONGEST: Final = 255
"""Bytes in a name (ext4, APFS, NTFS in characters)."""

# Microsoft, "Naming Files, Paths, and Namespaces": signs that no name has, and the names of
# devices, which stay such with any ending.
_IN_NONE: Final = frozenset('/\\:*?"<>|')
_DEVICES: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
_UNSEEN: Final = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories of characters that nobody sees, or that have no meaning to others (Unicode)."""


def file_part(name: str) -> str:
    """The name, which is exactly one part of a path, on any system.

    Raises LeafletsError (kind "file") for any other.
    """
    try:
        return _named(name)
    except ValueError as error:
        raise LeafletsError(problem("file-name", str(error))) from None


def inside(folder: Path, path: str) -> Path:
    """The file in ``folder`` that a path with ``/`` leads to, by parts that are names.

    Raises LeafletsError (kind "file") as ``file_part`` does: for a path out of the folder, too.
    """
    return folder.joinpath(*map(file_part, path.split("/")))


def _faults(name: str) -> Iterator[str]:
    """Why a name is not one part of a path."""
    if not name:
        yield "it is empty"
    if not _IN_NONE.isdisjoint(name):
        yield "it has a separator or another sign that no name has on some system"
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        yield "it has a control character, or another that nobody sees"
    if name.startswith((".", "-", " ")) or name.endswith((".", " ")):
        yield "it begins with a dot, a dash or a blank, or ends with a dot or a blank"
    if name.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        yield "on Windows it is a device's name"
    if len(name.encode(errors="replace")) > _LONGEST:
        yield f"it has more than {_LONGEST} bytes"


def _named(name: str) -> str:
    if fault := next(_faults(name), None):
        raise ValueError(f"{name[:40]!r} can't be a file's name: {fault}")
    return name


def made_of_names(path: str) -> str:
    """The path, which has names with ``/`` between them. Raises ValueError for any other."""
    return "/".join(map(_named, path.split("/")))


def read(file: Path) -> bytes:
    """What is in a file. Raises LeafletsError (kind "file")."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def read_at_most(most: int, file: Path, code: str, advice: str) -> bytes:
    """What is in a file of at most ``most`` bytes; ``-`` is standard input.

    Raises LeafletsError: kind "file" where it can't be read; ``code`` where it is larger, with
    ``advice``.
    """
    try:
        if file == STREAM:
            return at_most(most, sys.stdin.buffer.read(most + 1), file, code, advice)
        with file.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise unreadable(file, error) from error
    return at_most(most, content, file, code, advice)


def at_most(most: int, content: bytes, file: Path, code: str, advice: str) -> bytes:
    """``content``, that of ``file``. Raises LeafletsError as ``read_at_most`` does."""
    if len(content) > most:
        message = f"larger than {most:,} bytes; {advice}"
        raise LeafletsError(problem(code, message, file=file))
    return content


def unreadable(file: Path, error: OSError) -> LeafletsError:
    """That a file or folder can't be read, and why."""
    match error:
        case IsADirectoryError():
            why = "it is a folder; name a file in it"
        case FileNotFoundError() | NotADirectoryError():
            why = "there is no such file; mend its name, or the folder's"
        case PermissionError():
            why = "you may not read it; whoever owns it can allow it (`chmod u+r`)"
        case _:
            why = str(error.strerror or error)
    return LeafletsError(problem("file-unreadable", f"can't read it: {why}", file=file))


def write(target: Path, content: bytes, *, private: bool = False) -> None:
    """Write ``content`` to ``target``; ``-`` is standard output.

    A regular file is written beside its place, synced, and renamed into it: at a failure the
    old file is untouched and nothing half-written stays. ``private`` ones only their owner can
    read, whatever the folder and the file that was there before let others do. Devices and
    pipes are written through: renaming over them would replace them with a file.

    Raises LeafletsError (kind "file").
    """
    try:
        if target == STREAM:
            _write_whole(sys.stdout.buffer, content)
        elif _is_special(target):
            with target.open("wb") as stream:
                _write_whole(stream, content)
        else:
            _replace(target.resolve(), content, _PRIVATE if private else _AS_MASKED)
    except OSError as error:
        message = f"can't write it: {error.strerror or error}"
        raise LeafletsError(problem("file-unwritable", message, file=target)) from error


def _write_whole(stream: BinaryIO, content: bytes) -> None:
    """Write all: a raw stream, as standard output is under ``python -u``, may take a part only.

    write(2): to a pipe, when a signal comes in between.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def _is_special(target: Path) -> bool:
    try:
        return not stat.S_ISREG(target.stat().st_mode)
    except FileNotFoundError:
        return False


def _replace(target: Path, content: bytes, mode: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    # The rights that the user's mask leaves: to ask for the mask is to change it, for all threads.
    with open(part, "xb", opener=partial(os.open, mode=mode)) as stream:
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
