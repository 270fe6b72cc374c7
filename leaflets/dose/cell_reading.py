"""The facts that one row or one note of a printed dose plan states, in every way it can be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal, TypeAlias, get_args

from leaflets.dose.circumstances import REASONS, SITES
from leaflets.dose.moments import MOMENTS, TIMES, Meal
from leaflets.dose.plan_vocabulary import PlanVocabulary
from leaflets.dose.portion_reading import amounts, portions
from leaflets.dose.speech import PlanRow
from leaflets.dose.told_plan import Beat, Length, Portion, Span, ToldRhythm
from leaflets.dose.word_moulds import Mould
from leaflets.sheet.plan_limits import Route

_ROUTES: Final = get_args(Route)
_MEALS: Final = get_args(Meal)
_LINKS: Final = ("first", "then", "also")
_IN_BRACKETS: Final = Mould("{time} ({minutes})")
_WEEKLY: Final = "once-a-week"

_COUNTED_BEATS: Final[tuple[tuple[Beat, str, str], ...]] = (
    ("hours", "plan.every_hours", "hours"),
    ("a_day", "plan.times_a_day", "count"),
    ("a_week", "plan.times_a_week", "count"),
    ("a_month", "plan.times_a_month", "count"),
    ("days", "plan.every_days", "days"),
    ("weeks", "plan.every_weeks", "weeks"),
    ("months", "plan.every_months", "months"),
)
_AT_TIMES: Final[tuple[tuple[Beat, str, str], ...]] = (
    ("days", "plan.every_days_at", "days"),
    ("weeks", "plan.every_weeks_at", "weeks"),
    ("months", "plan.every_months_at", "months"),
)
_RANGED_BEATS: Final[tuple[tuple[Beat, str], ...]] = (
    ("hours", "plan.every_hours_range"),
    ("a_day", "plan.times_a_day_range"),
)
_LENGTHS: Final[tuple[tuple[Literal["day", "week", "month"], str, str], ...]] = (
    ("day", "plan.days", "days"),
    ("week", "plan.weeks", "weeks"),
    ("month", "plan.months", "months"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said: the name of a field of a part or of the plan, and its value."""

    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Serving:
    """A dose as one row says it; ``when`` is what stands before it, None for plan.amount."""

    portion: Portion
    when: Fact | None
    is_weekly: bool = False


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What stands before a part: how it goes on from the one above, and one fact of it."""

    link: str
    said: Fact


_Pictured: TypeAlias = tuple[Fact, str | None]
"""A fact, and the pictogram that must stand beside it."""


def row_facts(words: PlanVocabulary, row: PlanRow) -> Iterator[Fact]:
    """What one row can mean; nothing where its pictogram says something else."""
    facts = chain(_headed(words, row), _labels(words, row), _servings(words, row))
    return (fact for fact, pictogram in facts if pictogram == row.pictogram)


def note_facts(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    """What one note can mean."""
    yield from _meals(words, text)
    yield from _waits(words, text)
    yield from _limits(words, text)
    yield from _lengths(words, text)
    for name, key in (("first", "plan.from"), ("last", "plan.until")):
        yield from (Fact(name, date) for date in _dates(words, key, text))
    if words.is_word("plan.personal", text):
        yield Fact("only_for_you", True)


def _headed(words: PlanVocabulary, row: PlanRow) -> Iterator[_Pictured]:
    """The facts of a row whose first cell says of what kind it is."""
    when, said = row.when, row.amount
    read: tuple[tuple[str, Callable[[PlanVocabulary, str], Iterator[Fact]]], ...] = (
        ("plan.when", _conditions),
        ("plan.where", lambda words, text: _named(words, "site", "where", SITES, text)),
        ("plan.how", lambda words, text: _named(words, "route", "route", _ROUTES, text)),
        ("plan.amount", _limits),
        ("plan.weekdays", _days),
    )
    for key, facts in read:
        if words.is_word(key, when):
            yield from ((fact, None) for fact in facts(words, said))
    if words.is_word("plan.weekday", when) and (day := words.calendar.weekday(said)) is not None:
        yield Fact("weekly", (day,)), _WEEKLY


def _labels(words: PlanVocabulary, row: PlanRow) -> Iterator[_Pictured]:
    for link in _LINKS:
        if words.is_word(f"plan.step_{link}", row.when):
            for said in _label_facts(words, row.amount):
                yield Fact("label", RowLabel(link, said)), None


def _label_facts(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    if words.is_word("plan.step_onwards", text):
        yield Fact("onwards", True)
    yield from _lengths(words, text)
    yield from _rhythms(words, text)
    yield from _needs(words, text)
    yield from _days(words, text)


def _servings(words: PlanVocabulary, row: PlanRow) -> Iterator[_Pictured]:
    found = list(portions(words, row.amount))
    if not found:
        return
    for when, pictogram in _whens(words, row.when):
        serving = (Serving(portion, when, pictogram == _WEEKLY) for portion in found)
        yield from ((Fact("dose", one), pictogram) for one in serving)


def _whens(words: PlanVocabulary, text: str) -> Iterator[tuple[Fact | None, str | None]]:
    """What can stand before an amount, and the pictogram beside it."""
    if words.is_word("plan.amount", text):
        yield None, None
    if words.is_word("plan.as_written", text):
        yield Fact("rhythm", ToldRhythm("as_written")), None
    for fact in chain(_rhythms(words, text), _needs(words, text)):
        yield fact, None
    for fact in _days(words, text):
        yield fact, None
        if len(fact.value) == 1:
            yield fact, _WEEKLY
    for time, minutes in _times(words, text):
        yield Fact("time", (time, minutes)), time if time in TIMES else None


def _times(words: PlanVocabulary, text: str) -> Iterator[tuple[str, int | None]]:
    """The times of day that the text can be, with the minutes in brackets behind it."""
    yield from ((time, None) for time in _plain_times(words, text))
    # The words for the minutes may have brackets of their own.
    for found in _IN_BRACKETS.taken(text):
        for span in words.counts("plan.minutes", found["minutes"], "minutes"):
            yield from ((time, int(span.low)) for time in _plain_times(words, found["time"]))


def _plain_times(words: PlanVocabulary, text: str) -> Iterator[str]:
    yield from words.which("plan", MOMENTS, text)
    if clock := words.calendar.clock(text):
        yield clock


def _conditions(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    """What stands beside "When"."""
    yield from _needs(words, text)
    yield from _rhythms(words, text)
    yield from _meals(words, text)
    yield from _waits(words, text)


def _rhythms(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    for beat, key, place in _COUNTED_BEATS:
        for span in words.counts(key, text, place):
            yield Fact("rhythm", ToldRhythm(beat, span))
    for beat, key, place in _AT_TIMES:
        for span in words.counts(key, text, place):
            yield Fact("rhythm", ToldRhythm(beat, span, at_times=True))
    for beat, key in _RANGED_BEATS:
        for span in words.ranges(key, text):
            yield Fact("rhythm", ToldRhythm(beat, span))
    if words.is_word("plan.once", text):
        yield Fact("rhythm", ToldRhythm("once"))
    for date in _dates(words, "plan.on_date", text):
        yield Fact("rhythm", ToldRhythm("on", date=date))


def _dates(words: PlanVocabulary, key: str, text: str) -> Iterator[datetime.date]:
    for found in words.taken(key, text):
        if date := words.calendar.date(found.get("date", "")):
            yield date


def _needs(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    if words.is_word("plan.as_needed", text):
        yield Fact("need", "any")
    for found in words.taken("plan.as_needed_for", text):
        for reason in words.which("reason", REASONS, found.get("reason", "")):
            yield Fact("need", reason)


def _days(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    if days := words.calendar.weekdays(text):
        yield Fact("days", days)


def _lengths(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    for unit, key, place in _LENGTHS:
        for span in words.counts(key, text, place):
            yield Fact("length", Length(unit, span))
    for span in words.ranges("plan.days_range", text):
        yield Fact("length", Length("day", span))


def _meals(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    return _named(words, "meal", "plan", _MEALS, text)


def _waits(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    return _numbers("wait", words.counts("plan.wait", text, "hours"))


def _limits(words: PlanVocabulary, text: str) -> Iterator[Fact]:
    """The most in a day, the most times, and how many in all."""
    for found in words.taken("plan.most_amount", text):
        for amount in amounts(words, found.get("amount", "")):
            yield Fact("most", amount)
    yield from _numbers("most_times", words.counts("plan.most_times", text, "count"))
    yield from _numbers("in_all", words.counts("plan.in_all", text, "count"))


def _numbers(name: str, spans: Iterator[Span]) -> Iterator[Fact]:
    return (Fact(name, int(span.low)) for span in spans)


def _named(
    words: PlanVocabulary, name: str, root: str, names: tuple[str, ...], text: str
) -> Iterator[Fact]:
    return (Fact(name, found) for found in words.which(root, names, text))
