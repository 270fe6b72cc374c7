"""The leaflets of a FHIR file as plain text, for counting their words."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final

from leaflets.importers.recount_html import html_text

_NO_TEXT: Final = re.compile(r"\W*(unavailable|not available|null)?\W*", re.IGNORECASE)
_CODES: Final = re.compile("42231-1|42230-3|68498-5|59845-8")
_DOCTORS: Final = re.compile(
    r'"(?:34076-0|34089-3|34090-1|43679-0|4368[0-3]-[0-9]|3409[1-3]-[0-9]|34083-6|49489-8)"'
)
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_TAG: Final = re.compile(r"\{[^}]*\}")


def fhir_texts(content: bytes) -> list[str]:
    """The text of each Composition in a file; of a US label, of its parts for patients."""
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")
    data = json.loads(content.decode("utf-8-sig")) if start[:1] == b"{" else _plain(content)
    texts = []
    for composition in _compositions(data):
        sections = _kept(_inner(composition))
        if "34391-3" in json.dumps(composition.get("type")):
            sections = list(_coded(_inner(composition)))
        texts.append("\n".join(text for section in sections for text in _section(section)))
    return texts


def _plain(content: bytes) -> dict[str, Any]:
    """XML as JSON would have it: only what is counted here."""
    root = ET.fromstring(content)  # noqa: S314 - read_label has refused entities
    return {"resourceType": _TAG.sub("", root.tag), **_parts(root)}


def _parts(element: ET.Element) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for child in element:
        name = _TAG.sub("", child.tag)
        value: Any
        if name == "div":
            for inner in child.iter():
                inner.tag = inner.tag.removeprefix(_XHTML)
            value = ET.tostring(child, encoding="unicode", short_empty_elements=False)
        elif name == "resource" and len(child):
            value = {"resourceType": _TAG.sub("", child[0].tag), **_parts(child[0])}
        else:
            value = child.get("value") or _parts(child)
        parts.setdefault(name, []).append(value)
    return parts


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _one(value: Any) -> str:
    first = next(iter(_list(value)), "")
    return first.strip() if isinstance(first, str) else ""


def _compositions(data: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(data, dict):
        return
    if data.get("resourceType") == "Composition":
        yield data
    for entry in _list(data.get("entry")):
        for resource in _list(entry.get("resource")) if isinstance(entry, dict) else []:
            yield from _compositions(resource)


def _inner(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [inner for inner in _list(section.get("section")) if isinstance(inner, dict)]


def _kept(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections that are not for professionals by their code."""
    return [found for found in sections if not _DOCTORS.search(json.dumps(found.get("code")))]


def _coded(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        if _CODES.search(json.dumps(section.get("code"))):
            yield section
        else:
            yield from _coded(_inner(section))


def _divs(section: dict[str, Any]) -> list[str]:
    texts = [text for text in _list(section.get("text")) if isinstance(text, dict)]
    return [div for text in texts for div in _list(text.get("div")) if isinstance(div, str)]


def _section(section: dict[str, Any]) -> Iterator[str]:
    title = _one(section.get("title"))
    yield title
    for number, div in enumerate(_divs(section)):
        text = html_text(div, title if not number else "")
        yield "" if _NO_TEXT.fullmatch(text) else text
    for inner in _kept(_inner(section)):
        yield from _section(inner)
