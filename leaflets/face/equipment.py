"""What leaflets are made with on this machine: what is there, what is missing, what installs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path
from typing import Final

from leaflets.errors import LeafletsError
from leaflets.library.libraries import Library, library
from leaflets.version import __version__

_PACKAGES: Final = ("weasyprint", "pikepdf", "pypdfium2", "pillow", "pydantic", "Babel", "pagefind")
_CLUSTER: Final = ("distributed", "fsspec")
_SETUP: Final = "sh setup.sh"
_ADVICE: Final = {
    "pango": "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
    "harfbuzz": "apt-get install libharfbuzz0b libharfbuzz-subset0",
    "fontconfig": "apt-get install libfontconfig1",
    "fribidi": "apt-get install libfribidi0",
}


@dataclass(frozen=True)
class Equipment:
    """One thing that is used: what it is, what is told of it, and how it gets there if it is not.

    ``install`` is the line that installs it; empty where nothing is missing. ``is_needed``: whether
    no leaflet is made without it, or only what ``told`` names.
    """

    name: str
    told: str
    install: str = ""
    is_needed: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether it is not there."""
        return bool(self.install)


def equipment(*folders: str | PathLike[str]) -> tuple[Equipment, ...]:
    """What leaflets of these folders, and of the built-in library, are made with on this machine.

    Raises LeafletsError (kind "file") for a folder that is not there.
    """
    found = library(map(Path, folders))
    return (
        Equipment("leaflets", __version__),
        Equipment("python", f"{sys.version.partition(' ')[0]} ({sys.executable})"),
        *_libraries(found),
        *_system_libraries(),
        *_liblouis(),
        *_packages(),
        _cluster(),
        _store(),
    )


def _libraries(found: Library) -> Iterator[Equipment]:
    """Each folder, the first to win first, and what it holds."""
    for folder in found.folders:
        own = "built-in" if folder == found.folders[-1] else "library"
        sheets = len(list((folder / "sheets").glob("*.yaml")))
        fonts = len(list((folder / "fonts").glob("*.[to]tf")))
        told = f"{folder.resolve()}: {_count(sheets, 'sheet')}, {_count(fonts, 'font')}"
        missing = own == "built-in" and not (sheets and fonts)
        yield Equipment(own, told, _SETUP if missing else "")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _system_libraries() -> Iterator[Equipment]:
    """What sets text, and is not Python's."""
    from leaflets.system_libraries import TYPESETTING

    for name, ask in TYPESETTING.items():
        try:
            yield Equipment(name, ask())
        except LeafletsError:
            yield Equipment(name, "missing: no PDF is made without it", _ADVICE[name])


def _liblouis() -> Iterator[Equipment]:
    from leaflets.system_libraries import NONE, liblouis_version

    told = liblouis_version()
    if told == NONE:
        message = "missing: only Braille needs it"
        yield Equipment("liblouis", message, "apt-get install liblouis-bin", is_needed=False)
    else:
        yield Equipment("liblouis", told)


def _packages() -> Iterator[Equipment]:
    for name in _PACKAGES:
        told = _version(name)
        yield Equipment(name, told or "missing", "" if told else f"pip install {name}")


def _cluster() -> Equipment:
    """What typesets on other machines."""
    told = {name: _version(name) for name in _CLUSTER}
    if all(told.values()):
        said = ", ".join(f"{name} {number}" for name, number in told.items())
        return Equipment("cluster", said, is_needed=False)
    message = "missing: only --executor dask://… and a --store elsewhere need it"
    return Equipment("cluster", message, "pip install 'leaflets[cluster]'", is_needed=False)


def _store() -> Equipment:
    from leaflets.face.stores import open_store

    kept = open_store()
    size = kept.size()
    told = f"{kept.place}: {_count(size.leaflets, 'leaflet')}, {size.bytes / 1e6:.1f} MB"
    return Equipment("store", told, is_needed=False)


def _version(name: str) -> str:
    """A package's version; empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
