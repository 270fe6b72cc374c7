"""What is attached to a leaflet: everything it says, as data."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from leaflets.edition import Edition
from leaflets.localize import LocalizedSheet
from leaflets.profiles import Outline

ATTACHMENT: Final = "leaflet.json"
"""The name of the attached file."""

MAX_PAGES: Final = 100
"""No leaflet is longer."""


class Record(BaseModel):
    """What is attached to a leaflet: everything it says, and how it was laid out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    leaflet: LocalizedSheet
    edition: Edition
    outline: Outline
    software: str
