"""The direction in which a PDF is read (pdf/tags.py, ``add_tags``, WeasyPrint 70.0).

WeasyPrint does not say it. Pinned: the catalog of a tagged PDF has ``ViewerPreferences``.
"""

from __future__ import annotations

from typing import Any


def set_right_to_left(pdf: Any) -> None:
    """Say that pages are read from right to left (ISO 32000-1, 12.2, ``Direction``)."""
    pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
