"""A plan's rows read back for when: which day, which time, how often.

It shares the fixed words with what wrote them, and nothing else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.dates import get_day_names, get_period_id, get_period_names, get_time_format

from leaflets.dose.moments import MOMENTS
from leaflets.dose.plan import Dose, Plan
from leaflets.dose.speech import PlanRow, Speech

_COUNTED: Final = {
    "plan.every_hours": "hours",
    "plan.times_a_day": "count",
    "plan.every_days": "days",
    "plan.every_weeks": "weeks",
    "plan.every_months": "months",
}
_LABELS: Final = ("plan.when", "plan.weekdays", "plan.weekday")
_ONCE: Final = ("plan.once", 1)
_HALF: Final = 12
_WIDTHS: Final = ("abbreviated", "wide", "narrow")


@dataclass(frozen=True)
class ToldRow:
    """A row that says an amount, with what stands above it: days of the week, and how often."""

    place: str
    row: PlanRow
    days: frozenset[int]
    rhythm: frozenset[tuple[str, int]]


def told_rows(rows: tuple[PlanRow, ...], speech: Speech) -> Iterator[ToldRow]:
    """The rows that are for taking, each with what the rows above say of it."""
    labels = {speech.words[key]: key for key in _LABELS if key in speech.words}
    days: frozenset[int] = frozenset()
    rhythm: frozenset[tuple[str, int]] = frozenset()
    for number, row in enumerate(rows, 1):
        key = labels.get(row.when)
        if row.amount == speech.words["plan.none"]:
            continue
        if key == "plan.when":
            rhythm = rhythms_in(row.amount, speech)
        elif key:
            days = days_in(row.amount, speech)
        else:
            yield ToldRow(f"plan.rows.{number}", row, days, rhythm)


def is_when(told: ToldRow, dose: Dose, plan: Plan, speech: Speech) -> bool:
    """Whether a row says the time, the days and the rhythm of a dose, and no others."""
    days, rhythm, when = told.days, told.rhythm, told.row.when
    if dose.time is None:
        if days or rhythm or _says_a_moment(when, speech):
            return False
        rhythm = rhythms_in(when, speech)
        # "Luni" is Romanian for months and for Monday.
        days = frozenset() if rhythm else days_in(when, speech)
    elif ":" in dose.time:
        if not _is_clock(when, datetime.time.fromisoformat(dose.time), speech.locale):
            return False
    elif when != speech.words.get(f"plan.{dose.time}"):
        return False
    wanted = {plan.weekday} if plan.weekday is not None else set(dose.weekdays)
    return days == wanted and rhythm == _rhythm_of(plan)


def _says_a_moment(text: str, speech: Speech) -> bool:
    words = (speech.words[f"plan.{moment}"] for moment in MOMENTS)
    return any(word in text for word in words) and not rhythms_in(text, speech)


def _rhythm_of(plan: Plan) -> set[tuple[str, int]]:
    if plan.once:
        return {_ONCE}
    if plan.every:
        return {(f"plan.every_{plan.every.unit}s", plan.every.number)}
    counts = (("plan.every_hours", plan.every_hours), ("plan.times_a_day", plan.times_a_day))
    return {(key, count) for key, count in counts if count}


def rhythms_in(text: str, speech: Speech) -> frozenset[tuple[str, int]]:
    """Every rhythm that a text is in words: several, where the words do not tell them apart."""
    found = {_ONCE} if text == speech.words.get("plan.once") else set()
    for key, name in _COUNTED.items():
        forms = speech.plurals[key].forms if key in speech.plurals else ()
        for form in forms:
            before, _, after = form.partition(f"{{{name}}}")
            number = text.removeprefix(before).removesuffix(after)
            if number.isdecimal() and text == f"{before}{number}{after}":
                found.add((key, int(number)))
    return frozenset(found)


def days_in(text: str, speech: Speech) -> frozenset[int]:
    """The days of the week that a text names."""
    names = get_day_names("wide", "stand-alone", speech.numbers)
    found = set()
    for day, name in sorted(names.items(), key=lambda pair: len(pair[1]), reverse=True):
        if name in text:
            found.add(day)
            text = text.replace(name, " ")
    return frozenset(found)


def _is_clock(text: str, time: datetime.time, locale: Locale) -> bool:
    """Whether a text is a time, of twenty-four hours or of twelve with the part of the day."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    pattern = str(get_time_format("short", locale).pattern)
    if "H" in pattern:
        return numbers == [time.hour, time.minute]
    own, other = ("am", "pm") if time.hour < _HALF else ("pm", "am")
    if "B" in pattern:
        own, other = get_period_id(time, locale=locale), ""
    named = [names for names in _parts_of_day(locale) if own in names and names[own] in text]
    if not named or any(other in names and names[other] in text for names in named):
        return False
    return numbers == [(time.hour - 1) % _HALF + 1, time.minute]


def _parts_of_day(locale: Locale) -> Iterator[Mapping[str, str]]:
    """The names of the parts of a day; not every language has them in each width."""
    for width in _WIDTHS:
        yield get_period_names(width, "format", locale)
