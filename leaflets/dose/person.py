"""What a limit may ask of a patient: age and weight. They stand in no message and no file."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from leaflets.dose.plan import DoseError

_AGE: Final = re.compile(
    r"(?P<number>[0-9]{1,4})\s*(?P<unit>years?|y|months?|mo|weeks?|wk|days?|d)", re.IGNORECASE
)
_WEIGHT: Final = re.compile(
    r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3})?)\s*(?:kg|g|lbs?)", re.IGNORECASE
)
_GRAMS: Final = re.compile(r"(?P<number>[0-9]{3,6})\s*g", re.IGNORECASE)
_KG_IN_POUND: Final = Fraction(45359237, 100_000_000)
"""The international avoirdupois pound (1959)."""
_OLDEST_YEARS: Final = 130
_GROWN_MONTHS: Final = 12 * 12
HEAVIEST_KG: Final = 300


@dataclass(frozen=True)
class Person:
    """A patient's age in completed months and weight in kg; None where it is not known."""

    months: int | None = field(default=None, repr=False)
    kg: Fraction | None = field(default=None, repr=False)

    @property
    def is_likely(self) -> bool:
        """Whether a child's weight fits the age, far beyond what is usual on both sides.

        The WHO's growth standards (2006, 2007) give 8.1 to 17.0 kg at 2 years and 12.1 to 27.9
        at 5 for three standard deviations around the median.
        """
        if self.months is None or self.kg is None:
            return True
        years = Fraction(self.months, 12)
        least = Fraction("1.5") if years < 1 else 5 + years * Fraction("1.3")
        most = 11 + years * 5
        return self.months >= _GROWN_MONTHS or least <= self.kg <= most

    def known_with(self, other: Person) -> Person:
        """What is known from either of the two; where both know it, what this one says."""
        return Person(
            other.months if self.months is None else self.months,
            other.kg if self.kg is None else self.kg,
        )

    def contradicts(self, other: Person) -> bool:
        """Whether both say something, and not the same."""
        pairs = ((self.months, other.months), (self.kg, other.kg))
        return any(one is not None and two is not None and one != two for one, two in pairs)


UNKNOWN: Final = Person()
"""A patient of whom nothing is known."""


def age_in(text: str) -> int:
    """Completed months of an age: ``4 years``, ``7 months``. Raises DoseError."""
    found = _AGE.fullmatch(text.strip())
    if not found:
        raise DoseError("write an age as 4 years or 7 months")
    number, unit = int(found["number"]), found["unit"][0].casefold()
    if unit in ("w", "d"):
        days = number * (7 if unit == "w" else 1)
        months = days * 12 // 366
    else:
        months = number * 12 if unit == "y" else number
    if months > _OLDEST_YEARS * 12:
        raise DoseError(f"nobody is older than {_OLDEST_YEARS} years; mend the age")
    return months


def weight_in(text: str) -> Fraction:
    """A weight in kg: ``16 kg``, ``35 lb``, ``3500 g``. Raises DoseError."""
    found = _GRAMS.fullmatch(text.strip()) or _WEIGHT.fullmatch(text.strip())
    if not found:
        raise DoseError("write a weight as 16 kg or 35 lb; 16.5 with a point")
    number = Fraction(Decimal(found["number"]))
    unit = text.strip().casefold().lstrip("0123456789. ")
    kg = {"kg": number, "g": number / 1000}.get(unit, number * _KG_IN_POUND)
    if not 0 < kg <= HEAVIEST_KG:
        raise DoseError(f"a weight is more than 0 and at most {HEAVIEST_KG} kg")
    return kg


def months_since(born: datetime.date, day: datetime.date) -> int:
    """The completed months of age on ``day``."""
    months = (day.year - born.year) * 12 + day.month - born.month
    return max(0, months - (day.day < born.day))
