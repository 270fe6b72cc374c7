"""Values in a FHIR resource that somebody else wrote: lists, dates, quantities."""

from __future__ import annotations

import datetime
import re
from typing import Any, Final

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T.*(?P<zone>Z|[+-]\d{2}:\d{2})")


class RefusedError(Exception):
    """Why a prescription can't be used, and where in it."""

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.code, self.path = code, path


def list_of(holder: dict[str, Any], name: str, kind: type = dict) -> list[Any]:
    """A list in a resource. Raises RefusedError where it is none, or holds another kind."""
    value = holder.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        raise RefusedError("not-fhir", f"{name} is not as FHIR has it", name)
    return value


def local_day(value: Any, path: str) -> datetime.date:
    """The patient's day of a FHIR date or dateTime.

    A dateTime with an offset is an instant (FHIR R4, 2.24.0.1), written in the clock of whoever
    wrote it. It is the patient's day where it stands with a local offset. In UTC it may be the
    day before or after: midnight of 1 December in Vienna is 30 November in Z.

    Raises RefusedError (code "bounds") for UTC, and for what is no whole date.
    """
    text = value if isinstance(value, str) else ""
    found = _INSTANT.fullmatch(text)
    if "T" in text and (not found or found["zone"] in ("Z", "+00:00", "-00:00")):
        message = (
            "an instant in UTC does not say which day it is for the patient; write the date"
            " alone, or the local time with its offset"
        )
        raise RefusedError("bounds", message, path)
    try:
        if found:
            return datetime.datetime.fromisoformat(text).date()
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise RefusedError("bounds", "not a whole date", path) from None
