"""How the words of a list are found in a text."""

import pytest

from leaflets.translation.terms import Terms, pattern_of


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("no", "No lo tome, no.", ["No", "no"]),
        ("no", "noche, mano, no-one", ["no"]),
        ("न", "न लें; नहीं, दिन, नि", ["न"]),  # a vowel sign makes it another word
        ("ei", "e\u0301i ei\u0301 ei", ["ei"]),
        ("*mata", "ilmamata, mata, matat", ["mata", "mata"]),
        ("topelt*", "topeltannus, kahetopelt", ["topelt"]),
        ("不", "请不要服用", ["不"]),
        ("*不*", "请不要服用", ["不"]),
    ],
)
def test_a_word_is_found_as_a_whole_or_as_the_part_that_its_star_says(
    word: str, text: str, found: list[str]
) -> None:
    assert pattern_of(word).findall(text) == found


def test_of_the_words_that_begin_alike_the_longest_is_found_whatever_its_bounds() -> None:
    negation = Terms(negations=("不", "no", "*no hay*", "no*", "不要")).negation
    assert negation is not None
    assert negation.findall("no hayas, Nono, no 不要 不") == ["no hay", "No", "no", "不要", "不"]
