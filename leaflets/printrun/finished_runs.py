"""Looking at finished runs: checking one again, printing pages of it again, tracing a text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pikepdf

from leaflets.content.approval_files import Withdrawal
from leaflets.content.approvals import digests_of, known_texts, withdrawals_in, withdrawn_problem
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import read
from leaflets.library.libraries import library
from leaflets.making.secret import secret_if_any
from leaflets.printrun.combine import pages_of
from leaflets.printrun.folder import LEDGER
from leaflets.printrun.ledger import Ledger, changed_files, digest_of, read_ledger
from leaflets.printrun.ledger_checks import leaflet_faults, order_faults
from leaflets.printrun.ledger_lines import odd_line
from leaflets.printrun.print_reading import PrintReader, Shown, copies_of, leaflet_shown
from leaflets.verify.pdf_files import page_count, read_from_outside
from leaflets.verify.verify_data import record_of
from leaflets.verify.verify_pdf import checks_of, read_foreign_pdf

_FOLDERS: Final = ("leaflets", "print", "accessible")
_SECONDS: Final = 3600.0
"""For a print file of 10,000 pages, read glyph by glyph."""

UNSEALED: Final = (
    "it is not sealed with your secret: the run is another user's or another machine's, of an"
    " earlier version, or was changed; put the secret back that it was made with, or print the"
    " orders anew"
)


@dataclass(frozen=True)
class Carried:
    """An order that carried a text: the run's folder, the order's number, copies, the leaflet."""

    folder: Path
    order: int
    copies: int
    leaflet: str
    text: str


def is_run(folder: Path) -> bool:
    """Whether a folder is a print run's."""
    return (folder / LEDGER).is_file()


def entries_of(folder: Path) -> tuple[dict[str, Any], ...]:
    """The lines of a run's ledger. Raises LeafletsError (kind "refused") for a damaged one."""
    return _ledger(folder).entries


def _ledger(folder: Path) -> Ledger:
    if not is_run(folder):
        raise LeafletsError(problem("file-no-run", "no print run is there", file=folder))
    ledger = read_ledger(folder / LEDGER, secret_if_any())
    if line := odd_line(ledger.lines):
        message = "this line is none that a run writes; the run can't be trusted"
        raise LeafletsError(problem("refused-ledger", message, file=folder / LEDGER, line=line))
    return ledger


def checks_of_run(
    folder: Path, libraries: Sequence[Path] = ()
) -> Iterator[tuple[str, list[Problem] | None]]:
    """What is looked at in a run, by name, and what is wrong there; None: it was not checked.

    ``libraries`` are the folders in which withdrawals are looked for; without them, they are
    those of which the run was made. Raises LeafletsError where its ledger can't be read.
    """
    ledger = _ledger(folder)
    entries = ledger.entries
    yield "the ledger is as your own secret sealed it", [] if ledger.is_sealed else None
    yield "the run has ended", list(_end(entries, folder))
    yield "every file as the ledger says, and no other", list(_files(entries, folder))
    yield "every order once, in full", list(_orders(entries, folder))
    yield "pages add up", list(_pages(entries, folder))
    yield "every leaflet is the one that was ordered", list(_matching(entries, folder))
    yield "every leaflet verified again", list(_leaflets(entries, folder))
    yield "print files say what the leaflets say", list(_texts(entries, folder))
    yield "none of its texts was withdrawn", list(_withdrawn(entries, folder, libraries))


def _fault(code: str, message: str, file: Path) -> Problem:
    return problem(f"verification-{code}", message, file=file)


def _of(entries: tuple[dict[str, Any], ...], *kinds: str) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["kind"] in kinds]


def _end(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    if len(_of(entries, "begin")) != 1 or len(_of(entries, "end")) != 1:
        yield _fault("run-unfinished", "the run has not ended: go on with --resume", folder)
    for entry in _of(entries, "part-left-out"):
        message = f"was not made: orders {_list(entry['orders'])} failed"
        yield _fault("run-part", message, folder / "print" / entry["name"])


def _files(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    for file, what in changed_files(entries, folder):
        yield _fault("run-file", what, file)
    wanted = {entry["file"] for entry in entries if "file" in entry}
    for part in _FOLDERS:
        for file in sorted((folder / part).glob("*")):
            if f"{part}/{file.name}" not in wanted:
                yield _fault("run-file", "is not the run's", file)


def _orders(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    printed: dict[int, int] = {}
    for part in _of(entries, "part"):
        for row in part["orders"]:
            printed[row["order"]] = printed.get(row["order"], 0) + row["copies"]
    failed = {int(entry["order"]) for entry in _of(entries, "failed")}
    left_out = {order for entry in _of(entries, "part-left-out") for order in entry["orders"]}
    plan = {
        int(order): copies for entry in _of(entries, "begin") for order, copies in entry["copies"]
    }
    for order, copies in plan.items():
        if order not in failed and printed.get(order, 0) != copies and not left_out:
            message = f"order {order} has {printed.get(order, 0)} of {copies} copies"
            yield _fault("run-order", message, folder)
    for order in sorted(set(printed) - set(plan)):
        yield _fault("run-order", f"order {order} was not ordered", folder)
    for order in sorted(failed):
        yield _fault("run-order", f"order {order} failed", folder)


def _pages(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    for part in _of(entries, "part"):
        file = folder / part["file"]
        try:
            count = page_count(read(file))
        except LeafletsError:
            yield _fault("run-file", "is no sound PDF", file)
            continue
        if count != part["pages"]:
            yield _fault("run-pages", f"has {count} pages in place of {part['pages']}", file)
        last = 0
        for row in part["orders"]:
            if row["first"] <= last or row["last"] < row["first"] or row["last"] > count:
                message = f"order {row['order']} does not follow the one before it"
                yield _fault("run-pages", message, file)
            last = row["last"]
    for end in _of(entries, "end"):
        if end["pages"] != sum(part["pages"] for part in _of(entries, "part")):
            yield _fault("run-pages", "the totals do not add up", folder)


def _matching(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    for file, what in leaflet_faults(entries, folder):
        yield _fault("run-leaflet", what, file)
    for order, what in order_faults(entries):
        yield _fault("run-order", f"order {order} {what}", folder)


def _leaflets(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    for entry in _of(entries, "leaflet"):
        file = folder / entry["file"]
        if not file.is_file():
            continue
        try:
            found = read_foreign_pdf(read(file))
            checks = list(checks_of(found, record_of(found)))
        except LeafletsError as error:
            yield _fault("run-leaflet", str(error.problems[0].message), file)
            continue
        for name, problems in checks:
            if problems:
                yield _fault("run-leaflet", f"{name}: {problems[0].message}", file)


def _texts(entries: tuple[dict[str, Any], ...], folder: Path) -> Iterator[Problem]:
    """Each copy of each leaflet in each print file; a panel may say more."""
    leaflets = {entry["name"]: entry for entry in _of(entries, "leaflet")}
    said: dict[str, list[Shown]] = {}

    def others(file: Path, rows: list[dict[str, Any]]) -> list[str]:
        """The leaflets that a print file does not say, once for each order."""
        found: list[str] = []
        with pikepdf.open(file) as pdf:
            reader = PrintReader(pdf)
            for row in rows:
                name = row["leaflet"]
                if name not in said:
                    said[name] = leaflet_shown(folder / leaflets[name]["file"])
                has_panel = bool(leaflets[name]["area"])
                copies = copies_of(row["first"], row["last"], row["copies"])
                if not all(reader.shows(copy, said[name], has_panel) for copy in copies):
                    found.append(name)
        return found

    for part in _of(entries, "part"):
        file = folder / part["file"]
        try:
            names = read_from_outside(partial(others, file, part["orders"]), _SECONDS)
        except LeafletsError:
            yield _fault("run-file", "is no sound PDF", file)
            continue
        for name in names:
            yield _fault("run-text", f"does not say what {name} says", file)


def _withdrawn(
    entries: tuple[dict[str, Any], ...], folder: Path, libraries: Sequence[Path]
) -> Iterator[Problem]:
    try:
        withdrawals = _withdrawals(entries, libraries)
        for entry in _of(entries, "leaflet"):
            if found := _withdrawal(entry, folder, withdrawals):
                message = f"its text was withdrawn on {found.on}: {found.reason}"
                yield _fault("run-withdrawn", message, folder / entry["file"])
    except LeafletsError as error:
        yield from error.problems


def _withdrawals(
    entries: tuple[dict[str, Any], ...], libraries: Sequence[Path]
) -> dict[str, Withdrawal]:
    """The withdrawals in libraries, or in those that a run was made of.

    Raises LeafletsError: kind "file" for a library that is not there, "approval" for a faulty
    withdrawal.
    """
    own = _libraries(entries)
    if missing := [name for name in own if not libraries and not name.is_dir()]:
        message = "the run's library is not there any more: name it with --library"
        raise LeafletsError(problem("file-missing", message, file=missing[0]))
    return withdrawals_in(library(libraries or own).all("approvals"))


def _libraries(entries: tuple[dict[str, Any], ...]) -> list[Path]:
    """The folders of which a run was made, besides what is built in."""
    return [Path(name) for entry in _of(entries, "begin") for name in entry.get("libraries", ())]


def _withdrawal(
    entry: dict[str, Any], folder: Path, withdrawals: Mapping[str, Withdrawal]
) -> Withdrawal | None:
    if not withdrawals:
        return None
    digests = (digest for side in _said_by(entry, folder) for digest in side)
    return next((withdrawals[digest] for digest in digests if digest in withdrawals), None)


def _said_by(entry: dict[str, Any], folder: Path) -> list[tuple[str, str]]:
    """The digests of what a leaflet of a run says in each language: of all, of its sentences."""
    if "says" in entry:
        return [(whole, sentences) for whole, sentences in entry["says"]]
    # Runs of earlier versions have noted the first language's digest only.
    record = record_of(read_foreign_pdf(read(folder / entry["file"])))
    return [digests_of(leaflet) for leaflet in record.leaflets]


def printed_again(
    folder: Path,
    order: int,
    first: int | None,
    last: int | None,
    libraries: Sequence[Path] = (),
) -> bytes:
    """An order's handouts out of a run's print files: all pages, or ``first`` to ``last``.

    Pages count from 1 within the order. ``libraries`` are the folders in which withdrawals are
    looked for; without them, they are those of which the run was made.

    Raises LeafletsError (kind "usage" or "file"); kind "approval" for a withdrawn text, "refused"
    for a run whose ledger this user's secret did not seal, "verification" where a leaflet is not
    the one that was ordered.
    """
    ledger = _ledger(folder)
    entries = ledger.entries
    if not ledger.is_sealed:
        raise LeafletsError(problem("refused-seal", UNSEALED, file=folder / LEDGER))
    raise_if_any(_matching(entries, folder))
    rows = [
        (folder / part["file"], part["sha256"], row)
        for part in _of(entries, "part")
        for row in part["orders"]
        if row["order"] == order
    ]
    if not rows:
        message = f"order {order} is in no print file of this run"
        raise LeafletsError(problem("usage-order", message, file=folder))
    withdrawals = _withdrawals(entries, libraries)
    wanted = {row["leaflet"] for *_, row in rows}
    for entry in _of(entries, "leaflet"):
        if entry["name"] in wanted and (found := _withdrawal(entry, folder, withdrawals)):
            raise LeafletsError(withdrawn_problem(found, folder / entry["file"]))
    whole = _joined(
        [pages_of(_sound(file, digest), row["first"], row["last"]) for file, digest, row in rows]
    )
    if first is None:
        return whole
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        count = len(pdf.pages)
    last = first if last is None else last
    if not 1 <= first <= last <= count:
        raise LeafletsError(problem("usage-pages", f"order {order} has the pages 1 to {count}"))
    return pages_of(whole, first, last)


def _sound(file: Path, digest: str) -> bytes:
    content = read(file)
    if digest_of(content) != digest:
        raise LeafletsError(_fault("run-file", "is not the file that the run made", file))
    return content


def _joined(contents: list[bytes]) -> bytes:
    if len(contents) == 1:
        return contents[0]
    target = io.BytesIO()
    with pikepdf.new() as joined:
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as pdf:
                joined.pages.extend(pdf.pages)
        joined.save(target, deterministic_id=True)
    return target.getvalue()


def traced(start: str, folders: list[Path], libraries: Sequence[Path] = ()) -> list[Carried]:
    """The orders that carried a text, by the first characters of its digest.

    The same sentences under another digest are the same text. The approvals and withdrawals in
    ``libraries`` tell which sentences a digest stands for that no run has.

    Raises LeafletsError: kind "usage" for fewer than 6 characters. ``untraceable`` tells of which
    runs the answer is not certain.
    """
    if len(start) < 6 or not set(start) <= set("0123456789abcdef"):
        message = "give 6 or more of the digest's characters, as they stand on the leaflet"
        raise LeafletsError(problem("usage-digest", message))
    runs = {folder: entries_of(folder) for folder in folders}
    said = {
        folder: {e["name"]: _said_by(e, folder) for e in _of(entries, "leaflet")}
        for folder, entries in runs.items()
    }
    every = [side for names in said.values() for sides in names.values() for side in sides]
    own = [root for entries in runs.values() for root in _libraries(entries) if root.is_dir()]
    every += known_texts(library(libraries or own).all("approvals"))
    same = {side[1] for side in every if any(digest.startswith(start) for digest in side)}
    found: list[Carried] = []
    for folder, entries in runs.items():
        texts = {
            name: whole
            for name, sides in said[folder].items()
            for whole, sentences in sides
            if sentences in same
        }
        found += [
            Carried(folder, row["order"], row["copies"], row["leaflet"], texts[row["leaflet"]])
            for part in _of(entries, "part")
            for row in part["orders"]
            if row["leaflet"] in texts
        ]
    return found


def untraceable(folders: list[Path]) -> Iterator[Problem]:
    """Why runs may have carried other texts than their ledgers say."""
    for folder in folders:
        ledger = _ledger(folder)
        if not ledger.is_sealed:
            yield problem("refused-seal", UNSEALED, file=folder / LEDGER)
        yield from _matching(ledger.entries, folder)


def _list(orders: list[int]) -> str:
    shown = ", ".join(map(str, orders[:10]))
    return f"{shown} and {len(orders) - 10} more" if len(orders) > 10 else shown
