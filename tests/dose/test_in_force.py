"""Whether a prescription is in force today, and says one thing only: fields that undo others."""

from __future__ import annotations

import copy
import datetime
from pathlib import Path
from typing import Any

import pytest
from test_prescribed_words import DAY, ONE, TWICE, prescribed, refused

from leaflets.dose.fhir_values import RefusedError
from leaflets.dose.plan import Plan
from leaflets.dose.prescribed_period import steps_from

BEFORE, AFTER = "2026-11-01", "2026-12-10"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"adherence": {"code": {"coding": [{"code": "stopped"}]}}}, "order-status"),
        ({"adherence": {"code": {"coding": [{"code": "not-taking"}]}}}, "order-status"),
        ({"adherence": {"code": {"text": "no"}}}, "order-status"),
        ({"effectiveDosePeriod": {"end": BEFORE}}, "order-ended"),
        ({"effectivePeriod": {"start": "2026-01-01", "end": BEFORE}}, "order-ended"),
        ({"effectivePeriod": "always"}, "order-not-fhir"),
    ],
)
def test_what_is_not_taken_any_more(more: dict[str, Any], code: str, tmp_path: Path) -> None:
    assert refused(tmp_path, {**ONE, "timing": TWICE}, **more).problems[0].code == code


def test_the_end_of_the_whole_prescription_is_said(tmp_path: Path) -> None:
    dosage = {**ONE, "timing": TWICE}
    taken = {"adherence": {"code": {"coding": [{"code": "taking"}]}}}
    plan = prescribed(tmp_path, dosage, effectiveDosePeriod={"end": AFTER}, **taken).plan
    assert plan.last == datetime.date(2026, 12, 10)
    timing = {"repeat": {**TWICE["repeat"], "boundsDuration": {"value": 5, "code": "d"}}}
    error = refused(tmp_path, {**dosage, "timing": timing}, effectivePeriod={"end": AFTER})
    assert error.problems[0].code == "order-bounds"


def steps(*dated: tuple[int, str, str]) -> list[dict[str, Any]]:
    return [
        {
            "timing": {"repeat": {**TWICE["repeat"], "boundsPeriod": {"start": a, "end": b}}},
            "doseAndRate": [{"doseQuantity": {"value": value, "unit": "tablet"}}],
        }
        for value, a, b in dated
    ]


def test_steps_that_are_over_are_left_out(tmp_path: Path) -> None:
    """On 22 November."""
    dated = [
        (8, "2026-11-01", "2026-11-10"),
        (4, "2026-11-11", "2026-11-24"),
        (1, "2026-11-25", "2026-12-20"),
    ]
    plan = prescribed(tmp_path, *steps(*dated)).plan
    assert (plan.first, plan.days, plan.link) == (None, 3, None)
    assert plan.doses[0].amount
    assert plan.doses[0].amount.number == 4
    assert [(part.link, part.days) for part in plan.then] == [("then", 26)]
    over = [(8, "2026-10-01", "2026-10-10"), (4, "2026-10-11", "2026-10-20")]
    assert refused(tmp_path, *steps(*over)).problems[0].code == "order-ended"
    assert datetime.date(2026, 11, 22) == DAY


@pytest.mark.parametrize(
    "length", [{"months": 1}, {"in_all": 20}, {"days": 5, "days_most": 7}], ids=str
)
def test_a_last_step_under_way_with_no_exact_rest_is_refused(length: dict[str, int]) -> None:
    """Without its first day, it would be said from the start once more."""
    first = Plan(doses=(), times_a_day=2, days=10, first=datetime.date(2026, 11, 1))
    with pytest.raises(RefusedError):
        steps_from([first, Plan(doses=(), times_a_day=1, link="then", **length)], DAY)
    left = steps_from([first, Plan(doses=(), times_a_day=1, link="then", weeks=2)], DAY)
    assert [(part.days, part.weeks, part.link) for part in left] == [(3, None, None)]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("doseAndRate.0.extension", [{"url": "http://example.org/x"}], "order-not-said"),
        ("timing.repeat._frequency", {"extension": [{"url": "x"}]}, "order-not-said"),
        ("timing.extension", [{"url": "http://example.org/x"}], "order-not-said"),
        (
            "timing.code",
            {"coding": [{"system": "http://example.org", "code": "BID"}]},
            "order-rhythm",
        ),
        ("doseAndRate.0.doseRange", {"low": {"value": 1}, "high": {"value": 2}}, "order-dose"),
        (
            "site",
            {"coding": [{"code": "18944008", "display": "Left eye"}]},
            "order-words-contradict",
        ),
        ("text", "1 tab OD", "order-words"),
        ("text", "one bd", "order-words"),
        ("text", "1O tablets twice a day", "order-words"),
    ],
)
def test_what_undoes_what_is_said(path: str, value: Any, code: str, tmp_path: Path) -> None:
    dosage: Any = copy.deepcopy({**ONE, "timing": TWICE})
    holder = dosage
    *above, last = path.split(".")
    for key in above:
        holder = holder[int(key) if key.isdigit() else key]
    holder[last] = value
    assert refused(tmp_path, dosage).problems[0].code == code


def test_a_site_and_words_of_another_side(tmp_path: Path) -> None:
    own = {**ONE, "timing": TWICE, "site": {"text": "right eye"}, "text": "into the LEFT eye"}
    assert refused(tmp_path, own).problems[0].code == "order-words-contradict"


@pytest.mark.parametrize(("value", "third"), [(0.33, "1/3"), (0.667, "2/3"), (1.3333, "4/3")])
def test_thirds_come_as_decimals(value: float, third: str, tmp_path: Path) -> None:
    much = {"doseAndRate": [{"doseQuantity": {"value": value, "unit": "tablet"}}]}
    (dose,) = prescribed(tmp_path, {**much, "timing": TWICE}).plan.doses
    assert dose.amount
    assert str(dose.amount.number) == third
