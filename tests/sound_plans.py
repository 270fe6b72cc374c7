"""Dose plans of all kinds that are sound, for tests that try many (Hypothesis)."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import strategies as st

from leaflets.dose.circumstances import REASONS, SITES, Need, OwnWords
from leaflets.dose.moments import HOURS, MOMENTS, TIMES, Every, minutes_of
from leaflets.dose.plan import Amount, Dose, DoseError, Plan, amount
from leaflets.dose.plan_faults import faults
from leaflets.language.strengths import Strength
from leaflets.sheet.dosing_units import MASSES, UNIT_WORDS

UNITS = sorted(set(UNIT_WORDS.values()))
ROUTES = ("oral", "inhalation", "nasal", "eye", "ear", "skin", "rectal", "vaginal", "injection")
MEALS = ("before_meals", "with_meals", "after_meals", "empty_stomach")
WRITTEN = (OwnWords(text="As we said; ½ more if it hurts, 2 at most.", language="en"),)
_PARTS = ("0", "1/4", "1/3", "1/2", "2/3", "3/4")
_STRENGTHS = ("0.5", "2.5", "6", "12.5", "50", "120", "500", "1500", "12000")
Fields = st.SearchStrategy[dict]
_FAIR = st.integers(0, 3).map(lambda n: n == 0)
"""One in four."""


def numbers(unit: str) -> st.SearchStrategy[Fraction]:
    """How many of a unit anyone takes."""
    if unit in ("tablet", "patch", "suppository"):
        parts = st.sampled_from(_PARTS).map(Fraction)
        return st.builds(lambda whole, part: whole + part, st.integers(0, 4), parts)
    if unit in (*MASSES, "milliliter", "unit"):
        decimals = st.integers(1, 4000).map(lambda n: Fraction(n, 1000))
        halves = st.integers(1, 100).map(lambda n: Fraction(n, 2))
        thousands = st.integers(1000, 5000).map(Fraction) if unit in MASSES else halves
        return st.one_of(decimals, halves, thousands)
    return st.integers(1, 12).map(Fraction)


@st.composite
def amounts(draw: st.DrawFn, unit: str, has_strength: bool) -> Amount | None:
    """An amount of the unit; None where there is none of these numbers."""
    number = draw(numbers(unit))
    other = draw(numbers(unit)) if draw(_FAIR) else None
    spoon = draw(st.sampled_from((None, Fraction("2.5"), Fraction(5)))) if not other else None
    if unit == "milliliter" and spoon:
        number = spoon * draw(st.integers(1, 4))
    low, most = (min(number, other), max(number, other)) if other else (number, None)
    strength = None
    if has_strength and unit not in MASSES:
        told = Fraction(draw(st.sampled_from(_STRENGTHS)))
        volume = (
            Fraction(draw(st.sampled_from(("1", "5", "2.5")))) if unit == "milliliter" else None
        )
        mass = draw(st.sampled_from(("microgram", "milligram", "gram")))
        strength = Strength(number=told, unit=mass, volume=volume)
    try:
        return amount(low, unit, strength, most, spoon if unit == "milliliter" else None)
    except DoseError:
        return None


def _real(unit: str, has_strength: bool) -> st.SearchStrategy[Amount]:
    return amounts(unit, has_strength).filter(lambda one: one is not None)


CLOCKS = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.integers(0, 59))


@st.composite
def timed(draw: st.DrawFn, given: st.SearchStrategy[Amount | None], most: int = 5) -> tuple[Dose]:
    """Doses at times of the day."""
    kind = draw(st.sampled_from(("four", "moments", "clocks", "mixed")))
    pool = {
        "four": st.sampled_from(TIMES),
        "moments": st.sampled_from(MOMENTS),
        "clocks": CLOCKS,
        "mixed": st.one_of(st.sampled_from(MOMENTS), CLOCKS),
    }[kind]
    times = draw(st.lists(pool, min_size=1, max_size=most, unique_by=minutes_of))
    doses = []
    for time in times:
        may = "before" in time or "after" in time
        minutes = draw(st.integers(1, 120)) if may and draw(_FAIR) else None
        doses.append(Dose(time=time, amount=draw(given), minutes=minutes))
    return tuple(doses)


@st.composite
def on_days(draw: st.DrawFn, given: st.SearchStrategy[Amount | None]) -> tuple[Dose, ...]:
    """Doses on some days of the week, timed or not, in one to three groups."""
    order = draw(st.permutations(range(7)))
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    groups, at = [], 0
    for size in sizes:
        groups.append(tuple(sorted(order[at : at + size])))
        at += size
    is_timed = draw(st.booleans())
    doses: list[Dose] = []
    for days in groups:
        own = draw(timed(given, 3)) if is_timed else (Dose(time=None, amount=draw(given)),)
        doses += [dose.model_copy(update={"weekdays": days}) for dose in own]
    return tuple(doses)


def _untimed(given: st.SearchStrategy[Amount | None]) -> st.SearchStrategy[tuple[Dose, ...]]:
    return given.map(lambda one: (Dose(time=None, amount=one),))


def _low_high(lows: st.SearchStrategy[int], most: int) -> st.SearchStrategy[tuple[int, int | None]]:
    more = st.one_of(st.none(), st.integers(1, most))
    return st.builds(lambda low, add: (low, add and low + add), lows, more)


DATES = st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 12, 31))
RHYTHMS = (
    "times",
    "times",
    "times",
    "hours",
    "a_day",
    "a_week",
    "a_month",
    "every",
    "once",
    "on",
    "weekday",
    "weekdays",
    "need",
    "written",
)


def _built(doses: st.SearchStrategy[tuple[Dose, ...]], **fields: st.SearchStrategy) -> Fields:
    return st.fixed_dictionaries({"doses": doses, **fields})


def _ranged(
    name: str, lows: st.SearchStrategy[int], most: int, doses: st.SearchStrategy[tuple[Dose, ...]]
) -> Fields:
    return st.builds(
        lambda numbers, own: {"doses": own, name: numbers[0], f"{name}_most": numbers[1]},
        _low_high(lows, most),
        doses,
    )


def rhythm_fields(kind: str, given: st.SearchStrategy[Amount | None]) -> Fields:
    """The fields of a part that say when and how often, and its doses."""
    untimed, at_times = _untimed(given), timed(given)
    one_time = st.one_of(untimed, timed(given, 1))
    every = st.builds(
        lambda number, unit: Every(number=number, unit=unit),
        st.integers(1, 40),
        st.sampled_from(("day", "week", "month")),
    )
    return {
        "times": _built(at_times),
        "hours": _ranged("every_hours", st.sampled_from((1, *HOURS, 24)), 6, untimed),
        "a_day": _ranged("times_a_day", st.integers(1, 12), 4, untimed),
        "a_week": _built(one_time, times_a_week=st.integers(1, 7)),
        "a_month": _built(untimed, times_a_month=st.integers(1, 12)),
        "every": _built(st.one_of(one_time, at_times), every=every),
        "once": _built(one_time, once=st.just(True)),
        "on": _built(one_time, on=DATES),
        "weekday": _built(one_time, weekday=st.integers(0, 6)),
        "weekdays": _built(on_days(given)),
        "need": _built(untimed),
        "written": _built(untimed),
    }[kind]


def _ends(ends: bool) -> st.SearchStrategy[str]:
    lasting = ("days", "days_most", "weeks", "months")
    return st.sampled_from(lasting if ends else (*lasting, "last", "none", "none", "none"))


def _most_of(draw: st.DrawFn, doses: tuple[Dose, ...]) -> Amount | None:
    """The most in a day, of the unit and the strength of one of the doses."""
    given = [dose.amount for dose in doses if dose.amount]
    if not given or not draw(_FAIR):
        return None
    highest = max(given, key=lambda one: one.highest)
    number = highest.highest * draw(st.integers(1, 5))
    most = number * 2 if draw(_FAIR) else None
    spoon = None if most else highest.spoon
    try:
        return amount(number, highest.unit, highest.strength, most, spoon)
    except DoseError:
        return None


@st.composite
def parts(
    draw: st.DrawFn, unit: str, has_strength: bool, link: str | None, written: bool, ends: bool
) -> Plan:
    """One part of a plan; whether it ``ends``, and another one comes after it."""
    real = _real(unit, has_strength)
    given = st.one_of(real, real, real, st.none()) if written else real
    kind = draw(st.sampled_from(RHYTHMS))
    if kind == "written" and not written:
        kind = "need"
    fields = draw(rhythm_fields(kind, given))
    if kind == "need" or draw(_FAIR):
        reason = draw(st.one_of(st.none(), st.sampled_from(REASONS)))
        fields["need"] = Need(reason=reason)
    length = draw(_ends(ends)) if kind not in ("once", "on") else "none"
    if length.startswith("days"):
        fields["days"] = draw(st.integers(1, 366))
        if length == "days_most":
            fields["days_most"] = fields["days"] + draw(st.integers(1, 30))
    elif length == "last":
        fields["last"] = draw(DATES)
    elif length != "none":
        fields[length] = draw(st.integers(1, 12))
    if kind not in ("once", "on") and draw(_FAIR):
        fields["in_all"] = draw(st.integers(1, 60))
    for name, values in {
        "wait": st.integers(1, 48),
        "most_times": st.integers(1, 12),
        "meal": st.sampled_from(MEALS),
        "site": st.sampled_from(SITES),
        "route": st.sampled_from(ROUTES),
    }.items():
        if draw(_FAIR):
            fields[name] = draw(values)
    return Plan(**fields, link=link, most=_most_of(draw, fields["doses"]))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan that is sound, or nearly: ask ``faults``."""
    unit, has_strength = draw(st.sampled_from(UNITS)), draw(st.booleans())
    written = draw(_FAIR)
    links = [None, *draw(st.lists(st.sampled_from(("then", "also")), max_size=3))]
    if draw(st.booleans()):
        links = [None]
    ends = [after == "then" for after in links[1:]] + [False]
    told = [
        draw(parts(unit, has_strength, link, written, end))
        for link, end in zip(links, ends, strict=True)
    ]
    update: dict[str, object] = {}
    if draw(_FAIR):
        update["first"] = draw(DATES)
    if written:
        update["words"] = WRITTEN
        if len(told) == 1 and draw(_FAIR):
            kept = ("route", "site", "meal", "wait", "most_times", "in_all", "days", "first")
            told = [Plan(doses=(), **{name: getattr(told[0], name) for name in kept})]
    return told[0].model_copy(update={**update, "then": tuple(told[1:])})


sound_plans = plans().filter(lambda plan: not list(faults(plan)))
