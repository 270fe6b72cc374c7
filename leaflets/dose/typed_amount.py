"""Amounts as they are typed: ``1½ tablets of 50 mg``, ``1-2 puffs``, ``2 spoons of 5 mL``."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from leaflets.dose.plan import Amount, DoseError, amount
from leaflets.language.strengths import Strength, strength_in
from leaflets.sheet.dosing_units import UNIT_WORDS

GLYPHS: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}
_NUMBER: Final = re.compile(
    rf"(?:(?P<whole>[0-9]{{1,4}})(?:\s+|(?=[{''.join(GLYPHS)}])))?"
    rf"(?:(?P<glyph>[{''.join(GLYPHS)}])|(?P<over>[1-3])/(?P<under>[2-4]))"
    r"|(?P<decimal>[0-9]{1,6}(?:\.[0-9]{1,3})?)(?![0-9])"
)
_TO: Final = re.compile(r"\s*(?:-|–|to\b)\s*")
_SPOON: Final = re.compile(r"spoons? of (?P<ml>[0-9]{1,2}(?:\.[0-9])?) ?ml\b(?:\s+of\s+)?")
_WRITTEN: Final = "it does not begin with a number such as 1, 2.5, ½, 1 1/2 or 1-2"


def typed_amount(text: str) -> Amount:
    """The amount in a text in small letters. Raises DoseError where there is none, or no sound one.

    A spoon is one whose mL are named.
    """
    number, rest = _number(text)
    most = None
    if found := _TO.match(rest):
        most, rest = _number(rest[found.end() :])
    if rest[:1] and not rest[0].isspace() and not rest[0].isalpha():
        raise DoseError(_WRITTEN)
    rest = rest.strip()
    if spoon := _SPOON.match(rest):
        size = Fraction(Decimal(spoon["ml"]))
        named = rest[spoon.end() :]
        strength = _strength(named) if named else None
        if most is not None:
            raise DoseError("an amount in spoons is one number")
        return amount(number * size, "milliliter", strength, spoon=size)
    unit, of, named = (part.strip() for part in rest.partition(" of "))
    if unit.startswith("spoon"):
        raise DoseError("say how much a spoon is: 2 spoons of 5 mL")
    if unit not in UNIT_WORDS:
        known = ", ".join(sorted(set(UNIT_WORDS.values())))
        raise DoseError(f"name the unit after the number; known are {known}, and spoon of … mL")
    return amount(number, UNIT_WORDS[unit], _strength(named) if of else None, most)


def _strength(text: str) -> Strength:
    strength = strength_in(text)
    if strength is None:
        raise DoseError("write the strength as 2.5 mg, 100 micrograms or 120 mg/5 mL")
    return strength


def _number(text: str) -> tuple[Fraction, str]:
    """A number and what follows it."""
    found = _NUMBER.match(text)
    if not found:
        raise DoseError(_WRITTEN)
    rest = text[found.end() :]
    if found["decimal"]:
        return Fraction(Decimal(found["decimal"])), rest
    part = (
        GLYPHS[found["glyph"]]
        if found["glyph"]
        else Fraction(int(found["over"]), int(found["under"]))
    )
    return int(found["whole"] or 0) + part, rest
