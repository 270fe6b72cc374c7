"""The attached files of a PDF about to be written (pdf/anchors.py, pdf/pdfa.py, 70.0).

``write_pdf_attachment`` guesses a file's media type from its name; ``pdfa`` lists each
associated file twice: once as a file, once as a name.

Pinned: a file is a stream of the type ``/EmbeddedFile`` with its ``Subtype``; the catalog's
``AF`` is an array of references.
"""

from __future__ import annotations

from typing import Any

from leaflets.render.weasyprint.pdf_objects import array


def set_media_type(pdf: Any, media_type: str) -> None:
    """Say of what media type the attached file is."""
    # ISO 32000-1, 7.3.5: a name writes "/" as #2F.
    for one in pdf.objects:
        extra = getattr(one, "extra", {})
        if extra.get("Type") == "/EmbeddedFile":
            extra["Subtype"] = f"/{media_type.replace('/', '#2f')}"


def list_once(pdf: Any) -> None:
    """List each associated file once."""
    pdf.catalog["AF"] = array(dict.fromkeys(pdf.catalog["AF"]))
