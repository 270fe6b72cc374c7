"""Counts what becomes of real prescriptions: read, and refused for which reason.

    .venv/bin/python tests/count_prescriptions.py FOLDER

prints the tables of docs/prescriptions.md. A prescription's medicine is taken to be the one that is
asked for, and nothing is held against a sheet's limits: that is up to the sheet.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from leaflets.dose.prescription import read_prescription
from leaflets.errors import LeafletsError
from leaflets.sheet.medicine import Medicine

DAY = datetime.date(2026, 1, 2)
"""Before the last days that the samples name."""
KINDS = ("MedicationRequest", "MedicationStatement", "MedicationDispense")
IN_FORCE = ("active", "recorded", "completed", "in-progress")
RHYTHM = {"frequency", "period", "when", "timeOfDay", "dayOfWeek", "count"}


class AnyMedicine(Medicine):
    """One that every prescription is for."""

    def is_meant(self, codes: Collection[tuple[str, str]], texts: Collection[str]) -> bool:
        return True

    def is_substance(self, text: str) -> bool:
        return True


def dosages_of(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The dosages of a prescription."""
    found = resource.get("dosageInstruction") or resource.get("dosage") or []
    return [one for one in found if isinstance(one, dict)]


def kind_of(resource: dict[str, Any]) -> str:
    """What a file is: out of force, a fragment, with structure, or words alone."""
    kind, status = resource.get("resourceType"), str(resource.get("status"))
    wanted = IN_FORCE[2:] if kind == "MedicationDispense" else IN_FORCE[:2]
    if status not in wanted or resource.get("intent") in ("proposal", "plan", "option"):
        return "not in force"
    found = dosages_of(resource)
    words = any(one.get("text") or one.get("patientInstruction") for one in found)
    rhythm = any(_has_rhythm(one) for one in found)
    amount = any(_has_amount(one) for one in found)
    if (rhythm and (amount or words)) or (amount and words):
        return "structure"
    return "words alone" if words and not rhythm and not amount else "fragment"


def _has_rhythm(dosage: dict[str, Any]) -> bool:
    timing = dosage.get("timing") or {}
    return bool(
        RHYTHM & set(timing.get("repeat") or {}) or (timing.get("code") or {}).get("coding")
    )


def _has_amount(dosage: dict[str, Any]) -> bool:
    return any({"doseQuantity", "doseRange"} & set(one) for one in dosage.get("doseAndRate") or [])


def outcomes(folder: Path) -> Iterator[tuple[str, str, str]]:
    """For each file: its set, what it is, and "plan", "words" or the code it is refused with."""
    medicine = AnyMedicine("Any", ("Any",), {})
    for file in sorted(folder.glob("*/*.json")):
        kind = kind_of(json.loads(file.read_text()))
        try:
            plan = read_prescription(file, medicine, DAY, "tablet").plan
            yield file.parent.name, kind, "plan" if plan.doses else "words"
        except LeafletsError as error:
            yield file.parent.name, kind, error.problems[0].code


def tables(folder: Path) -> Iterator[str]:
    """The tables, line by line."""
    found = list(outcomes(folder))
    sets = sorted({name for name, _, _ in found})
    counts = Counter((name, kind) for name, kind, _ in found)
    plans = Counter((name, kind) for name, kind, how in found if how in ("plan", "words"))
    yield "| set | files | not in force | no whole dose | with structure | words alone |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name in sets:
        files = sum(counts[name, kind] for kind in ("not in force", "fragment", "structure"))
        files += counts[name, "words alone"]
        cells = [name, str(files), str(counts[name, "not in force"]), str(counts[name, "fragment"])]
        kinds = ("structure", "words alone")
        cells += [f"{plans[name, kind]} of {counts[name, kind]}" for kind in kinds]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "| refused as | with structure | words alone | no whole dose |"
    yield "| --- | --- | --- | --- |"
    why = Counter((how, kind) for _, kind, how in found if how not in ("plan", "words"))
    for how in sorted({how for how, kind in why if kind != "not in force"}):
        row = [str(why[how, kind] or "") for kind in ("structure", "words alone", "fragment")]
        yield f"| `{how}` | {' | '.join(row)} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in tables(Path(sys.argv[1]) / "prescriptions"))
