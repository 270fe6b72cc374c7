"""How a language is written in Braille, as ``locales/braille.yaml`` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, field_validator

from leaflets.language.tags import Tag


class BrailleTable(BaseModel):
    """A table of liblouis; ``words`` replace what it has no sign for, never a number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(ctb|utb)$")]
    grade: Literal["1", "2"]
    why: str
    words: dict[str, str] = Field(default_factory=dict)

    @field_validator("words")
    @classmethod
    def _without_numbers(cls, words: dict[str, str]) -> dict[str, str]:
        for sign, word in words.items():
            if not sign.strip() or not word.strip():
                raise ValueError("a sign and its word can't be empty")
            if any(letter.isnumeric() and letter not in "²³" for letter in sign + word):
                raise ValueError("a number is never replaced, and no word brings one in")
        return words


class BrailleTables(RootModel[dict[Tag, BrailleTable]]):
    """The list: a table for each language, by tag."""
