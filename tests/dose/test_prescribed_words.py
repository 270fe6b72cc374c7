"""A prescriber's own words: kept as they stand, held against the fields and the sheet's limits."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from leaflets.admission.doses import AskedDose, dose_gate
from leaflets.admission.wishes import Wanted
from leaflets.dose.plan import Plan
from leaflets.dose.prescription import Prescribed, read_prescription
from leaflets.dose.words_reading import ReadAmount, words_read
from leaflets.errors import LeafletsError
from leaflets.library.libraries import library
from leaflets.sheet.medicine import Medicine

DAY = datetime.date(2026, 11, 22)
TINY = Medicine("Tiny", ("Tiny",), {})
TWICE = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
ONE = {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}


def request(*dosages: dict[str, Any], name: str = "Tiny 5 mg tablets", **more: Any) -> Any:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": list(dosages),
        **more,
    }


def prescribed(tmp_path: Path, *dosages: dict[str, Any], **more: Any) -> Prescribed:
    file = tmp_path / "prescription.json"
    file.write_text(json.dumps(request(*dosages, **more)))
    return read_prescription(file, TINY, DAY)


def refused(tmp_path: Path, *dosages: dict[str, Any], **more: Any) -> LeafletsError:
    with pytest.raises(LeafletsError) as caught:
        prescribed(tmp_path, *dosages, **more)
    assert caught.value.exit_code == 10
    return caught.value


def texts(plan: Plan) -> list[tuple[str, str]]:
    return [(one.text, one.language) for one in plan.words]


def test_words_stand_as_they_are(tmp_path: Path) -> None:
    own = {
        "text": "Take ONE tablet  twice a day.",
        "patientInstruction": "Drink some water with it.",
    }
    plan = prescribed(tmp_path, {**own, **ONE, "timing": TWICE}).plan
    assert texts(plan) == [
        ("Take ONE tablet twice a day.", "en"),
        ("Drink some water with it.", "en"),
    ]
    assert (plan.times_a_day, plan.doses[0].amount and plan.doses[0].amount.number) == (2, 1)


def test_what_r5_renders_stands_and_is_compared(tmp_path: Path) -> None:
    plan = prescribed(
        tmp_path, {**ONE, "timing": TWICE}, renderedDosageInstruction="One tablet twice a day"
    ).plan
    assert [text for text, _ in texts(plan)] == ["One tablet twice a day"]
    wrong = {"renderedDosageInstruction": "Five tablets twice a day"}
    error = refused(tmp_path, {**ONE, "timing": TWICE}, **wrong)
    assert error.problems[0].code == "order-words-contradict"


def test_the_same_words_stand_once(tmp_path: Path) -> None:
    own = {"text": "One twice a day", "patientInstruction": "ONE twice a day"}
    assert len(prescribed(tmp_path, {**own, **ONE, "timing": TWICE}).plan.words) == 1


@pytest.mark.parametrize(
    ("text", "named", "language"),
    [
        ("Take one tablet daily", None, "en"),
        ("Morgens und abends je 1 Kapsel", None, "de"),
        ("Prendre un comprimé matin et soir avec un verre d’eau", None, "fr"),
        ("Tomar un comprimido por la mañana con un vaso de agua", None, "es"),
        ("Take one tablet daily", "en-GB", "en-GB"),
        ("По одной таблетке утром", None, "und-Cyrl"),
        ("По одной таблетке утром", "ru", "ru"),
        ("По одной таблетке утром", "en", "und-Cyrl"),
        ("xyzzy", None, "und"),
    ],
)
def test_the_language_of_words(text: str, named: str | None, language: str, tmp_path: Path) -> None:
    more = {"language": named} if named else {}
    assert texts(prescribed(tmp_path, {"text": text}, **more).plan) == [(text, language)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("10 U before meals", "order-words"),
        ("10 IU before meals", "order-words"),
        ("1.0 tablet daily", "order-words"),
        (".5 tablet daily", "order-words"),
        ("1 tablet QD", "order-words"),
        ("5 mg PO daily", "order-words"),
        ("100 µg daily", "order-words"),
        ("one tablet \u202edaily", "order-words"),
        ("one tablet\x00 daily", "order-words"),
        ("one <b>tablet</b> daily", "order-words"),
        ("one tablet " * 50, "order-words"),
    ],
)
def test_words_that_can_not_stand(text: str, code: str, tmp_path: Path) -> None:
    error = refused(tmp_path, {"text": text})
    assert error.problems[0].code == code
    assert error.problems[0].field == "dosageInstruction[0].text"
    assert text not in str(error)


AGREE = [
    ("One tablet twice a day", TWICE, (True, True)),
    ("10 mg two times daily", {**TWICE, "two": 2}, (True, True)),
    ("Two tablets in the morning and at bedtime", {**TWICE, "two": 2}, (True, True)),
    ("One tablet every 12 hours", TWICE, (True, True)),
    ("To be taken twice daily", TWICE, (False, True)),
    ("20 tablets. One tablet to be taken two times a day", TWICE, (True, True)),
    ("1-0-1-0", {"repeat": {"when": ["MORN", "EVE"]}}, (True, False)),
    ("zweimal täglich 1 Tablette", TWICE, (True, True)),
    ("Swallow with water", TWICE, (False, False)),
    ("One tablet once a week", {"repeat": {"dayOfWeek": ["mon"]}}, (True, True)),
    ("One every other day", {"repeat": {"period": 2, "periodUnit": "d"}}, (True, True)),
    ("One every 72 hours", {"repeat": {"period": 3, "periodUnit": "d"}}, (True, True)),
    ("1 tablet at 8am and 8 pm", {"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, (True, True)),
    (
        "One tablet on Mondays and Thursdays",
        {"repeat": {"dayOfWeek": ["mon", "thu"]}},
        (True, True),
    ),
    ("One twice a day", TWICE, (True, True)),
    (
        "One tablet twice a day for 2 weeks",
        {"repeat": {**TWICE["repeat"], "boundsDuration": {"value": 14, "code": "d"}}},
        (True, True),
    ),
    ("1 tablet twice a day. Do not take more. Do not crush it", TWICE, (True, True)),
    ("1 tablet monthly", {"repeat": {"period": 1, "periodUnit": "mo"}}, (True, True)),
]


@pytest.mark.parametrize(("text", "timing", "compared"), AGREE, ids=[one[0] for one in AGREE])
def test_words_that_agree(
    text: str, timing: dict[str, Any], compared: tuple[bool, bool], tmp_path: Path
) -> None:
    timing = dict(timing)
    much = {"value": timing.pop("two", 1), "unit": "tablet"}
    dosage = {"text": text, "timing": timing, "doseAndRate": [{"doseQuantity": much}]}
    assert prescribed(tmp_path, dosage).compared == compared


@pytest.mark.parametrize(
    ("text", "timing", "field"),
    [
        ("One tablet three times a day", TWICE, "timing"),
        ("Two tablets twice a day", TWICE, "doseAndRate"),
        ("10 mg twice a day", TWICE, "doseAndRate"),
        ("One capsule twice a day", TWICE, "doseAndRate"),
        ("1-2 tablets twice a day", TWICE, "doseAndRate"),
        ("half a tablet twice a day", TWICE, "doseAndRate"),
        ("One tablet daily", TWICE, "timing"),
        ("One tablet every 8 hours", TWICE, "timing"),
        ("One tablet once a week", TWICE, "timing"),
        ("One tablet daily", {"repeat": {"dayOfWeek": ["mon"]}}, "timing"),
        ("One tablet at bedtime", {"repeat": {"when": ["MORN"]}}, "timing"),
        ("One tablet twice a day when needed", TWICE, "timing"),
        ("dreimal täglich 1 Tablette", TWICE, "timing"),
        ("1-1-1", {"repeat": {"when": ["MORN", "EVE"]}}, "doseAndRate"),
        ("1 tablet at 8am and 8 pm", {"repeat": {"timeOfDay": ["08:00:00"]}}, "timing"),
        ("1 tablet every 3 days", {"repeat": {"period": 2, "periodUnit": "d"}}, "timing"),
        ("1 tablet weekly", {"repeat": {"period": 1, "periodUnit": "mo"}}, "timing"),
        ("One tablet on Mondays", TWICE, "timing"),
        ("One tablet on Friday", {"repeat": {"dayOfWeek": ["mon"]}}, "timing"),
        ("montags und freitags 1 Tablette", {"repeat": {"dayOfWeek": ["mon"]}}, "timing"),
        ("One tablet on alternate days", TWICE, "timing"),
        ("Take TWO twice a day", TWICE, "doseAndRate"),
        ("take three twice daily", TWICE, "doseAndRate"),
        ("Stop taking this medicine", TWICE, "timing"),
        ("Do not take it any more", TWICE, "timing"),
        ("absetzen", TWICE, "timing"),
        (
            "One tablet twice a day for 5 days",
            {"repeat": {**TWICE["repeat"], "boundsDuration": {"value": 10, "code": "d"}}},
            "timing",
        ),
    ],
)
def test_words_that_contradict(
    text: str, timing: dict[str, Any], field: str, tmp_path: Path
) -> None:
    error = refused(tmp_path, {"text": text, "timing": timing, **ONE})
    assert error.problems[0].code == "order-words-contradict"
    assert error.problems[0].field == f"dosageInstruction[0].{field}"
    assert "dosageInstruction[0].text" in str(error)
    assert text not in str(error)


def test_a_reason_and_a_place_that_no_plan_has_stay_in_words(tmp_path: Path) -> None:
    own = {
        "asNeededCodeableConcept": {"text": "restless legs at night"},
        "site": {"text": "left knee"},
    }
    plan = prescribed(tmp_path, {**ONE, **own, "text": "Apply when needed"}).plan
    assert plan.need
    assert [text for text, _ in texts(plan)] == [
        "Apply when needed",
        "restless legs at night",
        "left knee",
    ]


def test_steps_and_parts(tmp_path: Path) -> None:
    def step(number: int, value: int, days: int | None) -> dict[str, Any]:
        bounds = {"boundsDuration": {"value": days, "code": "d"}} if days else {}
        timing = {"repeat": {**TWICE["repeat"], **bounds}}
        much = {"doseAndRate": [{"doseQuantity": {"value": value, "unit": "tablet"}}]}
        return {"sequence": number, "timing": timing, **much}

    plan = prescribed(tmp_path, step(2, 1, None), step(1, 2, 5)).plan
    first, second = plan, plan.then[0]
    assert (first.doses[0].amount and first.doses[0].amount.number, first.days) == (2, 5)
    assert (second.link, second.doses[0].amount and second.doses[0].amount.number) == ("then", 1)
    beside = prescribed(tmp_path, step(1, 2, None), {**step(1, 1, None), "asNeededBoolean": True})
    assert [part.link for part in beside.plan.then] == ["also"]
    assert "for how long" in str(refused(tmp_path, step(1, 2, None), step(2, 1, None)))


def test_parts_that_begin_when_the_one_before_ends_are_steps(tmp_path: Path) -> None:
    def part(value: int, start: str, end: str) -> dict[str, Any]:
        repeat = {**TWICE["repeat"], "boundsPeriod": {"start": start, "end": end}}
        much = [{"doseQuantity": {"value": value, "unit": "tablet"}}]
        return {"timing": {"repeat": repeat}, "doseAndRate": much}

    days = part(2, "2026-12-01", "2026-12-05"), part(1, "2026-12-06", "2026-12-10")
    plan = prescribed(tmp_path, *days).plan
    assert (plan.first, plan.days) == (datetime.date(2026, 12, 1), 5)
    assert [(part.link, part.days, part.first) for part in plan.then] == [("then", 5, None)]
    gap = part(2, "2026-12-01", "2026-12-05"), part(1, "2026-12-07", "2026-12-10")
    assert "give days or weeks" in str(refused(tmp_path, *gap))


def test_words_with_a_need_or_a_route_keep_them(tmp_path: Path) -> None:
    own = {"text": "Take as directed", "route": {"text": "oral"}}
    assert prescribed(tmp_path, own).plan.route == "oral"
    plan = prescribed(tmp_path, {**own, "asNeededBoolean": True}).plan
    assert plan.need
    assert [dose.amount for dose in plan.doses] == [None]


def test_what_ends_stands_behind_what_it_is_taken_beside(tmp_path: Path) -> None:
    short = {"repeat": {**TWICE["repeat"], "boundsDuration": {"value": 5, "code": "d"}}}
    need = {"asNeededBoolean": True, **ONE}
    plan = prescribed(tmp_path, {"timing": short, **ONE}, need).plan
    assert plan.need
    assert [(part.link, part.days) for part in plan.then] == [("also", 5)]


ASKED = {"text": "fever"}
NEED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"asNeededBoolean": True}, {"need": {}}),
    ({"asNeededCodeableConcept": ASKED}, {"need": {"reason": "fever"}}),
    (
        {"asNeededFor": [{"coding": [{"code": "25064002", "display": "Headache (finding)"}]}]},
        {"need": {"reason": "headache"}},
    ),
    (
        {"asNeeded": True, "timing": {"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}}},
        {"need": {}, "wait": 6},
    ),
    (
        {
            "asNeededBoolean": True,
            "timing": {"repeat": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}},
        },
        {"need": {}, "every_hours": 4, "every_hours_most": 6},
    ),
    (
        {
            "asNeededBoolean": True,
            "maxDosePerPeriod": [
                {
                    "numerator": {"value": 8, "unit": "tablet"},
                    "denominator": {"value": 24, "code": "h"},
                }
            ],
        },
        {"need": {}, "most": {"number": "8", "unit": "tablet"}},
    ),
    (
        {
            "asNeededBoolean": True,
            "extension": [
                {
                    "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Dosage.asNeededFor",
                    "valueCodeableConcept": {"text": "Kopfschmerzen"},
                }
            ],
            "modifierExtension": [
                {
                    "url": "http://example.org/StructureDefinition/MindestabstandZwischenGaben",
                    "valueDuration": {"value": 6, "code": "h"},
                }
            ],
        },
        {"need": {"reason": "headache"}, "wait": 6},
    ),
    ({"timing": TWICE, "site": {"text": "Left eye"}}, {"times_a_day": 2, "site": "left_eye"}),
    (
        {"timing": TWICE, "route": {"coding": [{"code": "34206005"}]}},
        {"times_a_day": 2, "route": "injection"},
    ),
    ({"timing": {"event": ["2026-12-24"]}}, {"on": "2026-12-24"}),
    (
        {"timing": {"repeat": {**TWICE["repeat"], "count": 10}}},
        {"times_a_day": 2, "in_all": 10},
    ),
    (
        {"timing": {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}}},
        {"times_a_day": 1, "times_a_day_most": 2},
    ),
    (
        {"timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "wk"}}},
        {"times_a_week": 3},
    ),
]


@pytest.mark.parametrize(("dosage", "fields"), NEED, ids=[json.dumps(one[0])[:60] for one in NEED])
def test_what_else_a_prescription_says(
    dosage: dict[str, Any], fields: dict[str, Any], tmp_path: Path
) -> None:
    plan = prescribed(tmp_path, {**ONE, **dosage}, name="Tiny").plan
    told = plan.model_dump(mode="json", exclude_defaults=True)
    del told["doses"]
    assert told == fields


def test_minutes_before_a_meal(tmp_path: Path) -> None:
    timing = {"repeat": {"when": ["ACM"], "offset": 30}}
    plan = prescribed(tmp_path, {**ONE, "timing": timing}).plan
    assert (plan.doses[0].time, plan.doses[0].minutes) == ("before_breakfast", 30)


def gate(tmp_path: Path, sheet: str, name: str, *dosages: dict[str, Any]) -> AskedDose:
    file = tmp_path / "prescription.json"
    file.write_text(json.dumps(request(*dosages, name=name)))
    found = library()
    return dose_gate(found, found.find_sheet(sheet), Wanted(sheet, prescription=file), DAY)


AZA = "Azathioprine 50 mg tablets"


@pytest.mark.parametrize(
    ("sheet", "name", "dosage", "codes"),
    [
        ("azathioprine", AZA, {"text": "One tablet twice a day"}, []),
        ("azathioprine", AZA, {"text": "Follow directions"}, []),
        ("azathioprine", AZA, {"text": "Nine tablets daily"}, ["once", "day"]),
        ("azathioprine", AZA, {"text": "One tablet every 2 hours"}, ["day", "times"]),
        ("azathioprine", AZA, {"text": "450 mg daily"}, ["once", "day"]),
        ("azathioprine", AZA, {"text": "9-0-0-0 Tabletten nehmen"}, ["once", "day"]),
        ("azathioprine", AZA, {"text": "One puff twice a day"}, ["form"]),
        ("azathioprine", AZA, {"text": "One tablet daily. Maximum 9 tablets in a day"}, ["day"]),
        ("azathioprine", AZA, {"text": "One tablet daily. Maximum 2 tablets in a day"}, []),
        ("azathioprine", AZA, {"timing": TWICE, "text": "take nine tablets"}, ["once", "day"]),
        ("methotrexate", "Methotrexate 2.5 mg tablets", {"text": "Four tablets once a week"}, None),
    ],
)
def test_words_are_held_against_the_limits(
    sheet: str, name: str, dosage: dict[str, Any], codes: list[str] | None, tmp_path: Path
) -> None:
    found = gate(tmp_path, sheet, name, dosage)
    told = [one.code for one in found.problems]
    if codes is None:
        assert "order-weekly" in told
        return
    assert told == [f"order-words-{code}" for code in codes]
    assert bool(found.plan) == (not codes)
    assert not any("ine tablets" in one.message for one in found.problems)


WEEKLY = {
    "timing": {"repeat": {"dayOfWeek": ["mon"]}},
    "doseAndRate": [{"doseQuantity": {"value": 4, "unit": "tablet"}}],
}


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("Four tablets once a week", False),
        ("Take with food on the day", False),
        ("Four tablets a week, one tablet daily of folic acid", True),
        ("Täglich einnehmen", True),
        ("Prendre une fois par semaine avec un verre d’eau", True),
    ],
)
def test_words_beside_a_weekly_plan(text: str, is_refused: bool, tmp_path: Path) -> None:
    """A word for "daily" in a language that is not read would not be seen."""
    found = gate(tmp_path, "methotrexate", "Methotrexate 2.5 mg tablets", {**WEEKLY, "text": text})
    assert bool(found.problems) == is_refused, found.problems


def test_what_was_compared_is_told(tmp_path: Path) -> None:
    found = gate(tmp_path, "azathioprine", AZA, {"timing": TWICE, "text": "Follow directions"})
    assert {one.what: one.verdict for one in found.compared} == {
        "medicine": "same",
        "form": "same",
        "unit of the dose": "only the sheet says it",
        "strength": "same",
        "route": "only the sheet says it",
        "amount in words and fields": "not compared",
        "rhythm in words and fields": "not compared",
    }
    assert "route: only the sheet says it" in found.notes
    assert any("read them" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "language", "amounts"),
    [
        ("one and a half tablets", "en", [(Fraction(3, 2), Fraction(3, 2), "tablet")]),
        ("1½ tablets", "en", [(Fraction(3, 2), Fraction(3, 2), "tablet")]),
        ("two 5ml spoonfuls", "en", [(Fraction(10), Fraction(10), "milliliter")]),
        ("1 to 2 puffs", "en", [(Fraction(1), Fraction(2), "puff")]),
        ("a 40mg tablet", "en", []),
        ("je 2 Stück", "de", [(Fraction(2), Fraction(2), None)]),
        ("2,5 ml", "de", [(Fraction(5, 2), Fraction(5, 2), "milliliter")]),
        ("deux comprimés", "fr", []),
    ],
)
def test_amounts_in_words(text: str, language: str, amounts: list[Any]) -> None:
    assert [*words_read(text, language).amounts] == [ReadAmount(*one) for one in amounts]
