"""The leaflets of a run: out of the store, or typeset, verified and put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaflets.batch import LeafletJob
from leaflets.errors import LeafletsError
from leaflets.executors import Seam, results
from leaflets.leaflet import Prepared, prepare
from leaflets.library import Library
from leaflets.printrun.remote import typeset_there, with_files_on
from leaflets.record import Record
from leaflets.shelf import Shelf
from leaflets.store import (
    StoredLeaflet,
    answer,
    get,
    leaflet_key,
    library_key,
    put,
    remember,
    request_key,
    stored,
    trim,
)

Made = StoredLeaflet | LeafletsError


@dataclass(frozen=True)
class Workshop:
    """What leaflets are made with: the library, the store, and the workers."""

    library: Library
    shelf: Shelf
    workers: Seam
    store: str
    limit: int


def made_leaflets(
    shop: Workshop, jobs: Mapping[str, LeafletJob], stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[str, Made]]:
    """Each leaflet, by its name, in the order of ``jobs``; what went wrong in place of one."""
    here = library_key(shop.library)
    requests = {name: _request(here, job) for name, job in jobs.items()}
    known = {name: _known(shop.shelf, request) for name, request in requests.items()}
    missing = {name: job for name, job in jobs.items() if known[name] is None}
    fresh = _typeset(shop, missing, requests, stopped)
    for name in jobs:
        found = known.pop(name)
        if found is None:
            if (made := next(fresh, None)) is None:
                return
            yield name, made
        else:
            yield name, found
    if missing:
        trim(shop.shelf, shop.limit)


def _request(library: str, job: LeafletJob) -> str:
    return request_key(
        library, job.release, job.file.sheet.id, job.language.tag, job.edition.model_dump_json()
    )


def _known(shelf: Shelf, request: str) -> StoredLeaflet | None:
    key = answer(shelf, request)
    return get(shelf, key) if key else None


@dataclass(frozen=True)
class _Begun:
    """A leaflet on its way: what is known of it before it is typeset."""

    key: str
    request: str
    record: Record


def _typeset(
    shop: Workshop,
    jobs: Mapping[str, LeafletJob],
    requests: Mapping[str, str],
    stopped: Callable[[], bool],
) -> Iterator[Made]:
    """What is not in the store under its request: prepared, looked up by content, typeset."""
    begun: list[_Begun | Made] = []

    def items() -> Iterator[tuple[Any, ...]]:
        for name, job in jobs.items():
            try:
                ready = _prepared(shop.library, job)
                key = leaflet_key(ready.page, ready.data, ready.written)
            except LeafletsError as error:
                begun.append(error)
                continue
            if found := get(shop.shelf, key):
                remember(shop.shelf, requests[name], key)
                begun.append(found)
                continue
            begun.append(_Begun(key, requests[name], ready.record))
            page = with_files_on(shop.shelf, ready.page) if shop.workers.is_cluster else ready.page
            yield (
                page,
                ready.data,
                ready.written,
                ready.record.edition.conformance,
                shop.store if shop.workers.is_cluster else "",
            )

    given = 0
    for content in results(typeset_there, items(), shop.workers, stopped):
        while isinstance(begun[given], StoredLeaflet | LeafletsError):
            yield _done(begun[given])
            given += 1
        entry = begun[given]
        given += 1
        assert isinstance(entry, _Begun)
        yield content if isinstance(content, LeafletsError) else _kept(shop, entry, content)
    while given < len(begun):
        yield _done(begun[given])
        given += 1


def _done(entry: _Begun | Made) -> Made:
    assert not isinstance(entry, _Begun)
    return entry


def _kept(shop: Workshop, entry: _Begun, content: bytes) -> Made:
    """A leaflet that came back, verified here and put into the store."""
    from leaflets.verify import verified

    try:
        leaflet = stored(verified(content, entry.record))
        put(shop.shelf, entry.key, leaflet)
        remember(shop.shelf, entry.request, entry.key)
    except LeafletsError as error:
        return error
    return leaflet


def _prepared(library: Library, job: LeafletJob) -> Prepared:
    return prepare(library, job.file, job.language, job.edition, None, job.release)
