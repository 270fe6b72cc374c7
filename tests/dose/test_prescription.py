"""FHIR prescriptions: real ones where the samples are at hand, and what must be refused."""

from __future__ import annotations

import copy
import datetime
import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from leaflets.dose.prescription import read_prescription
from leaflets.errors import LeafletsError
from leaflets.sheet.medicine import Medicine

DAY = datetime.date(2026, 11, 22)
SAMPLES = os.environ.get("LEAFLETS_SAMPLES")


def medicine(*names: str, **codes: str) -> Medicine:
    known = {system: frozenset([code]) for system, code in codes.items()}
    return Medicine(names[0], names, known)


TINY = medicine("Tiny", "Minimex", atc="V03AX", rxnorm="1256")

REQUEST: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "Tiny 50 mg tablets"},
    "dosageInstruction": [
        {
            "timing": {"repeat": {"when": ["MORN", "NIGHT"]}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }
    ],
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Any]:
    def reader(resource: Any, wanted: Medicine = TINY) -> Any:
        file = tmp_path / "prescription.json"
        text = resource if isinstance(resource, str) else json.dumps(resource)
        file.write_text(text)
        return read_prescription(file, wanted, DAY).plan

    return reader


def changed(path: str, value: Any) -> dict[str, Any]:
    """The request with one value changed; None takes it away."""
    resource = copy.deepcopy(REQUEST)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    holder: Any = resource
    for step in steps:
        holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return resource


def test_sound_prescription(read: Callable[[Any], Any]) -> None:
    plan = read(REQUEST)
    assert [dose.time for dose in plan.doses] == ["morning", "bedtime"]
    assert plan.doses[0].amount.number == 1


DOSAGE = "dosageInstruction.0"
REPEAT = f"{DOSAGE}.timing.repeat"
REFUSED = [
    ("resourceType", "Patient", "order-resource"),
    ("resourceType", "MedicationAdministration", "order-resource"),
    ("status", "stopped", "order-status"),
    ("status", "draft", "order-status"),
    ("intent", "proposal", "order-intent"),
    ("intent", "option", "order-intent"),
    ("doNotPerform", True, "order-modified"),
    ("modifierExtension", [{"url": "http://example.org"}], "order-modified"),
    ("medicationCodeableConcept", {"text": "Other 50 mg"}, "order-medicine"),
    ("medicationCodeableConcept", {"text": "Tinyphen 50 mg"}, "order-medicine"),
    ("medicationCodeableConcept", {"text": "Tiny/Codeine 500 mg/30 mg"}, "order-medicine"),
    ("medicationCodeableConcept", {"text": "Tiny and codeine"}, "order-medicine"),
    ("medicationCodeableConcept", {"text": ""}, "order-medicine"),
    (
        "medicationCodeableConcept",
        {
            "text": "Tiny",
            "coding": [{"system": "http://www.whocc.no/atc", "code": "N02BE01"}],
        },
        "order-medicine",
    ),
    ("dosageInstruction", [], "order-no-dosage"),
    (f"{DOSAGE}.asNeededBoolean", "yes", "order-not-fhir"),
    (f"{DOSAGE}.additionalInstruction", [{"coding": [{"code": "1"}]}], "order-not-said"),
    (f"{DOSAGE}.maxDosePerPeriod", {"numerator": {"value": 4}}, "order-not-fhir"),
    (
        f"{DOSAGE}.maxDosePerPeriod",
        {"numerator": {"value": 4, "unit": "tablet"}, "denominator": {"value": 1, "code": "wk"}},
        "order-not-said",
    ),
    (
        f"{DOSAGE}.maxDosePerPeriod",
        {"numerator": {"value": 1, "unit": "drop"}, "denominator": {"value": 1, "code": "d"}},
        "order-dose",
    ),
    (f"{DOSAGE}.maxDosePerAdministration", {"value": 9, "unit": "tablet"}, "order-not-said"),
    (f"{DOSAGE}.maxDosePerLifetime", {"value": 9, "unit": "tablet"}, "order-not-said"),
    (f"{DOSAGE}.timing", None, "order-no-timing"),
    (f"{DOSAGE}.timing.event", ["2026-12-01"], "order-rhythm"),
    (f"{DOSAGE}.route", {"coding": [{"code": "47625008"}]}, "order-not-said"),
    (f"{DOSAGE}.timing.code", {"coding": [{"code": "TID"}]}, "order-rhythm"),
    (f"{REPEAT}.when", ["EVE.late"], "order-when"),
    (f"{REPEAT}.when", ["AC", "MORN"], "order-when"),
    (f"{REPEAT}.when", ["MORN", "MORN"], "order-dose"),
    (f"{REPEAT}.when", None, "order-no-timing"),
    (f"{REPEAT}.frequency", 3, "order-rhythm"),
    (f"{REPEAT}.period", 2, "order-rhythm"),
    (f"{REPEAT}.periodUnit", "wk", "order-rhythm"),
    (f"{REPEAT}.dayOfWeek", ["mon", "someday"], "order-rhythm"),
    (f"{REPEAT}.countMax", 10, "order-not-said"),
    (f"{REPEAT}.offset", 30, "order-not-said"),
    (f"{REPEAT}.duration", 30, "order-not-said"),
    (f"{REPEAT}.boundsDuration", {"value": 2, "code": "a"}, "order-bounds"),
    (f"{REPEAT}.boundsDuration", {"value": 2, "code": "d", "unit": "weeks"}, "order-bounds"),
    (f"{REPEAT}.boundsRange", {"high": {"value": 5, "code": "d"}}, "order-bounds"),
    (f"{REPEAT}.boundsPeriod", {"end": "2026-12"}, "order-bounds"),
    (f"{DOSAGE}.doseAndRate", [], "order-dose"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.value", -1, "order-dose"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.value", 400, "order-dose"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.value", "1", "order-dose"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.comparator", "<", "order-dose"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.unit", "Ampulle", "order-unit"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.code", "732937005", "order-unit"),
    (f"{DOSAGE}.doseAndRate.0.doseQuantity.unit", "spoon", "order-unit"),
    (f"{DOSAGE}.doseAndRate.0.rateQuantity", {"value": 1}, "order-dose"),
    (f"{DOSAGE}.doseAndRate.0", {"doseRange": {"low": {"value": 1}}}, "order-dose"),
]


@pytest.mark.parametrize(("path", "value", "code"), REFUSED)
def test_refused(path: str, value: Any, code: str, read: Callable[[Any], Any]) -> None:
    with pytest.raises(LeafletsError) as caught:
        read(changed(path, value))
    assert caught.value.problems[0].code == code, str(caught.value)
    assert caught.value.exit_code == 10


def test_a_step_without_an_end_is_refused(read: Callable[[Any], Any]) -> None:
    resource = copy.deepcopy(REQUEST)
    second = copy.deepcopy(resource["dosageInstruction"][0])
    resource["dosageInstruction"][0]["sequence"] = 1
    resource["dosageInstruction"].append({**second, "sequence": 2})
    with pytest.raises(LeafletsError, match="must say for how long"):
        read(resource)


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"a": 1, "a": 2}', "[" * 100_000])
def test_not_fhir(text: str, read: Callable[[Any], Any]) -> None:
    with pytest.raises(LeafletsError) as caught:
        read(text)
    assert caught.value.exit_code == 10


def test_by_code_when_the_name_is_another_languages(read: Callable[[Any], Any]) -> None:
    concept = {
        "coding": [
            {
                "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                "code": "1256",
                "display": "Minimexe",
            }
        ]
    }
    assert read(changed("medicationCodeableConcept", concept)).doses


def test_bundle_with_one_of_several(read: Callable[[Any], Any]) -> None:
    other = changed("medicationCodeableConcept", {"text": "Other"})
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": other}, {"resource": REQUEST}, {"resource": {"resourceType": "X"}}],
    }
    assert len(read(bundle).doses) == 2
    bundle["entry"].append({"resource": REQUEST})  # type: ignore[attr-defined]
    with pytest.raises(LeafletsError, match="holds 2 prescriptions"):
        read(bundle)


@pytest.mark.parametrize(
    ("name", "piece", "unit"),
    [
        ("Tiny 50 mg tablets", None, "tablet"),
        ("Tiny 50 mg capsules", "tablet", "capsule"),
        ("Tiny 50 mg", "tablet", "tablet"),
        ("Tiny 50 mg", None, None),
        ("Tiny oral drops", "tablet", None),
    ],
)
def test_a_piece_is_what_the_form_makes_it(
    name: str, piece: Any, unit: str | None, tmp_path: Path
) -> None:
    request = changed(f"{DOSAGE}.doseAndRate.0.doseQuantity", {"value": 1, "unit": "Stück"})
    request["medicationCodeableConcept"] = {"text": name}
    file = tmp_path / "prescription.json"
    file.write_text(json.dumps(request))
    if unit is None:
        with pytest.raises(LeafletsError, match="order-unit"):
            read_prescription(file, TINY, DAY, piece)
        return
    plan = read_prescription(file, TINY, DAY, piece).plan
    assert {dose.amount.unit for dose in plan.doses} == {unit}


def test_rhythms(read: Callable[[Any], Any]) -> None:
    weekly = {"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]}
    plan = read(changed(REPEAT, {**weekly, "when": ["MORN"]}))
    assert (plan.weekday, plan.doses[0].time) == (0, "morning")
    plan = read(changed(REPEAT, {"frequency": 1, "period": 6, "periodUnit": "h"}))
    assert (plan.every_hours, plan.doses[0].time) == (6, None)
    plan = read(changed(f"{REPEAT}.boundsDuration", {"value": 2, "code": "wk"}))
    assert plan.weeks == 2
    plan = read(changed(f"{REPEAT}.boundsDuration", {"value": 3, "code": "d", "unit": "Tag(e)"}))
    assert plan.days == 3
    plan = read(changed(f"{REPEAT}.boundsPeriod", {"start": "2026-12-01", "end": "2026-12-31"}))
    assert (plan.first, plan.last) == (datetime.date(2026, 12, 1), datetime.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-12-01", datetime.date(2026, 12, 1)),
        ("2026-12-01T00:00:00+01:00", datetime.date(2026, 12, 1)),
        ("2026-12-01T23:30:00-05:00", datetime.date(2026, 12, 1)),
        ("2026-11-30T23:00:00Z", None),
        ("2026-12-11T04:59:59.000+00:00", None),
        ("2026-12-01T00:00:00", None),
        ("2026-12-01T", None),
        ("2026-12", None),
        ("2026-13-01", None),
        ("2026-12-01 and more", None),
        (20261201, None),
    ],
)
@pytest.mark.parametrize("end", ["start", "end"])
def test_a_day_from_an_instant(
    value: Any, day: datetime.date | None, end: str, read: Callable[[Any], Any]
) -> None:
    """An instant in UTC is no day of the patient's: midnight in Vienna is the day before in Z."""
    resource = changed(f"{REPEAT}.boundsPeriod", {end: value})
    if day is None:
        with pytest.raises(LeafletsError) as caught:
            read(resource)
        assert caught.value.problems[0].code == "order-bounds"
        assert end in caught.value.problems[0].field
    else:
        plan = read(resource)
        assert (plan.first if end == "start" else plan.last) == day


def test_errors_do_not_tell_what_stands_there(read: Callable[[Any], Any]) -> None:
    with pytest.raises(LeafletsError) as caught:
        read(changed(f"{DOSAGE}.patientInstruction", "for Jane Example <b>"))
    assert "Jane" not in str(caught.value)


needs_samples = pytest.mark.skipif(not SAMPLES, reason="LEAFLETS_SAMPLES is not set: not checked")
TRIATEC = medicine("Ramipril", "Triatec", atc="C09AA05")
NORVASC = medicine("Amlodipine", "Norvasc", "Amlodipin", atc="C08CA01")


@needs_samples
@pytest.mark.parametrize(
    ("name", "wanted", "times", "number"),
    [
        ("DERIVED_ch-emed_1-1-MedStatTriatec", TRIATEC, ["morning"], Fraction(1, 2)),
        ("DERIVED_ch-emed_1-2-MedDispTriatec", TRIATEC, ["morning"], Fraction(1, 2)),
        ("DERIVED_ch-emed_2-6-MedReqNorvasc", NORVASC, ["morning", "evening"], Fraction(1)),
        ("DERIVED_ch-emed_MedReq-ChangeMedication", NORVASC, ["morning", "evening"], Fraction(1)),
    ],
)
def test_real_prescriptions(
    name: str, wanted: Medicine, times: list[str], number: Fraction
) -> None:
    plan = read_prescription(Path(str(SAMPLES)) / "dosage" / f"{name}.json", wanted, DAY).plan
    assert [dose.time for dose in plan.doses] == times
    assert {dose.amount.number for dose in plan.doses} == {number}
    assert {dose.amount.unit for dose in plan.doses} == {"tablet"}


@needs_samples
@pytest.mark.parametrize(
    ("name", "wanted", "code"),
    [
        ("DERIVED_ch-emed_1-1-MedStatTriatec", NORVASC, "order-medicine"),
        ("lee_alicia-ips", medicine("Carbamazepine"), "order-dose"),
        ("lee_alicia-ips", TRIATEC, "order-medicine"),
        (
            "mpd_Bundle-100A-multiitem-prescription-with-orchestration",
            medicine("Thalidomide"),
            "order-intent",
        ),
        (
            "mpd_MedicationRequest-100C-3-medication-prescription-request1",
            medicine("Thalidomide"),
            "order-intent",
        ),
    ],
)
def test_real_ones_that_are_refused(name: str, wanted: Medicine, code: str) -> None:
    with pytest.raises(LeafletsError) as caught:
        read_prescription(Path(str(SAMPLES)) / "dosage" / f"{name}.json", wanted, DAY)
    assert caught.value.problems[0].code == code, str(caught.value)


@pytest.mark.slow
def test_command(own_library: Path, run: Callable[..., Run]) -> None:
    file = own_library / "prescription.json"
    file.write_text(json.dumps(REQUEST))
    command = ("leaflet", "tiny", "--library", own_library, "--prescription", file)
    done = run(*command)
    assert (done.code, done.out) == (0, "build/tiny-en-dose.pdf\n")
    done = run("leaflet", "azathioprine", "--prescription", file, "--output-dir", "none")
    assert done.code == 10
    assert "another medicine than Azathioprine" in done.err
    assert run(*command, "--dose", "noon=1 tablet").code == 2
