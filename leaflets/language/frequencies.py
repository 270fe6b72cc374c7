"""How often a dose is taken, as English says it: "every 4 to 6 hours", "3 times a day"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from leaflets.arithmetic import NUMBERS
from leaflets.language.amounts import told

_WORDS: Final = {
    **dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True)),
    "eight": 8,
    "ten": 10,
    "twelve": 12,
    "once": 1,
    "twice": 2,
}
_HOURS: Final = {
    "minute": NUMBERS.divide(Decimal(1), Decimal(60)),
    "hour": Decimal(1),
    "day": Decimal(24),
    "week": Decimal(168),
    "month": Decimal("730.5"),
    "year": Decimal(8766),
}
_NUMBER: Final = rf"(?:\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
_TO: Final = r"[ \u00a0]?(?:to|or|–|-|−)[ \u00a0]?"
_EVERY: Final = re.compile(
    rf"(?<!\w)(?:every|each)[ \u00a0]"
    rf"(?:(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?[ \u00a0-]?)?"
    rf"(?P<other>other )?(?P<unit>{'|'.join(_HOURS)})s?(?!\w)",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(
    rf"(?<!\w)(?:(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?(?:[ \u00a0]times)?)"
    rf"[ \u00a0](?:(?:a|an|per|each|every|in|in a)[ \u00a0](?:(?P<hours>24)[ \u00a0]hours"
    rf"|(?P<unit>day|week|month|hour))|(?P<daily>daily|weekly|monthly|hourly))(?!\w)",
    re.IGNORECASE,
)
_LY: Final = re.compile(r"(?<!\w)(?P<ly>daily|hourly|weekly|nightly)(?!\w)", re.IGNORECASE)
_OF_LY: Final = {"hourly": "hour", "weekly": "week", "monthly": "month"}
AS_NEEDED: Final = re.compile(
    r"(?<!\w)(?:needed|necessary|required|up to|at most|no more than|not more than|if |when |only"
    r"|at least|for pain|for fever)",
    re.IGNORECASE,
)
"""What says that a dose may also be left out."""


@dataclass(frozen=True, slots=True)
class DoseFrequency:
    """How often, between ``start`` and ``end`` of a text: at least and at most times a day."""

    low: Decimal
    high: Decimal
    start: int
    end: int
    is_interval: bool
    """Whether it says how long to wait ("every 6 hours"), not how many times."""

    def agrees(self, other: DoseFrequency) -> bool:
        """Whether two ways of saying it are the same; two of one kind are."""
        if self.is_interval == other.is_interval:
            return True
        near = Decimal("0.02")
        return (
            abs(self.low - other.low) <= near * self.low
            and abs(self.high - other.high) <= near * self.high
        )

    @property
    def told(self) -> str:
        """How it was said, for a message."""
        return "that interval" if self.is_interval else "that number of times"

    @property
    def as_other(self) -> str:
        """The same said the other way: an interval as times a day, times as an interval."""
        if not self.low or not self.high:
            return "never"
        if self.is_interval:
            ends = sorted({told(self.low), told(self.high)}, key=Decimal)
            return f"{' to '.join(ends)} times a day"
        ends = sorted({told(24 / self.high), told(24 / self.low)}, key=Decimal)
        return f"every {' to '.join(ends)} hours"

    @property
    def hours(self) -> Decimal | None:
        """The shortest time between two doses, in hours, where it says an interval."""
        return 24 / self.high if self.is_interval and self.high else None


def frequencies_in(text: str) -> Iterator[DoseFrequency]:
    """What a text in English says of how often, in order."""
    found = [*_every(text), *_times(text)]
    taken = [(f.start, f.end) for f in found]
    for match in _LY.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            often = 24 / _HOURS[_OF_LY.get(match["ly"].casefold(), "day")]
            found.append(DoseFrequency(often, often, match.start(), match.end(), False))
    yield from sorted(found or _parts_of_day(text), key=lambda one: one.start)


_PARTS: Final = re.compile(
    r"(?<!\w)(morning|noon|midday|afternoon|evening|night|bedtime|breakfast|lunch|dinner)s?(?!\w)",
    re.IGNORECASE,
)


def _parts_of_day(text: str) -> list[DoseFrequency]:
    """ "In the morning and in the evening" is 2 times a day; "or" leaves it open."""
    parts = list(_PARTS.finditer(text))
    times = Decimal(len({part[1].casefold() for part in parts}))
    if not parts or re.search(r"(?<!\w)or(?!\w)|\d", text):
        return []
    return [DoseFrequency(times, times, parts[0].start(), parts[-1].end(), False)]


def _every(text: str) -> Iterator[DoseFrequency]:
    for match in _EVERY.finditer(text):
        low = _value(match["low"]) if match["low"] else Decimal(2 if match["other"] else 1)
        high = _value(match["high"]) if match["high"] else low
        hours = _HOURS[match["unit"].casefold()]
        if low and high:
            least, most = 24 / (high * hours), 24 / (low * hours)
            counts_times = match["unit"].casefold() == "day" and not match["low"]
            interval = not (counts_times and not match["other"])
            yield DoseFrequency(
                min(least, most), max(least, most), match.start(), match.end(), interval
            )


def _times(text: str) -> Iterator[DoseFrequency]:
    for match in _TIMES.finditer(text):
        is_time = "times" in match[0].casefold() or not match["low"][0].isdigit()
        if not is_time:
            continue
        low = _value(match["low"])
        high = _value(match["high"]) if match["high"] else low
        unit = match["unit"] or _OF_LY.get((match["daily"] or "").casefold(), "day")
        days = 24 / _HOURS[unit.casefold()]
        yield DoseFrequency(low * days, high * days, match.start(), match.end(), False)


def _value(written: str) -> Decimal:
    return Decimal(_WORDS.get(written.casefold(), 0)) or Decimal(written)
