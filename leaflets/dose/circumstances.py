"""What a plan says besides when and how much: for what, where, and in whose words."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

Reason: TypeAlias = Literal[
    "pain",
    "fever",
    "headache",
    "migraine",
    "nausea",
    "cough",
    "breathlessness",
    "wheezing",
    "itching",
    "sleep",
    "constipation",
    "diarrhea",
    "heartburn",
    "allergy",
    "anxiety",
    "cramps",
    "dizziness",
    "stuffy_nose",
]
"""For what something is taken when needed."""

Site: TypeAlias = Literal[
    "left_eye",
    "right_eye",
    "both_eyes",
    "left_ear",
    "right_ear",
    "both_ears",
    "left_nostril",
    "right_nostril",
    "both_nostrils",
]
"""Where on the body it goes."""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
SITES: Final[tuple[Site, ...]] = get_args(Site)

LONGEST_WORDS: Final = 400
"""Characters of one text of a prescriber's."""


class Need(BaseModel):
    """That it is taken only when needed, and for what; no reason where only words say it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason | None = None


class OwnWords(BaseModel):
    """What a prescriber wrote, word for word, in its own language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDS)]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    """A tag of BCP 47; und-Cyrl where only the script is known."""
