"""The reviewer's commands: approve a text, take it back, see what has changed since."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from leaflets.approvals import (
    Approval,
    Withdrawal,
    approval_file,
    approvals_of,
    base_tag,
    digest_of,
    known_digest,
    withdrawal_file,
    withdrawal_of,
)
from leaflets.batch import expired
from leaflets.edition import Edition
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.files import write
from leaflets.languages import language
from leaflets.leaflet import localized, prepare, stated
from leaflets.library import Library
from leaflets.mixups import mixups


def approve_text(
    library: Library, name: str, tag: str, by: str, on: datetime.date, until: datetime.date
) -> Path:
    """Record an approval of exactly what the sheet's leaflets say today; its file.

    Raises LeafletsError: for a leaflet that can't be made, a withdrawn text, a sheet past its
    review date (kind "approval"), and for a faulty person or date (kind "usage").
    """
    file, named = library.find_sheet(name), language(tag)
    raise_if_any(expired(file, on))
    # Nobody can have read a leaflet that can't be made.
    prepare(library, file, named, Edition())
    raise_if_any(mixups(library, file, named))
    texts = stated(library, file, named, localized(library, file, named))
    digest = digest_of(texts)
    if withdrawn := withdrawal_of(library.all("approvals"), digest):
        message = f"this text was withdrawn on {withdrawn.on}: {withdrawn.reason}"
        raise LeafletsError(problem("approval-withdrawn", message, file=file.source.file))
    if until < on:
        raise LeafletsError(problem("usage-until", f"{until} is past; give a day to come"))
    try:
        approval = Approval(
            sheet=file.sheet.id,
            language=base_tag(named),
            digest=digest,
            by=by,
            on=on,
            until=until,
            texts=texts,
        )
    except ValidationError:
        message = f'{by!r} does not say who; write "Name, role"'
        raise LeafletsError(problem("usage-by", message)) from None
    return _write(library, *approval_file(approval))


def withdraw_text(library: Library, digest: str, reason: str, on: datetime.date) -> Path:
    """Record that a text must not be used any more; its file.

    Raises LeafletsError (kind "usage") for an unknown digest or an empty reason.
    """
    whole = known_digest(library.all("approvals"), digest.lower())
    try:
        withdrawal = Withdrawal(digest=whole, reason=reason, on=on)
    except ValidationError:
        message = "say why in 3 to 200 characters"
        raise LeafletsError(problem("usage-reason", message)) from None
    return _write(library, *withdrawal_file(withdrawal))


def changes(library: Library, name: str, tag: str) -> Iterator[str]:
    """Lines that say what differs from the last approved text. Raises LeafletsError."""
    file, named = library.find_sheet(name), language(tag)
    texts = stated(library, file, named, localized(library, file, named))
    given = approvals_of(library.all("approvals"), file.sheet.id, base_tag(named))
    if not given:
        yield f"{file.sheet.id} in {base_tag(named)} has never been approved"
        return
    last = given[-1]
    yield f"approved by {last.by} on {last.on}, valid until {last.until}"
    if digest_of(texts) == last.digest:
        yield "nothing has changed since"
        return
    names = list(dict.fromkeys((*last.texts, *texts)))
    for identity in names:
        old, new = last.texts.get(identity), texts.get(identity)
        if old != new:
            yield f"{identity}:"
            yield from (f"  - {old}",) if old is not None else ()
            yield from (f"  + {new}",) if new is not None else ()
    if set(last.texts) == set(texts) and list(last.texts) != list(texts):
        yield "texts stand in another order"


def _write(library: Library, name: str, content: bytes) -> Path:
    """Write a file into the approvals of the first library folder."""
    target = library.folders[0] / "approvals" / name
    write(target, content)
    return target
