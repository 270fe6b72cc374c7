"""One call of the command line: what it tells besides its results, and the signals it heard."""

from __future__ import annotations

from dataclasses import dataclass, field

import click

from leaflets.cli.settings import Settings


@dataclass
class Session:
    """What all of a call shares. ``interrupts`` are the signals that came (Ctrl-C).

    ``settings`` are what is set for every call. One that ``is_quiet`` tells nothing but what is
    wrong, one that ``is_talkative`` more than usual.

    With ``as_json``, what is told goes into the one document on standard error, as notes.
    """

    as_json: bool = False
    is_quiet: bool = False
    is_talkative: bool = False
    settings: Settings = field(default_factory=Settings)
    interrupts: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Say something that is no result, on standard error."""
        if self.as_json:
            self.notes.append(line)
        elif not self.is_quiet:
            click.echo(line, err=True)
