"""The XMP metadata of a PDF about to be written (pdf/metadata.py, WeasyPrint 70.0).

The option ``xmp_metadata`` adds a second ``rdf:RDF`` after WeasyPrint's own, where a validator
does not look.

Pinned: the catalog's ``Metadata`` is a stream of one piece with one ``rdf:RDF``.
"""

from __future__ import annotations

from typing import Any

from leaflets.render.weasyprint.pdf_objects import found

_END = b"</rdf:RDF>"


def add(pdf: Any, description: bytes) -> None:
    """Add an ``rdf:Description`` to the metadata."""
    stream = found(pdf, pdf.catalog["Metadata"])
    stream.stream = [stream.stream[0].replace(_END, description + _END, 1)]
