"""Processes that typeset for a program, whatever the program is: a service with threads, a
notebook, a script without ``if __name__ == "__main__"``, the command line.

Each is a fresh interpreter with an environment of ours, started by ``subprocess`` (no fork of a
process with threads), that imports nothing of the program's. It ends with the program, however
that ends. When one dies, its call is tried once more; no other call is affected.
Where the program is no Python interpreter itself (one is embedded in it),
``multiprocessing.set_executable`` tells which to use.

The standard library's process pools run the program's main module again, and one dead process
ends all calls in flight. loky 3.7 leaves two trackers running when it is shut down, a worker
running when its parent is killed, and ends all calls in flight, too.
"""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.spawn import get_executable
from typing import Any, Final, ParamSpec, TypeVar

from leaflets.errors import LeafletsError, problem
from leaflets.surroundings import clean_environment

Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")

ITEMS_PER_WORKER: Final = 500
"""After so many calls a worker is renewed (20 kB stay behind for each leaflet)."""
_TRIES: Final = 2
_SECONDS_TO_END: Final = 15.0


class Pool(Executor):
    """An executor for functions that can be imported, with at most ``most`` processes.

    They are started when they are needed. It may be used by several threads, and has to be shut
    down (or used in a ``with``). A copy of it in a forked process refuses to work.
    """

    def __init__(self, most: int) -> None:
        self._calls = ThreadPoolExecutor(most, "leaflets-pool")
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._is_shut = False
        self._owner = os.getpid()

    def begin(self, count: int) -> None:
        """Start ``count`` processes now, for work that is sure to come. Raises LeafletsError."""
        for _ in range(count):
            self._give_back(_Worker())

    def submit(
        self,
        function: Callable[Parameters, Result],
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Future[Result]:
        """The future of what ``function`` returns or raises in a process.

        It raises LeafletsError (kind "rendering") where the process died twice.
        """
        if os.getpid() != self._owner:
            message = "this pool belongs to the process that was forked; open one after the fork"
            raise LeafletsError(problem("usage-pool", message))
        return self._calls.submit(self._call, function, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, once the calls that have begun are done."""
        self._calls.shutdown(wait, cancel_futures=cancel_futures)
        with self._lock:
            idle, self._idle, self._is_shut = self._idle, [], True
        for worker in idle:
            worker.close()
        for worker in idle:
            worker.wait()

    def __exit__(self, kind: object, *_error: object) -> None:
        """End the processes; after an error, what is not begun is not done any more."""
        self.shutdown(cancel_futures=kind is not None)

    def _call(self, function: Callable[..., Result], args: Any, kwargs: Any) -> Result:
        call = pickle.dumps((function, args, kwargs))
        for _ in range(_TRIES):
            worker = self._take()
            try:
                done, answer = worker.ask(call)
            except (EOFError, OSError):
                worker.end()
                continue
            except BaseException:
                worker.end()
                raise
            self._give_back(worker)
            if not done:
                raise answer
            result: Result = answer
            return result
        message = "the typesetting process died twice; is there enough memory?"
        raise LeafletsError(problem("rendering-died", message))

    def _take(self) -> _Worker:
        """An idle worker that lives, or a new one."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return _Worker()
            if worker.is_alive:
                return worker
            worker.end()

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            kept = worker.calls < ITEMS_PER_WORKER and not self._is_shut
            if kept:
                self._idle.append(worker)
        if not kept:
            worker.end()


class _Worker:
    """One process, and the socket to it."""

    def __init__(self) -> None:
        self.calls = 0
        ours, theirs = socket.socketpair()
        code = (
            f"import sys; sys.path[:] = {sys.path!r};"
            " from leaflets.making.worker_process import answer_calls;"
            f" answer_calls({theirs.fileno()})"
        )
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [get_executable(), "-c", code],
                env=clean_environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,
            )
        except OSError as error:
            ours.close()
            message = f"no process can be started to typeset: {error.strerror or error}"
            raise LeafletsError(problem("rendering-died", message)) from error
        finally:
            theirs.close()
        self._connection = Connection(ours.detach())

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(self, call: bytes) -> tuple[bool, Any]:
        """The answer to a call. Raises EOFError or OSError where the process dies during it."""
        self._connection.send_bytes(call)
        self.calls += 1
        answer: tuple[bool, Any] = pickle.loads(self._connection.recv_bytes())  # noqa: S301
        return answer

    def close(self) -> None:
        """Tell the process that nothing more comes."""
        self._connection.close()

    def wait(self) -> None:
        """See the process end."""
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        """Close, and see it end."""
        self.close()
        self.wait()


@contextmanager
def typesetting_pool(leaflets: int, most: int | None = None) -> Iterator[Pool]:
    """A pool for ``typeset``, with a process for each core at most, begun at once.

    They load WeasyPrint while the caller imports, reads the sheet and makes the page. ``most``
    stands in for the number of cores.
    """
    count = max(1, min(leaflets, most or os.cpu_count() or 1))
    pool = Pool(count)
    try:
        pool.begin(count)
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
