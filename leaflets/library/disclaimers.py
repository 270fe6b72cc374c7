"""The disclaimer that every leaflet carries.

The built-in texts come from the package only. A publisher may set their own text for each
language in publisher.yaml, and nowhere else; a language missing there is an error.
"""

from __future__ import annotations

from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from leaflets.errors import LeafletsError, problem
from leaflets.language.tags import Language
from leaflets.sheet.source import parse_source


class Disclaimer(BaseModel):
    """A heading and paragraphs, in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str = Field(min_length=1, max_length=200)
    paragraphs: tuple[str, ...] = Field(min_length=1, max_length=12)


def built_in_disclaimer(language: Language) -> Disclaimer | None:
    """The package's own disclaimer, or None where the package has none in that language."""
    for folder in language.catalog_folders:
        file = files("leaflets") / "disclaimers" / f"{folder.replace('_', '-')}.yaml"
        if file.is_file():
            source = parse_source(file.read_text(encoding="utf-8"), str(file), "bug")
            return Disclaimer.model_validate(source.data)
    return None


def disclaimer_for(
    language: Language, own: dict[str, Disclaimer], publisher_file: str
) -> Disclaimer:
    """The disclaimer of a leaflet: the publisher's where one is set, else the built-in one.

    Raises LeafletsError (kind "translation") where the language is missing.
    """
    if own:
        for folder in language.catalog_folders:
            if found := own.get(folder.replace("_", "-")):
                return found
        message = f"the publisher's disclaimer has no text for {language.tag}; add it"
        place = problem("translation-disclaimer", message, file=publisher_file, field="disclaimer")
        raise LeafletsError(place)
    if found := built_in_disclaimer(language):
        return found
    raise LeafletsError(
        problem("translation-disclaimer", f"there is no disclaimer in {language.tag}")
    )
