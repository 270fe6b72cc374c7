"""One seam for work in other processes: ``concurrent.futures``, on this machine or a cluster.

A worker that the system kills costs its item a second try, not the run: ``making.workers`` sees to
it here, Dask does elsewhere.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, TypeVar

from leaflets.errors import LeafletsError, problem
from leaflets.making.workers import typesetting_pool

Result = TypeVar("Result")
Answer = TypeVar("Answer")
Start = Callable[[], AbstractContextManager[Executor]]

LOCAL: Final = "local"


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
    """What ``function`` returns for each item, in order; in place of it, the error of an item.

    Once ``stopped`` says so, nothing more is begun: what is in flight is returned, and that is
    the end.
    """
    waiting: deque[Future[Result]] = deque()
    source = iter(items)
    with workers.start() as pool:
        while True:
            item = None if stopped() else next(source, None)
            if item is not None:
                waiting.append(pool.submit(function, *item))
            while waiting and (item is None or len(waiting) >= workers.ahead):
                outcome = _outcome(waiting.popleft())
                yield outcome
            if item is None:
                return


@dataclass(frozen=True)
class Begun(Generic[Result, Answer]):
    """Work for other processes: its arguments, and what makes an answer of its outcome."""

    arguments: tuple[Any, ...] = field(repr=False)
    finish: Callable[[Result | LeafletsError], Answer] = field(repr=False)


def answers(
    function: Callable[..., Result],
    asked: Iterable[Begun[Result, Answer] | Answer],
    workers: Seam,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Answer]:
    """The answer to each of ``asked``, in order: at hand already, or what comes of its work.

    Only what is in flight is held: a run has thousands of pages. ``stopped`` as in ``results``.
    """
    waiting: deque[Begun[Result, Answer] | Answer] = deque()

    def items() -> Iterator[tuple[Any, ...]]:
        for one in asked:
            waiting.append(one)
            if isinstance(one, Begun):
                yield one.arguments

    for outcome in results(function, items(), workers, stopped):
        while not isinstance(first := waiting.popleft(), Begun):
            yield first
        yield first.finish(outcome)
    for last in waiting:
        assert not isinstance(last, Begun)
        yield last


def _outcome(future: Future[Result]) -> Result | LeafletsError:
    try:
        return future.result()
    except LeafletsError as error:
        return error
    except Exception as error:  # noqa: BLE001  a cluster has errors of its own: a worker lost, …
        message = f"the work on it failed ({type(error).__name__})"
        return LeafletsError(problem("bug-worker", message))
