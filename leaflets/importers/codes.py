"""Which parts of a label are for patients, by the codes of the formats.

LOINC's document ontology for US labels (FDA, SPL Implementation Guide, section headings), Health
Canada's controlled vocabulary, EMA's referentials (SPOR, RMS list 100000155531).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from leaflets.epi.label_document import Remark

PATIENT: Final = {
    "42231-1": "Medication Guide",
    "42230-3": "Patient Package Insert",
    "68498-5": "Patient Medication Information",
    "59845-8": "Instructions for Use",
}
"""LOINC's codes of sections that are written for patients."""

COUNSELLING: Final = "34076-0"
"""LOINC: what the prescriber should say to the patient."""

OTC_LABEL: Final = "34390-5"
PRESCRIPTION_LABEL: Final = "34391-3"

OTC: Final = frozenset(
    ("55106-9", "55105-1", "50565-1", "50566-9", "50567-7", "50568-5", "50569-3", "50570-1")
)
"""LOINC's codes of sections that only Drug Facts have (21 CFR 201.66)."""

_FRONT_AND_DATA: Final = ("51945-4", "48780-1")
FOR_PROFESSIONALS: Final = frozenset(
    (
        *(COUNSELLING, "34089-3", "34090-1", "43679-0", "43681-6", "43682-4", "34092-7"),
        *("34093-5", "43683-2", "43680-8", "34083-6", "34091-9", "49489-8"),
    )
)
"""LOINC's codes of sections that are for professionals, wherever they stand."""

NOT_ON_PANEL: Final = frozenset((*_FRONT_AND_DATA, *FOR_PROFESSIONALS))
"""Sections of an OTC label that are no part of Drug Facts: the box's front, data elements,
what is for professionals."""

LEAFLET: Final = "100000155538"
"""RMS: package leaflet."""

PROFESSIONAL: Final = frozenset(("100000155532", "22954"))
"""RMS, and the eMC: summary of product characteristics."""

_CANADIAN: Final = re.compile(r"pmi0*0", re.IGNORECASE)
_CANADIAN_NAME: Final = re.compile(
    r"\s*(patient medication information|renseignements (destinés aux|sur le médicament pour les?)"
    r" patient)",
    re.IGNORECASE,
)
_SUMMARY: Final = re.compile(
    r"smpc|summary of product characteristics|ficha t[ée]cnica|preparatomtale|produktresum[eé]"
    r"|valmisteyhteenveto|resumo das caracter[ií]sticas|fachinformation"
    r"|περίληψη των χαρακτηριστικών|r[ée]sum[ée] des caract[ée]ristiques|prescribing information",
    re.IGNORECASE,
)
_LEAFLET: Final = re.compile(
    r"package leaflet|patient information|medication guide|patient package insert"
    r"|patient medication information|prospecto|folheto informativo|indl[æa]gsseddel"
    r"|pakningsvedlegg|pakkausseloste|bipacksedel|packungsbeilage|gebrauchsinformation|notice"
    r"|foglio illustrativo|pakendi infoleht|φύλλο οδηγιών",
    re.IGNORECASE,
)
_PROFESSIONAL_HEADING: Final = re.compile(
    r"\W*[\d.]*\W*(?:"
    r"(?:pharmacodynamic|pharmacokinetic) properties|preclinical safety data"
    r"|propiedades farmacocinéticas|propiedades farmacodinámicas|propriedades farmacocinéticas"
    r"|farmakokinetiske (?:egenskaber|egenskaper)|farmakokinetiikka|φαρμακοκινητικές ιδιότητες"
    r"|farmakokinetische eigenschaften|propriétés pharmacocinétiques"
    r"|薬物動態|臨床成績|薬効薬理|有効成分に関する理化学的知見"
    r")\W*",
    re.IGNORECASE,
)
_TESTING: Final = re.compile(
    r"test(ing)? purposes|bare test|στοχοι δοκιμης|sample only", re.IGNORECASE
)


def is_for_patients(code: str, name: str = "") -> bool:
    """Whether a section with this code (and its name) is written for patients."""
    return code in PATIENT or bool(_CANADIAN.fullmatch(code) or _CANADIAN_NAME.match(name))


def for_professionals(codes: Iterable[str], place: str, remarks: list[Remark]) -> bool:
    """Whether a section among those for patients is for professionals by its code."""
    found = FOR_PROFESSIONALS.intersection(codes)
    if found:
        message = f"left out: by its code ({', '.join(sorted(found))}) it is for professionals"
        remarks.append(Remark("for-professionals", place, message))
    return bool(found)


def names_leaflet(text: str) -> bool:
    """Whether a document's name says that it is a leaflet for patients."""
    return bool(_LEAFLET.search(text)) and not names_summary(text)


def names_summary(text: str) -> bool:
    """Whether a document's name says that it is the professionals' text."""
    return bool(_SUMMARY.search(text))


def is_headed_for_professionals(title: str) -> bool:
    """Whether a heading stands in professionals' texts only.

    EMA's QRD template, sections 5.1 to 5.3 of the summary of product characteristics; PMDA's
    sections 16 to 19 of the package insert for prescribers.
    """
    return bool(_PROFESSIONAL_HEADING.fullmatch(title))


def is_test(name: str) -> bool:
    """Whether a name says that the file is for testing only."""
    return bool(_TESTING.search(name))
