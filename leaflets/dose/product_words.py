"""How prescriptions name forms, routes and methods, in the languages they come in.

What is no form of ours ("other") is listed as widely as what is: a tablet that releases slowly,
or an injection, is another product than the tablet of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from leaflets.sheet.plan_limits import Route

OTHER: Final = "other"
"""A form that no plan counts, or another one than its name's first word says."""


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_SPRAYS: Final = _words(
    r"inhaler|inhalator|puffer|p?mdi|hfa|evohaler|a[ée]rosol\w*|\w*dosieraerosol\w*|dosisaerosol",
    r"inhalations?spray|druckgas\w*|pressuri[sz]ed|inhalateur|inhalador|inalatore",
    r"suspension for inhalation|suspension pour inhalation",
)
_FORMS: Final = (
    ("drop", _words(r"drops?|drup\w*|dropp\w*|dr[åä]p\w*|dr[åa]b\w*|krop\w*|gouttes?|gotas?"
                    r"|gocc\w*|\w*tropfen")),
    ("capsule", _words(r"caps\w*|\w*kapsel\w*|\w*kapsl\w*|kaps\w*|g[ée]lul\w*|c[áa]ps\w*")),
    ("sachet", _words(r"sachets?|beutel|sobres?|bustin\w*|saszet\w*|granul\w*|powder|pulver\w*",
                      r"poudre|polvo|polver\w*|poeder|proszek")),
    ("tablet", _words(r"tabs?|tabl\w*|\w*tablett\w*|tabletk\w*|tbl|comprim\w*|compress[ae]|cpr")),
    ("milliliter", _words(
        r"susp\w*|solu(?:tion|ci[oó]n|zione|[çc][aã]o)|liquid\w*|syrups?|sirup\w*|sirop\w*|siroop",
        r"jarabe|xarope|sciropp\w*|syrop\w*|\w*saft|mixtur\w*|elixir|\w*l[öo]sung\w*|oplossing",
        r"drank|opl[øo]sning|roztw[oó]r|zawiesin\w*|mikstur\w*|l[öo]sning",
    )),
)  # fmt: skip
"""Forms by the unit in which a plan counts them."""

_OTHERS: Final = _words(
    # Injected, infused.
    r"inj\w*|iniez\w*|inyec\w*|iniet\w*|wstrzyk\w*|infus\w*|infuz\w*|infuus|perfus\w*|perfuz\w*",
    r"amp(?:oul\w*|ull\w*|ol\w*)?|fial\w*|flacon\w*|vials?|pre-?filled|pfs|fertig\w*|\w*spritzen?",
    r"spuit\w*|spr[øo]yte\w*|sprut\w*|jering\w*|sering\w*|siring\w*|syringes?|strzykaw\w*|pens?",
    r"fertigpen\w*|stylos?|pluma|parenteral\w*|intra(?:ven|mus|thec|derm)\w*|sub-?[ck]ut\w*",
    r"sous-cutan\w*|podsk[oó]rn\w*|auto-?inje\w*|implant\w*|inserts?",
    r"substan[zcs]\w*|trockens\w*|lyophili[sz]\w*|liofili\w*|durchstech\w*|proszek",
    # Released otherwise.
    r"retard\w*|depot\w*|prolong\w*|release|modified|extended|controlled|sustained|slow|delayed",
    r"gastro-?r[eé]sist\w*|magensaft\w*|enteric\w*|entero\w*|maagsap\w*|dojelit\w*|lib[eé]ration",
    r"\w*freisetz\w*|rilascio|liberaci[oó]n|liberta[çc][aã]o|libera[çc][aã]o|afgifte|frigiv\w*",
    r"frisett\w*|uwalnian\w*|forl[æe]ng\w*|f[öo]rl[äa]ng\w*|gereguleerde|verl[äa]nger\w*",
    # Dissolved, chewed, or kept in the mouth.
    r"eff?ervesc\w*|brause\w*|bruis\w*|brus\w*|musuj\w*|solub\w*|l[öo]slich\w*|dispers\w*|oro\w*",
    r"schmelz\w*|smelt\w*|chew\w*|kau\w*|mastic\w*|croquer|sublingu\w*|bucc\w*|bukk\w*|lozeng\w*",
    r"pastill\w*|lutsch\w*|podj[ęe]zyk\w*|ulegaj\w*|rozpuszcz\w*",
    # Elsewhere on or in the body.
    r"supp?os\w*|supp|z[äa]pfchen|czopk\w*|zetpil\w*|stikpil\w*|enema|klist\w*|re[ck]t\w*|vagin\w*",
    r"creams?|ointments?|gel|lotion\w*|patch\w*|plasters?|\w*pflaster|salbe|cr[eè]me|pommade",
    r"pomada|unguent\w*|parch\w*|cerott\w*|pleister\w*|transderm\w*|topical|cutan\w*|maść",
    r"eye|ophthalm\w*|augen\w*|collyr\w*|colir\w*|ear|ohren\w*|nasal\w*|nose|nasen\w*",
    # Breathed in otherwise than from a spray.
    r"dry|turb[ou]haler|diskus|accuhaler|clickhaler|easyhaler|novolizer|autohaler|easi-?breathe",
    r"breath\w*|diskhaler|rota\w+|cyclohaler|respimat|\w*inhalationspulver|pulverinhal\w*|nebul\w*",
    r"n[ée]bul\w*|vernebl\w*|inhalation solution|respules?|spiromax|airmaster|inhalationspulver",
)
_SHORT: Final = re.compile(
    r"(?<!\w)(?:XR|XL|SR|MR|ER|CR|LA|LP|PR|DR|EC|SA|ODT|FS|SC|IM|IV|s\.\s?c\.|i\.\s?m\.|i\.\s?v\.)(?!\w)"
)
"""Abbreviations of releases and injections, as they are capitalized."""

_FORM_CODES: Final = {
    # EDQM Standard Terms; SNOMED CT.
    **dict.fromkeys(("10219000", "10220000", "10221000", "385055001", "385057009"), "tablet"),
    **dict.fromkeys(("10210000", "10211000", "385049006"), "capsule"),
    **dict.fromkeys(("10105000", "10106000", "10117000", "385023001", "385024007"), "milliliter"),
    **dict.fromkeys(("11103000", "420641004"), "puff"),
}


def forms_named(text: str) -> Iterator[str]:
    """The forms that a product's name tells: units in which a plan counts, or OTHER."""
    if _OTHERS.search(text) or _SHORT.search(text):
        yield OTHER
    spray = _SPRAYS.search(text)
    if spray:
        yield "puff"
    for name, words in _FORMS:
        # The standard term of a spray inhaler is "pressurised inhalation, suspension".
        if words.search(text) and not (spray and name == "milliliter"):
            yield name


def forms_told(texts: list[str], codes: list[str]) -> Iterator[str]:
    """The forms of a field that says nothing but the form: what is not known is OTHER."""
    for text in texts:
        yield from list(forms_named(text)) or [OTHER]
    known = [_FORM_CODES[code] for code in codes if code in _FORM_CODES]
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
_ROUTE_WORDS: Final[tuple[tuple[Route, re.Pattern[str]], ...]] = (
    (
        "oral",
        re.compile(
            r"(?:by |per |por |par )?(?:oral(?:ly|e|t)?|mouth|os|p\.?o\.?|peroral\w*|doustn\w*)"
            r"(?: route| use| administration)?|zum einnehmen|(?:par |por )?(?:voie|v[ií]a) oral[e]?"
        ),
    ),
    (
        "inhalation",
        re.compile(
            r"(?:by |per |par )?inhal\w*(?: route| use)?|zur inhalation|respiratory tract.*"
        ),
    ),
)
_METHOD_CODES: Final[dict[str, Route]] = {
    # SNOMED CT, administration methods.
    **dict.fromkeys(("421521009", "419652001", "738995006"), "oral"),
    **dict.fromkeys(("421134003", "419385000"), "inhalation"),
}
_METHOD_WORDS: Final[tuple[tuple[Route, re.Pattern[str]], ...]] = (
    ("oral", re.compile(r"take|swallow|drink|(?:ein)?nehmen|schlucken|prendre|tomar|avaler|give")),
    ("inhalation", re.compile(r"inhale|inhalieren|inhaler|inhalar|breathe in")),
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
