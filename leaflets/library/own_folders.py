"""The folders that a user brings: what is no library, and what of one is the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from leaflets.errors import LeafletsError, Problem, problem

if TYPE_CHECKING:
    from leaflets.library.libraries import Library

_INNER: Final = ("sheets", "templates", "locales", "fonts", "approvals")
"""The folders that a library may hold."""


def folder_faults(folders: Iterable[Path]) -> Iterator[Problem]:
    """Why folders can't be libraries: not there, a file, or a folder of one."""
    for folder in folders:
        if folder.is_file():
            message = "is a file; name the library's folder, in which sheets/ is"
            yield problem("file-missing", message, file=folder)
        elif not folder.is_dir():
            yield problem("file-missing", "no such folder; `mkdir` makes it", file=folder)
        elif not _is_library(folder):
            if _is_inner(folder):
                message = f"is a library's inner folder; write --library {folder.parent}"
                yield problem("usage-library", message, file=folder)
            elif sheets := sorted(folder.glob("*.yaml")):
                message = (
                    f"holds {sheets[0].name}, but no folder sheets; sheets stand in"
                    f" {folder / 'sheets'}: move them there"
                )
                yield problem("usage-library", message, file=folder)


def _is_library(folder: Path) -> bool:
    """Whether a folder holds something that a library holds, or nothing yet."""
    inside = any((folder / name).is_dir() for name in _INNER)
    return inside or (folder / "publisher.yaml").is_file()


def _is_inner(folder: Path) -> bool:
    return folder.resolve().name in _INNER and any(folder.iterdir())


def own_sheets(library: Library) -> tuple[str, ...]:
    """The ids of the sheets that are a user's, or that they translate, sorted.

    Of a library with neither, and of the built-in one: all.
    """
    own = library.folders[:-1]
    there = {
        identity for identity, file in library.sheet_files.items() if file.parent.parent in own
    }
    for folder in own:
        for file in library.files.glob(folder / "locales", "*/LC_MESSAGES/*.po"):
            there |= {file.stem} & set(library.sheet_files)
    return tuple(sorted(there)) or tuple(library.sheet_files)


def not_built_in(folder: Path, built_in: Path) -> Path:
    """The folder, which is not the program's own: the next version would take its place.

    Raises LeafletsError (kind "usage").
    """
    if folder.resolve() == built_in.resolve():
        message = "is the program's own library; name a folder of your own, an empty one will do"
        raise LeafletsError(problem("usage-library", message, file=folder))
    return folder
