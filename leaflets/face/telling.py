"""What whoever calls may give to hear how long work goes on, and today's date."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[str], None]
"""Hears lines for people: a language that is left out, a dose that was held to the lowest limit."""

Step: TypeAlias = Callable[[str, int, int], None]
"""Hears how far work is: what is done, how many of it, of how many."""


def silence(_line: str) -> None:
    """Hears a line, and does nothing."""


def no_step(_what: str, _done: int, _of: int) -> None:
    """Hears a step, and does nothing."""


def day_or_today(day: datetime.date | None) -> datetime.date:
    """The day for which texts must be valid: ``day``, or today without one."""
    return datetime.datetime.now().date() if day is None else day


def now() -> datetime.datetime:
    """This moment: whether a key's certificate holds is asked of no other."""
    return datetime.datetime.now(datetime.UTC)
