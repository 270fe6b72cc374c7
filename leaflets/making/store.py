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
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from leaflets.content.approvals import digests_of, withdrawals_in
from leaflets.content.record import Area
from leaflets.errors import LeafletsError, problem
from leaflets.library.disclaimers import disclaimers_folder
from leaflets.library.libraries import Library
from leaflets.making.shelf import Shelf
from leaflets.render.task import Page, Task
from leaflets.sheet.figures import figure_names
from leaflets.system_libraries import system_versions
from leaflets.translation.catalogs import FIXED_WORDS
from leaflets.verify.verified import Verified

LIMIT: Final = 1_000_000_000
"""The most bytes that a store keeps, unless told otherwise."""

_LIBRARIES: Final = (
    *("Babel", "Jinja2", "MarkupSafe", "pydantic", "markdown-it-py", "reportlab"),
    *("weasyprint", "pydyf", "fonttools", "pikepdf", "pyphen", "tinyhtml5", "segno"),
    *("tinycss2", "cssselect2", "selectolax", "pillow"),
)
_FOLDERS: Final = ("sheets", "templates", "locales", "fonts", "approvals")


@dataclass(frozen=True, init=False)
class StoredLeaflet:
    """A leaflet that was verified, and what a print run asks of it. Only the store makes one.

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
        return _sha256(self.content)


def stored(leaflet: Verified) -> StoredLeaflet:
    """What is kept of a verified leaflet. One person's own copy must never get here."""
    record = leaflet.record
    assert not record.leaflet.person, "a patient's data never go into the store"
    assert not record.leaflet.plan, "a patient's data never go into the store"
    assert not record.dose, "a patient's data never go into the store"
    return _stored(
        content=leaflet.content,
        pages=leaflet.pages,
        text=record.leaflet.review.digest or "",
        state=record.leaflet.review.state,
        right_to_left=record.leaflet.direction == "rtl",
        area=record.panel,
        says=tuple(map(digests_of, record.leaflets)),
        sheet=record.leaflet.sheet.id,
        language=record.leaflet.language,
        edition=record.edition.model_dump_json(),
    )


def _stored(**values: object) -> StoredLeaflet:
    """The only maker of ``StoredLeaflet``: it has no initialiser that others could call."""
    made = object.__new__(StoredLeaflet)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def leaflet_key(task: Task, *others: object) -> str:
    """The digest over all that a leaflet's bytes are made of."""
    page = task.page
    assert isinstance(page, Page)
    hashed = hashlib.sha256(_makers().encode())
    told = (task.data, task.written, task.conformance, task.attach, *others)
    for text in (*page.sizes, *map(str, told)):
        _add(hashed, text.encode())
    for address, resource in sorted(page.resources.items()):
        _add(hashed, address.encode())
        digest = _sha256(resource) if isinstance(resource, bytes) else resource.digest
        _add(hashed, digest.encode())
    return hashed.hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def library_key(library: Library, sheet: str | None = None) -> str:
    """The digest over everything a library holds, and over all that makes leaflets of it.

    With the same one, the same order needs no new look at sheets and catalogs. For one
    ``sheet``, it is over the sheet, its figures and all that every sheet's leaflets are made
    with: the other sheets are left out with their catalogs and figures, and all approvals.

    Withdrawals count by the sentences that they hold for, wherever these stand.

    Raises LeafletsError where a file can't be read, or the sheet or a withdrawal is faulty.
    """
    common, own = library.files.once(_digests, library), hashlib.sha256()
    for digest in (common.shared, common.whole if sheet is None else _own(library, sheet)):
        _add(own, digest.encode())
    return own.hexdigest()


@dataclass(frozen=True)
class _Digests:
    """The digests over what every leaflet is made with, and over everything else."""

    shared: str
    whole: str


def _digests(library: Library) -> _Digests:
    shared, whole = [_makers()], list[str]()
    compared = _compared(library)
    for number, root in enumerate(library.folders):
        for file in _files(library, root):
            line = f"{number} {_listed(library, file, root)}"
            (shared if _is_shared(file, root, compared) else whole).append(line)
    package = disclaimers_folder()
    shared += [_listed(library, file, package) for file in library.files.tree(package)]
    shared += sorted(withdrawals_in(library.all("approvals")))
    return _Digests(*(_sha256("\n".join(lines).encode()) for lines in (shared, whole)))


def _own(library: Library, sheet: str) -> str:
    """The digest over what one sheet's leaflets alone are made of."""
    found = library.read_sheet(sheet)
    figures = (found.folder / name for name in sorted(figure_names(found.sheet)))
    files = [library.sheet_files[sheet], *filter(library.files.is_file, figures)]
    lines = [_listed(library, file, found.folder) for file in files]
    for number, locales in enumerate(library.all("locales")):
        catalogs = library.files.glob(locales, f"*/LC_MESSAGES/{sheet}.po")
        lines += [f"{number} {_listed(library, file, locales)}" for file in catalogs]
    return _sha256("\n".join(lines).encode())


def _files(library: Library, root: Path) -> Iterator[Path]:
    """Every file of one of a library's folders that is the library's."""
    if library.files.is_file(root / "publisher.yaml"):
        yield root / "publisher.yaml"
    for name in _FOLDERS:
        yield from library.files.tree(root / name)


def _listed(library: Library, file: Path, root: Path) -> str:
    return json.dumps([file.relative_to(root).as_posix(), library.files.digest(file)])


def _compared(library: Library) -> set[str]:
    """The folders of languages whose catalogs a library's own list of terms is compared with.

    What other sheets say decides there whether the list holds.
    """
    own = (root / "locales" for root in library.folders[:-1])
    lists = (file for locales in own for file in library.files.glob(locales, "*/terms.yaml"))
    return {file.parent.name for file in lists}


def _is_shared(file: Path, root: Path, compared: Collection[str]) -> bool:
    """Whether every sheet's leaflets are made with a file of the library."""
    if file.suffix in (".po", ".pot"):
        return file.stem == FIXED_WORDS or file.parent.parent.name in compared
    return file.relative_to(root).parts[0] not in ("sheets", "approvals")


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
        leaflet = _stored(
            content=content,
            pages=head["pages"],
            text=head["text"],
            state=head["state"],
            right_to_left=head["right_to_left"],
            area=area,
            says=tuple((str(whole), str(sentences)) for whole, sentences in head["says"]),
            sheet=head["sheet"],
            language=head["language"],
            edition=head["edition"],
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


@cache
def _makers() -> str:
    """What makes leaflets: this package to the letter, and the libraries that set text."""
    hashed = hashlib.sha256()
    package = Path(__file__).parent.parent
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".yaml", ".gz"):
            _add(hashed, str(file.relative_to(package)).encode())
            _add(hashed, file.read_bytes())
    return "\n".join([hashed.hexdigest(), *versions()])


def versions() -> list[str]:
    """The names and versions of what sets text: another one may set it otherwise.

    Raises LeafletsError (kind "system-library") where a library of the system's is missing.
    """
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    return [*libraries, *system_versions()]
