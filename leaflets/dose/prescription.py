"""FHIR prescriptions (R4, R5) into dose plans.

Read are MedicationRequest, MedicationStatement, MedicationDispense, and Bundles of them. What
a plan can't say exactly is refused, never approximated: a word left out of a prescription is
a wrong dose. Messages name the place in the file and never what stands there.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.person import Person
from leaflets.dose.plan import Amount, DoseError, Plan, joined, parts_of, with_amounts
from leaflets.dose.prescribed_period import check_taken, within_period
from leaflets.dose.prescribed_person import person_of
from leaflets.dose.prescribed_plan import PlanWithWords, plan_of
from leaflets.dose.prescription_file import Resources, resources_in
from leaflets.dose.product import Product, named_in, product_of, route_of
from leaflets.dose.words_reading import WordsRead
from leaflets.errors import LeafletsError, problem
from leaflets.language.strengths import Strength
from leaflets.sheet.dosing_units import MASSES, PIECES, WEIGHED_NOWHERE, Unit
from leaflets.sheet.medicine import Medicine
from leaflets.sheet.product_forms import OTHER

_KINDS: Final = {
    "MedicationRequest": ("dosageInstruction", frozenset({"active"})),
    "MedicationStatement": ("dosage", frozenset({"active", "recorded"})),
    "MedicationDispense": ("dosageInstruction", frozenset({"completed", "in-progress"})),
}
_INTENTS: Final = frozenset(
    {"order", "original-order", "reflex-order", "filler-order", "instance-order"}
)


@dataclass(frozen=True)
class Prescribed:
    """A prescription's dose plan, what is told of its patient, its product and its route.

    ``read`` is what is read of the prescriber's words; ``compared`` whether they and the
    structure said the same amounts, and the same rhythm.
    """

    plan: Plan
    person: Person = field(repr=False)
    product: Product
    routes: frozenset[str]
    """What the dosages name: "" where one names a route that is not known."""
    read: tuple[WordsRead, ...] = field(default=(), repr=False)
    compared: tuple[bool, bool] = (False, False)
    has_notes: bool = False
    """Whether it has notes, which may be for anybody and are not printed."""


def read_prescription(
    file: Path, medicine: Medicine, day: datetime.date, piece: Unit | None = None
) -> Prescribed:
    """The one prescription for ``medicine`` in a FHIR JSON file.

    ``piece`` is what a piece of the medicine is, where it has one form that is counted: the
    German "Stück" of a product that names no form.

    Raises LeafletsError: kind "file" if it can't be read, "order" for anything that is no
    prescription for this medicine, or that a plan can't say exactly.
    """
    try:
        resources = resources_in(file)
        found, others = _for_medicine(resources, medicine), resources.by_reference
        product = product_of(found, others)
        if not all(map(medicine.is_substance, product.ingredients)):
            message = f"its ingredient is another medicine than {medicine.name}"
            raise RefusedError("medicine", message, "ingredient")
        own = _plan(found, day, _piece_of(product, piece), product)
        return Prescribed(
            _with_strength(own.plan, product),
            person_of(found, resources, day),
            product,
            _routes(found),
            own.read,
            own.compared,
            bool(found.get("note")),
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
    amounts = [amount for part in parts_of(plan) for amount in part.amounts]
    if not product.strengths or not amounts:
        return plan
    if len(product.strengths) > 1:
        message = "it names several strengths; a plan says how much is in one"
        raise RefusedError("strength", message, "medication")
    (strength,) = product.strengths
    unit = amounts[0].unit
    if unit in MASSES or unit in WEIGHED_NOWHERE:
        # So much in each mL is nothing that drops or sprays are counted with.
        return (
            plan
            if unit in MASSES or strength.volume
            else joined([_strong(part, strength) for part in parts_of(plan)])
        )
    if (strength.volume is not None) != (unit == "milliliter"):
        message = "its strength is that of another form than its dose"
        raise RefusedError("form", message, "medication")
    return joined([_strong(part, strength) for part in parts_of(plan)])


def _strong(part: Plan, strength: Strength) -> Plan:
    def strong(amount: Amount | None) -> Amount | None:
        return amount and amount.model_copy(update={"strength": strength})

    return with_amounts(part, [strong(dose.amount) for dose in part.doses])


def _piece_of(product: Product, piece: Unit | None) -> Unit | None:
    """What a piece of a product is: its form, where it names one, or else the medicine's."""
    if not product.forms:
        return piece
    units = {form for form in product.forms if not form.startswith(OTHER)}
    return next((unit for unit in (*PIECES, "puff") if units == {unit}), None)


def _plan(
    found: dict[str, Any], day: datetime.date, piece: Unit | None, product: Product
) -> PlanWithWords:
    kind = str(found["resourceType"])
    field, statuses = _KINDS[kind]
    if str(found.get("status")) not in statuses:
        raise RefusedError("status", f"its status is not {' or '.join(sorted(statuses))}", "status")
    if kind == "MedicationRequest" and str(found.get("intent")) not in _INTENTS:
        raise RefusedError("intent", "it is no order: a plan, proposal or option", "intent")
    if found.get("doNotPerform") or found.get("modifierExtension"):
        raise RefusedError("modified", "it says something that changes its meaning", "")
    check_taken(found)
    rendered = found.get("renderedDosageInstruction")
    text = rendered if isinstance(rendered, str) and rendered.strip() else None
    dosages = list_of(found, field) or ([{"text": text}] if text else [])
    if not dosages:
        raise RefusedError("no-dosage", "it says no dosage", field)
    language = found.get("language")
    named = language if isinstance(language, str) and language.isascii() else None
    said = plan_of(dosages, field, day, piece, product.strengths, named, text)
    return replace(said, plan=within_period(said.plan, found, day))
