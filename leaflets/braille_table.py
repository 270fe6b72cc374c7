"""How a language is written in Braille, as ``locales/braille.yaml`` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints


class BrailleTable(BaseModel):
    """A table of liblouis; ``words`` replace what it has no sign for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(ctb|utb)$")]
    grade: Literal["1", "2"]
    why: str
    words: dict[str, str] = Field(default_factory=dict)


class BrailleTables(RootModel[dict[str, BrailleTable]]):
    """The list: a table for each language, by tag."""
