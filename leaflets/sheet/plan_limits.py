"""What a sheet says of the dose plans that may be made of it: facts of labels, not doses.

They are printed nowhere. A plan that goes beyond them is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field, model_validator

from leaflets.language.strengths import IN_MICROGRAMS, Strength, strength_in
from leaflets.sheet.blocks import Id, Model
from leaflets.sheet.dosing_units import MASSES, UNIT_WORDS, WEIGHED_NOWHERE, Unit

Route: TypeAlias = Literal[
    "oral", "inhalation", "nasal", "eye", "ear", "skin", "rectal", "vaginal", "injection"
]
ROUTES: Final[tuple[Route, ...]] = get_args(Route)

_SMALLEST: Final = {
    "no": Fraction(1),
    "halves": Fraction(1, 2),
    "thirds": Fraction(1, 3),
    "quarters": Fraction(1, 4),
}
_MONTHS: Final = 12


def _strength(text: str) -> str:
    if strength_in(text) is None:
        raise ValueError("write a strength as 2.5 mg, 100 micrograms or 120 mg/5 mL")
    return text


_MEASURE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ([A-Za-z]+)(/kg)?")


@dataclass(frozen=True)
class DoseQuantity:
    """A quantity of medicine: a mass in micrograms, or a number of pieces, puffs or mL."""

    number: Fraction
    unit: Unit | None
    """None for a mass."""
    per_kg: bool = False


def measure_in(text: str) -> DoseQuantity | None:
    """The quantity that ``text`` is: ``60 mg``, ``2 puffs``, ``5 mg/kg``; None if it is none."""
    found = _MEASURE.fullmatch(text)
    unit = found and UNIT_WORDS.get(found[2].casefold())
    if not found or not unit or not Decimal(found[1]):
        return None
    number, per_kg = Fraction(Decimal(found[1])), bool(found[3])
    if unit in IN_MICROGRAMS:
        return DoseQuantity(number * IN_MICROGRAMS[unit], None, per_kg)
    return None if per_kg else DoseQuantity(number, unit)


def _measure(text: str) -> str:
    if measure_in(text) is None:
        raise ValueError("write an amount as 60 mg, 5 mg/kg or 2 puffs")
    return text


StrengthText: TypeAlias = Annotated[str, Field(max_length=40), AfterValidator(_strength)]
MeasureText: TypeAlias = Annotated[str, Field(max_length=40), AfterValidator(_measure)]
_Bound: TypeAlias = Annotated[int, Field(ge=0, le=1500)]
Range: TypeAlias = tuple[_Bound, _Bound]
"""The lowest and the highest whole number, both included."""


class FormLimits(Model):
    """How one of the sheet's ``forms`` is counted, and how small its pieces may be.

    ``form`` is its id; a sheet that lists no forms names none. ``divided``: whether a piece may
    be parted; "any" is for liquids, which are measured.
    """

    form: Id | None = None
    unit: Unit
    routes: tuple[Route, ...] = Field(min_length=1)
    strengths: tuple[StrengthText, ...] = ()
    """Empty only where none is in mg: of patches, sprays, drops and units."""
    divided: Literal["no", "halves", "thirds", "quarters", "any"]

    @property
    def known_strengths(self) -> tuple[Strength, ...]:
        """The strengths, read."""
        return tuple(filter(None, map(strength_in, self.strengths)))

    @property
    def smallest(self) -> Fraction | None:
        """The smallest part of a piece; None where any part can be measured."""
        return _SMALLEST.get(self.divided)

    @model_validator(mode="after")
    def _is_sound(self) -> FormLimits:
        if self.unit in MASSES:
            raise ValueError("the unit of a form is what is counted: tablet, milliliter, puff …")
        if not self.strengths and self.unit not in WEIGHED_NOWHERE:
            raise ValueError(f"name the strengths; what is counted in a {self.unit} has one in mg")
        if (self.unit == "milliliter") != (self.divided == "any"):
            raise ValueError("a liquid is divided: any; what is counted is not")
        for strength in self.known_strengths:
            if (strength.volume is not None) != (self.unit == "milliliter"):
                raise ValueError("a strength is in so many mL for a liquid, and for nothing else")
        return self


class Most(Model):
    """The most that may be taken, for everyone or for one age, weight or strength.

    ``months`` or ``years`` are completed ones, both ends included; so are ``kg``. An amount for
    each kg of weight needs ``without_weight``: the most, at once and in a day, of somebody whose
    weight is not known.
    """

    id: Id
    strength: StrengthText | None = None
    months: Range | None = None
    years: Range | None = None
    kg: Range | None = None
    once: MeasureText
    day: MeasureText
    week: MeasureText | None = None
    without_weight: MeasureText | None = None
    times: Annotated[int, Field(ge=1, le=24)] | None = None
    """The most doses in a day."""

    @property
    def ages(self) -> tuple[int, int] | None:
        """The first and the last completed month of age; None for every age."""
        if self.years:
            return self.years[0] * _MONTHS, self.years[1] * _MONTHS + _MONTHS - 1
        return self.months

    @property
    def is_for_everyone(self) -> bool:
        """Whether it asks for no age and no weight."""
        return self.ages is None and self.kg is None

    @model_validator(mode="after")
    def _is_sound(self) -> Most:
        if self.months and self.years:
            raise ValueError("give months or years, not both")
        for name, found in (("months", self.months), ("years", self.years), ("kg", self.kg)):
            if found and found[0] > found[1]:
                raise ValueError(f"{name} runs backwards; write the lower one first")
        amounts = [measure_in(text) for text in (self.once, self.day, self.week) if text]
        measures = [measure for measure in amounts if measure]
        if len({(measure.unit, measure.per_kg) for measure in measures}) > 1:
            raise ValueError("once, day and week are given in one unit")
        if [m.number for m in measures] != sorted(m.number for m in measures):
            raise ValueError("more at once than in a day, or in a day than in a week")
        if any(measure.per_kg for measure in measures) != bool(self.without_weight):
            raise ValueError("without_weight goes with an amount for each kg, and only with it")
        if self.without_weight and self.without_weight.endswith("/kg"):
            raise ValueError("without_weight is an amount for nobody's kg: 100 mg")
        return self


class Limits(Model):
    """What a dose plan of this medicine may be; ``hours`` is the least time between two doses."""

    forms: tuple[FormLimits, ...] = Field(min_length=1)
    most: tuple[Most, ...] = Field(min_length=1)
    hours: Annotated[int, Field(ge=1, le=168)] | None = None

    @model_validator(mode="after")
    def _fit_together(self) -> Limits:
        for problem in (*self._strength_faults(), *self._age_faults()):
            raise ValueError(problem)
        return self

    def _strength_faults(self) -> Iterator[str]:
        known = [strength for form in self.forms for strength in form.known_strengths]
        units = {form.unit for form in self.forms}
        for row in self.most:
            named = row.strength and strength_in(row.strength)
            if named and not any(named.is_same(other) for other in known):
                yield f"most.{row.id}: no form has the strength {row.strength}"
        measured = {measure.unit for row in self.most if (measure := measure_in(row.once))}
        if len(measured) > 1:
            yield "most: every row is in mg, or every row in the same pieces"
        if measured - units - {None}:
            yield "most: no form is counted in this unit"

    def _age_faults(self) -> Iterator[str]:
        """Rows of one strength go on where the one before ends, or leave a gap; never back."""
        for strength in {row.strength for row in self.most}:
            ages = [row.ages for row in self.most if row.strength == strength and row.ages]
            for before, after in pairwise(ages):
                if after[0] <= before[1]:
                    yield "ages overlap or run backwards; the youngest stands first"
