"""Which product a prescription is for: its names and codes, its form and its strength."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.product_words import forms_told, method_told, route_told
from leaflets.language.strengths import MASS_WORDS, Strength
from leaflets.sheet.product_forms import OTHER
from leaflets.sheet.product_names import read_product_name

Resource = dict[str, Any]


@dataclass(frozen=True)
class Product:
    """What a prescription says of its product; empty where it says nothing.

    ``forms`` are units, or OTHER for forms that no plan can count. ``strengths`` differ.
    """

    codes: frozenset[tuple[str, str]]
    names: tuple[str, ...]
    forms: frozenset[str]
    strengths: tuple[Strength, ...]
    ingredients: tuple[str, ...] = ()


def named_in(
    found: Resource, others: dict[str, Any]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """The codes and names of a prescription's medicine; ``others`` are resources by reference.

    Raises RefusedError for what is not as FHIR has it.
    """
    codes: set[tuple[str, str]] = set()
    names: list[str] = []
    for concept in _concepts(found, others, names):
        names += words_of(concept)
        codes |= {(str(c.get("system", "")), code) for c, code in _coded(concept)}
    for medication in _medications(found, others):
        for ingredient in _active(medication):
            names += _ingredient_names(ingredient)
    return frozenset(codes), tuple(names)


def product_of(found: Resource, others: dict[str, Any]) -> Product:
    """The product of a prescription; ``others`` are the resources beside it, by reference.

    Raises RefusedError for what is not as FHIR has it, for two products, and for a strength that
    is not clear.
    """
    codes, names = named_in(found, others)
    if sum(1 for _ in _references(found)) + len(_own_concepts(found)) > 1:
        raise RefusedError("medicine", "it names its medicine in two places", "medication")
    forms = [form for name in names for form in read_product_name(name).forms]
    strengths: list[Strength] = []
    ingredients: list[str] = []
    for medication in _medications(found, others):
        ingredients += [name for one in _active(medication) for name in _ingredient_names(one)]
        form = medication.get("form", medication.get("doseForm"))
        forms += forms_told(words_of(form), codes_of(form)) if isinstance(form, dict) else []
        forms += [OTHER] if medication.get("status", "active") != "active" else []
        strengths += _ingredient_strengths(medication)
    strengths += [strength for name in names for strength in strengths_named(name)]
    differing = tuple(_differing(strengths))
    return Product(codes, names, frozenset(forms), differing, tuple(ingredients))


def strengths_named(text: str) -> tuple[Strength, ...]:
    """The strengths in a product's name; none of a combination, which has several at once.

    Raises RefusedError for one that could be read otherwise: the end of a range or of another
    number, or with a mark that parts thousands in one country and decimals in another.
    """
    read = read_product_name(text)
    if read.is_combination:
        return ()
    if read.is_unclear:
        message = "the strength in its name can be read in more than one way"
        raise RefusedError("strength", message, "medication")
    return read.strengths


def route_of(dosage: Resource) -> str | None:
    """The route of a dosage: None where it names none, "" where it is not known.

    A method of another route ("inject") makes it not known.
    """
    told: list[str | None] = []
    for name, reader in (("route", route_told), ("method", method_told)):
        concept = dosage.get(name)
        if concept:
            known = isinstance(concept, dict)
            found = reader(words_of(concept), codes_of(concept)) if known else None
            told.append(found)
    if not told:
        return None
    return (told[0] or "") if len(set(told)) == 1 else ""


def words_of(concept: Resource) -> list[str]:
    """The text of a concept, and the displays of its codes."""
    texts = [concept.get("text")] + [c.get("display") for c in list_of(concept, "coding")]
    return [text for text in texts if isinstance(text, str) and text.strip()]


def codes_of(concept: Resource) -> list[str]:
    """The codes of a concept."""
    return [code for _, code in _coded(concept)]


def _coded(concept: Resource) -> list[tuple[Resource, str]]:
    return [(c, str(c["code"])) for c in list_of(concept, "coding") if c.get("code")]


def _own_concepts(found: Resource) -> list[Resource]:
    medication = found.get("medication")
    medication = medication if isinstance(medication, dict) else {}
    concepts = (found.get("medicationCodeableConcept"), medication.get("concept"))
    return [concept for concept in concepts if isinstance(concept, dict)]


def _concepts(found: Resource, others: dict[str, Any], names: list[str]) -> Iterator[Resource]:
    """What says which medicine it is; displays of references go to ``names``."""
    yield from _own_concepts(found)
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
    return contained.get(name) or others.get(name.partition("/_history/")[0])


def _medications(found: Resource, others: dict[str, Any]) -> Iterator[Resource]:
    for reference in _references(found):
        target = _target(found, others, str(reference.get("reference", "")))
        if isinstance(target, dict):
            yield target


def _active(medication: Resource) -> list[Resource]:
    return [one for one in list_of(medication, "ingredient") if one.get("isActive", True)]


def _ingredient_names(ingredient: Resource) -> list[str]:
    item = ingredient.get("itemCodeableConcept") or ingredient.get("item")
    concept = item.get("concept", item) if isinstance(item, dict) else None
    return words_of(concept) if isinstance(concept, dict) else []


def _ingredient_strengths(medication: Resource) -> Iterator[Strength]:
    """Strengths of a Medication's one active ingredient.

    Raises RefusedError for several ingredients, and for a strength of several pieces.
    """
    active = _active(medication)
    if len(active) > 1:
        raise RefusedError("medicine", "it has several active ingredients", "ingredient")
    for ingredient in active:
        ratio = ingredient.get("strengthRatio") or ingredient.get("strength")
        quantity = ingredient.get("strengthQuantity")
        over = ratio.get("numerator") if isinstance(ratio, dict) else quantity
        under = ratio.get("denominator") if isinstance(ratio, dict) else None
        if isinstance(over, dict):
            yield from strengths_named(f"{_quantity(over)}{_per(under)}")


def _quantity(quantity: Resource) -> str:
    code, unit = quantity.get("code"), quantity.get("unit")
    if code and unit and _folded(code) != _folded(unit):
        same = MASS_WORDS.get(_folded(code)), MASS_WORDS.get(_folded(unit))
        if same[0] is None or same[0] != same[1]:
            raise RefusedError("strength", "a strength's code and unit differ", "ingredient")
    if "comparator" in quantity:
        raise RefusedError("strength", "a strength is not a plain number", "ingredient")
    return f"{quantity.get('value')} {code or unit}"


def _folded(text: Any) -> str:
    return str(text).strip().casefold()


def _per(under: Any) -> str:
    """What a strength is for: so many mL, or one piece. Raises RefusedError for several."""
    if not isinstance(under, dict):
        return ""
    value, unit = under.get("value", 1), _folded(under.get("code") or under.get("unit") or "")
    if unit == "ml":
        return f"/{value} ml"
    if value != 1:
        raise RefusedError("strength", "a strength is for several pieces", "ingredient")
    return ""


def _differing(strengths: Iterable[Strength]) -> list[Strength]:
    kept: list[Strength] = []
    for strength in strengths:
        if not any(strength.is_same(other) for other in kept):
            kept.append(strength)
    return kept
