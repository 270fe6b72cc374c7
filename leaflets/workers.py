"""Typesetting in processes of its own, beside the one that prepares and verifies.

A process is started before the caller imports anything heavy, so that WeasyPrint is loaded
while the sheet is read and the page is made.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def typesetting_pool(leaflets: int, most: int | None = None) -> Iterator[Executor]:
    """An executor for ``leaflets.render.pdf.typeset``, with a process for each core at most.

    ``most`` stands in for the number of cores.
    """
    known = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in known else "spawn")
    count = max(1, min(leaflets, most or os.cpu_count() or 1))
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        for _ in range(count):
            pool.submit(_warm)
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Leave Ctrl-C to the process that was asked, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker that waits for work would outlive a parent that is killed, and hold its lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _warm() -> None:
    from leaflets.errors import LeafletsError
    from leaflets.render.pdf import load

    try:
        load()
    except LeafletsError:
        # Said again, and heard, by the first leaflet.
        return
