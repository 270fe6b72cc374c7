"""Whoever watches a long piece of work: a print run, a site being built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Watcher:
    """Whoever watches: is told what happens, in lines, and how far it is; may stop a print run.

    ``step`` hears what is counted, how many are done, and of how many.
    """

    tell: Callable[[str], None] = lambda _line: None
    step: Callable[[str, int, int], None] = lambda _what, _done, _of: None
    stopped: Callable[[], bool] = lambda: False
