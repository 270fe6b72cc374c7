"""What a Bundle says of the patient: age and weight, for the limits of a plan."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from leaflets.dose import DoseError
from leaflets.fhir_values import RefusedError, list_of
from leaflets.person import Person, months_since, weight_in

_BODY_WEIGHT: Final = frozenset({"29463-7", "3141-9"})
"""LOINC: body weight, and body weight as measured."""

_UNITS: Final = {"kg": "kg", "g": "g", "[lb_av]": "lb"}
"""UCUM."""


def person_of(found: dict[str, Any], others: dict[str, Any], day: datetime.date) -> Person:
    """The age on ``day`` and the weight of a prescription's patient, as far as they are told.

    Of a date of birth that is not whole, the latest day counts: the lowest limits are the
    youngest's. Raises RefusedError for what is not as FHIR has it, or contradicts itself.
    """
    subject = found.get("subject")
    reference = str(subject.get("reference", "")) if isinstance(subject, dict) else ""
    contained = {f"#{r.get('id')}": r for r in list_of(found, "contained")}
    patient = contained.get(reference) or others.get(reference)
    if not isinstance(patient, dict) or patient.get("resourceType") != "Patient":
        return Person()
    born = _latest_day(str(patient["birthDate"])) if "birthDate" in patient else None
    if born and born > day:
        raise RefusedError("person", "the patient's date of birth is yet to come", "birthDate")
    resources = [r for r in others.values() if isinstance(r, dict)]
    return Person(months_since(born, day) if born else None, _weight(resources, reference))


def _latest_day(text: str) -> datetime.date:
    for form, step in (("%Y-%m-%d", 0), ("%Y-%m", 31), ("%Y", 366)):
        try:
            first = datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
        later = first + datetime.timedelta(days=step)
        if not step:
            return first
        kept = later.replace(day=1) if form == "%Y-%m" else later.replace(month=1, day=1)
        return kept - datetime.timedelta(days=1)
    raise RefusedError("person", "the patient's date of birth is not a date", "birthDate")


def _weight(resources: list[dict[str, Any]], patient: str) -> Fraction | None:
    """The latest body weight that was measured of the patient."""
    known: dict[str, Fraction] = {}
    for resource in resources:
        if resource.get("resourceType") != "Observation" or not _is_weight(resource):
            continue
        subject = resource.get("subject")
        if not isinstance(subject, dict) or subject.get("reference") != patient:
            continue
        if resource.get("status") not in ("final", "amended", "corrected"):
            continue
        known[str(resource.get("effectiveDateTime", ""))] = _kilograms(resource)
    return known[max(known)] if known else None


def _is_weight(resource: dict[str, Any]) -> bool:
    code = resource.get("code")
    codings = list_of(code, "coding") if isinstance(code, dict) else []
    return any(str(coding.get("code")) in _BODY_WEIGHT for coding in codings)


def _kilograms(resource: dict[str, Any]) -> Fraction:
    quantity = resource.get("valueQuantity")
    quantity = quantity if isinstance(quantity, dict) else {}
    unit = _UNITS.get(str(quantity.get("code") or quantity.get("unit")))
    value = quantity.get("value")
    if not unit or isinstance(value, bool) or not isinstance(value, int | Decimal):
        message = "the patient's weight is not a number of kg, g or [lb_av]"
        raise RefusedError("person", message, "valueQuantity")
    try:
        return weight_in(f"{Decimal(value):f} {unit}")
    except DoseError as error:
        raise RefusedError("person", str(error), "valueQuantity") from error
