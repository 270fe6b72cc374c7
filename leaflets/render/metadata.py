"""What a PDF says of itself: the parts of its XMP metadata that WeasyPrint does not write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from leaflets.render.weasyprint import xmp

if TYPE_CHECKING:
    from leaflets.edition.editions import Conformance

VARIANTS: Final[dict[Conformance, str]] = {"ua-1": "pdf/a-3a", "ua-2": "pdf/a-4f"}
"""WeasyPrint's variant for each: PDF/A is the stricter about files, and brings its metadata."""

MARKS: Final[dict[Conformance, tuple[bytes, ...]]] = {
    "ua-1": (b'pdfuaid:part="1"', b'pdfaid:part="3"', b'pdfaid:conformance="A"'),
    "ua-2": (
        b'pdfuaid:part="2"',
        b'pdfaid:part="4"',
        b'pdfaid:conformance="F"',
        b"http://pdfa.org/declarations/wtpdf#accessibility1.0",
    ),
}
"""What must stand in the metadata of a file of each."""

# PDF/A-3 (ISO 19005-3, 6.6.2.3) wants the schema of metadata beyond its own described.
_UA_1: Final = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    b' pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
# ISO 14289-2, 5; Well-Tagged PDF 1.0, 6.1.3 (the declaration of PDF Association's "PDF
# Declarations").
_UA_2: Final = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    b' pdfuaid:part="2" pdfuaid:rev="2024"/>'
    b'<rdf:Description rdf:about="" xmlns:pdfd="http://pdfa.org/declarations/">'
    b'<pdfd:declarations><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>"
    b"</rdf:li></rdf:Bag></pdfd:declarations></rdf:Description>"
)


def describe(pdf: Any, conformance: Conformance) -> None:
    """Add to the metadata of a PDF about to be written what it conforms to."""
    xmp.add(pdf, _UA_1 if conformance == "ua-1" else _UA_2)
