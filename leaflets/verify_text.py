"""Plain text into Verified: every phrase, in order, and nothing else."""

from __future__ import annotations

import re
from typing import Final

from leaflets.decimal_marks import decimal_mark_problems
from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.phrases import content
from leaflets.plaintext import comparable
from leaflets.record import Record
from leaflets.verified import Verified

_MARKS: Final = re.compile(r"^\s*(?:- |\d+\. |[=-]+$)|^\s*\[|\]$")


def verified_text(text: str, record: Record) -> Verified:
    """Check plain text against its record.

    Raises LeafletsError (kind "verification") at the first difference.
    """
    raise_if_any(decimal_mark_problems(record))
    phrases = content(record.leaflet, record.edition, record.outline).phrases
    wanted = "".join(comparable(phrase.plain) for phrase in phrases)
    place = 0
    for line in text.splitlines():
        # A heading may begin with a number that is its own, not a list's.
        forms = (comparable(line), comparable(_MARKS.sub("", line)))
        told = next((form for form in forms if wanted.startswith(form, place)), None)
        if told is None and place == len(wanted):
            raise _fault("stray-text", f"{line!r} is not in the sheet")
        if told is None:
            message = f"{line[:60]!r} stands where {wanted[place : place + 60]!r} should"
            raise _fault("text-differs", message)
        place += len(told)
    if place != len(wanted):
        raise _fault("text-differs", f"{wanted[place : place + 60]!r} is missing at the end")
    return Verified(text.encode(), record, 0)


def _fault(code: str, message: str) -> LeafletsError:
    return LeafletsError(problem(f"verification-{code}", message))
