"""Strengths: how much medicine is in one piece, or in so many mL."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

Mass: TypeAlias = Literal["microgram", "milligram", "gram"]
"""What medicine is weighed in."""

IN_MICROGRAMS: Final[dict[str, int]] = {"microgram": 1, "milligram": 1000, "gram": 1_000_000}

MASS_WORDS: Final[dict[str, Mass]] = {
    **dict.fromkeys(
        ("microgram", "micrograms", "mikrogramm", "microgramme", "microgrammes"), "microgram"
    ),
    **dict.fromkeys(("microgramo", "microgramos", "µg", "μg", "ug", "mcg"), "microgram"),
    **dict.fromkeys(("microgrammi", "microgrammo", "micrograma", "microgramas"), "microgram"),
    **dict.fromkeys(("mikrogram", "mikrogramy", "mikrogramów", "microgr", "mikrog"), "microgram"),
    **dict.fromkeys(
        ("mg", "milligram", "milligrams", "milligramm", "milligramme", "milligrammes"), "milligram"
    ),
    **dict.fromkeys(("miligramo", "miligramos", "miligram", "miligramas"), "milligram"),
    **dict.fromkeys(("milligrammi", "milligrammo"), "milligram"),
    **dict.fromkeys(("g", "gram", "grams", "gramm", "gramme", "grammes"), "gram"),
    **dict.fromkeys(("gramo", "gramos", "gramas", "grammi", "grammo"), "gram"),
}
"""How units of mass are written, in small letters."""

_PLAIN: Final = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
_STRENGTH: Final = re.compile(
    rf"(?P<mass>{_PLAIN})\s*(?P<unit>[a-zµμ]+)"
    rf"(?:\s*/\s*(?:(?P<volume>{_PLAIN})\s*)?(?:ml|milliliters?|millilitres?))?",
    re.IGNORECASE,
)


class Strength(BaseModel):
    """How much medicine one piece holds, or ``volume`` mL of a liquid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Fraction
    unit: Mass
    volume: Fraction | None = None

    def __str__(self) -> str:
        """As it is typed: ``2.5 mg``, ``120 mg/5 mL``."""
        words = {"microgram": "micrograms", "milligram": "mg", "gram": "g"}
        own = f"{plain_decimal(self.number)} {words[self.unit]}"
        return f"{own}/{plain_decimal(self.volume)} mL" if self.volume else own

    @property
    def micrograms(self) -> Fraction:
        """How much is in one piece or in 1 mL, in micrograms."""
        return self.number * IN_MICROGRAMS[self.unit] / (self.volume or 1)

    def is_same(self, other: Strength) -> bool:
        """Whether both hold as much: 0.1 mg is 100 micrograms, 24 mg/mL is 120 mg/5 mL."""
        liquid = self.volume is not None, other.volume is not None
        return liquid[0] == liquid[1] and self.micrograms == other.micrograms


def strength_in(text: str) -> Strength | None:
    """The strength that ``text`` is, decimals with a point; None for anything else."""
    found = _STRENGTH.fullmatch(text.strip())
    unit = found and MASS_WORDS.get(found["unit"].casefold())
    if not found or not unit:
        return None
    number = Fraction(Decimal(found["mass"]))
    liquid = "/" in text
    volume = Fraction(Decimal(found["volume"] or "1")) if liquid else None
    if number <= 0 or volume == 0:
        return None
    return Strength(number=number, unit=unit, volume=volume)


def plain_decimal(number: Fraction) -> str:
    """``number`` in digits with a point, without zeros at its end.

    Raises ValueError where it has no end or more than 6 decimals.
    """
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(decimal) != number or -int(decimal.normalize().as_tuple().exponent) > 6:
        raise ValueError("not a decimal number of up to 6 places")
    return f"{decimal.normalize():f}"
