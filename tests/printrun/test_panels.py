"""Patients' panels: what is drawn is what must be said, in order, each value beside its label."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.content.localize import speech_of
from leaflets.content.record import Area
from leaflets.content.speak import localized
from leaflets.dose.plan import Plan
from leaflets.dose.plan_reading import composed_plan
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition, Size
from leaflets.errors import LeafletsError
from leaflets.language.plaintext import comparable
from leaflets.language.tags import language
from leaflets.library.fonts import typeface_for
from leaflets.library.libraries import Library, library
from leaflets.making.recipe import prepare
from leaflets.printrun.orders import Patient
from leaflets.printrun.panel_typesetting import Panels, typeset_panels
from leaflets.printrun.panels import Panel, panels_page, person_lines, typeface_of_panels
from leaflets.verify.glyphs import GlyphRun, glyphs_in

AREA = Area(left=60, bottom=100, width=475, height=700)
BORN = datetime.date(1960, 2, 9)
WEEKLY = parse_dose("monday morning=4 tablets of 2.5 mg")
DAILY = parse_dose("morning=1 tablet of 50 mg, evening=2 tablets of 25 mg")
TEMPLATE = (ROOT / "templates/panel.html.j2").read_text()
CANARY = "Canarina"


def patient(name: str = "Test", plan: Plan | None = None, note: str = "") -> Patient:
    return Patient(name, BORN, plan, "Dr. A. Example (3B)", note)


def typeset(
    tag: str,
    *patients: Patient,
    sheet: str = "methotrexate",
    size: Size = "standard",
    from_: Library | None = None,
    area: Area | None = AREA,
) -> Panels:
    """The panels of patients in a language; without an area, in that of a leaflet."""
    own, named = from_ or library(), language(tag)
    file = own.find_sheet(sheet)
    said = localized(own, file, named)
    speech = speech_of(named, said.words, own.word_source, own.words(named))
    panels: list[Panel] = [
        Panel(person_lines(one, named), one.plan and composed_plan(one.plan, speech))
        for one in patients
    ]
    face = typeface_of_panels(panels, typeface_for(named, own.all("fonts")), own)
    edition = Edition(size=size, panel=True)
    if area is None:
        wanted = Wanted(sheet, tag, edition)
        ready = prepare(admit(own, wanted, datetime.date(2026, 11, 23)))
        area = ready.record.panel
        assert area
    page = panels_page(panels, said, edition, area, face, own.all("templates"))
    return typeset_panels(page, tuple(one.told(said).text(said.direction) for one in panels))


def runs_of(made: Panels) -> list[GlyphRun]:
    assert not made.too_long
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        return [run for page in glyphs_in(pdf) for run in page]


@pytest.mark.parametrize("tag", ["en", "es", "fr", "ar", "hi", "zh-Hans", "el", "ta", "ru", "de"])
@pytest.mark.parametrize("size", ["standard", "large"])
def test_two_doses_a_day_with_a_prescriber_and_a_note_fit(tag: str, size: Size) -> None:
    plan = parse_dose("morning=1 tablet of 25 mg, evening=2 tablets of 25 mg")
    one = patient("Maria Example", plan, "Allergic to penicillin.")
    made = typeset(tag, one, sheet="azathioprine", size=size, area=None)
    assert not made.too_long


@pytest.mark.parametrize("letters", [10, 18, 19, 40, 80])
def test_a_name_of_one_word_stays_in_its_panel(letters: int) -> None:
    made = typeset("en", patient("W" * letters, note="M" * letters))
    wide = max(run.end for run in runs_of(made) if run.text.strip("WM") == "")
    assert wide <= AREA.width


def seen_in(made: Panels) -> str:
    """All lines as they are seen from left to right, without spaces."""
    lines: dict[int, list[GlyphRun]] = {}
    for run in runs_of(made):
        lines.setdefault(round(run.y), []).append(run)
    ordered = (sorted(line, key=lambda run: run.x) for _, line in sorted(lines.items()))
    return "|".join(comparable("".join(run.text for run in line)) for line in ordered)


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_weekly_dose_is_told_without_asterisks(tag: str) -> None:
    seen = seen_in(typeset(tag, patient(CANARY, WEEKLY)))
    assert "*" not in seen
    assert tag == "ar" or "Takeitonlyonceaweek,alwaysonthesameday." in seen


@pytest.mark.parametrize("tag", ["ar", pytest.param("he", marks=pytest.mark.slow)])
def test_numbers_are_seen_as_they_were_typed(tag: str) -> None:
    sheet = "azathioprine" if tag == "he" else "methotrexate"
    typed = ("+1 (212) 555-0007", "2.5-5 mL", "120/80", "10-12", "2026-12-31", "10:30", "1-0-½-0")
    word = "ثم" if tag == "ar" else "אז"
    note = f" {word} ".join((word, *typed, word))
    seen = seen_in(typeset(tag, patient("شخص", note=note), sheet=sheet))
    assert [one for one in typed if comparable(one) not in seen] == []
    assert "Dr.A.Example(3B)" in seen


def test_note_in_another_script_reads_as_it_was_typed() -> None:
    note = "Call +1 (212) 555-0007 before 10:30, then ward 3."
    assert comparable(note) in seen_in(typeset("ar", patient(note=note)))
    seen = seen_in(typeset("en", patient("محمد مثال", note="Call عيادة 03-1234-5678 عربي now")))
    assert comparable("Call" + "عربي"[::-1] + "03-1234-5678" + "عيادة"[::-1] + "now") in seen
    assert comparable("محمد مثال"[::-1]) in seen


def test_nothing_that_a_patient_is_told_is_markup() -> None:
    note = "2*3*4, **now**, a~b~, x^2^, \\1, _x_ <b>"
    assert comparable(note) in seen_in(typeset("en", patient(note=note)))


@pytest.mark.parametrize("size", ["standard", pytest.param("large", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "tag", ["zh-Hans", *(pytest.param(t, marks=pytest.mark.slow) for t in ("ur", "fa", "hi", "th"))]
)
def test_panel_is_made_in_every_script(tag: str, size: Size) -> None:
    name = "例子" if tag == "zh-Hans" else "Test مثال"
    made = typeset(
        tag, patient(name, DAILY, "03-1234-5678; 2.5-5 mL"), sheet="azathioprine", size=size
    )
    assert runs_of(made)


VALUE = "{{ line.text.html }}</div>"
AMOUNT = '{% for row in panel.plan.rows %}{{ cell("td", row.amount) }}{% endfor %}'
LABELS = '<tr>{{ cell("th", line.label) }}'
ROWS = "{% for row in panel.plan.rows %}"
END = "{% endfor %}"
NOTE = ".note {"
WRONG: dict[str, tuple[str, str]] = {
    "asterisks": ("{{ phrase.html }}", "{{ phrase.text }}"),
    "number turned": (".value { direction: ltr;", ".value { direction: rtl;"),
    "not isolated": (VALUE, "{{ line.text.plain }}</div>"),
    "no identity": ('data-phrase="{{ line.text.identity }}">', ">"),
    "another's value": (VALUE, "{{ panel.lines[loop.index0 - 1].text.html }}</div>"),
    "values moved": (NOTE, ".lines tr div { position: relative; top: 1.3em } .note {"),
    "label moved": (NOTE, ".lines tr:first-child th { padding-top: 3em } .note {"),
    "label missing": (LABELS, "<tr><th></th>"),
    "something else": ("{% if panel.plan %}", "<p>Take it every day.</p>{% if panel.plan %}"),
    "said twice": (VALUE, "{{ line.text.html }} {{ line.text.html }}</div>"),
    "amounts exchanged": (
        AMOUNT,
        f"{ROWS}{{{{ cell('td', panel.plan.rows[loop.index0 - 1].amount) }}}}{END}",
    ),
    "out of its area": (NOTE, ".lines { position: relative; left: -300pt } .note {"),
}


ASKED = patient(CANARY, WEEKLY, "الجرعة 2.5-5 mL، ثم 1-0-½-0 و+1 (212) 555-0007")


def test_the_same_panel_as_it_should_be_is_made() -> None:
    assert runs_of(typeset("ar", ASKED))


@pytest.mark.parametrize("wrong", WRONG)
def test_panel_that_says_something_else_is_refused(wrong: str, tmp_path: Path) -> None:
    old, new = WRONG[wrong]
    assert old in TEMPLATE
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/panel.html.j2").write_text(TEMPLATE.replace(old, new))
    with pytest.raises(LeafletsError) as refused:
        typeset("ar", ASKED, from_=library([tmp_path]))
    (found,) = refused.value.problems
    assert found.code == "verification-panel"
    assert CANARY not in str(found)
    assert not any(part in str(found) for part in ("555", "2.5", "Example"))
