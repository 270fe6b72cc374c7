"""The data behind an exported sheet: what a narrative can't carry, so that nothing is lost.

It is JSON: the sheet, what each language says in its place, and the digests of its pictures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from leaflets.content.localize import LocalizedSheet
from leaflets.content.record import Record, Told
from leaflets.edition.profiles import Outline
from leaflets.language.tags import Language, language
from leaflets.sheet.blocks import FigureFile
from leaflets.sheet.figures import figure_names
from leaflets.sheet.messages import Message, messages, with_texts
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import parse_source
from leaflets.sheet.validation import sheet_from

FORM: Final = "leaflets-epi-1"
"""What says that data are ours, and how they are written."""


@dataclass(frozen=True)
class Export:
    """A sheet as it is exported: with what its leaflets say in one or more languages.

    The first of ``told`` is in the sheet's own language. ``figures`` are its pictures by name,
    ``publisher`` is who issues it. ``record`` is that of the PDF to which it is attached.
    """

    sheet: Sheet
    told: tuple[Told, ...]
    figures: Mapping[str, bytes]
    publisher: str | None
    software: str
    record: Record | None = None


class _Said(BaseModel):
    """What one language says; ``messages`` by context, None for the sheet's own language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    leaflet: dict[str, Any]
    outline: Outline
    messages: dict[str, str] | None = None


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["leaflets-epi-1"]
    software: str
    publisher: str | None
    sheet: dict[str, Any]
    told: tuple[_Said, ...] = Field(min_length=1)
    figures: dict[FigureFile, str]
    record: Record | None = None


def export_of(
    told: tuple[Told, ...],
    sheet: Sheet,
    *,
    figures: Mapping[str, bytes],
    publisher: str | None,
    software: str,
    record: Record | None = None,
) -> Export:
    """The export of a sheet in the languages of ``told``, its own first where it is one of them.

    Where it is none of them, the first of them takes its place: what nobody can read in the
    narrative must not stand in the data either.
    """
    own = [one for one in told if _is_own(one, sheet)]
    others = tuple(one for one in told if one not in own)
    if not own:
        first, *rest = others
        own, others = [first], tuple(rest)
        sheet = first.leaflet.sheet.model_copy(update={"language": first.leaflet.language})
    return Export(sheet, (*own, *others), figures, publisher, software, record)


def _is_own(told: Told, sheet: Sheet) -> bool:
    folders = Language(sheet.language).catalog_folders
    return not set(folders).isdisjoint(Language(told.leaflet.language).catalog_folders)


def export_json(export: Export) -> str:
    """The data as JSON: the same export gives the same text."""
    told: list[dict[str, Any]] = []
    for one in export.told:
        # A patient's name or dose is in that patient's handout and nowhere else.
        assert not one.leaflet.person, "a patient's data are never exported"
        assert not one.leaflet.plan, "a patient's data are never exported"
        said: dict[str, Any] = {
            "leaflet": one.leaflet.model_dump(mode="json", exclude={"sheet", "person", "plan"}),
            "outline": one.outline.model_dump(mode="json"),
        }
        if told:
            found = messages(one.leaflet.sheet)
            said["messages"] = {message.context: message.text for message in found}
        told.append(said)
    data = {
        "form": FORM,
        "software": export.software,
        "publisher": export.publisher,
        "sheet": export.sheet.model_dump(mode="json", exclude_defaults=True),
        "told": told,
        "figures": {name: _digest(export.figures[name]) for name in sorted(export.figures)},
    }
    if export.record:
        data["record"] = export.record.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def figures_in(text: str) -> tuple[str, ...]:
    """The names of the pictures that data ask for. Raises ValueError where they are not ours."""
    return tuple(sorted(_Data.model_validate_json(text).figures))


def read_data(text: str, figures: Mapping[str, bytes]) -> Export:
    """The export that data were made of, with its pictures.

    The sheet is read as strictly as an author's file. Raises LeafletsError for a faulty sheet,
    ValueError for anything else that is wrong.
    """
    data = _Data.model_validate_json(text)
    if data.figures != {name: _digest(content) for name, content in figures.items()}:
        raise ValueError("its pictures are not those of its data")
    sheet = sheet_from(parse_source(json.dumps(data.sheet, ensure_ascii=False), "the sheet in it"))
    if set(figures) != figure_names(sheet):
        raise ValueError("its pictures are not those of its sheet")
    told = tuple(_told(sheet, said, is_own=index == 0) for index, said in enumerate(data.told))
    if not _is_own(told[0], sheet):
        raise ValueError("its first language is not the sheet's own")
    return Export(sheet, told, dict(figures), data.publisher, data.software, data.record)


def _told(sheet: Sheet, said: _Said, *, is_own: bool) -> Told:
    texts = said.messages
    if is_own != (texts is None) or {"sheet", "person", "plan"} & said.leaflet.keys():
        raise ValueError("its messages are not those of its sheet")
    if texts is not None:
        if set(texts) != {message.context for message in messages(sheet)}:
            raise ValueError("its messages are not those of its sheet")
        known = texts

        def text_of(message: Message) -> str:
            return known[message.context]

        sheet = Sheet.model_validate(with_texts(sheet, text_of).model_dump())
    leaflet = LocalizedSheet.model_validate({**said.leaflet, "sheet": sheet})
    if language(leaflet.language).direction != leaflet.direction:
        raise ValueError("its direction is not its language's")
    return Told(leaflet=leaflet, outline=said.outline)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
