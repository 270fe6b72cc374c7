"""Days of the week, dates and times by the clock, read by CLDR's patterns of a region."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from babel import Locale

_TOKEN: Final = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z'])")
_HALF: Final = 12 * 60
_DAY: Final = 24 * 60
_WIDTHS: Final = ("abbreviated", "wide")
_USES: Final = ("format", "stand-alone")
_NUMERALS: Final = {"d": "day", "y": "year", "M": "month", "h": "half", "H": "hour", "m": "minute"}
_NUMERIC_MONTH: Final = 2


@dataclass(frozen=True)
class CalendarReading:
    """How dates and times are written in a region, and days of the week in its language."""

    locale: Locale
    language: Locale

    def weekday(self, text: str) -> int | None:
        """The day of the week that the text is; Monday is 0."""
        return self._weekdays.get(_plain(text).casefold())

    def weekdays(self, text: str) -> tuple[int, ...] | None:
        """The days of the week that a list names, in its order; a single one is a list too."""
        rest = _plain(text).casefold()
        if (alone := self._weekdays.get(rest)) is not None:
            return (alone,)
        found = list(self._any_weekday.finditer(rest))
        if len(found) < 2 or found[0].start() or found[-1].end() != len(rest):
            return None
        between = [rest[a.end() : b.start()] for a, b in pairwise(found)]
        days = tuple(self._weekdays[one[0]] for one in found)
        return days if self._is_list(between) and len(set(days)) == len(days) else None

    def _is_list(self, between: list[str]) -> bool:
        *others, last = between
        patterns = self.language.list_patterns["standard"]
        if not others:
            return last == _joint(patterns["2"])
        begin, *inner = others
        middle = _joint(patterns["middle"])
        return (begin, last) == (_joint(patterns["start"]), _joint(patterns["end"])) and all(
            one == middle for one in inner
        )

    def date(self, text: str) -> datetime.date | None:
        """The day that a date in words is."""
        found = self._date.fullmatch(_plain(text))
        if not found:
            return None
        said = found.groupdict()
        month = self._months[said["name"]] if said.get("name") else int(said["month"])
        try:
            return datetime.date(int(said["year"]), month, int(said["day"]))
        except ValueError:
            return None

    def clock(self, text: str) -> str | None:
        """The time that the text is, as 20:15; None where it may be one of two."""
        found = self._clock.fullmatch(_plain(text))
        if not found:
            return None
        said = found.groupdict()
        minute = int(said["minute"])
        if said.get("hour"):
            at = int(said["hour"]) * 60 + minute
        else:
            half = int(said["half"])
            early = half % 12 * 60 + minute
            spans = [one for name, one in self._periods if name == said.get("period")]
            both = [at for at in (early, early + _HALF) if any(at in span for span in spans)]
            if len(both) != 1 or not 1 <= half <= 12:
                return None
            (at,) = both
        return f"{at // 60:02}:{at % 60:02}" if at < _DAY and minute < 60 else None

    @cached_property
    def _weekdays(self) -> Mapping[str, int]:
        names = self.language.days
        return {
            _plain(name).casefold(): day
            for use in _USES
            for day, name in names[use]["wide"].items()
        }

    @cached_property
    def _any_weekday(self) -> re.Pattern[str]:
        return re.compile(_one_of(self._weekdays))

    @cached_property
    def _months(self) -> Mapping[str, int]:
        names = self.locale.months
        return {_plain(name): month for use in _USES for month, name in names[use]["wide"].items()}

    @cached_property
    def _date(self) -> re.Pattern[str]:
        return self._pattern(self.locale.date_formats["long"].pattern)

    @cached_property
    def _clock(self) -> re.Pattern[str]:
        return self._pattern(self.locale.time_formats["short"].pattern)

    @cached_property
    def _periods(self) -> list[tuple[str, range]]:
        """The names of parts of a day, each with the minutes of the day that it can mean."""
        own_rules: Mapping[Any, Any] = self.locale.day_period_rules
        rules: Mapping[str, Any] = own_rules.get(None, {})
        spans = {name: list(_spans(rule)) for name, rule in rules.items()}
        spans |= {"am": [range(_HALF)], "pm": [range(_HALF, _DAY)]}
        own = self.locale.day_periods
        names = {
            (_plain(text), key)
            for use in _USES
            for width in _WIDTHS
            for key, text in own.get(use, {}).get(width, {}).items()
        }
        return [(text, span) for text, key in names for span in spans.get(key, [])]

    def _pattern(self, pattern: str) -> re.Pattern[str]:
        return re.compile("".join(map(self._token, _TOKEN.finditer(pattern))))

    def _token(self, found: re.Match[str]) -> str:
        """The regular expression for one field or one stretch of other text of a pattern."""
        quoted, letter, other = found.groups()
        run = found[0]
        if letter is None:
            return re.escape(_plain(quoted or other or ""))
        if letter in "ML" and len(run) > _NUMERIC_MONTH:
            return f"(?P<name>{_one_of(self._months)})"
        if letter in "aBb":
            return f"(?P<period>{_one_of(name for name, _ in self._periods)})"
        if letter == "G":
            eras = self.locale.eras
            return _one_of(_plain(eras[width][1]) for width in _WIDTHS)
        # A single letter is a number without a zero before it.
        digits = "[0-9]{4}" if letter == "y" else "[0-9]{2}" if len(run) > 1 else "0|[1-9][0-9]?"
        return f"(?P<{_NUMERALS[letter]}>{digits})"


def _one_of(names: Iterable[str]) -> str:
    longest_first = sorted(set(names), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _plain(text: str) -> str:
    """With plain blanks, and without marks that nobody sees."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u200f", "")


def _joint(pattern: str) -> str:
    return _plain(pattern.removeprefix("{0}").removesuffix("{1}")).casefold()


def _spans(rule: Any) -> Iterator[range]:
    """The minutes of the day that one rule of CLDR's names."""
    for one in rule:
        if "at" in one:
            yield range(_minute(one["at"]), _minute(one["at"]) + 1)
        elif (start := _minute(one["from"])) < (end := _minute(one["before"])):
            yield range(start, end)
        else:
            yield from (range(start, _DAY), range(end))


def _minute(value: Any) -> int:
    """A time of CLDR's rules in minutes: Babel has seconds after midnight."""
    return int(value) // 60
