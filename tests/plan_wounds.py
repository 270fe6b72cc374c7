"""One thing changed in the words of a dose plan: each must be told by the second reader.

The wounds are made in what was printed, or by composing another plan: a wrong number, unit, time,
day, strength or side is what a slip of the composing code would look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from random import Random

from sound_plans import MEALS, ROUTES, UNITS

from leaflets.dose.circumstances import REASONS, SITES, Need
from leaflets.dose.moments import MOMENTS, Every
from leaflets.dose.plan import Amount, Dose, Plan, joined, parts_of
from leaflets.dose.speech import LocalizedPlan, PlanRow, Speech
from leaflets.language.plurals import PluralWords

Wound = tuple[str, LocalizedPlan]
Change = tuple[str, dict[str, object]]
LENGTHS = ("days", "weeks", "months")
NUMERAL = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*[½⅓⅔¼¾]?|[½⅓⅔¼¾]")
OTHERS = ("1", "2", "3", "4", "5", "7", "10", "12", "20", "100", "½", "1½", "0.5", "2,5", "1000")


def cells(said: LocalizedPlan) -> Iterator[tuple[str, Callable[[str], LocalizedPlan]]]:
    """Each text of a plan, with what puts another one in its place."""
    for index, row in enumerate(said.rows):
        for name in ("when", "amount"):

            def put(
                text: str, at: int = index, row: PlanRow = row, name: str = name
            ) -> LocalizedPlan:
                other = row.model_copy(update={name: text})
                rows = (*said.rows[:at], other, *said.rows[at + 1 :])
                return said.model_copy(update={"rows": rows})

            yield getattr(row, name), put
    for index, note in enumerate(said.notes):

        def put_note(text: str, at: int = index) -> LocalizedPlan:
            return said.model_copy(
                update={"notes": (*said.notes[:at], text, *said.notes[at + 1 :])}
            )

        yield note, put_note


def in_numbers(said: LocalizedPlan, random: Random) -> Iterator[Wound]:
    """A number is another one, ten times as much or a tenth; a sum is off by a factor."""
    for text, put in cells(said):
        found = list(NUMERAL.finditer(text))
        for one in found:
            others = [random.choice(OTHERS), f"{one[0]}0", f"1{one[0]}"]
            if len(one[0]) > 1:
                others.append(one[0][:-1].rstrip(".,\u202f\u00a0") or "9")
            for other in others:
                if other != one[0]:
                    yield "number", put(text[: one.start()] + other + text[one.end() :])


def in_order(said: LocalizedPlan, random: Random) -> Iterator[Wound]:
    """A row or a note is left out, stands twice, or stands in another's place."""
    for kind, lines in (("row", said.rows), ("note", said.notes)):
        name = f"{kind}s"
        for index, line in enumerate(lines):
            rest = (*lines[:index], *lines[index + 1 :])
            yield f"{kind} dropped", said.model_copy(update={name: rest})
            twice = (*lines[:index], line, *lines[index:])
            yield f"{kind} twice", said.model_copy(update={name: twice})
            at = random.randrange(len(lines))
            if lines[at] != line:
                moved = list(lines)
                moved[at], moved[index] = line, lines[at]
                yield f"{kind}s exchanged", said.model_copy(update={name: tuple(moved)})


def in_sides(said: LocalizedPlan, speech: Speech) -> Iterator[Wound]:
    """Left is right, or both."""
    sites = {key: speech.words[f"where.{key}"] for key in SITES}
    for index, row in enumerate(said.rows):
        for key, word in sites.items():
            if row.amount != word or row.when != speech.words["plan.where"]:
                continue
            for other in SITES:
                if other.split("_")[0] != key.split("_")[0]:
                    wrong = row.model_copy(update={"amount": sites[other]})
                    rows = (*said.rows[:index], wrong, *said.rows[index + 1 :])
                    yield "side", said.model_copy(update={"rows": rows})


def in_pictograms(said: LocalizedPlan) -> Iterator[Wound]:
    """A picture is of another time, or missing."""
    known = ("morning", "noon", "evening", "bedtime", "once-a-week", None)
    for index, row in enumerate(said.rows):
        for other in known:
            if other != row.pictogram:
                wrong = row.model_copy(update={"pictogram": other})
                rows = (*said.rows[:index], wrong, *said.rows[index + 1 :])
                yield "pictogram", said.model_copy(update={"rows": rows})


def in_words(said: LocalizedPlan, speech: Speech, random: Random) -> Iterator[Wound]:
    """A cell is another fixed word: another time of day, nothing for something."""
    fixed = [
        text
        for key, text in speech.words.items()
        if key.startswith(("plan.", "reason.", "route.")) and "{" not in text
    ]
    for text, put in cells(said):
        if text in fixed:
            # "Day of the week" and "Days of the week" are one word in some languages.
            others = [other for other in fixed if other != text]
            yield "fixed word", put(random.choice(others))


def misspoken(speech: Speech) -> Iterator[tuple[str, Speech]]:
    """The language with the plural forms of one message in each other's place."""
    for key, told in speech.plurals.items():
        if len(set(told.forms)) > 1 and key.startswith(("plan.", "unit.")):
            turned = PluralWords((*told.forms[1:], told.forms[0]), told.rule)
            yield key, replace(speech, plurals={**speech.plurals, key: turned})


def other_plans(plan: Plan, random: Random) -> Iterator[tuple[str, Plan]]:
    """Plans that are another one in one thing."""
    parts = parts_of(plan)
    for index, part in enumerate(parts):
        for kind, changed in _other_parts(part, random):
            yield kind, joined([*parts[:index], changed, *parts[index + 1 :]])


def _other_parts(part: Plan, random: Random) -> Iterator[tuple[str, Plan]]:
    for index, dose in enumerate(part.doses):
        others = {one.time for one in part.doses}
        for kind, wrong in _other_doses(dose, others, random):
            doses = (*part.doses[:index], wrong, *part.doses[index + 1 :])
            yield kind, part.model_copy(update={"doses": doses})
    for kind, fields in chain(_other_rhythms(part, random), _other_circumstances(part, random)):
        yield kind, part.model_copy(update=fields)


def _other_doses(dose: Dose, used: set[str | None], random: Random) -> Iterator[tuple[str, Dose]]:
    if dose.amount:
        for kind, amount in _other_amounts(dose.amount, random):
            yield kind, dose.model_copy(update={"amount": amount})
    if dose.time:
        time = random.choice([time for time in MOMENTS if time not in used])
        yield "time", dose.model_copy(update={"time": time})
    if dose.weekdays:
        free = sorted(set(range(7)) - set(dose.weekdays))
        days = tuple(sorted((*dose.weekdays[1:], random.choice(free))))
        yield "weekday", dose.model_copy(update={"weekdays": days})


def _other_rhythms(part: Plan, random: Random) -> Iterator[Change]:
    if part.weekday is not None:
        yield "weekday", {"weekday": (part.weekday + random.randrange(1, 7)) % 7}
    for name in ("every_hours", "times_a_day", "times_a_week", "times_a_month"):
        if (number := getattr(part, name)) is not None:
            yield "rhythm", {name: number + 1, f"{name}_most": None}
    if part.every:
        yield "rhythm", {"every": Every(number=part.every.number + 1, unit=part.every.unit)}
    for name in LENGTHS:
        if (number := getattr(part, name)) is not None:
            turned = random.choice([unit for unit in LENGTHS if unit != name])
            yield "length", {name: None, "days_most": None, turned: number}


def _other_circumstances(part: Plan, random: Random) -> Iterator[Change]:
    if part.need:
        reasons = [reason for reason in (*REASONS, None) if reason != part.need.reason]
        yield "need", {"need": Need(reason=random.choice(reasons))}
    if part.route:
        yield "route", {"route": random.choice([one for one in ROUTES if one != part.route])}
    if part.meal:
        yield "meal", {"meal": random.choice([one for one in MEALS if one != part.meal])}
    for name in ("need", "meal", "wait", "most", "most_times", "in_all", "days", "first", "last"):
        if getattr(part, name) is not None:
            yield "left out", {name: None}


def _other_amounts(amount: Amount, random: Random) -> Iterator[tuple[str, Amount]]:
    same = {"puff", "spray"}
    units = [u for u in UNITS if u != amount.unit and not {u, amount.unit} <= same]
    plain = {"spoon": None, "unit": random.choice(units)}
    if amount.strength is None or amount.strength.volume is None:
        yield "unit", amount.model_copy(update=plain)
    if amount.strength:
        factor = random.choice((Fraction(10), Fraction(1, 10), Fraction(2)))
        wrong = amount.strength.model_copy(update={"number": amount.strength.number * factor})
        yield "strength", amount.model_copy(update={"strength": wrong})
        masses = [m for m in ("microgram", "milligram", "gram") if m != amount.strength.unit]
        wrong = amount.strength.model_copy(update={"unit": random.choice(masses)})
        yield "strength", amount.model_copy(update={"strength": wrong})
