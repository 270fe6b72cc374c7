"""Rhythms of dose plans: typed and prescribed, in words, within limits, and read back."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import CI, EVERY_LANGUAGE
from hypothesis import given, settings
from hypothesis import strategies as st

from leaflets.content.localize import speech_of, words_for
from leaflets.dose.moments import HOURS, MOMENTS, Every
from leaflets.dose.plan import Dose, Plan, amount, in_order
from leaflets.dose.plan_faults import faults
from leaflets.dose.plan_reading import composed_plan, reading_faults
from leaflets.dose.prescription import read_prescription
from leaflets.dose.rhythm import least_hours, most_in_day, most_in_week, times_in_day
from leaflets.dose.speech import LocalizedPlan, PlanRow, Speech
from leaflets.dose.typed_dose import parse_dose
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.sheet.medicine import Medicine

DAY = datetime.date(2026, 11, 22)
TAGS = [getattr(tag, "values", [tag])[0] for tag in EVERY_LANGUAGE]
FROM_DAWN = ["am", "so", "sw"]
TINY = Medicine("Tiny", ("Tiny",), {})


@cache
def speech(tag: str) -> Speech:
    found, named = library(), language(tag)
    words, catalog = found.word_source, found.words(named)
    sheet = found.find_sheet("azathioprine").sheet
    return speech_of(named, words_for(sheet, words, catalog), words, catalog)


def told(plan: Plan, tag: str = "en") -> list[tuple[str, str]]:
    return [(row.when, row.amount) for row in composed_plan(plan, speech(tag)).rows]


TYPED = [
    ("3 times a day=1 tablet", [("3 times a day", "1 tablet")]),
    ("1 time a day=1 tablet", [("1 time a day", "1 tablet")]),
    ("every 2 days=1 tablet", [("Every 2 days", "1 tablet")]),
    ("every month=1 tablet", [("Every 1 month", "1 tablet")]),
    ("every 2 weeks evening=1 tablet", [("When", "Every 2 weeks"), ("Evening", "1 tablet")]),
    ("once=2 tablets", [("Once only", "2 tablets")]),
    ("8:00=1 tablet, 20:30=2 tablets", [("8:00 AM", "1 tablet"), ("8:30 PM", "2 tablets")]),
    (
        "after dinner=2 tablets, waking=1 tablet",
        [("On waking up", "1 tablet"), ("After the evening meal", "2 tablets")],
    ),
    (
        "monday+thursday=1 tablet, saturday=2 tablets",
        [("Monday and Thursday", "1 tablet"), ("Saturday", "2 tablets")],
    ),
    (
        "tuesday+monday+friday evening=1 tablet",
        [("Days of the week", "Monday, Tuesday, and Friday"), ("Evening", "1 tablet")],
    ),
]


@pytest.mark.parametrize(("text", "rows"), TYPED)
def test_a_typed_dose_in_words(text: str, rows: list[tuple[str, str]]) -> None:
    assert told(in_order(parse_dose(text))) == rows


def test_meals_are_a_note() -> None:
    plan = parse_dose("3 times a day=1 tablet, meals=empty stomach")
    assert composed_plan(plan, speech("en")).notes[0] == "Take it on an empty stomach."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("13 times a day=1 tablet", "at most 12 times"),
        ("every day=1 tablet", "needs a time of day"),
        ("every 60 weeks=1 tablet", "more than a year"),
        ("once morning=1 tablet, once evening=1 tablet", "one amount at one time"),
        ("every 2 days=1 tablet, every 3 days=1 tablet", "stands twice"),
        ("once=1 tablet, every 2 days=1 tablet", "in two ways"),
        ("3 times a day=1 tablet, monday=1 tablet", "in two ways"),
        ("monday+monday=1 tablet", "each one once"),
        ("monday+thuesday=1 tablet", "monday+thursday"),
        ("24:00=1 tablet", "the time must be one of"),
        ("08:00=1 tablet, morning=1 tablet", "stands twice"),
        ("morning=1 tablet, meals=soon", "meals is"),
    ],
)
def test_a_typed_dose_that_is_none(text: str, says: str) -> None:
    with pytest.raises(LeafletsError, match="usage-dose") as caught:
        parse_dose(text)
    assert says in str(caught.value)


def prescribed(tmp_path: Path, timing: dict[str, Any], *more: dict[str, Any]) -> Plan:
    dosages = [
        {"timing": one, "doseAndRate": [{"doseQuantity": {"value": number, "unit": "tablet"}}]}
        for number, one in enumerate((timing, *more), 1)
    ]
    request = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Tiny 50 mg tablets"},
        "dosageInstruction": dosages,
    }
    file = tmp_path / "prescription.json"
    file.write_text(json.dumps(request))
    return read_prescription(file, TINY, DAY).plan


def code(name: str) -> dict[str, Any]:
    return {"coding": [{"code": name}]}


FHIR: list[tuple[dict[str, Any], list[str]]] = [
    ({"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}, ["3 times a day"]),
    ({"repeat": {"frequency": 1, "period": 24, "periodUnit": "h"}}, ["1 time a day"]),
    ({"repeat": {"frequency": 1, "period": 48, "periodUnit": "h"}}, ["Every 2 days"]),
    ({"repeat": {"period": 3, "periodUnit": "d"}}, ["Every 3 days"]),
    ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}}, ["Every 1 week"]),
    ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "mo"}}, ["Every 1 month"]),
    ({"repeat": {"count": 1}}, ["Once only"]),
    ({"repeat": {"timeOfDay": ["20:00:00", "08:00:00"]}}, ["8:00 AM", "8:00 PM"]),
    ({"repeat": {"dayOfWeek": ["thu", "mon"]}}, ["Monday and Thursday"]),
    ({"repeat": {"dayOfWeek": ["mon", "thu"], "when": ["EVE"]}}, ["Days of the week", "Evening"]),
    ({"repeat": {"when": ["ACM", "PCV"]}}, ["Before breakfast", "After the evening meal"]),
    ({"repeat": {"when": ["HS"]}}, ["Morning", "Noon", "Evening", "Bedtime"]),
    ({"code": code("BID")}, ["2 times a day"]),
    ({"code": code("QOD")}, ["Every 2 days"]),
    ({"code": code("Q6H"), "repeat": {}}, ["Every 6 hours, day and night"]),
    (
        {"code": code("BID"), "repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
        ["2 times a day"],
    ),
]


@pytest.mark.parametrize(("timing", "whens"), FHIR, ids=str)
def test_a_prescribed_rhythm(tmp_path: Path, timing: dict[str, Any], whens: list[str]) -> None:
    assert [when for when, _ in told(prescribed(tmp_path, timing))] == whens


def test_meals_that_are_prescribed(tmp_path: Path) -> None:
    often = {"frequency": 3, "period": 1, "periodUnit": "d"}
    plan = prescribed(tmp_path, {"repeat": {**often, "when": ["PC"]}})
    assert (plan.times_a_day, plan.meal) == (3, "after_meals")


def test_days_of_the_week_with_other_amounts(tmp_path: Path) -> None:
    first, second = ({"repeat": {"dayOfWeek": days}} for days in (["sat"], ["mon", "wed"]))
    plan = prescribed(tmp_path, first, second)
    assert [(dose.weekdays, dose.amount.number) for dose in plan.doses] == [((0, 2), 2), ((5,), 1)]


@pytest.mark.parametrize(
    "timing",
    [
        {"repeat": {"frequency": 7, "period": 1, "periodUnit": "wk"}},
        {"repeat": {"frequency": 1, "period": 1, "periodUnit": "a"}},
        {"repeat": {"frequency": 1, "period": 30, "periodUnit": "min"}},
        {"repeat": {"frequency": 2, "period": 3, "periodUnit": "d"}},
        {"repeat": {"frequency": 1.5, "period": 1, "periodUnit": "d"}},
        {"repeat": {"frequency": 13, "period": 1, "periodUnit": "d"}},
        {"repeat": {"frequency": 3}},
        {"repeat": {"when": ["AC"]}},
        {"repeat": {"when": ["MORN"], "timeOfDay": ["08:00:00"]}},
        {"repeat": {"timeOfDay": ["8 o'clock"]}},
        {"repeat": {"timeOfDay": ["08:00:30"]}},
        {"repeat": {"dayOfWeek": ["mon", "thu"], "frequency": 1, "period": 1, "periodUnit": "wk"}},
        {"repeat": {"dayOfWeek": ["mon"], "frequency": 1, "period": 2, "periodUnit": "wk"}},
        {"repeat": {"frequency": 1, "period": 1, "periodMax": 2, "periodUnit": "d"}},
        {"repeat": {"count": 2}},
        {"repeat": {"count": 1, "when": ["MORN", "EVE"]}},
        {"code": code("BID"), "repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}},
        {"code": code("Q6H"), "repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}},
        {"code": code("PRN")},
        {"code": code("AM"), "repeat": {"when": ["EVE"]}},
    ],
    ids=json.dumps,
)
def test_a_prescribed_rhythm_that_no_plan_can_say(tmp_path: Path, timing: dict[str, Any]) -> None:
    with pytest.raises(LeafletsError, match=r"order-(rhythm|when|not-said|no-timing|dose)"):
        prescribed(tmp_path, timing)


@pytest.mark.parametrize(
    ("text", "day", "week", "times", "hours"),
    [
        ("morning=1 tablet, bedtime=3 tablets", 4, 28, 2, 10),
        ("every 6 hours=2 tablets", 8, 56, 4, 6),
        ("4 times a day=1 tablet", 4, 28, 4, Fraction(16, 3)),
        ("every 2 days=3 tablets", 3, 12, 1, 48),
        ("every 10 days=3 tablets", 3, 3, 1, 240),
        ("once=5 tablets", 5, 5, 1, 24),
        ("monday=4 tablets", 4, 4, 1, 168),
        ("monday+thursday=1 tablet, saturday=3 tablets", 3, 5, 1, 24),
        ("monday+tuesday 08:00=1 tablet, tuesday 12:00=2 tablets", 3, 4, 2, 4),
    ],
)
def test_what_a_rhythm_comes_to(
    text: str, day: int, week: int, times: int, hours: Fraction | int
) -> None:
    plan = parse_dose(text)
    amounts = [dose.amount.number for dose in plan.doses]
    assert (most_in_day(plan, amounts), most_in_week(plan, amounts)) == (day, week)
    assert (times_in_day(plan), least_hours(plan)) == (times, hours)


TIMES = st.sampled_from(MOMENTS) | st.builds(
    "{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)
)
AMOUNTS = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5)])
DAYS = st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True).map(
    lambda days: tuple(sorted(days))
)
ONE = st.builds(Dose, time=st.none(), amount=AMOUNTS.map(lambda n: amount(n, "tablet")))
TIMED = st.builds(Dose, time=TIMES, amount=AMOUNTS.map(lambda n: amount(n, "tablet")))
ON_DAYS = st.builds(
    Dose, time=st.none() | TIMES, amount=AMOUNTS.map(lambda n: amount(n, "tablet")), weekdays=DAYS
)
EVERY = st.builds(Every, number=st.integers(2, 40), unit=st.sampled_from(["day", "week", "month"]))


def plans() -> st.SearchStrategy[Plan]:
    one = st.tuples(ONE)
    made = st.one_of(
        st.builds(Plan, doses=st.lists(TIMED, min_size=1, max_size=4).map(tuple)),
        st.builds(Plan, doses=st.lists(ON_DAYS, min_size=1, max_size=3).map(tuple)),
        st.builds(Plan, doses=one | st.tuples(TIMED), every=EVERY),
        st.builds(Plan, doses=one | st.tuples(TIMED), once=st.just(True)),
        st.builds(Plan, doses=one | st.tuples(TIMED), weekday=st.integers(0, 6)),
        st.builds(Plan, doses=one, times_a_day=st.integers(1, 12)),
        st.builds(Plan, doses=one, every_hours=st.sampled_from(HOURS)),
    )
    return made.map(in_order).filter(lambda plan: not [*faults(plan)])


@settings(deadline=None, max_examples=3000 if CI else 20)
@given(plan=plans(), other=plans(), tag=st.sampled_from(TAGS))
def test_rhythms_are_read_back_and_those_of_another_plan_noticed(
    plan: Plan, other: Plan, tag: str
) -> None:
    if tag in FROM_DAWN and (has_clock(plan) or has_clock(other)):
        return
    own, said = composed_plan(plan, speech(tag)), composed_plan(other, speech(tag))
    if said != own:
        assert list(reading_faults(said, plan, speech(tag)))


def has_clock(plan: Plan) -> bool:
    return any(dose.time and ":" in dose.time for dose in plan.doses)


@pytest.mark.parametrize("tag", FROM_DAWN)
def test_no_time_by_the_clock_where_hours_are_counted_from_dawn(tag: str) -> None:
    with pytest.raises(LeafletsError, match="translation-clock"):
        composed_plan(parse_dose("08:00=1 tablet"), speech(tag))


def test_every_rhythm_is_said_in_every_language() -> None:
    texts = [text for text, _ in TYPED if ":" not in text]
    for tag in TAGS:
        for plan in map(parse_dose, texts):
            composed_plan(in_order(plan), speech(tag))


def test_rows_in_another_order_are_noticed() -> None:
    plan = in_order(parse_dose("monday morning=1 tablet, thursday evening=2 tablets"))
    said = composed_plan(plan, speech("en"))
    rows = said.rows
    for wrong in ((rows[2], rows[1], rows[0], rows[3]), rows[:1] + rows[2:], rows[:3]):
        changed = LocalizedPlan(rows=wrong, notes=said.notes, once_a_week=False)
        assert list(reading_faults(changed, plan, speech("en")))


@pytest.mark.parametrize("when", ["8:00 PM", "9:00 AM", "8:30 AM", "20:00", "Morning"])
def test_another_time_by_the_clock_is_noticed(when: str) -> None:
    plan = parse_dose("08:00=1 tablet")
    row = PlanRow(pictogram=None, when=when, amount="1 tablet")
    said = composed_plan(plan, speech("en")).model_copy(update={"rows": (row,)})
    assert list(reading_faults(said, plan, speech("en")))
