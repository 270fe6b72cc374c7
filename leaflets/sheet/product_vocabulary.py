"""What product names say besides substance, strength and form: packs, tastes, ages, makers."""

from __future__ import annotations

import re
from typing import Final

from leaflets.sheet.product_forms import is_form_word
from leaflets.sheet.substances import folded


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COATS: Final = (
    r"film\w*|film-?coated|coated|uncoated|sugar-?coated|scored|peli?cul\w*|pell?icul\w*|enrob\w*",
    r"s[eé]cables?|quadris\w*|recub\w*|revest\w*|rivest\w*|riv|divisibil\w*|divisib\w*|ranurad\w*",
    r"kalvo\w*|paallyst\w*|bisecavel|powlekan\w*|drager\w*|overtrukne|filmoverdragen|omhuld\w*|filmomhulde?|uberzogen\w*",
    r"nueva formula|blister\w*|bli|plaquettes?|thermoformee?s?|pvc|aluminium|alu|pvdc|pillules?",
)
_DEVICES: Final = (
    r"inhal\w*|inal\w*|inem\w*|wziewn\w*|inhalacyjn\w*|metered|dose|dosed|doses|dosis|dosi|dos",
    r"dosier\w*|messbecher|messloffel|dosificador\w*|pipet\w*|cuillere|mesure|doseuse|misurin\w*",
    r"systeme|systems?|doseur|valve|spoon|cup|spacer|cfc|cfk|fckw|fcc|norflurane?|hfa|hfc\w*|gas|propel\w*|pression|presion|bomb\w*",
    r"sotto|pressione|contenitore|actuations?|puffs?|hub|hube|suihke\w*|erogazion\w*|spruzzi?|dawk\w*",
    r"pulsacion\w*|pulverizacion\w*|inhalacion\w*|bouffees?|spruh\w*|spray|counter|dosen|dosiszahler",
    r"zum|einnehmen|oral\w*|orale?s?|oraal|peroral\w*|doustn\w*|buvables?|os|mouth|bebible|uso",
    r"pre|filled|auto|easi|breathe|steri|neb|respirator|medicated|device|use|usage|route|voie|via|gebrauch|anwendung|gebruik|administration",
)
_PACKS: Final = (
    r"stk|st|stuck|pcs|pieces?|packs?|packung\w*|op|pzn|n[123]|kp|klinikpackung|tubs?|each|unit",
    r"envases?|frascos?|bottles?|botella|fles\w*|flasker?|flaskor|flaconcin\w*|boites?|scatol\w*",
    r"bote|kart\w*|zakk?\w*|box|burk\w*|butelk\w*|buteleczk\w*|bl|x|no|nr|ct|sztuk|szt|cont\w*",
    r"units?|iu|ie|ui|hours?|ml|cl|l|h|do|d|hr|actuat|conf|confezion\w*|umkarton|glas\w*|glass?|tube|can|canister|kan|al|pe|pp|h?dpe|pet",
)
_TASTES: Final = (
    r"sugar|free|sugar-?free|sucre|azucar\w*|zuccher\w*|zucker\w*|acucar|sukker\w*|socker\w*|suiker\w*",
    r"go[uû]t|saveur|aro?[mô]\w*|aroom\w*|sabor|gusto|geschmack\w*|smak\w*|smaak|flavou?r\w*|taste",
    r"straw\w*|erdbeer\w*|fraise\w*|fresa|fragola|truskaw\w*|jordg[uå]bb\w*|orang\w*|naranja|aranci\w*",
    r"laranja|pomara\w*|cherry|kirsch\w*|cereza|ciliegia|banan\w*|vanil\w*|caramel\w*|lemon|limon\w*",
    r"raspber\w*|himbeer\w*|framboises?|grape|berry|bubble ?gum|peach|apple|citron\w*|edulcor\w*",
    r"dolcificant\w*|maltitol\w*|sorbitol\w*|liquide|sweetened|gluten\w*|lactos\w*|glutine|laktos\w*",
    r"colou?r\w*|preservativ\w*|conservat\w*|konserv\w*|alcohol\w*|alkohol\w*|ethanol",
)
_PEOPLE: Final = (
    r"paediatric\w*|pediatri\w*|child\w*|childrens?|kids?|infant\w*|infants?|junior\w*|baby|babies",
    r"kind\w*|sauglinge?|kleinkind\w*|enfants?|nourrissons?|bebes?|ninos?|lactantes?|bambini|bimbi",
    r"bb|lattanti|infanzia|prima|barn|bornene?|born|dzieci\w*|niemowl\w*|crianc\w*|zuigelingen",
    r"young|older|to|bis|hasta|toddlers?|years?|yrs?|months?|jahre\w*|ans?|mois|anos|meses|anni|mesi|ar|aged?|lat",
    r"over|under|up|and|six|from|adults?|adultes?|erwachsene\w*|adulti|adultos|ages|ageing",
    r"schulkinder|jugendlich\w*|adolescents?|monate?|years?\+",
)
_MARKS: Final = (
    r"efg|usp|bp|nf|ph|eur|nda\d*|anda\d*|generic\w*|genericos?|brand|equiv\w*|medicinal|product",
    r"substance|clinical|drug|precisely|only|containing|contains|as|express\w*|e?q",
    r"normal|standard|conventional|immediate|instant|release|oral|form|dosage|formula\w*|new|neu",
    r"resist\w*|low|high|strength|dosing|packed|parallel|import\w*|reimport\w*|eurim|kohlpharma|emra-?med",
)
_SMALL: Final = (
    r"de|du|des|del|della|di|da|do|d|in|im|for|per|par|pour|por|para|fur|fuer|zur|zu|der|die|das",
    r"den|dem|einer?|of|the|a|an|au|aux|en|till?|voor|van|dla|w|na|le|la|les|el|il|un|une|i|o|os|ad",
    r"once|mg|mcg|ug|g|each|st|z|ze|po|bij|om|kg",
)
_KNOWN: Final = re.compile(
    "|".join((*_COATS, *_DEVICES, *_PACKS, *_TASTES, *_PEOPLE, *_MARKS, *_SMALL))
)

MAKERS: Final = _listed(
    """
    1a aldo union aa ab abbott abz accord actavis actiofarm adoh ag agepha ahcl ajanta al
    alembic alfa
    alfasigma aliud almirall almus alpharma alter althera amarox amcal amdipharm amneal
    angelini apo apotex apozyt arcana aristo arrotex arrow as aspen astellas astra
    astrazeneca auro aurobindo auropharma axapharm basics bausch bayer bb beta betapharm
    bexal biodim biogaran biomo blooms bluefish boots boskamp bristaco bristol bv cadila
    care celltrion chemidex chemists chemmart chiesi cinfa cipla co corp cristers ct ctrs
    das dermapharm dexcel doc dr drossapharm drreddys ebewe edigen eg egis esteve
    eurogenerics evolugen exeltis fair farmalider ferrer focus fresenius g gador galen
    galpharm gen generica generici genericon genoptim genrx genus gerot glaxo
    glaxosmithkline glenmark gmbh gsk hameln hasco healthcare heumann heunet hexal hikma
    hormosan hospira ideal inc intas ipca jamp johnson juta kabi kent kern kg kiron krka
    kwizda lab labo laboratoires laboratories laboratorios lannacher lilly limited llc lp
    ltd lupin macleods marcan marlex mayne mcneil med medac medana medis mepha merck
    milpharm mint mylan neogen nordic normon noumed novartis novo novopharm nra ns nu nv
    opella organon orifarm orion oy par paranova pensa perrigo pfizer pharma pharmaceutical
    pharmaceuticals pharmacia pharmacor pharmascience pinewood plc pmg pms pohl polfa
    polpharma prasco priceline puren qilu qualigen ran ranbaxy ratio ratiofarm ratiopharm
    reddy reddys research riva rivopharm roche rosemont roxane sa sandoz sanis sanofi sanova
    sarl septa siegfried sigmapharm spa spirig srl stada streuli strides sun sunovion
    synthon tad tarbis tarchominskie taro teligent teofarma terry teva tillomed torrent trom
    unichem upjohn upsa vb viatris viphar vir vis vitabalans viva wellcome west westward
    wexford white winthrop wockhardt wyeth xiromed yiling zdrovit zentiva zydus
    """
)
"""Makers as they stand in names, each word of them in small letters."""

_COMPANY: Final = re.compile(
    r"\b(?:ltd|limited|plc|gmbh|inc|llc|corp|co|ag|s\.?p\.?a|s\.?r\.?l|s\.?a\.?s?|b\.?v|a/s|ab|oy"
    r"|pharma\w*|healthcare|laborator\w*|labs?|medicines|products|company|international|uk)\b",
    re.IGNORECASE,
)
ADDED: Final = _listed(
    """
    active allergie allergy am arthritis back body cafe codein coffee cold combi combination
    combo comp compositum composto compound compuesto congestion cough day duo effervescent
    energy express extra fast fever flash flu forte grip gripe grippe hot husten lemsip
    menstrual migraine migran migrane mucus multi multisymptom nacht nat night noc noche
    notte nuit optizorb osteo pack pain period plus pm raffreddore rapid refill resfriado
    rhume schlaf sinus sinutab sleep starter titration titre tos tosse toux tussi women zipp
    """
)
"""Words that make another product of a name: something is added, or it acts otherwise."""


def is_known_word(word: str) -> bool:
    """Whether a word of a name says no substance, brand or maker."""
    plain = re.sub("[’']", "", folded(word)).replace("ł", "l").replace("ø", "o").replace("æ", "ae")
    return _KNOWN.fullmatch(plain) is not None or is_form_word(word) or is_form_word(plain)


def is_company(text: str) -> bool:
    """Whether what stands in brackets is a maker."""
    return _COMPANY.search(text) is not None
