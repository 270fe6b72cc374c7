"""Files of orders as rows of cells, each with its line and column: CSV and JSON Lines.

Messages never quote a cell or a header: where a delimiter is missing or the header line is,
a patient's name stands anywhere.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from leaflets.errors import Problem, problem
from leaflets.printrun.misread import misread
from leaflets.sheet.source import control_characters

MAX_ORDERS: Final = 100_000
MAX_CHARACTERS: Final = 2_000
"""The most orders in a file, and characters in a cell."""
MAX_COLUMNS: Final = 100

REQUIRED: Final = ("sheet", "language", "copies")
PATIENT: Final = (
    *("patient name", "date of birth", "age", "weight"),
    *("dose plan", "prescriber", "note"),
)
"""The columns that make an order one patient's own."""
YES_NO: Final = ("summary", "accessible")
COLUMNS: Final = (
    *REQUIRED,
    *("size", "paper", "summary", "profile", "beside"),
    *PATIENT,
    *("delivery point", "accessible", "order number", "gtin", "lot", "expiry"),
)
_AROUND: Final = " \t\r\n\u00a0\u3000"
_DELIMITERS: Final = (";", ",", "\t")
_SEPARATOR: Final = re.compile(r'"?sep=([;,\t|:])"?[;,\t|:]*(?:\r\n|\n|\r)', re.IGNORECASE)
"""A first line that Excel obeys, and hides."""


@dataclass(frozen=True, slots=True)
class OrderCell:
    """A cell, clean (trimmed, NFC), and its column, from 1."""

    text: str = field(repr=False)
    column: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order's cells by column name, and the line on which it begins."""

    line: int
    cells: dict[str, OrderCell] = field(repr=False)


@dataclass(frozen=True)
class OrderTable:
    """What a file says, and what is wrong with its form."""

    rows: tuple[OrderRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Table:
    """A table as it grows."""

    file: Path
    rows: list[OrderRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, line: int, column: int, name: str = "") -> None:
        self.problems.append(
            problem(f"order-{code}", message, file=self.file, line=line, column=column, field=name)
        )

    def is_full(self, count: int, line: int) -> bool:
        """Whether ``count`` orders are too many; reports it."""
        if count > MAX_ORDERS:
            message = f"more than {MAX_ORDERS:,} orders; split them into several runs"
            self.report("too-many", message, line, 1)
        return count > MAX_ORDERS

    def add(self, line: int, cells: Iterable[tuple[str, int, str]]) -> None:
        """Take a row of (name, column, text)."""
        clean: dict[str, OrderCell] = {}
        for name, column, text in cells:
            clean[name] = OrderCell(_clean(text), column)
            for code, message in _faults(name, clean[name].text):
                self.report(code, message, line, column, name)
        self.rows.append(OrderRow(line, clean))


def order_table(text: str, file: Path) -> OrderTable:
    """The table in the text of a file of orders.

    It is JSON Lines by its ending or first letter, else CSV.
    """
    table = _Table(file)
    if file.suffix.casefold() in (".jsonl", ".ndjson") or text[:1] == "{":
        _read_json(text, table)
    else:
        _read_csv(text, table)
    if not table.rows and not table.problems:
        message = "there are no orders in it; `print-run --example` prints some"
        table.report("none", message, 0, 0)
    return OrderTable(tuple(table.rows), tuple(table.problems))


def column_name(header: str) -> str:
    """``Patient_Name`` as it is known here: ``patient name``."""
    return " ".join(re.split(r"[\s_-]+", header.casefold())).strip()


def escaped_cell(cell: str) -> str:
    """A cell for a spreadsheet, with an apostrophe before what would begin a formula.

    OWASP, CSV Injection: =, +, -, @ (also in full width), tab, carriage return, line feed.
    """
    return f"'{cell}" if re.match(r"\s*[=+\-@＝＋－＠]|\s*[\t\r\n]", cell) else cell


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip(_AROUND)
    return unicodedata.normalize("NFC", lines)


def _faults(name: str, text: str) -> Iterator[tuple[str, str]]:
    if len(text) > MAX_CHARACTERS:
        yield "too-long", f"longer than {MAX_CHARACTERS:,} characters; shorten it"
        return
    if misread(text):
        message = (
            "letters here were lost or changed by a wrong encoding (ü became Ã¼, &uuml; or �);"
            " write it again, or export the orders again as “CSV UTF-8”"
        )
        yield "misread", message
    if text.isascii() and text.isprintable():
        return
    yield from (("character", what) for what in {what for _, what in control_characters(text)})
    breaks = "\t\u2028\u2029" if name == "note" else "\n\t\u2028\u2029"
    if any(character in breaks for character in text):
        allowed = "only a new line, nothing else" if name == "note" else "one line of text"
        yield "character", f"a tab or a line break stands in it; write {allowed}"


def _read_csv(text: str, table: _Table) -> None:
    separator = _SEPARATOR.match(text)
    body = text[separator.end() :] if separator else text
    delimiter = separator[1] if separator else _delimiter(body)
    records = _records(body, delimiter, 2 if separator else 1, table)
    header_line, header, _ = next(records, (1, [], []))
    names = _columns(header_line, header, table)
    if not names:
        return
    for count, (line, cells, lines) in enumerate(records, 1):
        if table.is_full(count, line):
            return
        if len(cells) != len(header):
            _report_count(len(cells), len(header), table, line)
            continue
        if _rows_in(lines, delimiter, names) > 1:
            message = (
                "a quotation mark is opened in this row and closed in a later one: it takes in"
                " the orders between; close it, or take it out"
            )
            table.report("quotation", message, line, 1)
            continue
        if column := _unnamed(cells, header):
            table.report("column-unnamed", "this cell stands under no column name", line, column)
        table.add(line, ((name, column, cells[column - 1]) for column, name in names.items()))


def _delimiter(text: str) -> str:
    """The delimiter that gives the most known names of columns in the first line."""
    first = next((line for line in io.StringIO(text, newline=None) if line.strip(' ;,\t\r\n"')), "")
    names = {mark: next(csv.reader([first[:10_000]], delimiter=mark), []) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: sum(column_name(n) in COLUMNS for n in names[mark]))


def _records(
    text: str, delimiter: str, line: int, table: _Table
) -> Iterator[tuple[int, list[str], list[str]]]:
    """The records that are not blank: the number of the first line, the cells, the lines."""
    before = line
    lines: list[str] = []
    reader = csv.reader(_noted(text, lines), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip(_AROUND) for cell in cells):
                yield line, cells, lines
            lines.clear()
            line = before + reader.line_num
    except csv.Error:
        broken = True
    else:
        broken = False
    if broken:
        message = (
            "a quotation mark is opened here and not closed before the delimiter; inside a"
            ' quoted cell write ""'
        )
        table.report("quotation", message, line, 1)


def _noted(text: str, lines: list[str]) -> Iterator[str]:
    """The lines of a text, each added to ``lines``."""
    for line in io.StringIO(text, newline=""):
        lines.append(line)
        yield line


def _report_count(cells: int, columns: int, table: _Table, line: int) -> None:
    """A cell that is left out, or one too many, moves those after it under other names."""
    if cells < columns:
        message = (
            f"{cells} cells for {columns} columns, so nobody knows which is under which name; write"
            " the delimiters of empty cells, too (Excel leaves out those at the ends of some rows"
            " unless the last column is filled: make that the order number)"
        )
    else:
        message = (
            f"{cells} cells for {columns} columns, so nobody knows which is under which name; take"
            " out the delimiter that is too many, or quote the cell that holds one"
        )
    table.report("cells", message, line, min(cells, columns) + 1)


def _rows_in(lines: Sequence[str], delimiter: str, names: Mapping[int, str]) -> int:
    """How many lines of one record look like an order of their own."""
    if len(lines) == 1:
        return 1
    places = {name: column - 1 for column, name in names.items()}
    last = max(places.values())
    found = 0
    for line in lines:
        cells = [cell.strip(_AROUND + '"') for cell in line.split(delimiter)]
        # A quoted delimiter makes more cells of a line; they are right from one end of it.
        ends = (cells, cells[len(cells) - last - 1 :])
        found += len(cells) > last and any(_is_order(one, places) for one in ends)
    return found


def _is_order(cells: Sequence[str], places: Mapping[str, int]) -> bool:
    def cell(name: str) -> str:
        return cells[places[name]] if name in places and places[name] < len(cells) else ""

    tag = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", cell("language"))
    return bool(tag and cell("sheet") and re.fullmatch(r"[0-9]+", cell("copies")))


def _columns(line: int, header: list[str], table: _Table) -> dict[int, str]:
    """The name of each column that has one; reports unknown, doubled and missing ones."""
    if not header:
        return {}
    names = {c: column_name(cell) for c, cell in enumerate(header, 1) if cell.strip(_AROUND)}
    if not set(names.values()) & set(COLUMNS) or len(names) > MAX_COLUMNS:
        message = f"the first line must name the columns: {', '.join(COLUMNS)}"
        table.report("header", message, line, 1)
        return {}
    known: dict[int, str] = {}
    for column, name in names.items():
        if _is_column(name, known.values(), table, line, column):
            known[column] = name
    _report_missing(known.values(), table, line)
    return known


def _unnamed(cells: list[str], header: list[str]) -> int | None:
    """The first filled cell that has no header, counted from 1."""
    pairs = enumerate(zip(cells, header, strict=True), 1)
    return next((at for at, (c, h) in pairs if c.strip(_AROUND) and not h.strip(_AROUND)), None)


def _is_column(name: str, before: Iterable[str], table: _Table, line: int, column: int) -> bool:
    if name not in COLUMNS:
        near = get_close_matches(name[:40], COLUMNS, 1)
        hint = f"did you mean “{near[0]}”?" if near else f"known are {', '.join(COLUMNS)}"
        table.report("column-unknown", f"unknown column; {hint}", line, column)
        return False
    if name in before:
        message = "this column stands twice; take one out"
        table.report("column-twice", message, line, column, name)
        return False
    return True


def _report_missing(names: Iterable[str], table: _Table, line: int) -> None:
    for name in REQUIRED:
        if name not in names:
            table.report("column-missing", "this column is missing; add it", line, 1, name)


class _Members(tuple[tuple[str, object], ...]):
    """The members of a JSON object, in their order, doubled ones too."""

    __slots__ = ()


# Numbers stay as they are written: a GTIN is no quantity.
_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=lambda _: ()
)


def _read_json(text: str, table: _Table) -> None:
    # Only a line feed ends a line: U+2028 may stand in a JSON string (RFC 8259, section 7).
    lines = ((at, line.strip(_AROUND)) for at, line in enumerate(text.split("\n"), 1))
    filled = ((at, line) for at, line in lines if line)
    for count, (at, line) in enumerate(filled, 1):
        if table.is_full(count, at):
            return
        members = _members(line, at, table)
        if members is not None:
            table.add(at, _json_cells(members, at, table))


def _members(content: str, line: int, table: _Table) -> _Members | None:
    column = 1
    try:
        members = _JSON.decode(content)
    except (ValueError, RecursionError) as error:
        # The exception carries the line, with what patients it names.
        column = getattr(error, "colno", 1)
        members = None
    if isinstance(members, _Members) and len(members) <= MAX_COLUMNS:
        return members
    table.report("json", "not a JSON object; write one {…} a line", line, column)
    return None


def _json_cells(members: _Members, line: int, table: _Table) -> list[tuple[str, int, str]]:
    cells: dict[str, tuple[str, int, str]] = {}
    for column, (key, value) in enumerate(members, 1):
        name = column_name(key)
        if _is_column(name, cells, table, line, column):
            cells[name] = (name, column, _json_text(name, value, table, line, column))
    _report_missing(cells, table, line)
    return list(cells.values())


def _json_text(name: str, value: object, table: _Table, line: int, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and name in YES_NO:
        return "yes" if value else "no"
    form = "a string, true or false" if name in YES_NO else "a string or a number"
    table.report("json-value", f"this must be {form}", line, column, name)
    return ""
