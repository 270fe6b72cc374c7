"""What an exported document says, against what its leaflets say: every phrase, nothing else.

The document is read as a stranger reads it, from its JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

from leaflets.content.phrase_tree import content
from leaflets.content.record import Record, Told
from leaflets.epi.bundle import bundle_of, bundle_text
from leaflets.epi.export_data import Export
from leaflets.epi.narrative import EPI, NAMESPACE
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.language.plaintext import comparable
from leaflets.snapshot import Folders
from leaflets.verify.verified import Verified, passed

_LISTS: Final = ("ul", "ol", "li")
_TABLES: Final = ("table", "caption", "thead", "tbody", "tr", "th", "td")
_HEADINGS: Final = ("h1", "h3", "h4", "h5", "h6")
_ELEMENTS: Final = frozenset(
    ("div", "p", "b", "strong", "em", "sub", "sup", "span", "img", *_HEADINGS, *_LISTS, *_TABLES)
)
_ATTRIBUTES: Final = {
    "div": {"lang", "dir", "{http://www.w3.org/XML/1998/namespace}lang"},
    "span": {"class", "dir"},
    "ul": {"style"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}


def verified_bundle(export: Export, templates: Folders) -> Verified:
    """The document of an export by the built-in ``templates``, verified.

    Raises LeafletsError (kind "verification")."""
    text = bundle_text(bundle_of(export, templates))
    raise_if_any(bundle_problems(json.loads(text), export.told))
    first = export.told[0]
    record = Record(
        leaflet=first.leaflet, edition=EPI, outline=first.outline, software=export.software
    )
    return passed(text.encode(), record)


def bundle_problems(bundle: dict[str, Any], told: tuple[Told, ...]) -> Iterator[Problem]:
    """Everything that is wrong with the narratives of a document of ours."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    found = [one for one in resources if one["resourceType"] == "Composition"]
    if resources[: len(told)] != found or len(found) != len(told):
        yield _fault("sections", "its Compositions are not those of its languages")
        return
    for one, wanted in zip(found, told, strict=True):
        if one["language"] != wanted.leaflet.language:
            yield _fault("language", f"its language is {one['language']!r}")
        yield from _narrative_problems(one, wanted)


def _narrative_problems(composition: dict[str, Any], told: Told) -> Iterator[Problem]:
    texts: list[str] = []
    known = {f"#{one['id']}" for one in composition.get("contained", ())}
    for section in _flat(composition["section"]):
        texts.append(section.get("title", ""))
        if "text" in section:
            root = ElementTree.fromstring(section["text"]["div"])  # noqa: S314 - made here
            yield from _markup(root, known)
            texts += _texts(root)
    said = comparable("".join(texts))
    place = 0
    for phrase in content(told.leaflet, EPI, told.outline).phrases:
        wanted = comparable(phrase.plain)
        if not said.startswith(wanted, place):
            message = f"{said[place : place + 60]!r} stands where {wanted[:60]!r} should"
            yield _fault("text-differs", message, phrase.identity)
            return
        place += len(wanted)
    if place != len(said):
        yield _fault("stray-text", f"{said[place:]!r} is not in the sheet")


def _flat(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield section
        yield from _flat(section.get("section", []))


def _texts(element: ElementTree.Element) -> Iterator[str]:
    yield element.get("alt", "") + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _markup(root: ElementTree.Element, figures: set[str]) -> Iterator[Problem]:
    for element in root.iter():
        namespace, _, tag = element.tag.removeprefix("{").rpartition("}")
        if namespace != NAMESPACE or tag not in _ELEMENTS:
            yield _fault("markup", f"<{element.tag}> does not belong into a narrative")
        for name in set(element.attrib) - _ATTRIBUTES.get(tag, set()):
            yield _fault("markup", f"{name} does not belong into a narrative")
        if tag == "img" and element.get("src") not in figures:
            yield _fault("markup", f"no picture is at {element.get('src')!r}")


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)
