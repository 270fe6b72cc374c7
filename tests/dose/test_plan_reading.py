"""The second reader of dose plans: it agrees with sound words, and tells every wrong one."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from conftest import CI, ROOT
from english_plans import read_english
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from plan_wounds import (
    Wound,
    in_numbers,
    in_order,
    in_pictograms,
    in_sides,
    in_words,
    misspoken,
    other_plans,
)
from sound_plans import WRITTEN, plans, sound_plans

from leaflets.content.localize import speech_of, words_for
from leaflets.dose.form_choice import Forms
from leaflets.dose.number_reading import measures, pieces, whole
from leaflets.dose.plan import Amount, Dose, Plan, parts_of
from leaflets.dose.plan_meaning import meant
from leaflets.dose.plan_reading import composed_plan, reading_faults
from leaflets.dose.plan_vocabulary import one, vocabulary_of
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.row_order import told_plans
from leaflets.dose.speech import LocalizedPlan, PlanRow, Speech
from leaflets.dose.told_plan import Span
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library

LANGUAGES = (
    "en",
    *sorted(
        file.parent.parent.name.replace("_", "-")
        for file in (ROOT / "locales").glob("*/LC_MESSAGES/leaflets.po")
    ),
)
"""Every language that has the fixed words, whatever leaflets it has."""
EXAMPLES = 600 if CI else 9
"""Plans in each language: 21,000 in all, or some 300."""
WOUNDED = 40 if CI else 3
LOOSE = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    max_examples=EXAMPLES,
)
NO_CLOCK = ("am", "so", "sw")
"""Where hours are counted from dawn: no time by the clock is printed there."""
ENOUGH = Fraction(99, 100)
ALWAYS = ("number", "side")

Speaks = Callable[[str], Speech]


@pytest.fixture(scope="module")
def speech(built_in: Library) -> Speaks:
    sheet = built_in.find_sheet("azathioprine").sheet

    def speak(tag: str) -> Speech:
        named = language(tag)
        words = built_in.words(named)
        said = words_for(sheet, built_in.word_source, words)
        return speech_of(named, said, built_in.word_source, words)

    return speak


def has_clock(plan: Plan) -> bool:
    return any(dose.time and ":" in dose.time for part in parts_of(plan) for dose in part.doses)


def sayable(plan: Plan, tag: str) -> bool:
    return not (tag in NO_CLOCK and has_clock(plan))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_words_say_what_the_plan_says(tag: str, speech: Speaks) -> None:
    """Sound plans of all kinds, in every language."""
    spoken = speech(tag)

    @LOOSE
    @given(plan=sound_plans)
    def check(plan: Plan) -> None:
        assume(sayable(plan, tag))
        said = composed_plan(plan, spoken)
        if tag == "en":
            assert read_english(said) == meant(plan)

    check()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_wrong_word_is_told(tag: str, speech: Speaks) -> None:
    """One thing is changed: no number and no side gets through, and hardly anything else."""
    spoken = speech(tag)
    made: Counter[str] = Counter()
    told: Counter[str] = Counter()
    wrong_words = list(misspoken(spoken))

    @settings(LOOSE, max_examples=WOUNDED)
    @given(plan=sound_plans, seed=st.integers(0, 2**32))
    def check(plan: Plan, seed: int) -> None:
        assume(sayable(plan, tag))
        said = localize_plan(plan, spoken)
        random = Random(seed)
        for kind, wrong in wounds(said, plan, spoken, wrong_words, random):
            if wrong != said:
                made[kind] += 1
                told[kind] += bool(list(reading_faults(wrong, plan, spoken)))

    check()
    for kind, number in made.items():
        least = 1 if kind in ALWAYS else ENOUGH
        assert told[kind] >= least * number - (number < 100 and kind not in ALWAYS), kind


def wounds(
    said: LocalizedPlan,
    plan: Plan,
    speech: Speech,
    wrong_words: list[tuple[str, Speech]],
    random: Random,
) -> list[Wound]:
    """All the wounds of one plan."""
    found = [
        *in_numbers(said, random),
        *in_order(said, random),
        *in_sides(said, speech),
        *in_pictograms(said),
        *in_words(said, speech, random),
    ]
    for kind, other in other_plans(plan, random):
        try:
            found.append((kind, localize_plan(other, speech)))
        except (LeafletsError, ValueError):
            continue
    found += [("plural form", localize_plan(plan, wrong)) for _, wrong in wrong_words]
    return found


def english(*rows: tuple[str, str], notes: tuple[str, ...] = ()) -> LocalizedPlan:
    """A plan in English words, written here by hand."""
    personal = "This plan is only for you. If your doctor changes your dose, ask for a new plan."
    told = tuple(PlanRow(pictogram=picture(when), when=when, amount=much) for when, much in rows)
    return LocalizedPlan(rows=told, notes=(*notes, personal), once_a_week=False)


def picture(when: str) -> str | None:
    known = ("morning", "noon", "evening", "bedtime")
    return when.lower() if when.lower() in known else None


def dose(time: str | None, number: str = "1", **fields: object) -> Dose:
    amount = Amount(number=Fraction(number), unit="tablet")
    return Dose.model_validate({"time": time, "amount": amount, **fields})


def fields_of(said: LocalizedPlan, plan: Plan, speech: Speech) -> list[str]:
    return [problem.field for problem in reading_faults(said, plan, speech)]


NEEDED = Plan.model_validate({"doses": [dose(None)], "need": {"reason": "pain"}, "wait": 6})
NEEDED_ROW = ("Only when needed for: pain", "1 tablet")
NOON = ("Noon", "1 tablet")
WAIT = "Wait at least 6 hours before the next dose."


def test_faults_name_the_place_and_never_the_dose(speech: Speaks) -> None:
    spoken = speech("en")
    assert not fields_of(english(NEEDED_ROW, notes=(WAIT,)), NEEDED, spoken)
    wrong = english((NEEDED_ROW[0], "7 tablets"), notes=(WAIT,))
    (fault,) = reading_faults(wrong, NEEDED, spoken)
    assert fault.field == "plan.rows.0"
    assert fault.code == "verification-composed"
    assert not any(character.isdigit() for character in fault.message)
    assert "tablet" not in fault.message
    assert fields_of(english(NEEDED_ROW, notes=(WAIT.replace("6", "4"),)), NEEDED, spoken) == [
        "plan.notes.0"
    ]
    assert fields_of(english(NEEDED_ROW), NEEDED, spoken) == ["plan.rows"]


@pytest.mark.parametrize(
    "much",
    [
        "1 tablets",
        "1.0 tablet",
        "01 tablet",
        "0.5 tablet",
        "½ tablets",
        "1 capsule",
        "1 tablet ",
        "1 to 1 tablet",
        "2 to 1 tablets",
        "1 tablet of 50 mg",
        "1 tablet of 50 mg, together 500 mg",
        "nothing",
        "As written below",
    ],
)
def test_an_amount_that_is_not_the_plans_is_told(much: str, speech: Speaks) -> None:
    said = english((NEEDED_ROW[0], much), notes=(WAIT,))
    assert fields_of(said, NEEDED, speech("en")) == ["plan.rows.0"]


def test_a_frequency_that_nobody_ordered_is_told(speech: Speaks) -> None:
    """Only the prescriber's words say how often: no label may."""
    two = Plan.model_validate(
        {
            "doses": [dose(None)],
            "words": [{"text": "as told", "language": "en"}],
            "then": [{"doses": [dose(None)], "link": "also"}],
        }
    )
    row = ("As written below", "1 tablet")
    said = english(row, ("Also", "1 time a day"), row)
    assert fields_of(said.model_copy(update={"written": two.words}), two, speech("en"))


def test_a_label_counts_all_times_and_names_all_days(speech: Speaks) -> None:
    first = {"doses": [dose("noon")]}
    rows = (("Noon", "1 tablet"), ("Also", "2 times a day"))
    times = (("Morning", "1 tablet"), ("Evening", "1 tablet"))
    also = {"doses": [dose("morning"), dose("evening")], "link": "also"}
    plan = Plan.model_validate({**first, "then": [also]})
    spoken = speech("en")
    assert not fields_of(english(*rows, *times), plan, spoken)
    wrong = english(rows[0], ("Also", "1 time a day"), *times)
    assert fields_of(wrong, plan, spoken) == ["plan.rows.1"]

    days = {"doses": [dose(None, weekdays=(0,)), dose(None, "2", weekdays=(3,))], "link": "also"}
    plan = Plan.model_validate({**first, "then": [days]})
    named = (("Monday", "1 tablet"), ("Thursday", "2 tablets"))
    assert not fields_of(english(rows[0], ("Also", "Monday and Thursday"), *named), plan, spoken)
    assert fields_of(english(rows[0], ("Also", "Monday"), *named), plan, spoken) == ["plan.rows.1"]


def test_last_days_that_nobody_can_tell_apart_are_told(speech: Speaks) -> None:
    def plan(first: int | None, second: int | None) -> Plan:
        days = [day and datetime.date(2026, 3, day) for day in (first, second)]
        also = {"doses": [dose("noon")], "link": "also", "last": days[1]}
        return Plan.model_validate({"doses": [dose("morning")], "last": days[0], "then": [also]})

    rows = (("Morning", "1 tablet"), ("Also", "1 time a day"), ("Noon", "1 tablet"))
    said, spoken = english(*rows, notes=("Last day: March 3, 2026",)), speech("en")
    assert not fields_of(said, plan(3, 3), spoken)
    for first, second in ((3, None), (None, 3), (4, 3), (3, 4)):
        assert fields_of(said, plan(first, second), spoken)


def test_a_length_without_its_label_is_told(speech: Speaks) -> None:
    plan = Plan.model_validate(
        {"doses": [dose("morning")], "days": 5, "then": [{"doses": [dose("noon")], "link": "also"}]}
    )
    said = english(("Morning", "1 tablet"), ("Also", "1 time a day"), ("Noon", "1 tablet"))
    assert fields_of(said, plan, speech("en")) == ["plan.rows"]


def test_parts_of_parts_are_not_left_out(speech: Speaks) -> None:
    inner = {"doses": [dose("evening")], "link": "also"}
    also = {"doses": [dose("noon")], "link": "also", "then": [inner]}
    plan = Plan.model_validate({"doses": [dose("morning")], "then": [also]})
    said, spoken = english(("Morning", "1 tablet"), ("Also", "1 time a day"), NOON), speech("en")
    assert fields_of(said, plan, spoken)
    worded = {"doses": [dose("noon")], "link": "also", "words": WRITTEN}
    plan = Plan.model_validate({"doses": [dose("morning")], "then": [worded]})
    assert fields_of(said, plan, spoken) == ["plan.written"]
    assert not fields_of(said.model_copy(update={"written": WRITTEN}), plan, spoken)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("2.5", Fraction(5, 2)),
        ("0.125", Fraction(1, 8)),
        ("1500", 1500),
        ("12,000", 12000),
        ("0", None),
        ("2.50", None),
        (".5", None),
        ("2,5", None),
        ("02", None),
        ("1,2000", None),
        ("12,00", None),
        ("", None),
    ],
)
def test_decimal_numbers_are_read_strictly(text: str, number: Fraction | None) -> None:
    assert measures(language("en").locale)(text) == number


def test_other_numbers() -> None:
    assert measures(language("de").locale)("12.000,5") == Fraction(24001, 2)
    assert measures(language("de").locale)("2.5") is None
    assert measures(language("hi").locale)("1,20,000") == 120000
    assert [pieces(text) for text in ("½", "1½", "12", "0½", "", "1.5")] == [
        Fraction(1, 2),
        Fraction(3, 2),
        12,
        None,
        None,
        None,
    ]
    assert [whole(text) for text in ("7", "0", "07", "7.0")] == [7, None, None, None]


def test_plural_forms_by_cldr() -> None:
    """Arabic has six forms, Polish four with that of fractions, Persian one."""
    arabic, polish = Forms(language("ar").locale, 6), Forms(language("pl").locale, 4)
    assert [arabic.fit(one(n), is_divided=False) for n in (1, 2, 3, 11, 100)] == [
        {1},
        {2},
        {3},
        {4},
        {5},
    ]
    assert arabic.fit(Span(Fraction(1), Fraction(2)), is_divided=False) == {3}
    assert [polish.fit(one(n), is_divided=False) for n in (1, 3, 5, 22)] == [{0}, {1}, {2}, {1}]
    assert polish.fit(one(Fraction(1, 2)), is_divided=True) == {3}
    assert Forms(language("fa").locale, 1).fit(one(2), is_divided=False) == {0}
    hebrew = Forms(language("he").locale, 2)
    assert [hebrew.fit(one(n), is_divided=False) for n in (1, 2, 3)] == [{0}, {1}, {1}]


@pytest.mark.parametrize(
    "tag", ["en-GB", "es-MX", "es-CO", "fr-CA", "ar-EG", "zh-Hant-HK", "pt-BR", "de-AT", "bn-IN"]
)
def test_clocks_and_dates_of_a_region(tag: str, speech: Speaks) -> None:
    spoken = speech(tag)
    for hour in range(24):
        for minute in (0, 1, 30, 59):
            composed_plan(Plan(doses=(dose(f"{hour:02}:{minute:02}"),)), spoken)
    for month in range(1, 13):
        composed_plan(Plan(doses=(dose(None),), on=datetime.date(2027, month, month)), spoken)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_words_that_read_alike(tag: str, speech: Speaks) -> None:
    """Whatever a plan's words can mean, it is one thing, but that some say one word for puff and
    spray."""
    words = vocabulary_of(speech(tag))
    alike = [
        (key, other)
        for key, mould in words.words.items()
        for other, second in words.words.items()
        if key < other and mould.words.casefold() == second.words.casefold()
    ]
    assert set(alike) <= {("plan.weekday", "plan.weekdays")}
    forms = {key: {mould.words for mould in told.moulds} for key, told in words.counted.items()}
    shared = {
        (key, other)
        for key in forms
        for other in forms
        if key < other and key.startswith(("plan.", "unit.")) and forms[key] & forms[other]
    }
    assert shared <= {("unit.puff", "unit.spray")}


def test_reading_is_quick(speech: Speaks) -> None:
    """Well below what a leaflet costs: 3 ms, here with much to spare for a busy machine."""
    spoken = speech("ar")
    plan = Plan(doses=tuple(dose(time) for time in ("waking", "morning", "with_lunch", "bedtime")))
    said = composed_plan(plan, spoken)
    begin = time.process_time()
    for _ in range(100):
        assert len(told_plans(said, vocabulary_of(spoken))) == 1
    assert (time.process_time() - begin) / 100 < 0.01


def test_strategies_reach_every_field() -> None:
    """Nothing of a plan is left untried."""
    seen: Counter[str] = Counter()

    @settings(LOOSE, max_examples=600)
    @given(plan=plans())
    def check(plan: Plan) -> None:
        for part in parts_of(plan):
            seen.update(name for name in Plan.model_fields if getattr(part, name))
            for one_dose in part.doses:
                seen.update(name for name in Dose.model_fields if getattr(one_dose, name))
                if one_dose.amount:
                    own = Amount.model_fields
                    seen.update(name for name in own if getattr(one_dose.amount, name))
        seen.update(["then"] * bool(plan.then))

    check()
    assert {*Plan.model_fields, *Dose.model_fields, *Amount.model_fields} <= set(seen)
