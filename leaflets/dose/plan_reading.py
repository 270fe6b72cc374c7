"""The second reader: no dose plan is published whose words do not say what was ordered.

One piece of code turns a plan into words (``plan_words``); this one turns the words back, knowing
the fixed words of the language, CLDR, and nothing of the first. A slip of either shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from typing import Final

from leaflets.dose.plan import Plan
from leaflets.dose.plan_meaning import has_one_last_day, is_weekly, meant, written
from leaflets.dose.plan_vocabulary import vocabulary_of
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.row_order import ReadingStop, told_plans
from leaflets.dose.speech import LocalizedPlan, Speech
from leaflets.dose.told_plan import ToldPart, ToldPlan
from leaflets.errors import Problem, problem, raise_if_any

_CODE: Final = "verification-composed"
_PLAN: Final = "of a dose plan: the words do not say what the plan says"
_UNREADABLE: Final = (
    "of a dose plan: these words, where they stand, are none of a plan, or a wrong plural form"
)
_AMBIGUOUS: Final = "of a dose plan: these words can also be read as another plan"
_ALIKE: Final = {"spray": "puff"}
_LAST: Final = (
    "of a dose plan: its parts end on different days, and the words cannot say which ends when"
)


def composed_plan(plan: Plan, speech: Speech) -> LocalizedPlan:
    """The plan in words that were read back and say the same.

    Raises LeafletsError (kind "verification") where they do not.
    """
    said = localize_plan(plan, speech)
    raise_if_any(reading_faults(said, plan, speech))
    return said


def reading_faults(said: LocalizedPlan, plan: Plan, speech: Speech) -> Iterator[Problem]:
    """Where the words say anything else than the plan, or could be read so; never the dose."""
    if said.written != written(plan):
        yield problem(_CODE, _PLAN, field="plan.written")
    if said.once_a_week != is_weekly(plan):
        yield problem(_CODE, _PLAN, field="plan.once_a_week")
    if not has_one_last_day(plan):
        yield problem(_CODE, _LAST, field="plan.notes")
    told = told_plans(said, vocabulary_of(speech))
    if isinstance(told, ReadingStop):
        yield problem(_CODE, _UNREADABLE, field=told.field)
        return
    wanted = meant(plan)
    if wanted in told:
        others = (other for other in told if _as_heard(other) != _as_heard(wanted))
        yield from (_ambiguity(other, wanted) for other in others)
        return
    nearest = min((list(_places(one, wanted)) for one in told), key=len)
    yield from (problem(_CODE, _PLAN, field=place) for place in dict.fromkeys(nearest))


def _ambiguity(told: ToldPlan, wanted: ToldPlan) -> Problem:
    return problem(_CODE, _AMBIGUOUS, field=next(_places(told, wanted), "plan.rows"))


def _places(told: ToldPlan, wanted: ToldPlan) -> Iterator[str]:
    """Where the two differ."""
    places = dict(told.places)
    for name in ("first", "last", "only_for_you"):
        if getattr(told, name) != getattr(wanted, name):
            yield places.get(name, "plan.notes")
    if len(told.parts) != len(wanted.parts):
        yield "plan.rows"
    for mine, other in zip(told.parts, wanted.parts, strict=False):
        yield from _part_places(mine, other)


def _part_places(told: ToldPart, wanted: ToldPart) -> Iterator[str]:
    for one in fields(told):
        name = one.name
        if name not in ("doses", "places") and getattr(told, name) != getattr(wanted, name):
            yield told.place(name)
    for index, dose in enumerate(told.doses):
        if dose not in wanted.doses[index : index + 1]:
            yield told.place(f"doses.{index}")
    if len(told.doses) < len(wanted.doses):
        yield "plan.rows"


def _as_heard(told: object) -> list[object]:
    """All that is told, in order; in some languages a puff and a spray are one word."""
    values = _values(told)
    return [_ALIKE.get(value, value) if isinstance(value, str) else value for value in values]


def _values(told: object) -> Iterator[object]:
    if isinstance(told, tuple):
        for value in told:
            yield from _values(value)
    elif isinstance(told, Fraction) or not hasattr(told, "__dataclass_fields__"):
        yield told
    else:
        for one in fields(told):  # type: ignore[arg-type]
            if one.compare:
                yield from _values(getattr(told, one.name))
