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


def _is_shut_out(name: str) -> bool:
    return name in _NAMES or name.startswith(_PREFIXES)


def clean_environment() -> dict[str, str]:
    """The environment for a process of ours: this one's, without the variables."""
    kept = {name: value for name, value in os.environ.items() if not _is_shut_out(name)}
    # Pydantic would look through every installed package for plugins.
    return kept | {"LC_ALL": _LOCALE, "PYDANTIC_DISABLE_PLUGINS": "__all__"}


def shut_out() -> None:
    """Take the variables out of this process and of those that it starts; again does nothing.

    For processes of ours only: the command line, and the workers. A program that makes leaflets
    keeps its own.
    """
    for name in list(os.environ):
        if _is_shut_out(name) and OWN not in os.environ[name]:
            del os.environ[name]
    os.environ["LC_ALL"] = _LOCALE
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, _LOCALE)
