"""What a leaflet says, phrase by phrase, in the order in which it must be said.

Templates print phrases, never bare strings: a phrase brings its own identity into the page
and on into the PDF, where verification finds each one again by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from markupsafe import Markup

from leaflets.edition import Edition
from leaflets.localize import LocalizedSheet
from leaflets.markup import to_html, to_plain
from leaflets.messages import translatable_fields
from leaflets.sheet import DoseTable, Form, Model, TableBlock

WORD: Final = "word:"
"""What the identity of a fixed word begins with."""

PARTS: Final = (
    "warnings",
    "about",
    "uses",
    "before",
    "how_to_take",
    "side_effects",
    "checks",
    "storage",
    "disposal",
    "more",
    "sections",
)
"""The parts of a sheet that follow its head, in the order in which a leaflet says them."""

_SEVERAL_WORDS: Final = {
    "forms": ("name.forms",),
    "before.medicines": ("heading.before.medicines", "heading.before.medicines.note"),
}
_LABELS: Final = {
    "effect": "label.effect",
    "action": "label.action",
    "frequency": "label.frequency",
    "when": "label.when",
    "warning": "label.warning",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with its identity: a message's context, or ``word:`` and a fixed word's key."""

    identity: str
    text: str
    isolate: bool = False

    def __html__(self) -> Markup:
        element = '<span data-phrase="{}">{}</span>'
        return Markup(element).format(self.identity, to_html(self.text, self.isolate))

    @property
    def plain(self) -> str:
        """The text without markup."""
        return to_plain(self.text)


@dataclass(frozen=True)
class Content:
    """The tree of phrases that a template walks, and the same phrases in order."""

    view: SimpleNamespace
    phrases: tuple[Phrase, ...]


def content(leaflet: LocalizedSheet, edition: Edition) -> Content:
    """Everything a leaflet says: as a tree for templates, and in order, fixed words included.

    Templates take the fixed words from ``words``; where each must stand is decided here.
    """
    teller = _Teller(leaflet, edition)
    say, sheet = teller.say, leaflet.sheet
    teller.word("leaflet.kind")
    view = SimpleNamespace(
        name=say("name", sheet.name),
        pronunciation=say("pronunciation", leaflet.pronunciation),
        medicine_class=say("medicine_class", sheet.medicine_class),
        brands=say("brands", leaflet.brands),
        forms=teller.view(sheet.forms, "forms"),
        emergency=say("emergency", leaflet.emergency),
    )
    for part in PARTS:
        setattr(view, part, teller.view(getattr(sheet, part), part))
    teller.word("heading.colophon")
    view.version = say("colophon.version", leaflet.version)
    view.publisher = say("colophon.publisher", leaflet.publisher)
    view.contact = [say(f"colophon.contact.{n}", line) for n, line in enumerate(leaflet.contact, 1)]
    view.disclaimer = SimpleNamespace(
        heading=say("disclaimer.heading", leaflet.disclaimer.heading),
        paragraphs=[
            say(f"disclaimer.{number}", text)
            for number, text in enumerate(leaflet.disclaimer.paragraphs, 1)
        ],
    )
    return Content(view, tuple(teller.said))


def words(leaflet: LocalizedSheet) -> dict[str, Phrase]:
    """The fixed words by key."""
    isolate = leaflet.direction == "rtl"
    return {key: Phrase(f"{WORD}{key}", text, isolate) for key, text in leaflet.words.items()}


class _Teller:
    """Walks a leaflet once and notes each phrase as it is said."""

    def __init__(self, leaflet: LocalizedSheet, edition: Edition) -> None:
        self.tables_as_lists = edition.tables_as_lists
        self.words = leaflet.words
        self.isolate = leaflet.direction == "rtl"
        self.said: list[Phrase] = []

    def say(self, identity: str, text: str | None) -> Phrase | None:
        if text is None:
            return None
        phrase = Phrase(identity, text, self.isolate)
        self.said.append(phrase)
        return phrase

    def word(self, key: str) -> Phrase | None:
        return self.say(f"{WORD}{key}", self.words[key])

    def view(self, value: Any, context: str) -> Any:
        if isinstance(value, tuple):
            if value and isinstance(value[0], Model):
                self._heading(context)
            return [self.view(item, f"{context}.{getattr(item, 'id', '')}") for item in value]
        if isinstance(value, Model):
            if any(inner for name, inner in value if name != "id"):
                self._heading(context)
            return self._model(value, context)
        return value

    def _heading(self, context: str) -> None:
        if f"heading.{context}" in self.words or context in _SEVERAL_WORDS:
            for key in _SEVERAL_WORDS.get(context, (f"heading.{context}",)):
                self.word(key)

    def _model(self, model: Model, context: str) -> SimpleNamespace:
        if isinstance(model, Form):
            return SimpleNamespace(line=self.say(context, self._form(model)))
        if self.tables_as_lists and isinstance(model, TableBlock):
            return self._table_as_list(model, context)
        if self.tables_as_lists and isinstance(model, DoseTable):
            return self._doses_as_list(model, context)
        texts = translatable_fields(type(model))
        view = SimpleNamespace(kind=type(model).__name__)
        for name, value in model:
            here = f"{context}.{name}"
            if value and name == "help":
                urgent = not context.startswith("side_effects.mild.")
                self.word("label.action" if urgent else "label.help")
            elif value and name in _LABELS:
                self.word(_LABELS[name])
            if name in texts:
                setattr(view, name, self.say(here, value))
            elif name == "frequency":
                setattr(view, name, self.say(here, value and self.words[f"frequency.{value}"]))
            else:
                setattr(view, name, self.view(value, here))
            if isinstance(model, DoseTable) and name == "by":
                self._dose_columns(model)
        return view

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

    def _doses_as_list(self, table: DoseTable, context: str) -> SimpleNamespace:
        title = self.say(f"{context}.title", table.title)
        fields = {table.by: "who", "dose": "dose", "how_often": "how_often", "maximum": "maximum"}
        rows = [
            [
                (
                    self.word(f"dose.{key}"),
                    self.say(f"{context}.rows.{row.id}.{field}", getattr(row, field)),
                )
                for key, field in fields.items()
                if getattr(row, field)
            ]
            for row in table.rows
        ]
        note = self.say(f"{context}.note", table.note)
        return SimpleNamespace(kind="LabelledRows", title=title, rows=rows, note=note)

    def _form(self, form: Form) -> str:
        line = self.words["name.strengths"]
        return (
            line.format(form=form.name, strengths=form.strengths) if form.strengths else form.name
        )

    def _dose_columns(self, table: DoseTable) -> None:
        for key in (table.by, "dose", "how_often", "maximum"):
            if key in (table.by, "dose") or getattr(table.rows[0], key):
                self.word(f"dose.{key}")
