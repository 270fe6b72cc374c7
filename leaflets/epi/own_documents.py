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

from leaflets.content.localize import words_for
from leaflets.content.phrase_tree import content
from leaflets.content.record import Told
from leaflets.edition.profiles import outline, read_profile
from leaflets.epi.bundle import narrative_of
from leaflets.epi.export_data import FORM, Export, figures_in, read_data
from leaflets.epi.label_document import Remark
from leaflets.epi.narrative import EPI
from leaflets.epi.resources import DATA_TYPE, figure_ids, product, section_resource
from leaflets.errors import LeafletsError
from leaflets.language.plaintext import comparable
from leaflets.language.tags import language
from leaflets.library.libraries import Library, built_in_templates, library
from leaflets.sheet.markup import to_plain
from leaflets.sheet.medicine import SYSTEMS
from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet

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


class _NotBelievedError(Exception):
    pass


def own_sheet(bundle: Mapping[str, Any], found: Library | None = None) -> OwnSheet | Remark | None:
    """The sheet in a FHIR Bundle (its JSON as data); None where it is not one of ours.

    ``found`` is the library whose fixed words and order are asked for; the built-in one unless
    another is given. A Remark says why what claims to be ours is not believed: read it as
    anybody's label.
    """
    export = believed(bundle)
    if not isinstance(export, Export):
        return export
    for told in export.told:
        if not _is_said_so_today(told, export, found or library()):
            tag = told.leaflet.language
            return _remark(f"the headings and fixed words in {tag} are not those of today")
    _, *others = export.told
    texts = {one.leaflet.language: _texts(one.leaflet.sheet) for one in others}
    return OwnSheet(export.sheet, texts, export.figures)


def believed(bundle: Mapping[str, Any]) -> Export | Remark | None:
    """The export in a Bundle whose narrative is what its data yield, with the words in it.

    None and Remark are as in ``own_sheet``.
    """
    try:
        resources = _resources(bundle)
        data = [one for one in map(_own_data, resources) if one]
        if not data:
            return None
        if len(data) > 1:
            raise _NotBelievedError("there are several")
        return _believed(data[0], resources)
    except _NotBelievedError as error:
        return _remark(str(error))
    except LeafletsError as error:
        return _remark(error.problems[0].message)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return _remark("they are not as they were written")


def _remark(reason: str) -> Remark:
    return Remark("own-data", _PLACE, f"the sheet's data in it are not believed: {reason}")


def _is_said_so_today(told: Told, export: Export, found: Library) -> bool:
    """Whether the fixed words and the order of a leaflet are the library's.

    A narrative shows a frequency or a part of the sheet by these words only: others could give
    the same data another meaning.
    """
    named = language(told.leaflet.language)
    try:
        words = words_for(export.sheet, found.word_source, found.words(named))
        if band := found.draft_band(named):
            words["draft.band"] = band
        profile = read_profile(found.all("templates"), EPI.profile, words)
        order = outline(profile, EPI, named, words, told.leaflet.sheet.name)
    except LeafletsError:
        return False
    return words == told.leaflet.words and order == told.outline


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


def _believed(data: bytes, resources: list[Mapping[str, Any]]) -> Export:
    text = data.decode()
    compositions = [one for one in resources if _kind(one) == "Composition"]
    export = read_data(text, dict(_figures(figures_in(text), compositions)))
    if [one.get("language") for one in compositions] != [
        told.leaflet.language for told in export.told
    ]:
        raise _NotBelievedError("the document's languages are not theirs")
    for told, composition in zip(export.told, compositions, strict=True):
        tag = told.leaflet.language
        if hidden := next(_hidden(told), None):
            raise _NotBelievedError(f"{hidden} is not said in {tag}")
        if list(_told(composition.get("section", ()))) != list(_yielded(export, told)):
            raise _NotBelievedError(f"the narrative in {tag} is not what they yield")
    medicines = [one for one in resources if _kind(one) == "MedicinalProductDefinition"]
    if set(_codes(medicines)) != set(_codes([product(export.sheet, export.told)])):
        raise _NotBelievedError("the medicine's codes are not theirs")
    return export


def _hidden(told: Told) -> Iterator[str]:
    """What the sheet has for patients and its leaflet does not say."""
    leaflet = told.leaflet
    said = {
        phrase.identity: comparable(phrase.plain)
        for phrase in content(leaflet, EPI, told.outline).phrases
    }
    for message in messages(leaflet.sheet):
        # A form and its strengths are one phrase.
        whole = message.context.rpartition(".")[0]
        phrase = said.get(message.context, said.get(whole, ""))
        if comparable(to_plain(message.text)) not in phrase:
            yield message.context
    for brand in leaflet.sheet.brands:
        yield from (name for name in brand.names if comparable(name) not in said.get("brands", ""))


def _codes(part: Any) -> Iterator[tuple[str, str]]:
    """The codes in resources, of the systems that a sheet knows."""
    if isinstance(part, list):
        for one in part:
            yield from _codes(one)
    elif isinstance(part, Mapping):
        if part.get("system") in SYSTEMS:
            yield str(part["system"]), str(part.get("code", part.get("value")))
        for one in part.values():
            yield from _codes(one)


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
    sections = narrative_of(export, told, built_in_templates())
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
