"""Typesetting on other machines: a page's fonts and pictures go there by way of the store."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from leaflets.errors import LeafletsError, problem
from leaflets.making.shelf import OptionalShelf, shelf_at
from leaflets.render.task import Page, PageAway, Task
from leaflets.snapshot import NotedFile


def with_files_on(shelf: OptionalShelf, task: Task) -> Task:
    """The task, with its page's files put on the shelf; in it, where the shelf takes none.

    Raises LeafletsError (kind "file").
    """
    page = task.page
    assert isinstance(page, Page)
    files: dict[str, str] = {}
    contents: dict[str, NotedFile | bytes] = {}
    for address, resource in page.resources.items():
        content = resource if isinstance(resource, bytes) else resource.content()
        contents[address] = content
        files[address] = hashlib.sha256(content).hexdigest()
        if shelf.read(_place(files[address])) != content:
            shelf.write(_place(files[address]), content)
    if not shelf.is_writable:
        return replace(task, page=replace(page, resources=contents))
    return replace(task, page=PageAway(page.sizes, files, page.one_page, page.longest))


def typeset_there(task: Task, store: str = "") -> bytes:
    """The PDF of a task, as ``typeset`` makes it; ``store`` has a far page's files.

    Raises LeafletsError as ``typeset`` does; kind "file" for a file that the store lacks.
    """
    from leaflets.render.pdf import typeset

    page = task.page
    if isinstance(page, PageAway):
        files = {a: NotedFile(_fetched(store, digest), digest) for a, digest in page.files.items()}
        here = Page(page.sizes, dict(files), page.one_page, page.longest)
        task = replace(task, page=here)
    return typeset(task)


def _fetched(store: str, digest: str) -> Path:
    file = _folder() / digest
    if not file.is_file():
        content = shelf_at(store).read(_place(digest))
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            message = "a font or picture is not in the store; is it the same one everywhere?"
            raise LeafletsError(problem("file-not-in-store", message, file=store))
        part = file.with_suffix(".part")
        part.write_bytes(content)
        part.replace(file)
    return file


@cache
def _folder() -> Path:
    """This process's own copies of what it was sent."""
    folder = Path(tempfile.mkdtemp(prefix="leaflets-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _place(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"
