"""An edition: how a leaflet is laid out, and which editions exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from leaflets.languages import LETTER_TERRITORIES, Language

Paper: TypeAlias = Literal["a4", "letter", "a5"]
Size: TypeAlias = Literal["standard", "large", "extra-large"]
Format: TypeAlias = Literal["pdf", "text"]

PAPER_SIZES: Final[dict[Paper, tuple[float, float]]] = {
    "a4": (595.276, 841.890),
    "letter": (612.0, 792.0),
    "a5": (419.528, 595.276),
}
"""Width and height in pt: ISO 216 (210 by 297, 148 by 210 mm), ANSI/ASME Y14.1 (8.5 by 11 in)."""

BODY_SIZES: Final[dict[Size, float]] = {"standard": 12.0, "large": 18.0, "extra-large": 24.0}
"""The size of body text in pt (UKAAF: clear print at least 12, large print ideally 18)."""


class Edition(BaseModel):
    """One way to lay a leaflet out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: Paper = "a4"
    size: Size = "standard"
    format: Format = "pdf"

    @property
    def body_size(self) -> float:
        """The size of body text in pt."""
        return BODY_SIZES[self.size]

    @property
    def is_large_print(self) -> bool:
        """Whether it is set larger than standard."""
        return self.size != "standard"

    @property
    def tables_as_lists(self) -> bool:
        """Whether tables are lists of labelled rows: where columns would be too narrow."""
        return self.is_large_print or self.format == "text"

    @property
    def extension(self) -> str:
        """The ending of its files' names."""
        return {"pdf": "pdf", "text": "txt"}[self.format]


_REFUSED: Final[tuple[tuple[Callable[[Edition], bool], str], ...]] = (
    (
        lambda edition: edition.paper == "a5" and edition.is_large_print,
        "large print does not go on A5: a line would hold three or four words; use A4 or Letter",
    ),
    (
        lambda edition: edition.format == "text" and edition.is_large_print,
        "plain text has no size of its own: its reader chooses one; leave --size out",
    ),
    (
        lambda edition: edition.format == "text" and edition.paper != "a4",
        "plain text has no paper; leave --paper out",
    ),
)
"""Which combinations do not exist, and why."""


def refusal(edition: Edition) -> str | None:
    """Why there is no such edition; None if there is."""
    return next((reason for applies, reason in _REFUSED if applies(edition)), None)


def default_paper(language: Language) -> Paper:
    """The paper of the language's territory; A4 where the tag names none."""
    return "letter" if language.territory in LETTER_TERRITORIES else "a4"


def file_name(sheet_id: str, language: Language, edition: Edition) -> str:
    """``<id>-<language>[-<size>][-<paper>].<ext>``, with defaults left out."""
    parts = [sheet_id, language.tag]
    if edition.size != "standard":
        parts.append(edition.size)
    if edition.format == "pdf" and edition.paper != default_paper(language):
        parts.append(edition.paper)
    return f"{'-'.join(parts)}.{edition.extension}"
