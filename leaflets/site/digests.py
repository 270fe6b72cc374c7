"""The digests of a site's files as they are on the disk, and how a site that is shown differs."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

UNREADABLE: Final = ""
"""In place of the digest of what can't be read, or is no file."""


def digests_in(site: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder, by its path in it; a file with two names is read once.

    What can't be read, or is something else than a file, has ``UNREADABLE``.
    """
    places: dict[str, tuple[int, int] | None] = {}
    first: dict[tuple[int, int], Path] = {}
    for folder, folders, names in os.walk(site):
        links = (name for name in folders if Path(folder, name).is_symlink())
        for file in (Path(folder, name) for name in (*names, *links)):
            place = _place(file)
            places[file.relative_to(site).as_posix()] = place
            if place:
                first.setdefault(place, file)
    with ThreadPoolExecutor() as pool:
        digests = dict(zip(first, pool.map(_digest, first.values()), strict=True))
    return {path: digests[place] if place else UNREADABLE for path, place in places.items()}


def _place(file: Path) -> tuple[int, int] | None:
    """Where the content of a file is: device and inode. None where it is no file."""
    try:
        found = file.lstat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return UNREADABLE


def differences(recorded: Mapping[str, str], there: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each file that is not as it was recorded, and how: by path, in order."""
    for path in sorted(recorded.keys() | there.keys()):
        if path not in there:
            yield path, "it is missing"
        elif path not in recorded:
            yield path, "nothing of ours was published there"
        elif there[path] == UNREADABLE:
            yield path, "it can't be read"
        elif there[path] != recorded[path]:
            yield path, "it was changed after it was published"
