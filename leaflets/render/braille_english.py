"""How English words are read in contracted Unified English Braille: its contractions as data.

After The Rules of Unified English Braille, 2nd edition (ICEB 2013), section 10; cells in North
American ASCII Braille. Not taken from any table that writes.
"""

from __future__ import annotations

from typing import Final


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


WHOLE: Final = _pairs(
    """but B can C do D every E from F go G have H just J knowledge K like L more M not N people P
    quite Q rather R so S that T us U very V will W it X you Y as Z
    child * shall % this ? which : out \\ still /
    be 2 enough 5 were 7 his 8 in 9 was 0"""
)
"""10.1, 10.2 and 10.5: signs that are a word only where nothing else is in it."""

ANYWHERE: Final = _pairs(
    """and & for = of ( the ! with ) ch * gh < sh % th ? wh : ed $ er ] ou \\ ow [ st / ing +
    ar > en 5 in 9 day "D ever "E father "F here "H know "K lord "L mother "M name "N one "O part "P
    question "Q right "R some "S time "T under "U work "W young "Y there "! character "*
    through "? where ": ought "\\ upon ^U these ^! those ^? whose ^: word ^W cannot _C had _H
    many _M spirit _S their _! world _W"""
)
"""10.3, 10.4, 10.6 (en, in) and 10.7: signs that stand for letters in any place of a word."""

NOT_FIRST: Final = _pairs(
    """ound .D ance .E sion .N less .S ount .T ence ;E ong ;G ful ;L tion ;N ness ;S ment ;T
    ity ;Y"""
)
"""10.8: signs that begin no word."""

FIRST: Final = _pairs("be 2 con 3 dis 4")
"""10.6: signs that begin a longer word."""

MIDDLE: Final = _pairs("ea 1 bb 2 cc 3 ff 6 gg 7")
"""10.6: signs between letters."""

SHORT: Final = _pairs(
    """about AB above ABV according AC across ACR after AF afternoon AFN afterward AFW again AG
    against AG/ almost ALM already ALR also AL although AL? altogether ALT always ALW because 2C
    before 2F behind 2H below 2L beneath 2N beside 2S between 2T beyond 2Y blind BL braille BRL
    children *N conceive 3CV conceiving 3CVG could CD deceive DCV deceiving DCVG declare DCL
    declaring DCLG either EI first F/ friend FR good GD great GRT herself H]F him HM himself HMF
    immediate IMM its XS itself XF letter LR little LL much M* must M/ myself MYF necessary NEC
    neither NEI oneself "OF ourselves \\RVS paid PD perceive P]CV perceiving P]CVG perhaps P]H
    quick QK receive RCV receiving RCVG rejoice RJC rejoicing RJCG said SD should %D such S*
    themselves !MVS thyself ?YF today TD together TGR tomorrow TM tonight TN would WD your YR
    yourself YRF yourselves YRVS"""
)
"""10.9: words written short, also within longer words."""

ACCENTS: Final = {
    "\u0300": "^*",
    "\u0301": "^/",
    "\u0302": "^%",
    "\u0303": "^]",
    "\u0304": "@-",
    "\u0306": "@+",
    "\u0308": "^3",
    "\u030a": "^$",
    "\u030c": "^+",
    "\u0327": "^&",
}
"""4.2: the modifier before a letter, by Unicode's combining mark."""

ENGLISH_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    ".": ("4",),
    ",": ("1",),
    ";": ("2",),
    ":": ("3",),
    "!": ("6",),
    "?": ("8", ";8"),
    "'": ("'",),
    "’": ("'", ",0"),
    "‘": (",8", "8"),
    "“": ("8",),
    "”": ("0",),
    "„": ("8",),
    '"': ("8", "0", ",7"),
    "«": ("_8",),
    "»": ("_0",),
    "(": ('"<',),
    ")": ('">',),
    "[": (".<",),
    "]": (".>",),
    "{": ("_<",),
    "}": ("_>",),
    "/": ("_/",),
    "\\": ("_*",),
    "-": ("-",),
    "‐": ("-",),
    "‑": ("-",),
    "–": (",-",),
    "—": (",-", '",-'),
    "…": ("444",),
    "•": ("_4",),
    "*": ('"9',),
    "+": ('"6',),
    "=": ('"7',),
    "−": ('"-',),
    "×": ('"8',),
    "÷": ('"/',),
    "<": ("@<",),
    ">": ("@>",),
    "≤": ("_@<",),
    "≥": ("_@>",),
    "±": ("_6",),
    "~": ("@9",),
    "^": ("@5",),
    "%": (".0",),
    "°": ("^J",),
    "&": ("@&",),
    "@": ("@A",),
    "#": ("_?",),
    "$": ("@S",),
    "€": ("@E",),
    "£": ("@L",),
    "¥": ("@Y",),
    "¢": ("@C",),
    "©": ("^C",),
    "®": ("^R",),
    "™": ("^T",),
    "§": ("^S",),
    "¶": ("^P",),
    "†": ("@,?",),
    "‡": ("@,]",),
    "_": (".-",),
    "|": ("_\\",),
    "′": ("7",),
    "″": ("77",),
    "→": ("\\O", ";\\O"),
    "←": ("\\[", ";\\["),
    "↑": ("\\+", ";\\+"),
    "↓": ("\\%", ";\\%"),
}
"""Sections 3, 7 and 11: punctuation and signs."""

GREEK: Final = {
    **{
        f"{greek}": f".{latin}"
        for greek, latin in zip("αβγδεζικλμνξοπρστυφω", "ABGDEZIKLMNXOPRSTUFW", strict=True)
    },
    "η": ".:",
    "θ": ".?",
    "χ": ".&",
    "ψ": ".Y",
    "ς": ".S",
}
"""4.5: Greek letters."""
