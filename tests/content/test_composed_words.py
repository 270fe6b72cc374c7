"""What code composes for a patient's text, in every language with fixed words, against a table.

The table, data/names_by_hand.yaml, was written by hand before anyone looked at what comes out.
Babel 2.18 kept what the first language resolved: the Swahili Monday stood in nine languages. So
each order of the languages is run in a new process.
"""

from __future__ import annotations

import datetime
import multiprocessing
import random
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final

import pytest
import yaml
from conftest import CI, TESTS

from leaflets.content.localize import speech_of, words_for
from leaflets.content.name_lists import listed
from leaflets.dose.moments import WEEKDAYS
from leaflets.dose.plan_reading import composed_plan
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.speech import Speech
from leaflets.dose.typed_dose import parse_dose
from leaflets.language.tags import folder_tag, language
from leaflets.library.libraries import built_in_folder, library

Said = dict[str, str]
"""What was composed, by its place in the table."""

TABLE: Final[dict[str, Any]] = yaml.safe_load(
    (TESTS / "data/names_by_hand.yaml").read_text(encoding="utf-8")
)
TAGS: Final = tuple(TABLE)
DATES: Final = ("2026-12-01", "2027-03-10", "2026-05-31")
BRANDS: Final = {"two": ["Azasan", "Imuran"], "three": ["Azasan", "Imuran", "Zytrim"]}


def orders() -> Iterator[tuple[str, ...]]:
    yield TAGS
    yield TAGS[::-1]
    if CI:
        shuffled = list(TAGS)
        random.Random(14).shuffle(shuffled)
        yield tuple(shuffled)


def composed(tags: tuple[str, ...]) -> dict[str, Said]:
    """Everything that is compared, composed by the product's own functions, in one process."""
    return {tag: dict(_composed(speech)) for tag, speech in speeches(tags)}


def speeches(tags: tuple[str, ...]) -> Iterator[tuple[str, Speech]]:
    """How each language says what code composes."""
    built_in = library()
    sheet, source = built_in.find_sheet("azathioprine").sheet, built_in.word_source
    for named in map(language, tags):
        words = built_in.words(named)
        yield named.tag, speech_of(named, words_for(sheet, source, words), source, words)


def _composed(speech: Speech) -> Iterator[tuple[str, str]]:
    def rows(dose: str) -> list[str]:
        return [row.amount for row in localize_plan(parse_dose(dose), speech).rows]

    def date(day: str) -> str:
        note = localize_plan(parse_dose(f"morning=1 tablet, from={day}"), speech).notes[0]
        before, after = speech.words["plan.from"].split("{date}")
        return note.removeprefix(before).removesuffix(after)

    for index, day in enumerate(WEEKDAYS):
        yield f"weekdays.{index}", rows(f"{day} morning=1 tablet")[0]
    for index, day in enumerate(DATES):
        yield f"dates.{index}", date(day)
    for month in range(1, 13):
        yield f"months.{month - 1}", date(f"2027-{month:02}-10")
    for index, amount in enumerate(rows("morning=½ tablet,noon=1½ tablets,evening=2½ tablets")[:3]):
        yield f"tablets.{index}", amount
    for index, amount in enumerate(rows("morning=0.5 micrograms,noon=12.5 micrograms")[:2]):
        yield f"micrograms.{index}", amount
    yield "decimal", rows("morning=2.5 mg")[0]
    for key, names in BRANDS.items():
        yield key, listed(names, speech.locale)


@pytest.fixture(scope="module")
def in_order() -> list[dict[str, Said]]:
    """What was composed, for each order of the languages, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        return list(pool.map(composed, orders()))


def accepted(tag: str, place: str) -> list[str]:
    """What the table has for a place; of a month, the date of its tenth day in 2027."""
    key, _, index = place.partition(".")
    entry = TABLE[tag][key]
    if key == "months":
        tenth, march = _several(TABLE[tag]["dates"][1]), _several(entry[2])
        months = _several(entry[int(index)])
        return [d.replace(m, name) for d in tenth for m in march if m in d for name in months]
    if key == "decimal":
        return [f"2{entry}5"]
    return _several(entry[int(index)] if index else entry)


def _several(entry: str | list[str]) -> list[str]:
    return [entry] if isinstance(entry, str) else entry


def _plain(text: str) -> str:
    """A text with ordinary spaces, in one Unicode form."""
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u202f", " "))


def test_the_table_has_every_language_with_fixed_words() -> None:
    folders = (built_in_folder() / "locales").glob("*/LC_MESSAGES/leaflets.po")
    assert sorted(TAGS) == sorted(["en", *(folder_tag(f.parent.parent.name) for f in folders)])


@pytest.mark.parametrize("tag", TAGS)
def test_is_what_the_table_has(tag: str, in_order: list[dict[str, Said]]) -> None:
    for said in in_order:
        wrong = {
            place: text
            for place, text in said[tag].items()
            if (
                not _plain(text).startswith(accepted(tag, place)[0])
                if place == "decimal"
                else _plain(text) not in map(_plain, accepted(tag, place))
            )
        }
        assert wrong == {}


@pytest.mark.parametrize("tag", TAGS)
def test_lists_have_no_hidden_mark_and_no_glue(tag: str, in_order: list[dict[str, Said]]) -> None:
    for key, names in BRANDS.items():
        listed = in_order[0][tag][key]
        assert not [c for c in listed if unicodedata.category(c) in ("Cf", "Cc", "Zl", "Zp")]
        for name in names:
            before, after = listed.split(name)
            assert not before[-1:].isalpha()
            assert not after[:1].isalpha()


def test_digits_are_western(in_order: list[dict[str, Said]]) -> None:
    for said in in_order[0].values():
        assert not [c for text in said.values() for c in text if c.isdigit() and not c.isascii()]
        # Thai writes the era with the year, so that 2026 is not taken for a Buddhist one.
    assert in_order[0]["th"]["dates.0"].endswith("ค.ศ. 2026")


def test_a_date_has_its_day_and_year(in_order: list[dict[str, Said]]) -> None:
    for tag, said in in_order[0].items():
        for index, day in enumerate(map(datetime.date.fromisoformat, DATES)):
            for number in (day.day, day.year):
                assert str(number) in said[f"dates.{index}"], tag


def test_amounts_of_a_strength_are_read_back_in_every_language() -> None:
    """A sum, a liquid, a fraction, and units that are written out."""
    doses = (
        "monday=4 tablets of 2.5 mg",
        "every 6 hours=2 puffs of 100 micrograms",
        "every 6 hours=5 ml of 120 mg/5 ml",
        "morning=½ tablet of 5 mg, noon=1½ tablets of 5 mg, evening=1 tablet of 5 mg",
    )
    for tag, speech in speeches(TAGS):
        for dose in doses:
            plan = composed_plan(parse_dose(dose), speech)
            assert "{" not in "".join(row.amount for row in plan.rows), tag
