"""A limit on how long a step may take, in any thread, against templates and layouts that never end.

No signal and no timer of the process is used. A thread beside the step raises in it through
CPython's ``PyThreadState_SetAsyncExc``, again until it is heard: an exception in a destructor
or a callback from C is lost.

That it never raises after the step rests on two facts of CPython with its global lock. ctypes
reads the value of ``_Limits.target`` in the same call, under the lock, that sets the exception:
once the thread has written ``_NOBODY`` there, no more are set, and one at most is pending. And a
pending exception is raised only where a function begins, a loop turns back or a call returns:
never between the end of a step, or the beginning of a handler, and a plain assignment after it.

A pending exception is got rid of by raising one of ours in its place, at once. Setting none, as
the documentation has it, leaves CPython 3.11 looking for it at every call: all code is slower
from then on, and under a profiler or debugger none goes on.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from leaflets.errors import LeafletsError, problem

Result = TypeVar("Result")

_AGAIN: Final = 1.0
"""Seconds until an exception that was not heard is raised again."""
_NOBODY: Final = ctypes.c_ulong(-1).value
"""No thread has this identity; a thread that is just being made has 0."""
# Not the attribute of that name, which is shared with whoever else uses it.
_set_exception: Final = ctypes.pythonapi["PyThreadState_SetAsyncExc"]


class _TimeIsUp(BaseException):
    """Raised in a step: ``except Exception`` in code between does not hold it up."""


class _Limits(threading.local):
    """The limits of one thread: ``target`` is whom they may interrupt now, itself or nobody."""

    def __init__(self) -> None:
        self.target = ctypes.c_ulong(_NOBODY)


_limits: Final = _Limits()


class _Watch(threading.Thread):
    """Waits beside a step, and interrupts it when the time is up."""

    def __init__(self, seconds: float, target: ctypes.c_ulong) -> None:
        super().__init__(name="leaflets-limit", daemon=True)
        self._seconds = seconds
        self._target = target
        self._over = threading.Event()
        self.is_up = False

    def run(self) -> None:
        wait = self._seconds
        while not self._over.wait(wait):
            self.is_up = True
            _set_exception(self._target, ctypes.py_object(_TimeIsUp))
            wait = _AGAIN

    def stop(self) -> None:
        self._over.set()
        if self.ident is not None:
            self.join()


def within(seconds: float, code: str, what: str, step: Callable[[], Result]) -> Result:
    """What ``step`` returns, called in this thread.

    Raises LeafletsError (``code``) when it takes longer than ``seconds``; ``what`` names it. A
    limit may stand within another. What runs in C is stopped once it is back in Python.
    """
    target, me = _limits.target, threading.get_ident()
    before = target.value
    target.value = _NOBODY
    try:  # noqa: SIM105  ``suppress`` begins and ends in calls, in which it would not be caught
        # In place of one of an outer limit; that comes again.
        _set_exception(ctypes.c_ulong(me), ctypes.py_object(_TimeIsUp))
    except _TimeIsUp:
        pass
    watch = _Watch(seconds, target)
    failure: BaseException | None = None
    try:
        watch.start()
        try:
            target.value = me
            result = step()
            target.value = _NOBODY
        except BaseException as error:  # noqa: BLE001  raised again below
            target.value = _NOBODY
            failure = error
        try:  # noqa: SIM105
            _set_exception(ctypes.c_ulong(me), ctypes.py_object(_TimeIsUp))
        except _TimeIsUp:
            pass
    finally:
        target.value = _NOBODY
        watch.stop()
        target.value = before
    if failure is None:
        return result
    try:
        if watch.is_up and isinstance(failure, Exception | _TimeIsUp):
            message = f"{what} takes longer than {seconds:g} seconds; it may never end"
            raise LeafletsError(problem(code, message)) from None
        raise failure
    finally:
        del failure
