"""What WeasyPrint warns of while one thread typesets: its loggers (logger.py, WeasyPrint 70.0).

WeasyPrint logs what it goes on from: a missing glyph or picture, CSS that it doesn't know. A
handler would get every thread's records, and no record at all where the program has disabled
its loggers (``logging.config.dictConfig`` does so unless told otherwise), raised their level or
called ``logging.disable``. So its two loggers ask here, as they are asked: handlers, filters,
level and propagation stay as the program has set them.

Pinned: ``LOGGER``, ``PROGRESS_LOGGER``; ``logging.Logger.isEnabledFor`` and ``handle``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Final

_kept: Final[ContextVar[list[logging.LogRecord] | None]] = ContextVar("kept", default=None)


def install() -> None:
    """Let WeasyPrint's loggers ask here, in this process; a second call changes nothing."""
    from weasyprint.logger import LOGGER, PROGRESS_LOGGER

    for logger in (LOGGER, PROGRESS_LOGGER):
        logger.isEnabledFor = partial(_is_enabled, logger)
        logger.handle = partial(_handle, logger)


@contextmanager
def warnings_kept() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint warns of in this thread, while the block runs; nobody else hears it."""
    kept: list[logging.LogRecord] = []
    before = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(before)


def report(message: str, text: str) -> None:
    """Warn as WeasyPrint does; ``message`` has a place (``%r``) for ``text``."""
    from weasyprint.logger import LOGGER

    LOGGER.error(message, text)


def _is_enabled(logger: logging.Logger, level: int) -> bool:
    if _kept.get() is None:
        return logging.Logger.isEnabledFor(logger, level)
    return level >= logging.WARNING


def _handle(logger: logging.Logger, record: logging.LogRecord) -> None:
    kept = _kept.get()
    if kept is None:
        logging.Logger.handle(logger, record)
    else:
        kept.append(record)
