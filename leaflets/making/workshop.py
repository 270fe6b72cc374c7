"""The leaflets of a run or a site: out of the store, or typeset, verified and put into it.

What comes out of the store is compared with what was asked for: by its seal, where this user put
it in, and by verifying it again where not.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from leaflets.admission.admit import Admitted
from leaflets.content.approval_files import approvals_of
from leaflets.content.approvals import base_tag
from leaflets.content.record import Record
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library
from leaflets.making.executors import Begun, Seam, answers
from leaflets.making.recipe import make_here, prepare
from leaflets.making.remote import typeset_there, with_files_on
from leaflets.making.shelf import OptionalShelf, shelf_at
from leaflets.making.store import (
    LIMIT,
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
from leaflets.verify.verification import verify
from leaflets.verify.verified import Verified

Made = StoredLeaflet | LeafletsError


@dataclass(frozen=True)
class Workshop:
    """What leaflets are made with: the library, the store, the workers, the user's secret."""

    library: Library
    shelf: OptionalShelf
    workers: Seam
    store: str
    secret: bytes = field(repr=False)
    limit: int


def workshop(
    library: Library,
    store: str,
    workers: Seam,
    secret: bytes,
    tell: Callable[[str], None],
    limit: int = LIMIT,
) -> Workshop:
    """A workshop with the store at a place; ``tell`` hears where it has to do without it.

    Raises LeafletsError (kind "usage") where what the place needs is not installed.
    """
    return Workshop(library, OptionalShelf(shelf_at(store), tell), workers, store, secret, limit)


def made_leaflets(
    shop: Workshop, jobs: Mapping[str, Admitted], stopped: Callable[[], bool] = lambda: False
) -> Generator[tuple[str, Made]]:
    """Each leaflet, by its name, in the order of ``jobs``; what went wrong in place of one.

    Only what is in flight is held. At the end, the store is trimmed to its limit. Whoever may
    leave off before is to ``close`` it.
    """
    requests = requests_of(shop.library, jobs)
    asked = (_begun(shop, job, requests[name]) for name, job in jobs.items())
    try:
        with closing(answers(typeset_there, asked, shop.workers, stopped)) as made:
            yield from zip(jobs, made, strict=False)
    finally:
        trim(shop.shelf, shop.limit)


def requests_of(library: Library, jobs: Mapping[str, Admitted]) -> dict[str, str]:
    """The digest over all that each leaflet is made of: with the same one, it is the same.

    Raises LeafletsError (kind "approval") for a faulty approval.
    """
    sheets = {job.file.sheet.id for job in jobs.values()}
    here = {sheet: library_key(library, sheet) for sheet in sheets}
    tags = {
        (job.file.sheet.id, tag, job.release.day) for job in jobs.values() for tag in _tags(job)
    }
    valid = {place: _valid_approvals(library, *place) for place in tags}
    return {
        name: request_key(
            here[job.file.sheet.id],
            [valid[job.file.sheet.id, tag, job.release.day] for tag in _tags(job)],
            job.release.approved_only,
            job.file.sheet.id,
            job.language.tag,
            job.edition.model_dump_json(),
        )
        for name, job in jobs.items()
    }


def _tags(job: Admitted) -> tuple[str, ...]:
    return (job.language.tag, *((job.beside.tag,) if job.beside else ()))


def _valid_approvals(library: Library, sheet: str, tag: str, day: datetime.date) -> list[str]:
    """What the day of a release decides: which approvals hold on it."""
    given = approvals_of(library.all("approvals"), sheet, base_tag(language(tag)))
    valid = [approval for approval in given if approval.on <= day <= approval.until]
    return [f"{a.digest} {a.by} {a.on} {a.until}" for a in valid]


def _known(shop: Workshop, request: str, job: Admitted) -> StoredLeaflet | None:
    found = answer(shop.shelf, request, shop.secret)
    return found if found and is_of_job(found, job) else None


def is_of_job(leaflet: StoredLeaflet, job: Admitted) -> bool:
    """Whether a leaflet is the one that is asked for."""
    made_for = (leaflet.sheet, leaflet.language, leaflet.edition)
    return made_for == (job.file.sheet.id, job.language.tag, job.edition.model_dump_json())


def _begun(shop: Workshop, job: Admitted, request: str) -> Begun[bytes, Made] | Made:
    """A leaflet to be typeset; one that is at hand, or made here at once, or why there is none.

    It is in the store under its request, or else under the digest of its content.
    """
    if known := _known(shop, request, job):
        return known
    try:
        ready = prepare(job)
        key = leaflet_key(ready.task, ready.laid.braille)
    except LeafletsError as error:
        return error
    if found := _found(shop, key, ready.record):
        remember(shop.shelf, request, key, found, shop.secret)
        return found
    if not ready.is_paged:
        return _kept(shop, key, request, partial(make_here, ready))
    away, record = shop.workers.is_cluster, ready.record
    task = with_files_on(shop.shelf, ready.task) if away else ready.task

    def finish(content: bytes | LeafletsError) -> Made:
        if isinstance(content, LeafletsError):
            return content
        return _kept(shop, key, request, partial(verify, content, record))

    return Begun((task, shop.store if away else ""), finish)


def _found(shop: Workshop, key: str, record: Record) -> StoredLeaflet | None:
    """A PDF from the store, verified against what it has to say; None where it is another."""
    there = get(shop.shelf, key) if record.edition.is_paged else None
    if there is None:
        return None
    try:
        found = stored(verify(there.content, record))
    except LeafletsError:
        return None
    if found != there:
        put(shop.shelf, key, found)
    return found


def _kept(shop: Workshop, key: str, request: str, make: Callable[[], Verified]) -> Made:
    """A leaflet that is made now, put into the store; why there is none in place of it."""
    try:
        leaflet = stored(make())
        put(shop.shelf, key, leaflet)
        remember(shop.shelf, request, key, leaflet, shop.secret)
    except LeafletsError as error:
        return error
    return leaflet
