"""The content model: what can be said about a medicine.

It knows no files, no catalogs and no layout.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from leaflets.language.tags import Tag
from leaflets.sheet.blocks import (
    IMPORTED,
    NEEDED,
    Alert,
    Blocks,
    Id,
    Item,
    Model,
    OptionalText,
    Pictogram,
    Text,
    is_empty,
)
from leaflets.sheet.file_names import NAMES_A_FILE
from leaflets.sheet.plan_limits import Limits

COUNTRY: Final = r"^[A-Z]{2}$"

Frequency: TypeAlias = Literal["very_common", "common", "uncommon", "rare", "very_rare", "unknown"]
"""Frequency bands of the EU's SmPC guideline (2009), section 4.8."""


Verb: TypeAlias = Literal["take", "use", "give"]


class Brand(Model):
    """The names a medicine is sold under in one country (ISO 3166-1 alpha-2)."""

    country: Annotated[str, StringConstraints(pattern=COUNTRY)]
    names: tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...] = Field(
        min_length=1
    )


class Form(Model):
    """A form the medicine comes in, and its strengths."""

    id: Id
    name: Text
    strengths: Text | None = None


Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,20}$")]


class Codes(Model):
    """What other systems call this medicine."""

    atc: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z]{0,6}$")], ...] = ()
    rxnorm: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}$")], ...] = ()
    snomed: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{6,18}$")], ...] = ()
    gtin: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{8,14}$")], ...] = ()


class About(Model):
    """What the medicine is and how it works."""

    what: Blocks = Field(min_length=1)
    how: Blocks = ()


class Use(Model):
    """A group of uses: its name, a text, and the uses where they are a list."""

    id: Id
    name: Text
    text: Text
    items: tuple[Item, ...] = ()


class Uses(Model):
    """What the medicine is used for."""

    intro: Blocks = ()
    groups: tuple[Use, ...] = Field(min_length=1)


class Interaction(Model):
    """Another medicine or a food: what happens together, and what to do."""

    id: Id
    name: Text
    pictogram: Pictogram | None = None
    effect: Text
    action: Text


class Before(Model):
    """What to know before taking it."""

    must_not: tuple[Item, ...] = ()
    tell_doctor: tuple[Item, ...] = ()
    medicines: tuple[Interaction, ...] = ()
    foods: tuple[Interaction, ...] = ()
    vaccines: Blocks = ()
    pregnancy: Blocks = ()
    breastfeeding: Blocks = ()
    driving: Blocks = ()
    alcohol: Blocks = ()


class DoseRow(Model):
    """One line of a dose table. ``weight`` is the second column of a table by age."""

    id: Id
    who: Text
    weight: Text | None = None
    dose: Text
    how_often: Text | None = None
    maximum: Text | None = None


DOSE_COLUMNS: Final = ("weight", "how_often", "maximum")
"""The columns of a dose table that not every table has."""


class DoseTable(Model):
    """Doses by age, weight or reason. Every row fills the same columns."""

    id: Id
    title: Text
    by: Literal["age", "weight", "reason"]
    rows: tuple[DoseRow, ...] = Field(min_length=1)
    note: Text | None = None

    @model_validator(mode="after")
    def _columns_are_full(self) -> DoseTable:
        if self.by == "weight" and any(row.weight for row in self.rows):
            raise ValueError("the first column is the weight; say it in `who`")
        for name in DOSE_COLUMNS:
            filled = [row.id for row in self.rows if getattr(row, name)]
            if filled and len(filled) < len(self.rows):
                raise ValueError(f"{name} is filled in some rows only; fill it in all or none")
        return self


class HowToTake(Model):
    """How to take it. ``once_a_week``: never daily, and the leaflet warns of it."""

    once_a_week: bool = False

    steps: tuple[Item, ...] = ()
    food: Blocks = ()
    doses: tuple[DoseTable, ...] = ()
    missed: Blocks = ()
    too_much: Blocks = ()
    stopping: Blocks = ()


class SideEffect(Model):
    """A side effect: its name, what it is like, how common it is, what helps."""

    id: Id
    name: Text
    pictogram: Pictogram | None = None
    text: Text
    frequency: Frequency | None = None
    help: Text | None = None


class SideEffects(Model):
    """Side effects, grouped by what to do."""

    about: Blocks = ()
    emergency: tuple[SideEffect, ...] = ()
    soon: tuple[SideEffect, ...] = ()
    mild: tuple[SideEffect, ...] = ()


class CheckUp(Model):
    """A test or check while taking it, and how often."""

    id: Id
    name: Text
    pictogram: Pictogram | None = None
    text: Text
    when: Text


Part: TypeAlias = Literal[
    "about",
    "uses",
    "warnings",
    "forms",
    "before",
    "before.must_not",
    "before.tell_doctor",
    "before.medicines",
    "before.foods",
    "before.vaccines",
    "before.pregnancy",
    "before.breastfeeding",
    "before.driving",
    "before.alcohol",
    "how_to_take",
    "how_to_take.steps",
    "how_to_take.food",
    "how_to_take.doses",
    "how_to_take.missed",
    "how_to_take.too_much",
    "how_to_take.stopping",
    "side_effects",
    "side_effects.emergency",
    "checks",
    "storage",
    "disposal",
    "more",
]
"""What a section of an imported sheet is, as a part of a sheet of our own."""


class Section(Model):
    """A free section with its own heading, for what fits no other part.

    In an imported sheet, ``part`` says what it is, where the label does; and where the label has
    no heading, there is none.
    """

    id: Id
    part: Annotated[Part | None, IMPORTED] = Field(None, exclude_if=is_empty)
    title: OptionalText = None
    blocks: Blocks = ()
    sections: tuple[Section, ...] = ()


class SourceEntry(Model):
    """Where facts come from; ``supports`` names the parts of the sheet it backs."""

    id: Id
    title: str = Field(min_length=1, max_length=300)
    publisher: str = Field(min_length=1, max_length=300)
    date: str | None = Field(None, max_length=40)
    url: (
        Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=500)] | None
    ) = None
    supports: tuple[str, ...] = Field(min_length=1)


class Provenance(Model):
    """Which file an imported sheet was made of, and what that says of itself.

    ``digest`` is the SHA-256 of the file. ``date`` is as the file has it.
    """

    file: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    form: Literal["spl", "epi", "openfda"]
    set_id: Annotated[str, StringConstraints(max_length=200)] | None = None
    version: Annotated[str, StringConstraints(max_length=200)] | None = None
    date: Annotated[str, StringConstraints(max_length=40)] | None = None
    publisher: Annotated[str, StringConstraints(max_length=300)] | None = None
    language: Annotated[str, StringConstraints(max_length=40)] | None = None
    """The language that the file names, which may not be that of its text."""


SheetId: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60),
    NAMES_A_FILE,
]
"""A sheet's id, of which the names of its files are made."""


class Sheet(Model):
    """A drug sheet. The fields stand in the order in which a leaflet says them.

    ``verb`` is how headings speak of it: tablets are taken, an inhaler is used, a medicine for
    children is given by somebody else.

    ``limits`` is what a dose plan of it may be; without them there is none.

    ``provenance`` stands in imported sheets only. Their text is in ``sections``, in the order and
    under the headings of the label.
    """

    id: SheetId
    language: Tag
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,19}$")]
    date: datetime.date
    review_by: datetime.date | None = None
    verb: Verb = "take"
    name: Text
    pronunciation: Text | None = None
    medicine_class: OptionalText = None
    brands: tuple[Brand, ...] = ()
    forms: tuple[Form, ...] = ()
    codes: Codes = Codes()
    warnings: tuple[Alert, ...] = ()
    about: Annotated[About | None, NEEDED, Field(validate_default=True)] = None
    uses: Annotated[Uses | None, NEEDED, Field(validate_default=True)] = None
    before: Before = Before()
    how_to_take: HowToTake = HowToTake()
    side_effects: SideEffects = SideEffects()
    checks: tuple[CheckUp, ...] = ()
    storage: Blocks = ()
    disposal: Blocks = ()
    more: Blocks = ()
    sections: tuple[Section, ...] = ()
    summary: tuple[str, ...] = ()
    limits: Limits | None = Field(None, exclude_if=is_empty)
    sources: Annotated[tuple[SourceEntry, ...], NEEDED, Field(validate_default=True)] = ()
    provenance: Provenance | None = Field(None, exclude_if=is_empty)

    @property
    def is_imported(self) -> bool:
        """Whether it was made of a label: its words are the label's."""
        return self.provenance is not None

    @model_validator(mode="after")
    def _countries_differ(self) -> Sheet:
        countries = [brand.country for brand in self.brands]
        if len(set(countries)) < len(countries):
            raise ValueError("brands: a country stands twice; put its names in one entry")
        return self
