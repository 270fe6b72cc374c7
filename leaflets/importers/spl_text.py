"""The markup of SPL's texts (HL7 v3 Narrative Block, and FDA's profile of it) into blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

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
    Flow,
    Item,
    Note,
    cell_of,
    flow_of,
    items_of,
    mark_of,
    on_one_line,
    put_loose,
    span,
    table_items,
)
from leaflets.importers.inline import Style
from leaflets.importers.table_rows import TableMarkup, table_of
from leaflets.importers.untrusted import name_of

NOTE_MARKS: Final = ("*", "†", "‡", "§", "¶", "#")
"""Signs of footnotes, in the order of FDA's own style sheet; then they are doubled."""

_LETTERED: Final[dict[str, Literal["a", "A", "i", "I"]]] = {
    "littlealpha": "a",
    "bigalpha": "A",
    "littleroman": "i",
    "bigroman": "I",
}
_INLINE: Final[dict[str, Literal["sub", "super"]]] = {"sub": "sub", "sup": "super"}


@dataclass(frozen=True)
class SplContext:
    """What a text refers to: pictures by id; and where it stands, for remarks."""

    place: str
    pictures: Mapping[str, LabelPicture]
    signs: Mapping[str, str]
    remark: Callable[[Remark], None]


def text_items(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    """What stands in an element: its text, and what its children are."""
    if element.text:
        yield style.run(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield from _child(child, style, context)
        if child.tail:
            yield style.run(child.tail)


def inline_of(element: Any, context: SplContext) -> Inline:
    """An element's text on one line: a title."""
    return on_one_line(text_items(element, Style(), context) if element is not None else ())


def signs_of(section: Any) -> dict[str, str]:
    """The sign of each footnote in a section, by its id or by its number where it has none."""
    notes = [found for found in section.iter() if _is_element(found, "footnote")]
    count = len(NOTE_MARKS)
    return {
        note.get("ID") or f"#{number}": NOTE_MARKS[number % count]
        * min(number // count + 1, _LONGEST_MARK)
        for number, note in enumerate(notes)
    }


def _is_element(found: Any, name: str) -> bool:
    return isinstance(found.tag, str) and name_of(found) == name


def _child(child: Any, style: Style, context: SplContext) -> Iterator[Item]:
    name = name_of(child)
    inner = _styled(child, style)
    if name in _INLINE:
        yield from text_items(child, replace(inner, position=_INLINE[name]), context)
    elif name == "br":
        yield Break()
        yield from text_items(child, inner, context)
    elif name == "paragraph":
        yield Edge()
        yield from text_items(child, inner, context)
        yield Edge()
    elif name in _BLOCKS:
        yield from _BLOCKS[name](child, inner, context)
    else:
        yield from text_items(child, inner, context)


def _styled(element: Any, style: Style) -> Style:
    """``styleCode`` holds names in any order; those that are not styles of text change nothing."""
    for code in (element.get("styleCode") or "").lower().split():
        match code:
            case "bold":
                style = replace(style, bold=True)
            case "italics" | "italic":
                style = replace(style, italic=True)
            case "underline":
                style = replace(style, underlined=True)
            case "strikethrough":
                style = replace(style, struck=True)
    return style


def _list(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    items: list[LabelListItem] = []
    loose: list[Item] = [style.run(element.text)] if element.text else []
    for child in element:
        name = name_of(child) if isinstance(child.tag, str) else ""
        if name == "item":
            yield from put_loose(loose, items)
            yield from _item(child, style, context, items)
        elif name == "caption" and not items:
            yield Edge()
            yield from text_items(child, replace(style, bold=True), context)
            yield Edge()
        elif name:
            loose += [*_child(child, style, context)]
        if child.tail:
            loose.append(style.run(child.tail))
    yield from put_loose(loose, items)
    code = (element.get("styleCode") or "").lower().split()
    numbering: Literal["1", "a", "A", "i", "I"] = next(
        (_LETTERED[name] for name in code if name in _LETTERED), "1"
    )
    if items:
        ordered = element.get("listType") == "ordered" or numbering != "1"
        yield LabelList(ordered, tuple(items), numbering)


def _item(
    child: Any, style: Style, context: SplContext, items: list[LabelListItem]
) -> Iterator[Item]:
    """One item, put into ``items``; its notes go on to what stands around the list."""
    caption = next((found for found in child if _is_element(found, "caption")), None)
    mark = inline_of(caption, context)
    inner = list(_without(child, caption, _styled(child, style), context))
    said = mark_of(mark)
    if said and len(said) > _LONGEST_MARK:
        inner = [*(replace(run, bold=True) for run in mark), Edge(), *inner]
        said = None
    flow = flow_of(inner)
    if made := items_of(inner, flow, said):
        items += made
    elif said:
        items.append(LabelListItem(flow_of([StyledRun(said)]).blocks))
    if flow.notes:
        yield Note(flow.notes)


_LONGEST_MARK: Final = 8


def _without(element: Any, left_out: Any, style: Style, context: SplContext) -> Iterator[Item]:
    """What stands in an element, but for one child."""
    if element.text:
        yield style.run(element.text)
    for child in element:
        if isinstance(child.tag, str) and child is not left_out:
            yield from _child(child, style, context)
        if child.tail:
            yield style.run(child.tail)


def _table(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    caption = next((found for found in element if _is_element(found, "caption")), None)
    markup = TableMarkup(
        row_names=("tr",),
        cell_names=("td", "th"),
        cell=lambda cell, style, notes: _cell(cell, style, context, notes),
        child=lambda child, style: _child(child, style, context),
        styled=_styled,
    )
    table = table_of(element, element, style, markup, lambda part: part is caption)
    yield from table_items(replace(table, caption=inline_of(caption, context)))


def _cell(element: Any, style: Style, context: SplContext, notes: list[LabelBlock]) -> LabelCell:
    flow: Flow = flow_of(text_items(element, _styled(element, style), context))
    notes += flow.notes
    columns, rows = span(element.get("colspan")), span(element.get("rowspan"))
    return cell_of(flow, name_of(element) == "th", columns, rows)


def _note(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    sign = _sign(element.get("ID"), context)
    yield StyledRun(sign, position="super")
    plain_style = replace(style, bold=False, italic=False, underlined=False, position="normal")
    inner = [
        StyledRun(sign, position="super"),
        StyledRun(" "),
        *text_items(element, plain_style, context),
    ]
    flow = flow_of(inner)
    yield Note((*flow.blocks, *flow.notes))


def _reference(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    yield StyledRun(_sign(element.get("IDREF"), context), position="super")
    yield from text_items(element, style, context)


def _sign(identity: str | None, context: SplContext) -> str:
    return context.signs.get(identity or "", NOTE_MARKS[0])


def _picture(element: Any, style: Style, context: SplContext) -> Iterator[Item]:
    name = element.get("referencedObject") or ""
    caption = next((found for found in element if _is_element(found, "caption")), None)
    picture = context.pictures.get(name)
    if picture is None:
        picture = LabelPicture(name)
    title = inline_of(caption, context)
    yield replace(picture, caption=title)
    yield from _without(element, caption, style, context)


_BLOCKS: Final[dict[str, Callable[[Any, Style, SplContext], Iterator[Item]]]] = {
    "list": _list,
    "table": _table,
    "footnote": _note,
    "footnoteRef": _reference,
    "renderMultiMedia": _picture,
}
