"""What a prescription says of its product: its form, its strength, its units, its file."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.dose.person import Person
from leaflets.dose.product_words import method_told, route_told
from leaflets.errors import LeafletsError
from leaflets.library.libraries import Library
from leaflets.sheet.product_forms import forms_named

DAY = datetime.date(2026, 11, 29)
CHILD = Person(months=4 * 12)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Azathioprine 50 mg tablets", {"tablet"}),
        ("Azathioprine 50 mg film-coated tablets", {"tablet"}),
        ("Azathioprin 50 mg Filmtabletten", {"tablet"}),
        ("Imurel 50 mg comprimés pelliculés", {"tablet"}),
        ("Imurel 50 mg comprimidos recubiertos con película", {"tablet"}),
        ("Azatioprina 50 mg compresse rivestite con film", {"tablet"}),
        ("Azathioprine 50 mg filmomhulde tabletten", {"tablet"}),
        ("Salbutamol 100micrograms/dose inhaler CFC free", {"puff"}),
        ("Salbutamol 100 micrograms/dose pressurised inhalation, suspension", {"puff"}),
        ("Paracetamol 120mg/5ml oral suspension paediatric sugar free", {"milliliter"}),
        ("Paracetamol Saft", {"milliliter"}),
        ("Paracetamol jarabe", {"milliliter"}),
        ("Azathioprine 50 mg", set()),
        ("Azathioprine Sandoz 50 mg", set()),
    ],
)
def test_forms(name: str, forms: set[str]) -> None:
    assert set(forms_named(name)) == forms


@pytest.mark.parametrize(
    "name",
    [
        *("Methotrexat 10 mg Injektionslösung", "Methotrexate 10 mg inj", "Methotrexate 50 mg amp"),
        *("Metotrexato 10 mg pluma precargada", "Metotressato siringa preriempita"),
        *("Methotrexaat voorgevulde spuit", "Methotrexat injektionsvæske", "Methotrexate 10 mg SC"),
        *("Metotreksat roztwór do wstrzykiwań", "Methotrexate i.v. 50 mg", "Lantarel FS 10 mg"),
        *("Morphine 15 mg modified-release tablets", "Warfarin retard 5 mg", "Warfarin 5 mg XR"),
        *("Warfarine 5 mg comprimés à libération prolongée", "Warfarin 5 mg Brausetabletten"),
        *("Paracetamol 500mg soluble tablets", "Azathioprine 50 mg orodispersible tablets"),
        *("Paracetamol 120 mg suppositories", "Paracetamol Zäpfchen 125 mg", "Calpol czopki"),
        *("Salbutamol Easyhaler 100 micrograms", "Salbutamol dry powder inhaler"),
        *("Salbutamol 2.5mg/2.5ml nebuliser liquid", "Salbutamol Autohaler", "Salbutamol cream"),
        *("Salbutamol transdermal patches", "Azathioprine eye drops", "Azathioprine nasal spray"),
    ],
)
def test_other_forms(name: str) -> None:
    """A sheet of tablets, a liquid or an inhaler is not about them."""
    assert set(forms_named(name)) - {"tablet", "milliliter", "puff", "drop"}


@pytest.mark.parametrize("name", ["druppels", "dråber", "droppar", "krople", "gotas", "Tropfen"])
def test_drops(name: str) -> None:
    assert set(forms_named(f"Paracetamol 100 mg/ml {name}")) == {"drop"}


def test_routes_and_methods() -> None:
    for text in ("by mouth", "Oral Route (qualifier value)", "zum Einnehmen", "p.o.", "vía oral"):
        assert route_told([text], []) == "oral"
    assert route_told([], ["26643006"]) == "oral"
    assert route_told(["intramuscular"], ["26643006"]) is None
    assert route_told(["oral"], ["47625008"]) is None
    assert route_told([], ["99999"]) is None
    assert method_told(["Swallow"], []) == "oral"
    assert method_told(["inject"], []) == "injection"
    assert method_told([], ["422145002"]) == "injection"
    assert method_told(["rub"], []) is None


def request(name: str, **quantity: Any) -> dict[str, Any]:
    """A prescription of a weekly or daily dose."""
    weekly = {"repeat": {"dayOfWeek": ["mon"], "frequency": 1, "period": 1, "periodUnit": "wk"}}
    daily = {"repeat": {"when": ["MORN"]}}
    dosage = {
        "timing": weekly if "otrex" in name else daily,
        "doseAndRate": [{"doseQuantity": quantity or {"value": 1, "unit": "tablet"}}],
    }
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": [dosage],
    }


def coded(resource: dict[str, Any], *codes: tuple[str, str]) -> dict[str, Any]:
    """The prescription with codes beside its name: ATC or RxNorm, and the code."""
    systems = {
        "atc": "http://www.whocc.no/atc",
        "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    }
    found = copy.deepcopy(resource)
    found["medicationCodeableConcept"]["coding"] = [
        {"system": systems[system], "code": code} for system, code in codes
    ]
    return found


@pytest.fixture
def planned(tmp_path: Path, built_in: Library) -> Callable[..., str]:
    """Plan a leaflet of a prescription: its dose as text, or the code of what is wrong."""

    def plan(sheet: str, resource: dict[str, Any], person: Person = CHILD) -> str:
        file = tmp_path / "prescription.json"
        file.write_text(json.dumps(resource))
        wanted = Wanted(sheet, "en", prescription=file, person=person)
        try:
            job = admit(built_in, wanted, DAY)
        except LeafletsError as error:
            return error.problems[0].code
        assert job.plan
        amount = job.plan.doses[0].amount
        return f"{amount.number} {amount.unit} {amount.strength or ''}".strip()

    return plan


MTX = ("atc", "L04AX03")


@pytest.mark.parametrize(
    "resource",
    [
        coded(request("Folic acid 5 mg tablets"), MTX),
        coded(request("Leflunomide 10 mg tablets"), MTX),
        coded(request("Warfarin 5 mg tablets"), MTX),
        coded(request("Methotrexate 2.5 mg tablets"), ("rxnorm", "11289")),
        coded(request("Methotrexate 2.5 mg tablets"), MTX, ("rxnorm", "11289")),
        coded(request("Methotrexate 2.5 mg tablets"), MTX, ("atc", "B01AA03")),
        coded(request("Methotrexate and folic acid tablets"), MTX),
        coded(request("Methotrexate-leucovorin 2.5 mg tablets"), MTX),
        coded(request("Placebo methotrexate 2.5 mg tablets"), MTX),
        request("Methotrexate 2.5mg/5mg tablets"),
        request("No methotrexate 2.5 mg"),
        request("Allergy: methotrexate"),
        request("Switch from methotrexate to leflunomide 10 mg tablets"),
        request("Methotrexate 2.5 mg tablets daily"),
    ],
)
def test_another_medicine(resource: dict[str, Any], planned: Callable[..., str]) -> None:
    assert planned("methotrexate", resource) == "order-medicine"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Methotrexat 2,5 mg Tabletten", MTX),
        ("Metotrexato 2.5 mg comprimidos", MTX),
        ("Methotrexate 2.5 mg tablets", ("rxnorm", "6851")),
        ("Methotrexate Sandoz 2.5 mg", MTX),
    ],
)
def test_names_of_other_languages(
    name: str, code: tuple[str, str], planned: Callable[..., str]
) -> None:
    assert planned("methotrexate", coded(request(name), code)) == "1 tablet 2.5 mg"


@pytest.mark.parametrize(
    "name",
    [
        "Methotrexate 2. 5 mg tablets",
        "Methotrexate 2.5-10 mg tablets",
        "Methotrexate 10 mg/24 h tablets",
        "Methotrexate 2,500 mg tablets",
        "Methotrexate 2.5 mg 10 mg tablets",
    ],
)
def test_unclear_strengths(name: str, planned: Callable[..., str]) -> None:
    assert planned("methotrexate", request(name)) == "order-strength"


def test_a_strength_is_said_as_on_the_pack(planned: Callable[..., str]) -> None:
    assert planned("methotrexate", request("Methotrexate 2500 micrograms tablets")) == (
        "1 tablet 2.5 mg"
    )
    liquid = request("Paracetamol for children 24 mg/ml suspension", value=5, unit="ml")
    assert planned("paracetamol-children", liquid) == "5 milliliter 120 mg/5 mL"


@pytest.mark.parametrize(
    ("sheet", "name", "value", "is_sound"),
    [
        ("methotrexate", "Methotrexate 10 mg tablets", 10, True),
        ("methotrexate", "Methotrexate 10 mg tablets", 5, False),
        ("methotrexate", "Methotrexate 10 mg tablets", 15, False),
        ("methotrexate", "Methotrexate 20 mg tablets", 20, False),
        ("warfarin", "Warfarin 5 mg tablets", 2.5, True),
        ("warfarin", "Warfarin 5 mg tablets", 1, False),
    ],
)
def test_a_dose_in_mg_is_made_of_the_product(
    sheet: str, name: str, value: float, is_sound: bool, planned: Callable[..., str]
) -> None:
    found = planned(sheet, request(name, value=value, unit="mg"))
    assert (found != "order-strength") == is_sound


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 1, "unit": "mg/g", "code": "mg"},
        {"value": 1, "unit": "mg/kg", "code": "mg"},
        {"value": 50, "unit": "mg", "code": "ug"},
        {"value": 1, "unit": "tablet", "code": "{pack}"},
        {"value": 1, "unit": "pack", "code": "{tbl}"},
        {"value": 1, "unit": "half tablet", "code": "{tbl}"},
        {"value": 1, "unit": "L", "code": "mL"},
        {"value": 1, "unit": "tablet", "code": "mg"},
    ],
)
def test_units_that_differ(quantity: dict[str, Any], planned: Callable[..., str]) -> None:
    resource = request("Azathioprine 50 mg tablets", **quantity)
    assert planned("azathioprine", resource) == "order-unit"


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ({"value": 1, "unit": "Tablette (unit of presentation)", "code": "732936001"}, "tablet"),
        ({"value": 1, "unit": "tablet", "code": "428673006"}, "tablet"),
        ({"value": 1, "unit": "Tbl.", "code": "{tbl}"}, "tablet"),
        ({"value": 50, "unit": "mg", "code": "mg"}, "milligram"),
        ({"value": 0.05, "unit": "g", "code": "g"}, "gram"),
    ],
)
def test_units_that_agree(quantity: dict[str, Any], said: str, planned: Callable[..., str]) -> None:
    resource = request("Azathioprine 50 mg tablets", **quantity)
    assert planned("azathioprine", resource).split()[1] == said


@pytest.mark.parametrize(
    ("medication", "code"),
    [
        ({"form": {"text": "Prolonged-release tablet"}}, "order-form"),
        ({"form": {"text": "Pen"}}, "order-form"),
        ({"form": {"coding": [{"code": "385219001"}]}}, "order-form"),
        ({"status": "entered-in-error"}, "order-form"),
        ({"ingredient": [{"itemCodeableConcept": {"text": "folic acid"}}]}, "order-medicine"),
        ({"ingredient": [{"item": {"concept": {"text": "Azathioprine"}}}] * 2}, "order-medicine"),
        (
            {
                "ingredient": [
                    {
                        "strength": {
                            "numerator": {"value": 50, "code": "mg"},
                            "denominator": {"value": 4, "code": "{tbl}"},
                        }
                    }
                ]
            },
            "order-strength",
        ),
    ],
)
def test_a_medication_that_is_another_product(
    medication: dict[str, Any], code: str, planned: Callable[..., str]
) -> None:
    resource = request("x")
    del resource["medicationCodeableConcept"]
    resource["medicationReference"] = {"reference": "#m"}
    resource["contained"] = [
        {"resourceType": "Medication", "id": "m", "code": {"text": "Azathioprine"}, **medication}
    ]
    assert planned("azathioprine", resource) == code


def bundle(*resources: dict[str, Any], **entry: Any) -> dict[str, Any]:
    """A Bundle of resources; ``entry`` is what its first entry says besides."""
    entries = [{"resource": resource} for resource in resources]
    entries[0] |= entry
    return {"resourceType": "Bundle", "entry": entries}


def test_bundles(planned: Callable[..., str]) -> None:
    sound = {**request("Azathioprine 50 mg tablets"), "id": "a"}
    stopped = {**sound, "id": "b", "status": "stopped"}
    assert planned("azathioprine", bundle(sound, stopped)) == "1 tablet 50 mg"
    assert planned("azathioprine", bundle(sound, {**sound, "id": "b"})) == "order-several"
    assert planned("azathioprine", bundle(sound, sound)) == "order-several"
    deleted = bundle(sound, request={"method": "DELETE"})
    assert planned("azathioprine", deleted) == "order-modified"
    assert planned("azathioprine", {**sound, "implicitRules": "http://x"}) == "order-modified"


PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "2022-05-31"}


def weight(value: float = 18, when: str = "2026-11-01", **more: Any) -> dict[str, Any]:
    """An Observation of body weight."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"code": "29463-7"}]},
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": when,
        "valueQuantity": {"value": value, "code": "kg", **more},
    }


@pytest.mark.parametrize(
    ("observations", "said"),
    [
        ([weight()], "15/2 milliliter 160 mg/5 mL"),
        ([weight(14)], "order-once"),
        ([weight(14), weight(18, "2026-11-20")], "15/2 milliliter 160 mg/5 mL"),
        ([weight(18), weight(14)], "order-person"),
        ([weight(14), weight(18)], "order-person"),
        ([weight(18, "2027-01-01")], "order-person"),
        ([weight(18, "")], "order-person"),
        ([weight(18, comparator=">")], "order-person"),
        ([weight(18, unit="lb")], "order-person"),
        ([weight(14, "2016-01-01")], "15/2 milliliter 160 mg/5 mL"),
        ([weight(45)], "order-person"),
    ],
)
def test_weights(
    observations: list[dict[str, Any]], said: str, planned: Callable[..., str]
) -> None:
    name = "Paracetamol for children 160 mg/5 ml suspension"
    resource = {**request(name, value=7.5, unit="ml"), "subject": {"reference": "Patient/p"}}
    everything = bundle(resource, PATIENT, *observations)
    assert planned("paracetamol-children", everything, Person()) == said
