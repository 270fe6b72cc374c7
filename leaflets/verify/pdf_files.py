"""PDFs that somebody brings: opened and read within limits, and refused in words.

What is wrong with such a file may be anything. So the one net for what nobody foresaw stands
here, around the reading of a file, and not where leaflets are made.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import pikepdf
import pypdfium2
from pikepdf.settings import set_qpdf_limits

from leaflets.errors import LeafletsError, problem
from leaflets.limits import within
from leaflets.verify.pdf_bounds import too_many_pages

Result = TypeVar("Result")

SECONDS: Final = 120.0
"""What takes longer is no leaflet: one of 300 pages takes a tenth of it."""
_LARGEST: Final = 100_000_000
"""Bytes that a stream may become when it is unpacked; a font of all Chinese has 20 million."""
_CODE: Final = "verification-unreadable"


@dataclass
class _Limits:
    """How many readers are inside of our limits, and what the process had before the first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    inside: int = 0
    before: dict[str, Any] = field(default_factory=dict)


_limits: Final = _Limits()


def read_from_outside(read: Callable[[], Result], seconds: float = SECONDS) -> Result:
    """What ``read`` returns, which reads a PDF that may be anything, in so many seconds.

    Raises LeafletsError (kind "verification") for whatever stands in the way: LeafletsErrors of
    ``read`` as they are, a damaged file, one that takes too much time or memory.
    """
    try:
        with _limited():
            return within(seconds, _CODE, "reading it", read)
    except LeafletsError:
        raise
    except Exception as error:
        raise LeafletsError(problem(_CODE, why_unreadable(error))) from error


def why_unreadable(error: Exception) -> str:
    """Why a PDF can't be read, in words."""
    match error:
        case pikepdf.PasswordError():
            return "it is locked with a password, as no leaflet is"
        case pikepdf.PdfError() | pypdfium2.PdfiumError():
            reason = _reason(error)
            if any(told in reason for told in _NO_PDF):
                return "it is no PDF, or a part of one; copy or download it again"
            if "memory limit exceeded" in reason:
                reason = "it unpacks to more than any leaflet"
            return f"not a sound PDF: {reason}"
        case ValueError():
            reason = _reason(error)
            return f"it can't be read as a leaflet: {reason}"
    return f"it can't be read as a leaflet ({type(error).__name__})"


_NO_PDF: Final = ("find trailer", "PDF header", "Data format error", "startxref")
"""What qpdf and PDFium say of a file that is none of theirs."""


def _reason(error: Exception) -> str:
    """The first line of what a reader says, without the name of its own for the file."""
    first = (str(error) or "?").splitlines()[0]
    return re.sub(r"<?_io\.BytesIO[^>]*>?:? *", "", first)


@contextmanager
def opened_within_limits(content: bytes) -> Iterator[pikepdf.Pdf]:
    """A PDF of no more pages than a leaflet has, for ``read_from_outside``.

    Raises ValueError or pikepdf.PdfError for others.
    """
    with pikepdf.open(io.BytesIO(content), inherit_page_attributes=False) as pdf:
        if too_many_pages(pdf):
            raise ValueError("it has more pages than any leaflet")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield pdf
        if pdf.get_warnings():
            raise ValueError("it is damaged; viewers may show it in different ways")


def page_count(content: bytes) -> int:
    """How many pages a PDF has, print files too. Raises LeafletsError (kind "verification")."""

    def count() -> int:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages)

    return read_from_outside(count)


@contextmanager
def _limited() -> Iterator[None]:
    """qpdf unpacks no more than that from a stream, in the block.

    Its limits are the process's (qpdf 12, "Global Options"): who comes first sets them, and who
    goes last gives back what the host had.
    """
    with _limits.lock:
        if not _limits.inside:
            _limits.before = set_qpdf_limits(
                flate_max_memory=_LARGEST,
                png_max_memory=_LARGEST,
                run_length_max_memory=_LARGEST,
                tiff_max_memory=_LARGEST,
                dct_max_memory=_LARGEST,
            )
        _limits.inside += 1
    try:
        yield
    finally:
        with _limits.lock:
            _limits.inside -= 1
            if not _limits.inside:
                set_qpdf_limits(**_limits.before)
