"""Patients' panels: what is printed for one person on the first page of their handout.

Panels are typeset by WeasyPrint, many at a time, each on a page of the size of the area that
the leaflet keeps clear, and read again before they are used. What they say is in nobody's
messages: a panel that fails is named by its place in the batch.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.dates import format_date
from markupsafe import Markup

from leaflets.edition import Edition
from leaflets.fonts import Typeface, missing_characters, with_letters_for
from leaflets.languages import Direction, Language
from leaflets.library import Library
from leaflets.localize import LocalizedSheet, PersonLine
from leaflets.page import FIRST, Page, font_files, render, styled
from leaflets.plan import LocalizedPlan, Speech
from leaflets.plan_reading import composed_plan
from leaflets.printrun.orders import Patient
from leaflets.record import Area

TEMPLATE = "panel.html.j2"
BATCH = 50
"""How many panels are typeset at once."""


@dataclass(frozen=True)
class Panel:
    """One patient's panel in words; ``code`` is the SVG of a code, made of shapes only."""

    lines: tuple[PersonLine, ...] = field(repr=False)
    plan: LocalizedPlan | None = field(repr=False)
    code: str = field(default="", repr=False)

    def texts(self, words: Mapping[str, str]) -> list[str]:
        """Everything it says, in order."""
        said = [text for line in self.lines for text in (words[line.key], line.text)]
        if self.plan:
            said.append(words["plan.heading"])
            said += [words["plan.weekly"]] if self.plan.once_a_week else []
            said += [text for row in self.plan.rows for text in (row.when, row.amount)]
            said += self.plan.notes
        return said


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


def panel_of(patient: Patient, language: Language, speech: Speech, code: str = "") -> Panel:
    """A patient's panel in the words of a leaflet."""
    plan = composed_plan(patient.plan, speech) if patient.plan else None
    return Panel(person_lines(patient, language), plan, code)


def letters_missing(panel: Panel, typeface: Typeface, language: Language) -> bool:
    """Whether it has a letter that no font has."""
    text = "".join(line.text for line in panel.lines)
    return any(missing_characters(typeface, {"": text}, language))


def typeface_of(panels: Sequence[Panel], typeface: Typeface, library: Library) -> Typeface:
    """The leaflet's typeface with what the panels' names need besides."""
    text = "".join(line.text for panel in panels for line in panel.lines)
    return with_letters_for(typeface, text, library.all("fonts"))


def panels_page(
    panels: Sequence[Panel],
    said: LocalizedSheet,
    edition: Edition,
    area: Area,
    typeface: Typeface,
    templates: Sequence[Path],
) -> Page:
    """The panels as pages to be typeset, of the size of ``area``."""
    variables = {
        "language": said.language,
        "direction": said.direction,
        "start": "right" if said.direction == "rtl" else "left",
        "end": "left" if said.direction == "rtl" else "right",
        "words": said.words,
        "typeface": styled(typeface),
        "size": edition.body_size,
        "width": area.width,
        "height": area.height,
        "wide": edition.size == "standard" and edition.paper != "a5",
        "panels": [
            {
                "lines": [
                    {
                        "key": line.key,
                        "label": said.words[line.key],
                        "text": line.text,
                        "direction": direction_of(line.text, said.direction),
                    }
                    for line in panel.lines
                ],
                "plan": panel.plan,
                "code": Markup(panel.code),
            }
            for panel in panels
        ],
    }
    return Page((render(templates, variables, TEMPLATE),), dict(font_files(typeface, FIRST)))


def direction_of(text: str, otherwise: Direction) -> Direction:
    """The direction of the first letter that has one (Unicode UAX 9, rules P2 and P3)."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return otherwise
