"""Whether a prescription is for what a sheet is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leaflets.dose.person import Person
from leaflets.dose.plan import PlanFault, parts_of
from leaflets.dose.prescription import Prescribed
from leaflets.language.strengths import IN_MICROGRAMS
from leaflets.sheet.dosing_units import MASSES
from leaflets.sheet.markup import to_plain
from leaflets.sheet.model import Sheet
from leaflets.sheet.plan_limits import Limits
from leaflets.sheet.product_forms import OTHER, kinds_named, other_of

_ORGANS: Final = {
    **dict.fromkeys(("eye", "eyes"), "eye"),
    **dict.fromkeys(("ear", "ears"), "ear"),
    **dict.fromkeys(("nostril", "nostrils"), "nasal"),
}
"""The route to what a place ends with."""


def prescribed_faults(found: Prescribed, sheet: Sheet, typed: Person) -> Iterator[PlanFault]:
    """Why a prescription is not for what the sheet is about: its form, its route, its patient.

    ``typed`` is what was said of the patient besides the prescription.
    """
    if sheet.limits:
        units = {form.unit for form in sheet.limits.forms}
        routes = {route for form in sheet.limits.forms for route in form.routes}
        if found.product.forms - _own_forms(sheet, sheet.limits):
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
        sites = {
            _ORGANS[part.site.rpartition("_")[2]] for part in parts_of(found.plan) if part.site
        }
        if sites - routes:
            yield PlanFault("route", "it names a place that the sheet's medicine is not for")
        yield from _mass_faults(found, sheet.limits)
    if found.person.contradicts(typed):
        yield PlanFault("person", "its patient has another age or weight than was typed")


def _own_forms(sheet: Sheet, limits: Limits) -> set[str]:
    """The forms that a sheet is about: units, marks of its routes, and what its forms are called.

    Units of insulin are in a liquid that is injected.
    """
    units = {str(form.unit) for form in limits.forms}
    routes = {other_of(route) for form in limits.forms for route in form.routes}
    names = (sheet.name, *(form.name for form in sheet.forms))
    called = {mark for name in names for mark in kinds_named(to_plain(name))}
    return units | routes | called | ({"milliliter"} if "unit" in units else set())


def _counts_another_form(found: Prescribed) -> bool:
    """Whether a product names its form, and a dose is so many pieces of another one."""
    doses = [dose for part in parts_of(found.plan) for dose in part.doses]
    counted = {dose.amount.unit for dose in doses if dose.amount} - MASSES - {"unit"}
    named = {form for form in found.product.forms if not form.startswith(OTHER)}
    return bool(named) and not counted <= named


def _mass_faults(found: Prescribed, limits: Limits) -> Iterator[PlanFault]:
    """A dose in mg that whole pieces of the product's own strength do not make."""
    amounts = [amount for part in parts_of(found.plan) for amount in part.amounts]
    if not amounts or amounts[0].unit not in MASSES:
        return
    factor = IN_MICROGRAMS[amounts[0].unit]
    numbers = [number for one in amounts for number in (one.number, one.highest)]
    for strength in found.product.strengths:
        forms = [f for f in limits.forms if any(map(strength.is_same, f.known_strengths))]
        pieces = {form.smallest for form in forms if form.smallest}
        parts = [number * factor / strength.micrograms for number in numbers]
        if not any(all((p / piece).denominator == 1 for p in parts) for piece in pieces):
            message = "pieces of its product's strength do not make its dose"
            yield PlanFault("strength", message)
