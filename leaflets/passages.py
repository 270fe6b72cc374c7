"""A passage of a text in another language than the rest: one sentence, or some words in it.

A detector of languages needs forty letters; small words tell sooner. A run of words that has
none of the language's own small words, but two of another's, is a passage of that language;
with one of them, where the run is a whole sentence, the detector decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from babel import Locale

from leaflets.detection import script_of

_OWN: Final = {
    "en": """a about after all also always am an and any are as ask at away be because been before
    below between both but by call can cannot could day days did do doctor does don't dose drink
    each eat every feel few first for from get give given go has have he help her his hour hours
    how if in into is it its just keep know last less let long make many may medicine men might
    more most much must near never new next night no nor not nothing now of off often on once one
    only or other out over own patients people per pharmacist please put rinse see she should shake
    so some soon still stop such swallow take taken tell than that the their them then there these
    they this those through time to together too two under until up use used usually very was wash
    water were what when where which while who whole why will with without women would you your
    can't won't doesn't isn't aren't may't you're it's your's die pain was sale pour chat tome main
    car son ton men bad fast bald war hat art gift made late angel pan red sin hay dice once hubo""",
    "de": """aber als am an auch auf aus bei beim bis bitte bzw dann das dass dem den der des dessen
    die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er es
    für hat haben ihr ihre ihren ihrem ihrer im in ist kann kein keine keinen können man mehr mit
    muss nach nicht noch nur ob oder ohne sich sie sind so sollte über um und unter vom von vor war
    was wenn werden wie wird zu zum zur zusammen nehmen einnehmen""",
    "fr": """à afin ainsi après au aux avant avec ce cela ces cette ci comme contre dans de des doit du
    elle en est et être eu il ils je la le les leur lorsque mais même ne ni non nos notre nous ou où
    par pas pendant peut plus pour pouvez prenez prendre que qui sa sans se ses si son sont sous sur
    toujours tout toute trop très un une vos votre vous""",
    "es": """solo sólo le les da dé dar está estén a al antes aunque bien cada como con contra cuando de debe del desde después durante el
    ella en entre es esta este está están esto hasta hay la las lo los más médico mi muy ni no nunca
    o para pero por porque puede que se sea ser si sin sobre su sus también tiene todo tome tomar
    un una uno usted y ya""",
    "it": """a ai al alla alle allo anche che chi come con contro da dal dalla degli dei del della
    delle deve di dopo dose è e fino gli ha i il in la le lei lo ma mai medico ne nei nel nella non
    o ogni per perché più prenda prima può quando quello questa questo se senza si solo sono
    sua suo tra tutto un una uno""",
    "pt": """a à ao aos antes as às até cada com como da das de deve depois do dos e é ela em entre
    esta este está isso isto já lhe mais mas médico muito na nas não nem no nos nunca o os ou para
    pela pelo por porque quando que se sem ser seu sua são também tem tome tomar um uma você""",
    "nl": """aan als alleen arts bij dan dat de deze die dit door een en geen gebruik het hij hoe ik
    in innemen is kan maar meer met moet na naar neem niet nog of om onder ook op over te tot u uit
    uw van veel voor was wat wordt worden zijn zonder""",
    "sv": """les alla att av behöver den det detta din du efter eller en ett från för före har hos i inte
    innan kan läkare med mellan men mer mot måste när och om också på så ska som till under utan
    vid är ta din""",
    "da": """les her ham hun han der her af alle at den der det dette din du efter eller en er et fra før har hos hvis i ikke
    inden kan læge med mellem men mere mod må når og også om på så skal som til uden ved""",
    "pl": """a aby albo ale bez być co czy dla do i ich jak jako jest jeśli już każdy leku lub na nie
    niż o od oraz po pod podczas przed przez przy są się ta tak tego ten to u w we z za ze że""",
    "ro": """le au sus sa a acest acesta al ale ar ca că care ce cu da dacă de din după este fără fi în înainte la
    lui mai medicul nu o pe pentru poate prin sau se să sunt și un una""",
    "tr": """ama bir bu çok da daha de değil en gibi her için ile ise kadar olan olarak önce sonra
    ve veya ya doktorunuza almayın kullanmayın""",
    "fi": """ei eikä ennen ja jos kanssa kun mutta myös ne niin on ota ottaa se tai tämä vain yli
    älä lääkäri""",
    "cs": """a aby ale až bez do i jako je jsou k kdy nebo nebo než od po pod pro před při s se
    si tento v ve z za že lékaře neužívejte""",
    "hu": """a az egy és vagy nem ne ha hogy már csak után előtt orvos kell lehet szedje""",
    "hr": """ako bez do i ili je kod lijek liječnika na nakon ne nemojte od prije sa se su u uz
    uzimajte za""",
    "sk": """a aby ak alebo bez do je ktoré lekára liek na nepoužívajte neužívajte nie od po pred pri
    sa so sú u v z za že""",
    "et": """ei ega enne ja järgi kui koos kuni mitte on pärast ravimit seda võtke või ärge arsti""",
    "lt": """ar ar ir iki jei jeigu ne negalima nuo po prieš su taip vaisto vartokite gydytoją""",
    "lv": """ar ārstu bez ja kā lietojiet līdz ne nedrīkst no pēc pirms un vai zāles""",
    "so": """aan ama iyo kaa ka ku la ma oo u waa wax ah ha qaado dhakhtarka""",
    "sw": """au bila hii kabla kama kila kwa la ma na ni si usitumie usinywe wa wewe ya yako za daktari""",
    "tl": """ang ay at bago gamot hindi huwag inumin ito ka kung lang mag may mga na ng nang ninyo niyo
    o para sa siya po doktor""",
    "vi": """da tra cho bạn các có của cho dùng được hoặc không khi là một nếu này người như nhất những
    phải sau sẽ thuốc trước và với trong từ uống""",
    "id": """ada adalah anda atau bila dan dapat dari dengan di ini jangan jika ke minum obat oleh
    pada saat sebelum sesudah tidak untuk yang dokter""",
}  # fmt: skip
"""Small and common words, by language."""

# Particles of names, Latin, and words that more languages have than the lists tell.
_NO_SIGN: Final = frozenset(
    "de la le les el los las van von der den du des di da do dos del y e i o a à u al et en in vivo"
    " novo alba lupus vera ad per se si no non nota bene on or so me man was die hat am an as".split()
)
_WEAK: Final = frozenset("dose medico doctor arts bien con par sur ne des la le el de".split())
_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE: Final = re.compile(r"(?<=[.!?:;。！？])\s*|\n")
_SURE: Final = 0.6
_NOT_OWN: Final = 0.1


def other_passage(text: str, locale: Locale) -> str | None:
    """What in a text without markup is in another language, as a message; None if nothing is."""
    own = "tl" if locale.language == "fil" else locale.language
    if own not in _OWN and script_of(locale) == "Latn":
        return None
    for sentence in _SENTENCE.split(text):
        if found := _passage(sentence, own):
            passage, name = found
            return f"{passage[:60]!r} reads as {name}; write it in {own}, or leave it out"
    return None


def _passage(sentence: str, own: str) -> tuple[str, str] | None:
    words = [
        (found[0].replace("’", "'"), found.start(), found.end())
        for found in _WORD.finditer(sentence)
    ]
    mine = _telling(own)
    is_own = [word.casefold() in mine for word, _, _ in words]
    for run in _runs(is_own):
        passage = sentence[words[run[0]][1] : words[run[-1]][2]]
        names = [_as_said(words[index][0], index, sentence) for index in run]
        if name := _language_of_run(names, own):
            return passage, name
    if any(is_own) or not words or not mine:
        return None
    names = [_as_said(word, index, sentence) for index, (word, _, _) in enumerate(words)]
    if len(words) > 1 and any(_signs(name, own, weak=True) for name in names):
        return _detected(sentence, own)
    return None


def _as_said(word: str, index: int, sentence: str) -> str:
    """A word as it is compared: capitals inside a sentence are names."""
    return word.casefold() if index == 0 or word.islower() or sentence.isupper() else ""


def _runs(is_own: Sequence[bool]) -> Iterator[list[int]]:
    """The stretches of words that are none of the language's own small words."""
    run: list[int] = []
    for index, mine in enumerate((*is_own, True)):
        if mine:
            if len(run) > 1:
                yield run
            run = []
        else:
            run.append(index)


def _language_of_run(words: Sequence[str], own: str) -> str | None:
    """The language of which a run has two small words, one of them telling."""
    counts: dict[str, set[str]] = {}
    for word in words:
        for name in _signs(word, own, weak=True):
            counts.setdefault(name, set()).add(word)
    best = max(counts, key=lambda name: len(counts[name]), default=None)
    if not best:
        return None
    mine = {word for word in words if word in _words(own) and word not in _words(best)}
    if len(counts[best]) >= 2 and len(counts[best]) > len(mine) and counts[best] - _NO_SIGN - _WEAK:
        return best
    return None


def _signs(word: str, own: str, weak: bool) -> set[str]:
    """The languages of which a word is a small word, and the own one has not."""
    if not word or word in _words(own) or (not weak and word in _NO_SIGN):
        return set()
    return {name for name in _OWN if name != own and word in _words(name)}


@cache
def _telling(language: str) -> frozenset[str]:
    """The small words of a language that none of the others has."""
    others = (_words(name) for name in _OWN if name != language)
    return _words(language) - frozenset[str]().union(*others) - _WEAK


@cache
def _words(language: str) -> frozenset[str]:
    key = {"nb": "da", "no": "da", "nn": "da"}.get(language, language)
    return frozenset(_OWN.get(key, "").split())


def _detected(sentence: str, own: str) -> tuple[str, str] | None:
    if own not in _OWN:
        return None
    ranked = dict(_identifier().rank(sentence))
    best = max(ranked, key=lambda name: ranked[name])
    if best != own and ranked[best] >= _SURE and ranked[own] < _NOT_OWN:
        return sentence, str(best)
    return None


@cache
def _identifier() -> Any:
    """py3langid for the languages whose small words are known."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages(sorted(name for name in _OWN if name in known))
    return identifier
