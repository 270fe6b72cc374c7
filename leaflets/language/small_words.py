"""Small and common words of languages written in Latin letters: a passage's language shows in them.

Written by hand. English has more of them than the others, as it is what sheets are written in.
"""

from __future__ import annotations

from typing import Final

SMALL_WORDS: Final[dict[str, str]] = {
    "en": (
        "a about after all also always am an and any are as ask at away be because been before "
        "below between both but by call can cannot could day days did do doctor does don't dose "
        "drink each eat every feel few first for from get give given go has have he help her his "
        "hour hours how if in into is it its just keep know last less let long make many may "
        "medicine men might more most much must near never new next night no nor not nothing now "
        "of off often on once one only or other out over own patients people per pharmacist "
        "please put rinse see she should shake so some soon still stop such swallow take taken "
        "tell than that the their them then there these they this those through time to together "
        "too two under until up use used usually very was wash water were what when where which "
        "while who whole why will with without women would you your can't won't doesn't isn't "
        "aren't may't you're it's your's die pain sale pour chat tome main car son ton bad fast "
        "bald war hat art gift made late angel pan red sin hay dice hubo"
    ),
    "de": (
        "aber als am an auch auf aus bei beim bis bitte bzw dann das dass dem den der des dessen "
        "die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines "
        "er es für hat haben ihr ihre ihren ihrem ihrer im in ist kann kein keine keinen können "
        "man mehr mit muss nach nicht noch nur ob oder ohne sich sie sind so sollte über um und "
        "unter vom von vor war was wenn werden wie wird zu zum zur zusammen nehmen einnehmen"
    ),
    "fr": (
        "à afin ainsi après au aux avant avec ce cela ces cette ci comme contre dans de des doit "
        "du elle en est et être eu il ils je la le les leur lorsque mais même ne ni non nos notre "
        "nous ou où par pas pendant peut plus pour pouvez prenez prendre que qui sa sans se ses "
        "si son sont sous sur toujours tout toute trop très un une vos votre vous"
    ),
    "es": (
        "solo sólo le les da dé dar está estén a al antes aunque bien cada como con contra cuando "
        "de debe del desde después durante el ella en entre es esta este están esto hasta hay la "
        "las lo los más médico mi muy ni no nunca o para pero por porque puede que se sea ser si "
        "sin sobre su sus también tiene todo tome tomar un una uno usted y ya"
    ),
    "it": (
        "a ai al alla alle allo anche che chi come con contro da dal dalla degli dei del della "
        "delle deve di dopo dose è e fino gli ha i il in la le lei lo ma mai medico ne nei nel "
        "nella non o ogni per perché più prenda prima può quando quello questa questo se senza si "
        "solo sono sua suo tra tutto un una uno"
    ),
    "pt": (
        "a à ao aos antes as às até cada com como da das de deve depois do dos e é ela em entre "
        "esta este está isso isto já lhe mais mas médico muito na nas não nem no nos nunca o os "
        "ou para pela pelo por porque quando que se sem ser seu sua são também tem tome tomar um "
        "uma você"
    ),
    "nl": (
        "aan als alleen arts bij dan dat de deze die dit door een en geen gebruik het hij hoe ik "
        "in innemen is kan maar meer met moet na naar neem niet nog of om onder ook op over te "
        "tot u uit uw van veel voor was wat wordt worden zijn zonder"
    ),
    "sv": (
        "les alla att av behöver den det detta din du efter eller en ett från för före har hos i "
        "inte innan kan läkare med mellan men mer mot måste när och om också på så ska som till "
        "under utan vid är ta"
    ),
    "da": (
        "les her ham hun han der af alle at den det dette din du efter eller en er et fra før har "
        "hos hvis i ikke inden kan læge med mellem men mere mod må når og også om på så skal som "
        "til uden ved"
    ),
    "pl": (
        "a aby albo ale bez być co czy dla do i ich jak jako jest jeśli już każdy leku lub na nie "
        "niż o od oraz po pod podczas przed przez przy są się ta tak tego ten to u w we z za ze "
        "że"
    ),
    "ro": (
        "le au sus sa a acest acesta al ale ar ca că care ce cu da dacă de din după este fără fi "
        "în înainte la lui mai medicul nu o pe pentru poate prin sau se să sunt și un una"
    ),
    "tr": (
        "ama bir bu çok da daha de değil en gibi her için ile ise kadar olan olarak önce sonra ve "
        "veya ya doktorunuza almayın kullanmayın"
    ),
    "fi": (
        "ei eikä ennen ja jos kanssa kun mutta myös ne niin on ota ottaa se tai tämä vain yli älä "
        "lääkäri"
    ),
    "cs": (
        "a aby ale až bez do i jako je jsou k kdy nebo než od po pod pro před při s se si tento v "
        "ve z za že lékaře neužívejte"
    ),
    "hu": ("a az egy és vagy nem ne ha hogy már csak után előtt orvos kell lehet szedje"),
    "hr": (
        "ako bez do i ili je kod lijek liječnika na nakon ne nemojte od prije sa se su u uz "
        "uzimajte za"
    ),
    "sk": (
        "a aby ak alebo bez do je ktoré lekára liek na nepoužívajte neužívajte nie od po pred pri "
        "sa so sú u v z za že"
    ),
    "et": ("ei ega enne ja järgi kui koos kuni mitte on pärast ravimit seda võtke või ärge arsti"),
    "lt": ("ar ir iki jei jeigu ne negalima nuo po prieš su taip vaisto vartokite gydytoją"),
    "lv": ("ar ārstu bez ja kā lietojiet līdz ne nedrīkst no pēc pirms un vai zāles"),
    "so": ("aan ama iyo kaa ka ku la ma oo u waa wax ah ha qaado dhakhtarka"),
    "sw": (
        "au bila hii kabla kama kila kwa la ma na ni si usitumie usinywe wa wewe ya yako za daktari"
    ),
    "tl": (
        "ang ay at bago gamot hindi huwag inumin ito ka kung lang mag may mga na ng nang ninyo "
        "niyo o para sa siya po doktor"
    ),
    "vi": (
        "da tra cho bạn các có của dùng được hoặc không khi là một nếu này người như nhất những "
        "phải sau sẽ thuốc trước và với trong từ uống"
    ),
    "id": (
        "ada adalah anda atau bila dan dapat dari dengan di ini jangan jika ke minum obat oleh "
        "pada saat sebelum sesudah tidak untuk yang dokter"
    ),
}
