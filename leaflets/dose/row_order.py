"""The facts of all rows and notes put together to a plan, in the one order that a plan has.

Every way in which the words can be read is followed; one that the order of the rows does not allow
is given up. Where no way is left, nobody can tell what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from leaflets.dose.cell_reading import Fact, RowLabel, Serving, note_facts, row_facts
from leaflets.dose.plan_vocabulary import PlanVocabulary
from leaflets.dose.speech import LocalizedPlan
from leaflets.dose.told_plan import ToldAmount, ToldDose, ToldPart, ToldPlan, ToldRhythm
from leaflets.sheet.dosing_units import Unit

_LIMITS: Final = ("meal", "wait", "most", "most_times", "in_all")
_ROWS: Final = ("label", "need", "rhythm", "dose", "site", "route", *_LIMITS)
_NOTES: Final = (*_LIMITS, "length", "first", "last", "only_for_you")
_OF_A_PART: Final = (*_LIMITS, "length")
_AMONG_DOSES: Final = {"days": "dose", "weekly": "dose"}
_MOST_WAYS: Final = 200
"""More ways to read a plan are nobody's plan: it is unreadable."""


@dataclass(frozen=True)
class ReadingStop:
    """The row or note at which nobody can tell any more what the words mean."""

    field: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which what stands above can be read.

    ``reached`` is the place of the last fact in the order of a part, ``days`` those that the
    next times are for, ``is_open`` that no time has followed them yet. ``unit`` is that of all
    amounts: a plan has one.
    """

    done: tuple[ToldPart, ...] = ()
    part: ToldPart = field(default_factory=ToldPart)
    plan: ToldPlan = field(default_factory=lambda: ToldPlan(()))
    reached: int = -1
    days: tuple[int, ...] = ()
    is_open: bool = False
    label: Fact | None = None
    unit: Unit | None = None


def told_plans(said: LocalizedPlan, words: PlanVocabulary) -> frozenset[ToldPlan] | ReadingStop:
    """Every plan that the words can mean."""
    ways: Iterable[_Way] = (_Way(),)
    for index, row in enumerate(said.rows):
        place = f"plan.rows.{index}"
        facts = set(row_facts(words, row))
        ways = {new for way, fact in _together(ways, facts) for new in _row(way, fact, place)}
        if not 0 < len(ways) <= _MOST_WAYS:
            return ReadingStop(place)
    ways = {_closed(way) for way in ways if not way.is_open}
    for index, note in enumerate(said.notes):
        place = f"plan.notes.{index}"
        facts = set(note_facts(words, note))
        ways = {new for way, fact in _together(ways, facts) for new in _note(way, fact, place)}
        if not 0 < len(ways) <= _MOST_WAYS:
            return ReadingStop(place)
    plans = frozenset(replace(way.plan, parts=way.done) for way in ways)
    return plans or ReadingStop("plan.rows")


def _together(ways: Iterable[_Way], facts: Iterable[Fact]) -> Iterator[tuple[_Way, Fact]]:
    """The ways with each fact that may follow, the unit of its amount included."""
    for way in ways:
        for fact in facts:
            told = fact.value.portion if isinstance(fact.value, Serving) else fact.value
            if not isinstance(told, ToldAmount):
                yield way, fact
            elif way.unit in (None, told.unit):
                yield replace(way, unit=told.unit), fact


def _closed(way: _Way) -> _Way:
    """The way with all its parts done, ready for the notes."""
    return _Way(done=(*way.done, way.part), unit=way.unit)


def _row(way: _Way, fact: Fact, place: str) -> Iterator[_Way]:
    """The way with one row more, if it may stand there."""
    reached = _ROWS.index(_AMONG_DOSES.get(fact.name, fact.name))
    among_doses = _ROWS.index("dose")
    if isinstance(fact.value, RowLabel):
        yield from _labelled(way, fact.value, place)
    elif reached < way.reached or (reached == way.reached and reached != among_doses):
        return
    elif isinstance(fact.value, Serving):
        yield from _served(replace(way, reached=reached), fact.value, place)
    elif way.is_open:
        return
    elif fact.name in _AMONG_DOSES:
        yield from _on_days(replace(way, reached=reached), fact, place)
    else:
        yield from _stated(replace(way, reached=reached), fact, place)


def _labelled(way: _Way, label: RowLabel, place: str) -> Iterator[_Way]:
    if way.is_open or (label.link == "first") != (way == _Way()):
        return
    done = () if way == _Way() else (*way.done, way.part)
    part = _with(ToldPart(), "link", label.link, place)
    if label.said.name == "days":
        part = _with(part, "named", tuple(sorted(label.said.value)), place)
    else:
        part = _with(part, label.said.name, label.said.value, place)
    yield _Way(done, part, reached=_ROWS.index("label"), label=label.said, unit=way.unit)


def _stated(way: _Way, fact: Fact, place: str) -> Iterator[_Way]:
    """The way with a field of the part that says one thing; nothing is said twice."""
    if getattr(way.part, fact.name) is None:
        yield replace(way, part=_with(way.part, fact.name, fact.value, place))


def _on_days(way: _Way, fact: Fact, place: str) -> Iterator[_Way]:
    is_weekly = fact.name == "weekly"
    if way.part.doses and (is_weekly or way.part.weekly or not way.days):
        return
    part = _with(way.part, "weekly", is_weekly, place)
    yield replace(way, part=part, days=fact.value, is_open=True)


def _served(way: _Way, serving: Serving, place: str) -> Iterator[_Way]:
    """The way with one dose more."""
    when, part = serving.when, way.part
    if when is None:
        yield from _unsaid(way, serving, place)
    elif when.name == "time":
        time, minutes = when.value
        dose = ToldDose(serving.portion, time, minutes, way.days)
        if all(other.time for other in part.doses):
            yield replace(way, part=_dosed(_recounted(way), dose, place), is_open=False)
    elif way.is_open:
        return
    elif when.name == "days":
        if all(other.time is None and other.days for other in part.doses) and not part.weekly:
            dose = ToldDose(serving.portion, days=when.value)
            own = _with(part, "weekly", serving.is_weekly, place)
            yield replace(way, part=_dosed(own, dose, place))
    elif getattr(part, when.name) is None and not part.doses:
        own = _with(part, when.name, when.value, place)
        yield replace(way, part=_dosed(own, ToldDose(serving.portion), place))


def _unsaid(way: _Way, serving: Serving, place: str) -> Iterator[_Way]:
    """A dose whose rhythm or need the label has said."""
    said = way.label.name if way.label else ""
    if said in ("rhythm", "need") and not way.part.doses and not way.is_open:
        yield replace(way, part=_dosed(way.part, ToldDose(serving.portion), place))


def _recounted(way: _Way) -> ToldPart:
    """The part of the way, to which times come: "2 times a day" in its label counted them."""
    part, said = way.part, way.label.value if way.label else None
    if not isinstance(said, ToldRhythm) or part.rhythm != said or said.beat != "a_day":
        return part
    if said.number is None or said.number.low != said.number.high:
        return part
    own = replace(part, rhythm=None)
    return _with(own, "counted", int(said.number.low), part.place("rhythm"))


def _dosed(part: ToldPart, dose: ToldDose, place: str) -> ToldPart:
    where = (*part.places, (f"doses.{len(part.doses)}", place))
    return replace(part, doses=(*part.doses, dose), places=where)


def _with(part: ToldPart, name: str, value: object, place: str) -> ToldPart:
    fields: dict[str, object] = {name: value, "places": (*part.places, (name, place))}
    return replace(part, **fields)  # type: ignore[arg-type]


def _note(way: _Way, fact: Fact, place: str) -> Iterator[_Way]:
    """The way with one note more, if it may stand there."""
    reached = _NOTES.index(fact.name)
    if reached <= way.reached:
        return
    if fact.name in _OF_A_PART:
        # Below several parts nobody could tell which one it is of.
        if len(way.done) == 1 and getattr(way.done[0], fact.name) is None:
            (part,) = way.done
            yield replace(way, reached=reached, done=(_with(part, fact.name, fact.value, place),))
        return
    fields: dict[str, object] = {
        fact.name: fact.value,
        "places": (*way.plan.places, (fact.name, place)),
    }
    yield replace(way, reached=reached, plan=replace(way.plan, **fields))  # type: ignore[arg-type]
