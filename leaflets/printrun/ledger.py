"""A run's append-only record: one JSON object a line, each bound to the line before it.

``chain`` is SHA-256 over the chain of the line before and the line's own text without it: a line
that is changed, dropped or exchanged breaks every chain after it, and anybody can see that.
``seal`` is HMAC-SHA256 over the chain, keyed with the secret of the user who made the run: nobody
else can chain changed lines anew. It begins with a mark of the secret, so that one who has another
knows that nothing can be told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from leaflets.errors import LeafletsError, problem
from leaflets.files import inside


@dataclass(frozen=True)
class Ledger:
    """What a ledger says, the chain of its last line, and where its last whole line ends.

    ``is_sealed`` tells whether every line is sealed with the secret it was read with; where not,
    the ledger is another user's, or older than seals, or somebody took the seals away.
    """

    lines: tuple[dict[str, Any], ...] = field(repr=False, default=())
    chain: str = ""
    sound: int = 0
    is_sealed: bool = True

    @cached_property
    def entries(self) -> tuple[dict[str, Any], ...]:
        """The lines that hold: what was tried again since counts no more."""
        return tuple(standing(self.lines))


def read_ledger(file: Path, secret: bytes | None) -> Ledger:
    """Read a ledger; a torn last line is left out, a missing file is empty.

    ``secret`` is the user's, None if there is none: then no seal can be told right from wrong.

    Raises LeafletsError (kind "refused") for a damaged line, and for one whose seal says that it
    was made with ``secret`` and was not.
    """
    try:
        lines = file.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        message = f"can't read it: {error.strerror}"
        raise LeafletsError(problem("file-unreadable", message, file=file)) from error
    entries: list[dict[str, Any]] = []
    marks: set[str] = set()
    chain, sound = "", 0
    for number, line in enumerate(lines, 1):
        entry = _entry(line, chain)
        if entry is None and number == len(lines) and not line.endswith(b"\n"):
            break
        if entry is None:
            message = "this line is damaged, the run can't be trusted; begin again elsewhere"
            raise _refused(message, file, number)
        chain, seal = str(entry.pop("chain")), str(entry.pop("seal", ""))
        marks.add(_mark(seal))
        own = secret is not None and _mark(seal) == _mark_of(secret)
        if len(marks) > 1 or (secret and own and seal != _sealed(secret, chain)):
            message = (
                "this line was changed after the run: its seal is wrong; begin again elsewhere"
            )
            raise _refused(message, file, number)
        entries.append(entry)
        sound += len(line)
    is_sealed = secret is not None and marks <= {_mark_of(secret)}
    return Ledger(tuple(entries), chain, sound, is_sealed)


def standing(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that hold: an "again" takes back failures, and what was made without them."""
    kept: list[dict[str, Any]] = []
    for entry in entries:
        if entry.get("kind") == "again":
            leaflets, orders = set(entry["leaflets"]), set(entry["orders"])
            kept = [one for one in kept if not _is_taken_back(one, leaflets, orders)]
        else:
            kept.append(entry)
    return kept


def _is_taken_back(entry: Mapping[str, Any], leaflets: set[str], orders: set[int]) -> bool:
    kind = entry.get("kind")
    return (
        (kind == "leaflet-failed" and entry["name"] in leaflets)
        or (kind == "failed" and entry["order"] in orders)
        or kind in ("part-left-out", "ticket", "end")
    )


def _refused(message: str, file: Path, line: int) -> LeafletsError:
    return LeafletsError(problem("refused-ledger", message, file=file, line=line))


def _entry(line: bytes, chain: str) -> dict[str, Any] | None:
    """What a line says; None if it is not as it was written."""
    try:
        entry = json.loads(line)
        # A line of ours holds no half of a pair of surrogates.
        _text(entry).encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("chain"), str):
        return None
    if not isinstance(entry.get("seal", ""), str):
        return None
    if not _is_inside(entry.get("file", "ledger.jsonl")):
        return None
    rest = {key: value for key, value in entry.items() if key not in ("chain", "seal")}
    known = _text({**entry, "chain": _chained(chain, rest)}).encode() + b"\n"
    return entry if line == known else None


def _is_inside(file: object) -> bool:
    """Whether a line's file is one of the run's: of its folder, or of one in it."""
    with suppress(LeafletsError):
        return isinstance(file, str) and len(inside(Path(), file).parts) <= 2
    return False


def changed_files(entries: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of a run that are not as its ledger says, and what is wrong with each."""
    for entry in entries:
        if "file" not in entry:
            continue
        file = folder / entry["file"]
        if not file.is_file():
            yield file, "is missing"
        elif digest_of(file.read_bytes()) != entry["sha256"]:
            yield file, "is not the file that the run made"


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def opened_ledger(file: Path, ledger: Ledger) -> Iterator[int]:
    """A descriptor at the end of the ledger, its torn tail cut off.

    Raises LeafletsError (kind "file").
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unwritable(error, str(file)) from error
    try:
        os.ftruncate(descriptor, ledger.sound)
        os.lseek(descriptor, 0, os.SEEK_END)
        _sync_folder(file.parent)
        yield descriptor
    finally:
        os.close(descriptor)


def append(descriptor: int, chain: str, entry: Mapping[str, Any], secret: bytes) -> str:
    """The chain of a new line, which is sealed with ``secret`` and on disk when this returns.

    Raises LeafletsError (kind "file"): then nothing of the line stays.
    """
    new = _chained(chain, entry)
    start = os.lseek(descriptor, 0, os.SEEK_CUR)
    line = _text({**entry, "chain": new, "seal": _sealed(secret, new)}).encode() + b"\n"
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError(28, "No space left on device")
        os.fsync(descriptor)
    except OSError as error:
        with suppress(OSError):
            os.ftruncate(descriptor, start)
            os.lseek(descriptor, start, os.SEEK_SET)
        raise _unwritable(error, "ledger.jsonl") from error
    return new


def _chained(chain: str, entry: Mapping[str, Any]) -> str:
    return hashlib.sha256((chain + _text(entry)).encode()).hexdigest()


def _sealed(secret: bytes, chain: str) -> str:
    return f"{_mark_of(secret)}:{_keyed(secret, f'ledger {chain}')}"


def _mark_of(secret: bytes) -> str:
    """What tells one secret from another, and nothing of either."""
    return _keyed(secret, "which secret")[:16]


def _mark(seal: str) -> str:
    return seal.partition(":")[0]


def _keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _text(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(error: OSError, file: str) -> LeafletsError:
    message = f"can't write it: {error.strerror or error}"
    return LeafletsError(problem("file-unwritable", message, file=file))
