"""What is asked for: one leaflet, and on which terms."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from leaflets.dose.person import UNKNOWN, Person
from leaflets.dose.plan import Plan
from leaflets.edition.editions import Edition, Paper


class PersonLine(BaseModel):
    """One thing that a patient's own copy says of them: ``key`` is the fixed word before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Literal["panel.name", "panel.born", "panel.prescriber", "panel.note"]
    text: str


@dataclass(frozen=True)
class Release:
    """The day for which leaflets are made, and whether approved ones only."""

    day: datetime.date
    approved_only: bool = False


@dataclass(frozen=True)
class Wanted:
    """One leaflet that is asked for: a sheet by any name, a language by its tag, an edition.

    No ``language`` is the sheet's own. ``paper`` is None where the language's territory chooses
    it; the edition's own is not looked at.
    """

    sheet: str
    language: str | None = None
    edition: Edition = field(default_factory=Edition)
    paper: Paper | None = None
    plan: Plan | None = field(default=None, repr=False)
    prescription: Path | None = None
    person: Person = field(default=UNKNOWN, repr=False)
    """Whose dose it is: the age and weight that limits ask for."""
    lines: tuple[PersonLine, ...] = field(default=(), repr=False)
    """What a patient's own copy says of them."""
    approved_only: bool = False
    if_it_fits: bool = False
    """Whether nobody named it: then it is left out where it needs more than its one page."""
