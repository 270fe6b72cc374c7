"""The words of a label, counted in another way than the importer reads them.

Nothing here is shared with the readers: other parsers (expat and html.parser of the standard
library), other walks. Only the order is agreed upon: notes and feet of tables stand after them,
struck-out text and repeated titles nowhere.

Read a file with ``read_label`` first: these parsers are not made for hostile files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from leaflets.importers.document import Block, Document, Inline, ListOf, Paragraph, Section, Table
from leaflets.importers.recount_fda import fda_texts
from leaflets.importers.recount_fhir import fhir_texts
from leaflets.importers.recount_spl import spl_texts

_AROUND: Final = 4
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DOTS: Final = "•●∙▪■◦○‣⁃◆◇►▶➢➤\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf06e\uf0fc\uf02d"
_DOT: Final = re.compile(rf"[{_DOTS}]|(?<!\w)·|·(?!\w)")
_BEFORE: Final = re.compile(r"^[-–—‐‑−*†‡§¶#]+(?!\d)")
_AFTER: Final = re.compile(r"[*†‡§¶#]+$")


@dataclass(frozen=True)
class WordDifference:
    """Words that stand in the label and not in what was made of it, or the other way, and the
    words before them."""

    label: str
    made: str
    after: str


def label_words(content: bytes, form: str, number: int = 0) -> list[str]:
    """The words of the patients' text in a file, in order: of its label ``number``.

    ``form`` is "spl", "epi" or "openfda".
    """
    texts = {"spl": spl_texts, "epi": fhir_texts, "openfda": fda_texts}[form](content)
    return split_words(texts[number]) if number < len(texts) else []


def document_words(document: Document) -> list[str]:
    """The words of a Document, in order."""
    return split_words("\n".join(text for s in document.sections for text in _of_section(s)))


def split_words(text: str) -> list[str]:
    """A text's words. Bullets, and signs of footnotes, are none: they are set anew."""
    text = _DOT.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    stripped = (_AFTER.sub("", _BEFORE.sub("", word)) for word in text.split())
    return [word for word in stripped if word]


def differences(label: Sequence[str], made: Sequence[str]) -> tuple[WordDifference, ...]:
    """Where two lists of words differ."""
    if list(label) == list(made):
        return ()
    return tuple(
        WordDifference(
            " ".join(label[start:end]),
            " ".join(made[begin:until]),
            " ".join(label[max(0, start - _AROUND) : start]),
        )
        for kind, start, end, begin, until in SequenceMatcher(
            None, label, made, autojunk=False
        ).get_opcodes()
        if kind != "equal"
    )


def _of_section(section: Section) -> Iterator[str]:
    yield _of(section.title)
    for block in section.blocks:
        yield from _of_block(block)
    for inner in section.sections:
        yield from _of_section(inner)


def _of(text: Inline) -> str:
    return "".join(run.text for run in text if not run.struck)


def _of_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _of(block.text)
        case ListOf():
            for item in block.items:
                yield item.mark or ""
                for inner in item.blocks:
                    yield from _of_block(inner)
        case Table():
            yield _of(block.caption)
            cells = [inner for row in block.rows for cell in row for inner in cell.blocks]
            for inner in (*cells, *block.notes):
                yield from _of_block(inner)
        case _:
            yield _of(block.caption)
