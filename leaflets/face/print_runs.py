"""Print runs: made of files of orders; checked, printed again and traced afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from leaflets.arithmetic import own_arithmetic
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.face.results import Report
from leaflets.face.telling import Step, Tell, day_or_today, no_step, silence
from leaflets.files import write
from leaflets.library.libraries import Library
from leaflets.making.store import default_store
from leaflets.making.watcher import Watcher
from leaflets.printrun.finished_runs import (
    Carried,
    checks_of_run,
    entries_of,
    printed_again,
    traced,
    untraceable,
)
from leaflets.printrun.planning import Impose, Layout
from leaflets.printrun.run import PRINT, Asked, print_run
from leaflets.printrun.summary import Summary
from leaflets.verify.verified import Check


@dataclass(frozen=True)
class PrintFile:
    """A file for the printer: ``leaflets`` are different ones, ``handouts`` all copies.

    ``pages`` and ``sheets`` of paper are those of the file, with blank sides and separators.
    """

    path: Path
    leaflets: int
    handouts: int
    pages: int
    sheets: int


@dataclass(frozen=True)
class RunReport:
    """What a run has made.

    ``orders`` is how many were asked for, ``failed`` tells why by their numbers, ``may_pass`` are
    those of them that to resume the run tries again, ``left_out`` are print files that were not
    made as orders in them failed, ``own_copies`` how many patients have a tagged PDF of their own.
    """

    folder: Path
    run: str
    day: datetime.date
    orders: int
    files: tuple[PrintFile, ...]
    own_copies: int
    left_out: tuple[Path, ...]
    failed: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    may_pass: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every order was printed."""
        return not self.failed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The orders that failed, as problems (kind "failed-orders")."""
        return tuple(
            problem("failed-orders-order", "; ".join(why), file=self.folder, field=f"order {order}")
            for order, why in self.failed
        )

    def total(self, name: str) -> int:
        """The sum of "handouts", "pages" or "sheets" over the print files."""
        return sum(getattr(file, name) for file in self.files)


@dataclass(frozen=True)
class Traced:
    """The orders that carried a text.

    ``problems`` are why runs may have carried others than their ledgers say, ``not_checked`` why
    nobody can tell.
    """

    orders: tuple[Carried, ...]
    problems: tuple[Problem, ...]
    not_checked: tuple[Problem, ...]


@dataclass(frozen=True)
class PrintRun:
    """A finished print run, in its folder.

    Withdrawals are looked for in the library's own folders; where it has none, in those of which
    the run was made.
    """

    folder: Path
    _libraries: tuple[Path, ...] = field(repr=False)

    @own_arithmetic()
    def verify(self, *, hear: Callable[[Check], None] = lambda _check: None) -> Report:
        """What was checked of the run, and what was not; ``hear`` is told of each check.

        Raises LeafletsError (kind "refused") where its ledger is damaged.
        """
        checks: list[Check] = []
        for name, problems in checks_of_run(self.folder, self._libraries):
            passed = None if problems is None else not problems
            checks.append(Check(name, passed, problems=tuple(problems or ())))
            hear(checks[-1])
        return Report(self.folder, tuple(checks))

    @own_arithmetic()
    def reprint(
        self,
        order: int,
        target: str | PathLike[str] | None = None,
        *,
        pages: tuple[int, int] | None = None,
    ) -> Path:
        """The file with an order's handouts once more, as they are in the run's print files.

        Without ``target``, it is ``reprint-ORDER.pdf``; ``-`` is standard output. ``pages`` are the
        first and the last of the order's, from 1; without them, all.

        Raises LeafletsError: kind "usage" or "file"; "approval" for a text that was withdrawn
        since, "refused" for a run of another user, "verification" where a file is not the run's.
        """
        first, last = pages or (None, None)
        content = printed_again(self.folder, order, first, last, self._libraries)
        path = Path(target or f"reprint-{order:06}.pdf")
        write(path, content, private=True)
        return path


@dataclass(frozen=True)
class PrintRuns:
    """The print runs of a library."""

    _files: Callable[[], Library]

    @own_arithmetic()
    def make(
        self,
        orders: str | PathLike[str],
        folder: str | PathLike[str] = "run",
        *,
        encoding: str | None = None,
        impose: Impose = "none",
        duplex: bool = False,
        separators: bool = False,
        black: bool = False,
        resume: bool = False,
        allow_drafts: bool = False,
        allow_partial: bool = False,
        executor: str = "local",
        jobs: int | None = None,
        store: str | None = None,
        day: datetime.date | None = None,
        tell: Tell = silence,
        step: Step = no_step,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunReport:
        """What came of a file of orders (CSV or JSON Lines); the print files are in ``folder``.

        ``executor`` is where leaflets are typeset, in at most ``jobs`` processes of the run's own;
        ``store`` is where they are kept. Once ``stopped`` says so, what is in flight is finished
        and the run stops; ``resume`` goes on with it, and begins it where there is none. It also
        tries again what failed for a reason that may have passed.

        Raises LeafletsError: kind "order" for faulty orders, with all problems, before anything
        is made; "refused" for a folder that is in use or not a run's, or whose inputs changed;
        "interrupted" where it was stopped. An order that fails later is in the report.
        """
        layout = Layout(impose, duplex, separators, black)
        asked = Asked(
            self._files(),
            Path(orders),
            Path(folder),
            layout,
            day_or_today(day),
            store or default_store(),
            encoding,
            allow_drafts,
            allow_partial,
            resume,
            executor,
            jobs,
        )
        try:
            summary = print_run(asked, Watcher(tell, step, stopped))
        except KeyboardInterrupt:
            if not stopped():
                raise
            message = "interrupted; --resume goes on with it"
            raise LeafletsError(problem("interrupted-run", message, file=asked.folder)) from None
        return _report(summary, asked.folder)

    def open(self, folder: str | PathLike[str]) -> PrintRun:
        """The run in a folder. Raises LeafletsError: kind "file" where none is there."""
        path = Path(folder)
        entries_of(path)
        return PrintRun(path, self._own_folders())

    @own_arithmetic()
    def trace(self, digest: str, runs: Iterable[str | PathLike[str]]) -> Traced:
        """Which orders of runs carried a text, for a recall; also the same sentences elsewhere.

        ``digest`` is ``text_digest`` of a leaflet, or its first characters as printed.

        Raises LeafletsError: kind "usage" for fewer than 6 characters, "file" where no run is.
        """
        folders = [Path(run) for run in runs]
        found = traced(digest, folders, self._own_folders())
        doubts = dict.fromkeys(untraceable(folders))
        return Traced(
            tuple(found),
            tuple(doubt for doubt in doubts if doubt.code != "refused-seal"),
            tuple(doubt for doubt in doubts if doubt.code == "refused-seal"),
        )

    def _own_folders(self) -> tuple[Path, ...]:
        return self._files().folders[:-1]


def example_orders(count: int | None = None) -> str:
    """A filled example of a file of orders, as CSV; or one with so many orders, to try."""
    from leaflets.printrun.example import example_orders as filled
    from leaflets.printrun.example import example_run

    return example_run(count) if count else filled()


def _report(summary: Summary, folder: Path) -> RunReport:
    return RunReport(
        folder,
        summary.run,
        summary.day,
        summary.orders,
        tuple(
            PrintFile(folder / PRINT / one.file, one.leaflets, one.handouts, one.pages, one.sheets)
            for one in summary.classes
        ),
        summary.own_copies,
        tuple(folder / PRINT / name for name in summary.left_out),
        tuple((order, tuple(why)) for order, why in summary.failed.items()),
        summary.may_pass,
    )
