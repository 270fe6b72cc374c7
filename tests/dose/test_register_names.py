"""Names of products as registers write them: what they say, and which are a sheet's product."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import TESTS

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.dose.person import Person
from leaflets.errors import LeafletsError
from leaflets.language.strengths import Strength
from leaflets.library.libraries import Library
from leaflets.sheet.medicine import Medicine
from leaflets.sheet.product_forms import OTHER, other_of
from leaflets.sheet.product_names import read_product_name
from leaflets.sheet.product_vocabulary import MAKERS
from leaflets.sheet.substances import ends_like_substance, looks_like_substance, substance_key

TABLE: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(
    (TESTS / "data/register_names.yaml").read_text(encoding="utf-8")
)
ROWS = [
    pytest.param(sheet, name, said, id=f"{country}: {name}")
    for country, sheets in TABLE.items()
    for sheet, outcomes in sheets.items()
    for said, names in outcomes.items()
    for name in names
]
DAY = datetime.date(2026, 11, 29)
DOSES = {"paracetamol-children": (5, "ml"), "salbutamol-inhaler": (2, "puff")}


def prescription(sheet: str, name: str, **medication: Any) -> dict[str, Any]:
    """A prescription of a product by its name: 1 tablet, 5 mL or 2 puffs."""
    value, unit = DOSES.get(sheet, (1, "tablet"))
    weekly = {"dayOfWeek": ["mon"], "frequency": 1, "period": 1, "periodUnit": "wk"}
    dosage = {
        "timing": {"repeat": weekly if sheet == "methotrexate" else {"when": ["MORN"]}},
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
    }
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": name, **medication},
        "dosageInstruction": [dosage],
    }


def outcome(library: Library, folder: Path, sheet: str, resource: dict[str, Any]) -> str:
    """The strength that the leaflet says, or the code of the first problem."""
    file = folder / "prescription.json"
    file.write_text(json.dumps(resource), encoding="utf-8")
    # The stronger liquid is for children of 6 years and more.
    person = Person(months=12 * (7 if "250" in json.dumps(resource) else 4))
    try:
        job = admit(library, Wanted(sheet, "en", prescription=file, person=person), DAY)
    except LeafletsError as error:
        return error.problems[0].code
    assert job.plan
    return str(job.plan.doses[0].amount.strength)


@pytest.mark.parametrize(("sheet", "name", "said"), ROWS)
def test_names_of_registers(
    sheet: str, name: str, said: str, built_in: Library, tmp_path: Path
) -> None:
    assert outcome(built_in, tmp_path, sheet, prescription(sheet, name)) == said


def test_every_register_has_right_and_wrong_names() -> None:
    for country, sheets in TABLE.items():
        outcomes = [
            said for found in sheets.values() for said, names in found.items() for _ in names
        ]
        wrong = [said for said in outcomes if said.startswith("order-")]
        assert len(outcomes) > len(wrong) > 0, country


@pytest.mark.parametrize("sheet", ["azathioprine", "methotrexate", "warfarin"])
def test_no_name_is_that_of_another_sheet(sheet: str, built_in: Library, tmp_path: Path) -> None:
    for sheets in TABLE.values():
        for other, outcomes in sheets.items():
            for said, names in outcomes.items():
                if other != sheet and not said.startswith("order-"):
                    for name in names[:2]:
                        found = outcome(built_in, tmp_path, sheet, prescription(sheet, name))
                        assert found == "order-medicine", name


@pytest.mark.parametrize(
    ("name", "strengths", "forms"),
    [
        ("Amlodipine 5mg/5ml oral solution", ["5 mg/5 mL"], {"milliliter"}),
        ("Nystatin 100,000units/ml oral suspension", [], {"milliliter"}),
        (
            "Budesonide 200micrograms/dose dry powder inhaler",
            ["200 micrograms"],
            {other_of("breathed in otherwise")},
        ),
        ("Fentanyl 25micrograms/hour transdermal patches", [], {"patch"}),
        ("Betamethasone valerate 0.1% cream", [], {other_of("skin")}),
        ("Diclofenac potassium 50mg tablets", ["50 mg"], {"tablet"}),
        ("Phosphates enema (Formula B) 128ml standard tube", [], {other_of("rectal")}),
        (
            "Amoxicilline 250 mg/5 ml, poudre pour suspension buvable",
            ["250 mg/5 mL"],
            {"milliliter"},
        ),
        ("Ibuprofen Saft", [], {"milliliter"}),
        ("ibuprofen 400 MG Oral Tablet", ["400 mg"], {"tablet"}),
        (
            "Omeprazol 20 mg magensaftresistente Hartkapseln",
            ["20 mg"],
            {"capsule", other_of("gastro-resistant")},
        ),
        (
            "metformin hydrochloride 500 mg tablet: modified release, 60",
            ["500 mg"],
            {"tablet", other_of("release")},
        ),
        ("Simvastatin 20 mg tablets (as 0.5 packs)", ["20 mg"], {"tablet"}),
    ],
)
def test_strengths_and_forms(name: str, strengths: list[str] | None, forms: set[str]) -> None:
    read = read_product_name(name)
    assert read.forms >= forms
    assert any(form.startswith(OTHER) for form in read.forms) or read.forms == forms
    assert read.is_unclear == (strengths is None)
    assert strengths is None or [str(found) for found in read.strengths] == strengths


def test_a_pack_is_no_strength() -> None:
    read = read_product_name("Paracetamol 120 mg/5 mL oral liquid, 200 mL")
    assert read.strengths == (Strength(number=120, unit="milligram", volume=5),)
    assert read.packs == ("200 mL",)
    assert read_product_name("warfarin sodium 1 mg tablet, 50").packs == ("50",)
    assert read_product_name("Azathioprin 50 mg Filmtabletten N3 100 Stk").packs == (
        "N3",
        "100 Stk",
    )
    assert not read_product_name("Azathioprine 50mg tablets").packs


def test_what_stands_in_brackets() -> None:
    made = read_product_name("Furosemide 40mg tablets (Example Pharma Ltd)")
    assert made.makers == ("Example Pharma Ltd",)
    assert [word.text for word in made.words] == ["furosemide"]
    branded = read_product_name("azathioprine 50 MG Oral Tablet [Imuran]")
    assert [[word.text for word in part] for part in branded.brackets] == [["imuran"]]
    assert read_product_name("Reaptan (perindopril/amlodipine) tablet").is_combination


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Co-codamol 30mg/500mg tablets",
            "Co-codamol 8/500 tablets",
            "amiloride 5 mg + furosemide 40 mg tablet",
        ),
        *("Co-cyprindiol 2000microgram/35microgram tablets", "Paracetamol and codeine tablets"),
        *("ibuprofen 20 MG/ML / codeine 2 MG/ML Oral Solution", "Paracétamol avec codéine"),
    ],
)
def test_combinations(name: str) -> None:
    assert read_product_name(name).is_combination


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Imurel 50 mg comprimidos recubiertos con película",
            "50 mg compresse rivestite con film",
        ),
        *("Paracetamol Saft mit Dosierspritze", "Doliprane suspension pour enfants et nourrissons"),
        *(
            "Furosemide 40mg tablets (Johnson and Sons Ltd)",
            "Salbutamol 100micrograms/dose inhaler",
        ),
    ],
)
def test_what_adds_nothing(name: str) -> None:
    assert not read_product_name(name).is_combination


@pytest.mark.parametrize(
    "names",
    [
        "azathioprine Azathioprin azatioprina Azatiopryna atsatiopriini Azatioprină",
        "methotrexate méthotrexate metotrexato metotressato metotreksat methotrexaat",
        "warfarin warfarine varfarina warfaryna Варфарин",
        "albuterol salbutamolo salbutamolum",
        "acetaminophen acétaminophène paracetamolo Парацетамол",
    ],
)
def test_a_substance_has_one_key(names: str) -> None:
    assert len({substance_key(name) for name in names.split()}) == 1


UNLIKE = """
azathioprine mercaptopurine methotrexate trimetrexate pralatrexate pemetrexed warfarin salbutamol
levosalbutamol salmeterol paracetamol propacetamol prednisone prednisolone methylprednisolone
hydroxyzine hydralazine cefalexin cefazolin dopamine dobutamine clonidine clonazepam clozapine
quinine quinidine vinblastine vincristine retinol retinal
"""


def test_substances_have_keys_of_their_own() -> None:
    names = UNLIKE.split()
    assert len({substance_key(name) for name in names}) == len(names)
    told = {name for name in names if looks_like_substance(name) or ends_like_substance(name)}
    assert set(names) - told <= {"quinine", "retinal"}


def test_makers_are_no_substances() -> None:
    assert not {name for name in MAKERS if looks_like_substance(name)} - {"as"}


PREDNISONE = Medicine("Prednisone", ("Prednisone",), {"rxnorm": frozenset({"8640"})})


@pytest.mark.parametrize("name", ["Prednisolone 5 mg tablets", "Prednisolon 5 mg", "Deltasone"])
def test_a_name_that_is_nearly_the_same(name: str) -> None:
    codes = [("http://www.nlm.nih.gov/research/umls/rxnorm", "8640")]
    assert not PREDNISONE.is_meant(codes, [name])
    assert PREDNISONE.is_meant(codes, ["Prednison 5 mg Tabletten"])
    assert not PREDNISONE.is_substance("prednisolone")


def test_another_product_beside_the_right_one() -> None:
    for other in ("Folic acid 5 mg tablets", "Leflunomide 10 mg tablets", "prednisolone"):
        assert not PREDNISONE.is_meant([], ["Prednisone 5 mg tablets", other])
    assert PREDNISONE.is_meant([], ["Prednisone 5 mg tablets", "Decortin 5 mg"])


def test_a_salt_is_no_substance_of_its_own() -> None:
    chloride = Medicine("Potassium chloride", ("Potassium chloride",), {})
    assert chloride.is_meant([], ["Potassium chloride 600 mg tablets"])
    assert not chloride.is_meant([], ["Sodium chloride 600 mg tablets"])
    assert not chloride.is_meant([], ["Potassium citrate 600 mg tablets"])
