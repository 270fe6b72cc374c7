"""One seam for work in other processes: ``concurrent.futures``, on this machine or a cluster.

A worker that the system kills costs its item a second try, not the run: ``making.workers`` sees to
it here, Dask does elsewhere.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
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


@dataclass(frozen=True)
class Begun(Generic[Result, Answer]):
    """Work for other processes: its arguments, and what makes an answer of its outcome."""

    arguments: tuple[Any, ...] = field(repr=False)
    finish: Callable[[Result | LeafletsError], Answer] = field(repr=False)


@dataclass(frozen=True)
class _InFlight(Generic[Answer]):
    """Work that another process does, or has done; ``answer`` waits for it."""

    answer: Callable[[], Answer]


def answers(
    function: Callable[..., Result],
    asked: Iterable[Begun[Result, Answer] | Answer],
    workers: Seam,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Answer]:
    """The answer to each of ``asked``, in order: at hand already, or what comes of its work.

    No more of them are held than the workers are given ahead: a run has thousands of pages, and
    of leaflets that were made before. Workers are started for the first that needs one.

    Once ``stopped`` says so, nothing more is begun: what is in flight is answered, and that is
    the end. Whoever may leave off before is to ``close`` it: then the workers end.
    """
    waiting: deque[_InFlight[Answer] | Answer] = deque()
    with ExitStack() as ends:
        pool: Executor | None = None
        for one in _until(stopped, asked):
            if isinstance(one, Begun):
                pool = pool or ends.enter_context(workers.start())
                future = pool.submit(function, *one.arguments)
                waiting.append(_InFlight(partial(_finished, future, one.finish)))
            else:
                waiting.append(one)
            while waiting and (_is_at_hand(waiting[0]) or len(waiting) >= workers.ahead):
                yield _answer(waiting.popleft())
        while waiting:
            yield _answer(waiting.popleft())


def results(
    function: Callable[..., Result],
    items: Iterable[tuple[Any, ...]],
    workers: Seam,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Result | LeafletsError]:
    """What ``function`` returns for each item, in order; in place of it, the error of an item.

    ``stopped`` as in ``answers``.
    """
    asked: Iterator[Begun[Result, Result | LeafletsError]] = (
        Begun(item, _as_it_is) for item in items
    )
    return answers(function, asked, workers, stopped)


def _until(stopped: Callable[[], bool], asked: Iterable[Result]) -> Iterator[Result]:
    source = iter(asked)
    while not stopped():
        try:
            yield next(source)
        except StopIteration:
            return


def _is_at_hand(one: object) -> bool:
    return not isinstance(one, _InFlight)


def _answer(one: _InFlight[Answer] | Answer) -> Answer:
    return one.answer() if isinstance(one, _InFlight) else one


def _finished(future: Future[Result], finish: Callable[[Result | LeafletsError], Answer]) -> Answer:
    outcome = _outcome(future)
    return finish(outcome)


def _as_it_is(outcome: Result | LeafletsError) -> Result | LeafletsError:
    return outcome


def _outcome(future: Future[Result]) -> Result | LeafletsError:
    try:
        return future.result()
    except LeafletsError as error:
        return error
    except Exception as error:  # noqa: BLE001  a cluster has errors of its own: a worker lost, …
        message = f"the work on it failed ({type(error).__name__})"
        return LeafletsError(problem("bug-worker", message))
