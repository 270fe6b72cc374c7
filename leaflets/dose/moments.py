"""When in a day, and how often, somebody takes a dose: the words that a plan knows."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Time: TypeAlias = Literal["morning", "noon", "evening", "bedtime"]
"""The four times (US National Academy of Medicine, Universal Medication Schedule)."""

TIMES: Final[tuple[Time, ...]] = get_args(Time)

Moment: TypeAlias = Literal[
    "waking",
    "before_breakfast",
    "with_breakfast",
    "morning",
    "after_breakfast",
    "before_lunch",
    "with_lunch",
    "noon",
    "after_lunch",
    "afternoon",
    "before_dinner",
    "with_dinner",
    "evening",
    "after_dinner",
    "bedtime",
]
"""Times of a day, in its order."""

Clock: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time by the clock: 08:00."""

Meal: TypeAlias = Literal["before_meals", "with_meals", "after_meals", "empty_stomach"]

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS: Final = (2, 3, 4, 6, 8, 12)
"""Spacings that come out even over a day; every 24 hours is a time of day."""

MOST_TIMES: Final = 12
"""Nobody takes a medicine more often in a day."""
_DAYS: Final = {"day": 1, "week": 7, "month": 28}
"""How long a unit is at the least, in days: February is the shortest month."""

# Minutes after midnight: those of the four times are in the middle of what translators are told.
_MINUTES: Final[dict[str, int]] = {
    "waking": 7 * 60,
    "before_breakfast": 7 * 60 + 30,
    "with_breakfast": 8 * 60,
    "morning": 8 * 60,
    "after_breakfast": 8 * 60 + 30,
    "before_lunch": 11 * 60 + 30,
    "with_lunch": 12 * 60,
    "noon": 12 * 60,
    "after_lunch": 12 * 60 + 30,
    "afternoon": 15 * 60,
    "before_dinner": 17 * 60 + 30,
    "with_dinner": 18 * 60,
    "evening": 18 * 60,
    "after_dinner": 18 * 60 + 30,
    "bedtime": 22 * 60,
}
MOMENTS: Final[tuple[Moment, ...]] = get_args(Moment)


class Every(BaseModel):
    """How often, in whole days, weeks or months: every 2 days, every month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1, le=366)]
    unit: Literal["day", "week", "month"]

    @property
    def days(self) -> int:
        """How many days there are from one time to the next, at the least."""
        return self.number * _DAYS[self.unit]


def minutes_of(time: str) -> int:
    """The minutes after midnight of a moment or a time by the clock."""
    if found := re.fullmatch(r"(\d\d):(\d\d)", time):
        return int(found[1]) * 60 + int(found[2])
    return _MINUTES[time]
