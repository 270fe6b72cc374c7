"""The machine's surroundings, kept away from what sets text: same input, same bytes, anywhere.

Pango asks LANGUAGE or PANGO_LANGUAGE which language a letter is of where its text's own does not
tell (``pango_script_get_sample_language``), and the locale where a text has none. HarfBuzz takes
its shapers, FreeType its hinting, Fontconfig its files and language, and liblouis its tables from
variables. All of them read once, at their first use: this comes before.
"""

from __future__ import annotations

import locale
import os
from contextlib import suppress
from typing import Final

_NAMES: Final = ("LANG", "LANGUAGE", "CHARSET", "FREETYPE_PROPERTIES", "G_DEBUG", "G_SLICE")
_PREFIXES: Final = ("LC_", "PANGO", "FONTCONFIG_", "FC_", "HB_", "CAIRO_", "LOUIS_")
_LOCALE: Final = "C.UTF-8"

OWN: Final = "leaflets-fontconfig-"
"""How the folder of our own configuration of Fontconfig begins: that one stays."""


def shut_out() -> None:
    """Take the variables out of this process and of those that it starts; again does nothing."""
    for name in list(os.environ):
        if (name in _NAMES or name.startswith(_PREFIXES)) and OWN not in os.environ[name]:
            del os.environ[name]
    os.environ["LC_ALL"] = _LOCALE
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, _LOCALE)
