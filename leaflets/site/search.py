"""The search index, by Pagefind: names, brands, and what a medicine is for, in each language."""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from leaflets.errors import LeafletsError, problem
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Sheet

FOLDER: Final = "search/"

_ENTRY: Final = f"{FOLDER}pagefind-entry.json"
_WANTED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_ENDINGS: Final = (".pagefind", ".pf_meta", ".pf_index", ".pf_fragment")
"""What a search of ours loads; Pagefind brings ready-made pages of its own besides."""


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


def digest_of_entries(entries: Sequence[Findable]) -> str:
    """The digest over all that can be found."""
    return hashlib.sha256(json.dumps([asdict(entry) for entry in entries]).encode()).hexdigest()


def search_files(entries: Sequence[Findable]) -> dict[str, bytes]:
    """The index's files, by path in the site.

    Raises LeafletsError (kind "system-library") where Pagefind is not installed or fails.
    """
    with TemporaryDirectory(prefix="leaflets-") as folder:
        try:
            # In a thread of its own: a program that calls this may have a loop running in its own.
            with ThreadPoolExecutor(1) as aside:
                aside.submit(asyncio.run, _index(entries, folder)).result()
        except (ImportError, OSError, AssertionError) as error:
            message = "Pagefind does not run here: pip install 'pagefind[extended]'"
            raise LeafletsError(problem("system-library-pagefind", message)) from error
        files = {
            FOLDER + str(file.relative_to(folder)): file.read_bytes()
            for file in sorted(Path(folder).rglob("*"))
            if file.name in _WANTED or file.suffix in _ENDINGS
        }
    # Pagefind lists the languages in any order.
    entry = json.loads(files[_ENTRY])
    return files | {_ENTRY: json.dumps(entry, sort_keys=True).encode()}


async def _index(entries: Sequence[Findable], folder: str) -> None:
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
