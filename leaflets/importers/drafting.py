"""A label's document into a draft sheet: all that it says, in its order, under its headings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import PurePath
from typing import Any, Final, TypeAlias

from leaflets.epi.label_document import (
    Document,
    Inline,
    LabelBlock,
    LabelCell,
    LabelList,
    LabelListItem,
    LabelParagraph,
    LabelPicture,
    LabelRow,
    LabelSection,
    LabelTable,
    Remark,
    StyledRun,
)
from leaflets.importers.headings import with_headings
from leaflets.importers.label_language import label_language
from leaflets.importers.list_numbers import counted_marks
from leaflets.importers.marking import marked, printable
from leaflets.importers.naming import date_of, free_id, sheet_codes, slug
from leaflets.importers.pictures import redrawn, told_in_words
from leaflets.importers.section_parts import decide, numbered
from leaflets.importers.table_heads import (
    Shape,
    holds_anything,
    is_short,
    said_in_order,
    shape_of,
    unframed,
)

Data: TypeAlias = dict[str, Any]

_LONGEST: Final = 19_000
"""Longer texts go in parts: no text of a sheet has more than 20,000 characters."""

_LONGEST_MARK: Final = 40

_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,19}")


@dataclass(frozen=True)
class Mapping:
    """Which part of a sheet a section was taken for, and why; ``section`` is its path of ids."""

    section: str
    place: str
    part: str | None
    why: str


@dataclass(frozen=True)
class Draft:
    """A draft sheet as plain data, its pictures by file name, and what was decided on the way."""

    data: Data
    pictures: dict[str, bytes]
    mappings: tuple[Mapping, ...]
    remarks: tuple[Remark, ...]

    @property
    def id(self) -> str:
        """The sheet's id."""
        return str(self.data["id"])


def draft_of(document: Document, day: datetime.date, is_free: Callable[[str], bool]) -> Draft:
    """The draft sheet of a label; ``day`` is its date where the label has no whole one.

    ``is_free`` says of an id whether no other sheet has it.
    """
    source = document.provenance
    tongue = label_language(document.tag, _text_of(document), source.publisher)
    name = _short(document.name, 300) or _short(source.file, 300) or "label"
    identity = free_id((name, *document.ingredients, PurePath(source.file).stem), is_free)
    drafter = _Drafter(identity, tongue.tag.partition("-")[0])
    headed = [with_headings(section, drafter.remark) for section in document.sections]
    sections = drafter.sections(_unwrapped(headed), "sections", "")
    date, date_remarks = date_of(source.date, day)
    codes, code_remarks = sheet_codes(document.codes)
    version = source.version or ""
    data: Data = {
        "id": identity,
        "language": tongue.tag,
        "version": version if _VERSION.fullmatch(version) else "1",
        "date": date,
        "name": drafter.text((*_runs(name),), "name", plain=True),
        **({"codes": codes} if codes else {}),
        "sections": sections,
        "provenance": {
            key: value
            for key, value in (
                ("file", _short(source.file, 300) or "label"),
                ("digest", source.digest),
                ("form", source.form),
                ("set_id", _short(source.set_id, 200)),
                ("version", _short(source.version, 200)),
                ("date", _short(source.date, 40)),
                ("publisher", _short(source.publisher, 300)),
                ("language", _short(document.tag, 40)),
            )
            if value
        },
    }
    remarks = (*document.remarks, *tongue.remarks, *date_remarks, *code_remarks, *drafter.remarks)
    return Draft(data, drafter.pictures, tuple(drafter.mappings), remarks)


def _unwrapped(sections: Sequence[LabelSection]) -> Sequence[LabelSection]:
    """The sections; what one section holds that holds all of them stands beside it."""
    if len(sections) != 1 or not sections[0].sections:
        return sections
    return (replace(sections[0], sections=()), *sections[0].sections)


class _Drafter:
    """Walks a document once; notes pictures, decisions and remarks on its way."""

    def __init__(self, identity: str, language: str) -> None:
        self.identity = identity
        self.language = language
        self.pictures: dict[str, bytes] = {}
        self.mappings: list[Mapping] = []
        self.remarks: list[Remark] = []
        self.is_numbered = False

    def remark(self, kind: str, place: str, message: str) -> None:
        self.remarks.append(Remark(kind, place, message))

    def text(self, inline: Inline, place: str, *, plain: bool = False) -> str:
        """A text with its markup."""
        found = marked(inline, plain=plain)
        for kind, message in found.told:
            self.remark(kind, place, message)
        return found.text

    def sections(self, sections: Sequence[LabelSection], path: str, above: str) -> list[Data]:
        # The six numbers of a package leaflet stand once; steps in a part of it have numbers, too.
        numbers = numbered(sections) if not self.is_numbered else frozenset()
        self.is_numbered = self.is_numbered or bool(numbers)
        ids = _Ids()
        found = []
        for section in sections:
            place = section.place or above
            title = self.text(section.title, place, plain=True)
            identity = ids.take(slug(title, 40) or "section")
            here = f"{path}.{identity}"
            decision = decide(section, numbers, self.language)
            at = len(self.mappings)
            blocks = self.blocks(section.blocks, place)
            inner = self.sections(section.sections, here, place)
            if not (title or blocks or inner):
                continue
            self.mappings.insert(at, Mapping(here, place, decision.part, decision.why))
            data: Data = {"id": identity}
            if decision.part:
                data["part"] = decision.part
            if title:
                data["title"] = title
            if blocks:
                data["blocks"] = blocks
            if inner:
                data["sections"] = inner
            found.append(data)
        return found

    def blocks(self, blocks: Sequence[LabelBlock], place: str) -> list[Data]:
        found: list[Data] = []
        for block in blocks:
            for data in self._block(block, place):
                found.append({"id": f"{_kind(data)}-{len(found) + 1}", **data})
        return found

    def _block(self, block: LabelBlock, place: str) -> Iterator[Data]:
        match block:
            case LabelParagraph():
                for text in _in_parts(self.text(block.text, place)):
                    yield {"text": text}
            case LabelList():
                yield from self._list(block, place)
            case LabelTable():
                yield from self._table(block, place)
            case LabelPicture():
                yield from self._picture(block, place)

    def _list(self, block: LabelList, place: str) -> Iterator[Data]:
        is_counted = block.ordered and not any(item.mark for item in block.items)
        items = self._items(block, place, counted_marks(block) if is_counted else ())
        if items:
            yield {"steps" if is_counted else "list": items}

    def _items(self, block: LabelList, place: str, marks: Sequence[str] = ()) -> list[Data]:
        found: list[Data] = []
        for item, mark in zip_longest(block.items, marks):
            data = self._item(item, place)
            if data:
                counted = {"mark": mark} if mark else {}
                found.append({"id": f"item-{len(found) + 1}", **counted, **data})
        return found

    def _item(self, item: LabelListItem, place: str) -> Data:
        data: Data = {}
        mark = self.text(_runs(item.mark or ""), place)
        blocks = [block for block in item.blocks if holds_anything(block)]
        if not blocks:
            # A mark alone says nothing, unless it is words.
            return {"text": mark} if any(map(str.isalpha, mark)) else {}
        if len(mark) > _LONGEST_MARK:
            blocks.insert(0, LabelParagraph(_runs(item.mark or "")))
        elif mark:
            data["mark"] = mark
        text, rest = self._first_text(blocks, place)
        if text:
            data["text"] = text
        if len(rest) == 1 and isinstance(rest[0], LabelList) and not rest[0].ordered:
            data["items"] = self._items(rest[0], place)
        elif inner := self.blocks(rest, place):
            data["blocks"] = inner
        return data

    def _first_text(
        self, blocks: Sequence[LabelBlock], place: str
    ) -> tuple[str, Sequence[LabelBlock]]:
        """The text of the first block, if it is a paragraph of its own, and the blocks after it."""
        if blocks and isinstance(blocks[0], LabelParagraph):
            text = self.text(blocks[0].text, place)
            if len(text) <= _LONGEST:
                return text, blocks[1:]
        return "", blocks

    def _table(self, table: LabelTable, place: str) -> Iterator[Data]:
        shape = shape_of(table)
        if shape.layout:
            for block in unframed((table,), lambda why: self.remark("table-head", place, why)):
                yield from self._block(block, place)
            return
        if shape.why:
            self.remark("table-head", place, shape.why)
        caption = self.text(table.caption, place, plain=True)
        rows = [row for row in table.rows if row]
        told = [
            self._row(row, number, place, _is_headed(row, number, shape, rows))
            for number, row in enumerate(rows, 1)
        ]
        data: Data = {"caption": caption} if caption else {}
        if shape.head:
            data["head"] = [
                {
                    **row,
                    "cells": [
                        {k: v for k, v in cell.items() if k != "heads"} for cell in row["cells"]
                    ],
                }
                for row in told[: shape.head]
            ]
        data["grid"] = told[shape.head :]
        if notes := self.blocks(table.notes, place):
            data["notes"] = notes
        yield data

    def _row(self, row: Sequence[LabelCell], number: int, place: str, headed: bool) -> Data:
        cells = [self._cell(cell, n, place, headed and n == 1) for n, cell in enumerate(row, 1)]
        return {"id": f"row-{number}", "cells": cells}

    def _cell(self, cell: LabelCell, number: int, place: str, heads: bool) -> Data:
        data: Data = {"id": f"cell-{number}"}
        text, rest = self._first_text([b for b in cell.blocks if holds_anything(b)], place)
        if text:
            data["text"] = text
        if blocks := self.blocks(rest, place):
            data["blocks"] = blocks
        if cell.columns > 1:
            data["columns"] = str(min(cell.columns, 100))
        if cell.rows > 1:
            data["rows"] = str(min(cell.rows, 1000))
        if heads or cell.header:
            data["heads"] = "true"
        return data

    def _picture(self, picture: LabelPicture, place: str) -> Iterator[Data]:
        caption = self.text(picture.caption, place)
        words = told_in_words(picture.alternative)
        drawn = redrawn(picture.content) if picture.content else "is not in the file"
        if isinstance(drawn, str):
            self.remark("picture-missing", place, f"the picture {picture.name!r} {drawn}")
            if caption:
                yield {"text": caption}
            return
        content, ending = drawn
        number = len(self.pictures) + 1
        name = f"figures/{self.identity}/{slug(picture.name, 40) or 'picture'}-{number}.{ending}"
        self.pictures[name] = content
        data: Data = {"figure": name}
        if words:
            data["alternative"] = self.text(_runs(words), place, plain=True)
        else:
            message = f"{name} has no words for who can't see it: it is not printed without"
            self.remark("picture-without-words", place, message)
        if caption:
            data["caption"] = caption
        yield data


class _Ids:
    """Ids that have not stood beside each other yet."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, wanted: str) -> str:
        found, number = wanted, 1
        while found in self.taken:
            number += 1
            found = f"{wanted}-{number}"
        self.taken.add(found)
        return found


def _runs(text: str) -> Inline:
    return (StyledRun(text),) if text else ()


def _is_headed(
    row: Sequence[LabelCell], number: int, shape: Shape, rows: Sequence[LabelRow]
) -> bool:
    """Whether the first cell of a row heads it, or heads the rows below it: a cell over all."""
    width = max(sum(cell.columns for cell in found) for found in rows)
    is_over_all = len(row) == 1 and row[0].columns == width > 1 and is_short(row[0])
    return number >= shape.head and (shape.first_column or (is_over_all and number > shape.head))


def _kind(data: Data) -> str:
    names = {"text": "text", "list": "list", "steps": "steps", "grid": "table", "figure": "figure"}
    return next(kind for name, kind in names.items() if name in data)


def _in_parts(text: str) -> Iterator[str]:
    """A text in parts that a sheet can hold, cut after a sentence or between words."""
    while len(text) > _LONGEST:
        cut = max(text.rfind(". ", 0, _LONGEST) + 1, 0) or text.rfind(" ", 0, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _text_of(document: Document) -> str:
    """All that a label says, for the detection of its language."""
    return "\n".join(_texts(document.sections))


def _texts(sections: Sequence[LabelSection]) -> Iterator[str]:
    for section in sections:
        yield "".join(run.text for run in section.title)
        yield from _block_texts(section.blocks)
        yield from _texts(section.sections)


def _block_texts(blocks: Sequence[LabelBlock]) -> Iterator[str]:
    for block in blocks:
        match block:
            case LabelParagraph():
                yield "".join(run.text for run in block.text)
            case LabelList():
                for item in block.items:
                    yield from _block_texts(item.blocks)
            case LabelTable():
                yield from _block_texts(said_in_order(block))


def _short(text: str | None, length: int) -> str:
    return printable(text or "")[:length].strip()
