"""Numbers that code composes: written as the texts around them, and read back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from by_hand import make_leaflet
from conftest import ROOT

from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.localize import speech_of, words_for
from leaflets.content.record import Record
from leaflets.dose.amount_words import number_in_words
from leaflets.dose.plan import Plan, in_order
from leaflets.dose.plan_reading import composed_plan, reading_faults
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.speech import LocalizedPlan, Speech
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library
from leaflets.verify.verified import Verified

TAGS = (
    "en",
    *sorted(
        file.parent.parent.name.replace("_", "-")
        for file in (ROOT / "locales").glob("*/LC_MESSAGES/leaflets.po")
    ),
)
COMMA = {
    *("da", "de", "el", "es", "et", "fi", "fr", "it", "nb", "pl", "pt-BR", "pt-PT", "ro", "ru"),
    *("tr", "uk", "vi"),
}
"""The languages whose texts here write 2,5."""


def speech_in(tag: str, built_in: Library) -> Speech:
    """How a language says what is composed."""
    named, words = language(tag), built_in.words(language(tag))
    sheet = built_in.find_sheet("azathioprine").sheet
    said = words_for(sheet, built_in.word_source, words)
    return speech_of(named, said, built_in.word_source, words)


def plan_of(text: str) -> Plan:
    """A typed plan."""
    return in_order(parse_dose(text))


PLANS = (
    "morning=1 tablet, evening=2 tablets",
    "monday=4 tablets of 2.5 mg",
    "friday bedtime=½ tablet of 5 mg",
    "morning=½ tablet of 5 mg, evening=1 1/2 tablets of 5 mg",
    "every 6 hours=12.5 mL of 160 mg/5 mL",
    "every 8 hours=2 puffs of 100 micrograms",
    "morning=1500 mg, from=2026-12-01, until=2027-03-10",
    "noon=11 capsules, days=21",
    "morning=1 sachet, days=1",
    "morning=0.5 g, bedtime=0.125 g",
    "evening=12 tablets of 1 mg, days=100",
)


@pytest.mark.parametrize("tag", TAGS)
def test_every_plan_reads_back_in_every_language(tag: str, built_in: Library) -> None:
    speech = speech_in(tag, built_in)
    for text in PLANS:
        composed_plan(plan_of(text), speech)


def changed(plan: LocalizedPlan, old: str, new: str) -> LocalizedPlan:
    """The plan with other words in its rows and notes."""
    rows = tuple(
        row.model_copy(
            update={"when": row.when.replace(old, new), "amount": row.amount.replace(old, new)}
        )
        for row in plan.rows
    )
    notes = tuple(note.replace(old, new) for note in plan.notes)
    return plan.model_copy(update={"rows": rows, "notes": notes})


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("monday=4 tablets of 2.5 mg", "4", "3"),
        ("monday=4 tablets of 2.5 mg", "2.5", "25"),
        ("monday=4 tablets of 2.5 mg", "together 10", "together 100"),
        ("monday=4 tablets of 2.5 mg", "2.5 mg", "2.5 g"),
        ("monday=4 tablets of 2.5 mg", "tablets", "capsules"),
        ("monday=4 tablets of 2.5 mg", ", together 10 mg", ""),
        ("morning=1½ tablets of 5 mg", "1½", "11/2"),
        ("morning=1½ tablets of 5 mg", "1½", "½"),
        ("morning=1 tablet", "Morning", "Bedtime"),
        ("morning=1 tablet", "1 tablet", "nothing"),
        ("morning=1 tablet, days=21", "21", "12"),
        ("morning=1 tablet, from=2026-12-01", "December 1", "December 2"),
        ("morning=1 tablet, until=2026-12-11", "2026", "2027"),
        ("every 6 hours=1 tablet", "6", "8"),
        ("every 6 hours=2 puffs of 100 micrograms", "micrograms", "mg"),
        ("morning=5 mL of 120 mg/5 mL", "120 mg/5 mL", "120 mg/15 mL"),
    ],
)
def test_other_words_are_refused(text: str, old: str, new: str, built_in: Library) -> None:
    speech = speech_in("en", built_in)
    plan = plan_of(text)
    said = changed(localize_plan(plan, speech), old, new)
    assert said != localize_plan(plan, speech)
    assert list(reading_faults(said, plan, speech))


@pytest.mark.parametrize("tag", TAGS)
def test_one_and_a_half_is_never_thousands(tag: str, built_in: Library) -> None:
    """No sign for thousands below 10,000: 1,500 is one and a half in half of all languages."""
    numbers = speech_in(tag, built_in).numbers
    assert number_in_words(Fraction(9999), numbers, False) == "9999"
    assert number_in_words(Fraction("1.5"), numbers, False) == ("1,5" if tag in COMMA else "1.5")
    assert number_in_words(Fraction("1500.25"), numbers, False)[:5] in ("1500,", "1500.")


@pytest.mark.parametrize("tag", ["es-US", "es-MX", "de-CH", "it-CH", "en-ZA", "fr-CH", "pt-BR"])
def test_a_region_writes_no_number_otherwise(tag: str, built_in: Library) -> None:
    base = Language(tag).catalog_folders[-1] if tag != "pt-BR" else "pt-BR"
    for text in ("morning=2.5 mL of 120 mg/5 mL", "morning=1500 mg"):
        regional = localize_plan(plan_of(text), speech_in(tag, built_in))
        assert regional.rows == localize_plan(plan_of(text), speech_in(base, built_in)).rows


def test_what_has_no_exact_decimals_is_not_rounded(built_in: Library) -> None:
    numbers = speech_in("en", built_in).numbers
    for number in (Fraction(1, 7), Fraction("0.0625")):
        with pytest.raises(ValueError, match="exact"):
            number_in_words(number, numbers, False)


@pytest.fixture
def records(make: Callable[..., Verified]) -> Callable[[str, str], Record]:
    """The record of a leaflet with other words for what kind of thing it is."""

    def with_words(tag: str, words: str) -> Record:
        record = make(tag).record
        said = record.leaflet.model_copy(
            update={"words": {**record.leaflet.words, "leaflet.kind": words}}
        )
        return record.model_copy(update={"leaflet": said})

    return with_words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tag", "words", "is_mixed"),
    [
        ("en", "Up to 2.5 mg", False),
        ("en", "Up to 2,5 mg", True),
        ("en", "From 2,5 to 7 mg, or 2,5–7,5 mL", True),
        ("en", "1,500 mg", False),
        ("en", "0,125 mg", True),
        ("en", "version 1,10", False),
        ("ar", "حتى 2,5 ملغ", True),
        ("ar", "حتى 2.5 ملغ", False),
        ("zh-Hans", "2,5 mL", True),
    ],
)
def test_two_decimal_marks_in_one_language(
    tag: str, words: str, is_mixed: bool, records: Callable[[str, str], Record]
) -> None:
    found = list(decimal_mark_problems(records(tag, words)))
    assert [problem.code for problem in found] == ["verification-decimal-mark"] * is_mixed


def test_a_plan_is_written_as_the_text_around_it(built_in: Library) -> None:
    file = built_in.find_sheet("methotrexate")
    plan = plan_of("monday=3 tablets of 2.5 mg")
    made = make_leaflet(built_in, file, language("es-US"), Edition(format="text"), plan)
    text = made.content.decode()
    assert "3 comprimidos de 2,5 mg, en total 7,5 mg" in text.replace("\u00a0", " ")
    assert "7.5" not in text
