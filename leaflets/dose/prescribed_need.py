"""For what a FHIR dosage is taken when needed, where it goes, and which way: codes and words."""

from __future__ import annotations

import re
from typing import Any, Final

from leaflets.dose.circumstances import SITES, Need, Reason, Site
from leaflets.dose.fhir_values import RefusedError, list_of
from leaflets.dose.product import codes_of, route_of, words_of
from leaflets.sheet.plan_limits import ROUTES, Route

_REASONS: Final[tuple[tuple[Reason, str], ...]] = (
    ("headache", r"headaches?|head pain|kopfschmerz(?:en)?|maux de t[êe]te|mal de t[êe]te|cefalea"),
    ("migraine", r"migraines?|migräne|migraña|emicrania"),
    (
        "pain",
        r"(?:mild |moderate |severe )?pain|schmerz(?:en)?|douleurs?|dolor|dolore|pijn|smerter?",
    ),
    ("fever", r"fever|high temperature|pyrexia|fieber|fi[èe]vre|fiebre|febbre"),
    ("nausea", r"nausea(?: and vomiting)?|nausea/vomiting|übelkeit|nausées?|náuseas?"),
    ("cough", r"cough(?:ing)?|husten|toux|tos|tosse"),
    (
        "breathlessness",
        r"shortness of breath|breathlessness|dyspn(?:o)?ea|difficulty breathing|atemnot|dyspnoe",
    ),
    ("wheezing", r"wheez(?:e|ing)|giemen"),
    ("itching", r"itch(?:ing)?|pruritus|juckreiz|d[ée]mangeaisons|picor"),
    (
        "sleep",
        r"insomnia|trouble sleeping|sleeplessness|sleep|schlaflosigkeit|schlafstörung(?:en)?",
    ),
    ("constipation", r"constipation|verstopfung|estreñimiento|stipsi"),
    ("diarrhea", r"diarrh(?:o)?ea|durchfall|diarrhée|diarrea"),
    ("heartburn", r"heartburn|indigestion|sodbrennen"),
    ("allergy", r"allerg(?:y|ies)|allergic reaction|allergie|allergische reaktion"),
    ("anxiety", r"anxiety|angst(?:zustände)?|unruhe"),
    ("cramps", r"cramps?|krämpfe|calambres"),
    ("dizziness", r"dizziness|schwindel"),
    ("stuffy_nose", r"(?:nasal congestion|stuffy nose|blocked nose|verstopfte nase)"),
)
"""What a whole text must be to be one of the reasons; anything more stays in its own words."""
_REASON_CODES: Final[dict[str, Reason]] = {
    # SNOMED CT findings.
    "22253000": "pain",
    "25064002": "headache",
    "37796009": "migraine",
    "386661006": "fever",
    "422587007": "nausea",
    "49727002": "cough",
    "267036007": "breathlessness",
    "56018004": "wheezing",
    "418290006": "itching",
    "193462001": "sleep",
    "14760008": "constipation",
    "62315008": "diarrhea",
    "16331000": "heartburn",
    "48694002": "anxiety",
    "404640003": "dizziness",
    "68235000": "stuffy_nose",
}
_SIDES: Final = (
    ("left", r"\bleft\b|\blinke[sn]?\b|\blinks\b|\bgauche\b|\bizquierd[oa]\b|\bsinistr[oa]\b"),
    ("right", r"\bright\b|\brechte[sn]?\b|\brechts\b|\bdroite?\b|\bderech[oa]\b|\bdestr[oa]\b"),
    ("both", r"\bboth\b|\beach\b|\bbeide[n]?\b|\bdeux\b|\bambos\b|\bentramb[ie]\b"),
)
_ORGANS: Final = (
    ("eye", r"\beyes?\b|\bauge[n]?\b|\b(?:œil|oeil|yeux)\b|\bojos?\b|\bocchi?o?\b"),
    ("ear", r"\bears?\b|\bohr(?:en)?\b|\boreilles?\b|\bo[íi]dos?\b|\borecchi[oe]\b"),
    ("nostril", r"\bnostrils?\b|\bnares?\b|\bnasenlöch\w*|\bnarines?\b|\bnarici?e?\b"),
)
_UNDER_THE_SKIN: Final = re.compile(
    r"subcutan\w*|sub-cutan\w*|s\.? ?c\.?|under the skin|unter die haut|sous-cutan\w*",
    re.IGNORECASE,
)
_UNDER_THE_SKIN_CODES: Final = frozenset({"34206005", "20066000", "SQ", "SC"})


def need_of(dosage: dict[str, Any], path: str, said: set[str]) -> Need | None:
    """Whether a dosage is taken when needed only, and for what; None where it is not.

    ``said`` gets the fields whose concepts it says. A reason that is none of the known ones stays
    in its own words. Raises RefusedError for two answers.
    """
    flags = [dosage[name] for name in ("asNeededBoolean", "asNeeded") if name in dosage]
    if any(not isinstance(flag, bool) for flag in flags):
        raise RefusedError("not-fhir", "asNeeded is not as FHIR has it", f"{path}.asNeeded")
    concepts = [
        (name, concept)
        for name in ("asNeededCodeableConcept", "asNeededFor")
        for concept in _concepts(dosage, name)
    ]
    if False in flags and (True in flags or concepts):
        message = "it says both that it is taken when needed and that it is not"
        raise RefusedError("as-needed", message, path)
    if not concepts:
        return Need() if True in flags else None
    reasons = {_reason(concept) for _, concept in concepts}
    if len(reasons) == 1 and (reason := reasons.pop()):
        said.update(name for name, _ in concepts)
        return Need(reason=reason)
    return Need()


def _concepts(dosage: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = dosage.get(name)
    return [found] if isinstance(found, dict) else list_of(dosage, name)


def _reason(concept: dict[str, Any]) -> Reason | None:
    """The one known reason that all of a concept says."""
    texts = [re.sub(r"\s*\([^)]*\)$", "", text).casefold().strip() for text in words_of(concept)]
    found: set[Reason | None] = {
        next((name for name, words in _REASONS if re.fullmatch(words, text)), None)
        for text in texts
    }
    codes = {_REASON_CODES[code] for code in codes_of(concept) if code in _REASON_CODES}
    if not texts:
        found = set(codes)
    if len(found) != 1 or (codes and found != codes):
        return None
    return found.pop()


_SIDE_CODES: Final = {"8966001": "left", "18944008": "right"}
"""SNOMED CT: left and right eye structure."""


def sides_in(text: str) -> set[str]:
    """The sides of the body that a text names: left, right, both."""
    return {name for name, words in _SIDES if re.search(words, text.casefold())}


def site_of(dosage: dict[str, Any], path: str, said: set[str]) -> Site | None:
    """Where a dosage goes, if it is one of the places that are known; else words say it.

    Raises RefusedError where its texts and codes, or the words beside it, name two sides.
    """
    concept = dosage.get("site")
    if not isinstance(concept, dict):
        return None
    texts = words_of(concept)
    told = [sides_in(text) for text in texts]
    told += [{_SIDE_CODES[code]} for code in codes_of(concept) if code in _SIDE_CODES]
    told += [
        named
        for name in ("text", "patientInstruction")
        if (named := sides_in(str(dosage.get(name) or "")))
    ]
    if len({frozenset(one) for one in told if one}) > 1:
        message = "its site and its words name two sides; have one mended"
        raise RefusedError("words-contradict", message, f"{path}.site")
    text = " ".join(texts).casefold()
    sides = sorted(sides_in(text))
    organs = [name for name, words in _ORGANS if re.search(words, text)]
    if len(sides) != 1 or len(organs) != 1:
        return None
    name = f"{sides[0]}_{organs[0]}" + ("s" if sides == ["both"] else "")
    said.add("site")
    return next(site for site in SITES if site == name)


def way_of(dosage: dict[str, Any], path: str) -> Route | None:
    """The way in which a dosage is taken, as a plan says it; None where nothing names it.

    Raises RefusedError for an injection that is not one under the skin.
    """
    route = route_of(dosage)
    if route != "injection":
        return _known(route)
    concepts = [c for name in ("route", "method") if isinstance(c := dosage.get(name), dict)]
    told = any(set(codes_of(c)) & _UNDER_THE_SKIN_CODES for c in concepts) or any(
        _UNDER_THE_SKIN.fullmatch(re.sub(r" (?:route|use|injection).*", "", text))
        for c in concepts
        for text in words_of(c)
    )
    if not told:
        message = "an injection that is not one under the skin is not said in a dose plan"
        raise RefusedError("not-said", message, f"{path}.route")
    return "injection"


def _known(route: str | None) -> Route | None:
    return next((way for way in ROUTES if way == route), None)
