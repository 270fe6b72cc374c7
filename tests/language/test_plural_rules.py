"""Rules for plural forms are C: what each chooses is what GNU ngettext 0.21 chose, run with it."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from leaflets.language.plural_rules import plural_rule, rule_fault

CHOSEN = [
    ("n != 1", [1, 0, 1, 1, 1, 1]),
    ("!n == 1", [1, 0, 0, 0, 0, 0]),
    ("!n % 2", [1, 0, 0, 0, 0, 0]),
    ("n && 2", [0, 1, 1, 1, 1, 1]),
    ("n % 3 || n", [0, 1, 1, 1, 1, 1]),
    ("n == 1 == 1", [0, 1, 0, 0, 0, 0]),
    ("1 < n < 3", [1, 1, 1, 1, 1, 1]),
    ("n - 2 < 3", [0, 0, 1, 1, 1, 0]),
    ("n ? n > 2 ? 2 : 1 : 0", [0, 1, 1, 2, 2, 2]),
    ("n == 99999999999999999999", [0, 0, 0, 0, 0, 0]),
    ("n != 0 && 10 % n", [0, 0, 0, 1, 1, 0]),
    ("(" * 60 + "n" + ")" * 60 + " > 1", [0, 0, 1, 1, 1, 1]),
]


@pytest.mark.parametrize(("rule", "chosen"), CHOSEN, ids=[rule[:20] for rule, _ in CHOSEN])
def test_rule_chooses_as_in_c(rule: str, chosen: list[int]) -> None:
    assert rule_fault(rule, 3) is None
    assert list(map(plural_rule(rule), range(6))) == chosen


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("", "too early"),
        ("n+", "too early"),
        ("many", "'m' is not expected"),
        ("(n", "')' is missing"),
        ("n)", "')' is not expected"),
        ("-1", "'-' is not expected"),
        ("n ? 1", "':' is missing"),
        ("n << 1", "'<' is not expected"),
        ("n != 1 or 2", "'o' is not expected"),
        ("٣", "'٣' is not expected"),
        ("n%0", "divides by 0"),
        ("n/(n-500)", "divides by 0"),
        ("n%(n-1000000)", "divides by 0"),
        ("n", "chooses form 1000000, and there are 2, from 0"),
        ("n > 500 ? 7 : 0", "chooses form 7"),
        ("n-1", "chooses form 18446744073709551615"),
        ("9" * 5000, "is not expected"),
        ("(" * 5000 + "n" + ")" * 5000, "too long"),
        ("!" * 5000 + "n", "too long"),
        ("n+" * 5000 + "n", "too long"),
    ],
)
def test_what_is_no_rule_is_told(rule: str, fault: str) -> None:
    assert fault in (rule_fault(rule, 2) or "")


@given(st.text("n0123456789+-*/%<>=!&|?:() x", max_size=40))
def test_any_text_is_a_rule_or_not(rule: str) -> None:
    fault = rule_fault(rule, 3)
    assert fault is not None or all(plural_rule(rule)(n) in (0, 1, 2) for n in range(1001))


def test_rules_that_ship_are_rules() -> None:
    headers = [
        re.search(r"nplurals=(\d); plural=(.*);", file.read_text())
        for file in ROOT.glob("locales/*/LC_MESSAGES/leaflets.po")
    ]
    assert len(headers) > 20
    assert all(found and rule_fault(found[2], int(found[1])) is None for found in headers)
