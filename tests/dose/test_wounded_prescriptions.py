"""Prescriptions with one value replaced: each gives a plan, or is refused and told nothing of."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leaflets.dose.plan_faults import faults
from leaflets.dose.prescription import read_prescription
from leaflets.errors import LeafletsError
from leaflets.sheet.medicine import Medicine

TINY = Medicine("Tiny", ("Tiny",), {})
DAY = datetime.date(2026, 11, 22)
CANARY = "Canarywren"
"""Stands in for what a prescription says of its patient."""

TABLETS = {"value": 2, "unit": "tablet", "code": "{tablet}"}
DOSAGES: dict[str, dict[str, Any]] = {
    "times": {
        "text": "Two tablets in the morning and at bedtime",
        "timing": {
            "repeat": {
                "when": ["MORN", "HS"],
                "boundsPeriod": {"start": "2026-12-01", "end": "2026-12-31"},
            }
        },
        "route": {"coding": [{"system": "http://snomed.info/sct", "code": "26643006"}]},
        "doseAndRate": [{"type": {"text": "ordered"}, "doseQuantity": TABLETS}],
    },
    "need": {
        "asNeededCodeableConcept": {"text": "pain", "coding": [{"code": "22253000"}]},
        "timing": {"repeat": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}},
        "doseAndRate": [{"doseRange": {"low": {**TABLETS, "value": 1}, "high": TABLETS}}],
        "maxDosePerPeriod": [
            {"numerator": {**TABLETS, "value": 8}, "denominator": {"value": 24, "code": "h"}}
        ],
        "additionalInstruction": [{"text": "with food"}],
    },
    "days": {
        "timing": {
            "repeat": {
                "dayOfWeek": ["mon", "thu"],
                "timeOfDay": ["08:00:00"],
                "boundsDuration": {"value": 3, "unit": "wk", "code": "wk"},
            }
        },
        "site": {"text": "left eye"},
        "doseAndRate": [{"doseQuantity": TABLETS}],
        "maxDosePerAdministration": TABLETS,
    },
    "meal": {
        "timing": {
            "code": {"coding": [{"code": "QD"}]},
            "repeat": {
                "when": ["ACM"],
                "offset": 30,
                "frequency": 1,
                "period": 1,
                "periodUnit": "d",
                "count": 5,
                "boundsRange": {
                    "low": {"value": 5, "code": "d"},
                    "high": {"value": 7, "code": "d"},
                },
            },
        },
        "patientInstruction": "Drink some water",
        "doseAndRate": [{"doseQuantity": TABLETS}],
    },
    "event": {
        "timing": {"event": ["2026-12-24"]},
        "doseAndRate": [{"doseQuantity": TABLETS}],
    },
}
WRONG: list[Any] = [
    None,
    "",
    CANARY,
    f"{CANARY} \u202e",
    "9" * 400,
    0,
    -1,
    1.5,
    10**12,
    True,
    [],
    {},
    [CANARY],
    {"text": CANARY},
    [[{}]],
    [None],
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to each value within a value."""
    if not isinstance(value, dict | list):
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        yield from places(inner, (*path, key))


def with_value(dosage: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(dosage)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def request(*dosages: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "language": "en",
        "medicationCodeableConcept": {"text": "Tiny 50 mg tablets"},
        "dosageInstruction": list(dosages),
    }


@pytest.mark.parametrize("name", DOSAGES)
def test_a_wounded_dosage_is_a_plan_or_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "prescription.json"
    whole = DOSAGES[name]
    file.write_text(json.dumps(request(whole)))
    assert read_prescription(file, TINY, DAY).plan
    refused: list[tuple[Any, Any, LeafletsError]] = []
    for path in places(whole):
        for value in WRONG:
            file.write_text(json.dumps(request(with_value(whole, path, value))))
            try:
                plan = read_prescription(file, TINY, DAY).plan
            except LeafletsError as error:
                refused.append((path, value, error))
                continue
            assert not [*faults(plan)], (path, value)
    assert len(refused) > 10
    for path, value, error in refused:
        assert error.exit_code == 10, (path, value, error)
        assert CANARY not in str(error), (path, value)


# An object with something in it may be a dosage of words.
@pytest.mark.parametrize(
    "value", [one for one in WRONG if not (isinstance(one, dict) and one)], ids=repr
)
def test_wounded_dosages(value: Any, tmp_path: Path) -> None:
    file = tmp_path / "prescription.json"
    for dosages in (value, [value], [DOSAGES["times"], value]):
        file.write_text(json.dumps({**request(), "dosageInstruction": dosages}))
        with pytest.raises(LeafletsError) as caught:
            read_prescription(file, TINY, DAY)
        assert caught.value.exit_code == 10
        assert CANARY not in str(caught.value)
