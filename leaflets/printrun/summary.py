"""What a run has made, as a job ticket, as files and as totals: all from the ledger."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from leaflets.library.libraries import Library
from leaflets.printrun.order_files import escaped_cell
from leaflets.printrun.planning import Layout, PlannedOrder, RunPlan
from leaflets.printrun.print_file import sheets_saved, staff_fonts, staff_labels
from leaflets.printrun.tickets import TicketClass, TicketLine, job_ticket
from leaflets.version import __version__

_COLUMNS: Final = ("order", "own number", "leaflet", "copies", "file", "first", "last", "state")


@dataclass(frozen=True)
class Summary:
    """What a run has made, and which orders failed, with their problems.

    ``may_pass`` are those of them that may go well when they are tried again. ``saved`` are the
    sheets of A4 or Letter that compact leaflets take less than normal print on one side.
    """

    run: str
    day: datetime.date
    orders: int
    classes: tuple[TicketClass, ...]
    lines: tuple[TicketLine, ...] = field(repr=False)
    own_copies: int
    left_out: tuple[str, ...]
    failed: dict[int, list[str]]
    may_pass: tuple[int, ...] = ()
    saved: int = 0

    def totals(self) -> dict[str, int]:
        """The numbers that the ledger's last line holds."""
        return {
            "orders": self.orders,
            "failed": len(self.failed),
            "handouts": sum(found.handouts for found in self.classes),
            "pages": sum(found.pages for found in self.classes),
            "sheets": sum(found.sheets for found in self.classes),
            "own_copies": self.own_copies,
            "sheets_saved": self.saved,
        }

    def files(self) -> dict[str, bytes]:
        """``summary.json``, and ``orders.csv`` for a spreadsheet."""
        data = {
            "run": self.run,
            "day": str(self.day),
            **self.totals(),
            "files": [
                {
                    "file": one.file,
                    "class": one.name,
                    "leaflets": one.leaflets,
                    "handouts": one.handouts,
                    "pages": one.pages,
                    "sheets": one.sheets,
                }
                for one in self.classes
            ],
            "left_out": list(self.left_out),
            "failed_orders": {str(order): found for order, found in self.failed.items()},
        }
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        return {"summary.json": text.encode(), "orders.csv": self._table()}

    def _table(self) -> bytes:
        target = io.StringIO(newline="")
        writer = csv.writer(target)
        writer.writerow(_COLUMNS)
        for line in self.lines:
            printed = (line.first_page, line.last_page) if not line.failed else ("", "")
            state = "failed" if line.failed else "printed"
            cells = (line.order, line.own, line.file, line.copies, line.print_file, *printed, state)
            writer.writerow([escaped_cell(str(cell)) for cell in cells])
        return b"\xef\xbb\xbf" + target.getvalue().encode()


def summary_of(
    entries: Sequence[Mapping[str, Any]],
    plan: RunPlan,
    run: str,
    day: datetime.date,
    layout: Layout,
) -> Summary:
    """The summary of a run, from its ledger and its plan."""
    leaflets = {entry["name"]: entry for entry in entries if entry["kind"] == "leaflet"}
    parts = [entry for entry in entries if entry["kind"] == "part"]
    failed = {int(e["order"]): list(e["problems"]) for e in entries if e["kind"] == "failed"}
    may_pass = [int(e["order"]) for e in entries if e["kind"] == "failed" and e.get("may_pass")]
    left_out = tuple(entry["name"] for entry in entries if entry["kind"] == "part-left-out")
    orders = {item.order.number: item for item in plan.items}
    lines = [
        _line(orders[row["order"]], row, part["name"], leaflets[row["leaflet"]]["pages"])
        for part in parts
        for row in part["orders"]
    ]
    printed = {line.order for line in lines}
    lines += [_not_printed(item) for number, item in orders.items() if number not in printed]
    return Summary(
        run,
        day,
        len(orders),
        tuple(_class(part) for part in parts),
        tuple(lines),
        sum(entry["kind"] == "accessible" for entry in entries),
        left_out,
        failed,
        tuple(may_pass),
        _saved(entries, lines, layout),
    )


def _saved(
    entries: Sequence[Mapping[str, Any]], lines: Sequence[TicketLine], layout: Layout
) -> int:
    standard = {entry["name"]: entry["pages"] for entry in entries if entry["kind"] == "standard"}
    printed = [line for line in lines if line.file in standard and not line.failed]
    saved = sum(
        sheets_saved(line.pages, standard[line.file], layout) * line.copies for line in printed
    )
    return int(saved)


def _class(part: Mapping[str, Any]) -> TicketClass:
    rows = part["orders"]
    name = " ".join(part["name"].split("-")[1:-1])
    return TicketClass(
        name,
        part["name"],
        len({row["leaflet"] for row in rows}),
        sum(row["copies"] for row in rows),
        part["pages"],
        part["sheets"],
    )


def _line(item: PlannedOrder, row: Mapping[str, Any], file: str, pages: int) -> TicketLine:
    order = item.order
    return TicketLine(
        order=order.number,
        own=order.own,
        file=row["leaflet"],
        print_file=file,
        copies=row["copies"],
        pages=pages,
        first_page=row["first"],
        last_page=row["last"],
        delivery_point=order.delivery_point,
        pack=item.pack,
        failed=False,
    )


def _not_printed(item: PlannedOrder) -> TicketLine:
    order = item.order
    return TicketLine(
        order=order.number,
        own=order.own,
        file=item.leaflet,
        print_file="",
        copies=order.copies,
        pages=0,
        first_page=0,
        last_page=0,
        delivery_point=order.delivery_point,
        pack=item.pack,
        failed=True,
    )


def ticket_of(summary: Summary, library: Library) -> bytes:
    """The job ticket as a PDF. Raises LeafletsError for letters that its font lacks."""
    papers = {found.name.split()[0] for found in summary.classes}
    letter = papers <= {"letter", "half"}
    return job_ticket(
        summary.run,
        summary.day,
        summary.classes,
        summary.lines,
        __version__,
        *staff_fonts(library),
        "letter" if papers and letter else "a4",
        staff_labels(library),
        summary.saved,
    )
