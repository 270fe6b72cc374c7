"""An edition: how a leaflet is laid out, and which editions exist."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from leaflets.languages import LETTER_TERRITORIES, Language

Paper: TypeAlias = Literal["a4", "letter"]

PAPER_SIZES: Final[dict[Paper, tuple[float, float]]] = {
    "a4": (595.276, 841.890),
    "letter": (612.0, 792.0),
}
"""Width and height in pt: ISO 216 (210 by 297 mm) and ANSI/ASME Y14.1 (8.5 by 11 in)."""


class Edition(BaseModel):
    """One way to lay a leaflet out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: Paper = "a4"

    @property
    def body_size(self) -> float:
        """The size of body text in pt (UKAAF clear print: at least 12)."""
        return 12.0


def default_paper(language: Language) -> Paper:
    """The paper of the language's territory; A4 where the tag names none."""
    return "letter" if language.territory in LETTER_TERRITORIES else "a4"


def file_name(sheet_id: str, language: Language, edition: Edition, extension: str = "pdf") -> str:
    """``<id>-<language>[-<paper>].<ext>``, with defaults left out."""
    parts = [sheet_id, language.tag]
    if edition.paper != default_paper(language):
        parts.append(edition.paper)
    return f"{'-'.join(parts)}.{extension}"
