"""Names of substances: one key for a substance in all languages, salts, what a substance is."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "æ": "e", "œ": "e", "ß": "ss", "đ": "d"})
_CYRILLIC: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіє", "abvgdezijklmnoprstufyeie", strict=True))
    | {"х": "h", "ц": "c", "ю": "u", "я": "a", "ь": "", "ъ": "", "ж": "z", "ч": "c", "ш": "s"}
)
_SPELLINGS: Final = (
    # WHO's rules for nonproprietary names: f, t, e and i may stand for ph, th, ae or oe, and y;
    # languages write x, c, z, w and q as they sound.
    (r"[’'´`]", ""),
    (r"ph", "f"),
    (r"ae|oe", "e"),
    (r"y|j", "i"),
    (r"w", "v"),
    (r"ks|x", "s"),
    (r"c(?=[eiy])", "s"),
    (r"ck|ch|qu|[cq]", "k"),
    (r"t?z|ts", "s"),
    (r"h", ""),
    (r"(.)\1+", r"\1"),
)
_ENDINGS: Final = re.compile(r"(?<=\w{5})(?:um|[aeiou])$")

_SALTS: Final = (
    *("sodium", "natrium", "sodique", "sodica", "sodico", "sodowa", "sodowy", "sodna"),
    *("disodium", "disodique", "disodica", "disodico", "dinatrium", "dissodico", "disodowy"),
    *("potassium", "kalium", "potassique", "potasica", "clathrate", "clatrato", "clathrat"),
    *("sulfate", "sulphate", "solfato", "hemisulfate", "siarczan", "bisulfate", "sulfas"),
    *("hydrochloride", "chlorhydrate", "clorhidrato", "cloridrato", "chlorowodorek", "hcl"),
    *("hydrate", "monohydrate", "hemihydrate", "dihydrate", "trihydrate", "anhydrous"),
    *("idrato", "monoidrato", "anhydre", "anhidro", "anhidra", "anidro", "wasserfrei"),
    *("maleate", "tartrate", "mesylate", "besylate", "acetate", "fosfate", "succinate"),
    *("salt", "sel", "salz", "sal", "sale", "base"),
)
"""Salts and hydrates: beside a substance they are that substance."""

_SAME: Final = {
    # American names, and the international ones.
    **dict.fromkeys(("acetaminophen", "apap"), "paracetamol"),
    **dict.fromkeys(("albuterol",), "salbutamol"),
    **dict.fromkeys(("epinephrine",), "adrenaline"),
    **dict.fromkeys(("norepinephrine",), "noradrenaline"),
    **dict.fromkeys(("meperidine",), "pethidine"),
    **dict.fromkeys(("glyburide",), "glibenclamide"),
    **dict.fromkeys(("isoproterenol",), "isoprenaline"),
    **dict.fromkeys(("metaproterenol",), "orciprenaline"),
    **dict.fromkeys(("rifampin",), "rifampicin"),
    **dict.fromkeys(("cyclosporine", "cyclosporin"), "ciclosporin"),
    **dict.fromkeys(("lidocaine",), "lignocaine"),
    **dict.fromkeys(("furosemide",), "frusemide"),
    **dict.fromkeys(("torsemide",), "torasemide"),
    **dict.fromkeys(("levalbuterol",), "levosalbutamol"),
    **dict.fromkeys(("dipyrone",), "metamizole"),
}

BRANDS: Final[dict[str, tuple[str, ...]]] = {
    # Each holds this substance alone; registers of the countries beside them list it so.
    "paracetamol": (
        *("Doliprane", "Efferalgan", "Efferalganmed", "Dafalgan"),  # FR, CH, BE
        *("Apiretal", "Termalgin", "Gelocatil", "Febrectal"),  # ES
        *(
            "Tachipirina",
            "Ben-u-ron",
            "Acetalgin",
            "Perdolan",
            "Sinaspril",
        ),  # IT, DE/PT, CH, BE, NL
        *("Alvedon", "Panodil", "Paracet", "Pamol", "Pinex", "Pedicetamol", "Panadol", "Calpol"),
    ),
    "salbutamol": (
        "Ventilan",
        "Ventoline",
        "Ventolin",
        "Airomir",
        "Sultanol",
        "Aspulmo",
        "Ventmax",
    ),
    "azathioprine": ("Imurek", "Imurel", "Imuran", "Zytrim", "Azafalk", "Azarek", "Azamun"),
    "methotrexate": ("Ledertrexate", "Ledertrexato", "Emthexate", "Trexan", "Novatrex", "Imeth"),
    "warfarin": ("Waran", "Marevan", "Warfin", "Varfine", "Coumadin", "Coumadine", "Aldocumar"),
}
"""Brands of many countries by their substance, beside those that a sheet prints."""

_STEMS: Final = re.compile(
    # Common stems of nonproprietary names (WHO), spelt as keys are.
    r"(?:fen|profen|koksib|tramadol|kodein|morfin|kodon|morfon|kafein|kofein|fenason|kain|amin|filin|prasol|"
    r"konasol|nidasol|silin|misin|miksin|floksasin|flosasin|pril|sartan|statin|tidin|asin|osetin|"
    r"dipin|olol|terol|tropium|tropi|asolon|asoln|lason|tason|nison|nisolon|onid|setron|triptan|"
    r"sepam|barbital|tiasid|semid|gliptin|glifosin|formin|parin|platin|tinib|mab|ovir|navir|siklin|"
    r"purin|folat|folin|glitason|laktam|dopa|lukast|bamat|sulfa\w*|nidol|metason|kortison|sidin|"
    r"efrin|efedrin|kumon|ko?umarol|ksaban|saban|gatran|lunomid|limus|ratum|koloral|kinin|kin)"
    r"(?:um|[aeiou])?$"
)
_ENDS: Final = re.compile(
    r"\w{4}(?:in|en|on|an|ol|id|at|am|em|im|il|ib|ab|ir|ak|oks|tresed|ium|prim)$"
)
"""How most substances end; some makers too, so that it tells only beside a substance's name."""
_PARTNERS: Final = (
    *("acid", "acide", "acido", "acidum", "saeure", "säure", "zuur", "syra", "syre", "kwas"),
    *(
        "folsaeure",
        "folsäure",
        "foliumzuur",
        "folsyra",
        "folsyre",
        "folic",
        "folinic",
        "leucovorin",
    ),
    *("aspirin", "aspirine", "acetylsalicylic", "ass", "asa", "vitamin", "vitamine", "vitamina"),
    *(
        "ascorbic",
        "iron",
        "zinc",
        "calcium",
        "magnesium",
        "bicarbonate",
        "allopurinol",
        "probenecid",
    ),
    *("tramadol", "codeine", "dextromethorphan", "guaifenesin", "menthol", "butalbital", "opium"),
    *(
        "chlorphenamine",
        "chlorpheniramine",
        "doxylamine",
        "promethazine",
        "pheniramine",
        "caffeine",
    ),
    *("metamizole", "ipratropium", "ambroxol", "beclometasone", "beclomethasone", "budesonide"),
    *("cromoglycate", "cromoglicic", "ibuprofen", "naproxen", "hyoscine", "butylscopolamine"),
    *("leflunomide", "warfarin", "azathioprine", "methotrexate", "paracetamol", "salbutamol"),
    *(
        "mercaptopurine",
        "tioguanine",
        "ciclosporin",
        "tacrolimus",
        "mycophenolate",
        "phenprocoumon",
    ),
    *("metoclopramide", "isometheptene", "dichloralphenazone", "pamabrom", "salicylamide"),
    *("thiocolchicoside", "chlorzoxazone", "methocarbamol", "carisoprodol", "orphenadrine"),
    *("prednisolone", "prednisone", "levosalbutamol", "bromhexine", "carbocisteine", "sulbactam"),
)
"""What is another substance, or a word of one, beside the stems."""


def folded(name: str) -> str:
    """A name for comparing: small letters, no accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def substance_key(word: str) -> str:
    """One spelling for a word of a substance's name in the languages that share its root.

    Azathioprine, Azatiopryna and atsatiopriini have one key; acetaminophen has paracetamol's.
    """
    key = spelling_of(word)
    return _SAME_KEYS.get(key, key)


def spelling_of(word: str) -> str:
    """A word as WHO's rules and the languages that follow them all spell it."""
    key = folded(word).translate(_LETTERS).translate(_CYRILLIC)
    for pattern, written in _SPELLINGS:
        key = re.sub(pattern, written, key)
    return _ENDINGS.sub("", key)


_SAME_KEYS: Final = {
    spelling_of(word): spelling_of(name)
    for word, name in _SAME.items()
    if spelling_of(word) != spelling_of(name)
}
_SALT_KEYS: Final = frozenset(map(spelling_of, _SALTS))
_PARTNER_KEYS: Final = frozenset(map(spelling_of, _PARTNERS))
_SHORTEST_STEMMED: Final = 6


def is_salt(word: str) -> bool:
    """Whether a word is a salt's or a hydrate's."""
    return spelling_of(word) in _SALT_KEYS


def is_latin(word: str) -> bool:
    """Whether all letters of a word are Latin ones."""
    letters = (letter for letter in word if letter.isalpha())
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def looks_like_substance(word: str) -> bool:
    """Whether a word is a substance's, or built as one: with a common stem at its end."""
    key = spelling_of(word)
    stemmed = len(key) >= _SHORTEST_STEMMED and _STEMS.search(key) is not None
    return key in _PARTNER_KEYS or stemmed


def ends_like_substance(word: str) -> bool:
    """Whether a word that is no maker's could be a substance's."""
    return _ENDS.search(spelling_of(word)) is not None
