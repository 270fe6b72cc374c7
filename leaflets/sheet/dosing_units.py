"""The units that a dose is counted or measured in."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from leaflets.language.strengths import IN_MICROGRAMS, MASS_WORDS

Unit: TypeAlias = Literal[
    "tablet",
    "capsule",
    "drop",
    "puff",
    "sachet",
    "suppository",
    "patch",
    "spray",
    "unit",
    "milliliter",
    "microgram",
    "milligram",
    "gram",
]

MASSES: Final = frozenset(IN_MICROGRAMS)
"""The units of mass."""

PIECES: Final[frozenset[Unit]] = frozenset({"tablet", "capsule", "sachet", "suppository", "patch"})
"""The units of which one is one piece: what is poured or sprayed is none."""

WEIGHED_NOWHERE: Final[frozenset[Unit]] = frozenset({"patch", "spray", "drop", "unit"})
"""The units whose strength may be none in mg: micrograms in an hour, units of insulin."""

UNIT_WORDS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tablet", "tablets", "tab", "tabs"), "tablet"),
    **dict.fromkeys(("capsule", "capsules", "cap", "caps"), "capsule"),
    **dict.fromkeys(("drop", "drops"), "drop"),
    **dict.fromkeys(("puff", "puffs"), "puff"),
    **dict.fromkeys(("sachet", "sachets"), "sachet"),
    **dict.fromkeys(("suppository", "suppositories"), "suppository"),
    **dict.fromkeys(("patch", "patches"), "patch"),
    **dict.fromkeys(("spray", "sprays"), "spray"),
    **dict.fromkeys(("unit", "units"), "unit"),
    **dict.fromkeys(("ml", "milliliter", "milliliters", "millilitres"), "milliliter"),
    **MASS_WORDS,
}
"""How units are typed, in small letters."""
