"""What a Bundle says of the patient: age and weight, for the limits of a plan."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.person import Person, months_since, weight_in
from leaflets.dose.plan import DoseError
from leaflets.dose.prescription_file import Resources

_BODY_WEIGHT: Final = frozenset({"29463-7", "3141-9"})
"""LOINC: body weight, and body weight as measured."""

_UNITS: Final = {"kg": "kg", "g": "g", "[lb_av]": "lb", "lb": "lb", "lbs": "lb"}
"""UCUM, and how the units are written."""

_WEIGHT_DAYS: Final = 366
"""An older weight is none."""


def person_of(found: dict[str, Any], resources: Resources, day: datetime.date) -> Person:
    """The age on ``day`` and the weight of a prescription's patient, as far as they are told.

    Of a date of birth that is not whole, the latest day counts: the lowest limits are the
    youngest's. Raises RefusedError for what is not as FHIR has it, or contradicts itself.
    """
    subject = found.get("subject")
    reference = str(subject.get("reference", "")) if isinstance(subject, dict) else ""
    reference = reference.partition("/_history/")[0]
    contained = {f"#{r.get('id')}": r for r in list_of(found, "contained")}
    patient = contained.get(reference) or resources.by_reference.get(reference)
    if not isinstance(patient, dict) or patient.get("resourceType") != "Patient":
        return Person()
    born = _latest_day(str(patient["birthDate"])) if "birthDate" in patient else None
    if born and born > day:
        raise RefusedError("person", "the patient's date of birth is yet to come", "birthDate")
    months = months_since(born, day) if born else None
    return Person(months, _weight(resources.listed, reference, day))


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


def _weight(
    resources: tuple[dict[str, Any], ...], patient: str, day: datetime.date
) -> Fraction | None:
    """The latest body weight that was measured of the patient in the year before ``day``.

    Raises RefusedError for one of a day to come, one that is not plain, and for two of one time.
    """
    known: dict[str, Fraction] = {}
    for resource in resources:
        if resource.get("resourceType") != "Observation" or not _is_weight(resource):
            continue
        subject = resource.get("subject")
        if not isinstance(subject, dict) or subject.get("reference") != patient:
            continue
        if resource.get("status") not in ("final", "amended", "corrected"):
            continue
        when = str(resource.get("effectiveDateTime", ""))
        measured = _day(when)
        if measured > day:
            raise RefusedError("person", "a weight is of a day to come", "effectiveDateTime")
        if (day - measured).days > _WEIGHT_DAYS:
            continue
        kilograms = _kilograms(resource)
        if known.setdefault(when, kilograms) != kilograms:
            raise RefusedError("person", "the patient has two weights at one time", "Observation")
    return known[max(known)] if known else None


def _day(when: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(when[:10], "%Y-%m-%d").date()
    except ValueError:
        message = "a weight does not say on which day it was measured"
        raise RefusedError("person", message, "effectiveDateTime") from None


def _is_weight(resource: dict[str, Any]) -> bool:
    code = resource.get("code")
    codings = list_of(code, "coding") if isinstance(code, dict) else []
    return any(str(coding.get("code")) in _BODY_WEIGHT for coding in codings)


def _kilograms(resource: dict[str, Any]) -> Fraction:
    quantity = resource.get("valueQuantity")
    quantity = quantity if isinstance(quantity, dict) else {}
    units = {_UNITS.get(str(quantity[name])) for name in ("code", "unit") if quantity.get(name)}
    unit = units.pop() if len(units) == 1 else None
    value = quantity.get("value")
    plain = not {"comparator"} & set(quantity) and "modifierExtension" not in resource
    if not unit or not plain or isinstance(value, bool) or not isinstance(value, int | Decimal):
        message = "the patient's weight is not a number of kg, g or [lb_av]"
        raise RefusedError("person", message, "valueQuantity")
    try:
        return weight_in(f"{Decimal(value):f} {unit}")
    except DoseError as error:
        raise RefusedError("person", str(error), "valueQuantity") from error
