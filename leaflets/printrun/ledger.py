"""The run's append-only record (stand-in until the module's own author is done)."""

from __future__ import annotations
import hashlib, json, os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from leaflets.errors import LeafletsError, problem


@dataclass(frozen=True)
class Ledger:
    entries: tuple[dict[str, Any], ...]
    chain: str
    sound: int


def _next(chain: str, text: str) -> str:
    return hashlib.sha256((chain + text).encode()).hexdigest()


def read_ledger(file: Path) -> Ledger:
    if not file.is_file():
        return Ledger((), "", 0)
    entries = []
    chain = ""
    sound = 0
    lines = file.read_bytes().splitlines(keepends=True)
    for n, line in enumerate(lines):
        try:
            e = json.loads(line)
            c = e.pop("chain")
            ok = line.endswith(b"\n") and c == _next(
                chain, json.dumps(e, sort_keys=True, ensure_ascii=False)
            )
        except Exception:
            ok = False
        if not ok:
            if n == len(lines) - 1:
                break
            raise LeafletsError(problem("refused-ledger", "damaged", file=file, line=n + 1))
        entries.append(e)
        chain = c
        sound += len(line)
    return Ledger(tuple(entries), chain, sound)


@contextmanager
def opened(file: Path, ledger: Ledger) -> Iterator[int]:
    d = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    os.ftruncate(d, ledger.sound)
    os.lseek(d, 0, 2)
    try:
        yield d
    finally:
        os.close(d)


def append(d: int, chain: str, entry: dict[str, Any]) -> str:
    c = _next(chain, json.dumps(entry, sort_keys=True, ensure_ascii=False))
    os.write(
        d, (json.dumps({**entry, "chain": c}, sort_keys=True, ensure_ascii=False) + "\n").encode()
    )
    os.fsync(d)
    return c
