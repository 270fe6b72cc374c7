"""Verified leaflets by content address: what was typeset once is not typeset again.

A leaflet's key is a digest over everything that can change its bytes. What comes out is
checked by its own digest. Which leaflet answers a request is sealed with a secret of the user's:
of a store that others write, too, or that was changed, nothing is believed unlooked at. Whether a
leaflet may be released is not asked here: its state of review is part of its text, and so of its
key. Patients' data never go in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from leaflets.content.approvals import digests_of
from leaflets.content.record import Area
from leaflets.errors import LeafletsError, problem
from leaflets.library.libraries import Library
from leaflets.making.shelf import Shelf
from leaflets.render.page import Page
from leaflets.system_libraries import pango_version
from leaflets.translation.catalogs import FIXED_WORDS
from leaflets.verify.verified import Verified

LIMIT: Final = 1_000_000_000
"""The most bytes that a store keeps, unless told otherwise."""

_LIBRARIES: Final = ("weasyprint", "pydyf", "fonttools", "pikepdf", "pyphen", "tinyhtml5", "segno")
_FOLDERS: Final = ("sheets", "templates", "locales", "fonts", "approvals")


@dataclass(frozen=True)
class StoredLeaflet:
    """A leaflet that was verified, and what a print run asks of it.

    ``text`` is the digest of what it says (that of its approval), ``area`` where a panel goes.
    ``sheet``, ``language`` and ``edition`` (JSON) are the job that it was made for.
    """

    content: bytes
    pages: int
    text: str
    state: str
    right_to_left: bool
    area: Area | None
    says: tuple[tuple[str, str], ...]
    """The digests of what it says in each language: of the approval, and of the sentences."""
    sheet: str
    language: str
    edition: str

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def stored(leaflet: Verified) -> StoredLeaflet:
    """What is kept of a verified leaflet. One person's own copy must never get here."""
    record = leaflet.record
    assert not record.leaflet.person, "a patient's data never go into the store"
    assert not record.leaflet.plan, "a patient's data never go into the store"
    assert not record.dose, "a patient's data never go into the store"
    return StoredLeaflet(
        leaflet.content,
        leaflet.pages,
        record.leaflet.review.digest or "",
        record.leaflet.review.state,
        record.leaflet.direction == "rtl",
        record.panel,
        tuple(map(digests_of, record.leaflets)),
        record.leaflet.sheet.id,
        record.leaflet.language,
        record.edition.model_dump_json(),
    )


def leaflet_key(page: Page, data: str, written: object, *others: object) -> str:
    """The digest over all that a leaflet's bytes are made of; ``data`` is what it carries."""
    hashed = hashlib.sha256(_makers().encode())
    for text in (*page.sizes, data, str(written), *map(str, others)):
        _add(hashed, text.encode())
    for address, resource in sorted(page.resources.items()):
        _add(hashed, address.encode())
        content = resource if isinstance(resource, bytes) else _digest_of_file(resource)
        _add(hashed, content)
    return hashed.hexdigest()


def library_key(library: Library, sheet: str | None = None) -> str:
    """The digest over everything a library holds, and over all that makes leaflets of it.

    With the same one, the same order needs no new look at sheets and catalogs. For one
    ``sheet``, the others and their catalogs are left out, and all approvals.
    """
    hashed = hashlib.sha256(_makers().encode())
    for root in library.folders:
        files = [root / "publisher.yaml", *_files(root / name for name in _FOLDERS)]
        for file in files:
            if file.is_file() and (sheet is None or _is_for(file, sheet)):
                _add(hashed, str(file.relative_to(root)).encode())
                _add(hashed, _digest_of_file(file))
        _add(hashed, b"end of a folder")
    return hashed.hexdigest()


def _is_for(file: Path, sheet: str) -> bool:
    """Whether a sheet's leaflets are made with a file of the library, approvals left aside."""
    if file.suffix in (".po", ".pot"):
        return file.stem in (sheet, FIXED_WORDS)
    if file.parent.name == "sheets":
        return file.stem == sheet
    return file.parent.name != "approvals"


def request_key(library: str, day: object, *wanted: object) -> str:
    """The digest over a request: a ``library_key``, the day of the release, what is wanted."""
    return hashlib.sha256(json.dumps([library, str(day), *map(str, wanted)]).encode()).hexdigest()


def put(shelf: Shelf, key: str, leaflet: StoredLeaflet) -> None:
    """Keep a leaflet. Raises LeafletsError (kind "file")."""
    shelf.write(_place("leaflets", key), _head(leaflet) + b"\n" + leaflet.content)


def _head(leaflet: StoredLeaflet) -> bytes:
    head = {
        "sha256": leaflet.digest,
        "pages": leaflet.pages,
        "text": leaflet.text,
        "state": leaflet.state,
        "right_to_left": leaflet.right_to_left,
        "area": leaflet.area.model_dump() if leaflet.area else None,
        "says": leaflet.says,
        "sheet": leaflet.sheet,
        "language": leaflet.language,
        "edition": leaflet.edition,
    }
    return json.dumps(head).encode()


def get(shelf: Shelf, key: str) -> StoredLeaflet | None:
    """A leaflet from the store; None where it is not there, or is damaged.

    Whether it is the one that the key stands for has to be looked at: anyone who can write in the
    store can put another there.
    """
    found = shelf.read(_place("leaflets", key))
    if found is None:
        return None
    line, _, content = found.partition(b"\n")
    try:
        head: dict[str, Any] = json.loads(line)
        area = Area.model_validate(head["area"]) if head["area"] else None
        leaflet = StoredLeaflet(
            content,
            head["pages"],
            head["text"],
            head["state"],
            head["right_to_left"],
            area,
            tuple((str(whole), str(sentences)) for whole, sentences in head["says"]),
            head["sheet"],
            head["language"],
            head["edition"],
        )
        sound = leaflet.digest == head["sha256"]
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        shelf.remove(_place("leaflets", key))
        return None
    shelf.used(_place("leaflets", key))
    return leaflet


def remember(shelf: Shelf, request: str, key: str, leaflet: StoredLeaflet, secret: bytes) -> None:
    """Note which leaflet answered a request, sealed with a secret of the user's."""
    line = f"{key} {_seal(secret, request, key, leaflet)}"
    shelf.write(_place("requests", request), line.encode())


def answer(shelf: Shelf, request: str, secret: bytes) -> StoredLeaflet | None:
    """The leaflet that answered a request before.

    None where none did, or where the note or the leaflet is not what was sealed with ``secret``.
    """
    found = shelf.read(_place("requests", request)) or b""
    noted = re.fullmatch(r"([0-9a-f]{64}) ([0-9a-f]{64})", found.decode("ascii", "replace"))
    leaflet = get(shelf, noted[1]) if noted else None
    if not noted or not leaflet:
        return None
    wanted = _seal(secret, request, noted[1], leaflet)
    return leaflet if hmac.compare_digest(noted[2], wanted) else None


def _seal(secret: bytes, request: str, key: str, leaflet: StoredLeaflet) -> str:
    sealed = b"\n".join([b"store", request.encode(), key.encode(), _head(leaflet)])
    return hmac.new(secret, sealed, hashlib.sha256).hexdigest()


def trim(shelf: Shelf, limit: int = LIMIT) -> int:
    """Remove what was not used for longest until at most ``limit`` bytes are kept.

    Comes back with how many bytes are kept.
    """
    kept = sorted(shelf.items(), key=lambda item: item.used)
    total = sum(item.size for item in kept)
    for item in kept:
        if total <= limit:
            break
        shelf.remove(item.name)
        total -= item.size
    return total


def default_store() -> str:
    """The user's cache folder (XDG Base Directory Specification)."""
    cache_home = os.environ.get("XDG_CACHE_HOME")
    base = Path(cache_home) if cache_home else Path.home() / ".cache"
    return str(base / "leaflets")


def _place(kind: str, key: str) -> str:
    if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise LeafletsError(problem("bug-key", "a key of the store is a SHA-256 digest"))
    return f"{kind}/{key[:2]}/{key}"


def _add(hashed: Any, content: bytes) -> None:
    hashed.update(len(content).to_bytes(8, "big"))
    hashed.update(content)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(file for file in folder.rglob("*") if file.is_file())


def _digest_of_file(file: Path) -> bytes:
    state = file.stat()
    return _digest(file, state.st_size, state.st_mtime_ns)


@cache
def _digest(file: Path, _size: int, _changed: int) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


@cache
def _makers() -> str:
    """What makes leaflets: this package to the letter, and the libraries that set text."""
    hashed = hashlib.sha256()
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".yaml"):
            _add(hashed, str(file.relative_to(package)).encode())
            _add(hashed, file.read_bytes())
    return "\n".join([hashed.hexdigest(), *versions()])


def versions() -> list[str]:
    """The names and versions of what sets text: another one may set it otherwise.

    Raises LeafletsError (kind "system-library") where Pango is missing.
    """
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return [*libraries, f"pango {pango_version()}"]
