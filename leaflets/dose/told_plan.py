"""What the words of a printed dose plan say, as the second reader understands them.

Nothing here knows how a plan is composed: a plan as ordered (``plan_meaning``) and a plan as read
(``row_order``) are brought into the same form, and then they are equal or the words are wrong.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from leaflets.dose.circumstances import Reason, Site
from leaflets.dose.moments import Meal
from leaflets.language.strengths import Mass
from leaflets.sheet.dosing_units import Unit
from leaflets.sheet.plan_limits import Route

Link: TypeAlias = Literal["first", "then", "also"]
Beat: TypeAlias = Literal[
    "hours",
    "a_day",
    "a_week",
    "a_month",
    "days",
    "weeks",
    "months",
    "once",
    "on",
    "as_written",
]
"""How often: every so many hours, so many times a day …, once, on one date, as written below."""


@dataclass(frozen=True, slots=True)
class Span:
    """One number, or all from one to another."""

    low: Fraction
    high: Fraction

    def times(self, factor: Fraction) -> Span:
        """Both ends, so many times as much."""
        return Span(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Weight:
    """How much medicine: a mass, in so many mL of a liquid or in one piece."""

    number: Fraction
    unit: Mass
    volume: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ToldAmount:
    """How much at once, with everything that is said beside the number.

    ``spoons`` are their number and the mL of one; ``total`` is in micrograms.
    """

    number: Span
    unit: Unit
    spoons: tuple[Fraction, Fraction] | None = None
    strength: Weight | None = None
    total: Span | None = None


Portion: TypeAlias = ToldAmount | Literal["nothing", "as_written"]


@dataclass(frozen=True, slots=True)
class ToldDose:
    """What is taken at one time; ``time`` is a moment's name, 20:15, or None for no time."""

    portion: Portion
    time: str | None = None
    minutes: int | None = None
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRhythm:
    """How often something is taken; ``at_times``: at each of several times of such a day."""

    beat: Beat
    number: Span | None = None
    date: datetime.date | None = None
    at_times: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """For how long."""

    unit: Literal["day", "week", "month"]
    number: Span


@dataclass(frozen=True, slots=True)
class ToldPart:
    """What one part of a plan says.

    ``need`` is a reason, or "any" where none is named; ``counted`` how many times a day a label
    counts, ``named`` the days of the week that it names; ``weekly`` that one day of the week is
    its only one. ``places`` says where each field was read.
    """

    link: Link | None = None
    length: Length | None = None
    onwards: bool = False
    counted: int | None = None
    named: tuple[int, ...] = ()
    need: Reason | Literal["any"] | None = None
    rhythm: ToldRhythm | None = None
    weekly: bool = False
    doses: tuple[ToldDose, ...] = ()
    site: Site | None = None
    route: Route | None = None
    meal: Meal | None = None
    wait: int | None = None
    most: ToldAmount | None = None
    most_times: int | None = None
    in_all: int | None = None
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def place(self, name: str) -> str:
        """Where the field was read: ``plan.rows.3``; ``plan.rows`` where it was not."""
        return dict(self.places).get(name, "plan.rows")


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """What all words of a plan say. ``last`` is the last day of the whole of it."""

    parts: tuple[ToldPart, ...]
    first: datetime.date | None = None
    last: datetime.date | None = None
    only_for_you: bool = False
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)
