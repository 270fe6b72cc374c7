"""What plans say besides times of day: need, ranges, steps, places; typed, and in English words."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from test_rhythms import speech

from leaflets.dose.person import Person
from leaflets.dose.plan import in_order
from leaflets.dose.plan_checks import checked_plan
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.typed_dose import parse_dose
from leaflets.errors import LeafletsError
from leaflets.library.libraries import library

DAY = datetime.date(2026, 11, 22)
CHILD = Person(months=50, kg=Fraction(16))

SAID: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    (
        "as needed for pain every 4-6 hours=1-2 tablets of 500 mg, most=8 tablets",
        [
            ("When", "Only when needed for: pain"),
            ("Every 4 to 6 hours", "1 to 2 tablets of 500 mg, together 500 to 1000 mg"),
        ],
        ["In 24 hours at most: 8 tablets"],
    ),
    (
        "as needed every 6 hours=10 mL of 120 mg/5 mL",
        [("Only when needed", "10 mL of 120 mg/5 mL, together 240 mg")],
        ["Wait at least 6 hours before the next dose."],
    ),
    (
        "as needed=2 puffs, wait=4, most=4 times",
        [("Only when needed", "2 puffs")],
        ["Wait at least 4 hours before the next dose.", "In 24 hours at most 4 times"],
    ),
    (
        "as needed for sleep bedtime=1 tablet",
        [("When", "Only when needed for: trouble sleeping"), ("Bedtime", "1 tablet")],
        [],
    ),
    (
        "morning=2 tablets, days=5, then morning=1 tablet, days=1, then morning=½ tablet",
        [
            ("First", "For 5 days"),
            ("Morning", "2 tablets"),
            ("Then", "For 1 day"),
            ("Morning", "1 tablet"),
            ("Then", "From then on"),
            ("Morning", "½ tablet"),
        ],
        [],
    ),
    (
        "once=2 tablets; then: 2 times a day=1 tablet, days=7, meals=after",
        [
            ("First", "Once only"),
            ("How much", "2 tablets"),
            ("Then", "For 7 days"),
            ("2 times a day", "1 tablet"),
            ("When", "After meals"),
        ],
        [],
    ),
    (
        "evening=1 tablet, also as needed for pain=1 tablet",
        [
            ("Evening", "1 tablet"),
            ("Also", "Only when needed for: pain"),
            ("How much", "1 tablet"),
        ],
        [],
    ),
    (
        "30 minutes before breakfast=10 units, route=injection",
        [("Before breakfast (30 minutes)", "10 units"), ("How", "Inject it under the skin")],
        [],
    ),
    (
        "2 times a day=1 drop, where=left eye",
        [("2 times a day", "1 drop"), ("Where", "Left eye")],
        [],
    ),
    ("3 times a week=1 patch", [("3 times a week", "1 patch")], []),
    ("1-2 times a day=2 sprays, weeks=2", [("1 to 2 times a day", "2 sprays")], ["For 2 weeks"]),
    (
        "3 times a day=2 spoons of 5 mL of 120 mg/5 mL, months=1",
        [("3 times a day", "10 mL (2 spoons of 5 mL) of 120 mg/5 mL, together 240 mg")],
        ["For 1 month"],
    ),
    ("on 2026-12-24=1 tablet", [("Only on this day: December 24, 2026", "1 tablet")], []),
    (
        "2 times a day=⅓ tablet of 50 mg, doses=10",
        [("2 times a day", "⅓ tablet of 50 mg")],
        ["10 doses in all, then stop."],
    ),
    (
        "every 8 hours=1 suppository, days=5-7",
        [("Every 8 hours, day and night", "1 suppository")],
        ["For 5 to 7 days"],
    ),
    (
        "every 2 days morning=1 tablet, every 2 days evening=2 tablets",
        [
            ("When", "Every 2 days, at these times"),
            ("Morning", "1 tablet"),
            ("Evening", "2 tablets"),
        ],
        [],
    ),
]


@pytest.mark.parametrize(("text", "rows", "notes"), SAID, ids=[one[0] for one in SAID])
def test_a_typed_plan_in_words(text: str, rows: list[Any], notes: list[str]) -> None:
    said = localize_plan(in_order(parse_dose(text)), speech("en"))
    told = [(row.when, row.amount) for row in said.rows]
    assert [row for row in told if row[1] != "nothing"] == rows
    assert list(said.notes[:-1]) == notes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("as needed for love=1 tablet", "must be one of pain"),
        ("as needed morning soon=1 tablet", "the time must be one of"),
        ("every 5-7 hours=1 tablet", "hours must be one of"),
        ("every 6-4 hours=1 tablet", "the greater one"),
        ("3-2 times a day=1 tablet", "the greater one"),
        ("1-2 times a week=1 tablet", "known for a day only"),
        ("9 times a week=1 tablet", "at most 6 times a week"),
        ("morning=2-1 tablets", "the greater one"),
        ("morning=1-2 spoons of 5 mL", "one number"),
        ("morning=1.5 spoons of 5 mL", "whole ones"),
        ("morning=1/2 capsule", "whole ones only"),
        ("0 minutes before breakfast=1 tablet", "1 to 120"),
        ("30 minutes before noon=1 tablet", "the time must be one of"),
        ("morning=1 tablet, then evening=1 tablet", "for how long"),
        ("morning=1 tablet, days=5, also evening=1 tablet", "stands behind the others"),
        ("morning=1 tablet, also evening=1 tablet, until=2026-12-31", "give days or weeks"),
        ("morning=1 tablet, days=5, then from=2026-12-01, evening=1 tablet", "first day"),
        ("morning=1 tablet, days=5, then days=5", "a part of it says no amount"),
        ("morning=1 tablet, then", "write it as time=amount"),
        ("once=1 tablet, days=3", "taken once"),
        ("morning=1 tablet, most=0 tablets", "more than 0"),
        ("morning=1 tablet, most=8", "most=8 tablets"),
        ("morning=2 tablets, most=1 tablet", "more than the most in a day"),
        ("morning=2 tablets, most=100 mg", "in another unit"),
        ("morning=1 tablet, where=knee", "must be one of left eye"),
        ("morning=1 tablet, route=foot", "route must be one of"),
        ("morning=1 tablet, days=7-5", "the greater one"),
        ("morning=1 tablet, wait=often", "the hours to wait"),
        ("on 2026-13-01=1 tablet", "2026-12-31"),
        ("morning=1 tablet, days=5, weeks=2", "in one way"),
    ],
)
def test_a_typed_plan_that_is_none(text: str, says: str) -> None:
    with pytest.raises(LeafletsError, match="usage-dose") as caught:
        parse_dose(text)
    assert says in str(caught.value)


AZA = "of 50 mg"


@pytest.mark.parametrize(
    ("sheet", "text", "codes"),
    [
        # 60 kg: 5 mg/kg are 300 mg in a day.
        ("azathioprine", f"morning=2 tablets {AZA}, days=5, then morning=1 tablet {AZA}", []),
        (
            "azathioprine",
            f"morning=1 tablet {AZA}, days=5, then morning=7 tablets {AZA}",
            ["once", "day"],
        ),
        ("azathioprine", f"morning=4 tablets {AZA}, also evening=3 tablets {AZA}", ["day"]),
        ("azathioprine", f"morning=1-7 tablets {AZA}", ["once", "day"]),
        ("azathioprine", f"as needed every 6 hours=2 tablets {AZA}", ["day", "times"]),
        ("azathioprine", f"as needed every 12 hours=2 tablets {AZA}, most=4 tablets", []),
        ("azathioprine", f"as needed=2 tablets {AZA}, most=7 tablets", ["day"]),
        ("methotrexate", "as needed=1 tablet of 2.5 mg", ["weekly"]),
        ("methotrexate", "2 times a day=1 tablet of 2.5 mg", ["weekly", "hours", "week", "times"]),
        ("methotrexate", "once=1 tablet of 2.5 mg", ["weekly", "hours"]),
        (
            "methotrexate",
            "monday=1 tablet of 2.5 mg, weeks=4, then evening=1 tablet of 2.5 mg",
            ["weekly", "hours"],
        ),
        (
            "methotrexate",
            "monday=2 tablets of 2.5 mg, weeks=4, then monday=3 tablets of 2.5 mg",
            [],
        ),
        ("salbutamol-inhaler", "as needed=1 drop", ["form"]),
        ("paracetamol-children", "as needed every 6 hours=5 mL of 120 mg/5 mL", []),
        ("paracetamol-children", "as needed every 3 hours=5 mL of 120 mg/5 mL", ["hours", "times"]),
        ("paracetamol-children", "every 4-6 hours=5 mL of 120 mg/5 mL", ["times"]),
    ],
)
def test_limits_hold_for_each_part(sheet: str, text: str, codes: list[str]) -> None:
    person = CHILD if sheet == "paracetamol-children" else Person(kg=Fraction(60))
    plan = in_order(parse_dose(text))
    found = checked_plan(plan, library().find_sheet(sheet).sheet, person, DAY)
    assert [fault.code for fault in found.faults] == codes, found.faults


def test_what_a_plan_does_not_say_is_told() -> None:
    sheet = library().find_sheet("paracetamol-children").sheet
    found = checked_plan(parse_dose("as needed=5 mL of 120 mg/5 mL"), sheet, CHILD, DAY)
    assert not found.faults
    assert any("no most in a day" in note for note in found.notes)
    assert any("no time between doses" in note for note in found.notes)
