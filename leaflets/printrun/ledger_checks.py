"""What lies in a run's folder, compared with what its ledger says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from leaflets.content.approvals import digests_of
from leaflets.content.record import Record
from leaflets.edition.editions import file_name
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.printrun.ledger import digest_of
from leaflets.verify.pdf_files import page_count
from leaflets.verify.verify_data import record_in

_NOT_MADE: Final = "is not the file that the run made"


def leaflet_faults(
    entries: Iterable[Mapping[str, Any]], folder: Path
) -> Iterator[tuple[Path, str]]:
    """The leaflets of a run that are not what their lines say, and what is wrong with each.

    A leaflet is looked at for what it says itself: of which sheet it is, in which language and
    edition, with which text.
    """
    for entry in entries:
        if entry["kind"] == "leaflet":
            file = folder / entry["file"]
            for fault in _faults(entry, file):
                yield file, fault


def _faults(entry: Mapping[str, Any], file: Path) -> Iterator[str]:
    try:
        content = file.read_bytes()
    except OSError:
        yield "is missing"
        return
    if digest_of(content) != entry["sha256"]:
        yield _NOT_MADE
        return
    try:
        record = record_in(content)
    except LeafletsError as error:
        yield error.problems[0].message
        return
    yield from record_faults(entry, record)
    try:
        pages = page_count(content)
    except LeafletsError as error:
        yield error.problems[0].message
        return
    if pages != entry["pages"]:
        yield f"has {pages} pages, not {entry['pages']}"


def record_faults(entry: Mapping[str, Any], record: Record) -> Iterator[str]:
    """How the line of a leaflet differs from what the leaflet says of itself."""
    said = record.leaflet
    name = file_name(said.sheet.id, language(said.language), record.edition)
    if entry["name"] != name or entry["file"].rpartition("/")[2] != name:
        yield f"is the leaflet {name}, not {entry['name']}"
    if entry["text"] != (said.review.digest or ""):
        yield "has another text than the ledger says"
    if "says" in entry and entry["says"] != [list(digests_of(one)) for one in record.leaflets]:
        yield "has other sentences than the ledger says"
    area = record.panel.model_dump() if record.panel else None
    known = (said.review.state, said.direction == "rtl", area)
    if known != (entry["state"], entry["right_to_left"], entry["area"]):
        yield "is approved, written or laid out otherwise than the ledger says"


def order_faults(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """The orders that were printed with another leaflet than they asked for, and what is wrong.

    A run of before 2026-12 does not say which leaflet its orders asked for.
    """
    entries = list(entries)
    wanted = {
        int(order): leaflet
        for entry in entries
        if entry["kind"] == "begin"
        for order, leaflet in entry.get("leaflets", ())
    }
    for part in entries:
        for row in part["orders"] if part["kind"] == "part" else ():
            asked = wanted.get(row["order"], row["leaflet"])
            if asked != row["leaflet"]:
                yield row["order"], f"has {row['leaflet']} in place of {asked}"
