"""pdfium, one thread at a time: it is not safe from several (pypdfium2's README, "Thread
incompatibility"). All calls of it stand in a ``with opened(…)``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2

_one_thread: Final = threading.RLock()


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF, read by pdfium; no other thread is in pdfium meanwhile.

    Raises PdfiumError where it is no sound PDF. Pages and bitmaps end with it: what was not
    closed would be closed by the garbage collector, in any thread, at any time.
    """
    with _one_thread:
        document = pypdfium2.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()
