"""A site's folder: builds side by side, and a link to the one that is shown.

PUBLIC/.leaflets-site     says that the folder is ours
PUBLIC/builds/N/site/     a whole site
PUBLIC/builds/N/state.json
PUBLIC/current            a link to the site that is shown: swapped at once, or not at all
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from leaflets.errors import LeafletsError, problem
from leaflets.files import inside, write
from leaflets.making.publish import publish
from leaflets.making.store import StoredLeaflet
from leaflets.site.site_index import SiteState

MARKER: Final = ".leaflets-site"
CURRENT: Final = "current"
_MARK: Final = b"A site made by leaflets. What is in this folder is made again by each build.\n"
_STATE: Final = "state.json"


@dataclass(frozen=True)
class Tree:
    """A site on its way, beside the one before it (None for the first)."""

    folder: Path
    number: int
    before: Path | None
    state: SiteState

    @property
    def build(self) -> Path:
        """The folder of this build."""
        return self.folder / "builds" / str(self.number)

    @property
    def site(self) -> Path:
        """What is to be shown."""
        return self.build / "site"

    def put(self, path: str, content: bytes) -> None:
        """Write a file of the site; a file that was the same before is linked to.

        Raises LeafletsError (kind "file") for a path that leads out of the site.
        """
        if not self._is_linked(path, content):
            target = inside(self.site, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def publish(self, path: str, leaflet: StoredLeaflet) -> None:
        """Publish a leaflet; one that was the same before is linked to. Raises as ``put`` does."""
        if not self._is_linked(path, leaflet.content):
            publish(inside(self.site, path), leaflet)

    def _is_linked(self, path: str, content: bytes) -> bool:
        """Whether the last build has the same file there; then this one has it now."""
        old = inside(self.before, path) if self.before else None
        is_same = bool(old and old.is_file() and old.read_bytes() == content)
        if old and is_same:
            self.link(path, old)
        return is_same

    def link(self, path: str, source: Path) -> None:
        """Put a file that is there already, under one more name. Raises as ``put`` does."""
        target = inside(self.site, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            os.link(source, target)


@contextmanager
def site_tree(folder: Path) -> Iterator[Tree]:
    """A new tree in a site's folder, which is held until the block ends.

    Raises LeafletsError: kind "refused" for a folder that is not a site's, or that another
    process holds; "file" where it can't be written.
    """
    try:
        _claim(folder)
        lock = os.open(folder / MARKER, os.O_RDONLY)
        try:
            _hold(lock, folder)
            yield _begun(folder)
        finally:
            os.close(lock)
    except OSError as error:
        message = f"can't write there: {error.strerror or error}"
        raise LeafletsError(problem("file-unwritable", message, file=folder)) from error


def show(tree: Tree, state: SiteState) -> None:
    """Show a tree that was checked, and remove all but it and the one before."""
    write(tree.build / _STATE, state.model_dump_json().encode())
    _sync(tree.build)
    link = tree.folder / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("builds") / str(tree.number) / "site")
    link.replace(tree.folder / CURRENT)
    _sync(tree.folder)
    kept = {tree.number, *(filter(None, [_number_of(tree.before)]))}
    for build in (tree.folder / "builds").iterdir():
        if build.name not in map(str, kept):
            shutil.rmtree(build, ignore_errors=True)


def _number_of(site: Path | None) -> int | None:
    return int(site.parent.name) if site else None


def _claim(folder: Path) -> None:
    """Make the folder ours, if it is new or empty. Raises LeafletsError (kind "refused")."""
    if (folder / MARKER).is_file():
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "it holds other things than a site; name an empty folder, or a new one"
        raise LeafletsError(problem("refused-folder", message, file=folder))
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / MARKER, _MARK)


def _hold(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        message = "another process is at work on this site; wait for it to end"
        raise LeafletsError(problem("refused-locked", message, file=folder)) from error


def _begun(folder: Path) -> Tree:
    """A new, empty tree; what a killed build left is removed."""
    builds = folder / "builds"
    builds.mkdir(exist_ok=True)
    before = _shown(folder)
    numbers = [int(build.name) for build in builds.iterdir() if build.name.isdigit()]
    shown = _number_of(before)
    for number in numbers:
        if shown is not None and number > shown:
            shutil.rmtree(builds / str(number), ignore_errors=True)
    number = max([0, *numbers]) + 1
    tree = Tree(folder, number, before, _state(before))
    tree.site.mkdir(parents=True)
    return tree


def _shown(folder: Path) -> Path | None:
    """The site that is shown. Raises LeafletsError (kind "refused") where the link is not ours."""
    link = folder / CURRENT
    if not link.is_symlink():
        return None
    site = link.resolve()
    ours = site.parent.parent == (folder / "builds").resolve() and site.parent.name.isdigit()
    if not ours or not site.is_dir():
        message = f"`{CURRENT}` leads to something else than a build; build into a new folder"
        raise LeafletsError(problem("refused-folder", message, file=link))
    return site


def _state(before: Path | None) -> SiteState:
    if before is None:
        return SiteState()
    with suppress(OSError, ValidationError):
        return SiteState.model_validate_json((before.parent / _STATE).read_bytes())
    message = "what the last build left to this one is damaged; build into a new folder"
    raise LeafletsError(problem("refused-state", message, file=before.parent / _STATE))


def _sync(folder: Path) -> None:
    """Make what was written outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
