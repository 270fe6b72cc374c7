"""What the lines of a ledger hold, by their kind: a chain alone does not say that a run wrote them.

Anybody can chain lines of their own. What looks at a finished run goes by these entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StrictBool, StrictStr, ValidationError, model_validator

Count = Annotated[int, Field(strict=True, ge=0)]
Place = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""A page of a print file, or so many of them: no file has more."""


class _Line(BaseModel):
    kind: StrictStr
    name: StrictStr


class _File(_Line):
    file: StrictStr
    sha256: StrictStr


class _Begin(_Line):
    copies: list[tuple[Count, Count]]
    leaflets: list[tuple[Count, StrictStr]] = []
    libraries: list[StrictStr] = []


class _Leaflet(_File):
    pages: Count
    text: StrictStr
    state: StrictStr
    right_to_left: StrictBool
    area: dict[str, Any] | None
    says: list[tuple[StrictStr, StrictStr]] = []


class _Row(BaseModel):
    order: Count
    leaflet: StrictStr
    copies: Place
    first: Place
    last: Place

    @model_validator(mode="after")
    def _has_a_page_each(self) -> _Row:
        if self.copies > self.last - self.first + 1:
            raise ValueError("more copies than pages")
        return self


class _Part(_File):
    pages: Count
    orders: list[_Row]


class _Standard(_Line):
    pages: Count


class _Failed(_Line):
    order: Count
    may_pass: StrictBool = False


class _LeftOut(_Line):
    orders: list[Count]
    held: list[tuple[Count, Count]] = []


class _LeafletFailed(_Line):
    may_pass: StrictBool = False


class _Again(_Line):
    leaflets: list[StrictStr]
    orders: list[Count]


class _End(_Line):
    pages: Count


_KINDS: Final[dict[str, type[_Line]]] = {
    "begin": _Begin,
    "leaflet": _Leaflet,
    "accessible": _File,
    "standard": _Standard,
    "leaflet-failed": _LeafletFailed,
    "failed": _Failed,
    "again": _Again,
    "part": _Part,
    "part-left-out": _LeftOut,
    "ticket": _File,
    "end": _End,
}


def odd_line(entries: tuple[Mapping[str, Any], ...]) -> int | None:
    """The first line, from 1, that is none of a run; None where all are.

    A part is one only where its leaflets have lines of their own, before it.
    """
    known: set[str] = set()
    for number, entry in enumerate(entries, 1):
        shape = _KINDS.get(str(entry.get("kind")), _File if "file" in entry else _Line)
        try:
            line = shape.model_validate(entry)
        except ValidationError:
            return number
        if isinstance(line, _Leaflet):
            known.add(line.name)
        if isinstance(line, _Part) and not {row.leaflet for row in line.orders} <= known:
            return number
    return None
