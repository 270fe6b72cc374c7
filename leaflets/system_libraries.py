"""The system's libraries that are asked directly: FriBidi, and others for their versions.

Loading them changes nothing of the process; WeasyPrint, which sets text with Pango, does, and is
loaded in workers only.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

from leaflets.errors import LeafletsError, problem
from leaflets.surroundings import clean_environment

LIBLOUIS: Final = "lou_translate"
"""The command of liblouis."""

_FRIBIDI: Final = ("libfribidi.so.0", "libfribidi.0.dylib", "fribidi-0.dll", "libfribidi-0.dll")
# The names that WeasyPrint 70.0 tries, in its order: the same library is found.
_PANGO: Final = (
    *("libpango-1.0-0", "pango-1.0-0", "pango-1.0"),
    *("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
)
_HARFBUZZ: Final = (
    *("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0"),
    *("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
)
_FONTCONFIG: Final = (
    *("libfontconfig-1", "fontconfig-1", "fontconfig"),
    *("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
)


@cache
def fribidi() -> ctypes.CDLL:
    """FriBidi. Raises LeafletsError (kind "system-library") where it is missing."""
    return _library("FriBidi", _FRIBIDI)


@cache
def system_versions() -> tuple[str, ...]:
    """The names and versions of what is not Python's and sets text; of liblouis where it is there.

    Raises LeafletsError (kind "system-library") where one of the others is missing.
    """
    return (
        f"python {sys.version.partition(' ')[0]}",
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
        *(f"{name} {ask()}" for name, ask in TYPESETTING.items()),
        f"liblouis {liblouis_version()}",
    )


def _pango_version() -> str:
    return str(_library("Pango", _PANGO).pango_version())


def _harfbuzz_version() -> str:
    harfbuzz = _library("HarfBuzz", _HARFBUZZ).hb_version_string
    harfbuzz.restype = ctypes.c_char_p
    told: bytes = harfbuzz()
    return told.decode()


def _fontconfig_version() -> str:
    return str(_library("fontconfig", _FONTCONFIG).FcGetVersion())


def _fribidi_version() -> str:
    told = ctypes.c_char_p.in_dll(fribidi(), "fribidi_version_info").value or b""
    return told.decode().splitlines()[0]


TYPESETTING: Final[dict[str, Callable[[], str]]] = {
    "pango": _pango_version,
    "harfbuzz": _harfbuzz_version,
    "fontconfig": _fontconfig_version,
    "fribidi": _fribidi_version,
}
"""What sets text: each tells its version, or raises LeafletsError where it is missing."""

NONE: Final = "none"


def liblouis_version() -> str:
    """What the command tells of itself; "none" where it is missing: only Braille needs it."""
    try:
        done = subprocess.run(  # noqa: S603
            [LIBLOUIS, "--version"],
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return NONE
    return done.stdout.partition("\n")[0]


def _library(name: str, files: tuple[str, ...]) -> ctypes.CDLL:
    for file in files:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    message = f"{name} is missing, which WeasyPrint needs; on Debian and Ubuntu: run sh setup.sh"
    raise LeafletsError(problem("system-library-missing", message))
