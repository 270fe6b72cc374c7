"""XHTML narrative (FHIR R5, Narrative) into blocks, by allow-list: what HTML means is read, its
looks are not.

Styles in attributes are not read, but for how a list counts and what is hidden or struck through:
the same text is published with them and without. CALS tables (OASIS TR 9503) are read as tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from html.entities import html5
from itertools import takewhile
from typing import Any, Final, Literal

from lxml import etree
from lxml import html as lxml_html

from leaflets.epi.label_document import (
    Inline,
    LabelBlock,
    LabelCell,
    LabelList,
    LabelListItem,
    LabelPicture,
    Remark,
    StyledRun,
)
from leaflets.importers.flow import (
    Break,
    Edge,
    Item,
    Note,
    TextHeading,
    cell_of,
    flow_of,
    items_of,
    on_one_line,
    put_loose,
    span,
    table_items,
)
from leaflets.importers.hidden_markup import drop_hidden, is_struck
from leaflets.importers.inline import Style, tidy
from leaflets.importers.table_rows import TableMarkup, table_of
from leaflets.importers.untrusted import check_depth, name_of, refuse

_STYLES: Final[dict[str, dict[str, Any]]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "cite": {"italic": True},
    "u": {"underlined": True},
    "ins": {"underlined": True},
    "s": {"struck": True},
    "strike": {"struck": True},
    "del": {"struck": True},
    "sub": {"position": "sub"},
    "sup": {"position": "super"},
}
_EDGES: Final = re.compile(
    "div|p|blockquote|section|article|header|footer|main|address|pre|hr|dl|dt|dd|figure|figcaption"
    "|center|fieldset|details|summary|para|title"
)
_DROPPED: Final = re.compile("script|style|template|head|meta|link|object|iframe")
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
_TITLE_CLASS: Final = re.compile(r"\binline-title\b")
_ENTITY: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ESCAPED: Final = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|table|tr|td|th|b|i|u|strong|em|sub|sup|h[1-6]|a|img)\b[^<>]*>",
    re.IGNORECASE,
)


_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_NUMBERINGS: Final[dict[str, Literal["1", "a", "A", "i", "I"]]] = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_BULLETS: Final = ("none", "disc", "circle", "square")


@dataclass(frozen=True)
class XhtmlContext:
    """Where a narrative stands, how its pictures are found, where remarks go.

    ``top``: headings begin sections here; elsewhere (in lists, in tables) they are bold.
    """

    place: str
    picture: Callable[[str], LabelPicture]
    remark: Callable[[Remark], None]
    top: bool = True


def parse_div(text: str, place: str) -> Any:
    """The root element of a narrative that is kept as text, as JSON does.

    Raises LeafletsError (kind "import") where it is not well-formed.
    """
    try:
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        root = etree.fromstring(_ENTITY.sub(_character, text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse("narrative", f"no well-formed XHTML: {str(error).splitlines()[0]}", field=place)
    if root.getroottree().docinfo.internalDTD is not None:
        refuse("document-type", "a narrative declares a document type (DTD)", field=place)
    check_depth(root)
    return root


def narrative_items(root: Any, context: XhtmlContext) -> Iterator[Item]:
    """What stands in a narrative; HTML that is escaped in it as text is read as HTML, and told."""
    if (found := _unescaped(root, context)) is not None:
        root = found
    drop_hidden(
        root,
        lambda said: context.remark(
            Remark("hidden", context.place, f"left out, as it is hidden: {said[:60]!r}")
        ),
    )
    yield from _items(root, Style(), context)


def inline_text(text: str) -> Inline:
    """A plain text, such as a section's title."""
    return tidy([StyledRun(text)])


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    return "".join(f"&#{ord(c)};" for c in html5.get(f"{name};", "")) or match[0]


def _unescaped(root: Any, context: XhtmlContext) -> Any:
    """The tree of a narrative whose HTML is escaped as text; None where it is not."""
    if any(isinstance(child.tag, str) for child in root.iterdescendants()):
        nested = [child for child in root if isinstance(child.tag, str)]
        if len(nested) != 1 or len(root) != 1 or (root.text or "").strip() or nested[0].tail:
            return None
        return _unescaped(nested[0], context)
    text = root.text or ""
    if not _ESCAPED.search(text):
        return None
    context.remark(
        Remark("escaped-html", context.place, "its HTML is escaped as text: read as HTML")
    )
    try:
        found = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        refuse("narrative", f"escaped HTML that can't be read: {error}", field=context.place)
    check_depth(found)
    return found


def _items(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    if element.text:
        yield style.run(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield from _child(child, style, context)
        if child.tail:
            yield style.run(child.tail)


def _child(child: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    name = name_of(child).lower()
    style = replace(style, struck=True) if is_struck(child) else style
    if _DROPPED.fullmatch(name):
        context.remark(Remark("left-out", context.place, f"<{name}> is no text: left out"))
    elif name in _BLOCKS:
        yield from _BLOCKS[name](child, style, context)
    elif name in _LEVELS:
        yield from _heading(child, style, context)
    elif _EDGES.fullmatch(name):
        yield Edge()
        yield from _items(child, style, context)
        yield Edge()
    else:
        change = _STYLES.get(name, {})
        if not change and _TITLE_CLASS.search(child.get("class") or ""):
            change = {"bold": True}
        yield from _items(child, replace(style, **change), context)


def _heading(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    """A heading: at the top it begins a section. Pictures at its beginning stand before it; from
    a list or a table in it on, its text is no heading."""
    items = list(_items(element, style, context))
    first = next((n for n, item in enumerate(items) if not _is_blank(item)), len(items))
    pictures = [item for item in items[:first] if isinstance(item, LabelPicture)]
    line = list(takewhile(lambda item: isinstance(item, _ON_A_LINE), items[first:]))
    yield Edge()
    yield from pictures
    yield Edge()
    if context.top:
        title = on_one_line(line)
        yield TextHeading(_level(element), tidy(replace(run, bold=False) for run in title))
    else:
        yield from (replace(run, bold=True) for run in on_one_line(line))
        yield Edge()
    yield from items[first + len(line) :]
    yield Edge()


_ON_A_LINE: Final = (StyledRun, Break, Edge, TextHeading)


def _is_blank(item: Item) -> bool:
    if isinstance(item, StyledRun):
        return not item.text.strip()
    return isinstance(item, (Break, Edge, LabelPicture))


def _level(element: Any) -> int:
    return _LEVELS[name_of(element).lower()]


def _list(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    inner = replace(context, top=False)
    items: list[LabelListItem] = []
    notes: list[Item] = []
    loose: list[Item] = [style.run(element.text)] if element.text else []
    for child in element:
        if isinstance(child.tag, str) and name_of(child).lower() in ("li", "listitem"):
            notes += put_loose(loose, items)
            within = list(_items(child, style, inner))
            flow = flow_of(within)
            items += items_of(within, flow)
            notes += [Note(flow.notes)] if flow.notes else []
        elif isinstance(child.tag, str):
            loose += _child(child, style, inner)
        if child.tail:
            loose.append(style.run(child.tail))
    notes += put_loose(loose, items)
    if items:
        ordered = name_of(element).lower() in ("ol", "orderedlist")
        yield _numbered(element, tuple(items), ordered, context)
    yield from notes


def _numbered(
    element: Any, items: tuple[LabelListItem, ...], ordered: bool, context: XhtmlContext
) -> LabelList:
    """The list as it counts: what its style says goes before its type (HTML, 4.4.5)."""
    styled = _LIST_STYLE.search(element.get("style") or "")
    style = styled[1].lower() if styled else ""
    if style in _BULLETS or not (ordered or style in _NUMBERINGS):
        return LabelList(False, items)
    kind = element.get("type") or "1"
    numbering: Any = _NUMBERINGS.get(style, kind if kind in ("a", "A", "i", "I") else "1")
    values = [found.get("value") for found in element if name_of(found).lower() == "li"]
    if element.get("reversed") is not None or any(values[1:]):
        message = "its numbers are not in order: here they count up"
        context.remark(Remark("numbering", context.place, message))
    start = next(iter(values), None) or element.get("start") or "1"
    valid = start.isascii() and start.isdigit() and len(start) < 5
    return LabelList(True, items, numbering, int(start) if valid else 1)


def _table(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    context = replace(context, top=False)
    caption: list[Item] = []

    def is_caption(part: Any) -> bool:
        if name_of(part).lower() not in ("caption", "title"):
            return False
        caption.extend((*_items(part, style, context), StyledRun(" ")))
        return True

    markup = TableMarkup(
        row_names=("tr", "row"),
        cell_names=("td", "th", "entry"),
        cell=lambda cell, style, notes: _cell(cell, style, context, notes),
        child=lambda child, style: _child(child, style, context),
        styled=lambda _row, style: style,
    )
    table = table_of(element, _parts(element), style, markup, is_caption)
    yield from (item for item in caption if isinstance(item, LabelPicture))
    title = on_one_line(item for item in caption if not isinstance(item, LabelPicture))
    yield from table_items(replace(table, caption=title))


def _parts(element: Any) -> Iterator[Any]:
    """A table's parts; CALS has them in ``tgroup``."""
    for part in element:
        if isinstance(part.tag, str):
            loose = f"{part.text or ''}{part.tail or ''}".strip()
            if name_of(part).lower() == "tgroup" and not loose:
                yield from _parts(part)
            else:
                yield part


def _columns(row: Any) -> Mapping[str, int]:
    """CALS: the number of each named column of the table that a row stands in."""
    if name_of(row).lower() != "row":
        return {}
    group = next((e for e in row.iterancestors() if name_of(e).lower() == "tgroup"), None)
    if group is None:
        return {}
    specs = [e for e in group if isinstance(e.tag, str) and name_of(e).lower() == "colspec"]
    return {spec.get("colname") or "": number for number, spec in enumerate(specs, 1)}


def _cell(element: Any, style: Style, context: XhtmlContext, notes: list[LabelBlock]) -> LabelCell:
    flow = flow_of(_items(element, style, context))
    notes += flow.notes
    wide, high = span(element.get("colspan")), span(element.get("rowspan"))
    if name_of(element).lower() == "entry":
        columns = _columns(element.getparent())
        first, last = (columns.get(element.get(name) or "-") for name in ("namest", "nameend"))
        wide = max(1, last - first + 1) if first and last else wide
        more = element.get("morerows") or "0"
        high = (
            span(str(int(more) + 1)) if more.isascii() and more.isdigit() and len(more) < 4 else 1
        )
    in_head = any(name_of(e).lower() == "thead" for e in element.iterancestors("{*}thead"))
    return cell_of(flow, name_of(element).lower() == "th" or in_head, wide, high)


def _picture(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    picture = context.picture((element.get("src") or "").strip())
    alternative = element.get("alt")
    words = " ".join(unescape(alternative).split()) if alternative else None
    yield replace(picture, alternative=words)
    yield from _items(element, style, context)


def _break(element: Any, style: Style, context: XhtmlContext) -> Iterator[Item]:
    yield Break()
    yield from _items(element, style, context)


_BLOCKS: Final[dict[str, Callable[[Any, Style, XhtmlContext], Iterator[Item]]]] = {
    "ul": _list,
    "ol": _list,
    "itemizedlist": _list,
    "orderedlist": _list,
    "table": _table,
    "img": _picture,
    "br": _break,
}
