"""The search index, by Pagefind: names, brands, and what a medicine is for, in each language."""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import os
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any, Final

from leaflets.errors import LeafletsError, problem
from leaflets.files import read
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Sheet

FOLDER: Final = "search/"

_ENTRY: Final = f"{FOLDER}pagefind-entry.json"
_WANTED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_ENDINGS: Final = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
"""What a search of ours loads; Pagefind brings ready-made pages of its own besides."""
_FAILED: Final = "system-library-pagefind-failed"
_SECONDS: Final = 120.0
_SECONDS_A_PAGE: Final = 2.0
"""Where its process is killed, Pagefind's package (1.5) waits for an answer without end."""


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


def search_files(
    entries: Callable[[], Iterable[Findable]], count: int
) -> Iterator[tuple[str, bytes]]:
    """The index's files, by path in the site.

    ``entries`` comes with the ``count`` pages, each time it is asked.

    Raises LeafletsError: kind "system-library" where Pagefind is not installed, or fails twice;
    "file" where there is no temporary folder; and what ``entries`` raises.
    """
    with _temporary_folder() as folder:
        try:
            _indexed(entries(), folder, count)
        except LeafletsError as error:
            if {found.code for found in error.problems} != {_FAILED}:
                raise
            _indexed(entries(), folder, count)
        for file in sorted(folder.rglob("*")):
            if file.name in _WANTED or file.suffix in _ENDINGS:
                path, content = FOLDER + file.relative_to(folder).as_posix(), read(file)
                # Pagefind lists the languages in any order.
                yield path, _sorted(content) if path == _ENTRY else content


def _sorted(content: bytes) -> bytes:
    return json.dumps(json.loads(content), sort_keys=True).encode()


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        folder = TemporaryDirectory(prefix="leaflets-", ignore_cleanup_errors=True)
    except OSError as error:
        message = f"there is no temporary folder: {error.strerror or error}"
        place = error.filename or os.environ.get("TMPDIR", "/tmp")  # noqa: S108  to be named only
        raise LeafletsError(problem("file-unwritable", message, file=place)) from error
    with folder as name:
        yield Path(name)


def _indexed(entries: Iterable[Findable], folder: Path, count: int) -> None:
    """Have Pagefind write its files. Raises LeafletsError where it does not."""
    limit = _SECONDS + count * _SECONDS_A_PAGE
    try:
        _aside(asyncio.wait_for(_index(entries, str(folder)), limit))
    except (ImportError, FileNotFoundError) as error:
        message = "Pagefind does not run here: pip install 'pagefind[extended]'"
        raise LeafletsError(problem("system-library-pagefind", message)) from error
    except Exception as error:
        # What its process answers with comes as Exception itself.
        if not isinstance(error, OSError | AssertionError) and type(error) is not Exception:
            raise
        said = str(error) or "it does not answer"
        message = f"Pagefind failed: {said[:200]}; is there room in the temporary folder?"
        raise LeafletsError(problem(_FAILED, message)) from error


def _aside(work: Coroutine[Any, Any, None]) -> None:
    """Do it in a thread of its own: a program that calls this may have a loop in its own.

    At a signal it is ended: Pagefind's process, which had the signal too, never answers.
    """
    begun: SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None]] = SimpleQueue()

    async def whole() -> None:
        begun.put((asyncio.get_running_loop(), asyncio.current_task()))
        await work

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(asyncio.run, whole())
        try:
            done.result()
        except BaseException:
            loop, task = begun.get()
            with suppress(RuntimeError):  # It has ended meanwhile.
                if task:
                    loop.call_soon_threadsafe(task.cancel)
            raise


async def _index(entries: Iterable[Findable], folder: str) -> None:
    from pagefind.index import PagefindIndex

    async with PagefindIndex({"output_path": folder}) as index:
        for entry in entries:
            await index.add_html_file(content=_page(entry), url=entry.url)


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
