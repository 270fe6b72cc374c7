"""How prescriptions name forms, routes and methods, in the languages they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from leaflets.sheet.plan_limits import Route
from leaflets.sheet.product_forms import OTHER, forms_coded, forms_named


def forms_told(texts: list[str], codes: list[str]) -> Iterator[str]:
    """The forms of a field that says nothing but the form: what is not known is OTHER."""
    for text in texts:
        yield from list(forms_named(text)) or [OTHER]
    known = forms_coded(codes)
    yield from known
    if codes and not known and not texts:
        yield OTHER


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
_WAY: Final = (
    r"(?: (?:route|use|administration|inhalation|injection|application|only|anwendung|gebrauch))*"
)
_ROUTES: Final[dict[Route, str]] = {
    "oral": r"oral(?:ly|e|t)?|mouth|os|p\.?o\.?|peroral\w*|doustn\w*|zum einnehmen"
    r"|(?:voie|v[ií]a) oral[e]?",
    "inhalation": r"inhal\w*|zur inhalation|respiratory tract.*",
    "nasal": r"nasal\w*|intranasal\w*|into the nose|nasenspray|zur nasalen",
    "eye": r"ophthalmic|ocular|conjunctival|eyes?|into the eyes?|am auge|ins auge",
    "ear": r"otic|auricular|aural|ears?|into the ears?|am ohr|ins ohr",
    "skin": r"topical|cutaneous|transdermal|on the skin|skin|auf die haut|zur äußerlichen",
    "rectal": r"rectal\w*|rektal\w*|into the rectum",
    "vaginal": r"vaginal\w*|into the vagina",
    "injection": r"subcutaneous\w*|subkutan\w*|s\.? ?c\.?|under the skin|unter die haut"
    r"|sous-cutan\w*|intravenous\w*|intramuscular\w*|i\.? ?v\.?|i\.? ?m\.?|injection",
}
_ROUTE_WORDS: Final[tuple[tuple[Route, re.Pattern[str]], ...]] = tuple(
    (route, re.compile(rf"(?:by |per |par |por )?(?:{words}){_WAY}"))
    for route, words in _ROUTES.items()
)
_METHOD_CODES: Final[dict[str, Route]] = {
    # SNOMED CT, administration methods.
    **dict.fromkeys(("421521009", "419652001", "738995006"), "oral"),
    **dict.fromkeys(("421134003", "419385000"), "inhalation"),
    "422145002": "injection",
    "417924000": "skin",
}
_METHOD_WORDS: Final[tuple[tuple[Route, re.Pattern[str]], ...]] = (
    ("oral", re.compile(r"take|swallow|drink|(?:ein)?nehmen|schlucken|prendre|tomar|avaler|give")),
    ("inhalation", re.compile(r"inhale|inhalieren|inhaler|inhalar|breathe in")),
    ("injection", re.compile(r"inject|injizieren|spritzen|injecter|inyectar")),
    ("skin", re.compile(r"apply|auftragen|appliquer|aplicar")),
)


def route_told(texts: list[str], codes: list[str]) -> Route | None:
    """The one route that all texts and known codes say; None where there is none such."""
    return _one(texts, codes, _ROUTE_CODES, _ROUTE_WORDS)


def method_told(texts: list[str], codes: list[str]) -> Route | None:
    """The route by which a method of administration gives; None where it is not known."""
    return _one(texts, codes, _METHOD_CODES, _METHOD_WORDS)


def _one(
    texts: list[str],
    codes: list[str],
    by_code: dict[str, Route],
    by_words: tuple[tuple[Route, re.Pattern[str]], ...],
) -> Route | None:
    found: set[Route | None] = {by_code[code] for code in codes if code in by_code}
    for text in texts:
        plain = re.sub(r"\s*\([^)]*\)", "", text).strip().casefold()
        found.add(next((name for name, words in by_words if words.fullmatch(plain)), None))
    if codes and not any(code in by_code for code in codes) and not texts:
        return None
    return found.pop() if len(found) == 1 else None
