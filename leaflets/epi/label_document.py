"""What a label says to patients, as it stands in the file: between a format and a sheet.

The readers of the formats make it, the draft sheet is made of it. Nothing is repaired or left
out on the way: what is suspicious becomes a remark.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class StyledRun:
    """A stretch of text in one style. White space is as a reader sees it: runs of it are one
    space, no-break spaces stay."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    position: Literal["normal", "sub", "super"] = "normal"


Inline: TypeAlias = tuple[StyledRun, ...]


@dataclass(frozen=True)
class LabelParagraph:
    """A paragraph."""

    text: Inline


@dataclass(frozen=True)
class LabelList:
    """A list, bulleted or ordered; items have ``mark`` where the source's own says something
    ("1.", "a)"), else None. ``numbering`` and ``start`` are those of an ordered list (HTML's
    ``type`` and ``start``)."""

    ordered: bool
    items: tuple[LabelListItem, ...]
    numbering: Literal["1", "a", "A", "i", "I"] = "1"
    start: int = 1


@dataclass(frozen=True)
class LabelListItem:
    """An item of a list: what it says, with lists below it where there are."""

    blocks: tuple[LabelBlock, ...]
    mark: str | None = None


@dataclass(frozen=True)
class LabelCell:
    """A cell of a table."""

    blocks: tuple[LabelBlock, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1


LabelRow: TypeAlias = tuple[LabelCell, ...]


@dataclass(frozen=True)
class LabelTable:
    """A table: rows of cells, of which the first ``head_rows`` are its head."""

    rows: tuple[LabelRow, ...]
    caption: Inline = ()
    head_rows: int = 0
    notes: tuple[LabelBlock, ...] = ()
    """Footnotes, and what stands in its foot."""


@dataclass(frozen=True)
class LabelPicture:
    """A picture: its content where the file holds it (``kind`` is its checked media type)."""

    name: str
    content: bytes | None = None
    kind: str | None = None
    alternative: str | None = None
    caption: Inline = ()


LabelBlock: TypeAlias = LabelParagraph | LabelList | LabelTable | LabelPicture


@dataclass(frozen=True)
class LabelSection:
    """A section under its own heading; ``title`` is empty where it has none.

    ``codes`` are pairs of a code system and a code. ``place`` says where it stands in the file,
    for reports: an XPath, a path of FHIR's, a field.
    """

    title: Inline
    blocks: tuple[LabelBlock, ...]
    sections: tuple[LabelSection, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Remark:
    """Something suspicious, or something that was decided: it is reported, never repaired."""

    kind: str
    place: str
    message: str


@dataclass(frozen=True)
class LabelProvenance:
    """Where a label comes from: ``digest`` is the SHA-256 of the file, ``number`` which label in it
    it is, from 0 (a Composition, a record)."""

    file: str
    digest: str
    form: Literal["spl", "epi", "openfda"]
    set_id: str | None = None
    version: str | None = None
    date: str | None = None
    """As the source has it: an ISO 8601 date, or the beginning of one."""
    publisher: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Document:
    """A label's text for patients. ``tag`` is the language that the source names (BCP 47)."""

    name: str
    tag: str | None
    sections: tuple[LabelSection, ...]
    provenance: LabelProvenance
    ingredients: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """What other systems call the medicine: pairs of a code system (a URI or OID) and a code."""
    remarks: tuple[Remark, ...] = field(default=())
