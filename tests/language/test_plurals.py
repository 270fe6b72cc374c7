"""Which plural forms a catalog must have, and which of them goes with a number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from babel import Locale

from leaflets.language.plurals import PluralWords, counts, fits

SPANISH_OF_CLDR = "(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2)"
POLISH = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"


@pytest.mark.parametrize(
    ("rule", "locale", "allowed"),
    [
        ("(n != 1)", "es", (2,)),
        (SPANISH_OF_CLDR, "es", (3,)),
        ("0", "tr", (1,)),
        ("(n != 1)", "tr", (2,)),
        ("(n != 1)", "he", (2,)),
        ("(n == 1 ? 0 : n == 2 ? 1 : 2)", "he", (3,)),
        (POLISH, "pl", (3, 4)),
    ],
)
def test_how_many_forms_does_not_depend_on_babels_table(
    rule: str, locale: str, allowed: tuple[int, ...]
) -> None:
    """Babel 2.19's get_plural says 3 for Spanish, French and Hebrew, where 2.18 said 2."""
    assert fits(rule, locale)
    assert counts(rule, locale) == allowed


@pytest.mark.parametrize(
    ("rule", "locale"),
    [("0", "es"), ("0", "ru"), ("(n != 1)", "pl"), ("(n == 1)", "en")],
)
def test_a_rule_that_tells_too_little_apart_is_refused(rule: str, locale: str) -> None:
    assert not fits(rule, locale)


def test_a_fraction_has_the_last_form_where_there_is_one_for_it() -> None:
    three = ("mikrogram", "mikrogramy", "mikrogramów")
    polish, decimal = Locale("pl"), Fraction("12.5")
    assert PluralWords((*three, "mikrograma"), POLISH).form(decimal, polish) == "mikrograma"
    assert PluralWords(three, POLISH).form(decimal, polish) == "mikrogramy"


@pytest.mark.parametrize(("whole", "part"), [(0, 1), (0, 2), (1, 1), (4, 2), (6, 1)])
def test_thirds_in_filipino_do_not_go_by_a_digit_that_nobody_reads(whole: int, part: int) -> None:
    """⅔ is 0.666…, and Filipino numbers that end in 6 have another form."""
    words = PluralWords(("tableta", "na tableta"), "(n % 10 == 4 || n % 10 == 6 || n % 10 == 9)")
    assert words.form(whole + Fraction(part, 3), Locale("fil")) == "tableta"


def test_parts_and_decimals_take_different_forms() -> None:
    danish, words = Locale("da"), PluralWords(("enhed", "enheder"))
    assert words.form(Fraction("2.5"), danish) == "enhed"
    assert words.form(Fraction("2.5"), danish, divided=False) == "enheder"
    english, words = Locale("en"), PluralWords(("microgram", "micrograms"))
    assert words.form(Fraction("0.5"), english, divided=False) == "micrograms"
