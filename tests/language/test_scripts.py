"""Which scripts a text and a language have, and what language a name is set in."""

from __future__ import annotations

import pytest
from babel import Locale

from leaflets.language.scripts import language_in, script_of_locale, scripts_of


@pytest.mark.parametrize(
    ("text", "tag", "wanted"),
    [
        ("José Núñez", "en", "en"),
        ("Ђорђе", "en", "und-Cyrl"),
        ("Ђорђе", "sr", "sr"),
        ("Ђорђе", "ru", "ru"),
        ("Ward 3 – Отделение", "en", "und-Cyrl"),
        ("山田 直樹", "en", "und-Hani"),
        ("山田 さくら", "en", "ja"),
        ("山田 さくら", "zh-Hans", "ja"),
        ("山田", "ja", "ja"),
        ("A棟 3階", "ja", "ja"),
        ("홍길동", "en", "ko"),
        ("محمد", "ur", "ur"),
        ("محمد", "hi", "und-Arab"),
        ("John", "ar", "und-Latn"),
        ("สมชาย", "de", "und-Thai"),
        ("12 / 7", "ar", "ar"),
        ("", "en", "en"),
    ],
)
def test_a_name_is_set_in_the_language_of_its_letters(text: str, tag: str, wanted: str) -> None:
    assert language_in(text, tag) == wanted


def test_a_language_has_its_scripts() -> None:
    assert scripts_of("sr-Latn") == ("Latn",)
    assert scripts_of("zh-Hant") == ("Hani", "Bopo")
    assert scripts_of("pt-BR") == ("Latn",)


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        *(("en", "Latn"), ("sr", "Cyrl"), ("sr_Latn", "Latn"), ("zh_TW", "Hant"), ("zh", "Hans")),
        *(("pa_PK", "Arab"), ("ja", "Jpan"), ("ca_ES", "Latn"), ("yue_Hans", "Hans")),
    ],
)
def test_a_locale_has_one_script(locale: str, wanted: str) -> None:
    assert script_of_locale(Locale.parse(locale)) == wanted
