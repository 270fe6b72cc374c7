"""How a language says what code composes, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from pydantic import BaseModel, ConfigDict, Field

from leaflets.dose.circumstances import OwnWords
from leaflets.language.plurals import PluralWords
from leaflets.sheet.blocks import is_empty


@dataclass(frozen=True)
class Speech:
    """How a language says what code composes: its words, plurals, numbers and dates.

    ``numbers`` is the language of the catalog: no region writes a number otherwise than the
    texts around it. ``locale`` has the region, which chooses how a date is written.
    """

    locale: Locale
    numbers: Locale
    words: Mapping[str, str]
    plurals: Mapping[str, PluralWords]


class PlanRow(BaseModel):
    """One line of a plan: when, how much, and the pictogram of the time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pictogram: str | None
    when: str
    amount: str


class LocalizedPlan(BaseModel):
    """What a leaflet says of one person's dose; ``written`` are the prescriber's own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[PlanRow, ...]
    notes: tuple[str, ...]
    once_a_week: bool
    written: tuple[OwnWords, ...] = Field((), exclude_if=is_empty)
