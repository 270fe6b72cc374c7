"""A run's ledger while the run goes on: what is in it already is not done again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.printrun.folder import LEDGER
from leaflets.printrun.ledger import append, changed_files, opened_ledger, read_ledger, standing
from leaflets.printrun.ledger_checks import leaflet_faults

_SAID: Final = {
    "orders": "the orders have changed",
    "library": "sheets, catalogs, templates, fonts, approvals or this program have changed",
    "versions": "other versions of the libraries are installed",
    "day": "it is for another day: name the first one with --date",
}


class Journal:
    """The ledger of a run in progress."""

    def __init__(
        self, folder: Path, entries: list[dict[str, Any]], stream: Any, chain: str, secret: bytes
    ) -> None:
        self.folder = folder
        self._hold(entries)
        self._stream = stream
        self._chain = chain
        self._secret = secret

    def begin(
        self,
        inputs: dict[str, Any],
        copies: list[list[int]],
        leaflets: list[list[Any]],
        libraries: list[str],
    ) -> None:
        """Note what the run is bound to, or compare with what is noted.

        ``copies`` and ``leaflets`` tell of each order's number how many, and of which leaflet.
        ``libraries`` are the folders in which it is to be looked up whether texts are withdrawn.

        What failed for a reason that may have passed is to be tried again then.

        Raises LeafletsError (kind "refused") with all that has changed since, and with every
        file that is not as it was made.
        """
        known = next(iter(self.of_kind("begin")), None)
        if known is None:
            told = {"copies": copies, "leaflets": leaflets, "libraries": libraries}
            self.note("begin", "begin", inputs=inputs, **told)
            return
        raise_if_any(_changes(known["inputs"], inputs, self.folder))
        if known["leaflets"] != leaflets:
            message = "can't go on: its orders asked for other leaflets; begin again elsewhere"
            raise LeafletsError(problem("refused-changed", message, file=self.folder))
        raise_if_any(_damage(self.entries, self.folder))
        self._try_again()

    def _try_again(self) -> None:
        """Take back what failed for a reason that may have passed."""
        leaflets = [one["name"] for one in self.of_kind("leaflet-failed") if one.get("may_pass")]
        orders = [one["order"] for one in self.of_kind("failed") if one.get("may_pass")]
        if leaflets or orders:
            self.note("again", "again", leaflets=leaflets, orders=orders)
            self._hold(standing(self.entries))

    def note(self, kind: str, name: str, **what: Any) -> None:
        """Write a line, on disk when this returns. Raises LeafletsError (kind "file")."""
        entry = {"kind": kind, "name": name, **what}
        self._chain = append(self._stream, self._chain, entry, self._secret)
        self.entries.append(entry)
        self._kinds.setdefault(kind, []).append(entry)

    def of_kind(self, kind: str) -> Sequence[dict[str, Any]]:
        """The lines of one kind that hold, in order."""
        return self._kinds.get(kind, ())

    def _hold(self, entries: list[dict[str, Any]]) -> None:
        self.entries = entries
        self._kinds: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            self._kinds.setdefault(entry["kind"], []).append(entry)

    def names(self, kind: str) -> set[str]:
        """What the lines of one kind are about."""
        return {entry["name"] for entry in self.of_kind(kind)}


@contextmanager
def journal_in(folder: Path, secret: bytes) -> Iterator[Journal]:
    """The journal of the run in a folder; the folder must be locked.

    Raises LeafletsError (kind "refused") for a damaged ledger, or one that was not sealed with
    ``secret``.
    """
    file = folder / LEDGER
    ledger = read_ledger(file, secret)
    if not ledger.is_sealed:
        message = (
            "it is not sealed with your secret: another user's, an earlier version's, or changed;"
            " begin again in another folder"
        )
        raise LeafletsError(problem("refused-seal", message, file=file))
    with opened_ledger(file, ledger) as stream:
        yield Journal(folder, list(ledger.entries), stream, ledger.chain, secret)


def _changes(known: dict[str, Any], inputs: dict[str, Any], folder: Path) -> Iterator[Problem]:
    changed = [name for name in inputs if inputs[name] != known.get(name)]
    if "versions" in changed and "library" in changed:
        changed.remove("library")
    for name in changed:
        said = _SAID.get(name, f"{name.replace('_', ' ')} was {known.get(name)}")
        message = f"can't go on: {said}; begin again in another folder"
        yield problem("refused-changed", message, file=folder, field=name)


def _damage(entries: list[dict[str, Any]], folder: Path) -> Iterator[Problem]:
    for file, what in {*changed_files(entries, folder), *leaflet_faults(entries, folder)}:
        message = f"{what}; begin again in another folder"
        yield problem("refused-file", message, file=file)
