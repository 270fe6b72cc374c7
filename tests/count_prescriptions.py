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
from dataclasses import dataclass
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
SAID = ("amount", "rhythm")
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


@dataclass(frozen=True)
class Outcome:
    """What became of a file: "plan", "words" or the code it is refused with.

    ``same`` and ``other`` are what its words say as its fields do, and otherwise.
    """

    name: str
    kind: str
    how: str
    same: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def outcomes(folder: Path) -> Iterator[Outcome]:
    """What became of each file."""
    medicine = AnyMedicine("Any", ("Any",), {})
    for file in sorted(folder.glob("*/*.json")):
        kind = kind_of(json.loads(file.read_text()))
        try:
            found = read_prescription(file, medicine, DAY, "tablet")
        except LeafletsError as error:
            code, message = error.problems[0].code, error.problems[0].message
            told = message if code == "order-words-contradict" else ""
            other = [name for name in SAID if f"another {name}" in told]
            yield Outcome(file.parent.name, kind, code, other=tuple(other))
            continue
        same = [name for name, agreed in zip(SAID, found.compared, strict=True) if agreed]
        how = "plan" if found.plan.doses else "words"
        yield Outcome(file.parent.name, kind, how, same=tuple(same))


def tables(folder: Path) -> Iterator[str]:
    """The tables, line by line."""
    found = list(outcomes(folder))
    sets = sorted({one.name for one in found})
    counts = Counter((one.name, one.kind) for one in found)
    plans = Counter((one.name, one.kind) for one in found if one.how in ("plan", "words"))
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
    why = Counter((one.how, one.kind) for one in found if one.how not in ("plan", "words"))
    for how in sorted({how for how, kind in why if kind != "not in force"}):
        row = [str(why[how, kind] or "") for kind in ("structure", "words alone", "fragment")]
        yield f"| `{how}` | {' | '.join(row)} |"
    yield ""
    yield "| set | the same amount | another | the same rhythm | another |"
    yield "| --- | --- | --- | --- | --- |"
    for name in sets:
        own = [one for one in found if one.name == name]
        cells = [
            str(sum(said in side for side in sides))
            for said in SAID
            for sides in ([one.same for one in own], [one.other for one in own])
        ]
        yield f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in tables(Path(sys.argv[1]) / "prescriptions"))
