"""The letters and signs of the Braille codes that are read letter by letter, as data.

Cells in North American ASCII Braille. Not taken from any table that writes.
"""

from __future__ import annotations

from typing import Final

from leaflets.render.braille_english import GREEK

LATIN: Final = {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}

_GREEK: Final = {letter: cells[1] for letter, cells in GREEK.items()}


def _alternatives(text: str) -> dict[str, tuple[str, ...]]:
    """From lines of a sign and the cells it may have."""
    rows = (line.split() for line in text.strip().splitlines())
    return {sign: tuple(cells) for sign, *cells in rows}


SPANISH: Final = {
    **LATIN,
    **dict(zip("áéíñóúü", "(!/]+)\\", strict=True)),
    **{letter: f"@{cell}" for letter, cell in _GREEK.items()},
    "η": "@:",
    "θ": "@?",
    "χ": "@&",
    "ψ": "@Y",
}
"""Comisión Braille Española, Signografía básica (B 2)."""

SPANISH_SIGNS: Final = _alternatives(
    """
    . '
    , 1
    ; 2
    : 3
    ? 5
    ¿ 5
    ! 6
    ¡ 6
    ' '
    ’ ' 8
    ‘ 8
    " 8
    “ 8
    ” 8
    „ 8
    « 8
    » 8
    ( <
    ) >
    [ (
    ] )
    - -
    ‐ -
    ‑ -
    – -
    — --
    … '''
    + 6
    = 7
    * 9
    / ,1
    % _0
    & ,&
    @ "
    $ _S
    € _E
    | _
    """
)

FRENCH: Final = {
    **LATIN,
    **dict(zip("çéàèùâêîôûëïüœ", "&=(!)*<%?:$]\\[", strict=True)),
    # Letters of other languages (Code braille français uniformisé, I, letters).
    **dict(zip("áíóúìòæäöñ", "(/+)/+>>[]", strict=True)),
    **{letter: f"^{cell}" for letter, cell in _GREEK.items()},
    "η": "^H",
    "θ": "^J",
    "χ": "^Q",
    "ψ": "^Y",
    "ς": "^S",
}
"""Code braille français uniformisé, 2nd edition (2008), tables I and III."""
del FRENCH["ς"]

FRENCH_SIGNS: Final = _alternatives(
    """
    . 4
    , 1
    ; 2
    : 3
    ? 5
    ! 6
    ' '
    ’ ' 7
    ‘ 7
    " 7
    “ 7
    ” 7
    « 7
    » 7
    ( 8
    ) 0
    [ ^8
    ] 0B
    - -
    ‐ -
    ‑ -
    – - --
    — - _-
    − -
    … 444
    + 6 ,6
    = 7 ,7
    * 9 "9
    × "9
    / /
    \\ "/
    % "+
    ‰ "++
    ° "O
    & "=
    @ >
    $ ^S
    € ^E
    £ ^L
    ¥ ^Y
    § "P
    © "C
    ® "R
    ™ "T
    ~ "5
    _ "-
    < "<
    > ">
    ≤ ^<
    ≥ ^>
    ± 6-
    • [O
    ² @<
    ³ @%
    """
)

ARABIC: Final = {
    **LATIN,
    **dict(
        zip(
            "ءآأؤإئابةثتجحخدذرزسشصضطظعغفقكلمنهوىيپچڤگ",
            "'>/\\.YAB*?TJ:XD!RZS%&$)=(<FQKLMNHWOIBJFK",
            strict=True,
        )
    ),
    **dict(zip("\u064e\u0650\u064b\u064c\u064d\u064f\u0652", "1E259U3", strict=True)),
    "لا": "V",
    **{letter: f"@.{cell}" for letter, cell in _GREEK.items()},
    "η": "@.:",
    "θ": "@.?",
    "χ": "@.&",
    "ψ": "@.Y",
}
"""Unified Arabic Braille (Mada, mip.qa/braille). Gemination stands before its letter: dot 6."""

ARABIC_SIGNS: Final = _alternatives(
    """
    . 4
    ۔ 4
    ، "
    , 1
    ؛ "2
    ; "2
    : "1
    ؟ 8
    ? 8
    ! 6
    ' '
    ‘ '
    ’ '
    " 7
    “ 7
    ” 7
    „ 7
    « ,7
    » 7'
    ( 8
    ) 0
    [ ,8
    ] 0'
    - --
    ‐ --
    ‑ --
    – "--
    — ^--
    − ;-
    … 444
    + ;6
    = ;7
    × ;8
    ÷ ;4
    * ;9
    / _-
    % 3P
    ° ^J
    & @&
    @ @A
    # _9
    $ @4
    € @E
    £ @L
    < ^5
    > ^9
    ≤ _^5
    ≥ _^9
    ± ;6-
    ≈ _7
    • _4
    _ ,-
    ~ ^3
    | _3
    © @^C
    ® @^R
    ™ @^T
    § ^S
    """
)

_CONSONANTS: Final = {
    **dict(zip("कखगघङचछजझञटठडढणतथदधन", "K.G<+C*J03)W$=#T?D!N", strict=True)),
    **dict(zip("पफबभमयरलळवशषसह", "P6B^MYRL_V%&SH", strict=True)),
    **{letter + "\u093c": cell for letter, cell in zip("कखगजफय", "K.GJ6Y", strict=True)},
    "ड\u093c": "]",
    "ढ\u093c": '"]',
    "क्ष": "Q",
    "ज्ञ": ":",
}

_VOWELS: Final = dict(zip("इईउऊऋऍएऐऑओऔ", ["I", "9", "U", "\\", '"R', *"/E/XO["], strict=True))

HINDI: Final[dict[str, tuple[str, ...]]] = {
    **{letter: (cell,) for letter, cell in LATIN.items()},
    **{letter: (cells,) for letter, cells in _CONSONANTS.items()},
    # A consonant without its vowel has dot 4 before it.
    **{letter + "\u094d": (f"@{cells}",) for letter, cells in _CONSONANTS.items()},
    # The vowel a stands between a consonant and a vowel of its own, which it would else take.
    **{
        letter + vowel: (f"{cells}A{sign}", f"{cells}{sign}")
        for letter, cells in _CONSONANTS.items()
        for vowel, sign in _VOWELS.items()
    },
    **{vowel: (cells,) for vowel, cells in _VOWELS.items()},
    **{letter: (cell,) for letter, cell in zip("अआा", "A>>", strict=True)},
    **{letter: (cell,) for letter, cell in zip("िीुूेैोौॅॉ", "I9U\\E/O[/X", strict=True)},
    **{letter: (cell,) for letter, cell in zip("\u0901\u0902\u0903ऽ", "';,1", strict=True)},
    "ृ": ('"R',),
    "ॐ": ("O@M",),
}
"""Bharati Braille (Braille Council of India): vowels alone and vowel signs have the same cell."""

HINDI_SIGNS: Final[dict[str, tuple[str, ...]]] = {" - ": ("--",)} | _alternatives(
    """
    . 4 .
    ... '''
    । 4
    ॥ 44
    ॰ 4
    , 1 ,
    ; 2
    : 3 @3
    ! 6 @6
    ? 8 @8
    ' ' ,8
    ’ '
    ‘ ,8
    " 8 0 @8
    “ 8
    ” 0
    ( 7 @7
    ) 7 @7
    [ ,7 @,7
    ] 7' @7'
    - - --
    ‑ -
    – --
    — --
    / _/ /
    % @3P
    + @+
    = .K
    < "K
    > .1
    & @&
    @ @A
    $ @4
    • _4
    © ^C
    ® ^R
    ™ ^T
    """
)
