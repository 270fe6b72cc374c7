"""Processes that typeset: a pool that a program opens, and the one that a library has."""

from __future__ import annotations

import os
import threading
import weakref

from leaflets.making.workers import Pool


def pool(most: int | None = None, *, at_once: bool = False) -> Pool:
    """A pool of at most ``most`` processes, one for each core without it; for use in a ``with``.

    They start when a leaflet needs them, or now, with ``at_once``. Several threads and libraries
    may share it. Raises LeafletsError (kind "rendering") where none can be started.
    """
    count = most or os.cpu_count() or 1
    made = Pool(count)
    if at_once:
        made.begin(count)
    return made


class OwnPool:
    """A library's own pool, opened when it is first needed, closed with the library or the program.

    A copy of it in a forked process opens another one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._owner = os.getpid()
        self._is_closed = False

    def get(self) -> Pool:
        """The pool. Raises RuntimeError where it was closed."""
        with self._lock:
            if self._is_closed:
                message = "this library is closed; open another one"
                raise RuntimeError(message)
            if self._pool is None or self._owner != os.getpid():
                self._pool, self._owner = pool(), os.getpid()
                weakref.finalize(self, _end, self._pool, self._owner)
            return self._pool

    def close(self) -> None:
        """End the processes, once the leaflets that are begun are done."""
        with self._lock:
            self._is_closed = True
            mine, self._pool = self._pool, None
        if mine and self._owner == os.getpid():
            mine.shutdown()


def _end(pool: Pool, owner: int) -> None:
    """End a pool that nobody will use any more; in any thread, so without waiting for others."""
    if owner == os.getpid():
        pool.shutdown(wait=False, cancel_futures=True)
