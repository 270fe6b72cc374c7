"""A progress bar on standard error, where somebody is watching."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from leaflets.cli.session import Session

if TYPE_CHECKING:
    from leaflets import Step


@contextmanager
def progress(least: int = 1) -> Iterator[Step]:
    """Someone who hears steps, and draws a bar of those with ``least`` items or more."""
    context = click.get_current_context(silent=True)
    is_quiet = bool(context and isinstance(context.obj, Session) and context.obj.is_quiet)
    if is_quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def step(what: str, done: int, of: int) -> None:
            if of < least:
                return
            if what not in tasks:
                tasks[what] = bar.add_task(what)
            bar.update(tasks[what], completed=done, total=of)

        yield step
