"""Whether a prescription is for what a sheet is about."""

from __future__ import annotations

from collections.abc import Iterator

from leaflets.dose.person import Person
from leaflets.dose.plan import PlanFault
from leaflets.dose.prescription import Prescribed
from leaflets.language.strengths import IN_MICROGRAMS
from leaflets.sheet.dosing_units import MASSES
from leaflets.sheet.model import Sheet
from leaflets.sheet.plan_limits import Limits


def prescribed_faults(found: Prescribed, sheet: Sheet, typed: Person) -> Iterator[PlanFault]:
    """Why a prescription is not for what the sheet is about: its form, its route, its patient.

    ``typed`` is what was said of the patient besides the prescription.
    """
    if sheet.limits:
        units = {form.unit for form in sheet.limits.forms}
        routes = {route for form in sheet.limits.forms for route in form.routes}
        if found.product.forms - units:
            known = " or ".join(sorted(units))
            message = f"it is for another form: the sheet of {sheet.name} is about a {known}"
            yield PlanFault("form", message)
        elif _counts_another_form(found):
            message = "its dose is counted in another form than its product's"
            yield PlanFault("form", message)
        if found.routes - routes:
            known = " or ".join(sorted(routes))
            message = f"it is for another route than the sheet's ({known}), or one not known"
            yield PlanFault("route", message)
        yield from _mass_faults(found, sheet.limits)
    if found.person.contradicts(typed):
        yield PlanFault("person", "its patient has another age or weight than was typed")


def _counts_another_form(found: Prescribed) -> bool:
    """Whether a product names its form, and a dose is so many pieces of another one."""
    counted = {dose.amount.unit for dose in found.plan.doses} - MASSES
    return bool(found.product.forms) and not counted <= found.product.forms


def _mass_faults(found: Prescribed, limits: Limits) -> Iterator[PlanFault]:
    """A dose in mg that whole pieces of the product's own strength do not make."""
    unit = found.plan.doses[0].amount.unit
    if unit not in MASSES:
        return
    for strength in found.product.strengths:
        forms = [f for f in limits.forms if any(map(strength.is_same, f.known_strengths))]
        pieces = {form.smallest for form in forms if form.smallest}
        amounts = (dose.amount.number * IN_MICROGRAMS[unit] for dose in found.plan.doses)
        parts = [amount / strength.micrograms for amount in amounts]
        if not any(all((p / piece).denominator == 1 for p in parts) for piece in pieces):
            message = "pieces of its product's strength do not make its dose"
            yield PlanFault("strength", message)
