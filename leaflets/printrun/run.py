"""A print run, from a file of orders to print files: nothing lost, nothing doubled.

Every step ends with a file renamed into its place and a line in the ledger. A run that is
taken up again takes the same steps, and does only those that the ledger does not have.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from leaflets.errors import LeafletsError, Problem, raise_if_any
from leaflets.files import inside, write
from leaflets.library.libraries import Library
from leaflets.making.executors import Seam, seam
from leaflets.making.publish import publish
from leaflets.making.secret import keyed, secret
from leaflets.making.shelf import shelf_at
from leaflets.making.store import LIMIT, library_key, versions
from leaflets.making.watcher import Watcher
from leaflets.making.workshop import Workshop, made_leaflets
from leaflets.printrun.accessible import own_copies
from leaflets.printrun.folder import run_folder
from leaflets.printrun.journal import Journal, journal_in
from leaflets.printrun.ledger import digest_of
from leaflets.printrun.orders import Order, checked_orders, problems_on
from leaflets.printrun.planning import Layout, RunPlan, planned, release_for
from leaflets.printrun.print_file import (
    Press,
    printed_part,
    sides_of_copy,
    staff_fonts,
    staff_labels,
)
from leaflets.printrun.print_parts import PrintPart, parts_of
from leaflets.printrun.staff_texts import Setter, fonts_from
from leaflets.printrun.summary import Summary, summary_of, ticket_of
from leaflets.printrun.tickets import staff_text_problems

LEAFLETS: Final = "leaflets"
PRINT: Final = "print"
ACCESSIBLE: Final = "accessible"


@dataclass(frozen=True)
class Asked:
    """What is asked of a run."""

    library: Library
    orders: Path
    folder: Path
    layout: Layout
    day: datetime.date
    store: str
    encoding: str | None = None
    allow_drafts: bool = False
    allow_partial: bool = False
    resume: bool = False
    executor: str = "local"
    jobs: int | None = None
    store_limit: int = LIMIT


@dataclass(frozen=True)
class _Run:
    """What all steps of a run need."""

    asked: Asked
    watcher: Watcher
    plan: RunPlan
    orders: list[Order] = field(repr=False)
    journal: Journal
    workers: Seam
    identity: str

    @property
    def failed(self) -> set[int]:
        """The numbers of the orders that failed."""
        return {int(entry["order"]) for entry in self.journal.of_kind("failed")}


def print_run(asked: Asked, watcher: Watcher) -> Summary:
    """The summary of a run that is made, or taken up again.

    Raises LeafletsError: kind "order" for faulty orders, with all problems at once, before
    anything is made; "refused" for a folder that is in use, not ours, or whose inputs changed.
    An order that fails later does not stop the others: the summary names it.
    """
    orders, plan = _planned(asked, watcher)
    key = secret()
    inputs = _inputs(asked, key, len(orders))
    with run_folder(asked.folder, asked.resume), journal_in(asked.folder, key) as journal:
        journal.begin(
            inputs,
            [[order.number, order.copies] for order in orders],
            sorted([item.order.number, item.leaflet] for item in plan.items),
            [str(root.resolve()) for root in asked.library.folders[:-1]],
        )
        identity = keyed(key, str(sorted(inputs.items())))[:12]
        workers = seam(asked.executor, asked.jobs)
        run = _Run(asked, watcher, plan, orders, journal, workers, identity)
        _make_leaflets(run, key)
        _make_own_copies(run)
        _print(run)
        return _end(run)


def _planned(asked: Asked, watcher: Watcher) -> tuple[list[Order], RunPlan]:
    """The orders and their plan. Raises LeafletsError with all that is wrong with any of them."""
    orders, problems = checked_orders(asked.orders, asked.encoding)
    faulty = {found.line for found in problems}
    problems += problems_on(orders, asked.day, asked.orders)
    problems += _unprintable(asked, orders)
    release = release_for(asked.day, asked.allow_drafts)
    sound = [order for order in orders if order.row not in faulty]
    try:
        plan = planned(asked.library, sound, asked.layout, release, asked.orders, watcher.tell)
    except LeafletsError as error:
        raise LeafletsError(*sorted({*problems, *error.problems})) from error
    raise_if_any(problems)
    return orders, plan


def _unprintable(asked: Asked, orders: list[Order]) -> Iterator[Problem]:
    """What can't stand on job tickets and separators."""
    setter = Setter(fonts_from(*staff_fonts(asked.library)), staff_labels(asked.library))
    for order in orders:
        texts = {"order number": order.own, "delivery point": order.delivery_point}
        for name, text in texts.items():
            for found in staff_text_problems(text, name, "", setter):
                column = order.columns.get(name, 1)
                yield replace(found, file=str(asked.orders), line=order.row, column=column)


def _inputs(asked: Asked, key: bytes, orders: int) -> dict[str, Any]:
    """What a run is bound to. The orders' digest is keyed: they name patients."""
    layout = asked.layout
    return {
        "orders": keyed(key, asked.orders.read_bytes(), asked.encoding or ""),
        "count": orders,
        "library": library_key(asked.library),
        "versions": versions(),
        "day": str(asked.day),
        "impose": layout.impose,
        "duplex": layout.duplex,
        "separators": layout.separators,
        "black": layout.black,
        "allow_drafts": asked.allow_drafts,
        "allow_partial": asked.allow_partial,
    }


def _make_leaflets(run: _Run, key: bytes) -> None:
    """Each leaflet of the run, as a verified PDF in the run's folder."""
    done = run.journal.names("leaflet") | run.journal.names("leaflet-failed")
    missing = {name: job for name, job in run.plan.jobs.items() if name not in done}
    asked = run.asked
    shop = Workshop(
        asked.library, shelf_at(asked.store), run.workers, asked.store, asked.store_limit, key
    )
    made = made_leaflets(shop, missing, run.watcher.stopped)
    for name, leaflet in made:
        done.add(name)
        run.watcher.step("Leaflets", len(done), len(run.plan.jobs))
        if isinstance(leaflet, LeafletsError):
            run.journal.note("leaflet-failed", name, problems=_said(leaflet))
            continue
        file = f"{LEAFLETS}/{name}"
        publish(inside(asked.folder, file), leaflet)
        run.journal.note(
            "leaflet",
            name,
            file=file,
            sha256=leaflet.digest,
            pages=leaflet.pages,
            text=leaflet.text,
            state=leaflet.state,
            right_to_left=leaflet.right_to_left,
            area=leaflet.area.model_dump() if leaflet.area else None,
            says=leaflet.says,
        )
    _stop_if_asked(run)
    _fail_orders(run, _of_failed_leaflets(run))


def _of_failed_leaflets(run: _Run) -> Iterator[tuple[int, list[str]]]:
    failed = {entry["name"]: entry["problems"] for entry in run.journal.of_kind("leaflet-failed")}
    for item in run.plan.items:
        if item.leaflet in failed:
            yield item.order.number, failed[item.leaflet]


def _fail_orders(run: _Run, failed: Iterator[tuple[int, list[str]]]) -> None:
    known = run.failed
    for order, problems in failed:
        if order not in known:
            run.journal.note("failed", str(order), order=order, problems=problems)


def _said(error: LeafletsError) -> list[str]:
    return [str(found) for found in error.problems]


def _make_own_copies(run: _Run) -> None:
    """The tagged PDFs of patients who are to have one."""
    done = run.journal.names("accessible") | {str(order) for order in run.failed}
    wanted = [
        item
        for item in run.plan.items
        if item.order.accessible and item.own and str(item.order.number) not in done
    ]
    workers = run.workers if not run.workers.is_cluster else seam("local", run.asked.jobs)
    admitted = [item.own for item in wanted if item.own]
    copies = own_copies(admitted, workers, run.watcher.stopped)
    for item, outcome in zip(wanted, copies, strict=False):
        number = item.order.number
        if isinstance(outcome, LeafletsError):
            _fail_orders(run, iter([(number, _said(outcome))]))
            continue
        file = f"{ACCESSIBLE}/order-{number:06}.pdf"
        publish(inside(run.asked.folder, file), outcome)
        run.journal.note("accessible", str(number), file=file, sha256=digest_of(outcome.content))
    _stop_if_asked(run)


def _print(run: _Run) -> None:
    """The print files, one after the other."""
    done = run.journal.names("part") | run.journal.names("part-left-out")
    local = run.workers if not run.workers.is_cluster else seam("local", run.asked.jobs)
    press = Press(run.asked.library, run.plan, run.asked.layout, run.asked.folder, local)
    pages = {entry["name"]: int(entry["pages"]) for entry in run.journal.of_kind("leaflet")}
    parts = list(_parts(run, pages))
    for number, part in enumerate(parts, 1):
        run.watcher.step("Print files", number, len(parts))
        if part.name in done:
            continue
        leaflets = {entry["name"]: entry for entry in run.journal.of_kind("leaflet")}
        printed = printed_part(press, part, leaflets, run.failed, run.identity, run.watcher.stopped)
        _stop_if_asked(run)
        _fail_orders(run, ((order, _said(error)) for order, error in printed.failed.items()))
        lacking = sorted({p.item.order.number for p in part.portions} & run.failed)
        if lacking and not run.asked.allow_partial:
            run.journal.note("part-left-out", part.name, orders=lacking)
            continue
        file = f"{PRINT}/{part.name}"
        write(inside(run.asked.folder, file), printed.content)
        run.journal.note(
            "part",
            part.name,
            file=file,
            sha256=digest_of(printed.content),
            pages=printed.pages,
            sheets=printed.sheets,
            orders=printed.orders,
        )


def _parts(run: _Run, pages: dict[str, int]) -> Iterator[PrintPart]:
    layout = run.asked.layout
    for number, paper in enumerate(run.plan.papers(), 1):
        items = run.plan.of_paper(paper)
        words = [f"{number:02}", paper, *([layout.impose] if layout.impose != "none" else [])]
        words.append("duplex" if layout.duplex else "simplex")
        yield from parts_of(
            "-".join(words),
            items,
            lambda item: sides_of_copy(pages.get(item.leaflet, 1), layout),
            layout.separators,
        )


def _end(run: _Run) -> Summary:
    """The job ticket, the summary as files, and the last line of the ledger."""
    entries = run.journal.entries
    summary = summary_of(entries, run.plan, run.identity, run.asked.day)
    if not run.journal.names("ticket"):
        ticket = ticket_of(summary, run.asked.library)
        file = f"{PRINT}/00-job-ticket.pdf"
        write(inside(run.asked.folder, file), ticket)
        run.journal.note("ticket", "ticket", file=file, sha256=digest_of(ticket))
    for name, content in summary.files().items():
        write(inside(run.asked.folder, name), content)
    if not run.journal.names("end"):
        run.journal.note("end", "end", **summary.totals())
    return summary


def _stop_if_asked(run: _Run) -> None:
    if run.watcher.stopped():
        raise KeyboardInterrupt
