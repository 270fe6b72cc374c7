"""What of a prescription was held against its sheet, and what only one of them says.

Nothing in it tells a dose or anything of a patient: it goes to logs and reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from leaflets.dose.person import Person
from leaflets.dose.plan import parts_of
from leaflets.dose.prescription import Prescribed
from leaflets.sheet.model import Sheet

Verdict: TypeAlias = Literal[
    "same", "only the prescription says it", "only the sheet says it", "not compared"
]


class Compared(BaseModel):
    """One thing that a prescription and a sheet, or its words and its fields, both may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.what}: {self.verdict}"


def compared_with(found: Prescribed, sheet: Sheet, person: Person) -> tuple[Compared, ...]:
    """What was compared of a prescription that nothing in its sheet contradicts."""
    return tuple(
        Compared(what=what, verdict=verdict) for what, verdict in _verdicts(found, sheet, person)
    )


def _verdicts(found: Prescribed, sheet: Sheet, person: Person) -> Iterator[tuple[str, Verdict]]:
    limits, product = sheet.limits, found.product
    amounts = [amount for part in parts_of(found.plan) for amount in part.amounts]
    has_strengths = bool(limits and any(form.strengths for form in limits.forms))
    yield "medicine", "same"
    yield "form", _both(bool(product.forms), limits is not None)
    yield "unit of the dose", _both(bool(amounts), limits is not None)
    yield "strength", _both(bool(product.strengths), has_strengths)
    yield "route", _both(bool(found.routes), limits is not None)
    by_age = bool(limits and any(row.ages for row in limits.most))
    by_weight = bool(limits and any(row.kg for row in limits.most))
    if by_age or person.months is not None:
        yield "age", _both(person.months is not None, by_age)
    if by_weight or person.kg is not None:
        yield "weight", _both(person.kg is not None, by_weight)
    if found.plan.words:
        yield "amount in words and fields", "same" if found.compared[0] else "not compared"
        yield "rhythm in words and fields", "same" if found.compared[1] else "not compared"


def _both(prescribed: bool, in_sheet: bool) -> Verdict:
    if prescribed and in_sheet:
        return "same"
    if prescribed:
        return "only the prescription says it"
    return "only the sheet says it" if in_sheet else "not compared"
