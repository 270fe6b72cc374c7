"""Which Pango sets the text: WeasyPrint's binding of it (text/ffi.py, ``pango``, 70.0)."""

from __future__ import annotations


def pango_version() -> int:
    """Pango's version as one number: 1.50.12 is 15012. WeasyPrint must be loaded."""
    from weasyprint.text.ffi import pango

    return int(pango.pango_version())
