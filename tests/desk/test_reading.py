"""How hard texts are to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from leaflets.desk.readability import plainer_words, reading_of

EASY = "Take it with food. Do not take it if you feel sick. Ask us if you are not sure."
HARD = (
    "Concomitant administration of immunosuppressive medications necessitates individualized"
    " haematological monitoring throughout the duration of therapeutic intervention."
)


def test_grades_of_english() -> None:
    easy, hard = reading_of([EASY], [], "en"), reading_of([HARD], [], "en")
    assert easy
    assert hard
    assert easy.figure < 3
    assert hard.figure > 16
    assert hard.hardest[0][1] == HARD


def test_known_grade() -> None:
    """9 words a sentence, 10 syllables: counted by hand."""
    sentence = "The cat sat on the old red mat today. "
    found = reading_of([sentence * 4], [], "en")
    assert found
    assert found.figure == pytest.approx(0.39 * 9 + 11.8 * 10 / 9 - 15.59)


def test_medicine_names_are_left_out() -> None:
    text = "Hydroxychloroquine is good for you and me."
    with_name, without = (
        reading_of([text], [], "en"),
        reading_of([text], ["Hydroxychloroquine"], "en"),
    )
    assert with_name
    assert without
    assert without.figure < with_name.figure


@pytest.mark.parametrize(("language", "name"), [("es", "Huerta"), ("fr", "Kandel")])
def test_other_languages_have_their_own_formula(language: str, name: str) -> None:
    found = reading_of(["Uno dos tres cuatro cinco seis siete."], [], language)
    assert found
    assert name in found.formula
    assert not found.is_grade


@pytest.mark.parametrize("language", ["ar", "hi", "zh"])
def test_no_formula_no_figure(language: str) -> None:
    assert reading_of(["one two three four five."], [], language) is None


def test_plainer_words() -> None:
    assert plainer_words(["Consult a physician."], {"physician": "doctor", "cease": "stop"}) == {
        "physician": "doctor"
    }


def test_check_refuses_what_nobody_can_read(run: Callable[..., Run], own_library: Path) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    text = sheet.read_text().replace("This is a made-up medicine for tests.", f"{HARD} {HARD}")
    sheet.write_text(text)
    (own_library / "locales/es/LC_MESSAGES/tiny.po").unlink()
    done = run("check", "tiny", "--library", own_library)
    assert done.code == 3
    assert "[sheet-reading-grade]" in done.err
    assert "plainer than 'concomitant': at the same time" in done.out
