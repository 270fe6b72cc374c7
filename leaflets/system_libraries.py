"""The system's libraries that are asked directly: FriBidi, and others for their versions.

Loading them changes nothing of the process; WeasyPrint, which sets text with Pango, does, and is
loaded in workers only.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
import zlib
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
    harfbuzz = _library("HarfBuzz", _HARFBUZZ).hb_version_string
    harfbuzz.restype = ctypes.c_char_p
    told = ctypes.c_char_p.in_dll(fribidi(), "fribidi_version_info").value or b""
    return (
        f"python {sys.version.partition(' ')[0]}",
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
        f"pango {_library('Pango', _PANGO).pango_version()}",
        f"harfbuzz {harfbuzz().decode()}",
        f"fontconfig {_library('fontconfig', _FONTCONFIG).FcGetVersion()}",
        f"fribidi {told.decode().splitlines()[0]}",
        f"liblouis {_liblouis_version()}",
    )


def _liblouis_version() -> str:
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
        return "none"
    return done.stdout.partition("\n")[0]


def _library(name: str, files: tuple[str, ...]) -> ctypes.CDLL:
    for file in files:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    message = f"{name} is missing, which WeasyPrint needs; on Debian and Ubuntu: run sh setup.sh"
    raise LeafletsError(problem("system-library-missing", message))
