"""What a leaflet says as sections of XHTML: the narrative of a FHIR Composition.

The built-in templates lay it out, from the same phrases as any leaflet. What they make is read
into elements that a narrative may have (FHIR R5, 2.1.28.0.8: those of HTML 4.0, chapters 7 to 11
and 15, without active content); nothing is passed through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

import tinyhtml5
from markupsafe import Markup, escape

from leaflets.content.phrase import Phrase, words
from leaflets.content.phrase_tree import content
from leaflets.content.record import Told
from leaflets.edition.editions import Edition
from leaflets.render.page import render
from leaflets.sheet.markup import to_xhtml
from leaflets.snapshot import Folders

EPI: Final = Edition(format="epi")
"""The edition of a leaflet that is exported: all of it, in its own order."""

TEMPLATE: Final = "narrative.html.j2"
NAMESPACE: Final = "http://www.w3.org/1999/xhtml"

_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_INLINE: Final = ("span", "strong", "a")
_ATTRIBUTES: Final = ("scope", "colspan", "rowspan", "style")
_KEPT: Final = ("ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td")
# The style sets these in bold: the names of things, and what stands before a text.
_BOLD: Final = frozenset(("name", "label"))


@dataclass(frozen=True)
class NarrativeSection:
    """A section of a narrative; ``title`` is its heading, None for the head of the leaflet.

    ``div`` is its narrative, None where it holds sections only. ``figures`` are the names of the
    pictures shown in it.
    """

    title: Phrase | None
    div: str | None
    figures: tuple[str, ...]
    sections: tuple[NarrativeSection, ...]


_NOTHING: Final = Markup("")


@dataclass(frozen=True)
class _Piece:
    """A heading (of a level), or a block of XHTML."""

    level: int = 0
    title: Phrase | None = None
    xhtml: Markup = _NOTHING
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Told:
    """What a converter looks up: phrases by identity, and the addresses of pictures by name."""

    phrases: Mapping[str, Phrase]
    addresses: Mapping[str, str]
    isolate: bool


def narrative_sections(
    told: Told, templates: Folders, addresses: Mapping[str, str]
) -> tuple[NarrativeSection, ...]:
    """The sections of a leaflet in one language.

    ``templates`` is the built-in folder, ``addresses`` says where each figure is to be found.
    Raises LeafletsError (kind "template") where the template is faulty.
    """
    leaflet = told.leaflet
    said = content(leaflet, EPI, told.outline)
    fixed = words(leaflet)
    variables: dict[str, object] = {
        "language": leaflet.language,
        "direction": leaflet.direction,
        "leaflet": said.view,
        "space": "" if leaflet.language.startswith(("zh", "ja")) else " ",
        "words": fixed,
        "mirrored": (),
        "has_code": False,
        "has_panel": False,
        "paged": False,
        "web": False,
        "imported": leaflet.sheet.is_imported,
    }
    page = render(templates, variables, TEMPLATE)
    body = tinyhtml5.parse(page, namespace_html_elements=False).find("body")
    known = {phrase.identity: phrase for phrase in (*fixed.values(), *said.phrases)}
    lookup = _Told(known, addresses, leaflet.direction == "rtl")
    return tuple(_grouped(list(_pieces(body, lookup)), told))


def _grouped(
    pieces: Sequence[_Piece], told: Told, title: Phrase | None = None
) -> Iterator[NarrativeSection]:
    """The section under ``title``, or the head and the sections after it where there is none."""
    first = next((i for i, piece in enumerate(pieces) if piece.level), len(pieces))
    own, rest = pieces[:first], pieces[first:]
    top = min((piece.level for piece in rest if piece.level), default=0)
    starts = [i for i, piece in enumerate(rest) if i == 0 or 0 < piece.level <= top]
    inner = tuple(
        section
        for start, end in pairwise([*starts, len(rest)])
        for section in _grouped(rest[start + 1 : end], told, rest[start].title)
    )
    div = _div(own, told) if own else None
    figures = tuple(name for piece in own for name in piece.figures)
    if title is None:
        yield NarrativeSection(None, div, figures, ())
        yield from inner
    else:
        yield NarrativeSection(title, div, figures, inner)


def _div(pieces: Iterable[_Piece], told: Told) -> str:
    leaflet = told.leaflet
    tag = Markup('<div xmlns="{0}" lang="{1}" xml:lang="{1}" dir="{2}">')
    start = tag.format(NAMESPACE, leaflet.language, leaflet.direction)
    return f"{start}{''.join(piece.xhtml for piece in pieces)}</div>"


def _pieces(element: Element, told: _Told) -> Iterator[_Piece]:
    """The headings and blocks in an element; text beside blocks is a paragraph of its own."""
    inline = [Markup(escape(element.text or ""))]
    for child in element:
        if child.tag in _INLINE:
            inline.append(_inline(child, told))
        else:
            yield from _paragraph(inline)
            inline.clear()
            yield from _block(child, told)
        inline.append(escape(child.tail or ""))
    yield from _paragraph(inline)


def _paragraph(inline: Iterable[Markup]) -> Iterator[_Piece]:
    if text := _spaced(Markup("").join(inline)):
        yield _Piece(xhtml=Markup("<p>{}</p>").format(text))


def _block(element: Element, told: _Told) -> Iterator[_Piece]:
    tag = str(element.tag)
    if tag in _HEADINGS:
        (span,) = element
        yield _Piece(level=int(tag[1]), title=told.phrases[span.get("data-phrase", "")])
    elif tag in ("h1", "p"):
        bold = _is_bold(element)
        text = _spaced(_children(element, told, in_bold=bold))
        whole = Markup("<b>{}</b>").format(text) if bold else text
        yield _Piece(xhtml=Markup(f"<{tag}>{{}}</{tag}>").format(whole))
    elif tag == "img":
        name = element.get("src", "").removeprefix("leaflets:figure/")
        alternative = told.phrases[element.get("data-phrase", "")].plain
        image = Markup('<p><img src="{}" alt="{}"/></p>').format(told.addresses[name], alternative)
        yield _Piece(xhtml=image, figures=(name,))
    elif tag in _KEPT:
        yield _kept(element, told)
    elif "keep" in element.get("class", "").split():
        yield _together(_pieces(element, told), told)
    else:
        yield from _pieces(element, told)


def _together(pieces: Iterable[_Piece], told: _Told) -> _Piece:
    """A warning: the words of its pictogram stand before its heading, and belong to it."""
    parts, figures = _NOTHING, tuple[str, ...]()
    for piece in pieces:
        heading = Markup(f"<h{piece.level}>{{}}</h{piece.level}>")
        title = piece.title and to_xhtml(piece.title.text, told.isolate)
        parts += heading.format(title) if title else piece.xhtml
        figures += piece.figures
    return _Piece(xhtml=Markup("<div>{}</div>").format(parts), figures=figures)


def _kept(element: Element, told: _Told) -> _Piece:
    """A list, a table or a part of one; a single paragraph in it needs no element of its own."""
    tag = str(element.tag)
    holds_text = tag in ("li", "caption", "th", "td")
    if holds_text and all(child.tag in (*_INLINE, "ul", "ol") for child in element):
        inner = [
            _Piece(xhtml=_inline(child, told)) if child.tag in _INLINE else _kept(child, told)
            for child in element
        ]
    elif holds_text:
        inner = list(_pieces(element, told))
    else:
        inner = [_kept(child, told) for child in element]
    if any("marked" in child.get("class", "").split() for child in element):
        tag, element = "ul", _without_marks(element)
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, found)
        for name in _ATTRIBUTES
        if (found := element.get(name))
    )
    xhtml = Markup("").join(piece.xhtml for piece in inner)
    figures = tuple(name for piece in inner for name in piece.figures)
    return _Piece(xhtml=Markup(f"<{tag}{attributes}>{{}}</{tag}>").format(xhtml), figures=figures)


def _without_marks(items: Element) -> Element:
    """A list whose items have marks of their own in their texts: it draws none."""
    plain = Element("ul", style="list-style-type: none")
    plain.extend(items)
    return plain


def _inline(element: Element, told: _Told, in_bold: bool = False) -> Markup:
    if identity := element.get("data-phrase"):
        return to_xhtml(told.phrases[identity].text, told.isolate)
    bold = _is_bold(element) and not in_bold
    inner = _children(element, told, in_bold or bold)
    return Markup("<b>{}</b>").format(inner) if bold else inner


def _children(element: Element, told: _Told, in_bold: bool = False) -> Markup:
    parts = [escape(element.text or "")]
    for child in element:
        parts += [_inline(child, told, in_bold), escape(child.tail or "")]
    return Markup("").join(parts)


def _is_bold(element: Element) -> bool:
    return not _BOLD.isdisjoint(element.get("class", "").split())


def _spaced(text: Markup) -> Markup:
    """With the white space of the page's source as a reader sees it: no-break spaces stay."""
    return Markup(" ".join(part for part in text.replace("\n", " ").split(" ") if part))
