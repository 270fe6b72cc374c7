"""Plain text into Verified: every phrase, in order, and nothing else."""

from __future__ import annotations

import re
from typing import Final

from leaflets.errors import LeafletsError, problem
from leaflets.phrases import content
from leaflets.plaintext import comparable
from leaflets.record import Record
from leaflets.verified import Verified

_MARKS: Final = re.compile(r"^\s*(?:- |\d+\. |[=-]+$)|^\s*\[|\]$")


def verified_text(text: str, record: Record) -> Verified:
    """Check plain text against its record.

    Raises LeafletsError (kind "verification") at the first difference.
    """
    wanted = [p.plain for p in content(record.leaflet, record.edition, record.outline).phrases]
    told = "".join(comparable(_MARKS.sub("", line)) for line in text.splitlines())
    place = 0
    for said in map(comparable, wanted):
        if not told.startswith(said, place):
            there = told[place : place + 60]
            message = f"{there!r} stands where {said[:60]!r} should"
            raise LeafletsError(problem("verification-text-differs", message))
        place += len(said)
    if place != len(told):
        message = f"{told[place:]!r} is not in the sheet"
        raise LeafletsError(problem("verification-stray-text", message))
    return Verified(text.encode(), record, 0)
