"""What is attached to a leaflet: everything it says, as data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from leaflets.content.localize import LocalizedSheet
from leaflets.dose.plan import Plan
from leaflets.edition.editions import Edition
from leaflets.edition.profiles import Outline
from leaflets.sheet.blocks import is_empty


class Told(BaseModel):
    """What a second language says beside the first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    leaflet: LocalizedSheet
    outline: Outline


class Area(BaseModel):
    """An area of the first page, in pt from its lower left corner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: float
    bottom: float
    width: float
    height: float


class Record(BaseModel):
    """What is attached to a leaflet: everything it says, and how it was laid out.

    ``panel`` is the area that is kept clear for one patient's panel, where the edition has one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    leaflet: LocalizedSheet
    edition: Edition
    outline: Outline
    beside: Told | None = None
    panel: Area | None = None
    dose: Plan | None = Field(None, exclude_if=is_empty)
    """One person's dose plan as data, where the leaflet has one: in that person's copy only."""
    software: str

    @property
    def leaflets(self) -> tuple[LocalizedSheet, ...]:
        """What it says in each of its languages."""
        return (self.leaflet, *((self.beside.leaflet,) if self.beside else ()))

    @property
    def is_personal(self) -> bool:
        """Whether it says anything of one patient: a name, or a dose."""
        said = self.leaflets
        return bool(self.dose or any(leaflet.is_personal for leaflet in said))

    @property
    def band(self) -> str | None:
        """The key of the fixed word in a band on every page; None for an approved leaflet."""
        if self.edition.proof:
            return "proof.band"
        drafts = self.leaflet.is_draft or (self.beside and self.beside.leaflet.is_draft)
        return "draft.band" if drafts else None
