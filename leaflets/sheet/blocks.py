"""The blocks that texts are made of: paragraphs, lists, steps, tables, figures, warnings.

Every model is frozen and refuses unknown fields. ``Text`` marks what a patient reads and a
translator translates; items in lists carry ids, from which the contexts of messages are made,
so that moving an item changes none.

What a label says must fit, as it was written by others: an imported sheet may leave out what a
sheet of our own needs, and has grids, marks and blocks in items. Which of the two is read is
told by the validation's context.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from leaflets.sheet.file_names import NAMES_A_FILE

_ADDRESS: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]*://|(?:data|file|javascript):\S)", re.IGNORECASE
)


class Translatable:
    """Marks a field whose text is a message."""


WRITTEN: Final = {"written": True}
"""The context in which a sheet of our own is validated."""

_Value = TypeVar("_Value")


def _is_written(info: ValidationInfo) -> bool:
    return bool(info.context and info.context.get("written"))


def _needed(value: _Value, info: ValidationInfo) -> _Value:
    if not value and _is_written(info):
        raise PydanticCustomError("missing", "Field required")
    return value


def _imported_only(value: _Value, info: ValidationInfo) -> _Value:
    if value and _is_written(info):
        raise PydanticCustomError("imported_only", "only imported sheets have this")
    return value


NEEDED: Final = AfterValidator(_needed)
"""Marks a field that a sheet of our own needs and an imported one may leave out."""

IMPORTED: Final = AfterValidator(_imported_only)
"""Marks a field that imported sheets have, and sheets of our own have not."""


def is_empty(value: object) -> bool:
    """Whether a field that few sheets have is left out of their data."""
    return not value


def _no_address(text: str, info: ValidationInfo) -> str:
    if _is_written(info) and (found := _ADDRESS.search(text)):
        raise ValueError(f"no web addresses in texts ({found[0]}…); name a source instead")
    return text


Text: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True),
    AfterValidator(_no_address),
    Translatable(),
]
"""A text in the sheet's language, with the inline markup of docs/sheets.md."""

OptionalText: TypeAlias = Annotated[Text | None, NEEDED, Field(validate_default=True)]
"""A text that an imported sheet may leave out."""

ITEM_ID: Final = r"^[a-z0-9][a-z0-9_-]{0,59}$"
Id: TypeAlias = Annotated[str, StringConstraints(pattern=ITEM_ID)]
"""A stable id: small letters, digits, "-" and "_"."""

PICTOGRAMS: Final = (
    "with-food",
    "without-food",
    "swallow-whole",
    "do-not-crush",
    "morning",
    "noon",
    "evening",
    "bedtime",
    "no-alcohol",
    "no-driving",
    "sun",
    "pregnancy",
    "breastfeeding",
    "keep-from-children",
    "keep-cool",
    "keep-dry",
    "keep-dark",
    "fever",
    "bleeding",
    "breathing-trouble",
    "rash",
    "call-doctor",
    "call-emergency",
    "blood-test",
    "inhaler",
    "measure-liquid",
    "once-a-week",
    "wash-hands",
    "same-time",
)
"""The pictograms that a text may have beside it; each has a picture and its words."""


def _known_pictogram(name: str) -> str:
    if name not in PICTOGRAMS:
        raise ValueError(f"there is no pictogram {name!r}; there are {', '.join(PICTOGRAMS)}")
    return name


Pictogram: TypeAlias = Annotated[str, AfterValidator(_known_pictogram)]
"""The name of a pictogram; its words are printed beside it, before the text."""


class Model(BaseModel):
    """What every model shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _ids_differ(self) -> Model:
        for name, value in self:
            if isinstance(value, tuple):
                ids = [item.id for item in value if hasattr(item, "id")]
                twice = sorted({item for item in ids if ids.count(item) > 1})
                if twice:
                    raise ValueError(f"in {name}, these ids stand twice: {', '.join(twice)}")
        return self


FigureFile: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.(svg|png|jpg)$"),
    NAMES_A_FILE,
]
"""A picture's file, beside the sheet."""


_Mark: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True), Translatable()
]


class Item(Model):
    """A line in a list, with lines below it where needed.

    ``figure`` is a picture of what the line says, ``alternative`` what it shows, in words.
    ``mark`` is the source's own mark ("a)"), ``blocks`` what else the item holds.
    """

    id: Id
    mark: Annotated[_Mark | None, IMPORTED] = Field(None, exclude_if=is_empty)
    pictogram: Pictogram | None = None
    text: OptionalText = None
    figure: FigureFile | None = None
    alternative: Text | None = None
    blocks: Annotated[Blocks, IMPORTED] = Field((), exclude_if=is_empty)
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _figure_is_told(self) -> Item:
        if bool(self.figure) != bool(self.alternative):
            raise ValueError("a figure needs its alternative (what it shows), and the other way")
        return self


class Paragraph(Model):
    """A paragraph."""

    id: Id
    pictogram: Pictogram | None = None
    text: Text


class ListBlock(Model):
    """A bulleted list."""

    id: Id
    list: tuple[Item, ...] = Field(min_length=1)


class StepsBlock(Model):
    """A numbered list: things to do one after another."""

    id: Id
    steps: tuple[Item, ...] = Field(min_length=1)


class Alert(Model):
    """A warning that stands out."""

    id: Id
    pictogram: Pictogram | None = None
    title: Text
    text: Text


class WarningBlock(Model):
    """A warning that stands out, within the text."""

    id: Id
    warning: Text
    text: Text


class Column(Model):
    """A column of a table and its heading."""

    id: Id
    text: Text


class Cell(Model):
    """What a table says in one column of a row; ``id`` names the column."""

    id: Id
    text: Text


class Row(Model):
    """A row of a table: its own heading, then a cell for each further column."""

    id: Id
    text: Text
    cells: tuple[Cell, ...]


class TableBlock(Model):
    """A simple table. The first column holds the headings of the rows."""

    id: Id
    table: Text
    columns: tuple[Column, ...] = Field(min_length=2, max_length=6)
    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cells_fit(self) -> TableBlock:
        wanted = [column.id for column in self.columns[1:]]
        for row in self.rows:
            if [cell.id for cell in row.cells] != wanted:
                raise ValueError(f"row {row.id!r} needs the cells {', '.join(wanted)}, in order")
        return self


class GridCell(Model):
    """A cell of an imported table: a text, and what else it holds.

    ``columns`` and ``rows`` are how many it spans. ``heads`` says of a cell in the body that it
    is the heading of its row.
    """

    id: Id
    text: Text | None = None
    blocks: Blocks = Field((), exclude_if=is_empty)
    columns: Annotated[int, Field(ge=1, le=100)] = Field(1, exclude_if=lambda count: count == 1)
    rows: Annotated[int, Field(ge=1, le=1000)] = Field(1, exclude_if=lambda count: count == 1)
    heads: bool = Field(default=False, exclude_if=is_empty)


class GridRow(Model):
    """A row of an imported table."""

    id: Id
    cells: tuple[GridCell, ...] = ()


class GridBlock(Model):
    """A table as a label has it: head rows, spans, lists in cells, footnotes."""

    id: Id
    caption: Text | None = None
    head: tuple[GridRow, ...] = ()
    grid: Annotated[tuple[GridRow, ...], IMPORTED] = Field(min_length=1)
    notes: Blocks = ()


class FigureBlock(Model):
    """A picture with its text alternative; ``figure`` is a file beside the sheet.

    Without its alternative, which a sheet of our own needs, it is not printed.
    """

    id: Id
    figure: FigureFile
    alternative: OptionalText = None
    caption: Text | None = None


BLOCKS: Final[dict[str, type[Model]]] = {
    "figure": FigureBlock,
    "grid": GridBlock,
    "table": TableBlock,
    "steps": StepsBlock,
    "list": ListBlock,
    "warning": WarningBlock,
    "text": Paragraph,
}


def block_kind(value: Any) -> str | None:
    """Which kind of block ``value`` (data or a model) is: the field that tells."""
    names = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next((kind for kind in BLOCKS if kind in names), None)


_AnyBlock: TypeAlias = (
    Annotated[FigureBlock, Tag("figure")]
    | Annotated[GridBlock, Tag("grid")]
    | Annotated[TableBlock, Tag("table")]
    | Annotated[StepsBlock, Tag("steps")]
    | Annotated[ListBlock, Tag("list")]
    | Annotated[WarningBlock, Tag("warning")]
    | Annotated[Paragraph, Tag("text")]
)
Block: TypeAlias = Annotated[
    _AnyBlock,
    Discriminator(
        block_kind,
        custom_error_type="block_kind",
        custom_error_message="a block needs one of: text, list, steps, table, figure, warning",
    ),
]
Blocks: TypeAlias = tuple[Block, ...]

Item.model_rebuild()
GridCell.model_rebuild()
