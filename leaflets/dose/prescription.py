"""FHIR prescriptions (R4, R5) into dose plans.

Read are MedicationRequest, MedicationStatement, MedicationDispense, and Bundles of them. What
a plan can't say exactly is refused, never approximated: a word left out of a prescription is
a wrong dose. Messages name the place in the file and never what stands there.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from leaflets.dose.fhir_timing import rhythm_of
from leaflets.dose.fhir_values import RefusedError, list_of, local_day
from leaflets.dose.person import Person
from leaflets.dose.plan import (
    LONGEST_DAYS,
    Amount,
    Dose,
    DoseError,
    Plan,
    amount,
    faults,
    in_order,
    on_weekdays,
    with_amounts,
)
from leaflets.dose.prescribed_person import person_of
from leaflets.dose.prescription_file import Resources, resources_in
from leaflets.dose.product import Product, named_in, product_of, route_of
from leaflets.errors import LeafletsError, problem
from leaflets.language.strengths import MASS_WORDS
from leaflets.sheet.dosing_units import MASSES, PIECES, Unit
from leaflets.sheet.medicine import Medicine

_KINDS: Final = {
    "MedicationRequest": ("dosageInstruction", frozenset({"active"})),
    "MedicationStatement": ("dosage", frozenset({"active", "recorded"})),
    "MedicationDispense": ("dosageInstruction", frozenset({"completed", "in-progress"})),
}
_INTENTS: Final = frozenset(
    {"order", "original-order", "reflex-order", "filler-order", "instance-order"}
)
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
    "ug": "microgram",
    "g": "gram",
    "tab": "tablet",
    "cap": "capsule",
    "puff": "puff",
    "drop": "drop",
}
_UNIT_WORDS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tablet", "tablets", "tab", "tabs", "tablette", "tabletten"), "tablet"),
    **dict.fromkeys(("tbl", "tbl.", "tabletter", "tabletka", "tabletki", "tabletek"), "tablet"),
    **dict.fromkeys(("comprimé", "comprimés", "comprimido", "comprimidos"), "tablet"),
    **dict.fromkeys(("compressa", "compresse"), "tablet"),
    **dict.fromkeys(("capsule", "capsules", "cap", "kapsel", "kapseln"), "capsule"),
    **dict.fromkeys(("gélule", "gélules", "cápsula", "cápsulas"), "capsule"),
    **dict.fromkeys(("drop", "drops", "tropfen", "goutte", "gouttes", "gota", "gotas"), "drop"),
    **dict.fromkeys(("puff", "puffs", "actuation", "actuations", "inhalation"), "puff"),
    **dict.fromkeys(("inhalations", "hub", "hübe", "bouffée", "bouffées"), "puff"),
    **dict.fromkeys(("sachet", "sachets", "sobre", "sobres", "beutel"), "sachet"),
    **dict.fromkeys(("ml", "milliliter", "millilitre"), "milliliter"),
    **dict.fromkeys(("milliliters", "millilitres"), "milliliter"),
    **MASS_WORDS,
}

_PIECE_WORDS: Final = frozenset({"stück", "stk", "stk.", "piece", "pieces"})

_DOSAGE_READ: Final = {"id", "sequence", "text", "timing", "route", "method", "doseAndRate"}


@dataclass(frozen=True)
class Prescribed:
    """A prescription's dose plan, what is told of its patient, its product and its route."""

    plan: Plan
    person: Person = field(repr=False)
    product: Product
    routes: frozenset[str]
    """What the dosages name: "" where one names a route that is not known."""


def read_prescription(
    file: Path, medicine: Medicine, day: datetime.date, piece: Unit | None = None
) -> Prescribed:
    """The one prescription for ``medicine`` in a FHIR JSON file.

    ``piece`` is what a piece of the medicine is, where it has one form that is counted: the
    German "Stück" of a product that names no form.

    Raises LeafletsError: kind "file" if it can't be read, "order" for anything that is no
    prescription for this medicine, or that four times of day can't say exactly.
    """
    try:
        resources = resources_in(file)
        found, others = _for_medicine(resources, medicine), resources.by_reference
        product = product_of(found, others)
        if not all(map(medicine.is_substance, product.ingredients)):
            message = f"its ingredient is another medicine than {medicine.name}"
            raise RefusedError("medicine", message, "ingredient")
        return Prescribed(
            _with_strength(_plan(found, day, _piece_of(product, piece)), product),
            person_of(found, resources, day),
            product,
            _routes(found),
        )
    except RefusedError as error:
        raise LeafletsError(
            problem(f"order-{error.code}", str(error), file=file, field=error.path)
        ) from error
    except DoseError as error:
        raise LeafletsError(problem("order-dose", str(error), file=file)) from error


def _for_medicine(resources: Resources, medicine: Medicine) -> dict[str, Any]:
    """The one prescription for the medicine. Raises RefusedError for none, or several."""
    kinds = [resource.get("resourceType") for resource in resources.listed]
    candidates = [found for found in resources.listed if found.get("resourceType") in _KINDS]
    if not candidates and resources.is_bundle:
        raise RefusedError("no-prescription", "the Bundle holds no prescription", "entry")
    if not candidates:
        known = ", ".join(_KINDS)
        message = f"a {str(kinds[0])[:40]} is no prescription; known are {known} and Bundle"
        raise RefusedError("resource", message, "resourceType")
    matching = [one for one in candidates if _is_for(one, resources.by_reference, medicine)]
    if not matching:
        what = "it is" if len(candidates) == 1 else "all of them are"
        message = f"{what} for another medicine than {medicine.name}, or does not name it clearly"
        raise RefusedError("medicine", message, "medication")
    in_force = [one for one in matching if str(one.get("status")) in _KINDS[one["resourceType"]][1]]
    if len(in_force) > 1:
        message = f"it holds {len(in_force)} prescriptions for {medicine.name}; give one"
        raise RefusedError("several", message)
    return (in_force or matching)[0]


def _is_for(found: dict[str, Any], others: dict[str, Any], medicine: Medicine) -> bool:
    return medicine.is_meant(*named_in(found, others))


def _routes(found: dict[str, Any]) -> frozenset[str]:
    dosages = list_of(found, _KINDS[str(found["resourceType"])][0])
    return frozenset(route for dosage in dosages if (route := route_of(dosage)) is not None)


def _with_strength(plan: Plan, product: Product) -> Plan:
    """The plan with the product's strength beside what is counted.

    Raises RefusedError for several strengths, and for one of another kind of form.
    """
    if not product.strengths:
        return plan
    if len(product.strengths) > 1:
        message = "it names several strengths; a plan says how much is in one"
        raise RefusedError("strength", message, "medication")
    (strength,) = product.strengths
    unit = plan.doses[0].amount.unit
    if (strength.volume is not None) != (unit == "milliliter"):
        message = "its strength is that of another form than its dose"
        raise RefusedError("form", message, "medication")
    if unit in MASSES:
        return plan
    named = [dose.amount.model_copy(update={"strength": strength}) for dose in plan.doses]
    return with_amounts(plan, named)


def _piece_of(product: Product, piece: Unit | None) -> Unit | None:
    """What a piece of a product is: its form, where it names one, or else the medicine's."""
    if not product.forms:
        return piece
    return next((unit for unit in PIECES if product.forms == {unit}), None)


def _plan(found: dict[str, Any], day: datetime.date, piece: Unit | None) -> Plan:
    kind = str(found["resourceType"])
    field, statuses = _KINDS[kind]
    if str(found.get("status")) not in statuses:
        raise RefusedError("status", f"its status is not {' or '.join(sorted(statuses))}", "status")
    if kind == "MedicationRequest" and str(found.get("intent")) not in _INTENTS:
        raise RefusedError("intent", "it is no order: a plan, proposal or option", "intent")
    if found.get("doNotPerform") or found.get("modifierExtension"):
        raise RefusedError("modified", "it says something that changes its meaning", "")
    dosages = list_of(found, field)
    if not dosages:
        raise RefusedError("no-dosage", "it says no dosage", field)
    parts = [
        _dosage(dosage, f"{field}[{index}]", day, piece) for index, dosage in enumerate(dosages)
    ]
    first = parts[0]
    if len({dosage.get("sequence") for dosage in dosages}) > 1 or any(
        _without_doses(part) != _without_doses(first) for part in parts
    ):
        message = "the dose changes over time; a plan says one dose plan at a time"
        raise RefusedError("tapering", message, field)
    doses = tuple(dose for part in parts for dose in part.doses)
    plan = in_order(on_weekdays(first.model_copy(update={"doses": doses})))
    for message in faults(plan):
        raise RefusedError("dose", message, field)
    return plan


def _without_doses(plan: Plan) -> Plan:
    return plan.model_copy(update={"doses": ()})


def _dosage(dosage: dict[str, Any], path: str, day: datetime.date, piece: Unit | None) -> Plan:
    for name, value in sorted(dosage.items()):
        if name.startswith("asNeeded") and value:
            raise RefusedError(
                "as-needed", "taken as needed: a plan can't say that", f"{path}.{name}"
            )
        empty = value in (None, "", "-", False, [], {})
        if name not in _DOSAGE_READ and not name.startswith(("_", "asNeeded")) and not empty:
            message = f"{name[:40]} can't be said in a dose plan; it would be lost"
            raise RefusedError("not-said", message, f"{path}.{name}")
    timing = dosage.get("timing")
    rhythm = rhythm_of(timing, path)
    much = _dose_of(dosage, path, piece)
    doses = tuple(Dose(time=time, amount=much, weekdays=rhythm.weekdays) for time in rhythm.times)
    repeat = (timing or {}).get("repeat") or {}
    return Plan(doses=doses, **rhythm.fields, **_bounds(repeat, f"{path}.timing.repeat", day))


def _dose_of(dosage: dict[str, Any], path: str, piece: Unit | None) -> Amount:
    rates = list_of(dosage, "doseAndRate")
    path = f"{path}.doseAndRate"
    if len(rates) != 1 or not isinstance(rates[0].get("doseQuantity"), dict):
        raise RefusedError("dose", "it names no single amount", path)
    if set(rates[0]) - {"id", "type", "doseQuantity"}:
        raise RefusedError("dose", "it names a range or a rate", path)
    quantity = rates[0]["doseQuantity"]
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or "comparator" in quantity:
        raise RefusedError("dose", "its amount is not a plain number", f"{path}[0].doseQuantity")
    return amount(Fraction(value), _unit(quantity, f"{path}[0].doseQuantity", piece))


def _unit(quantity: dict[str, Any], path: str, piece: Unit | None) -> Unit:
    """The unit, by code and text; where it has both, they must agree.

    A piece is what the product's form makes it.

    A code in digits that is not known is some list's; any other that is not known is a unit
    that could be another one.
    """
    text = re.sub(r"\s*\([^)]*\)", "", str(quantity.get("unit") or "")).strip().casefold()
    code = str(quantity.get("code") or "").strip().casefold()
    if text in _PIECE_WORDS and (not code or code.isdigit()):
        if piece is None:
            message = "a piece of it may be several things: its product names no form, or several"
            raise RefusedError("unit", message, path)
        return piece
    by_code = _UNIT_CODES.get(code) or _UNIT_WORDS.get(code)
    units = {_UNIT_WORDS.get(text)} if text else set()
    units |= {by_code} if code and (by_code or not code.isdigit()) else set()
    found = units.pop() if len(units) == 1 else None
    if found is None:
        known = ", ".join(sorted(set(_UNIT_CODES.values())))
        message = f"its unit is not known, or text and code differ; known are {known}"
        raise RefusedError("unit", message, path)
    return found


def _bounds(repeat: dict[str, Any], path: str, day: datetime.date) -> dict[str, Any]:
    """For how long: a first day that is still to come, a last day, or a number of days."""
    found: dict[str, Any] = {}
    period, duration = repeat.get("boundsPeriod"), repeat.get("boundsDuration")
    if isinstance(period, dict):
        for name, key in (("start", "first"), ("end", "last")):
            if name in period:
                found[key] = local_day(period[name], f"{path}.boundsPeriod.{name}")
    if isinstance(duration, dict):
        found["days"] = _days(duration, f"{path}.boundsDuration")
    if found.get("first") and found["first"] <= day:
        if "days" in found:
            found["last"] = found["first"] + datetime.timedelta(days=found.pop("days") - 1)
        del found["first"]
    return found


def _days(duration: dict[str, Any], path: str) -> int:
    length = duration.get("value")
    lengths = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7}
    code, unit = (str(duration.get(name) or "").casefold() for name in ("code", "unit"))
    # A code is in letters of everywhere; the words beside it are in any language.
    known = {lengths.get(code or unit), lengths.get(unit, lengths.get(code))}
    factor = known.pop() if len(known) == 1 else None
    if type(length) is int and factor and "comparator" not in duration:
        days = length * factor
        if 1 <= days <= LONGEST_DAYS:
            return days
    raise RefusedError("bounds", "only whole days and weeks can be said, up to a year", path)
