"""Bytes of somebody's file into XML or JSON, within limits: no entities, no network, no depth
without end.

The limits are ours; lxml's own (``huge_tree=False``) stand behind them.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from lxml import etree

from leaflets.errors import LeafletsError, problem

MAX_BYTES: Final = 60_000_000
"""No file is larger."""

MAX_DEPTH: Final = 100
"""No element and no value stands in more others; real labels have up to 22."""

_SIGNATURES: Final = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive, or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xd0\xcf\x11\xe0": "an office document",
}
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
# What no text holds (Unicode, C0 without white space; unpaired surrogates).
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")


def refuse(code: str, message: str, *, field: str = "", line: int = 0) -> NoReturn:
    """Raise LeafletsError (kind "import")."""
    raise LeafletsError(problem(f"import-{code}", message, field=field, line=line))


def syntax_of(content: bytes) -> str:
    """ "xml" or "json", by what the bytes begin with.

    Raises LeafletsError for all else, and says what it is.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        refuse("empty-file", "the file is empty")
    if len(content) > MAX_BYTES:
        refuse("too-large", f"larger than {MAX_BYTES:,} bytes")
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            refuse("format", f"it is {what}, no label in XML or JSON")
    start = content[:200]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\x00", b"").lstrip()
    if start[:1] == b"<":
        if re.match(rb"<(!doctype\s+)?html\b", start, re.IGNORECASE):
            refuse("format", "it is a web page, no label in HL7 SPL, FHIR or openFDA's JSON")
        return "xml"
    if start[:1] in (b"{", b"["):
        return "json"
    refuse("format", "it is neither XML nor JSON; labels are HL7 SPL, FHIR ePI or openFDA")


def xml_of(content: bytes) -> Any:
    """The root element of an XML file, without comments and processing instructions.

    Raises LeafletsError: malformed, with a document type, nested too deeply.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 0) or 0
        message = str(error).split("\n")[0]
        encoding = "ncoding" in message or "UTF-8" in message
        refuse("encoding" if encoding else "xml", f"no readable XML: {message}", line=line)
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        refuse(
            "document-type",
            "it declares a document type (DTD); labels have none, and entities"
            " of its own are not read",
        )
    check_depth(root)
    return root


def name_of(element: Any) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def check_depth(root: Any) -> None:
    """Raise LeafletsError where elements are nested too deeply."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            refuse("too-deep", f"elements stand in more than {MAX_DEPTH} others")


def json_of(content: bytes) -> Any:
    """The value of a JSON file.

    Raises LeafletsError: malformed, a key twice in one object (one of them would be lost), no
    Unicode, nested too deeply.
    """
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        refuse("encoding", f"it is not in {error.encoding.upper()}, as JSON is: {error.reason}")
    text = text.removeprefix("\ufeff")
    if _depth(text) > MAX_DEPTH:
        refuse("too-deep", f"values stand in more than {MAX_DEPTH} others")
    try:
        value = json.loads(text, object_pairs_hook=_single, parse_constant=_no_number)
    except ValueError as error:
        refuse("json", f"no readable JSON: {error}", line=getattr(error, "lineno", 0))
    return value


def _depth(text: str) -> int:
    depth = most = 0
    for character in re.sub(r"[^\[\]{}]", "", _STRINGS.sub("", text)):
        depth += 1 if character in "[{" else -1
        most = max(most, depth)
    return most


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            refuse("json", f"the key {key[:60]!r} stands twice in one object", field=key[:60])
        _each_text(value, key)
        found[key] = value
    return found


def _each_text(value: Any, key: str) -> None:
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and _NO_TEXT.search(text):
            refuse("json", "a text holds characters that no text has", field=key[:60])


def _no_number(name: str) -> NoReturn:
    refuse("json", f"{name} is no number of JSON")
