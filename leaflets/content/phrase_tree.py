"""What a leaflet says, phrase by phrase, in the order in which it must be said.

Templates print phrases, never bare strings: a phrase brings its own identity into the page
and on into the PDF, where verification finds each one again by it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from leaflets.admission.wishes import PersonLine
from leaflets.content.cover import cover, has_cover
from leaflets.content.grids import grid_as_list, is_wide, name_cells
from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import (
    LISTED,
    PAGE,
    WORD,
    Known,
    Phrase,
    known_as,
    person_phrase,
    pictogram_word,
)
from leaflets.content.plan_view import plan_view
from leaflets.content.shared_doses import dose_table
from leaflets.edition.editions import Edition
from leaflets.edition.profiles import (
    FIXED,
    Heading,
    Outline,
    OutlineSection,
    chapter_sheet,
    is_filled,
    part_of,
)
from leaflets.sheet.blocks import GridBlock, Model, TableBlock
from leaflets.sheet.markup import to_plain
from leaflets.sheet.messages import translatable_fields
from leaflets.sheet.model import DoseTable, Form, Sheet
from leaflets.translation.placeholders import fill

_ROOM: Final = 54
_ROOM_A5: Final = 44
"""How many characters of a label's table fit beside each other at 12 pt; wider, it is a list."""

_LABELS: Final = {
    "effect": "label.effect",
    "action": "label.action",
    "frequency": "label.frequency",
    "when": "label.when",
    "warning": "label.warning",
}


@dataclass(frozen=True)
class Content:
    """The tree of phrases that a template walks, and the same phrases in order."""

    view: SimpleNamespace
    phrases: tuple[Phrase, ...]


def told_alike(edition: Edition) -> Edition:
    """The edition that says the same, phrase by phrase, for all that differ in looks only."""
    return edition.model_copy(
        update={
            "size": "large" if edition.is_large_print else edition.size,
            "paper": "a5" if edition.is_small_paper else "a4",
            "conformance": "ua-1",
            "panel": False,
            "attach": "json",
        }
    )


def content(
    leaflet: LocalizedSheet, edition: Edition, outline: Outline, known: Known | None = None
) -> Content:
    """Everything a leaflet says: as a tree for templates, and in order, fixed words included.

    Phrases that are ``known`` already are taken from there, new ones go there.

    Templates take the fixed words from ``words``; where each must stand is decided here.
    """
    teller = _Teller(leaflet, edition, {} if known is None else known)
    say, sheet = teller.say, leaflet.sheet
    view = SimpleNamespace()
    view.band = None if edition.is_paged else teller.band()
    teller.word("leaflet.kind")
    view.name = say("name", sheet.name)
    head_of_full = not outline.is_one_page
    view.pronunciation = say("pronunciation", leaflet.pronunciation) if head_of_full else None
    view.medicine_class = say("medicine_class", sheet.medicine_class)
    view.brands = say("brands", leaflet.brands)
    in_head = "forms" not in outline.parts and head_of_full
    view.forms = teller.part(sheet, "forms", None) if in_head else None
    view.emergency = [say(f"emergency.{n}", line) for n, line in enumerate(leaflet.emergency, 1)]
    view.note = teller.word("summary.note") if outline.is_one_page else None
    view.imprint = teller.imprint()
    covered = has_cover(edition, sheet)
    view.cover = cover(sheet, leaflet, teller.say, teller.word) if covered else None
    is_web = edition.format == "html"
    has_contents = (is_web or (edition.is_paged and head_of_full)) and _is_listed(sheet)
    view.contents = teller.contents(outline, is_web) if has_contents else []
    view.person = [(teller.word(line.key), teller.person(line)) for line in leaflet.person]
    view.plan = (
        plan_view(leaflet, teller.say, teller.note, as_list=teller.tables_as_lists)
        if leaflet.plan
        else None
    )
    view.chapters = []
    for chapter in outline.chapters:
        said = chapter_sheet(sheet, chapter)
        title = teller.heading(chapter.title)
        level = 3 if title else 2
        sections = [
            teller.section(said, section, level, chapter is outline.chapters[-1])
            for section in chapter.sections
        ]
        view.chapters.append(
            SimpleNamespace(
                title=title,
                is_summary=chapter.is_summary,
                sections=[section for section in sections if section],
            )
        )
    view.colophon = None if "colophon" in outline.parts else teller.colophon(imprint=False)
    view.disclaimer = SimpleNamespace(
        heading=say("disclaimer.heading", leaflet.disclaimer.heading),
        paragraphs=[
            say(f"disclaimer.{number}", text)
            for number, text in enumerate(leaflet.disclaimer.paragraphs, 1)
        ],
    )
    return Content(view, tuple(teller.said))


def _is_listed(sheet: Sheet) -> bool:
    """Whether it has headings for a list of contents: a label may have none."""
    return not sheet.is_imported or any(section.title for section in sheet.sections)


class _Teller:
    """Walks a leaflet once and notes each phrase as it is said."""

    def __init__(self, leaflet: LocalizedSheet, edition: Edition, known: Known) -> None:
        self.known = known
        self.tables_as_lists = edition.tables_as_lists
        # Beside another language, or with the messages' names, its columns would be too narrow.
        self.grids_as_lists = edition.tables_as_lists or edition.is_paired
        self.is_paired = edition.is_paired
        # Beside another language both have the same cells; what goes to other systems has all.
        self.may_share = not edition.is_paired and edition.format != "epi"
        self.room = _ROOM_A5 if edition.is_small_paper else _ROOM
        self.leaflet = leaflet
        self.words = leaflet.words
        self.isolate = leaflet.direction == "rtl"
        self.said: list[Phrase] = []

    def say(self, identity: str, text: str | None) -> Phrase | None:
        if text is None:
            return None
        phrase = known_as(Phrase(identity, text, self.isolate), self.known)
        self.said.append(phrase)
        return phrase

    def note(self, phrase: Phrase) -> Phrase:
        """Note what is said in somebody's own words: it is in no message and is kept nowhere."""
        self.said.append(phrase)
        return phrase

    def person(self, line: PersonLine) -> Phrase:
        return self.note(person_phrase(line, self.leaflet.direction, self.leaflet.language))

    def word(self, key: str) -> Phrase | None:
        return self.say(f"{WORD}{key}", self.leaflet.word(key))

    def band(self) -> Phrase | None:
        return self.word("draft.band") if self.leaflet.is_draft else None

    def heading(self, heading: Heading | None) -> Phrase | None:
        return self.say(heading.identity, heading.text) if heading else None

    def imprint(self) -> list[Phrase | None]:
        """How old the text is, and who publishes it."""
        leaflet = self.leaflet
        return [
            self.say("colophon.version", leaflet.version),
            self.say("colophon.publisher", leaflet.publisher),
        ]

    def contents(self, outline: Outline, is_web: bool) -> list[SimpleNamespace]:
        """The list of contents: the heading of each section that is printed, and its page."""
        self.word("web.contents" if is_web else "page.contents")
        if self.leaflet.sheet.is_imported:
            titles = [(f"sections.{s.id}.title", s.title) for s in self.leaflet.sheet.sections]
            entries = [(place, title, place) for place, title in titles if title]
        else:
            # After a summary, the full text has the same headings: they are listed once.
            chapter = outline.chapters[-1]
            sheet = chapter_sheet(self.leaflet.sheet, chapter)
            entries = [
                (section.heading.identity, section.heading.text, section.heading.identity)
                for section in chapter.sections
                if section.heading and self._is_printed(sheet, section)
            ]
        return [
            SimpleNamespace(
                place=place,
                text=self.say(identity if is_web else f"{LISTED}{identity}", text),
                page=None if is_web else self.say(f"{PAGE}{identity}", ""),
            )
            for identity, text, place in entries
        ]

    def section(
        self, sheet: Sheet, section: OutlineSection, level: int, is_listed: bool
    ) -> SimpleNamespace | None:
        """A section of an outline; None where the sheet has nothing for it.

        ``is_listed``: it is one of those that a list of contents names.
        """
        if not self._is_printed(sheet, section):
            return None
        heading = self.heading(section.heading)
        noted = "before.medicines.note" in section.parts
        parts = [self.part(sheet, name, section.heading, noted) for name in section.parts]
        return SimpleNamespace(
            heading=heading,
            place=section.heading.identity if section.heading and is_listed else None,
            level=level,
            name=section.parts[0] if len(section.parts) == 1 else None,
            parts=[part for part in parts if part],
        )

    def _is_printed(self, sheet: Sheet, section: OutlineSection) -> bool:
        return any(part in FIXED or is_filled(part_of(sheet, part)) for part in section.parts)

    def part(
        self, sheet: Sheet, name: str, under: Heading | None, noted: bool = False
    ) -> SimpleNamespace | None:
        """A part, with its own heading unless the section's heading is the same.

        ``noted``: the note on other medicines stands in the section already.
        """
        if name == "colophon":
            return self.colophon(imprint=True)
        if name == "before.medicines.note":
            note = self.word("heading.before.medicines.note")
            return SimpleNamespace(name=name, heading=None, note=note, value=[])
        value = part_of(sheet, name)
        if not is_filled(value):
            return None
        key = f"heading.{name}"
        own = key in self.words and not (under and under.identity == f"{WORD}{key}")
        view = SimpleNamespace(name=name, heading=self.word(key) if own else None, note=None)
        if name == "forms":
            view.note = self.word("name.forms")
        elif name == "before.medicines" and not noted:
            view.note = self.word("heading.before.medicines.note")
        elif name == "how_to_take.once_a_week":
            self.word("pictogram.once-a-week")
            self.word("plan.weekly")
        view.value = self._view(value, name)
        return view

    def colophon(self, imprint: bool) -> SimpleNamespace | None:
        """Whom to ask, and who approved the text, after its imprint; None where nobody is named."""
        leaflet = self.leaflet
        if not (imprint or leaflet.contact or leaflet.web or leaflet.review.line):
            return None
        heading = self.word("heading.colophon")
        lines = self.imprint() if imprint else []
        lines += [
            self.say(f"colophon.contact.{number}", line)
            for number, line in enumerate(leaflet.contact, 1)
        ]
        if leaflet.web:
            lines.append(self.say("colophon.web", leaflet.web))
        if leaflet.review.line:
            lines.append(self.say("colophon.approval", leaflet.review.line))
        return SimpleNamespace(name="colophon", heading=heading, note=None, value=lines)

    def _view(self, value: Any, context: str) -> Any:
        if isinstance(value, tuple):
            return [self._view(item, f"{context}.{getattr(item, 'id', '')}") for item in value]
        return self._model(value, context) if isinstance(value, Model) else value

    def _model(self, model: Model, context: str) -> SimpleNamespace:
        if isinstance(model, Form):
            return SimpleNamespace(line=self.say(context, self._form(model)))
        if listed := self._as_list(model, context):
            return listed
        texts = translatable_fields(type(model))
        view = SimpleNamespace(kind=type(model).__name__)
        for name, value in model:
            here = f"{context}.{name}"
            if value:
                self._label(name, context)
            if name in texts:
                setattr(view, name, self.say(here, value))
            elif name == "frequency":
                setattr(
                    view, name, self.say(here, value and self.leaflet.word(f"frequency.{value}"))
                )
            elif name == "pictogram":
                setattr(view, name, self._pictogram(value, model, texts))
            else:
                setattr(view, name, self._view(value, here))
        if isinstance(model, GridBlock):
            name_cells(view, model, context)
        return view

    def _as_list(self, model: Model, context: str) -> SimpleNamespace | None:
        """A table as a list; None for anything else."""
        match model:
            case TableBlock() if self.tables_as_lists:
                return self._table_as_list(model, context)
            case DoseTable():
                return dose_table(
                    model,
                    context,
                    self.say,
                    self.word,
                    as_list=self.tables_as_lists,
                    may_share=self.may_share,
                )
            case GridBlock() if self.grids_as_lists or is_wide(model, self.room):
                return grid_as_list(model, context, self.say, self._model)
        return None

    def _label(self, name: str, context: str) -> None:
        """What stands before a field's text."""
        if name == "help":
            urgent = not context.startswith("side_effects.mild.")
            self.word("label.action" if urgent else "label.help")
        elif name in _LABELS:
            self.word(_LABELS[name])

    def _pictogram(
        self, name: str | None, model: Model, beside: Collection[str]
    ) -> SimpleNamespace | None:
        """A picture with its words: without, where the texts beside it say the same words."""
        if not name:
            return None
        words = pictogram_word(name)
        told = (to_plain(getattr(model, text) or "") for text in beside)
        if not self.is_paired and any(
            text.casefold().startswith(self.words[words].casefold()) for text in told
        ):
            return SimpleNamespace(name=name, text=None)
        return SimpleNamespace(name=name, text=self.word(words))

    def _table_as_list(self, table: TableBlock, context: str) -> SimpleNamespace:
        title = self.say(f"{context}.table", table.table)
        rows = []
        for row in table.rows:
            here = f"{context}.rows.{row.id}"
            texts = [(f"{here}.text", row.text)]
            texts += [(f"{here}.cells.{cell.id}.text", cell.text) for cell in row.cells]
            rows.append(
                [
                    (
                        self.say(f"{context}.columns.{column.id}.text", column.text),
                        self.say(identity, text),
                    )
                    for column, (identity, text) in zip(table.columns, texts, strict=True)
                ]
            )
        return SimpleNamespace(kind="LabelledRows", title=title, rows=rows, note=None)

    def _form(self, form: Form) -> str:
        line = self.leaflet.word("name.strengths")
        return fill(line, form=form.name, strengths=form.strengths) if form.strengths else form.name
