"""What a dose plan may be: the limits of a sheet, and who they are for."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from conftest import Run

from leaflets.dose.person import UNKNOWN, Person, age_in, months_since, weight_in
from leaflets.dose.plan import DoseError, in_order
from leaflets.dose.plan_checks import Findings, checked_plan
from leaflets.dose.typed_dose import parse_dose
from leaflets.language.quantities import numbers
from leaflets.language.strengths import strength_in
from leaflets.library.libraries import Library

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def checked(built_in: Library) -> Callable[..., Findings]:
    """Check a typed plan against a built-in sheet."""

    def check(sheet: str, text: str, person: Person = UNKNOWN) -> Findings:
        return checked_plan(
            in_order(parse_dose(text)), built_in.find_sheet(sheet).sheet, person, DAY
        )

    return check


CHILD = Person(months=4 * 12, kg=Fraction(18))
REFUSED = [
    # In another form, or counted in another unit.
    ("azathioprine", "morning=100 mL of 50 mg/5 mL", "form"),
    ("azathioprine", "morning=1 capsule of 50 mg", "form"),
    ("salbutamol-inhaler", "morning=60 drops, days=366", "form"),
    ("salbutamol-inhaler", "morning=1 tablet of 4 mg", "form"),
    ("salbutamol-inhaler", "morning=200 micrograms", "form"),
    ("paracetamol-children", "morning=1 tablet of 500 mg", "form"),
    ("paracetamol-children", "every 4 hours=120 mg", "form"),
    # Which strength?
    ("methotrexate", "monday=4 tablets", "strength"),
    ("methotrexate", "monday=4 tablets of 20 mg", "strength"),
    ("paracetamol-children", "morning=5 mL", "strength"),
    ("paracetamol-children", "morning=5 mL of 100 mg/1 mL", "strength"),
    # Pieces that must not be made.
    ("azathioprine", "morning=1 1/2 tablets of 50 mg", "divided"),
    ("methotrexate", "monday=½ tablet of 5 mg", "divided"),
    ("warfarin", "evening=1/4 tablet of 5 mg", "divided"),
    ("warfarin", "evening=1/3 tablet of 6 mg", "divided"),
    ("methotrexate", "monday=4 mg", "pieces"),
    ("azathioprine", "morning=10 mg", "pieces"),
    # Too much.
    ("methotrexate", "monday=5000 mg", "once"),
    ("methotrexate", "monday=4 tablets of 10 mg", "week"),
    ("methotrexate", "monday=27.5 mg", "once"),
    ("warfarin", "evening=20 tablets of 0.5 mg, morning=2 tablets of 0.5 mg", "day"),
    ("warfarin", "evening=2 1/2 tablets of 5 mg", "once"),
    ("azathioprine", "morning=3 tablets of 50 mg", "once"),
    ("azathioprine", "morning=1 tablet of 100 mg, evening=1 tablet of 25 mg", "day"),
    ("salbutamol-inhaler", "every 6 hours=3 puffs of 100 micrograms", "once"),
    ("salbutamol-inhaler", "every 4 hours=2 puffs of 90 micrograms", "day"),
    # Too often, too close.
    ("warfarin", "every 2 hours=20 tablets of 0.5 mg", "hours"),
    ("warfarin", "morning=1 tablet of 1 mg, evening=1 tablet of 1 mg", "hours"),
    ("methotrexate", "morning=1 tablet of 2.5 mg", "weekly"),
    ("methotrexate", "every week=4 tablets of 2.5 mg", "weekly"),
    ("methotrexate", "once=4 tablets of 2.5 mg", "weekly"),
    ("methotrexate", "1 time a day=1 tablet of 2.5 mg", "weekly"),
    ("methotrexate", "monday+thursday=1 tablet of 2.5 mg", "weekly"),
    ("methotrexate", "08:00=1 tablet of 2.5 mg", "weekly"),
    ("paracetamol-children", "5 times a day=5 mL of 120 mg/5 mL", "times"),
    ("paracetamol-children", "08:00=5 mL of 120 mg/5 mL, 10:00=5 mL of 120 mg/5 mL", "hours"),
    ("azathioprine", "every 8 hours=1 tablet of 25 mg", "times"),
    ("salbutamol-inhaler", "every 3 hours=1 puff of 100 micrograms", "hours"),
    ("azathioprine", "morning=1 tablet of 50 mg, until=2026-11-21", "ended"),
    # A child of unknown age is the youngest.
    ("paracetamol-children", "every 6 hours=5 mL of 120 mg/5 mL", "once"),
    ("paracetamol-children", "every 6 hours=5 mL of 250 mg/5 mL", "once"),
]


@pytest.mark.parametrize(("sheet", "text", "code"), REFUSED)
def test_refused(sheet: str, text: str, code: str, checked: Callable[..., Findings]) -> None:
    faults = checked(sheet, text).faults
    assert code in [fault.code for fault in faults], faults


SOUND = [
    ("azathioprine", "morning=1 tablet of 50 mg, evening=1 tablet of 50 mg", UNKNOWN),
    ("azathioprine", "morning=100 mg", UNKNOWN),
    ("azathioprine", "morning=3 tablets of 100 mg", Person(kg=Fraction(60))),
    ("azathioprine", "monday morning=2 tablets of 25 mg", UNKNOWN),
    ("methotrexate", "monday=4 tablets of 2.5 mg", UNKNOWN),
    ("methotrexate", "friday evening=12.5 mg", UNKNOWN),
    ("methotrexate", "sunday=1 tablet of 15 mg", UNKNOWN),
    ("warfarin", "evening=1 1/2 tablets of 5 mg", UNKNOWN),
    ("warfarin", "evening=½ tablet of 1 mg, days=30", UNKNOWN),
    ("salbutamol-inhaler", "every 6 hours=2 puffs of 100 micrograms", UNKNOWN),
    ("salbutamol-inhaler", "morning=2 puffs of 0.1 mg, bedtime=2 puffs of 0.1 mg", UNKNOWN),
    ("paracetamol-children", "every 6 hours=2.5 mL of 120 mg/5 mL", UNKNOWN),
    ("paracetamol-children", "every 6 hours=10 mL of 120 mg/5 mL", CHILD),
    ("paracetamol-children", "every 6 hours=10 mL of 24 mg/mL", CHILD),
    ("paracetamol-children", "every 6 hours=7.5 mL of 160 mg/5 mL", CHILD),
    ("paracetamol-children", "morning=10 mL of 250 mg/5 mL", Person(months=11 * 12)),
]


@pytest.mark.parametrize(("sheet", "text", "person"), SOUND)
def test_sound(sheet: str, text: str, person: Person, checked: Callable[..., Findings]) -> None:
    assert checked(sheet, text, person).faults == ()


PERSONS = [
    # (age in months, kg, mL of 160 mg/5 mL at most)
    (30, None, Fraction(5)),
    (35, None, Fraction(5)),
    (36, None, Fraction(5)),
    (48, None, Fraction("7.5")),
    (30, 16, Fraction(5)),
    (30, 20, Fraction("7.5")),
    (None, 27, Fraction(10)),
    (None, Fraction("21.5"), Fraction("7.5")),
    (None, Fraction("32.5"), Fraction("12.5")),
    (None, 43, Fraction(15)),
    (23, None, None),
    (23, 14, None),
    (None, 10, None),
    (None, Fraction("43.1"), None),
    (144, None, None),
]


@pytest.mark.parametrize(("months", "kg", "most"), PERSONS)
def test_the_row_of_an_age_or_weight_holds(
    months: int | None,
    kg: float | None,
    most: Fraction | None,
    checked: Callable[..., Findings],
) -> None:
    """By the weight if it is known; between two rows, the lower one; outside all, no plan."""
    person = Person(months, None if kg is None else Fraction(kg))
    for tenths in range(10, 200, 5):
        amount = Fraction(tenths, 10)
        text = f"morning={float(amount):g} mL of 160 mg/5 mL"
        is_sound = not checked("paracetamol-children", text, person).faults
        assert is_sound == (most is not None and amount <= most), text


def test_what_is_not_known_is_told(checked: Callable[..., Findings]) -> None:
    sound = checked("azathioprine", "morning=1 tablet of 50 mg")
    assert sound.lacking == "the weight is not known: the sheet's lowest limit holds"
    assert not checked("azathioprine", "morning=1 tablet of 50 mg", Person(kg=Fraction(60))).lacking
    over = checked("paracetamol-children", "morning=5 mL of 120 mg/5 mL")
    assert "60 mg" in over.faults[0].message
    assert "the age is not known" in over.faults[0].message


def test_a_limit_tells_nothing_of_the_patient(checked: Callable[..., Findings]) -> None:
    """Messages end in logs: neither the amount nor what a weight makes of a limit is told."""
    person = Person(months=777, kg=Fraction(61))
    for fault in checked("azathioprine", "morning=7 tablets of 75 mg", person).faults:
        assert not {"7", "75", "525", "305", "61", "777"} & set(fault.message.split())
        assert "5 mg/kg" in fault.message


@pytest.mark.slow
def test_a_sheet_without_limits_has_no_plan(own_library: Path, run: Callable[..., Run]) -> None:
    file = own_library / "sheets/tiny.yaml"
    text = file.read_text().replace(", limits]", "]")
    start, end = text.index("limits:\n"), text.index("sources:\n")
    file.write_text(text[:start] + text[end:])
    done = run("leaflet", "tiny", "--library", own_library, "--dose", "morning=1 tablet")
    assert (done.code, done.out) == (2, "")
    assert "says no limits" in done.err
    told = run("check", "tiny", "--library", own_library)
    assert "no dose plan is made of it" in told.out


_OVERLAP = (("a", "[2, 5]"), ("b", "[5, 6]"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unit: tablet", "unit: milligram", "what is counted"),
        ("divided: quarters", "divided: any", "a liquid is divided: any"),
        ("[50 mg]", "[50]", "write a strength as"),
        ("[50 mg]", "[50 mg/5 mL]", "in so many mL for a liquid"),
        ("once: 200 mg", "once: 200", "write an amount as"),
        ("once: 200 mg", "once: 500 mg", "more at once than in a day"),
        ("once: 200 mg", "once: 2 tablets", "in one unit"),
        ("once: 200 mg, day: 400 mg", "once: 2 puffs, day: 2 puffs", "no form is counted"),
        ("once: 200 mg, day: 400 mg", "once: 5 mg/kg, day: 5 mg/kg", "without_weight"),
        ("once: 200 mg", "years: [4, 2], once: 200 mg", "runs backwards"),
        ("once: 200 mg", "years: [2, 4], months: [1, 2], once: 200 mg", "not both"),
        ("once: 200 mg", "strength: 5 mg, once: 200 mg", "no form has the strength"),
        ("unit: tablet,", "unit: tablet, form: pills,", "by its id"),
        ("uses, limits]", "uses]", "no entry under sources supports 'limits.forms.tablet'"),
        ("day: 400 mg}", "day: 400 mg, week: 400 mg}", "is taken daily"),
        (
            "- {id: any, once: 200 mg, day: 400 mg}",
            "\n    ".join(f"- {{id: {i}, years: {y}, once: 1 mg, day: 1 mg}}" for i, y in _OVERLAP),
            "ages overlap",
        ),
    ],
)
def test_limits_that_contradict_themselves(
    old: str, new: str, words: str, own_library: Path, run_inside: Callable[..., Run]
) -> None:
    file = own_library / "sheets/tiny.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    done = run_inside("check", "tiny", "--library", own_library)
    assert done.code == 3
    assert words in done.err
    assert "tiny.yaml:" in done.err


def test_limits_are_those_of_the_printed_dose_tables(built_in: Library) -> None:
    sheet = built_in.find_sheet("paracetamol-children").sheet
    assert sheet.limits
    rows = {f"{table.id}_{row.id}": row for table in sheet.how_to_take.doses for row in table.rows}
    assert set(rows) == {most.id for most in sheet.limits.most}
    for most in sheet.limits.most:
        row = rows[most.id]
        assert f"({most.once})" in row.dose
        assert row.maximum == f"{most.times} doses"
        printed = {int(n) for n in numbers(row.who, Locale("en"))}
        assert set(most.years or most.months or ()) == printed
        if most.kg:
            assert f"({most.kg[0]} to {most.kg[1]} kg)" in (row.weight or "")


@pytest.mark.parametrize(
    ("text", "kg"), [("16 kg", 16), ("16.5kg", 16.5), ("3500 g", 3.5), ("35 lb", 15.8757329)]
)
def test_weights(text: str, kg: float) -> None:
    assert float(weight_in(text)) == pytest.approx(kg)


@pytest.mark.parametrize("text", ["16", "16,5 kg", "0 kg", "500 kg", "heavy", "-3 kg", "16 stone"])
def test_no_weights(text: str) -> None:
    with pytest.raises(DoseError):
        weight_in(text)


@pytest.mark.parametrize(
    ("text", "months"), [("4 years", 48), ("7 months", 7), ("10 weeks", 2), ("20 days", 0)]
)
def test_ages(text: str, months: int) -> None:
    assert age_in(text) == months


@pytest.mark.parametrize("text", ["4", "four years", "200 years", "-1 years", "4.5 years"])
def test_no_ages(text: str) -> None:
    with pytest.raises(DoseError):
        age_in(text)


def test_completed_months() -> None:
    born = datetime.date(2024, 1, 31)
    assert months_since(born, datetime.date(2024, 2, 29)) == 0
    assert months_since(born, datetime.date(2024, 3, 31)) == 2
    assert months_since(born, datetime.date(2026, 1, 30)) == 23


def test_strengths() -> None:
    one, other = strength_in("0.1 mg"), strength_in("100 micrograms")
    assert one
    assert other
    assert one.is_same(other)
    liquid, same = strength_in("24 mg/mL"), strength_in("120 mg/5 mL")
    assert liquid
    assert same
    assert liquid.is_same(same)
    assert not liquid.is_same(one)
    assert strength_in("2,5 mg") is strength_in("0 mg") is strength_in("5") is None


@pytest.mark.slow
def test_command(run: Callable[..., Run]) -> None:
    plan = "every 6 hours=10 mL of 120 mg/5 mL"
    command = ("leaflet", "paracetamol-children", "--format", "text", "--dose", plan)
    done = run(*command)
    assert (done.code, done.out) == (2, "")
    assert "60 mg" in done.err
    done = run(*command, "--age", "4 years")
    assert (done.code, done.out) == (0, "build/paracetamol-children-en-dose.txt\n")
    assert run(*command, "--age", "four").code == 2
    assert run("leaflet", "warfarin", "--age", "4 years").code == 2


PRODUCT: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/p"},
    "medicationCodeableConcept": {"text": "Paracetamol for children 120mg/5ml oral suspension"},
    "dosageInstruction": [
        {
            "timing": {"repeat": {"when": ["MORN", "NIGHT"]}},
            "doseAndRate": [{"doseQuantity": {"value": 10, "unit": "ml"}}],
        }
    ],
}
PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "2022-05"}
WEIGHT = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "subject": {"reference": "Patient/p"},
    "effectiveDateTime": "2026-11-01",
    "valueQuantity": {"value": 18, "code": "kg"},
}


@pytest.fixture
def prescribed(tmp_path: Path, run_inside: Callable[..., Run]) -> Callable[..., Run]:
    """Make a leaflet of resources that are in one Bundle."""

    def make(sheet: str, *resources: dict[str, Any], options: tuple[str, ...] = ()) -> Run:
        entries = [
            {"fullUrl": f"{r['resourceType']}/{r.get('id', n)}", "resource": r}
            for n, r in enumerate(resources)
        ]
        file = tmp_path / "prescription.json"
        file.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
        return run_inside(
            *("leaflet", sheet, "--format", "text", "--date", "2026-11-22"),
            *("--prescription", file, *options),
        )

    return make


def with_name(name: str, value: float = 1, unit: str = "tablet") -> dict[str, Any]:
    """The prescription for another product."""
    quantity = {"value": value, "unit": unit}
    repeat = {"dayOfWeek": ["mon"], "frequency": 1, "period": 1, "periodUnit": "wk"}
    timing = {"repeat": repeat if "ethotrex" in name else {"when": ["MORN"]}}
    dosage = {"timing": timing, "doseAndRate": [{"doseQuantity": quantity}]}
    return {
        **PRODUCT,
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": [dosage],
    }


@pytest.mark.slow
def test_age_and_weight_out_of_a_bundle(prescribed: Callable[..., Run], tmp_path: Path) -> None:
    sheet = "paracetamol-children"
    assert prescribed(sheet, PRODUCT).code == 10
    assert prescribed(sheet, PRODUCT, PATIENT).code == 0
    assert "10 mL of 120 mg/5 mL, together 240 mg" in next(tmp_path.glob("build/*.txt")).read_text()
    assert prescribed(sheet, PRODUCT, {**PATIENT, "birthDate": "2022-12"}).code == 10
    assert prescribed(sheet, PRODUCT, {**PATIENT, "birthDate": "2030-12-01"}).code == 10
    done = prescribed(sheet, PRODUCT, PATIENT, options=("--age", "9 years"))
    assert (done.code, "another age or weight" in done.err) == (10, True)


@pytest.mark.slow
def test_weight_out_of_a_bundle(prescribed: Callable[..., Run]) -> None:
    name = "Paracetamol for children 160 mg/5 ml oral suspension"
    liquid = with_name(name, 7.5, "ml")
    assert prescribed("paracetamol-children", liquid, PATIENT, WEIGHT).code == 0
    light = {
        **WEIGHT,
        "effectiveDateTime": "2026-11-20",
        "valueQuantity": {"value": 14, "code": "kg"},
    }
    assert prescribed("paracetamol-children", liquid, PATIENT, WEIGHT, light).code == 10
    odd = {**WEIGHT, "valueQuantity": {"value": 18, "code": "stone"}}
    assert prescribed("paracetamol-children", liquid, PATIENT, odd).code == 10


OTHER_PRODUCTS = [
    ("salbutamol-inhaler", with_name("Ventolin 4 mg tablets"), "another form"),
    ("salbutamol-inhaler", with_name("Ventolin 5mg/2.5ml nebuliser solution", 2.5, "ml"), "form"),
    ("salbutamol-inhaler", with_name("Ventolin tabletas 4 mg", 4, "mg"), "form"),
    ("paracetamol-children", with_name("Calpol 500 mg Tabletten", 500, "mg"), "another form"),
    ("paracetamol-children", with_name("Calpol 250 mg suppositories", 250, "mg"), "another form"),
    ("methotrexate", with_name("Methotrexate 10mg/0.2ml injection", 10, "mg"), "another form"),
    ("methotrexate", with_name("Methotrexate", 4), "name the strength"),
    ("methotrexate", with_name("Methotrexate 10 mg tablets", 4), "25 mg"),
    ("methotrexate", with_name("Methotrexate 2.5 mg or 10 mg tablets", 4), "several strengths"),
    ("methotrexate", with_name("Methotrexate 20 mg tablets"), "no such strength"),
    ("azathioprine", with_name("Azathioprine 50 mg", 1, "ml"), "another form"),
]


@pytest.mark.parametrize(("sheet", "resource", "words"), OTHER_PRODUCTS)
def test_another_product(
    sheet: str, resource: dict[str, Any], words: str, prescribed: Callable[..., Run]
) -> None:
    done = prescribed(sheet, resource)
    assert (done.code, done.out) == (10, "")
    assert words in done.err


@pytest.mark.parametrize(
    ("route", "code"),
    [
        ({"coding": [{"code": "26643006"}]}, 0),
        ({"text": "by mouth"}, 0),
        ({"coding": [{"code": "47625008"}]}, 10),
        ({"text": "into the eye"}, 10),
        ("oral", 10),
    ],
)
def test_routes(route: Any, code: int, prescribed: Callable[..., Run]) -> None:
    resource = with_name("Azathioprine 50 mg tablets")
    resource["dosageInstruction"][0]["route"] = route
    assert prescribed("azathioprine", resource).code == code


def test_a_strength_from_the_ingredients(prescribed: Callable[..., Run], tmp_path: Path) -> None:
    resource = with_name("Methotrexate", 4)
    del resource["medicationCodeableConcept"]
    medication = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"text": "Methotrexate"},
        "form": {"text": "Tablet"},
        "ingredient": [
            {"strength": {"numerator": {"value": 2.5, "code": "mg"}, "denominator": {"value": 1}}}
        ],
    }
    resource["medicationReference"] = {"reference": "Medication/m"}
    assert prescribed("methotrexate", resource, medication).code == 0
    assert "4 tablets of 2.5 mg, together 10 mg" in next(tmp_path.glob("build/*")).read_text()


def test_an_order_is_held_to_the_limits(tmp_path: Path, run_inside: Callable[..., Run]) -> None:
    file = tmp_path / "orders.csv"
    plan = "every 6 hours=10 mL of 120 mg/5 mL"
    file.write_text(
        "sheet,language,copies,patient name,date of birth,age,weight,dose plan\n"
        f"paracetamol-children,en,1,A,,,,{plan}\n"
        f"paracetamol-children,en,1,B,2022-05-31,,,{plan}\n"
        f"paracetamol-children,en,1,C,,4 years,,{plan}\n"
        f"paracetamol-children,en,1,D,,8 months,,{plan}\n"
        f"paracetamol-children,en,1,E,2022-05-31,4 years,,{plan}\n"
        "methotrexate,en,1,F,,,,monday=4 tablets\n"
        "azathioprine,en,1,G,,,50 stone,morning=1 tablet of 50 mg\n"
    )
    done = run_inside(
        *("print-run", file, "--allow-drafts", "--date", "2026-11-22", "--output-dir", "run")
    )
    assert done.code == 10
    lines = {line.split(":")[1] for line in done.err.splitlines() if "orders.csv:" in line}
    assert lines == {"2", "5", "6", "7", "8"}
    assert not (tmp_path / "run").exists()
