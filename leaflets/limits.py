"""A limit on how long a step may take, against templates and layouts that never end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from leaflets.errors import LeafletsError, problem


@contextmanager
def time_limit(seconds: float, code: str, what: str) -> Iterator[None]:
    """Raise LeafletsError(``code``) in the block when it takes longer than ``seconds``.

    Signals reach the main thread only (Python's signal module): elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        message = f"{what} takes longer than {seconds:g} seconds; it may never end"
        raise LeafletsError(problem(code, message))

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
