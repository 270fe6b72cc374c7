"""WeasyPrint, loaded so that it sees no fonts of the machine (text/fonts.py, WeasyPrint 70.0).

It reads Fontconfig's configuration when it is imported, and again for each
``FontConfiguration``: the variable ``FONTCONFIG_FILE`` must be there before and stay.

Pinned: without ``@font-face`` there is no font at all; a library that is missing raises OSError
(text/ffi.py, ``_dlopen``).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from leaflets.errors import LeafletsError, problem
from leaflets.render.weasyprint.quick_import import quick_import
from leaflets.surroundings import OWN, shut_out


@cache
def load() -> Any:
    """WeasyPrint, in a process that sees no fonts but those it is given, and no locale.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    folder = tempfile.mkdtemp(prefix=OWN)
    configuration = Path(folder) / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><cachedir>{folder}</cachedir></fontconfig>"
    )
    atexit.register(_clean_up, configuration)
    # Processes of a pool end without atexit (Python's multiprocessing.util).
    Finalize(None, _clean_up, (configuration,), exitpriority=10)
    shut_out()
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    try:
        with warnings.catch_warnings(), quick_import():
            # "No fonts configured in FontConfig": that is what is wanted.
            warnings.simplefilter("ignore")
            import weasyprint
    except OSError as error:
        message = (
            f"{str(error).splitlines()[0]}; on Debian and Ubuntu: apt-get install"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (or run: sh setup.sh)"
        )
        raise LeafletsError(problem("system-library-missing", message)) from error
    return weasyprint


def folder() -> Path:
    """The folder of this process's configuration of Fontconfig; it goes when the process ends."""
    return Path(os.environ["FONTCONFIG_FILE"]).parent


def _clean_up(configuration: Path) -> None:
    """Leave nothing in the temporary folder: our configuration, WeasyPrint's copies of fonts."""
    shutil.rmtree(configuration.parent, ignore_errors=True)
