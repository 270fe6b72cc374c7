"""A site's folder: builds side by side, and a link to the one that is shown.

PUBLIC/.leaflets-site     says that the folder is ours
PUBLIC/builds/N/site/     a whole site
PUBLIC/builds/N/state.json, state-copy.json
PUBLIC/current            a link to the site that is shown: swapped at once, or not at all
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError, problem
from leaflets.files import inside, read, write
from leaflets.making.publish import publish
from leaflets.making.store import StoredLeaflet
from leaflets.signing.signed_leaflets import SignedLeaflet
from leaflets.site.build_records import SITE, has_records, last_state, put_records
from leaflets.site.digests import differences, digests_in
from leaflets.site.site_index import SiteState

MARKER: Final = ".leaflets-site"
CURRENT: Final = "current"
_MARK: Final = b"A site made by leaflets. What is in this folder is made again by each build.\n"
_MOST_TOLD: Final = 20
"""So many damaged files are told by name."""
_NO_LINK: Final = frozenset(
    (errno.EMLINK, errno.EPERM, errno.EXDEV, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOENT)
)
"""A file has as many names as it can (65,000 with ext4), or the file system has no second ones.

Or the file is gone, as it is told when it is read.
"""


@dataclass(frozen=True)
class Tree:
    """A site on its way, beside the one before it (None for the first).

    ``sound`` are the digests of what is there of the one before as it was published, by path;
    ``digests`` those of everything that was put into this one.
    """

    folder: Path
    number: int
    before: Path | None
    state: SiteState
    sound: Mapping[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    _written: list[str] = field(default_factory=list, init=False)

    @property
    def build(self) -> Path:
        """The folder of this build."""
        return self.folder / "builds" / str(self.number)

    @property
    def site(self) -> Path:
        """What is to be shown."""
        return self.build / SITE

    def put(self, path: str, content: bytes) -> None:
        """Write a file of the site; a file that was the same before is linked to.

        Raises LeafletsError (kind "file"): also for a path that leads out of the site.
        """
        target, digest = inside(self.site, path), hashlib.sha256(content).hexdigest()
        if self._has(path, digest):
            return
        with _writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            # Never into a file that is there: it may have a name in the site that is shown.
            with target.open("xb") as stream:
                stream.write(content)
        self._written.append(path)
        self.digests[path] = digest

    def publish(self, path: str, leaflet: StoredLeaflet | SignedLeaflet) -> None:
        """Publish a leaflet; one that was the same before is linked to. Raises as ``put`` does."""
        if not self._has(path, leaflet.digest):
            target = inside(self.site, path)
            if isinstance(leaflet, SignedLeaflet):
                leaflet.save(target)
            else:
                publish(target, leaflet)
            self.digests[path] = leaflet.digest

    def _has(self, path: str, digest: str) -> bool:
        """Whether this site has that file there, now that it may have been carried over."""
        if path not in self.digests and self.sound.get(path) == digest:
            self.carry(path)
        return self.digests.get(path) == digest

    def carry(self, path: str, old: str | None = None) -> bool:
        """Take a file over from the site before; False where it is not there as it was published.

        ``old`` is where it was, if somewhere else. Raises as ``put`` does.
        """
        target, digest = inside(self.site, path), self.sound.get(old or path)
        if digest is None or self.before is None:
            return False
        if path not in self.digests:
            self._link(inside(self.before, old or path), target, path)
            self.digests[path] = digest
        return True

    def link(self, path: str, first: str) -> None:
        """Put a file of this site under one more name. Raises as ``put`` does."""
        target = inside(self.site, path)
        if path not in self.digests:
            self._link(inside(self.site, first), target, path)
            self.digests[path] = self.digests[first]

    def _link(self, source: Path, target: Path, path: str) -> None:
        with _writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, target)
            except OSError as error:
                if error.errno not in _NO_LINK:
                    raise
                content = read(source)
                with target.open("xb") as stream:
                    stream.write(content)
                self._written.append(path)

    def settle(self) -> None:
        """Make all of it outlast a loss of power. Raises LeafletsError (kind "file")."""
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(_sync, (inside(self.site, path) for path in self._written)):
                pass
        for folder, _, _ in os.walk(self.site):
            _sync(Path(folder))


@contextmanager
def site_tree(folder: Path, tell: Callable[[str], None]) -> Iterator[Tree]:
    """A new tree in a site's folder, which is held until the block ends.

    A tree that is not shown at the end of the block is removed. ``tell`` hears of what is
    damaged in the site before.

    Raises LeafletsError: kind "refused" for a folder that is not a site's, or that another
    process holds; "file" where it can't be read or written.
    """
    _claim(folder)
    with _held(folder):
        before = _shown(folder, tell)
        builds = folder / "builds"
        with _writing(builds):
            builds.mkdir(exist_ok=True)
            numbers = _numbers(builds)
        for number in numbers:
            if not has_records(builds / str(number)) and number != _number_of(before):
                shutil.rmtree(builds / str(number), ignore_errors=True)
        old = [builds / str(number) for number in sorted(numbers)]
        state = last_state(old, before.parent if before else None, tell)
        sound = _sound(folder, before, state, tell)
        tree = Tree(folder, max([0, *numbers]) + 1, before, state, sound)
        try:
            with _writing(tree.site):
                tree.site.mkdir(parents=True)
            yield tree
        finally:
            # A signal may come at any moment, also just after the link was swapped.
            if not _leads_to(folder / CURRENT, tree):
                shutil.rmtree(tree.build, ignore_errors=True)


def show(tree: Tree, state: SiteState) -> None:
    """Show a tree that was checked, and remove all but it and the one before.

    Raises LeafletsError (kind "file").
    """
    tree.settle()
    put_records(tree.build, state)
    for folder in (tree.build, tree.build.parent):
        _sync(folder)
    link, current = tree.folder / f".{CURRENT}.new", tree.folder / CURRENT
    with _writing(current):
        link.unlink(missing_ok=True)
        try:
            link.symlink_to(_target(tree))
            link.replace(current)
        finally:
            link.unlink(missing_ok=True)
    _sync(tree.folder)
    kept = {tree.number, _number_of(tree.before)}
    for number in _numbers(tree.build.parent):
        if number not in kept:
            shutil.rmtree(tree.build.parent / str(number), ignore_errors=True)


def _target(tree: Tree) -> Path:
    return Path("builds") / str(tree.number) / SITE


def _leads_to(link: Path, tree: Tree) -> bool:
    try:
        return link.readlink() == _target(tree)
    except OSError:
        return False


def _number_of(site: Path | None) -> int | None:
    return int(site.parent.name) if site else None


def _numbers(builds: Path) -> list[int]:
    return [int(build.name) for build in builds.iterdir() if build.name.isdecimal()]


def _claim(folder: Path) -> None:
    """Make the folder ours, if it is new or empty.

    Raises LeafletsError: kind "refused" where it is something else's, "file" where it can't be
    read or written.
    """
    if (folder / MARKER).is_file():
        return
    with _writing(folder):
        if folder.exists() and (not folder.is_dir() or any(map(_is_other, folder.iterdir()))):
            message = "it holds other things than a site; name an empty folder, or a new one"
            raise LeafletsError(problem("refused-folder", message, file=folder))
        folder.mkdir(parents=True, exist_ok=True)
    write(folder / MARKER, _MARK)


def _is_other(file: Path) -> bool:
    """Whether a file is not what a killed process left of a marker on its way."""
    return not file.name.startswith(f".{MARKER}.")


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, for this process alone."""
    with _writing(folder / MARKER):
        lock = os.open(folder / MARKER, os.O_RDONLY)
    try:
        with _writing(folder / MARKER):
            _hold(lock, folder)
        yield
    finally:
        os.close(lock)


def _hold(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = "another process is at work on this site; wait for it to end"
        raise LeafletsError(problem("refused-locked", message, file=folder)) from error


def _shown(folder: Path, tell: Callable[[str], None]) -> Path | None:
    """The site that is shown; None where there is none yet, or not any more.

    Raises LeafletsError (kind "refused") where the link is not ours.
    """
    link = folder / CURRENT
    if not link.is_symlink():
        if link.exists():
            message = "it is to be a link to a build: move what is there away"
            raise LeafletsError(problem("refused-folder", message, file=link))
        return None
    site = link.resolve()
    builds = (folder / "builds").resolve()
    if site.parent.parent != builds or not site.parent.name.isdecimal() or site.name != SITE:
        message = f"`{CURRENT}` leads to something else than a build; build into a new folder"
        raise LeafletsError(problem("refused-folder", message, file=link))
    if not site.is_dir():
        tell(f"{link}: the site that was shown is missing; every file is made again")
        return None
    return site


def _sound(
    folder: Path, before: Path | None, state: SiteState, tell: Callable[[str], None]
) -> Mapping[str, str]:
    """The digests of what is there as it was published; ``tell`` hears of all else."""
    if before is None or not state.files:
        return {}
    there = digests_in(before)
    told = [f"{folder / CURRENT / path}: {how}" for path, how in differences(state.files, there)]
    for line in told[:_MOST_TOLD]:
        tell(f"{line}; the new site has what belongs there")
    if len(told) > _MOST_TOLD:
        tell(f"and {len(told) - _MOST_TOLD} more files")
    return {path: digest for path, digest in state.files.items() if there.get(path) == digest}


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Where the block can't write, it is told by the name of the file."""
    try:
        yield
    except OSError as error:
        message = f"can't write it: {error.strerror or error}"
        raise LeafletsError(problem("file-unwritable", message, file=file)) from error


def _sync(file: Path) -> None:
    """Make what was written in a file or folder outlast a loss of power."""
    with _writing(file):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
