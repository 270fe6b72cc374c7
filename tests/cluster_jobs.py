"""What the tests run in workers: functions that a worker can import."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from leaflets.errors import LeafletsError, problem


def square(number: int) -> int:
    """3 kills its worker, 5 is an error."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 5:
        raise LeafletsError(problem("usage-five", "five is no good"))
    return number * number


def killed_once(number: int, mark: str) -> int:
    """The first call with 2 kills its worker."""
    if number == 2 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def process(_number: int) -> int:
    """Which process works."""
    return os.getpid()


def works_for_ever(mark: str) -> None:
    """Until its process is ended."""
    Path(mark).touch()
    while True:
        pass
