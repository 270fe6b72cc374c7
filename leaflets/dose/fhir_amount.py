"""The amount of a FHIR dosage (R4, R5): a quantity or a range, in a unit that is known."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.plan import Amount, amount
from leaflets.language.strengths import MASS_WORDS
from leaflets.sheet.dosing_units import PIECES, Unit

# SNOMED CT (unit of presentation), UCUM, HL7 orderableDrugForm.
_UNIT_CODES: Final[dict[str, Unit]] = {
    **dict.fromkeys(("732936001", "428673006", "{tablet}", "{tbl}", "tab"), "tablet"),
    **dict.fromkeys(("732937005", "428641000", "{capsule}", "{cap}", "cap"), "capsule"),
    **dict.fromkeys(("415215001", "{puff}", "{actuat}", "puff"), "puff"),
    **dict.fromkeys(("419702001", "{patch}", "patch"), "patch"),
    **dict.fromkeys(("{suppository}", "supp"), "suppository"),
    **dict.fromkeys(("{drop}", "[drp]", "drop"), "drop"),
    **dict.fromkeys(("767525000", "[iu]", "{unit}", "u", "[u]"), "unit"),
    **dict.fromkeys(("258773002", "ml"), "milliliter"),
    **dict.fromkeys(("258684004", "mg"), "milligram"),
    **dict.fromkeys(("258685003", "ug"), "microgram"),
    **dict.fromkeys(("258682000", "g"), "gram"),
    "{sachet}": "sachet",
    "{spray}": "spray",
}
UNIT_TEXTS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tablet", "tablets", "tab", "tabs", "tablette", "tabletten"), "tablet"),
    **dict.fromkeys(("tbl", "tbl.", "tabletter", "tabletka", "tabletki", "tabletek"), "tablet"),
    **dict.fromkeys(("comprimé", "comprimés", "comprimido", "comprimidos"), "tablet"),
    **dict.fromkeys(("compressa", "compresse", "tabletten", "tabletti"), "tablet"),
    **dict.fromkeys(("capsule", "capsules", "cap", "caps", "kapsel", "kapseln"), "capsule"),
    **dict.fromkeys(("gélule", "gélules", "cápsula", "cápsulas", "kapsler", "kapslar"), "capsule"),
    **dict.fromkeys(("drop", "drops", "tropfen", "goutte", "gouttes", "gota", "gotas"), "drop"),
    **dict.fromkeys(("gocce", "goccia", "druppel", "druppels", "dråper", "droppar"), "drop"),
    **dict.fromkeys(("puff", "puffs", "actuation", "actuations", "inhalation"), "puff"),
    **dict.fromkeys(("inhalations", "hub", "hübe", "sprühstoß", "sprühstöße"), "puff"),
    **dict.fromkeys(("bouffée", "bouffées", "inhalación", "inhalaciones"), "puff"),
    **dict.fromkeys(("sachet", "sachets", "sobre", "sobres", "beutel", "bustina"), "sachet"),
    **dict.fromkeys(("suppository", "suppositories", "zäpfchen", "suppositoire"), "suppository"),
    **dict.fromkeys(("suppositoires", "supositorio", "supositorios", "supposta"), "suppository"),
    **dict.fromkeys(("patch", "patches", "plaster", "plasters", "pflaster", "parche"), "patch"),
    **dict.fromkeys(("parches", "cerotto", "cerotti", "pleister", "pleisters"), "patch"),
    **dict.fromkeys(("spray", "sprays"), "spray"),
    **dict.fromkeys(("unit", "units", "international unit", "international units"), "unit"),
    **dict.fromkeys(("einheit", "einheiten", "unité", "unités", "unidad", "unidades"), "unit"),
    **dict.fromkeys(("ml", "milliliter", "millilitre", "milliliters", "millilitres"), "milliliter"),
    **MASS_WORDS,
}
"""How units are written, in small letters."""

PIECE_WORDS: Final = frozenset({"stück", "stk", "stk.", "piece", "pieces", "pill", "pills"})
"""What is one of whatever the product is."""
DOSE_WORDS: Final = frozenset({"dose", "doses", "dosis", "dosen"})
"""What one push of an inhaler gives."""
_INSULIN: Final = frozenset({"u", "iu", "ie", "ui", "i.e.", "i.u."})
"""How units are abbreviated: read, and never written."""


def amount_of(dosage: dict[str, Any], path: str, piece: Unit | None) -> Amount | None:
    """The amount of a dosage; None where it names none at all.

    Raises RefusedError for a rate, several amounts, or one that is not clear.
    """
    rates = list_of(dosage, "doseAndRate")
    quantities = [
        (f"{path}.doseAndRate[{at}]", rate)
        for at, rate in enumerate(rates)
        if set(rate) - {"id", "type"}
    ]
    if not quantities:
        return None
    if len(quantities) > 1:
        message = "it names several amounts, such as the ordered and the calculated one; give one"
        raise RefusedError("dose", message, f"{path}.doseAndRate")
    ((place, rate),) = quantities
    if any(name.startswith("rate") for name in rate):
        raise RefusedError("dose", "it names a rate, as an infusion has", place)
    if "doseRange" in rate and "doseQuantity" in rate:
        raise RefusedError("dose", "it names an amount and a range; give one", place)
    if isinstance(rate.get("doseRange"), dict):
        return _range(rate["doseRange"], f"{place}.doseRange", piece)
    if not isinstance(rate.get("doseQuantity"), dict):
        raise RefusedError("dose", "it names no amount that is known", place)
    return quantity_of(rate["doseQuantity"], f"{place}.doseQuantity", piece)


def quantity_of(quantity: dict[str, Any], path: str, piece: Unit | None) -> Amount:
    """The amount that a Quantity is, in a unit that is known. Raises RefusedError."""
    unit = unit_of(quantity, path, piece)
    return amount(_in_thirds(number_of(quantity, path), unit), unit)


def _in_thirds(number: Fraction, unit: Unit) -> Fraction:
    """A third of a piece, which FHIR can write as 0.33 or 0.333 only."""
    whole, part = divmod(number, 1)
    for third in (Fraction(1, 3), Fraction(2, 3)):
        if unit in PIECES and any(part == round(third, places) for places in range(2, 9)):
            return whole + third
    return number


def _range(found: dict[str, Any], path: str, piece: Unit | None) -> Amount:
    low, high = found.get("low"), found.get("high")
    if not isinstance(low, dict) or not isinstance(high, dict):
        message = "its range has one end only: how much it is at least, or at most, is not said"
        raise RefusedError("dose", message, path)
    unit = unit_of(high, f"{path}.high", piece)
    if unit_of(low, f"{path}.low", piece) != unit:
        raise RefusedError("unit", "the ends of its range are in two units", path)
    numbers = number_of(low, f"{path}.low"), number_of(high, f"{path}.high")
    if numbers[0] == numbers[1]:
        return amount(numbers[0], unit)
    return amount(numbers[0], unit, None, numbers[1])


def number_of(quantity: dict[str, Any], path: str) -> Fraction:
    """The plain number of a Quantity. Raises RefusedError for any other."""
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or "comparator" in quantity:
        raise RefusedError("dose", "its amount is not a plain number", path)
    return Fraction(value)


def unit_of(quantity: dict[str, Any], path: str, piece: Unit | None) -> Unit:
    """The unit, by code and text; where it has both, they must agree.

    A piece is what the product's form makes it.

    A code in digits that is not known is some list's; any other that is not known is a unit
    that could be another one.
    """
    text = re.sub(r"\s*\([^)]*\)", "", str(quantity.get("unit") or "")).strip().casefold()
    code = str(quantity.get("code") or "").strip().casefold()
    in_bmp = str(quantity.get("system") or "").endswith("KBV_CS_SFHIR_BMP_DOSIEREINHEIT")
    if in_bmp and (text in PIECE_WORDS) != (code == "1"):
        raise RefusedError("unit", "its unit's text and code differ", path)
    if text in PIECE_WORDS | DOSE_WORDS and (not code or code.isdigit()):
        if piece is None or (piece == "puff") != (text in DOSE_WORDS):
            message = "a piece of it may be several things: its product names no form, or several"
            raise RefusedError("unit", message, path)
        return piece
    by_code = _UNIT_CODES.get(code) or UNIT_TEXTS.get(code)
    by_text = UNIT_TEXTS.get(text) or ("unit" if text in _INSULIN else _UNIT_CODES.get(text))
    units = {by_text} if text else set()
    units |= {by_code} if code and (by_code or not code.isdigit()) else set()
    found = units.pop() if len(units) == 1 else None
    if found is None:
        known = ", ".join(sorted(set(_UNIT_CODES.values())))
        message = f"its unit is not known, or text and code differ; known are {known}"
        raise RefusedError("unit", message, path)
    return found
