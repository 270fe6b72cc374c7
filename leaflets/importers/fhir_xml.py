"""FHIR's XML as the data that its JSON has (FHIR R5, 2.6.3), for reading both alike."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

FHIR: Final = "{http://hl7.org/fhir}"
XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_DEEPEST: Final = 150


def data_of(element: Any, depth: int = 0) -> Any:
    """A resource or an element of one as data. Every field is a list: JSON alone knows which are.

    Narrative stays XML, as text. Raises RecursionError where it is nested too deeply.
    """
    if depth > _DEEPEST:
        raise RecursionError
    found: dict[str, Any] = {}
    tag = str(element.tag)
    if element.get("value") is not None and len(element) == 0:
        return element.get("value")
    for child in element:
        name = str(child.tag)
        if name == f"{XHTML}div":
            found["div"] = [etree.tostring(child, encoding="unicode", with_tail=False)]
        elif name.startswith(FHIR):
            inner = _resource(child, depth) if _holds_resource(child) else data_of(child, depth + 1)
            found.setdefault(name.removeprefix(FHIR), []).append(inner)
    if element.get("value") is not None:
        found["value"] = element.get("value")
    if tag.startswith(FHIR) and tag.removeprefix(FHIR)[:1].isupper():
        found["resourceType"] = tag.removeprefix(FHIR)
    return found


def _holds_resource(element: Any) -> bool:
    return str(element.tag) in (f"{FHIR}resource", f"{FHIR}contained") and len(element) > 0


def _resource(element: Any, depth: int) -> Any:
    return data_of(element[0], depth + 1)
