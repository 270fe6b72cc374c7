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
from typing import Final, TypeVar

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
_one_at_a_time: Final = threading.RLock()


def read_from_outside(read: Callable[[], Result]) -> Result:
    """What ``read`` returns, which reads a PDF that may be anything.

    Raises LeafletsError (kind "verification") for whatever stands in the way: LeafletsErrors of
    ``read`` as they are, a damaged file, one that takes too much time or memory.
    """
    try:
        with _limited():
            return within(SECONDS, _CODE, "reading it", read)
    except LeafletsError:
        raise
    except Exception as error:  # noqa: BLE001  a file from outside; see above
        raise LeafletsError(problem(_CODE, why_unreadable(error))) from error


def why_unreadable(error: Exception) -> str:
    """Why a PDF can't be read, in words."""
    match error:
        case pikepdf.PasswordError():
            return "it is locked with a password, as no leaflet is"
        case pikepdf.PdfError() | pypdfium2.PdfiumError():
            reason = re.sub(r"^<_io.BytesIO[^>]*>:? *", "", (str(error) or "?").splitlines()[0])
            return f"not a sound PDF: {reason}"
        case ValueError():
            reason = (str(error) or "?").splitlines()[0]
            return f"it can't be read as a leaflet: {reason}"
    return f"it can't be read as a leaflet ({type(error).__name__})"


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


@contextmanager
def _limited() -> Iterator[None]:
    """qpdf unpacks no more than that from a stream, in the block.

    Its limits are the process's (qpdf 12, "Global Options"): one thread at a time, and what a
    host had set comes back.
    """
    kinds = ("flate_max_memory", "png_max_memory", "run_length_max_memory", "tiff_max_memory")
    with _one_at_a_time:
        before = set_qpdf_limits(**dict.fromkeys((*kinds, "dct_max_memory"), _LARGEST))
        try:
            yield
        finally:
            set_qpdf_limits(**before)
