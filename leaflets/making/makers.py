"""The leaflets of a run or a site: out of the store, or typeset, verified and put into it.

What comes out of the store is compared with what was asked for: by its seal, where this user put
it in, and by verifying it again where not.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leaflets.content.approval_files import approvals_of
from leaflets.content.approvals import base_tag
from leaflets.content.record import Record
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.making.batch import LeafletJob
from leaflets.making.executors import Seam, results
from leaflets.making.recipe import Prepared, make_unpaged, prepare
from leaflets.making.remote import typeset_there, with_files_on
from leaflets.making.shelf import Shelf
from leaflets.making.store import (
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

if TYPE_CHECKING:
    from leaflets.verify.verified import Verified

Made = StoredLeaflet | LeafletsError


@dataclass(frozen=True)
class Workshop:
    """What leaflets are made with: the library, the store, the workers, the user's secret."""

    library: Library
    shelf: Shelf
    workers: Seam
    store: str
    limit: int
    secret: bytes = field(repr=False)


def made_leaflets(
    shop: Workshop, jobs: Mapping[str, LeafletJob], stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[str, Made]]:
    """Each leaflet, by its name, in the order of ``jobs``; what went wrong in place of one."""
    requests = requests_of(shop.library, jobs)
    known = {name: _known(shop, requests[name], job) for name, job in jobs.items()}
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


def requests_of(library: Library, jobs: Mapping[str, LeafletJob]) -> dict[str, str]:
    """The digest over all that each leaflet is made of: with the same one, it is the same.

    Raises LeafletsError (kind "approval") for a faulty approval.
    """
    sheets = {job.file.sheet.id for job in jobs.values()}
    here = {sheet: library_key(library, sheet) for sheet in sheets}
    tags = {
        (job.file.sheet.id, tag, job.release.day)
        for job in jobs.values()
        for tag in _tags(job)
        if job.release
    }
    valid = {place: _valid_approvals(library, *place) for place in tags}
    return {
        name: request_key(
            here[job.file.sheet.id],
            job.release and [valid[job.file.sheet.id, tag, job.release.day] for tag in _tags(job)],
            job.release and job.release.approved_only,
            job.file.sheet.id,
            job.language.tag,
            job.edition.model_dump_json(),
        )
        for name, job in jobs.items()
    }


def _tags(job: LeafletJob) -> tuple[str, ...]:
    return (job.language.tag, *filter(None, [job.edition.beside]))


def _valid_approvals(library: Library, sheet: str, tag: str, day: datetime.date) -> list[str]:
    """What the day of a release decides: which approvals hold on it."""
    given = approvals_of(library.all("approvals"), sheet, base_tag(language(tag)))
    valid = [approval for approval in given if approval.on <= day <= approval.until]
    return [f"{a.digest} {a.by} {a.on} {a.until}" for a in valid]


def _known(shop: Workshop, request: str, job: LeafletJob) -> StoredLeaflet | None:
    found = answer(shop.shelf, request, shop.secret)
    return found if found and is_of_job(found, job) else None


def is_of_job(leaflet: StoredLeaflet, job: LeafletJob) -> bool:
    """Whether a leaflet is the one that is asked for."""
    made_for = (leaflet.sheet, leaflet.language, leaflet.edition)
    return made_for == (job.file.sheet.id, job.language.tag, job.edition.model_dump_json())


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
                key = leaflet_key(ready.page, ready.data, ready.written, ready.braille)
            except LeafletsError as error:
                begun.append(error)
                continue
            if found := _found(shop, key, ready.record):
                remember(shop.shelf, requests[name], key, found, shop.secret)
                begun.append(found)
                continue
            if not job.edition.is_paged:
                begun.append(_unpaged(shop, ready, key, requests[name]))
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


def _found(shop: Workshop, key: str, record: Record) -> StoredLeaflet | None:
    """A PDF from the store, verified against what it has to say; None where it is another."""
    from leaflets.verify.verify_pdf import verified

    there = get(shop.shelf, key) if record.edition.is_paged else None
    if there is None:
        return None
    try:
        found = stored(verified(there.content, record))
    except LeafletsError:
        return None
    if found != there:
        put(shop.shelf, key, found)
    return found


def _done(entry: _Begun | Made) -> Made:
    assert not isinstance(entry, _Begun)
    return entry


def _kept(shop: Workshop, entry: _Begun, content: bytes) -> Made:
    """A leaflet that came back, verified here and put into the store."""
    from leaflets.verify.verify_pdf import verified

    try:
        return _put(shop, entry.key, entry.request, verified(content, entry.record))
    except LeafletsError as error:
        return error


def _unpaged(shop: Workshop, ready: Prepared, key: str, request: str) -> Made:
    """A web page, Braille or plain text: made here, at once."""
    try:
        return _put(shop, key, request, make_unpaged(ready))
    except LeafletsError as error:
        return error


def _put(shop: Workshop, key: str, request: str, made: Verified) -> StoredLeaflet:
    leaflet = stored(made)
    put(shop.shelf, key, leaflet)
    remember(shop.shelf, request, key, leaflet, shop.secret)
    return leaflet


def _prepared(library: Library, job: LeafletJob) -> Prepared:
    return prepare(library, job.file, job.language, job.edition, None, job.release)
