"""Product names as the registers of medicines write them: substance, strength, form, pack.

Read are those of dm+d (UK), BDPM (France), CIMA (Spain), AIFA and pharmacies' lists (Italy), IFA
(Germany), AMT (Australia), RxNorm (USA) and their neighbours. A name is taken apart and nothing
is guessed: what is left over is kept as a word, with the mark before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from leaflets.language.strengths import MASS_WORDS, Strength
from leaflets.sheet.product_forms import forms_named, is_form_word, other_of
from leaflets.sheet.product_vocabulary import is_company, is_known_word
from leaflets.sheet.substances import folded, is_salt, substance_key

_NUMBER: Final = r"\d{1,6}(?:[.,·]\d{1,4})?"
_MASS: Final = "|".join(sorted(map(re.escape, MASS_WORDS), key=len, reverse=True))
_STRENGTH: Final = re.compile(
    rf"(?<![\d.,·])(?P<number>{_NUMBER})\s*(?P<unit>{_MASS})\b\.?"
    r"(?:\s*(?P<mark>/|per\b|in\b(?=\s*\d)|pro\b)\s*"
    r"(?P<volume>\d{1,4}(?:[.,]\d{1,3})?)?\s*(?P<per>[^\W\d_]+)?)?",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(
    rf"(?<![\d.,·])(?P<number>{_NUMBER})\s*(?:%|pour ?cents?\b|por ciento\b|per ?cent\b|prozent\b)",
    re.IGNORECASE,
)
_FRENCH_LIQUID: Final = re.compile(r"buvable|sirop", re.IGNORECASE)
"""France's register writes g in 100 mL of a liquid to swallow as "2,4 POUR CENT"."""
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_PUFFS: Final = re.compile(
    r"doses?|dosis|dosi|dos|do|puffs?|act(?:uat(?:ions?)?)?|inh(?:al\w*)?|spray|hub|puls\w*"
    r"|pulveri\w*|erogazion\w*|spruzz\w*|bouff\w*|spr[üu]h\w*|dawk\w*|each|unit|piece|st[üu]ck|stk"
)
_MILLILITERS: Final = frozenset({"ml", "millilitre", "milliliter", "mililitro", "millilitri"})
_CUT_OFF: Final = re.compile(r"\d\s*[.,·–x×'’/⁄-]?\s*$", re.IGNORECASE)
"""What stands before a number that is the end of another one, or of a range."""
_MARK: Final = 4
"""A digit and a mark between spaces: all that has to be looked at before a number."""
_PAIRED: Final = re.compile(
    rf"{_NUMBER}\s*(?:{_MASS}|ie|iu|ui|units?)?\s*[/+&]\s*{_NUMBER}\s*(?:{_MASS}|ie|iu|ui|units?)\b"
    r"|\bco-[a-z]{4}|\bbiphasic\b|\bprotamine?\b|\bisophan\w*|\bnph\b|\bmix ?\d*\b|\b\d\d/\d\d\b",
    re.IGNORECASE,
)
_TAGS: Final = re.compile(
    r"\((?:medicinal |real clinical |virtual |clinical )*(?:product|substance|drug|dose form"
    r"|product form|medicinal product form|qualifier value)(?: name)?\)",
    re.IGNORECASE,
)
"""What SNOMED CT writes behind the names of its concepts."""
_LACKING: Final = re.compile(
    r"\b(?:sans|sin|senza|ohne|sem|uden|utan|uten|zonder|bez|without)\s+(?:added\s+|ajoute\s+)?"
    r"(?:suc\w*|az[uú]c\w*|zuc\w*|a[cç][uú]c\w*|sukk\w*|sock\w*|suik\w*|cukr\w*|sugar|cons\w*|pres\w*"
    r"|glut\w*|la[ck]t\w*|alco\w*|alko\w*|cfc\w*|color\w*|col[ou]\w*|gas|fckw)",
    re.IGNORECASE,
)
"""What a product is made without: it takes nothing back of its name."""
_UNREAD: Final = re.compile(rf"\d\s*(?:{_MASS})\b", re.IGNORECASE)
_BASE: Final = re.compile(r"\b\d+(?:\.\d+)? \((\d+(?:\.\d+)?) base\)", re.IGNORECASE)
"""American lists write a salt's mass, and in brackets what medicine is in it."""
_SHORTENED: Final = (
    # Spanish lists shorten tablets as German ones shorten combinations.
    (r"(?<=\d )comp\b\.?|\bcomp\.?(?= (?:rec|pel))", "comprimidos"),
    (r"\b(?:six|6) ?plus\b|\bcommonly known as:?", " "),
    # So much of a salt, which is so much of the medicine.
    (rf"{_NUMBER}\s*(?:{_MASS})\s+(?:entspr\w*|corresp\w*|[eé]quiv\w*)(?= )", " "),
)
_DENIED: Final = re.compile(
    r"\b(?:no|not|stop\w*|allerg\w*|switch\w*|from|instead|without|discontinu\w*|avoid|never|rash"
    r"|kein\w*|nicht|statt|ohne|pas|sans|sin|senza|non(?!-)|uden|ikke|inte|niet|zonder|intoleran\w*"
    r"|hypersens\w*|replac\w*|former\w*|previous\w*|placebo|alternative|test|kit|daily|like"
    r"|t[äa]glich|stopped|weekly|(?:once|twice) (?:a|an|per)|take \d\w*|every|hourly"
    r"|adverse|reaction|disorder|overdose|poisoning|toxicity|veterin\w*|utan|uten|bez|sem)\b"
)
"""What makes a name say the opposite."""
_COLON: Final = re.compile(r"(?:\b(?P<before>\w+)\s*)?:")
_PACK: Final = re.compile(
    r"(?<![\d.,/])(\d{1,4}(?:[.,]\d{1,2})?)\s*(ml|cl|l|actuat(?:ions?)?|doses?|dosi|dosis|stk?\b"
    r"|st[üu]ck|hub|x|[a-zé]*tab\w*|compr\w*|cpr|caps\w*|comp\b)|,\s*(\d{1,4})\s*$|\b(n[123])\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[+&/,;]|-|\d+(?:[.,]\d+)*")
_JOINING: Final = frozenset(
    {
        *("+", "/", "&", "and", "with", "w", "avec", "und", "mit", "et", "con", "e", "y", "og"),
        *("och", "met", "oraz", "med", "com", "i", "ed", "en"),
    }
)
"""What adds one substance to another, where such a word comes next."""
_JAPANESE: Final = (
    (r"口腔内崩壊|OD錠", " orodispersible tablet "),
    (r"徐放|腸溶", " retard "),
    (r"ドライシロップ|細粒|顆粒|散", " powder "),
    (r"シロップ", " syrup "),
    (r"点滴静注|静注|皮下注|筋注|注射用?|注", " injection "),
    (r"吸入液", " nebuliser "),
    (r"インヘラー|エアゾール|エアロゾル", " inhaler "),
    (r"坐剤|坐薬", " suppository "),
    (r"カプセル", " capsule "),
    (r"錠", " tablet "),
)

_WITHOUT_STRENGTH: Final = frozenset({"patch", other_of("skin")})


@dataclass(frozen=True)
class NameWord:
    """A word of a product's name that is neither form, strength nor pack.

    ``text`` is in small letters without accents. ``joint`` is what stands before it: "" for
    nothing, "," for a comma, "-" for a hyphen, "+" for what adds one substance to another.
    """

    text: str
    joint: str = ""

    @property
    def key(self) -> str:
        """The word in the spelling that languages share."""
        return substance_key(self.text)


@dataclass(frozen=True)
class ProductName:
    """A product's name, taken apart.

    ``forms`` are units in which a plan counts, or OTHER. ``is_unclear``: a strength can be read
    otherwise, or is not for a piece or mL. ``is_denied``: it takes back what it names.
    """

    words: tuple[NameWord, ...]
    brackets: tuple[tuple[NameWord, ...], ...] = ()
    makers: tuple[str, ...] = ()
    strengths: tuple[Strength, ...] = ()
    forms: frozenset[str] = frozenset()
    packs: tuple[str, ...] = ()
    is_combination: bool = False
    is_unclear: bool = False
    is_denied: bool = False


def read_product_name(text: str) -> ProductName:
    """The parts of a product's name."""
    plain, inside, makers = _without_brackets(_evened(text))
    whole = " ".join((plain, *inside))
    strengths, unclear, rest = _strengths(plain)
    amounts = [_strengths(part) for part in inside]
    strengths += [strength for found, _, _ in amounts for strength in found]
    words = tuple(_words(rest))
    brackets = tuple(tuple(_words(left)) for _, _, left in amounts)
    forms = set(forms_named(whole))
    if "milliliter" in forms and any(strength.volume for strength in strengths):
        # So much in so many mL, in sachets: what is measured is the liquid.
        forms.discard("sachet")
    added = any(word.joint == "+" for part in (words, *brackets) for word in part)
    unclear = unclear or any(doubt for _, doubt, _ in amounts)
    if unclear and forms & _WITHOUT_STRENGTH:
        # Micrograms in an hour, or a share of a cream: nothing that a plan counts with.
        strengths, unclear = [], False
    return ProductName(
        words=words,
        brackets=brackets,
        makers=makers,
        strengths=tuple(strengths),
        forms=frozenset(forms),
        packs=tuple(found.group().strip(" ,") for found in _PACK.finditer(rest)),
        is_combination=added or _PAIRED.search(whole) is not None,
        is_unclear=unclear,
        is_denied=_takes_back(whole),
    )


def _evened(text: str) -> str:
    """A text in one way of writing: one space, no tags, a space where Italian lists have none."""
    plain = _TAGS.sub(" ", unicodedata.normalize("NFKC", text))
    for pattern, written in _JAPANESE:
        plain = re.sub(pattern, written, plain)
    plain = _BASE.sub(r"\1", re.sub(r"[*®™_]", " ", plain))
    plain = re.sub(r"(?<=\d)(?=[^\W\d_])(?!(?:st|nd|rd|th)\b)", " ", plain)
    for pattern, written in _SHORTENED:
        plain = re.sub(pattern, written, plain, flags=re.IGNORECASE)
    return " ".join(_LACKING.sub(" ", plain).split())


def _without_brackets(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A text without what stands in brackets; what stands there; the makers among it."""
    found = re.findall(r"\(([^()]*)\)|\[([^\[\]]*)\]|「([^」]*)」", text)
    parts = [next(filter(None, groups), "") for groups in found]
    rest = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|「[^」]*」", " ", text)
    makers = tuple(part for part in parts if is_company(part))
    inside = tuple(part for part in parts if part not in makers)
    return " ".join(rest.split()), inside, makers


def _strengths(text: str) -> tuple[list[Strength], bool, str]:
    """The strengths in a text, whether one is unclear, and the text without them."""
    found: list[Strength] = []
    unclear = False
    is_french = _FRENCH_LIQUID.search(text) is not None
    for match in _STRENGTH.finditer(text):
        strength = _strength(match, text)
        unclear |= strength is None
        found += [strength] if strength and strength.number else []
    for match in _PERCENT.finditer(text):
        number = _number(match["number"])
        liquid = is_french and not _is_cut_off(match, text)
        unclear |= not liquid
        found += [Strength(number=number, unit="gram", volume=Fraction(100))] if liquid else []
    rest = _PERCENT.sub(" ", _STRENGTH.sub(_left, text))
    return found, unclear or _UNREAD.search(rest) is not None, rest


def _left(match: re.Match[str]) -> str:
    """What is left where a strength stood: the word after "per" that is none of its own."""
    own = match["per"] is None or match["volume"] or _is_piece(match["per"])
    return " " if own else f" {match['mark']} {match['per']} "


def _strength(match: re.Match[str], text: str) -> Strength | None:
    """The strength of a match; None for one that could be read otherwise."""
    per, volume = (match["per"] or "").casefold(), match["volume"]
    numbers = [match["number"], *([volume] if volume else [])]
    if _is_cut_off(match, text) or any(map(_THOUSANDS.fullmatch, numbers)):
        return None
    liquid = per in _MILLILITERS
    known = not per or _is_piece(per)
    if match["mark"] == "/" and not (known and per):
        return None
    if volume and not liquid and (not known or _number(volume) != 1):
        return None
    amount = _number(volume or "1") if liquid else None
    if amount == 0:
        return None
    unit = MASS_WORDS[match["unit"].casefold()]
    return Strength(number=_number(match["number"]), unit=unit, volume=amount)


def _is_piece(word: str) -> bool:
    plain = word.casefold()
    return plain in _MILLILITERS or bool(_PUFFS.fullmatch(plain)) or is_form_word(plain)


def _is_cut_off(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _MARK) : match.start()]
    return _CUT_OFF.search(before) is not None


def _number(text: str) -> Fraction:
    return Fraction(Decimal(text.replace(",", ".").replace("·", ".")))


def _words(text: str) -> Iterator[NameWord]:
    """The words of a text that are no form, strength or pack, with what joins them."""
    joint = ""
    after_word = False
    for written in _WORD.findall(text):
        plain = folded(written)
        if plain in _JOINING:
            joint = "+"
        elif written in (",", ";"):
            joint = joint or ","
        elif written == "-":
            joint = joint or ("-" if after_word else "")
        elif _says_no_name(written, plain):
            # "con pelicula" and "mit Dosierspritze" add nothing.
            joint = "," if joint == "," else ""
            after_word = False
        else:
            yield NameWord(plain, joint)
            joint, after_word = "", True


def _says_no_name(written: str, plain: str) -> bool:
    """Whether a word is no part of a substance's, a brand's or a maker's name."""
    letter = len(plain) == 1 and plain.isascii()
    return letter or plain[:1].isdigit() or (is_known_word(written) and not is_salt(written))


def _takes_back(text: str) -> bool:
    """Whether a name denies what it names, or is a label of something else."""
    labels = (found["before"] for found in _COLON.finditer(text))
    said = any(not (before and is_form_word(before)) for before in labels)
    return said or _DENIED.search(folded(text)) is not None
