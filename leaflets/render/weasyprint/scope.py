"""Whether this thread is typesetting a page of ours: what is patched leaves all others alone.

A patch of WeasyPrint holds for the whole process. A program that makes PDFs of its own with it
would get glyphs by codes that no table of its fonts leads back to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_ours: Final = ContextVar("ours", default=False)


@contextmanager
def typesetting() -> Iterator[None]:
    """While the block runs, the patches work, in this thread only."""
    before = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(before)


def is_ours() -> bool:
    """Whether what WeasyPrint is asked just now is asked by ``typesetting``."""
    return _ours.get()
