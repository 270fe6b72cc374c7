"""Where WeasyPrint's copies of fonts lie: ``FontConfiguration._folder`` (text/fonts.py, 70.0).

``add_font_face`` writes each font into a temporary folder of its own making, and removes it
when the configuration is collected, which may never be. A folder that is already there is used.

Where a configuration has no font at all, drawing text ends the process (SIGSEGV, in Pango's
``pango_font_get_hb_font``, of a font that is none): ask before.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any


def configuration_in(folder: Path) -> Any:
    """A font configuration whose copies of fonts go into ``folder``, and away with it."""
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    configuration._folder = Path(tempfile.mkdtemp(dir=folder))
    return configuration


def has_any(configuration: Any) -> bool:
    """Whether a configuration has a font, after a page was laid out with it."""
    return any(configuration._folder.iterdir())
