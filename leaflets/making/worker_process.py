"""What runs in a worker: a process of ours that typesets for a program, and ends with it."""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Final

from leaflets.errors import LeafletsError, problem
from leaflets.surroundings import shut_out

_LOOK: Final = 5.0
"""Seconds between two looks whether the parent is still there."""
_GRACE: Final = 10.0
"""Seconds in which a worker whose parent has ended can put away its files."""


def answer_calls(descriptor: int) -> None:
    """Answer calls that come through a socket, one after another, until its other end is closed.

    A call is a pickled ``(function, args, kwargs)``; its answer ``(True, result)`` or
    ``(False, exception)``.
    """
    shut_out()
    # Ctrl-C goes to all of a terminal's processes: the one that was asked decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminated)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    connection = Connection(descriptor)
    calls: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    idle = threading.Event()
    threading.Thread(target=_receive, args=(connection, calls, idle), daemon=True).start()
    _warm()
    # Looking for cycles takes a seventh of a leaflet's time: here it is done between two leaflets,
    # and the process stays smaller (124 MB in place of 151 after twelve).
    gc.freeze()
    gc.disable()
    idle.set()
    while (call := calls.get()) is not None:
        idle.clear()
        answer = _answer(call)
        try:
            connection.send_bytes(answer)
        except OSError:
            return
        idle.set()
        gc.collect()


def _terminated(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def _receive(
    connection: Connection, calls: queue.SimpleQueue[bytes | None], idle: threading.Event
) -> None:
    """Read calls; where there can be no more, end the process, also in the midst of one.

    The socket's other end may be held by a copy of a parent that is gone (``fork``): so its
    identity is looked at, too.
    """
    parent = os.getppid()
    try:
        while os.getppid() == parent:
            if connection.poll(_LOOK):
                calls.put(connection.recv_bytes())
    except (EOFError, OSError):
        pass
    calls.put(None)
    if not idle.is_set():
        os.kill(os.getpid(), signal.SIGTERM)
    if not threading.main_thread().is_alive() or _ends(threading.main_thread()):
        return
    os._exit(1)


def _ends(thread: threading.Thread) -> bool:
    thread.join(_GRACE)
    return not thread.is_alive()


def _warm() -> None:
    """Load WeasyPrint while the program prepares its first page."""
    try:
        from leaflets.render.pdf import load_patched

        load_patched()
    except Exception:  # noqa: BLE001  said again, and heard, by the first leaflet
        return


def _answer(call: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301  from our own parent
        answer: tuple[bool, Any] = True, function(*args, **kwargs)
    except LeafletsError as error:
        answer = False, error
    except Exception as error:  # noqa: BLE001  it is raised again where the call came from
        error.add_note(traceback.format_exc())
        answer = False, error
    try:
        return pickle.dumps(answer)
    except Exception as error:  # noqa: BLE001  results and exceptions of any kind
        message = f"what the work gave can't be sent back ({type(error).__name__})"
        return pickle.dumps((False, LeafletsError(problem("bug-worker", message))))
