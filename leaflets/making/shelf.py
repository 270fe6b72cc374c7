"""Where a store keeps its files: a local folder, or anything that fsspec reaches (s3, …)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from leaflets.errors import LeafletsError, problem
from leaflets.files import write


@dataclass(frozen=True)
class ShelfFile:
    """One file of a shelf; ``used`` is when, in seconds since 1970, as far as it is known."""

    name: str
    size: int
    used: float


class Shelf(Protocol):
    """Files by name; a name is a path with ``/``. Several processes may use one at once."""

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole. Raises LeafletsError (kind "file")."""

    def used(self, name: str) -> None:
        """Note that a file was used."""

    def remove(self, name: str) -> None:
        """Remove a file; it may be gone already."""

    def items(self) -> Iterator[ShelfFile]:
        """All files."""


@dataclass
class OptionalShelf:
    """A shelf that work goes on without: where it fails, ``tell`` hears it, once.

    After that nothing is written any more; where it can't be read either, nothing is read. It is
    for one piece of work: the next one tries anew.
    """

    shelf: Shelf
    tell: Callable[[str], None]
    is_readable: bool = True
    is_writable: bool = True

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none, or where that can't be known."""
        if not self.is_readable:
            return None
        try:
            return self.shelf.read(name)
        except Exception as error:  # noqa: BLE001  each of fsspec's systems has errors of its own
            self.is_readable = False
            self._give_up(f"can't be read: {_why(error)}")
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole, if that can be done."""
        if not self.is_writable:
            return
        try:
            self.shelf.write(name, content)
        except Exception as error:  # noqa: BLE001  as above
            self._give_up(_why(error))

    def used(self, name: str) -> None:
        """Note that a file was used, if that can be done."""
        with suppress(Exception):
            self.shelf.used(name)

    def remove(self, name: str) -> None:
        """Remove a file, if that can be done."""
        with suppress(Exception):
            self.shelf.remove(name)

    def items(self) -> Iterator[ShelfFile]:
        """All files; none where that can't be known."""
        with suppress(Exception):
            yield from self.shelf.items()

    def _give_up(self, why: str) -> None:
        if self.is_writable:
            self.is_writable = False
            self.tell(f"the store {why}; going on without it, nothing is lost but time")


def _why(error: Exception) -> str:
    if isinstance(error, LeafletsError):
        return f"{error.problems[0].file}: {error.problems[0].message}"
    return str(error) or type(error).__name__


def shelf_at(place: str) -> Shelf:
    """The shelf in a folder, or at an fsspec address such as ``s3://bucket/leaflets``.

    Raises LeafletsError: kind "usage" where fsspec or what it needs for the address is not
    installed.
    """
    if "://" not in place:
        return FolderShelf(Path(place))
    try:
        import fsspec

        system, root = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as error:
        message = f"{place.partition('://')[0]}:// needs more: pip install 'leaflets[cluster]'"
        raise LeafletsError(problem("usage-store", f"{message} ({error})")) from error
    return RemoteShelf(system, root)


@dataclass(frozen=True)
class FolderShelf:
    """A shelf in a folder of this machine."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole. Raises LeafletsError (kind "file")."""
        write(self.folder / name, content)

    def used(self, name: str) -> None:
        """Note that a file was used."""
        with suppress(OSError):
            os.utime(self.folder / name)

    def remove(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        with suppress(OSError):
            (self.folder / name).unlink()

    def items(self) -> Iterator[ShelfFile]:
        """All files."""
        for file in sorted(self.folder.glob("*/??/*")):
            with suppress(OSError):
                state = file.stat()
                name = str(PurePosixPath(file.relative_to(self.folder)))
                yield ShelfFile(name, state.st_size, state.st_mtime)


@dataclass(frozen=True)
class RemoteShelf:
    """A shelf on a file system of fsspec's.

    What was listed before is forgotten at each look: s3fs 2026.9 believes a listing of its own
    where another process has written since, and calls a file missing that is there.
    """

    system: Any
    root: str

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none."""
        self.system.invalidate_cache()
        try:
            content: bytes = self.system.cat_file(f"{self.root}/{name}")
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole: beside its place, then moved. Raises LeafletsError (kind "file")."""
        target = f"{self.root}/{name}"
        beside = f"{target}.{os.getpid()}.part"
        try:
            self.system.makedirs(target.rpartition("/")[0], exist_ok=True)
            self.system.pipe_file(beside, content)
            self.system.mv(beside, target)
        except OSError as error:
            message = f"can't write it: {error.strerror or error}"
            raise LeafletsError(problem("file-unwritable", message, file=target)) from error

    def used(self, name: str) -> None:
        """What was used when is not known there."""

    def remove(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        with suppress(FileNotFoundError):
            self.system.rm_file(f"{self.root}/{name}")

    def items(self) -> Iterator[ShelfFile]:
        """All files."""
        self.system.invalidate_cache()
        for path, info in sorted(self.system.find(self.root, detail=True).items()):
            used = info.get("mtime") or info.get("LastModified") or 0
            name = path[len(self.root.rstrip("/")) + 1 :]
            yield ShelfFile(
                name, info["size"], getattr(used, "timestamp", lambda used=used: used)()
            )
