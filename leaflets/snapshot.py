"""Files as they were when a run first read them: each once, noted by its digest.

What a run reads twice could differ the second time: a leaflet would be made of two texts, and the
store's key of a third. So nothing here is asked twice: not what is in a file, and not which files
a folder has. Several threads may share a snapshot.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar, TypeVarTuple, overload

from leaflets.errors import LeafletsError, problem
from leaflets.files import read, read_at_most, unreadable

MOST: Final = 100_000_000
"""The most bytes of a file that is kept. Whoever parses it sets less."""

_SMALL: Final = 1 << 18
_LATELY: Final = 64
"""So many of what one function made are kept: a library may be asked for days for anything."""

_Args = TypeVarTuple("_Args")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class NotedFile:
    """A file that is not kept, and the digest of what was read of it (SHA-256, hexadecimal)."""

    path: Path
    digest: str

    def content(self) -> bytes:
        """What is in the file, read again.

        Raises LeafletsError: kind "file" where it can't be read, "refused" where it is no longer
        what was noted.
        """
        content = read(self.path)
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise _changed(self.path)
        return content


class Snapshot:
    """What was read, by path. Whatever is asked for again is answered as it was the first time.

    ``before`` is an earlier snapshot: of files that are the same, what was made of them there is
    taken over. They are read all the same: size and time of a file tell nothing.
    """

    def __init__(self, before: Snapshot | None = None) -> None:
        self._lock = RLock()
        self._contents: dict[Path, bytes] = {}
        self._digests: dict[Path, str] = {}
        self._listings: dict[Path, dict[str, bool | None]] = {}
        self._parsed: dict[Hashable, Any] = {}
        self._made: dict[Hashable, Any] = {}
        self._lately: dict[Callable[..., Any], dict[Hashable, Any]] = {}
        self._before: Mapping[Hashable, Any] = dict(before._parsed) if before else {}

    @property
    def noted(self) -> dict[Path, str]:
        """The digest of everything that was read so far (SHA-256, hexadecimal), by path."""
        with self._lock:
            return dict(self._digests)

    def read(self, file: Path) -> bytes:
        """What is in a file of at most MOST bytes; it is kept.

        Raises LeafletsError as ``leaflets.files.read_at_most`` does.
        """
        with self._lock:
            if file not in self._contents:
                content = read_at_most(MOST, file, "file-too-large", "make it smaller")
                self._note(file, hashlib.sha256(content).hexdigest())
                self._contents[file] = content
            return self._contents[file]

    def digest(self, file: Path) -> str:
        """The digest of a file (SHA-256, hexadecimal); a large one is not kept for that.

        Raises LeafletsError (kind "file").
        """
        with self._lock:
            if file not in self._digests:
                hashed = hashlib.sha256()
                try:
                    with file.open("rb") as stream:
                        content = block = stream.read(_SMALL)
                        while block:
                            hashed.update(block)
                            block = stream.read(_SMALL)
                except OSError as error:
                    raise unreadable(file, error) from error
                if len(content) < _SMALL:
                    self._contents[file] = content
                self._note(file, hashed.hexdigest())
            return self._digests[file]

    def parsed(
        self,
        parse: Callable[[Path, bytes, *_Args], _Made],
        file: Path,
        *args: *_Args,
    ) -> _Made:
        """What ``parse`` makes of a file, its content and ``args`` (hashable); it is kept.

        Raises LeafletsError as ``read`` and ``parse`` do.
        """
        return self._kept_of(parse, file, self.read(file), *args)

    def passed(
        self,
        parse: Callable[[Path, bytes, *_Args], _Made],
        file: Path,
        *args: *_Args,
    ) -> _Made:
        """The same of a large file: what is made of it is kept, and it is not.

        Raises LeafletsError as ``parsed`` does, kind "refused" where it was changed in between.
        """
        with self._lock:
            digest = self._digests.get(file)
            if digest and (parse, file, digest, *args) in self._parsed:
                found: _Made = self._parsed[parse, file, digest, *args]
                return found
            content = NotedFile(file, digest).content() if digest else read(file)
            self._note(file, digest or hashlib.sha256(content).hexdigest())
        return self._kept_of(parse, file, content, *args)

    def once(self, make: Callable[[*_Args], _Made], *args: *_Args) -> _Made:
        """What ``make`` makes of ``args`` (hashable) and of what this snapshot holds."""
        key = (make, *args)
        with self._lock:
            if key in self._made:
                found: _Made = self._made[key]
                return found
        made = make(*args)
        with self._lock:
            first: _Made = self._made.setdefault(key, made)
            return first

    def lately(self, make: Callable[[*_Args], _Made], *args: *_Args) -> _Made:
        """The same as ``once``, of what a reader may ask without end: the latest 64 are kept.

        What is kept of it outlives whoever asked: nothing of a patient may be in ``args``.
        """
        with self._lock:
            kept = self._lately.setdefault(make, {})
            if args in kept:
                found: _Made = kept.pop(args)
                kept[args] = found  # the latest comes last
                return found
        made = make(*args)
        with self._lock:
            first: _Made = kept.setdefault(args, made)
            if len(kept) > _LATELY:
                del kept[next(iter(kept))]
            return first

    def listing(self, folder: Path) -> Mapping[str, bool | None]:
        """The names in a folder, each with whether it is a folder; none where it is not there.

        What is neither a folder nor a file (a link that leads nowhere) has None.

        Raises LeafletsError (kind "file") for a folder that can't be read.
        """
        with self._lock:
            if folder not in self._listings:
                try:
                    with os.scandir(folder) as entries:
                        found = {entry.name: _is_folder(entry) for entry in entries}
                except (FileNotFoundError, NotADirectoryError):
                    found = {}
                except OSError as error:
                    raise unreadable(folder, error) from error
                self._listings[folder] = dict(sorted(found.items()))
            return self._listings[folder]

    def exists(self, path: Path) -> bool:
        """Whether there is a file or folder of this name."""
        return path.name in self.listing(path.parent)

    def is_file(self, path: Path) -> bool:
        """Whether there is a file of this name."""
        return self.listing(path.parent).get(path.name) is False

    def glob(self, folder: Path, pattern: str) -> list[Path]:
        """What in a folder has a pattern, sorted; "/" parts the names, and "*" is in any of them.

        Raises LeafletsError as ``listing`` does.
        """
        first, _, rest = pattern.partition("/")
        found = [pair for pair in self.listing(folder).items() if fnmatchcase(pair[0], first)]
        if not rest:
            return [folder / name for name, _ in found]
        inner = (folder / name for name, is_folder in found if is_folder)
        return [file for one in inner for file in self.glob(one, rest)]

    def tree(self, folder: Path, _above: tuple[Path, ...] = ()) -> Iterator[Path]:
        """Every file in a folder and the folders in it, sorted, none twice through a loop of links.

        Raises LeafletsError as ``listing`` does.
        """
        real = folder.resolve()
        if real in _above:
            return
        for name, is_folder in self.listing(folder).items():
            if is_folder:
                yield from self.tree(folder / name, (*_above, real))
            elif is_folder is False:
                yield folder / name

    def _note(self, file: Path, digest: str) -> None:
        """The digest of what was read now. Raises LeafletsError where another one is noted."""
        if self._digests.setdefault(file, digest) != digest:
            raise _changed(file)

    def _kept_of(
        self, parse: Callable[..., _Made], file: Path, content: bytes, *args: Any
    ) -> _Made:
        with self._lock:
            key = (parse, file, self._digests[file], *args)
            if key in self._parsed:
                known: _Made = self._parsed[key]
                return known
        made = self._before[key] if key in self._before else parse(file, content, *args)
        with self._lock:
            first: _Made = self._parsed.setdefault(key, made)
            return first


def _is_folder(entry: os.DirEntry[str]) -> bool | None:
    return entry.is_dir() or (False if entry.is_file() else None)


def _changed(file: Path) -> LeafletsError:
    message = "was changed since this run first read it; begin again"
    return LeafletsError(problem("refused-changed", message, file=file))


@dataclass(frozen=True)
class Folders(Sequence[Path]):
    """Folders in the order in which they are searched, and the snapshot that reads them."""

    paths: tuple[Path, ...]
    files: Snapshot = field(compare=False, repr=False)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | Sequence[Path]:
        return self.paths[index]

    def __len__(self) -> int:
        return len(self.paths)

    def named(self, name: str) -> Iterator[Path]:
        """The file of this name in each folder that has it, the first to win first."""
        return (folder / name for folder in self.paths if self.files.is_file(folder / name))

    def glob(self, pattern: str) -> Iterator[Path]:
        """What in the folders has a pattern, the first folder's first."""
        for folder in self.paths:
            yield from self.files.glob(folder, pattern)
