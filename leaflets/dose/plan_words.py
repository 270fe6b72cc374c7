"""A dose plan in words: every string final, in the leaflet's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list

from leaflets.dose.amount_words import amount_in_words, plural_in_words, range_in_words
from leaflets.dose.moments import MOMENTS, TIMES, Time
from leaflets.dose.plan import Amount, Dose, Plan, in_order, parts_of
from leaflets.dose.speech import LocalizedPlan, PlanRow, Speech
from leaflets.errors import LeafletsError, problem
from leaflets.translation.placeholders import fill

_FROM_DAWN: Final = ("am", "so", "sw")
"""Languages in which 2 o'clock is often 8 in the morning; CLDR's clock begins at midnight."""


def localize_plan(plan: Plan, speech: Speech) -> LocalizedPlan:
    """The plan in words. Digits are Western, as on medicine packs."""
    parts = parts_of(plan)
    rows: list[PlanRow] = []
    for number, part in enumerate(parts):
        after = parts[number + 1].link if number + 1 < len(parts) else None
        label = _label(part, after, speech)
        rows += [label] if label else []
        told = label.amount if label else ""
        rows += _rows_of(part, told, speech, is_alone=len(parts) == 1)
    return LocalizedPlan(
        rows=tuple(rows),
        notes=tuple(_notes(parts, speech)),
        once_a_week=bool(plan.doses) and all(part.weekday is not None for part in parts),
        written=plan.words,
    )


def _label(part: Plan, after: str | None, speech: Speech) -> PlanRow | None:
    """The row before a part that says which step it is, and for how long.

    Where it has no length, the row says how often it is taken.
    """
    if part.link is None and after != "then":
        return None
    words = speech.words
    onwards = words["plan.step_onwards"] if part.link == "then" and not part.has_end else ""
    told = _length(part, speech) or onwards or _often_in_words(part, speech)
    return _label_row(f"plan.step_{part.link or 'first'}", told, speech)


def _often_in_words(part: Plan, speech: Speech) -> str:
    if part.weekday is not None:
        return weekday_in_words(part.weekday, speech.numbers)
    if often := rhythm_in_words(part, speech) or need_in_words(part, speech):
        return often
    if days := sorted({day for dose in part.doses for day in dose.weekdays}):
        return weekdays_in_words(days, speech)
    return plural_in_words("plan.times_a_day", "count", len(part.doses), speech)


def _rows_of(part: Plan, label: str, speech: Speech, *, is_alone: bool) -> Iterator[PlanRow]:
    """The rows of a part; with its notes behind them, where there are several parts."""
    words = speech.words
    yield from _rows(part, label, speech, is_alone=is_alone)
    if part.site:
        yield _label_row("plan.where", words[f"where.{part.site}"], speech)
    if part.route:
        yield _label_row("plan.how", words[f"route.{part.route}"], speech)
    if not is_alone:
        yield from (_label_row("plan.when", note, speech) for note in _times_said(part, speech))
        yield from (_label_row("plan.amount", note, speech) for note in _most_said(part, speech))


def _label_row(key: str, text: str, speech: Speech) -> PlanRow:
    return PlanRow(pictogram=None, when=speech.words[key], amount=text)


def _rows(plan: Plan, label: str, speech: Speech, *, is_alone: bool) -> Iterator[PlanRow]:
    """The rows with the doses; what ``label`` says above them is not said again.

    A plan of one part says of each time of day that nothing is taken then.
    """
    words = speech.words
    if not plan.doses:
        return
    if plan.weekday is not None:
        yield from _weekly_rows(plan, plan.weekday, speech)
        return
    need, rhythm = need_in_words(plan, speech), rhythm_in_words(plan, speech)
    first = plan.doses[0]
    if first.time is None and not first.weekdays:
        if need and rhythm and need != label:
            yield _label_row("plan.when", need, speech)
        when = rhythm or need or words["plan.as_written"]
        when = words["plan.amount"] if when == label else when
        yield PlanRow(pictogram=None, when=when, amount=_amount(first.amount, speech))
        return
    for told in (told for told in (need, rhythm) if told and told != label):
        yield _label_row("plan.when", told, speech)
    times = {dose.time for dose in plan.doses}
    plain = times <= set(TIMES) and not any(dose.weekdays for dose in plan.doses)
    if is_alone and plain and not rhythm and not need:
        said = {dose.time: _timed_row(dose, speech) for dose in plan.doses}
        yield from (said.get(time) or _nothing_row(time, speech) for time in TIMES)
        return
    for days, doses in groupby(in_order(plan).doses, key=lambda dose: dose.weekdays):
        yield from _rows_on(days, tuple(doses), speech)


def _weekly_rows(plan: Plan, weekday: int, speech: Speech) -> Iterator[PlanRow]:
    day = weekday_in_words(weekday, speech.numbers)
    (dose,) = plan.doses
    if need := need_in_words(plan, speech):
        yield _label_row("plan.when", need, speech)
    if dose.time is None:
        yield PlanRow(pictogram="once-a-week", when=day, amount=_amount(dose.amount, speech))
        return
    yield PlanRow(pictogram="once-a-week", when=speech.words["plan.weekday"], amount=day)
    yield _timed_row(dose, speech)


def _rows_on(days: tuple[int, ...], doses: tuple[Dose, ...], speech: Speech) -> Iterator[PlanRow]:
    """The doses of some days of the week; of each day, where there are none."""
    named = weekdays_in_words(days, speech)
    if days and doses[0].time is None:
        yield PlanRow(pictogram=None, when=named, amount=_amount(doses[0].amount, speech))
        return
    if days:
        yield _label_row("plan.weekdays", named, speech)
    yield from (_timed_row(dose, speech) for dose in doses)


def _amount(amount: Amount | None, speech: Speech) -> str:
    return amount_in_words(amount, speech) if amount else speech.words["plan.as_written"]


def _timed_row(dose: Dose, speech: Speech) -> PlanRow:
    assert dose.time
    pictogram = dose.time if dose.time in TIMES else None
    when = time_in_words(dose.time, speech)
    if dose.minutes:
        # "Before breakfast (30 minutes)": no language needs another form of the time for it.
        when += f" ({plural_in_words('plan.minutes', 'minutes', dose.minutes, speech)})"
    return PlanRow(pictogram=pictogram, when=when, amount=_amount(dose.amount, speech))


def _nothing_row(time: Time, speech: Speech) -> PlanRow:
    words = speech.words
    return PlanRow(pictogram=time, when=words[f"plan.{time}"], amount=words["plan.none"])


def need_in_words(plan: Plan, speech: Speech) -> str:
    """That it is taken only when needed, and what for; or ""."""
    if plan.need is None:
        return ""
    if plan.need.reason is None:
        return speech.words["plan.as_needed"]
    reason = speech.words[f"reason.{plan.need.reason}"]
    return fill(speech.words["plan.as_needed_for"], reason=reason)


def rhythm_in_words(plan: Plan, speech: Speech) -> str:
    """How often a part's doses are taken, where that is not each day: "Every 2 days"; or ""."""
    if plan.once:
        return speech.words["plan.once"]
    if plan.on:
        return fill(speech.words["plan.on_date"], date=date_in_words(plan.on, speech.locale))
    for key, name, low, high in (
        ("plan.every_hours", "hours", plan.every_hours, plan.every_hours_most),
        ("plan.times_a_day", "count", plan.times_a_day, plan.times_a_day_most),
        ("plan.times_a_week", "count", plan.times_a_week, None),
        ("plan.times_a_month", "count", plan.times_a_month, None),
    ):
        if low and high:
            return range_in_words(f"{key}_range", low, high, speech)
        if low:
            return plural_in_words(key, name, low, speech)
    if plan.every:
        unit = f"{plan.every.unit}s"
        # In many languages "every 2 days" is "once in 2 days".
        at = "_at" if len(plan.doses) > 1 else ""
        return plural_in_words(f"plan.every_{unit}{at}", unit, plan.every.number, speech)
    return ""


def time_in_words(time: str, speech: Speech) -> str:
    """A time of day, or by the clock, as the region writes it: 8:00 AM, 20.00.

    Raises LeafletsError (kind "translation") for a time by the clock that would be misread.
    """
    if time in MOMENTS:
        return speech.words[f"plan.{time}"]
    if speech.locale.language in _FROM_DAWN:
        message = (
            "where this language is spoken, many count the hours from dawn and not from midnight;"
            " name a time of day (morning, noon, evening) in place of one by the clock"
        )
        raise LeafletsError(problem("translation-clock", message))
    clock = datetime.time.fromisoformat(time)
    return " ".join(str(format_time(clock, "short", locale=speech.locale)).split())


def weekdays_in_words(days: Sequence[int], speech: Speech) -> str:
    """The names of days of the week: "Monday, Wednesday, and Friday"; "" for none."""
    names = [weekday_in_words(day, speech.numbers) for day in days]
    return str(format_list(names, "standard", speech.numbers)) if names else ""


def _notes(parts: Sequence[Plan], speech: Speech) -> Iterator[str]:
    """What stands under the table: of the only part, or of all parts."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        yield from _times_said(first, speech)
        yield from _most_said(first, speech)
        if lasts := _length(first, speech):
            yield lasts
    for key, date in (("plan.from", first.first), ("plan.until", last.last)):
        if date:
            yield fill(speech.words[key], date=date_in_words(date, speech.locale))
    yield speech.words["plan.personal"]


def _times_said(part: Plan, speech: Speech) -> Iterator[str]:
    """Sentences on when: meals, and the time between two doses."""
    if part.meal:
        yield speech.words[f"plan.{part.meal}"]
    if part.wait:
        yield plural_in_words("plan.wait", "hours", part.wait, speech)


def _most_said(part: Plan, speech: Speech) -> Iterator[str]:
    """Sentences on the most: in a day, and in all."""
    if part.most:
        amount = amount_in_words(part.most, speech)
        yield fill(speech.words["plan.most_amount"], amount=amount)
    if part.most_times:
        yield plural_in_words("plan.most_times", "count", part.most_times, speech)
    if part.in_all:
        yield plural_in_words("plan.in_all", "count", part.in_all, speech)


def _length(part: Plan, speech: Speech) -> str:
    """For how long a part is: "For 5 days"; or ""."""
    if part.days and part.days_most:
        return range_in_words("plan.days_range", part.days, part.days_most, speech)
    for key, number in (("days", part.days), ("weeks", part.weeks), ("months", part.months)):
        if number:
            return plural_in_words(f"plan.{key}", key, number, speech)
    return ""


def weekday_in_words(weekday: int, language: Locale) -> str:
    """The name of a day of the week, standing alone; Monday is 0."""
    return str(get_day_names("wide", "stand-alone", language)[weekday])


def date_in_words(date: datetime.date, locale: Locale) -> str:
    """A date as the language writes it at length."""
    return str(format_date(date, "long", locale=locale))
