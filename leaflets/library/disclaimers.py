"""The disclaimer that every leaflet carries.

The built-in texts come from the package only. A publisher may set their own text for each
language in publisher.yaml, and nowhere else; a language missing there is an error.
"""

from __future__ import annotations

from importlib.resources import files as of_package
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from leaflets.errors import LeafletsError, problem
from leaflets.language.tags import Language
from leaflets.sheet.source import source_in
from leaflets.snapshot import Snapshot


class Disclaimer(BaseModel):
    """A heading and paragraphs, in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str = Field(min_length=1, max_length=200)
    paragraphs: tuple[str, ...] = Field(min_length=1, max_length=12)


def disclaimers_folder() -> Path:
    """The folder of the package's own disclaimers."""
    return Path(str(of_package("leaflets"))) / "disclaimers"


def built_in_disclaimer(language: Language, files: Snapshot | None = None) -> Disclaimer | None:
    """The package's own disclaimer; None where the package has none in that language.

    ``files`` is what reads it, where a run has a snapshot.
    """
    files = files or Snapshot()
    for folder in language.catalog_folders:
        file = disclaimers_folder() / f"{folder.replace('_', '-')}.yaml"
        if files.is_file(file):
            return files.parsed(_disclaimer, file)
    return None


def _disclaimer(file: Path, content: bytes) -> Disclaimer:
    return Disclaimer.model_validate(source_in(file, content, "bug").data)


def disclaimer_for(
    language: Language,
    own: dict[str, Disclaimer],
    publisher_file: str,
    files: Snapshot | None = None,
) -> Disclaimer:
    """The disclaimer of a leaflet: the publisher's where one is set, else the built-in one.

    Raises LeafletsError (kind "translation") where the language is missing.
    """
    if own:
        for folder in language.catalog_folders:
            if found := own.get(folder.replace("_", "-")):
                return found
        tag = language.catalog_folders[-1].replace("_", "-")
        message = (
            f"the publisher's disclaimer has no text for {tag}; add it:"
            f" `{tag}: {{heading: …, paragraphs: […]}}`"
        )
        place = problem("translation-disclaimer", message, file=publisher_file, field="disclaimer")
        raise LeafletsError(place)
    if found := built_in_disclaimer(language, files):
        return found
    tag = language.catalog_folders[-1].replace("_", "-")
    message = (
        f"there is no disclaimer in {tag}; write one into your library's publisher.yaml, for each"
        f" language that you print: `disclaimer: {{{tag}: {{heading: …, paragraphs: […]}}}}`"
    )
    raise LeafletsError(problem("translation-disclaimer", message, field="disclaimer"))
