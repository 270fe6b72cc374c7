"""Patients' panels: what is printed for one person on the first page of their handout.

Panels are typeset by WeasyPrint, many at a time, each on a page of the size of the area that
the leaflet keeps clear, and read again before they are used. What they say is in nobody's
messages: a panel that fails is named by its place in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import SimpleNamespace

from babel.dates import format_date
from markupsafe import Markup

from leaflets.admission.admit import Admitted
from leaflets.admission.wishes import PersonLine
from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import (
    Phrase,
    person_phrase,
    word_phrase,
    words,
    written_phrases,
)
from leaflets.content.record import Area
from leaflets.dose.plan_reading import composed_plan
from leaflets.dose.speech import LocalizedPlan, Speech
from leaflets.edition.editions import Edition
from leaflets.language.tags import Direction, Language
from leaflets.library.fonts import Typeface, missing_characters, with_letters_for_names
from leaflets.library.libraries import Library
from leaflets.printrun.orders import Patient
from leaflets.render.page import FIRST, font_files, render, styled
from leaflets.render.task import Page, Squares
from leaflets.snapshot import Folders
from leaflets.verify.verify_panel import PanelText

TEMPLATE = "panel.html.j2"
LONG_WORD = 18
"""Letters of a word that may be broken anywhere; to look for all these places takes time."""
BATCH = 50
"""How many panels are typeset at once."""


@dataclass(frozen=True)
class Panel:
    """One patient's panel in words, and its codes for machines."""

    lines: tuple[PersonLine, ...] = field(repr=False)
    plan: LocalizedPlan | None = field(repr=False)
    codes: tuple[Squares, ...] = field(default=(), repr=False)

    def told(self, said: LocalizedSheet) -> PanelPhrases:
        """What it says, phrase by phrase, in the words of a leaflet."""
        isolate, plan = said.direction == "rtl", self.plan
        rows = enumerate(plan.rows if plan else (), 1)
        notes = enumerate(plan.notes if plan else (), 1)
        return PanelPhrases(
            lines=tuple(
                (word_phrase(said, line.key), person_phrase(line, said.direction, said.language))
                for line in self.lines
            ),
            heading=word_phrase(said, "plan.heading") if plan else None,
            weekly=word_phrase(said, "plan.weekly") if plan and plan.once_a_week else None,
            rows=tuple(
                (
                    Phrase(f"plan.rows.{number}.when", row.when, isolate),
                    Phrase(f"plan.rows.{number}.amount", row.amount, isolate),
                )
                for number, row in rows
            ),
            written=tuple(self._written(said)),
            notes=tuple(Phrase(f"plan.notes.{n}", note, isolate) for n, note in notes),
        )

    def _written(self, said: LocalizedSheet) -> Iterator[Phrase]:
        if self.plan and self.plan.written:
            yield word_phrase(said, "plan.written")
            yield from written_phrases(self.plan, said.direction, said.language)


@dataclass(frozen=True)
class PanelPhrases:
    """What a panel says: labels with their values, and the plan."""

    lines: tuple[tuple[Phrase, Phrase], ...]
    heading: Phrase | None
    weekly: Phrase | None
    rows: tuple[tuple[Phrase, Phrase], ...]
    written: tuple[Phrase, ...]
    """The heading of the prescriber's own words, and these."""
    notes: tuple[Phrase, ...]

    def text(self, direction: Direction) -> PanelText:
        """All of it in order, and which value belongs to which label."""
        heads = [phrase for phrase in (self.heading, self.weekly) if phrase]
        # The rows of the plan stand below each other, or beside each other as columns.
        orders = [
            [
                *chain(*self.lines),
                *heads,
                *chain(*rows),
                *self.notes[:-1],
                *self.written,
                *self.notes[-1:],
            ]
            for rows in (self.rows, zip(*self.rows, strict=True))
        ]
        return PanelText(
            phrases=tuple(orders[0]),
            pairs=tuple((one.identity, other.identity) for one, other in (*self.lines, *self.rows)),
            orders=tuple(tuple(phrase.identity for phrase in order) for order in orders),
            direction=direction,
        )


def person_lines(patient: Patient, language: Language) -> tuple[PersonLine, ...]:
    """What a handout says of a patient beside the dose; the date as the language writes it."""
    born = patient.born and format_date(patient.born, "long", locale=language.locale)
    found = (
        ("panel.name", patient.name),
        ("panel.born", born),
        ("panel.prescriber", patient.prescriber),
        ("panel.note", patient.note),
    )
    return tuple(PersonLine.model_validate({"key": k, "text": t}) for k, t in found if t)


def panel_of(own: Admitted, speech: Speech, codes: tuple[Squares, ...] = ()) -> Panel:
    """The panel of a patient's own copy, in the words of a leaflet."""
    plan = composed_plan(own.plan, speech) if own.plan else None
    return Panel(own.lines, plan, codes)


def _texts(panel: Panel) -> Iterator[str]:
    """What is said in anybody's letters: names, and the prescriber's own words."""
    yield from (line.text for line in panel.lines)
    yield from (one.text for one in (panel.plan.written if panel.plan else ()))


def letters_missing(panel: Panel, typeface: Typeface, language: Language) -> bool:
    """Whether it has a letter that no font has."""
    text = "".join(_texts(panel))
    return any(missing_characters(typeface, {"": text}, language))


def typeface_of_panels(panels: Sequence[Panel], typeface: Typeface, library: Library) -> Typeface:
    """The leaflet's typeface with what the panels' names need besides."""
    text = "".join(chain.from_iterable(map(_texts, panels)))
    return with_letters_for_names(typeface, text, library.all("fonts"))


def panels_page(
    panels: Sequence[Panel],
    said: LocalizedSheet,
    edition: Edition,
    area: Area,
    typeface: Typeface,
    templates: Folders,
) -> Page:
    """The panels as pages to be typeset, of the size of ``area``."""
    variables = {
        "language": said.language,
        "direction": said.direction,
        "start": "right" if said.direction == "rtl" else "left",
        "end": "left" if said.direction == "rtl" else "right",
        "words": words(said),
        "typeface": styled(typeface),
        "size": edition.dose_size,
        "width": area.width,
        "height": area.height,
        "wide": edition.size == "standard" and not edition.is_small_paper,
        "panels": [_view(number, panel, said) for number, panel in enumerate(panels)],
    }
    return Page(
        (render(templates, variables, TEMPLATE),),
        dict(font_files(typeface, FIRST)),
        squares={
            _address(number, code): squares
            for number, panel in enumerate(panels)
            for code, squares in enumerate(panel.codes)
        },
    )


def _address(panel: int, code: int) -> str:
    return f"leaflets:code/{panel}/{code}"


def _line(key: str, label: Phrase, text: Phrase, language: str) -> SimpleNamespace:
    """A line as the template sees it, with the direction and the language of its text."""
    return SimpleNamespace(
        key=key,
        label=label,
        text=text,
        direction=text.direction,
        language=text.language or language,
        long=any(len(word) > LONG_WORD for word in text.plain.split()),
    )


def _view(number: int, panel: Panel, said: LocalizedSheet) -> SimpleNamespace:
    """A panel as its template sees it."""
    told = panel.told(said)
    return SimpleNamespace(
        lines=[
            _line(line.key, label, text, said.language)
            for line, (label, text) in zip(panel.lines, told.lines, strict=True)
        ],
        plan=panel.plan
        and SimpleNamespace(
            once_a_week=panel.plan.once_a_week,
            rows=[SimpleNamespace(when=when, amount=amount) for when, amount in told.rows],
            written=[
                SimpleNamespace(
                    text=phrase,
                    direction=phrase.direction,
                    language=phrase.language or said.language,
                )
                for phrase in told.written
            ],
            notes=told.notes[:-1],
            last_note=told.notes[-1],
        ),
        code=Markup("").join(
            Markup('<img src="{}" alt="">').format(_address(number, code))
            for code in range(len(panel.codes))
        ),
    )
