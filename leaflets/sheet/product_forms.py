"""The forms of products, as their names tell them in the languages of the registers.

What is no form of ours ("other") is listed as widely as what is: a tablet that releases slowly,
or an injection, is another product than the tablet of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

OTHER: Final = "other"
"""A form that no plan counts, or another one than its name's first word says."""


def other_of(kind: str) -> str:
    """The mark of a form of a kind: "other (eye)", of which only its own sheet is."""
    return f"{OTHER} ({kind})"


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_SPRAYS: Final = _words(
    r"inhaler|inhalator|puffer|p?mdi|hfa|evohaler|a[eéë]r[oó][sz]+ol\w*",
    r"\w*dosieraerosol\w*|dosisaerosol|inhalasjonsaerosol|inhalat?i?ons?spray|druckgas\w*",
    r"pressuri[sz]\w*|inhalateur|inhalador|inalatore|inhalationsspray|envase a presi[oó]n",
    r"actuation inhalation|suspensie voor inhalatie|inhalatiesuspensie",
    r"suspens\w+ (?:for|pour|para|zur) inhal\w+|(?:susp|sosp)\w*\.? (?:p\.? )?in(?:h)?al\w*|aers",
)
_TABLETS: Final = (
    r"tabs?|tabl\w*|\w*tablett\w*|tabletk\w*|tbl|comprim\w*|compr|compress[ae]|cpr|cp[sr]?|dragees?"
    r"|drag[ée]es?|grageas?|dra[zż]etk\w*|caplets?"
)
_FORMS: Final = (
    ("drop", _words(r"drops?|drup\w*|dropp\w*|dr[åä]p\w*|dr[åa]b\w*|krop\w*|gouttes?|gotas?|gtt"
                    r"|gocc\w*|\w*tropfen")),
    ("capsule", _words(r"caps?|c[áa]psul\w*|\w{3,}caps|\w*kapsel\w*|\w*kapsl\w*|kaps\w*",
                       r"g[ée]lul\w*")),
    ("sachet", _words(r"sachets?|beutel|sobres?|bustin\w*|saszet\w*|granul\w*|powder|pulver\w*",
                      r"poudre|polvo|polver\w*|poeder|proszek|pó")),
    ("tablet", _words(_TABLETS)),
    ("suppository", _words(r"supp?os\w*|supp|z[äa]pfchen|czopk\w*|zetpil\w*|stikpil\w*|stolpill\w*",
                           r"supositor\w*|suposit\w*")),
    ("patch", _words(r"patch\w*|plasters?|\w*pflaster|parch\w*|cerott\w*|pleister\w*")),
    ("spray", _words(r"\w*spray")),
    ("milliliter", _words(
        r"\w*susp\w*|sosp\w*|solu(?:tion|ci[oó]n|zione|[çc][aã]o)|sol\.?|liquid\w*|syrups?|sirup\w*",
        r"sirop\w*|siroop|stroop|sir|scir|flyd\w*|drikk\w*",
        r"jarabe|xarope|sciropp\w*|syrop\w*|\w*saft|mixtur\w*|mikst\w*|elixir|\w*l[öo]sung\w*",
        r"oplossing|drank|opl[øo]sning|liuos|roztw[oó]r|zawiesin\w*|l[öo]sning",
    )),
)  # fmt: skip
"""Forms by the unit in which a plan counts them."""

_KINDS: Final = (
    ("injection", _words(
        r"inj\w*|iniez\w*|inyec\w*|iniet\w*|wstrzyk\w*|infus\w*|infuz\w*|infuus|perfus\w*|perfuz\w*",
        r"enjek\w*|\w*ruisk\w*|amp(?:oul\w*|ull\w*|ol\w*|ul\w*|ułk\w*)?|fial\w*|vials?|pre-?filled|pfs",
        r"fertig\w*|\w*spritzen?|spuit\w*|spr[øo]yte\w*|sprut\w*|jering\w*|sering\w*|siring\w*",
        r"syringes?|strzykaw\w*|pens?|fertigpen\w*|penn[ae]|stylos?|pluma|parenteral\w*",
        r"intra(?:ven|mus|thec|derm)\w*|sub-?[ck]ut\w*|sous-cutan\w*|podsk[oó]rn\w*|auto-?inje\w*",
        r"implant\w*|inserts?|substan[zcs]\w*|trockens\w*|lyophili[sz]\w*|liofili\w*|durchstech\w*",
        r"injvlst",
    )),
    ("release", _words(
        r"retard\w*|depot\w*|prolong\w*|release|modified|extended|controlled|sustained|slow|delayed",
        r"lib[eé]ration",
        r"\w*freisetz\w*|rilascio|liberaci[oó]n|liberta[çc][aã]o|libera[çc][aã]o|afgifte|frigiv\w*",
        r"frisett\w*|uwalnian\w*|forl[æe]ng\w*|f[öo]rl[äa]ng\w*|gereguleerde|verl[äa]nger\w*",
    )),
    ("gastro-resistant", _words(
        r"gastro-?r[eé]sist\w*|magensaft\w*|enteric\w*|entero\w*|maagsap\w*|dojelit\w*",
    )),
    ("dissolved", _words(
        r"eff?ervesc\w*|brause\w*|bruis\w*|brus\w*|musuj\w*|solub\w*|l[öo]slich\w*|rozpuszcz\w*",
    )),
    ("orodispersible", _words(
        r"dispers\w*|oro\w*|schmelz\w*|smelt\w*|munsönder\w*|ulegaj\w*",
        r"flash\w*|fast ?tabs?|zydis|oral films?|bucodispers\w*",
    )),
    ("chewed", _words(r"chew\w*|kau\w*|tygg\w*|mastic\w*|croquer")),
    ("in the mouth", _words(
        r"sublingu\w*|bucc\w*|bukk\w*|lozeng\w*|pastill\w*|lutsch\w*|podj[ęe]zyk\w*|mouthwash",
    )),
    ("rectal", _words(r"enema|klist\w*|rect(?!ang)\w*|rekt\w*")),
    ("vaginal", _words(r"vagin\w*|pessar\w*")),
    ("skin", _words(
        r"creams?|ointments?|gel|lotion\w*|salbe|cr[eè]me|pommade",
        r"pomada|unguent\w*|transderm\w*|topical|cutan\w*|maść",
    )),
    ("eye", _words(r"eye|ophthalm\w*|augen\w*|collyr\w*|colir\w*")),
    ("ear", _words(r"ear|ohren\w*|otic|auricular\w*")),
    ("nasal", _words(r"nasal\w*|nose|nasen\w*")),
    ("breathed in otherwise", _words(
        r"dry|turb[ou]haler|diskus|accuhaler|clickhaler|easyhaler|novolizer|autohaler|easi-?breathe",
        r"breath\w*|diskhaler|rota\w+|cyclohaler|respimat|\w*inhalationspulver|pulverinhal\w*|nebul\w*",
        r"n[ée]bul\w*|vernebl\w*|vernevel\w*|inhalation solution|respules?|nebules?|spiromax",
        r"airmaster",
        r"respiclick|inhalaatiojauhe|inhpdr\w*|digihaler|buzzhaler|inhalationspulver|inhalationsl\w+",
        r"\w*fertiginhal\w*|polyamp|steri-?neb\w*",
        r"solu\w+ (?:for|pour|para|per|zur|para) in(?:h)?al\w+|inhalasjonsv[æe]ske",
        r"proszek do inhalacji|poeder voor inhalatie|inhalatiepoeder|inhalasjonspulver",
    )),
)  # fmt: skip
"""What makes another product of a form: the sheet of one is not that of the other."""
_SHORT: Final = re.compile(
    r"(?<!\w)(?:XR|XL|SR|MR|ER|CR|LA|LP|PR|DR(?!\.)|EC|SA|ODT|FS|SC|IM|IV|EV|MUPS"
    r"|IJ|RE|TBCR|TBDP|TBEC|TBSO|TBEF|TB12|TB24|CPCR|CPDR|CP24|CHEW|SOAJ|SOSY|SOLR|SOPN|SUSR|NEBU|AEPB"
    r"|s\.\s?c\.|i\.\s?m\.|i\.\s?v\.|e\.\s?v\.)(?!\w)"
)
"""Abbreviations of releases, injections and the like, as lists capitalize them."""

_IFA: Final = {
    # IFA's forms in German pharmacies' lists, in capitals: the same as KBV's.
    **dict.fromkeys(("TAB", "FTA", "DRA", "UTA"), "tablet"),
    **dict.fromkeys(("KAP", "HKP", "WKA"), "capsule"),
    **dict.fromkeys(("SAF", "SUS", "SUE", "LSE"), "milliliter"),
    **dict.fromkeys(("TRO", "TEI"), "drop"),
    "DOS": "puff",
    **dict.fromkeys(("AMP", "FER", "IFE", "ILO", "ISU", "IIM", "INF", "PEN", "PII", "IJD"), OTHER),
    **dict.fromkeys(("RET", "REK", "RED", "TMR", "FTM", "HKM", "HVW", "TVW", "DRM", "KMR"), OTHER),
    **dict.fromkeys(("BTA", "KTA", "LUT", "SMT", "TSE", "TAE", "LTA", "TLE", "SUP", "ZPF"), OTHER),
    **dict.fromkeys(("IHP", "HPI", "IHL", "IHA", "LOV"), OTHER),
}
_IFA_WORD: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_IFA)})(?!\w)")

_FORM_CODES: Final = {
    # EDQM Standard Terms; SNOMED CT.
    **dict.fromkeys(("10219000", "10220000", "10221000", "385055001", "385057009"), "tablet"),
    **dict.fromkeys(("10210000", "10211000", "385049006"), "capsule"),
    **dict.fromkeys(("10105000", "10106000", "10117000", "385023001", "385024007"), "milliliter"),
    **dict.fromkeys(("11103000", "420641004"), "puff"),
    **_IFA,
}

_PLAIN_RELEASE: Final = _words(r"(?:immediate|conventional|instant)[ -]release")
_SPOON: Final = _words(
    r"(?:oral|dosing|measuring) syringe",
    r"jeringa (?:dosificadora|oral)|seringue (?:doseuse|orale|pour administration orale)",
    r"siringa (?:dosatrice|orale|per (?:uso )?orale?)",
    r"dosierspritze|applikationsspritze|doseerspuit",
)
"""What a liquid to swallow is measured with."""
_FOR_LIQUID: Final = re.compile(
    r"(?<!\w)(?:powder|poudre|pulver|polvo|polvere|granul\w+|pó|poeder|proszek)"
    r"(?: \w+){1,3}? (?:susp\w*|sosp\w*|solu\w*|l[öo]s\w*|zawies\w*|sir[ou]p\w*|einer \w+)",
    re.IGNORECASE,
)
"""What is made into a liquid before it is given, and measured as one."""
_SACHETS: Final = _words(r"sachets?\w*|beutel|sobres?|bustin\w*|saszet\w*|sachet-dose")
_BOTTLES: Final = _words(r"flacon\w*|flac|frasco\w*|flakon\w*|vial(?:e|k)\w*|fl")
"""Bottles of a liquid to swallow in one language, vials of an injection in another."""
_SYRINGES: Final = re.compile(r"(?<!\w)\d+ ?SIR(?!\w)")
"""Italian pharmacies' lists: "4SIR" are syringes, while "SIR" alone is a syrup."""


def forms_named(text: str) -> Iterator[str]:
    """The forms that a product's name tells: units in which a plan counts, or OTHER."""
    plain = _SPOON.sub(" ", _PLAIN_RELEASE.sub(" ", text))
    found = list(_counted(plain))
    yield from found
    yield from kinds_named(plain)
    other = _SHORT.search(plain) or _SYRINGES.search(plain)
    if other or (_BOTTLES.search(plain) and not found):
        yield OTHER


def kinds_named(text: str) -> Iterator[str]:
    """The marks of the kinds that make another product of a form; patches are on the skin."""
    is_patch = any(name == "patch" and words.search(text) for name, words in _FORMS)
    for kind, words in _KINDS:
        if words.search(text) and not (is_patch and kind == "skin"):
            yield other_of(kind)


def _counted(text: str) -> Iterator[str]:
    yield from (_IFA[found] for found in _IFA_WORD.findall(text))
    spray = _SPRAYS.search(text)
    if spray:
        yield "puff"
    made = _FOR_LIQUID.search(text) and not _SACHETS.search(text)
    for name, words in _FORMS:
        # The standard term of a spray inhaler is "pressurised inhalation, suspension".
        if (spray and name in ("milliliter", "spray")) or (made and name == "sachet"):
            continue
        if words.search(text):
            yield name


def forms_coded(codes: list[str]) -> list[str]:
    """The forms that codes of forms mean; none for a code that is not known."""
    return [_FORM_CODES[code] for code in codes if code in _FORM_CODES]


def is_form_word(word: str) -> bool:
    """Whether one word of a name is about its form."""
    others = (words for _, words in (*_FORMS, *_KINDS))
    patterns = (_SPRAYS, _SHORT, _IFA_WORD, _BOTTLES, *others)
    return any(pattern.fullmatch(word) for pattern in patterns)
