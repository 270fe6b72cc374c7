"""One seam for work in other processes: ``concurrent.futures``, on this machine or a cluster.

A worker that the system kills costs its item a second try, not the run. Workers are renewed
after a while: what a library leaks goes with them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from leaflets.errors import LeafletsError, problem
from leaflets.making.workers import typesetting_pool

Result = TypeVar("Result")
Start = Callable[[], AbstractContextManager[Executor]]

LOCAL: Final = "local"
ITEMS_PER_POOL: Final = 500
"""After so many items the workers are renewed (20 kB stay behind for each leaflet)."""


@dataclass(frozen=True)
class Seam:
    """How to start the workers, and how many items they are given ahead."""

    start: Start
    ahead: int
    is_cluster: bool = False


def seam(executor: str, jobs: int | None = None) -> Seam:
    """``local`` (a process for each of ``jobs`` cores), or ``dask://HOST:PORT``.

    Raises LeafletsError (kind "usage") for anything else, and where Dask is not installed.
    """
    if executor == LOCAL:
        count = jobs or os.cpu_count() or 1
        return Seam(partial(typesetting_pool, count, count), 3 * count)
    if executor.startswith("dask://"):
        return Seam(partial(_dask, "tcp://" + executor.removeprefix("dask://")), 64, True)
    message = f"no executor is called {executor!r}; use local, or dask://HOST:PORT"
    raise LeafletsError(problem("usage-executor", message))


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        message = "Dask is not installed: pip install 'leaflets[cluster]'"
        raise LeafletsError(problem("usage-executor", message)) from error
    try:
        client = Client(address, timeout=20, set_as_default=False)
    except OSError as error:
        message = f"no Dask scheduler answers at {address}"
        raise LeafletsError(problem("usage-executor", message)) from error
    with client:
        yield client.get_executor(pure=False, retries=2)


def results(
    function: Callable[..., Result],
    items: Iterable[tuple[Any, ...]],
    workers: Seam,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Result | LeafletsError]:
    """What ``function`` makes of each item, in their order; what went wrong with it instead.

    Once ``stopped`` says so, nothing more is begun: what is in flight comes back, and that is
    the end.
    """
    waiting: deque[tuple[tuple[Any, ...], Future[Result]]] = deque()
    source = iter(items)
    more = True
    while more or waiting:
        with ExitStack() as stack:
            pool = stack.enter_context(workers.start())
            for _ in range(ITEMS_PER_POOL):
                item = None if stopped() else next(source, None)
                more = item is not None
                if item is None:
                    break
                waiting.append((item, _submitted(pool, function, item)))
                full = len(waiting) >= workers.ahead
                if full and (yield from _next(function, waiting, workers)):
                    break
            while waiting:
                yield from _next(function, waiting, workers)


def _submitted(
    pool: Executor, function: Callable[..., Result], item: tuple[Any, ...]
) -> Future[Result]:
    try:
        return pool.submit(function, *item)
    except BrokenExecutor as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


def _next(
    function: Callable[..., Result],
    waiting: deque[tuple[tuple[Any, ...], Future[Result]]],
    workers: Seam,
) -> Generator[Result | LeafletsError, None, bool]:
    """What came of the item that waits longest; of all, and True, where the pool is broken."""
    item, future = waiting.popleft()
    try:
        outcome = _outcome(future)
    except BrokenExecutor:
        # One of those in flight killed its worker, and the pool with it: each is tried alone.
        for again in [item, *(other for other, _ in waiting)]:
            yield _alone(function, again, workers)
        waiting.clear()
        return True
    yield outcome
    return False


def _alone(
    function: Callable[..., Result], item: tuple[Any, ...], workers: Seam
) -> Result | LeafletsError:
    for _ in range(2):
        with workers.start() as pool:
            future: Future[Result] = pool.submit(function, *item)
            try:
                return _outcome(future)
            except BrokenExecutor:
                continue
    message = "the typesetting process died twice; is there enough memory?"
    return LeafletsError(problem("rendering-died", message))


def _outcome(future: Future[Result]) -> Result | LeafletsError:
    try:
        return future.result()
    except LeafletsError as error:
        return error
    except BrokenExecutor:
        raise
    except Exception as error:  # noqa: BLE001  a cluster has errors of its own: a worker lost, …
        message = f"the work on it failed ({type(error).__name__})"
        return LeafletsError(problem("bug-worker", message))
