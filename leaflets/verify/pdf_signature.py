"""The signature in a PDF: found with pikepdf, never with what wrote it.

A signature is the value of a form's field (ISO 32000-2, 12.7.5.5 and 12.8.1). ``/Contents`` holds
it in hexadecimal digits, ``/ByteRange`` names the bytes that it is over: all but those digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pikepdf import Array, Dictionary, Pdf

from leaflets.verify.pdf_entries import dictionaries, dictionary, numbers, text

SUBFILTER: Final = "/ETSI.CAdES.detached"
"""What PAdES signatures are (ETSI EN 319 142-1, 5.3)."""

_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_FIELD: Final = frozenset(
    {"/FT", "/T", "/V", "/Type", "/Subtype", "/F", "/Rect", "/P", "/Lock", "/Ff"}
)
_DIGITS: Final = re.compile(rb"<([0-9A-Fa-f]*)>")
_ENDED: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*")


@dataclass(frozen=True)
class PdfSignature:
    """A signature as it stands in a PDF: its bytes, and what it is over.

    ``before`` is how many bytes stood there before it was signed; 0 where that can't be told.
    """

    contents: bytes = field(repr=False)
    said_on: str
    start: int
    """Where the digits begin, with their bracket."""
    end: int
    """Where they end."""
    until: int
    """Where what is signed ends: the end of the file, unless something was appended."""
    before: int

    def covers(self, content: bytes) -> bool:
        """Whether it is over the whole file."""
        return self.until == len(content)

    def signed_bytes(self, content: bytes) -> tuple[bytes, bytes]:
        """The two parts that it is over."""
        return content[: self.start], content[self.end : self.until]


def form_faults(pdf: Pdf) -> Iterator[str]:
    """What a form is besides one invisible signature; nothing where there is no form.

    Raises ValueError where an entry has another type.
    """
    if "/AcroForm" not in pdf.Root:
        return
    form = dictionary(pdf.Root, "/AcroForm")
    fields = dictionaries(form, "/Fields")
    if not set(form.keys()) <= _FORM or not fields:
        yield "form but a signature's"
        return
    if len(fields) > 1:
        yield f"{'two' if len(fields) == 2 else len(fields)} signatures; it is signed once"
        return
    (only,) = fields
    if text(only, "/FT") != "/Sig" or not set(only.keys()) <= _FIELD:
        yield "form but a signature's"
    elif any(numbers(only.get("/Rect"), 4, "/Rect")):
        yield "visible signature"
    elif text(dictionary(only, "/V"), "/SubFilter") != SUBFILTER:
        yield "signature but one as PAdES has it (ETSI.CAdES.detached)"


def signature_of(pdf: Pdf, content: bytes) -> PdfSignature | None:
    """The signature of a PDF with these bytes, of which ``form_faults`` told nothing.

    None where it is not signed. Raises ValueError where its bytes are not where it says.
    """
    if "/AcroForm" not in pdf.Root:
        return None
    (only,) = dictionaries(dictionary(pdf.Root, "/AcroForm"), "/Fields")
    value = dictionary(only, "/V")
    start, end, until = _ranges(value, content)
    digits = _DIGITS.fullmatch(content[start:end])
    if not digits or bytes(value.get("/Contents", b"")) != bytes.fromhex(digits[1].decode()):
        raise ValueError("its signature does not stand where it says")
    before = _before(pdf, content, start)
    return PdfSignature(
        bytes.fromhex(digits[1].decode()), text(value, "/M"), start, end, until, before
    )


def _ranges(value: Dictionary, content: bytes) -> tuple[int, int, int]:
    """Where the digits of a signature begin and end, and where what is signed ends."""
    said = value.get("/ByteRange")
    parts = numbers(said, 4, "/ByteRange") if isinstance(said, Array) else ()
    if not parts or any(part != int(part) for part in parts):
        raise ValueError("its signature does not say what it is over")
    zero, start, end, rest = map(int, parts)
    if zero != 0 or not 0 < start < end < end + rest <= len(content):
        raise ValueError("its signature is over bytes that are not there")
    return start, end, end + rest


def _before(pdf: Pdf, content: bytes, start: int) -> int:
    """Where the file ended to which the signature was appended (ISO 32000-2, 7.5.6)."""
    previous: Any = pdf.trailer.get("/Prev")
    ends = [m.end() for m in _ENDED.finditer(content, 0, start) if int(m[1]) == previous]
    return ends[-1] if ends else 0
