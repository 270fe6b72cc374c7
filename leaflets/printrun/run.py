"""A print run, from a file of orders to print files: nothing lost, nothing doubled.

Every step ends with a file renamed into its place and a line in the ledger. A run that is
taken up again takes the same steps, and does only those that the ledger does not have.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from leaflets.admission.admit import Admitted
from leaflets.errors import LeafletsError, Problem, raise_if_any
from leaflets.files import inside, write
from leaflets.library.libraries import Library
from leaflets.making.executors import Seam, seam
from leaflets.making.publish import publish
from leaflets.making.secret import keyed, secret
from leaflets.making.store import StoredLeaflet, library_key, versions
from leaflets.making.watcher import Watcher
from leaflets.making.workshop import Made, made_leaflets, workshop
from leaflets.printrun.accessible import own_copies
from leaflets.printrun.folder import run_folder
from leaflets.printrun.journal import Journal, journal_in
from leaflets.printrun.ledger import digest_of
from leaflets.printrun.order_encoding import read_order_file
from leaflets.printrun.orders import Order, checked_orders, problems_on
from leaflets.printrun.planning import Layout, PlannedOrder, RunPlan, planned, release_for
from leaflets.printrun.print_file import (
    Press,
    printed_part,
    sides_of_copy,
    staff_fonts,
    staff_labels,
)
from leaflets.printrun.print_parts import Portion, PrintPart, parts_of
from leaflets.printrun.staff_texts import Setter, fonts_from
from leaflets.printrun.summary import Summary, summary_of, ticket_of
from leaflets.printrun.tickets import staff_text_problems
from leaflets.verify.verified import Verified

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
    content = read_order_file(asked.orders)
    orders, plan = _planned(asked, content, watcher)
    key = secret()
    inputs = _inputs(asked, content, key, len(orders))
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
        _count_standard_pages(run, key)
        _make_own_copies(run)
        _print(run)
        return _end(run)


def _planned(asked: Asked, content: bytes, watcher: Watcher) -> tuple[list[Order], RunPlan]:
    """The orders and their plan. Raises LeafletsError with all that is wrong with any of them."""
    orders, problems = checked_orders(content, asked.orders, asked.encoding)
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


def _inputs(asked: Asked, content: bytes, key: bytes, orders: int) -> dict[str, Any]:
    """What a run is bound to. The orders' digest is keyed: they name patients."""
    layout = asked.layout
    return {
        "orders": keyed(key, content, asked.encoding or ""),
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
    with closing(_made(run, key, missing)) as made:
        for name, leaflet in made:
            done.add(name)
            run.watcher.step("Leaflets", len(done), len(run.plan.jobs))
            if isinstance(leaflet, LeafletsError):
                run.journal.note("leaflet-failed", name, **_why(leaflet))
            else:
                _keep(run, name, leaflet)
    _stop_if_asked(run)
    _fail_orders(run, _of_failed_leaflets(run))


def _made(run: _Run, key: bytes, jobs: Mapping[str, Admitted]) -> Generator[tuple[str, Made]]:
    """Each leaflet by its name, from the store or made."""
    asked = run.asked
    shop = workshop(asked.library, asked.store, run.workers, key, run.watcher.tell)
    return made_leaflets(shop, jobs, run.watcher.stopped)


def _count_standard_pages(run: _Run, key: bytes) -> None:
    """How long each compact leaflet is in normal print; what can't be made is not counted."""
    done = run.journal.names("standard")
    missing = {name: job for name, job in run.plan.standard.items() if name not in done}
    if not missing:
        return
    with closing(_made(run, key, missing)) as made:
        for name, leaflet in made:
            if not isinstance(leaflet, LeafletsError):
                run.journal.note("standard", name, pages=leaflet.pages)
    _stop_if_asked(run)


def _keep(run: _Run, name: str, leaflet: StoredLeaflet) -> None:
    file = f"{LEAFLETS}/{name}"
    publish(inside(run.asked.folder, file), leaflet, private=True)
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


def _of_failed_leaflets(run: _Run) -> Iterator[tuple[int, dict[str, Any]]]:
    failed = {entry["name"]: entry for entry in run.journal.of_kind("leaflet-failed")}
    for item in run.plan.items:
        if found := failed.get(item.leaflet):
            why = {"problems": found["problems"], "may_pass": found.get("may_pass", False)}
            yield item.order.number, why


def _fail_orders(run: _Run, failed: Iterable[tuple[int, dict[str, Any]]]) -> None:
    known = run.failed
    for order, why in failed:
        if order not in known:
            run.journal.note("failed", str(order), order=order, **why)


def _why(error: LeafletsError) -> dict[str, Any]:
    return {"problems": [str(found) for found in error.problems], "may_pass": error.may_pass}


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
    with closing(own_copies(admitted, workers, run.watcher.stopped)) as copies:
        for item, outcome in zip(wanted, copies, strict=False):
            _keep_own(run, item.order.number, outcome)
    _stop_if_asked(run)


def _keep_own(run: _Run, number: int, copy: Verified | LeafletsError) -> None:
    if isinstance(copy, LeafletsError):
        run.journal.note("failed", str(number), order=number, **_why(copy))
        return
    file = f"{ACCESSIBLE}/order-{number:06}.pdf"
    publish(inside(run.asked.folder, file), copy, private=True)
    run.journal.note("accessible", str(number), file=file, sha256=digest_of(copy.content))


def _print(run: _Run) -> None:
    """The print files, one after the other."""
    local = run.workers if not run.workers.is_cluster else seam("local", run.asked.jobs)
    press = Press(run.asked.library, run.plan, run.asked.layout, run.asked.folder, local)
    leaflets = {entry["name"]: entry for entry in run.journal.of_kind("leaflet")}
    parts = list(_parts(run, leaflets))
    done = len(run.journal.of_kind("part"))
    for number, part in enumerate(parts, done + 1):
        run.watcher.step("Print files", number, done + len(parts))
        printed = printed_part(press, part, leaflets, run.failed, run.identity, run.watcher.stopped)
        _stop_if_asked(run)
        _fail_orders(run, ((order, _why(error)) for order, error in printed.failed.items()))
        lacking = sorted({p.item.order.number for p in part.portions} & run.failed)
        if lacking and not run.asked.allow_partial:
            held = [[portion.item.order.number, portion.copies] for portion in part.portions]
            run.journal.note("part-left-out", part.name, orders=lacking, held=held)
            continue
        if not printed.content:
            continue
        file = f"{PRINT}/{part.name}"
        write(inside(run.asked.folder, file), printed.content, private=True)
        run.journal.note(
            "part",
            part.name,
            file=file,
            sha256=digest_of(printed.content),
            pages=printed.pages,
            sheets=printed.sheets,
            orders=printed.orders,
        )


def _parts(run: _Run, leaflets: Mapping[str, Mapping[str, Any]]) -> Iterator[PrintPart]:
    """The print files that are still to be made."""
    layout = run.asked.layout
    placed = _placed(run.journal)
    taken = run.journal.names("part") | run.journal.names("part-left-out")
    left_out = run.failed if run.asked.allow_partial else set()
    for number, paper in enumerate(run.plan.papers(), 1):
        wanted = [
            Portion(item, copies)
            for item in run.plan.of_paper(paper)
            if item.order.number not in left_out
            and (copies := item.order.copies - placed[item.order.number])
        ]
        words = [f"{number:02}", paper, *([layout.impose] if layout.impose != "none" else [])]
        words.append("duplex" if layout.duplex else "simplex")
        names = (f"{'-'.join(words)}-{part:03}.pdf" for part in count(1))
        yield from parts_of(
            (name for name in names if name not in taken),
            wanted,
            lambda item: sides_of_copy(_pages(leaflets, item), layout),
        )


def _pages(leaflets: Mapping[str, Mapping[str, Any]], item: PlannedOrder) -> int:
    """The pages of an order's leaflet; 1 where there is none, as then it is not printed."""
    return int(leaflets[item.leaflet]["pages"]) if item.leaflet in leaflets else 1


def _placed(journal: Journal) -> Counter[int]:
    """How many copies of each order are in print files, or in such as are not made for now."""
    placed: Counter[int] = Counter()
    for part in journal.of_kind("part"):
        placed.update({row["order"]: row["copies"] for row in part["orders"]})
    for part in journal.of_kind("part-left-out"):
        placed.update(dict(part.get("held", ())))
    return placed


def _end(run: _Run) -> Summary:
    """The job ticket, the summary as files, and the last line of the ledger."""
    entries = run.journal.entries
    summary = summary_of(entries, run.plan, run.identity, run.asked.day, run.asked.layout)
    if not run.journal.names("ticket"):
        ticket = ticket_of(summary, run.asked.library)
        file = f"{PRINT}/00-job-ticket.pdf"
        write(inside(run.asked.folder, file), ticket, private=True)
        run.journal.note("ticket", "ticket", file=file, sha256=digest_of(ticket))
    for name, content in summary.files().items():
        write(inside(run.asked.folder, name), content, private=True)
    if not run.journal.names("end"):
        run.journal.note("end", "end", **summary.totals())
    return summary


def _stop_if_asked(run: _Run) -> None:
    if run.watcher.stopped():
        raise KeyboardInterrupt
