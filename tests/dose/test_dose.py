"""Dose plans: what is read, what is refused, what a leaflet says of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from by_hand import make_leaflet
from conftest import EVERY_LANGUAGE, Run

from leaflets.content.localize import speech_of, words_for
from leaflets.content.speak import localized
from leaflets.dose.amount_words import amount_in_words
from leaflets.dose.plan import Amount, in_order
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.verify.extraction import extract


def test_four_times() -> None:
    plan = in_order(parse_dose("bedtime=2 tablets; Morning = 1 1/2 tablets, noon=½ tablet"))
    assert [(dose.time, dose.amount.number, dose.amount.unit) for dose in plan.doses] == [
        ("morning", Fraction(3, 2), "tablet"),
        ("noon", Fraction(1, 2), "tablet"),
        ("bedtime", Fraction(2), "tablet"),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.5 mL", Fraction(5, 2)),
        ("½ tablet", Fraction(1, 2)),
        ("1½ tablets", Fraction(3, 2)),
        ("1 3/4 tablets", Fraction(7, 4)),
        ("10 drops", Fraction(10)),
        ("4 tablets of 2.5 mg", Fraction(4)),
        ("5 mL of 120 mg/5 mL", Fraction(5)),
        ("2 puffs of 100 micrograms", Fraction(2)),
    ],
)
def test_amounts(text: str, number: Fraction) -> None:
    assert parse_dose(f"morning={text}").doses[0].amount.number == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no dose"),
        ("morning", "write it as"),
        ("morning=", "write it as"),
        ("morning=tablet", "does not begin with a number"),
        ("morning=-1 tablet", "does not begin with a number"),
        ("morning=0 tablets", "more than 0"),
        ("morning=200 tablets", "nobody takes that much"),
        ("morning=0.3 tablet", "can't be divided so"),
        ("morning=1/2 capsule", "whole ones only"),
        ("morning=1", "name the unit"),
        ("morning=1 spoon", "how much a spoon is"),
        ("morning=1,5 tablets", "with a point"),
        ("morning=11/2 tablets", "does not begin with a number"),
        ("morning=1e1 tablets", "name the unit"),
        ("morning=1 tablet, morning=1 tablet", "stands twice"),
        ("night=1 tablet", "the time must be one of"),
        ("morning evening=1 tablet", "the time must be one of"),
        ("every 5 hours=1 tablet", "hours must be one of"),
        ("every 6 hours=1 tablet, morning=1 tablet", "goes with no time of day"),
        ("monday=1 tablet, monday+tuesday=1 tablet", "stands twice"),
        ("monday morning=1 tablet, evening=1 tablet", "name the days of the week of every"),
        ("morning=1 tablet, days=0", "days must be"),
        ("morning=5 mg, evening=3 tablets", "in several units"),
        ("morning=1 tablet of 5 mg, evening=3 tablets", "strength of every amount"),
        ("morning=1 tablet of 5 mL", "write the strength as"),
        ("morning=1 tablet of 2,5 mg", "write the strength as"),
        ("morning=1 tablet of 120 mg/5 mL", "strength of a tablet is written as"),
        ("morning=5 mL of 120 mg", "strength of a milliliter is written as"),
        ("morning=5 mg of 5 mg", "has no strength"),
        ("morning=1 tablet, days=7, until=2026-12-01", "in one way"),
        ("morning=1 tablet, from=2026-12-02, until=2026-12-01", "ends before it begins"),
        ("morning=1 tablet, until=1.12.2026", "a date is written as"),
        ("days=7", "says no amount"),
        ("morning=1 tablet" + " " * 2000, "at most"),
    ],
)
def test_what_can_not_be_read(text: str, words: str) -> None:
    with pytest.raises(LeafletsError) as caught:
        parse_dose(text)
    assert caught.value.exit_code == 2
    assert any(words in found.message for found in caught.value.problems), str(caught.value)


def test_errors_do_not_tell_the_dose() -> None:
    """Errors end in logs; a dose is a patient's own."""
    with pytest.raises(LeafletsError) as caught:
        parse_dose("morning=777 tablets, dawn=33 drops, evening=4444")
    assert len(caught.value.problems) == 3
    assert not {"777", "33", "4444", "dawn"} & set(str(caught.value).replace(",", " ").split())


WORDS = [
    ("en", "morning=½ tablet", "½ tablet"),
    ("en", "morning=1½ tablets", "1½ tablets"),
    ("en", "morning=1 tablet", "1 tablet"),
    ("fr", "morning=1½ tablets", "1½ comprimé"),
    ("fr", "morning=2.5 ml", "2,5 mL"),
    ("es", "morning=2 tablets", "2 comprimidos"),
    ("hi", "morning=2 tablets", "2 गोलियाँ"),
]


@pytest.mark.parametrize(("tag", "text", "words"), WORDS)
def test_amounts_in_words(tag: str, text: str, words: str, built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    plan = localized(built_in, file, language(tag), parse_dose(text)).plan
    assert plan is not None
    amount = plan.rows[0].amount.replace("\u00a0", " ").replace("\u202f", " ")
    assert amount.startswith(words)


@pytest.mark.parametrize(
    ("tag", "one", "half", "more"),
    [
        ("da", "1 tablet", "½ tablet", "1½ tablet"),
        ("et", "1 tablett", "½ tabletti", "1½ tabletti"),
        ("fi", "1 tabletti", "½ tablettia", "1½ tablettia"),
        ("nb", "1 tablett", "½ tablett", "1½ tablett"),
        ("pt-PT", "1 comprimido", "½ comprimido", "1½ comprimidos"),
    ],
)
def test_parts_of_a_tablet(tag: str, one: str, half: str, more: str, built_in: Library) -> None:
    """As a fraction is said in languages that have fixed words, but no sheet yet."""
    named, words = language(tag), built_in.words(language(tag))
    fixed = words_for(built_in.find_sheet("azathioprine").sheet, built_in.word_source, words)
    speech = speech_of(named, fixed, built_in.word_source, words)
    said = [
        amount_in_words(Amount(number=number, unit="tablet"), speech)
        for number in (Fraction(1), Fraction(1, 2), Fraction(3, 2))
    ]
    assert said == [one, half, more]


@pytest.mark.slow
@pytest.mark.parametrize("tag", EVERY_LANGUAGE)
def test_leaflet_with_a_plan(tag: str, built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    plan = parse_dose("morning=1 tablet of 25 mg, evening=1 tablet of 50 mg, days=10")
    made = make_leaflet(built_in, file, language(tag), Edition(), plan)
    said = extract(made.content).structure.sequence
    first = said.index("word:plan.heading")
    assert first < said.index("word:heading.warnings")
    assert "plan.rows.4.amount" in said
    assert "word:plan.when" in said


def test_once_a_week_shows_the_day_and_warns(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    plan = parse_dose("monday evening=2 tablets of 25 mg")
    made = make_leaflet(built_in, file, language("en"), Edition(format="text"), plan)
    text = made.content.decode()
    assert "Take it only once a week, always on the same day. Do not take it every day." in text
    assert "- Day of the week\n  Monday\n- Evening\n  2 tablets of 25 mg" in text
    assert "Morning" not in text


@pytest.mark.slow
def test_large_print_has_it_as_a_list(built_in: Library) -> None:
    file = built_in.find_sheet("azathioprine")
    plan = parse_dose("every 12 hours=1 tablet of 25 mg")
    made = make_leaflet(built_in, file, language("en"), Edition(size="extra-large"), plan)
    structure = extract(made.content).structure
    assert structure.tags.count("/Table") == 0
    assert "plan.rows.1.when" in structure.sequence


@pytest.mark.slow
def test_command(run: Callable[..., Run], tmp_path: Path) -> None:
    """Not where the general leaflet lies, and not in the shell's history."""
    import subprocess
    import sys

    from conftest import ROOT

    command = [sys.executable, ROOT / "generate.py", "leaflet", "azathioprine", "--dose", "-"]
    done = subprocess.run(
        command, input=b"morning=1 tablet of 50 mg\n", capture_output=True, cwd=tmp_path, check=True
    )
    assert done.stdout == b"build/azathioprine-en-dose.pdf\n"
    done = run("verify", "build/azathioprine-en-dose.pdf")
    assert done.code == 0, done.out
    assert run("leaflet", "azathioprine", "--dose", "morning=x").code == 2


def test_sheet_of_a_weekly_medicine_warns(own_library: Path, run: Callable[..., Run]) -> None:
    file = own_library / "sheets/tiny.yaml"
    weekly = file.read_text().replace("sources:\n", "how_to_take: {once_a_week: true}\nsources:\n")
    weekly = weekly.replace("day: 400 mg", "day: 400 mg, week: 400 mg")
    file.write_text(weekly)
    found = library([own_library])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), Edition())
    assert "word:plan.weekly" in extract(made.content).structure.sequence
    done = run("leaflet", "tiny", "--library", own_library, "--dose", "morning=1 tablet")
    assert (done.code, "never daily" in done.err) == (2, True)


def test_nothing_of_a_dose_is_in_the_properties(built_in: Library) -> None:
    import pikepdf

    file = built_in.find_sheet("azathioprine")
    made = make_leaflet(
        built_in, file, language("en"), Edition(), parse_dose("noon=4 tablets of 25 mg, days=113")
    )
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        told = str(dict(pdf.docinfo.items())) + pdf.Root.Metadata.read_bytes().decode()
    assert "13" not in told.replace("2013", "").replace("14289", "").partition("xpacket")[0]
