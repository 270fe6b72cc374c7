"""FHIR resources, whether they came as JSON or as XML: one way to ask for their parts.

In both, a part that should be there once may be missing, twice, or of another type: nothing is
taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from leaflets.importers.untrusted import name_of

NAMESPACE: Final = "http://hl7.org/fhir"
XHTML: Final = "http://www.w3.org/1999/xhtml"

Node: TypeAlias = Mapping[str, Any]
"""A FHIR element: its parts by name. Narratives are texts (JSON) or lxml elements (XML)."""


@dataclass(frozen=True)
class FhirResource:
    """A resource in a file: ``around`` are the bundles it stands in, the outermost first."""

    node: Node
    place: str
    around: tuple[Node, ...]
    address: str = ""
    """The entry's ``fullUrl``."""

    @property
    def kind(self) -> str:
        """Its type: "Composition"."""
        return text(self.node, "resourceType") or ""


def node_of(element: Any) -> Node:
    """A FHIR resource in XML (FHIR R5, 2.1.5) as if it had come in JSON; all parts are lists."""
    node: dict[str, Any] = {"resourceType": name_of(element)}
    node.update(_parts(element))
    return node


def _parts(element: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {key: value for key, value in element.attrib.items() if key == "id"}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = name_of(child)
        parts.setdefault(name, [])
        if isinstance(parts[name], list):
            parts[name].append(_value(child))
    return parts


def _value(child: Any) -> Any:
    if str(child.tag).startswith(f"{{{XHTML}}}") or name_of(child) == "div":
        return child
    value = child.get("value")
    if value is not None:
        return value
    inner = [found for found in child if isinstance(found.tag, str)]
    if len(inner) == 1 and name_of(child) in ("resource", "contained"):
        return node_of(inner[0])
    return _parts(child)


def nodes(node: Any, *path: str) -> list[Node]:
    """All parts at the end of a path of names."""
    found = [node] if isinstance(node, Mapping) else []
    for name in path:
        found = [
            part
            for outer in found
            for part in _listed(outer.get(name))
            if isinstance(part, Mapping)
        ]
    return found


def values(node: Any, *path: str) -> list[str]:
    """All texts at the end of a path of names; numbers as they are written."""
    *outer, name = path
    return [
        str(part).strip()
        for found in nodes(node, *outer)
        for part in _listed(found.get(name))
        if isinstance(part, (str, int, float)) and not isinstance(part, bool) and str(part).strip()
    ]


def text(node: Any, *path: str) -> str | None:
    """The first text at the end of a path of names."""
    return next(iter(values(node, *path)), None)


def narratives(section: Node) -> list[Any]:
    """The ``div`` of a section's text: a text or an element."""
    return [
        div
        for found in nodes(section, "text")
        for div in _listed(found.get("div"))
        if isinstance(div, str) or hasattr(div, "tag")
    ]


def resources(node: Node, place: str = "", around: tuple[Node, ...] = ()) -> Iterator[FhirResource]:
    """A resource and all in it: entries of bundles (also of bundles in bundles)."""
    here = place or text(node, "resourceType") or ""
    yield FhirResource(node, here, around)
    if text(node, "resourceType") != "Bundle":
        return
    for number, entry in enumerate(nodes(node, "entry")):
        for inner in nodes(entry, "resource"):
            kind = text(inner, "resourceType") or "resource"
            found = list(resources(inner, f"{here}.entry[{number}].{kind}", (*around, node)))
            address = text(entry, "fullUrl") or ""
            for index, resource in enumerate(found):
                if index == 0:
                    yield FhirResource(resource.node, resource.place, resource.around, address)
                else:
                    yield resource


def _listed(part: Any) -> list[Any]:
    if part is None:
        return []
    return part if isinstance(part, list) else [part]
