"""Lines without markup, and the markup of their tables, into sections: openFDA's fields.

Where the words of a table stand in a line, the table takes their place. Where a field's text
stands in another's, it is a section within that one. Comparing ignores white space, which
flattening puts around markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from leaflets.epi.label_document import LabelBlock, LabelPicture, LabelSection, Remark, StyledRun
from leaflets.importers.flow import flow_of
from leaflets.importers.inline import Style, tidy
from leaflets.importers.spl_text import SplContext, signs_of, text_items
from leaflets.importers.untrusted import check_depth

SYSTEM: Final = "openFDA"

# The headings of Drug Facts (21 CFR 201.66(c)) and of Medication Guides (21 CFR 208.20).
_HEADINGS: Final = {
    "active_ingredient": r"active ingredients?( ?\([^)]{1,40}\))?",
    "purpose": r"purposes?|uses|indications",
    "indications_and_usage": r"uses?|indications( (and|&) usage)?",
    "warnings": r"warnings?",
    "do_not_use": r"do not use( if)?",
    "ask_doctor": r"ask a doctor before use if (you|the child) (have|has)",
    "ask_doctor_or_pharmacist": r"ask a doctor or pharmacist before use if (you are|the child is)",
    "when_using": r"when using this product(,? you may)?",
    "stop_use": r"stop use and ask (a )?doctor if",
    "keep_out_of_reach_of_children": r"keep out of reach of children",
    "dosage_and_administration": r"directions",
    "storage_and_handling": r"other information|storage",
    "inactive_ingredient": r"inactive ingredients?",
    "questions": r"questions( or comments)? ?\?*",
    "overdosage": r"overdose warning",
}
_QUESTION: Final = re.compile(
    r"(?:^|(?<=[\s\u00a0]))(?:(?:What|How|Who|When|Why|Where)\b[^.?!“”\"]{3,140}"
    r"|(?:WHAT|HOW|WHO|WHEN|WHY|WHERE)\b[^.?!“”\"a-z]{3,140})\?(?=\s|$)"
)
_QUOTED: Final = re.compile(r"[“\"‘'(]\s*$|\b(?:see|section)[\s:,]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """A record's field: its lines, and the markup of its tables."""

    name: str
    texts: Sequence[str]
    tables: Sequence[str]


@dataclass
class _Piece:
    """A text with what was found inside it: other pieces, tables, by where they begin and end."""

    name: str
    text: str
    inside: list[tuple[int, int, _Piece | tuple[LabelBlock, ...]]] = field(default_factory=list)
    is_inside: bool = False


def sections_of_fields(
    fields: Sequence[Field], place: str, remarks: list[Remark]
) -> tuple[LabelSection, ...]:
    """A section for each field's text, with nothing said twice."""
    pieces = [_Piece(found.name, text) for found in fields for text in found.texts]
    _nest(pieces, place, remarks)
    sections = []
    said: list[str] = []
    for found in fields:
        own = [piece for piece in pieces if piece.name == found.name]
        loose = [
            blocks
            for number, table in enumerate(found.tables)
            for blocks in _placed(
                table, f"{place}.{found.name}_table[{number}]", own, pieces, said, remarks
            )
        ]
        sections += [_section(piece, place) for piece in own if not piece.is_inside]
        sections += [LabelSection((), blocks, (), _codes(found.name), place) for blocks in loose]
    return tuple(sections)


def _nest(pieces: Sequence[_Piece], place: str, remarks: list[Remark]) -> None:
    """Put each text that stands in another field's text into it; the shortest that has it."""
    order = sorted(range(len(pieces)), key=lambda index: len(_squeezed(pieces[index].text)))
    for rank, index in enumerate(order):
        piece = pieces[index]
        for outer in (pieces[other] for other in order[rank + 1 :]):
            found = _find(piece.text, outer.text)
            if found and _is_free(found, outer):
                outer.inside.append((*found, piece))
                piece.is_inside = True
                message = f"{piece.name} stands in {outer.name}, too: it is said once, there"
                remarks.append(Remark("said-twice", f"{place}.{piece.name}", message))
                break


def _placed(
    markup: str,
    place: str,
    own: Sequence[_Piece],
    pieces: Sequence[_Piece],
    said: list[str],
    remarks: list[Remark],
) -> Iterator[tuple[LabelBlock, ...]]:
    """Put a table where its words stand; yields it where they stand nowhere."""
    try:
        root = etree.fromstring(f"<text>{markup}</text>", _parser())
    except (etree.XMLSyntaxError, ValueError):
        remarks.append(Remark("table-markup", place, "its markup is not well-formed: not read"))
        return
    check_depth(root)
    words = "".join(root.itertext())
    filled = [cell for cell in root.iter("td", "th") if "".join(cell.itertext()).strip()]
    outer, found = _holder(words, own, pieces, len(filled) == 1)
    context = SplContext(place, _Missing(), signs_of(root), remarks.append)
    flow = flow_of(text_items(root, Style(), context))
    blocks = (*flow.blocks, *flow.notes)
    if outer is not None and found and _is_free(found, outer):
        outer.inside.append((*found, blocks))
    elif outer is not None or _squeezed(words) in said:
        remarks.append(Remark("table-left-out", place, "its words are said already: left out"))
    elif words.strip():
        said.append(_squeezed(words))
        if own:
            message = "its words stand otherwise in the text: it is said after that, too"
            remarks.append(Remark("table-not-placed", place, message))
        yield blocks


class _Missing(dict[str, LabelPicture]):
    """openFDA has no pictures: every picture is one without content."""

    def get(self, key: str, _default: object = None) -> LabelPicture:
        return LabelPicture(key)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _holder(
    words: str, own: Sequence[_Piece], pieces: Sequence[_Piece], is_name: bool
) -> tuple[_Piece | None, tuple[int, int] | None]:
    """The piece that says a table's words, and where; of the innermost.

    ``is_name``: the words are one cell's, and a sentence may speak of them ("see Figure B").
    """
    holder = None
    for piece in sorted((*own, *pieces), key=lambda piece: len(piece.text)):
        found = _find(words, piece.text)
        if found and not is_name:
            return piece, found
        start = 0
        while found := _find(words, piece.text, start):
            holder = holder or piece
            if not _cuts(piece.text, *found):
                return piece, found
            start = found[1]
    return holder, None


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a place stands within a sentence ("See Figure B. If …")."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return bool(before) and (before[-1] not in ".:;?!)" or after[:1] in (".", ",", ";", ")"))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _find(words: str, text: str, begin: int = 0) -> tuple[int, int] | None:
    """Where the words stand in a text from ``begin`` on, white space left out of account."""
    wanted = _squeezed(words)
    places = [n for n, character in enumerate(text) if n >= begin and not character.isspace()]
    start = _squeezed(text[begin:]).find(wanted) if wanted else -1
    if start < 0:
        return None
    return places[start], places[start + len(wanted) - 1] + 1


def _is_free(found: tuple[int, int], outer: _Piece) -> bool:
    return all(found[1] <= start or found[0] >= end for start, end, _ in outer.inside)


def _section(piece: _Piece, place: str) -> LabelSection:
    """A piece as a section; what stands inside it, and after that, as sections below."""
    here = f"{place}.{piece.name}"
    title, start = _heading(piece)
    blocks: list[LabelBlock] = []
    sections: list[LabelSection] = []
    is_open = True  # whether text goes on with what stands last

    def put(found: tuple[LabelBlock, ...]) -> None:
        nonlocal is_open
        if not found:
            return
        if not sections:
            blocks.extend(found)
        elif is_open:
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, *found))
        else:
            sections.append(LabelSection((), found, (), (), here))
            is_open = True

    for part in _parts(piece, start):
        match part:
            case str():
                for question, text in _questions(part):
                    if question:
                        sections.append(LabelSection(_inline(question), (), (), (), here))
                        is_open = True
                    put(_paragraphs(text))
            case _Piece():
                sections.append(_section(part, place))
                is_open = False
            case _:
                put(part)
    return LabelSection(title, tuple(blocks), tuple(sections), _codes(piece.name), here)


def _parts(piece: _Piece, start: int) -> Iterator[str | _Piece | tuple[LabelBlock, ...]]:
    """A piece's text in order, cut where something stands inside it."""
    place = start
    for begin, end, inside in sorted(piece.inside, key=lambda found: found[0]):
        yield piece.text[place:begin]
        yield inside
        place = end
    yield piece.text[place:]


def _heading(piece: _Piece) -> tuple[tuple[StyledRun, ...], int]:
    """The heading that a field's text begins with, where the law words it, and where it ends."""
    wording = _HEADINGS.get(piece.name)
    match = (
        re.match(rf"\s*(?:{wording})\s*[:.]?(?=\s)", piece.text, re.IGNORECASE) if wording else None
    )
    if not match or not piece.text[match.end() :].strip():
        return (), 0
    if any(start < match.end() for start, _, _ in piece.inside):
        return (), 0
    return _inline(match[0]), match.end()


def _questions(text: str) -> Iterator[tuple[str, str]]:
    """A text, cut at the questions that head a guide's parts: pairs of a question and a text."""
    place, question = 0, ""
    for match in _QUESTION.finditer(text):
        if _QUOTED.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        yield question, text[place : match.start()]
        question, place = match[0], match.end()
    yield question, text[place:]


def _paragraphs(text: str) -> tuple[LabelBlock, ...]:
    return flow_of([StyledRun(text)]).blocks


def _inline(text: str) -> tuple[StyledRun, ...]:
    return tidy([StyledRun(text)])


def _codes(name: str) -> tuple[tuple[str, str], ...]:
    return ((SYSTEM, name),)
