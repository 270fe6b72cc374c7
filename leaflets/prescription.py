"""FHIR prescriptions (R4, R5) into dose plans.

Read are MedicationRequest, MedicationStatement, MedicationDispense, and Bundles of them. What
a plan can't say exactly is refused, never approximated: a word left out of a prescription is
a wrong dose. Messages name the place in the file and never what stands there.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from leaflets.dose import (
    HOURS,
    LONGEST_DAYS,
    Amount,
    Dose,
    DoseError,
    Plan,
    Time,
    Unit,
    amount,
    faults,
)
from leaflets.errors import LeafletsError, problem
from leaflets.files import read_at_most
from leaflets.medicine import Medicine

MAX_BYTES: Final = 2_000_000

_KINDS: Final = {
    "MedicationRequest": ("dosageInstruction", frozenset({"active"})),
    "MedicationStatement": ("dosage", frozenset({"active", "recorded"})),
    "MedicationDispense": ("dosageInstruction", frozenset({"completed", "in-progress"})),
}
_INTENTS: Final = frozenset(
    {"order", "original-order", "reflex-order", "filler-order", "instance-order"}
)
# HL7 EventTiming (http://hl7.org/fhir/ValueSet/event-timing).
_WHEN: Final[dict[str, Time]] = {
    "MORN": "morning",
    "NOON": "noon",
    "EVE": "evening",
    "NIGHT": "bedtime",
}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# HL7 GTSAbbreviation: how often a day.
_TIMES_A_DAY: Final = {"QD": 1, "BID": 2, "TID": 3, "QID": 4}

# SNOMED CT (unit of presentation), UCUM, HL7 orderableDrugForm.
_UNIT_CODES: Final[dict[str, Unit]] = {
    "732936001": "tablet",
    "732937005": "capsule",
    "{tablet}": "tablet",
    "{tbl}": "tablet",
    "{capsule}": "capsule",
    "{cap}": "capsule",
    "{puff}": "puff",
    "{sachet}": "sachet",
    "{drop}": "drop",
    "[drp]": "drop",
    "ml": "milliliter",
    "mg": "milligram",
    "tab": "tablet",
    "cap": "capsule",
    "puff": "puff",
    "drop": "drop",
}
_UNIT_WORDS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tablet", "tablets", "tab", "tablette", "tabletten"), "tablet"),
    **dict.fromkeys(("comprimé", "comprimés", "comprimido", "comprimidos"), "tablet"),
    **dict.fromkeys(("compressa", "compresse"), "tablet"),
    **dict.fromkeys(("capsule", "capsules", "cap", "kapsel", "kapseln"), "capsule"),
    **dict.fromkeys(("gélule", "gélules", "cápsula", "cápsulas"), "capsule"),
    **dict.fromkeys(("drop", "drops", "tropfen", "goutte", "gouttes", "gota", "gotas"), "drop"),
    **dict.fromkeys(("puff", "puffs"), "puff"),
    **dict.fromkeys(("sachet", "sachets", "sobre", "sobres", "beutel"), "sachet"),
    **dict.fromkeys(("ml", "milliliter", "millilitre"), "milliliter"),
    **dict.fromkeys(("mg", "milligram", "milligramm", "milligramme"), "milligram"),
}

_DOSAGE_READ: Final = {"id", "sequence", "text", "timing", "route", "method", "doseAndRate"}
_REPEAT_READ: Final = {
    "id",
    "when",
    "frequency",
    "period",
    "periodUnit",
    "dayOfWeek",
    "boundsPeriod",
    "boundsDuration",
}


class _RefusedError(Exception):
    """Why a prescription can't be used, and where in it."""

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.code, self.path = code, path


def read_prescription(file: Path, medicine: Medicine, day: datetime.date) -> Plan:
    """The dose plan of the one prescription for ``medicine`` in a FHIR JSON file.

    Raises LeafletsError: kind "file" if it can't be read, "order" for anything that is no
    prescription for this medicine, or that four times of day can't say exactly.
    """
    try:
        resource = _parsed(file)
        found = _for_medicine(resource, medicine)
        return _plan(found, day)
    except _RefusedError as error:
        raise LeafletsError(
            problem(f"order-{error.code}", str(error), file=file, field=error.path)
        ) from error
    except DoseError as error:
        raise LeafletsError(problem("order-dose", str(error), file=file)) from error


def _parsed(file: Path) -> dict[str, Any]:
    content = read_at_most(MAX_BYTES, file, "order-too-large", "no prescription needs so many")
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise _RefusedError("not-json", "not a JSON file, or one with a name twice") from error
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        raise _RefusedError("not-fhir", "not a FHIR resource: it has no resourceType")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _for_medicine(resource: dict[str, Any], medicine: Medicine) -> dict[str, Any]:
    """The one prescription for the medicine. Raises _RefusedError for none, or several."""
    kind = resource["resourceType"]
    if kind == "Bundle":
        entries = [entry for entry in _list(resource, "entry") if isinstance(entry, dict)]
        candidates: list[dict[str, Any]] = [
            e["resource"] for e in entries if isinstance(e.get("resource"), dict)
        ]
        others = {str(e.get("fullUrl", "")): e.get("resource") for e in entries}
        others |= {f"{r.get('resourceType')}/{r.get('id')}": r for r in candidates}
        candidates = [r for r in candidates if r.get("resourceType") in _KINDS]
        if not candidates:
            raise _RefusedError("no-prescription", "the Bundle holds no prescription", "entry")
    elif kind in _KINDS:
        candidates, others = [resource], {}
    else:
        message = f"a {kind[:40]} is no prescription; known are {', '.join(_KINDS)} and Bundle"
        raise _RefusedError("resource", message, "resourceType")
    matching = [found for found in candidates if _is_for(found, others, medicine)]
    if not matching:
        what = "it is" if len(candidates) == 1 else "all of them are"
        message = f"{what} for another medicine than {medicine.name}, or does not name it clearly"
        raise _RefusedError("medicine", message, "medication")
    if len(matching) > 1:
        message = f"it holds {len(matching)} prescriptions for {medicine.name}; give one"
        raise _RefusedError("several", message)
    (found,) = matching
    return found


def _is_for(found: dict[str, Any], others: dict[str, Any], medicine: Medicine) -> bool:
    codes: set[tuple[str, str]] = set()
    texts: list[str] = []
    for concept in _concepts(found, others, texts):
        texts += [concept["text"]] if isinstance(concept.get("text"), str) else []
        for coding in _list(concept, "coding"):
            codes.add((str(coding.get("system", "")), str(coding.get("code", ""))))
            texts += [coding["display"]] if isinstance(coding.get("display"), str) else []
    return medicine.is_meant(codes, texts)


def _concepts(
    found: dict[str, Any], others: dict[str, Any], texts: list[str]
) -> Iterator[dict[str, Any]]:
    """What says which medicine it is; displays of references go to ``texts``."""
    medication = found.get("medication")
    medication = medication if isinstance(medication, dict) else {}
    for concept in (found.get("medicationCodeableConcept"), medication.get("concept")):
        if isinstance(concept, dict):
            yield concept
    for reference in (found.get("medicationReference"), medication.get("reference")):
        if not isinstance(reference, dict):
            continue
        if isinstance(reference.get("display"), str):
            texts.append(reference["display"])
        name = str(reference.get("reference", ""))
        contained = {f"#{r.get('id')}": r for r in _list(found, "contained")}
        target = contained.get(name) or others.get(name)
        if target is None and name.startswith("#"):
            # Some systems leave the contained resource out: its name is all there is.
            texts.append(name.removeprefix("#"))
        if isinstance(target, dict) and isinstance(target.get("code"), dict):
            yield target["code"]


def _plan(found: dict[str, Any], day: datetime.date) -> Plan:
    kind = str(found["resourceType"])
    field, statuses = _KINDS[kind]
    if found.get("status") not in statuses:
        raise _RefusedError(
            "status", f"its status is not {' or '.join(sorted(statuses))}", "status"
        )
    if kind == "MedicationRequest" and found.get("intent") not in _INTENTS:
        raise _RefusedError("intent", "it is no order: a plan, proposal or option", "intent")
    if found.get("doNotPerform") or found.get("modifierExtension"):
        raise _RefusedError("modified", "it says something that changes its meaning", "")
    dosages = _list(found, field)
    if not dosages:
        raise _RefusedError("no-dosage", "it says no dosage", field)
    parts = [_dosage(dosage, f"{field}[{index}]", day) for index, dosage in enumerate(dosages)]
    first = parts[0]
    if len({dosage.get("sequence") for dosage in dosages}) > 1 or any(
        _without_doses(part) != _without_doses(first) for part in parts
    ):
        message = "the dose changes over time; a plan says one dose plan at a time"
        raise _RefusedError("tapering", message, field)
    plan = first.model_copy(update={"doses": tuple(dose for part in parts for dose in part.doses)})
    for message in faults(plan):
        raise _RefusedError("dose", message, field)
    return plan


def _without_doses(plan: Plan) -> Plan:
    return plan.model_copy(update={"doses": ()})


def _dosage(dosage: dict[str, Any], path: str, day: datetime.date) -> Plan:
    for name, value in sorted(dosage.items()):
        if name.startswith("asNeeded") and value:
            raise _RefusedError(
                "as-needed", "taken as needed: a plan can't say that", f"{path}.{name}"
            )
        empty = value in (None, "", "-", False, [], {})
        if name not in _DOSAGE_READ and not name.startswith(("_", "asNeeded")) and not empty:
            message = f"{name[:40]} can't be said in a dose plan; it would be lost"
            raise _RefusedError("not-said", message, f"{path}.{name}")
    timing = dosage.get("timing")
    if not isinstance(timing, dict):
        raise _RefusedError("no-timing", "it names no times of day", f"{path}.timing")
    repeat = timing.get("repeat")
    if timing.get("event") or not isinstance(repeat, dict):
        raise _RefusedError("no-timing", "it names no times of day", f"{path}.timing.repeat")
    path = f"{path}.timing.repeat"
    for name in sorted(repeat):
        if name not in _REPEAT_READ:
            message = f"{name[:40]} can't be said in a dose plan"
            raise _RefusedError("not-said", message, f"{path}.{name}")
    times = _times(repeat, path)
    _agrees(timing.get("code"), len(times), path)
    weekday, every_hours = _rhythm(repeat, times, path)
    much = _dose_of(dosage, path.removesuffix(".timing.repeat"))
    doses = tuple(Dose(time=time, amount=much) for time in times) or (Dose(time=None, amount=much),)
    bounds = _bounds(repeat, path, day)
    return Plan(doses=doses, weekday=weekday, every_hours=every_hours, **bounds)


def _times(repeat: dict[str, Any], path: str) -> list[Time]:
    times: list[Time] = []
    for code in _list(repeat, "when", str):
        if code not in _WHEN:
            message = f"only {', '.join(_WHEN)} are times of a dose plan"
            raise _RefusedError("when", message, f"{path}.when")
        times.append(_WHEN[code])
    return times


def _rhythm(repeat: dict[str, Any], times: list[Time], path: str) -> tuple[int | None, int | None]:
    """The weekday of a weekly dose, or the hours between doses; both None for each day."""
    frequency, period = repeat.get("frequency"), repeat.get("period")
    unit, days = repeat.get("periodUnit"), _list(repeat, "dayOfWeek", str)
    if days or unit == "wk":
        known = len(days) == 1 and days[0] in _WEEKDAYS
        if not known or frequency not in (None, 1) or period not in (None, 1):
            message = "only one named day a week can be said: dayOfWeek with one day"
            raise _RefusedError("rhythm", message, path)
        if unit not in (None, "d", "wk"):
            raise _RefusedError(
                "rhythm", "a weekday goes with no other period", f"{path}.periodUnit"
            )
        return _WEEKDAYS.index(days[0]), None
    if times:
        if unit not in (None, "d") or period not in (None, 1):
            raise _RefusedError("rhythm", "times of day are for each day", f"{path}.period")
        if frequency not in (None, len(times)):
            message = "how often a day and the times of day do not agree"
            raise _RefusedError("rhythm", message, f"{path}.frequency")
        return None, None
    if unit == "h" and frequency in (None, 1) and period in HOURS:
        return None, int(period)
    raise _RefusedError("rhythm", "it names no times of day that a plan has", path)


def _agrees(code: Any, times: int, path: str) -> None:
    """Whether a timing's code (BID) says the same as its times: the code would win in FHIR."""
    if not code:
        return
    codings = _list(code, "coding") if isinstance(code, dict) else []
    known = [_TIMES_A_DAY.get(str(coding.get("code"))) for coding in codings]
    if not known or any(count != times for count in known):
        message = "its code and its times of day do not say the same"
        raise _RefusedError("rhythm", message, path.replace(".repeat", ".code"))


def _dose_of(dosage: dict[str, Any], path: str) -> Amount:
    rates = _list(dosage, "doseAndRate")
    path = f"{path}.doseAndRate"
    if len(rates) != 1 or not isinstance(rates[0].get("doseQuantity"), dict):
        raise _RefusedError("dose", "it names no single amount", path)
    if set(rates[0]) - {"id", "type", "doseQuantity"}:
        raise _RefusedError("dose", "it names a range or a rate", path)
    quantity = rates[0]["doseQuantity"]
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or "comparator" in quantity:
        raise _RefusedError("dose", "its amount is not a plain number", f"{path}[0].doseQuantity")
    return amount(Fraction(value), _unit(quantity, f"{path}[0].doseQuantity"))


def _unit(quantity: dict[str, Any], path: str) -> Unit:
    """The unit, by code and text; where it has both, they must agree."""
    text = re.sub(r"\s*\([^)]*\)", "", str(quantity.get("unit", ""))).strip().casefold()
    code = str(quantity.get("code", "")).casefold()
    units = {_UNIT_CODES.get(code) if code else None, _UNIT_WORDS.get(text) if text else None}
    units.discard(None)
    if len(units) != 1:
        known = ", ".join(sorted(set(_UNIT_CODES.values())))
        message = f"its unit is not known, or text and code differ; known are {known}"
        raise _RefusedError("unit", message, path)
    found = units.pop()
    assert found is not None
    return found


def _bounds(repeat: dict[str, Any], path: str, day: datetime.date) -> dict[str, Any]:
    """For how long: a first day that is still to come, a last day, or a number of days."""
    found: dict[str, Any] = {}
    period, duration = repeat.get("boundsPeriod"), repeat.get("boundsDuration")
    if isinstance(period, dict):
        for name, key in (("start", "first"), ("end", "last")):
            if name in period:
                found[key] = _date(period[name], f"{path}.boundsPeriod.{name}")
    if isinstance(duration, dict):
        found["days"] = _days(duration, f"{path}.boundsDuration")
    if found.get("first") and found["first"] <= day:
        if "days" in found:
            found["last"] = found["first"] + datetime.timedelta(days=found.pop("days") - 1)
        del found["first"]
    return found


def _days(duration: dict[str, Any], path: str) -> int:
    length, unit = duration.get("value"), duration.get("code") or duration.get("unit")
    lengths = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7}
    if isinstance(length, int) and not isinstance(length, bool) and unit in lengths:
        days = length * lengths[unit]
        if 1 <= days <= LONGEST_DAYS:
            return days
    raise _RefusedError("bounds", "only whole days and weeks can be said, up to a year", path)


def _date(value: Any, path: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise _RefusedError("bounds", "not a whole date", path) from None


def _list(holder: dict[str, Any], name: str, kind: type = dict) -> list[Any]:
    """A list in a resource, with what is of another kind refused."""
    value = holder.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        raise _RefusedError("not-fhir", f"{name} is not as FHIR has it", name)
    return value
