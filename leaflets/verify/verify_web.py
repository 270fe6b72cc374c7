"""A web page into Verified.

What a browser shows can't be measured here as on paper. So a page may hold only what is known:
our own style word for word, no script, no element or attribute that could hide, move or add
text, and every phrase in order, in full, and nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import tinyhtml5

from leaflets.content.attachments import ATTACHMENT
from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.phrase import Phrase
from leaflets.content.phrase_tree import content
from leaflets.content.record import Record
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.language.plaintext import comparable
from leaflets.render.web_page import STYLE, data_in_web_page
from leaflets.sheet.markup import to_plain
from leaflets.verify.verified import Verified, passed

_BLOCKS: Final = ("main", "div", "section", "nav", "p", "h1", "h2", "h3", "h4", "h5", "h6")
_TABLES: Final = ("table", "caption", "thead", "tbody", "tr", "th", "td")
_STYLES: Final = ("strong", "em", "sub", "sup")
_ELEMENTS: Final = frozenset((*_BLOCKS, *_TABLES, "ul", "ol", "li", "a", "img", "span", *_STYLES))
_SPANS: Final = ("scope", "headers", "colspan", "rowspan")
_ATTRIBUTES: Final = frozenset(("class", "id", "dir", "data-phrase", "href", "src", "alt", *_SPANS))
# What our style moves or mirrors: pictures, never text.
_PICTURE_CLASSES: Final = {"pictogram", "mirrored"}
_HEAD: Final = ("meta", "meta", "meta", "title", "style", "style", "script")
_FACES: Final = re.compile(
    r":root\{--scale:[0-9.]{1,6};--leading:[0-9.]{1,6};"
    r'--families:"[A-Za-z0-9 ]+"(?:,"[A-Za-z0-9 ]+"){0,5}\}'
    r'(?:@font-face\{font-family:"[A-Za-z0-9 ]+";font-weight:[47]00;'
    r"src:url\(data:font/woff;base64,[A-Za-z0-9+/=]+\)\}){2,12}"
)
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_PICTURE: Final = re.compile(r"data:image/(?:svg\+xml|png|jpeg);base64,[A-Za-z0-9+/=]+")


def verified_web(html: str, record: Record, templates: Path) -> Verified:
    """Check a web page against its record; ``templates`` is the built-in folder.

    Raises LeafletsError (kind "verification") with everything that is wrong.
    """
    raise_if_any(web_problems(html, record, templates))
    return passed(html.encode(), record)


def web_problems(html: str, record: Record, templates: Path) -> Iterator[Problem]:
    """Everything that is wrong with a web page."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    leaflet = record.leaflet
    if root.get("lang") != leaflet.language or root.get("dir") != leaflet.direction:
        yield _fault("language", "its language or direction is not the leaflet's")
    yield from _head(root.find("head"), to_plain(leaflet.sheet.name), templates)
    if data_in_web_page(html) is None:
        yield _fault("no-data", f"there is no {ATTACHMENT} in it")
    body = root.find("body")
    for element in body.iter():
        yield from _markup(element)
    identities = {element.get("id") for element in body.iter()}
    for link in body.iter("a"):
        if link.get("href", "").removeprefix("#") not in identities:
            yield _fault("active", "a link leads out of the leaflet")
    phrases = content(leaflet, record.edition, record.outline).phrases
    yield from sequence_problems(body, phrases)
    yield from decimal_mark_problems(record)
    if sum(1 for element in body.iter("h1")) != 1:
        yield _fault("heading-first", "there must be exactly one heading of level 1")


def _fault(code: str, message: str, field: str = "") -> Problem:
    return problem(f"verification-{code}", message, field=field)


def _head(head: Element, name: str, templates: Path) -> Iterator[Problem]:
    if tuple(str(element.tag) for element in head) != _HEAD:
        yield _fault("active", "its head holds something else than ours")
        return
    policies = [meta.get("content") for meta in head.findall("meta") if meta.get("http-equiv")]
    if policies != [_POLICY]:
        yield _fault("active", "its Content-Security-Policy is not ours")
    if name not in "".join(head.find("title").itertext()):  # type: ignore[union-attr]
        yield _fault("title", "its title lacks the medicine's name")
    style, faces = ("".join(found.itertext()) for found in head.findall("style"))
    if style.strip() != (templates / STYLE).read_text(encoding="utf-8").strip():
        yield _fault("style", "its style is not ours; a web page has the built-in look only")
    if not _FACES.fullmatch(faces):
        yield _fault("style", "its fonts are not set as ours are")


def _markup(element: Element) -> Iterator[Problem]:
    tag = str(element.tag)
    if tag not in _ELEMENTS and tag != "body":
        yield _fault("markup", f"<{tag}> does not belong into a leaflet")
    for name, value in element.attrib.items():
        allowed = name in _ATTRIBUTES
        if name == "class" and _PICTURE_CLASSES & set(value.split()):
            allowed = tag == "img"
        if name == "dir":
            allowed = value == "ltr" and element.get("class") == "value"
        if name == "href":
            allowed = value.startswith("#")
        if name == "src":
            allowed = bool(_PICTURE.fullmatch(value))
        if not allowed:
            yield _fault("markup", f"{name}={value[:40]!r} does not belong into a leaflet")


def sequence_problems(body: Element, phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    """Phrases that are missing from an element, changed, out of order, or too many."""
    said = list(_said(body))
    there = [identity for identity, _ in said]
    wanted = [phrase.identity for phrase in phrases]
    matcher = SequenceMatcher(None, wanted, there, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            for phrase, (identity, text) in zip(phrases[start:end], said[from_:to], strict=True):
                if comparable(text) != comparable(phrase.plain):
                    yield _fault("text-differs", f"{text!r} for {phrase.plain!r}", identity)
            continue
        for identity in wanted[start:end]:
            yield _fault("phrase-missing", "missing, or out of order", identity)
        for identity, text in said[from_:to]:
            if identity:
                yield _fault("phrase-unknown", "not in the sheet, or out of order", identity)
            else:
                yield _fault("stray-text", f"text that is not in the sheet: {text.strip()!r}")


def _said(element: Element) -> Iterator[tuple[str, str]]:
    """Every text in reading order with its phrase's identity; "" for text that has none."""
    if identity := element.get("data-phrase"):
        text = element.get("alt", "") if element.tag == "img" else "".join(element.itertext())
        yield identity, text
        return
    if element.get("alt"):
        yield "", element.get("alt", "")
    if comparable(element.text or ""):
        yield "", str(element.text)
    for child in element:
        yield from _said(child)
        if comparable(child.tail or ""):
            yield "", str(child.tail)
