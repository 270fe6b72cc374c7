"""The search index, by Pagefind: names, brands, and what a medicine is for, in each language."""

from __future__ import annotations

import hashlib
import html
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from leaflets.errors import LeafletsError, problem
from leaflets.files import read
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Sheet
from leaflets.surroundings import clean_environment

FOLDER: Final = "search/"

_ENTRY: Final = f"{FOLDER}pagefind-entry.json"
_WANTED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_ENDINGS: Final = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
"""What a search of ours loads; Pagefind brings ready-made pages of its own besides."""
_TRIES: Final = 2
_NOTHING: Final = "<html><body>nothing</body></html>"
"""A page in the place of none, of which Pagefind makes no index."""


@dataclass(frozen=True)
class Findable:
    """A page that can be found: its address, what is shown of it, and by which words."""

    language: str
    url: str
    title: str
    kind: str
    brands: str
    state: str
    names: str
    uses: str


def plain_if_any(text: str | None) -> str:
    """A text of a sheet without its markup; nothing where it has none."""
    return to_plain(text or "")


def uses_of(sheet: Sheet) -> str:
    """What the medicine is for and what it does, as text."""
    texts: list[str | None] = [sheet.medicine_class]
    about = sheet.about.what if sheet.about else ()
    intro = sheet.uses.intro if sheet.uses else ()
    texts += [getattr(block, "text", None) for block in (*about, *intro)]
    for group in sheet.uses.groups if sheet.uses else ():
        texts += [group.name, group.text, *(item.text for item in group.items)]
    return " ".join(to_plain(text) for text in texts if text)


def added_to(digest: str, entry: Findable) -> str:
    """The digest over what can be found so far, and one page more."""
    return hashlib.sha256(f"{digest} {json.dumps(asdict(entry))}".encode()).hexdigest()


def search_files(entries: Iterable[Findable]) -> Iterator[tuple[str, bytes]]:
    """The index's files, by path in the site.

    Raises LeafletsError: kind "system-library" where Pagefind is not installed, or fails; "file"
    where there is no temporary folder, or no room in it.
    """
    with _temporary_folder() as folder:
        count = 0
        for entry in entries:
            _put(folder / "site" / entry.url / "index.html", _page(entry))
            count += 1
        if not count:
            _put(folder / "site/index.html", _NOTHING)
        _index(folder)
        for file in sorted((folder / "index").rglob("*")):
            path = FOLDER + file.relative_to(folder / "index").as_posix()
            if path == _ENTRY:
                yield path, _sorted(read(file), bool(count))
            elif file.name in _WANTED or (file.suffix in _ENDINGS and (count or _is_of_all(file))):
                yield path, read(file)


def _is_of_all(file: Path) -> bool:
    return file.suffix == ".pagefind"


def _sorted(content: bytes, is_any: bool) -> bytes:
    """The list of languages: Pagefind writes it in any order."""
    entry = json.loads(content)
    return json.dumps(entry if is_any else entry | {"languages": {}}, sort_keys=True).encode()


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        folder = TemporaryDirectory(prefix="leaflets-", ignore_cleanup_errors=True)
    except OSError as error:
        message = f"there is no temporary folder: {error.strerror or error}"
        place = error.filename or os.environ.get("TMPDIR", "")
        raise LeafletsError(problem("file-unwritable", message, file=place)) from error
    with folder as name:
        yield Path(name)


def _put(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"can't write it: {error.strerror or error}"
        raise LeafletsError(problem("file-unwritable", message, file=file)) from error


def _index(folder: Path) -> None:
    """Have Pagefind read ``site`` and write ``index``; where it is killed, once more.

    Its own package for Python answers one page in a tenth of a second, and waits without end where
    its process is killed (Pagefind 1.5).
    """
    for _ in range(_TRIES):
        shutil.rmtree(folder / "index", ignore_errors=True)
        exit_code, said = _run(folder)
        if not exit_code:
            return
    message = f"Pagefind failed: {said or exit_code}; is there room in the temporary folder?"
    raise LeafletsError(problem("system-library-pagefind", message))


def _run(folder: Path) -> tuple[int, str]:
    """The exit code of Pagefind, and the end of what it said."""
    surroundings = clean_environment()
    try:
        from pagefind.service import get_executable

        process = subprocess.Popen(  # noqa: S603
            [str(get_executable() or "pagefind"), "--site", "site", "--output-path", "index"],
            cwd=folder,
            env={name: surroundings[name] for name in surroundings if not _is_pagefinds(name)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except (ImportError, OSError) as error:
        message = "Pagefind does not run here: pip install 'pagefind[extended]'"
        raise LeafletsError(problem("system-library-pagefind", message)) from error
    with process:
        try:
            _, said = process.communicate()
        except BaseException:
            process.kill()
            process.wait()
            raise
    return process.returncode, said.strip()[-200:]


def _is_pagefinds(variable: str) -> bool:
    """Whether a variable of the environment is an option of its own."""
    return variable.startswith("PAGEFIND_")


def _page(entry: Findable) -> str:
    """What Pagefind reads: names weigh most, then uses. Nobody else sees it."""
    text = {name: html.escape(value) for name, value in asdict(entry).items()}
    meta = "".join(
        f'<p data-pagefind-ignore data-pagefind-meta="{name}">{text[name]}</p>'
        for name in ("title", "kind", "brands", "state")
        if text[name]
    )
    return (
        f'<html lang="{text["language"]}"><body>{meta}'
        f'<p data-pagefind-weight="10">{text["names"]}</p>'
        f'<p data-pagefind-weight="2">{text["uses"]}</p></body></html>'
    )
