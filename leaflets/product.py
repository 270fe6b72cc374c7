"""Which product a prescription is for: its names and codes, its form, its strength, its route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from leaflets.fhir_values import list_of
from leaflets.plan_limits import Route
from leaflets.strengths import MASS_WORDS, Strength

Resource = dict[str, Any]

_FORMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE))
    for name, words in (
        # EDQM's standard term for a spray inhaler has "suspension" in it.
        (
            "puff",
            (
                r"pressuri[sz]ed inhalation|suspension for inhalation|inhaler|inhalation aerosol"
                r"|evohaler|autohaler|easi-breathe|easyhaler|\w*dosieraerosol|inhalateur|inhalador"
                r"|inalatore|pmdi\b|mdi\b|druckgasinhalation|aerosol"
            ),
        ),
        ("nebuliser", r"nebuli[sz]|vernebl|nébulis|nebulizador|inhalation solution"),
        (
            "injection",
            (
                r"\w*injection|inject|infusion|ampoule|ampulle|vial\b|pre-?filled|syringe|fertigspritze"
                r"|inyec|jeringa|seringue|iniezione|parenteral|auto-?injector"
            ),
        ),
        ("suppository", r"suppositor|zäpfchen|supositorio|enema|klistier|rectal"),
        ("skin", r"cream|ointment|gel\b|lotion|patch|plaster|pflaster|salbe|creme|crème|pommade"),
        ("eye", r"eye |ophthalmic|augen|collyre|colirio"),
        ("nasal", r"nasal|nose "),
        ("drop", r"(?:oral )?drops?\b|\w*tropfen|gouttes|gotas|gocce"),
        ("capsule", r"caps?(?:ules?|ulas?|\b)|\w*kapsel|gélule|gelule|cápsula"),
        ("sachet", r"sachet|beutel|sobre|granul|powder|pulver|poudre|polvo"),
        ("tablet", r"\w*tab(?:s|lets?|lett\w*)?\b|tbl|comprim|compress|lozenge|pastille"),
        (
            "milliliter",
            (
                r"(?:oral )?(?:suspension|solution|liquid|syrup|elixir|mixture)|saft|sirup|sirop"
                r"|jarabe|soluci[oó]n|suspensi[oó]n|lösung|sciroppo|soluzione|sospensione"
            ),
        ),
    )
)
"""What the names and forms of products are called in prescriptions, by the unit they count in."""

_STRENGTH: Final = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,6}(?:[.,]\d{1,4})?)\s*(?P<unit>mg|g|micrograms?|mcg|µg|μg)\b"
    r"(?:\s*/\s*(?P<volume>\d{1,4}(?:[.,]\d{1,3})?)?\s*(?P<per>ml\b|\w+))?",
    re.IGNORECASE,
)
_THOUSANDS: Final = re.compile(r"\d{1,3}[.,]\d{3}")

_ROUTE_CODES: Final[dict[str, Route]] = {
    # SNOMED CT, EDQM Standard Terms, HL7 RouteOfAdministration.
    **dict.fromkeys(("26643006", "20053000", "PO", "SWALLOW"), "oral"),
    **dict.fromkeys(("18679011000001101", "447694001", "20020000", "IPINHL", "INHL"), "inhalation"),
    **dict.fromkeys(("46713006", "20049000", "NASINHL"), "nasal"),
    **dict.fromkeys(("54485002", "20047500", "OPTHALTA"), "eye"),
    **dict.fromkeys(("10547007", "20001000", "OTIC"), "ear"),
    **dict.fromkeys(("6064005", "448598008", "45890007", "20003000", "TOPICAL"), "skin"),
    **dict.fromkeys(("37161004", "20061000", "PR"), "rectal"),
    **dict.fromkeys(("16857009", "20067000"), "vaginal"),
    **dict.fromkeys(
        ("47625008", "34206005", "78421000", "20045000", "20066000", "20035000"), "injection"
    ),
    **dict.fromkeys(("IV", "IVINJ", "SQ", "SC", "IM"), "injection"),
}
_ROUTE_WORDS: Final[tuple[tuple[Route, re.Pattern[str]], ...]] = (
    ("oral", re.compile(r"oral(?: route| use)?|by mouth|per os|po|zum einnehmen|voie orale")),
    ("inhalation", re.compile(r"inhal\w*(?: route| use)?|zur inhalation|respiratory tract")),
)


@dataclass(frozen=True)
class Product:
    """What a prescription says of its product; empty where it says nothing.

    ``forms`` are units, or the names of forms that no plan can count. ``strengths`` differ.
    """

    codes: frozenset[tuple[str, str]]
    names: tuple[str, ...]
    forms: frozenset[str]
    strengths: tuple[Strength, ...]


def product_of(found: Resource, others: dict[str, Any]) -> Product:
    """The product of a prescription; ``others`` are the resources beside it, by reference.

    Raises RefusedError for what is not as FHIR has it.
    """
    codes: set[tuple[str, str]] = set()
    names: list[str] = []
    forms: list[str] = []
    strengths: list[Strength] = []
    for concept in _concepts(found, others, names):
        names += _words(concept)
        codes |= {
            (str(coding.get("system", "")), str(coding.get("code", "")))
            for coding in list_of(concept, "coding")
        }
    for medication in _medications(found, others):
        form = medication.get("form", medication.get("doseForm"))
        forms += _words(form) if isinstance(form, dict) else []
        strengths += _ingredient_strengths(medication)
    strengths += [strength for name in names for strength in strengths_named(name)]
    known = frozenset(form for text in (*names, *forms) for form in forms_named(text))
    return Product(frozenset(codes), tuple(names), known, tuple(_differing(strengths)))


def forms_named(text: str) -> Iterator[str]:
    """The forms that a product's name tells: units that are counted, or other forms' names."""
    rest = text
    for name, words in _FORMS:
        if words.search(rest):
            yield name
            if name == "puff":
                rest = re.sub(r"suspension|powder|solution", " ", rest, flags=re.IGNORECASE)
            rest = words.sub(" ", rest)


def strengths_named(text: str) -> Iterator[Strength]:
    """The strengths in a product's name; what could be thousands or decimals is left out."""
    for found in _STRENGTH.finditer(text):
        per, volume = (found["per"] or "").casefold(), found["volume"]
        numbers = [found["number"], *([volume] if volume else [])]
        if any(_THOUSANDS.fullmatch(number) for number in numbers):
            continue
        number = Fraction(Decimal(found["number"].replace(",", ".")))
        liquid = Fraction(Decimal((volume or "1").replace(",", "."))) if per == "ml" else None
        if number and liquid != 0:
            yield Strength(number=number, unit=MASS_WORDS[found["unit"].casefold()], volume=liquid)


def route_of(dosage: Resource) -> Route | str | None:
    """The route of a dosage: None where it names none, "" where it is not known."""
    route = dosage.get("route")
    if not route:
        return None
    if not isinstance(route, dict):
        return ""
    codes = {str(coding.get("code", "")) for coding in list_of(route, "coding")}
    known: set[Route] = {_ROUTE_CODES[code] for code in codes if code in _ROUTE_CODES}
    texts = [text.strip().casefold() for text in _words(route)]
    for text in texts if not known else ():
        known |= {name for name, words in _ROUTE_WORDS if words.fullmatch(text)}
    return known.pop() if len(known) == 1 else ""


def _words(concept: Resource) -> list[str]:
    texts = [concept.get("text")] + [c.get("display") for c in list_of(concept, "coding")]
    return [text for text in texts if isinstance(text, str)]


def _concepts(found: Resource, others: dict[str, Any], names: list[str]) -> Iterator[Resource]:
    """What says which medicine it is; displays of references go to ``names``."""
    medication = found.get("medication")
    medication = medication if isinstance(medication, dict) else {}
    for concept in (found.get("medicationCodeableConcept"), medication.get("concept")):
        if isinstance(concept, dict):
            yield concept
    for reference in _references(found):
        if isinstance(reference.get("display"), str):
            names.append(reference["display"])
        name = str(reference.get("reference", ""))
        target = _target(found, others, name)
        if target is None and name.startswith("#"):
            # Some systems leave the contained resource out: its name is all there is.
            names.append(name.removeprefix("#"))
        if isinstance(target, dict) and isinstance(target.get("code"), dict):
            yield target["code"]


def _references(found: Resource) -> Iterator[Resource]:
    medication = found.get("medication")
    medication = medication if isinstance(medication, dict) else {}
    for reference in (found.get("medicationReference"), medication.get("reference")):
        if isinstance(reference, dict):
            yield reference


def _target(found: Resource, others: dict[str, Any], name: str) -> Any:
    contained = {f"#{r.get('id')}": r for r in list_of(found, "contained")}
    return contained.get(name) or others.get(name)


def _medications(found: Resource, others: dict[str, Any]) -> Iterator[Resource]:
    for reference in _references(found):
        target = _target(found, others, str(reference.get("reference", "")))
        if isinstance(target, dict):
            yield target


def _ingredient_strengths(medication: Resource) -> Iterator[Strength]:
    """Strengths of a Medication's ingredients: ratios in R4, also quantities in R5."""
    for ingredient in list_of(medication, "ingredient"):
        ratio = ingredient.get("strengthRatio") or ingredient.get("strength")
        quantity = ingredient.get("strengthQuantity")
        over = ratio.get("numerator") if isinstance(ratio, dict) else quantity
        under = ratio.get("denominator") if isinstance(ratio, dict) else None
        if not isinstance(over, dict):
            continue
        text = f"{over.get('value')} {over.get('code') or over.get('unit')}"
        if isinstance(under, dict):
            unit = str(under.get("code") or under.get("unit") or "").casefold()
            text += f"/{under.get('value', 1)} ml" if unit == "ml" else ""
        yield from strengths_named(text)


def _differing(strengths: Iterable[Strength]) -> list[Strength]:
    kept: list[Strength] = []
    for strength in strengths:
        if not any(strength.is_same(other) for other in kept):
            kept.append(strength)
    return kept
