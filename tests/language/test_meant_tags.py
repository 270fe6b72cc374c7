"""Who writes no tag is told the one that is meant, where that is clear."""

from __future__ import annotations

import pytest

from leaflets.errors import LeafletsError
from leaflets.language.tags import language, suggested_tag
from leaflets.library.libraries import Library
from leaflets.printrun.order_cells import CellError, language_in_cell


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("en_US", "en-US"),
        ("pt_BR", "pt-BR"),
        ("en_US.UTF-8", "en-US"),
        ("zh_hans", "zh-Hans"),
        ("en-UK", "en-GB"),
        ("spanish", "es"),
        ("Spanish", "es"),
        ("spansh", "es"),
        ("español", "es"),
        ("deutsch", "de"),
        ("arabic", "ar"),
        ("brazilian portuguese", "pt-BR"),
        ("ess", "es"),
        ("es.", "es"),
    ],
)
def test_the_tag_that_is_meant(written: str, meant: str) -> None:
    assert suggested_tag(written) == meant
    with pytest.raises(LeafletsError) as caught:
        language(written)
    assert f"did you mean {meant}?" in str(caught.value)


@pytest.mark.parametrize("written", ["es,fr", "es fr", "es;fr", "spanish, french"])
def test_several_are_given_one_by_one(written: str) -> None:
    with pytest.raises(LeafletsError, match="--language es --language fr"):
        language(written)


@pytest.mark.parametrize("written", ["xx", "1", "", "qqq", "../../etc", "€", "x" * 5_000])
def test_nothing_is_guessed(written: str) -> None:
    with pytest.raises(LeafletsError, match="`list` shows which languages there are") as caught:
        language(written)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("sheet", "tag", "told"),
    [
        ("azathioprine", "zh", "did you mean zh-Hans or zh-Hant?"),
        ("azathioprine", "pt", "did you mean pt-BR?"),
        ("warfarin", "de", "there are en, ar, es, fr, hi, zh-Hans"),
        ("warfarin", "de", "`translations update warfarin --language de --library DIR` begins it"),
    ],
)
def test_a_language_without_catalog_lists_those_with_one(
    sheet: str, tag: str, told: str, built_in: Library
) -> None:
    with pytest.raises(LeafletsError) as caught:
        built_in.texts(built_in.read_sheet(sheet).sheet, language(tag))
    assert told in str(caught.value)


def test_an_orders_language_suggests() -> None:
    with pytest.raises(CellError, match=r"did you mean es\?"):
        language_in_cell("spanish")


def test_an_order_says_nothing_of_what_stands_in_the_cell() -> None:
    with pytest.raises(CellError) as caught:
        language_in_cell("Jane Doe")
    assert "did you mean" not in str(caught.value)
