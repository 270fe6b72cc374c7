"""The orders of a print run: what is printed, how often, and for whom."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeVar

from leaflets.dose.person import Person, months_since
from leaflets.dose.plan import Plan
from leaflets.edition.editions import PLAIN, Paper, Size
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.printrun import order_cells as cells
from leaflets.printrun.order_encoding import order_text, read_order_file
from leaflets.printrun.order_files import PATIENT, OrderCell, OrderRow, order_table

MAX_PROBLEMS: Final = 200
"""The most problems that are told of one file."""

_EXPIRY_YEARS: Final = 50
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Patient:
    """For whom a leaflet is; what is absent is None or empty."""

    name: str = field(repr=False)
    born: datetime.date | None = field(repr=False)
    plan: Plan | None = field(repr=False)
    prescriber: str = field(repr=False)
    note: str = field(repr=False)
    months: int | None = field(default=None, repr=False)
    """Completed months of age, where the order says an age."""
    kg: Fraction | None = field(default=None, repr=False)

    def person_on(self, day: datetime.date) -> Person:
        """Age on ``day`` and weight, for the limits of a plan."""
        months = months_since(self.born, day) if self.born else self.months
        return Person(months, self.kg)


@dataclass(frozen=True, slots=True)
class Pack:
    """What the code on a pack says: a GTIN of 14 digits, the lot ("" if absent), the expiry."""

    gtin: str
    lot: str
    expiry: datetime.date | None


@dataclass(frozen=True, slots=True)
class Order:
    """So many copies of one leaflet.

    ``number`` counts from 1 in the order of the file, ``own`` is the pharmacy's own number
    ("" if none), ``row`` is the line of the file where the order begins, ``columns`` tells in which
    column each name stands. ``sheet`` is an id, a brand name or a code; ``paper`` None is that of
    the language's territory.
    """

    number: int
    own: str
    row: int
    sheet: str
    language: str
    copies: int
    size: Size
    paper: Paper | None
    summary: bool
    profile: str
    beside: str | None
    patient: Patient | None
    delivery_point: str
    accessible: bool
    pack: Pack | None
    columns: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)


def read_orders(file: Path, encoding: str | None) -> list[Order]:
    """The orders of a file. Raises LeafletsError with all that ``checked_orders`` finds."""
    orders, problems = checked_orders(read_order_file(file), file, encoding)
    raise_if_any(problems)
    return orders


def checked_orders(
    content: bytes, file: Path, encoding: str | None
) -> tuple[list[Order], list[Problem]]:
    """The orders in the content of a file, and its problems: CSV as Excel writes it, or JSON Lines.

    The encoding is that of the byte order mark, UTF-8, or the named one. Whether the sheets,
    editions and doses exist is not asked here.

    The problems are those of all rows, the first MAX_PROBLEMS of them, each with line, column
    and column name, and no cell's content; an order that has any is there as far as it is good.

    Raises LeafletsError (kinds "order", "usage") for one that can't be read at all.
    """
    text = order_text(content, file, encoding, _languages_in)
    table = order_table(text, file)
    problems = list(table.problems)
    orders = [
        _order(number, _Reading(file, row, problems)) for number, row in enumerate(table.rows, 1)
    ]
    problems += _doubled(table.rows, file)
    return orders, list(_first(problems, file))


def problems_on(orders: Iterable[Order], day: datetime.date, file: Path) -> Iterator[Problem]:
    """What is wrong with the orders on ``day``: births to come, packs that have expired.

    An expiry date more than 50 years ahead is wrong too: its two digits of the year would be
    read as the century before (GS1 General Specifications).
    """
    for order in orders:
        if order.patient and order.patient.born and order.patient.born > day:
            message = "this date of birth is yet to come; mend it"
            yield _on("birth", message, file, order, "date of birth")
        if order.pack and order.pack.expiry:
            if order.pack.expiry < day:
                message = "this pack has expired; take it back, or mend the date"
                yield _on("expiry", message, file, order, "expiry")
            elif order.pack.expiry.year - day.year > _EXPIRY_YEARS:
                message = f"more than {_EXPIRY_YEARS} years ahead; mend the year"
                yield _on("expiry", message, file, order, "expiry")


def _on(code: str, message: str, file: Path, order: Order, name: str) -> Problem:
    column = order.columns.get(name, 1)
    return problem(f"order-{code}", message, file=file, line=order.row, column=column, field=name)


@dataclass(frozen=True)
class _Reading:
    """A row, and where its problems go."""

    file: Path
    row: OrderRow
    problems: list[Problem]

    def text(self, name: str) -> str:
        """The text of a cell; "" where there is none."""
        return self.row.cells.get(name, OrderCell("", 0)).text

    def report(self, code: str, message: str, name: str) -> None:
        cell = self.row.cells.get(name, OrderCell("", 1))
        self.problems.append(
            problem(
                f"order-{code}",
                message,
                file=self.file,
                line=self.row.line,
                column=cell.column,
                field=name,
            )
        )

    def value(self, name: str, read: Callable[[str], _T], absent: _T) -> _T:
        """What a cell means; ``absent`` where it is empty or wrong."""
        text = self.text(name)
        try:
            return read(text) if text else absent
        except cells.CellError as error:
            self.report(error.code, error.message, name)
            return absent

    def required(self, name: str, read: Callable[[str], _T], absent: _T) -> _T:
        """The same for a cell that must be filled; a column that is missing is told once."""
        if name in self.row.cells and not self.text(name):
            self.report("empty", "this cell is empty; fill it in", name)
        return self.value(name, read, absent)


def _order(number: int, row: _Reading) -> Order:
    beside = row.value("beside", cells.language_in_cell, "")
    copies = row.required("copies", cells.copies_in_cell, 1)
    accessible = row.value("accessible", cells.answer_in_cell, False)
    return Order(
        number=number,
        own=row.text("order number"),
        row=row.row.line,
        sheet=row.required("sheet", str, ""),
        language=row.required("language", cells.language_in_cell, ""),
        copies=copies,
        size=row.value("size", cells.size_in_cell, "standard"),
        paper=row.value("paper", cells.paper_in_cell, None),
        summary=row.value("summary", cells.answer_in_cell, False),
        profile=row.value("profile", cells.profile_in_cell, PLAIN),
        beside=beside or None,
        patient=_patient(row, copies, accessible),
        delivery_point=row.text("delivery point"),
        accessible=accessible,
        pack=_pack(row),
        columns={name: cell.column for name, cell in row.row.cells.items()},
    )


def _patient(row: _Reading, copies: int, accessible: bool) -> Patient | None:
    if not any(row.text(name) for name in PATIENT):
        if accessible:
            message = "an accessible PDF is made for one patient; name the patient in this row"
            row.report("patient", message, "accessible")
        return None
    if not row.text("patient name"):
        message = "the row is one patient's own and names none; fill this in"
        row.report("patient", message, "patient name")
    if copies != 1:
        message = "a patient's own leaflet is printed once; write 1"
        row.report("copies", message, "copies")
    if row.text("age") and row.text("date of birth"):
        message = "give the age or the date of birth, not both"
        row.report("age", message, "age")
    return Patient(
        name=row.text("patient name"),
        months=row.value("age", cells.age_in_cell, None),
        kg=row.value("weight", cells.weight_in_cell, None),
        born=row.value("date of birth", cells.birth_in_cell, None),
        plan=row.value("dose plan", cells.plan_in_cell, None),
        prescriber=row.text("prescriber"),
        note=row.text("note"),
    )


def _pack(row: _Reading) -> Pack | None:
    gtin = row.value("gtin", cells.gtin_in_cell, "")
    lot = row.value("lot", cells.lot_in_cell, "")
    expiry = row.value("expiry", cells.date_in_cell, None)
    if row.text("gtin"):
        return Pack(gtin, lot, expiry)
    for name in ("lot", "expiry"):
        if row.text(name):
            row.report("pack", "this says nothing without a gtin; fill that in too", name)
    return None


def _languages_in(text: str) -> Iterator[str]:
    """The languages that a text names, whatever else is wrong with it."""
    for row in order_table(text, Path("orders")).rows:
        if "language" in row.cells:
            yield row.cells["language"].text


def _doubled(rows: Iterable[OrderRow], file: Path) -> Iterator[Problem]:
    """Rows that have an order number of an earlier one."""
    name = "order number"
    lines: dict[str, int] = {}
    for row in rows:
        cell = row.cells.get(name)
        if cell and cell.text and lines.setdefault(cell.text, row.line) != row.line:
            message = f"line {lines[cell.text]} has this number too; give each order its own"
            yield problem(
                "order-number", message, file=file, line=row.line, column=cell.column, field=name
            )


def _first(problems: Iterable[Problem], file: Path) -> Iterator[Problem]:
    """The first problems in the order of the file, and how many more there are."""
    found = sorted(set(problems))
    yield from found[:MAX_PROBLEMS]
    more = len(found) - MAX_PROBLEMS
    if more > 0:
        message = f"and {more:,} more problems; mend these first"
        yield problem("order-more", message, file=file)
