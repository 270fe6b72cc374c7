"""Who issues the leaflets: publisher.yaml in the user's library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from leaflets.errors import raise_if_any
from leaflets.language.tags import Tag
from leaflets.library.disclaimers import Disclaimer
from leaflets.sheet.model import COUNTRY
from leaflets.sheet.source import source_in
from leaflets.sheet.validation import cut_off, problems_of

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Address = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/{}?=&%-]*)?$"),
]
Telephone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{1,24}$")]


def _known_places(address: str) -> str:
    places = re.findall(r"\{([^{}]*)\}", address)
    if set(places) - {"sheet", "language"} or re.search(r"[{}]", re.sub(r"\{\w+\}", "", address)):
        raise ValueError("only {sheet} and {language} can be filled in")
    return address


class Publisher(BaseModel):
    """A publisher's name, contact lines, emergency numbers by territory, own disclaimer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line | None = None
    contact: tuple[Line, ...] = Field((), max_length=6)
    emergency_numbers: dict[Annotated[str, StringConstraints(pattern=COUNTRY)], Telephone] = {}
    poison_centers: dict[Annotated[str, StringConstraints(pattern=COUNTRY)], Telephone] = {}
    disclaimer: dict[Tag, Disclaimer] = {}
    web: Annotated[Address, AfterValidator(_known_places)] | None = None
    """The web address of a leaflet, with ``{sheet}`` and ``{language}`` in their places."""

    def emergency_number(self, territory: str | None) -> str | None:
        """The number of a territory. A language alone names none: Spanish is no country."""
        return self.emergency_numbers.get(territory) if territory else None

    def address(self, sheet: str, tag: str) -> str | None:
        """The web address of a leaflet."""
        return self.web.format(sheet=sheet, language=tag) if self.web else None

    def poison_center(self, territory: str | None) -> str | None:
        """The poison center's number in a territory."""
        return self.poison_centers.get(territory) if territory else None


def publisher_in(file: Path, content: bytes) -> Publisher:
    """The publisher of a publisher.yaml that was read.

    Raises LeafletsError (kind "sheet") with all problems.
    """
    source = source_in(file, content)
    printed = {path for path in source.comments if path[0] in ("name", "contact", "disclaimer")}
    raise_if_any(cut_off(source, printed, "sheet"))
    try:
        return Publisher.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "sheet", Publisher)))
        raise
