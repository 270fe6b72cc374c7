"""The system's libraries that are asked directly: FriBidi, and Pango for its version.

Loading them changes nothing of the process; WeasyPrint, which sets text with Pango, does, and is
loaded in workers only.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Final

from leaflets.errors import LeafletsError, problem

_FRIBIDI: Final = ("libfribidi.so.0", "libfribidi.0.dylib", "fribidi-0.dll", "libfribidi-0.dll")
# The names that WeasyPrint 70.0 tries, in its order: the same library is found.
_PANGO: Final = (
    *("libpango-1.0-0", "pango-1.0-0", "pango-1.0"),
    *("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
)


@cache
def fribidi() -> ctypes.CDLL:
    """FriBidi. Raises LeafletsError (kind "system-library") where it is missing."""
    return _library("FriBidi", _FRIBIDI)


@cache
def pango_version() -> int:
    """Pango's version, as ``pango_version()`` gives it: 15600 for 1.56.0.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    version: int = _library("Pango", _PANGO).pango_version()
    return version


def _library(name: str, files: tuple[str, ...]) -> ctypes.CDLL:
    for file in files:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    message = f"{name} is missing, which WeasyPrint needs; on Debian and Ubuntu: run sh setup.sh"
    raise LeafletsError(problem("system-library-missing", message))
