"""Our own FHIR documents, read back: the sheet that they were made of, with nothing lost.

The data in such a document are believed only where its narrative, which is what people read, is
exactly what these data yield. Otherwise it is anybody's label.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError, canonicalize

from leaflets.errors import LeafletsError
from leaflets.exporters.bundle import narrative_of
from leaflets.exporters.data import FORM, Export, figures_in, read_data
from leaflets.exporters.resources import DATA_TYPE, figure_ids, section_resource
from leaflets.importers.document import Remark
from leaflets.messages import messages
from leaflets.record import Told
from leaflets.sheet import Sheet

MAX_BYTES: Final = 50_000_000
"""The largest data and pictures that are looked at."""

_MARK: Final = f'{{"form":"{FORM}",'.encode()
_PLACE: Final = "Bundle.entry"


@dataclass(frozen=True)
class OwnSheet:
    """What one of our documents holds.

    ``messages`` are the texts of the other languages, by tag and context; ``figures`` the
    pictures beside the sheet, by name.
    """

    sheet: Sheet
    messages: Mapping[str, Mapping[str, str]]
    figures: Mapping[str, bytes]
    export: Export


class _NotBelievedError(Exception):
    pass


def own_sheet(bundle: Mapping[str, Any]) -> OwnSheet | Remark | None:
    """The sheet in a FHIR Bundle (its JSON as data); None where it is not one of ours.

    A Remark says why what claims to be ours is not believed: read it as anybody's label.
    """
    try:
        resources = _resources(bundle)
        data = [one for one in map(_own_data, resources) if one]
        if not data:
            return None
        if len(data) > 1:
            raise _NotBelievedError("there are several")
        return _believed(data[0], [one for one in resources if _kind(one) == "Composition"])
    except _NotBelievedError as error:
        reason = str(error)
    except LeafletsError as error:
        reason = error.problems[0].message
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        reason = "they are not as they were written"
    message = f"the sheet's data in it are not believed: {reason}"
    return Remark("own-data", _PLACE, message)


def _resources(bundle: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = bundle.get("entry") if isinstance(bundle, Mapping) else None
    found = [entry.get("resource") for entry in entries or () if isinstance(entry, Mapping)]
    return [one for one in found if isinstance(one, Mapping)]


def _kind(resource: Mapping[str, Any]) -> object:
    return resource.get("resourceType")


def _own_data(resource: Mapping[str, Any]) -> bytes | None:
    """The data that a Binary holds, where they claim to be ours."""
    if _kind(resource) != "Binary" or resource.get("contentType") != DATA_TYPE:
        return None
    text = resource.get("data")
    # The mark alone, first: anything may be in a Binary.
    if not isinstance(text, str) or not _beginning(text).startswith(_MARK):
        return None
    content = _decoded(text)
    if hashlib.sha256(content).hexdigest() != resource.get("id"):
        raise _NotBelievedError("they are not those of their digest")
    return content


def _beginning(text: str) -> bytes:
    with suppress(ValueError):
        return base64.b64decode("".join(text[:200].split())[:80], validate=True)
    return b""


def _decoded(text: str) -> bytes:
    if len(text) > MAX_BYTES:
        raise _NotBelievedError("they are too large")
    return base64.b64decode("".join(text.split()), validate=True)


def _believed(data: bytes, compositions: list[Mapping[str, Any]]) -> OwnSheet:
    text = data.decode()
    export = read_data(text, dict(_figures(figures_in(text), compositions)))
    if len(compositions) != len(export.told):
        raise _NotBelievedError("the document's languages are not theirs")
    for told, composition in zip(export.told, compositions, strict=True):
        if composition.get("language") != told.leaflet.language:
            raise _NotBelievedError("the document's languages are not theirs")
        if list(_told(composition.get("section", ()))) != list(_yielded(export, told)):
            language = told.leaflet.language
            raise _NotBelievedError(f"the narrative in {language} is not what they yield")
    _, *others = export.told
    return OwnSheet(
        export.sheet,
        {one.leaflet.language: _texts(one.leaflet.sheet) for one in others},
        export.figures,
        export,
    )


def _texts(sheet: Sheet) -> dict[str, str]:
    return {message.context: message.text for message in messages(sheet)}


def _figures(
    names: Iterable[str], compositions: list[Mapping[str, Any]]
) -> Iterator[tuple[str, bytes]]:
    """The pictures as each Composition has them: all must have the same ones."""
    for name, id_ in figure_ids(names).items():
        found = {
            _decoded(one["data"])
            for composition in compositions
            for one in composition.get("contained", ())
            if one.get("id") == id_
        }
        if len(found) != 1:
            raise _NotBelievedError(f"the picture {name} is missing, or there are several")
        yield name, found.pop()


def _yielded(export: Export, told: Told) -> Iterator[tuple[str, str, int]]:
    name = told.leaflet.sheet.name
    sections = narrative_of(export, told)
    return _told([section_resource(one, name, export.figures) for one in sections])


def _told(sections: Iterable[Mapping[str, Any]], depth: int = 0) -> Iterator[tuple[str, str, int]]:
    """The titles and narratives of sections in order, comparable however they are written."""
    if depth > len(_LEVELS):
        raise _NotBelievedError("its sections are nested too deeply")
    for section in sections:
        div = section["text"]["div"] if "text" in section else ""
        yield section.get("title", ""), _canonical(div) if div else "", depth
        yield from _told(section.get("section", ()), depth + 1)


_LEVELS: Final = range(20)


def _canonical(div: str) -> str:
    """A narrative in canonical form (Canonical XML 2.0): another system may have written it."""
    if "<!" in div or "<?" in div:
        raise _NotBelievedError("the narrative declares or hides something")
    try:
        return canonicalize(div, strip_text=False)
    except ParseError as error:
        raise _NotBelievedError("the narrative is not XHTML") from error
