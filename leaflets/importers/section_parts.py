"""What a label's section is, as a part of a sheet: by its code, its number, or its heading.

Sources: LOINC's document ontology for SPL sections (FDA, "Section Headings (LOINC)"); the
names of openFDA's fields (open.fda.gov, drug label); the six numbered headings of the EU's
package leaflet (EMA, QRD human product information template) and its usual subheadings. The
codes of ePI sections say nothing: many sources give all sections the same one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leaflets.epi.label_document import LabelSection
from leaflets.sheet.model import Part

_LOINC: Final[dict[str, Part]] = {
    "55105-1": "uses",
    "34067-9": "uses",
    "34071-1": "warnings",
    "34066-1": "warnings",
    "50570-1": "before.must_not",
    "50569-9": "before.tell_doctor",
    "50568-5": "before.medicines",
    "53414-9": "before.pregnancy",
    "42228-7": "before.pregnancy",
    "34070-3": "before.must_not",
    "34073-7": "before.medicines",
    "34072-9": "before",
    "50567-7": "side_effects",
    "50566-9": "side_effects.emergency",
    "34084-4": "side_effects",
    "34068-7": "how_to_take",
    "34088-5": "how_to_take.too_much",
    "44425-7": "storage",
    "50565-1": "storage",
    "55106-9": "about",
    "51727-6": "more",
    "53413-1": "more",
    "60561-8": "more",
    "51945-4": "more",
}
_LOINC_SYSTEMS: Final = ("2.16.840.1.113883.6.1", "http://loinc.org")

_FIELDS: Final[dict[str, Part]] = {
    "active_ingredient": "about",
    "purpose": "uses",
    "indications_and_usage": "uses",
    "warnings": "warnings",
    "boxed_warning": "warnings",
    "do_not_use": "before.must_not",
    "ask_doctor": "before.tell_doctor",
    "ask_doctor_or_pharmacist": "before.medicines",
    "pregnancy_or_breast_feeding": "before.pregnancy",
    "when_using": "side_effects",
    "stop_use": "side_effects.emergency",
    "dosage_and_administration": "how_to_take",
    "overdosage": "how_to_take.too_much",
    "storage_and_handling": "storage",
    "keep_out_of_reach_of_children": "storage",
    "inactive_ingredient": "more",
    "questions": "more",
    "other_safety_information": "more",
    "package_label_principal_display_panel": "more",
    "instructions_for_use": "how_to_take.steps",
}

_NUMBERS: Final[dict[str, Part]] = {
    "1": "about",
    "2": "before",
    "3": "how_to_take",
    "4": "side_effects",
    "5": "storage",
    "6": "more",
}
_LEAST_NUMBERED: Final = 4
"""Fewer numbered headings than this are some other list."""

# What a heading begins with or holds, without accents and in small letters; the first that fits.
_HEADINGS: Final[dict[str, tuple[tuple[Part, str], ...]]] = {
    "en": (
        ("how_to_take.missed", r"forg[eo]t|miss(ed)? (a|your) dose"),
        ("how_to_take.too_much", r"(take|took|taken|use[d]?) (too much|more)|overdos"),
        ("how_to_take.stopping", r"(if you|before you|when you) (want to )?stop"),
        ("before.must_not", r"do not (take|use)|(should|must) not (take|use|receive)"),
        ("before.tell_doctor", r"warnings and precautions|before (you )?(tak|us|receiv)\w+"),
        ("before.pregnancy", r"pregnan"),
        ("before.breastfeeding", r"breast-?feed"),
        ("before.driving", r"driving"),
        ("before.alcohol", r"with alcohol"),
        ("before.foods", r"with food|avoid while"),
        ("before.medicines", r"other medicines|interact"),
        ("side_effects", r"side effects"),
        ("storage", r"\bstor(e|age|ing)\b"),
        ("how_to_take", r"^\W*how (should i|to) (take|use|receive|give|inject)"),
        ("uses", r"used for|^\W*uses?$"),
        ("about", r"^\W*what is\b(?! in\b)"),
        ("warnings", r"most important information|^\W*warnings?$"),
        ("more", r"ingredients|general information|contents of the pack|further information"),
    ),
    "es": (
        ("how_to_take.missed", r"olvid"),
        ("how_to_take.too_much", r"mas .*(del|de lo) que debe"),
        ("how_to_take.stopping", r"interrump"),
        ("before.must_not", r"^\W*no (tome|use|utilice|le|debe recibir)\b"),
        ("before.tell_doctor", r"advertencias|tenga especial cuidado"),
        ("before.pregnancy", r"embarazo"),
        ("before.breastfeeding", r"lactancia"),
        ("before.driving", r"conduccion"),
        ("before.foods", r"con (los )?alimentos"),
        ("before.alcohol", r"con alcohol"),
        ("before.medicines", r"(uso|toma|otros|con).* medicamentos"),
        ("before", r"antes de (tomar|usar|empezar)|que necesita saber"),
        ("side_effects", r"efectos adversos"),
        ("storage", r"conservacion"),
        ("how_to_take", r"como (tomar|usar|utilizar)"),
        ("about", r"^\W*(\d\W*)?que es\b"),
        ("more", r"contenido del envase|composicion|titular"),
    ),
    "pt": (
        ("how_to_take.missed", r"caso se tenha esquecido|esquec"),
        ("how_to_take.too_much", r"mais .*do que deve"),
        ("how_to_take.stopping", r"parar de|interromp"),
        ("before.must_not", r"^\W*nao (tome|use|utilize)"),
        ("before.tell_doctor", r"advertencias"),
        ("before.pregnancy", r"gravidez"),
        ("before.breastfeeding", r"amamenta|aleitamento"),
        ("before.driving", r"conducao"),
        ("before.foods", r"com alimentos"),
        ("before.medicines", r"outros medicamentos"),
        ("before", r"antes de (tomar|usar|utilizar)|precisa de saber"),
        ("side_effects", r"efeitos (secundarios|indesejaveis)"),
        ("storage", r"conserva"),
        ("how_to_take", r"como (tomar|usar|utilizar)"),
        ("about", r"^\W*(\d\W*)?o que e\b"),
        ("more", r"conteudo da embalagem|composicao|titular"),
    ),
    "da": (
        ("how_to_take.missed", r"glemt"),
        ("how_to_take.too_much", r"for (mange|meget)"),
        ("how_to_take.stopping", r"holder op"),
        ("before.must_not", r"^\W*(tag|brug) ikke"),
        ("before.tell_doctor", r"advarsler"),
        ("before.pregnancy", r"graviditet"),
        ("before.breastfeeding", r"amning"),
        ("before.driving", r"trafik"),
        ("before.foods", r"sammen med mad"),
        ("before.medicines", r"anden medicin|andre laegemidler"),
        ("before", r"det skal du vide"),
        ("side_effects", r"bivirkninger"),
        ("storage", r"opbevaring"),
        ("how_to_take", r"sadan skal du"),
        ("about", r"virkning og anvendelse"),
        ("more", r"pakningsst|indeholder"),
    ),
    "nb": (
        ("how_to_take.missed", r"glemt"),
        ("how_to_take.too_much", r"for mye"),
        ("how_to_take.stopping", r"avbryter|slutter"),
        ("before.must_not", r"^\W*((bruk|ta) ikke|ikke (bruk|ta))"),
        ("before.tell_doctor", r"advarsler"),
        ("before.pregnancy", r"graviditet"),
        ("before.breastfeeding", r"amming"),
        ("before.driving", r"kjoring"),
        ("before.foods", r"sammen med mat"),
        ("before.medicines", r"andre legemidler"),
        ("before", r"hva du ma vite"),
        ("side_effects", r"bivirkninger"),
        ("storage", r"oppbevar"),
        ("how_to_take", r"hvordan du (bruker|tar)"),
        ("about", r"^\W*(\d\W*)?hva .* er\b"),
        ("more", r"innholdet i pakningen|sammensetning"),
    ),
    "fi": (
        ("how_to_take.missed", r"unohda"),
        ("how_to_take.too_much", r"enemman .* kuin"),
        ("how_to_take.stopping", r"lopetat"),
        ("before.must_not", r"^\W*(ala (ota|kayta)|sinulle ei anneta)"),
        ("before.tell_doctor", r"varoitukset"),
        ("before.pregnancy", r"raskaus"),
        ("before.breastfeeding", r"imetys"),
        ("before.driving", r"ajaminen"),
        ("before.foods", r"ruuan|ruoan"),
        ("before.medicines", r"muut laakevalmisteet"),
        ("before", r"ennen (kuin|valmisteen)|sinun on tiedettava"),
        ("side_effects", r"haittavaikutukset"),
        ("storage", r"sailyt"),
        ("how_to_take", r"^\W*(\d\W*)?miten\b"),
        ("about", r"^\W*(\d\W*)?mita .* on\b"),
        ("more", r"pakkauksen sisalto|sisaltaa"),
    ),
    "et": (
        ("how_to_take.missed", r"unustate"),
        ("how_to_take.too_much", r"rohkem, kui"),
        ("how_to_take.stopping", r"lopetate"),
        ("before.must_not", r"^\W*arge (votke|kasutage)"),
        ("before.tell_doctor", r"hoiatused"),
        ("before.pregnancy", r"rasedus"),
        ("before.driving", r"autojuhtimine"),
        ("before.medicines", r"muud ravimid"),
        ("before", r"mida on vaja teada"),
        ("side_effects", r"korvaltoimed"),
        ("storage", r"sailita"),
        ("how_to_take", r"kuidas .* (votta|kasutada)"),
        ("about", r"mis ravim on"),
        ("more", r"pakendi sisu"),
    ),
    "fr": (
        ("how_to_take.missed", r"oubli"),
        ("how_to_take.too_much", r"surdos|surdosage|plus .* que vous n"),
        ("before.must_not", r"n(e |')(prenez|utilisez|pas)|contre-indic"),
        ("before.tell_doctor", r"avertissements|mises en garde"),
        ("before.pregnancy", r"grossesse"),
        ("before.driving", r"conduite"),
        ("before.medicines", r"interaction|autres medicaments"),
        ("side_effects", r"effets (secondaires|indesirables)"),
        ("storage", r"conserv|entreposage|entreposer"),
        ("how_to_take", r"comment (prendre|utiliser)|utilisation appropriee"),
        ("uses", r"pourquoi|raisons d.utiliser"),
        ("about", r"^\W*qu.est-ce que"),
        ("more", r"ingredients|pour en savoir"),
    ),
    "el": (
        ("how_to_take.missed", r"ξεχασ"),
        ("how_to_take.too_much", r"δοση .*μεγαλυτερη|μεγαλυτερη δοση"),
        ("how_to_take.stopping", r"σταματησετε"),
        ("before.must_not", r"^\W*μην (παρετε|χρησιμ)"),
        ("before.tell_doctor", r"προειδοποιησεις"),
        ("before.pregnancy", r"κυηση"),
        ("before.driving", r"οδηγηση"),
        ("before.medicines", r"αλλα φαρμακα"),
        ("before", r"πριν"),
        ("side_effects", r"ανεπιθυμητες"),
        ("storage", r"φυλασσ"),
        ("how_to_take", r"πως να"),
        ("about", r"τι ειναι"),
        ("more", r"περιεχομεν"),
    ),
    "ja": (
        ("how_to_take.missed", r"飲み忘れ|忘れた"),
        ("how_to_take.too_much", r"多く(使用|服用|飲)"),
        ("before", r"使用する前|使う前|この薬を使う前"),
        ("side_effects", r"副作用"),
        ("storage", r"保管"),
        ("how_to_take", r"使い方|用法"),
        ("uses", r"効果|効能"),
        ("more", r"形は|含まれている|問い合わせ"),
    ),
}


@dataclass(frozen=True)
class Decision:
    """Which part a section is (None: none of ours), and why."""

    part: Part | None
    why: str


def numbered(sections: Sequence[LabelSection]) -> frozenset[str]:
    """The numbers of headings that go from 1 on, as a package leaflet's do; else none."""
    found = [_number(section) for section in sections]
    numbers = [number for number in found if number]
    in_order = numbers == [str(n) for n in range(1, len(numbers) + 1)]
    return frozenset(numbers if in_order and len(numbers) >= _LEAST_NUMBERED else ())


def decide(section: LabelSection, numbers: frozenset[str], language: str) -> Decision:
    """Which part a section is; ``numbers`` are those of its neighbours' headings."""
    for system, code in section.codes:
        if system.removeprefix("urn:oid:") in _LOINC_SYSTEMS and code in _LOINC:
            return Decision(_LOINC[code], f"LOINC {code}")
        if system == "openfda" and code in _FIELDS:
            return Decision(_FIELDS[code], f"openFDA {code}")
    number = _number(section)
    if number in numbers and number in _NUMBERS:
        return Decision(_NUMBERS[number], f"QRD heading {number}")
    title = _folded(_title(section))
    for part, pattern in _HEADINGS.get(language, ()):
        if title and re.search(_folded(pattern), title):
            return Decision(part, f"heading in {language}")
    return Decision(None, "no known code, number or heading" if title else "no heading")


def _title(section: LabelSection) -> str:
    return "".join(run.text for run in section.title)


def _number(section: LabelSection) -> str:
    found = re.match(r"\s*([1-9])(?:\s*[.)．。]|\s)", _title(section))
    return found[1] if found else ""


def _folded(text: str) -> str:
    """Small letters without accents; ø, å and the like as Latin letters."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(c for c in plain if not unicodedata.combining(c))


_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "’": "'"})
