"""Inline markup, quantities and numbers."""

from __future__ import annotations

import pytest
from babel import Locale

from leaflets.language.plaintext import comparable
from leaflets.language.quantities import numbers, quantities
from leaflets.sheet.markup import leftover, to_html, to_plain


def kept_together(text: str) -> list[str]:
    return [text[found.start : found.end] for found in quantities(text)]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("fever of 38 °C (100.4 °F) or more", ["38 °C", "100.4 °F"]),
        ("2.5–5 mg/kg a day", ["2.5–5 mg/kg"]),
        ("120 mg/5 mL holds 24 lb", ["120 mg/5 mL", "24 lb"]),
        ("call 0800 222 1222 now", ["0800 222 1222"]),
        ("up to 1 in 10,000 people", ["1 in", "10,000 people"]),
        ("each 3-month course", ["3-month"]),
        ("½ tablet", ["½ tablet"]),
        ("NUDT15 levels", []),
        ("B12 and T3 levels", []),
        ("हर 100 लोगों में", ["100 लोगों"]),
        ("每 10 人中最多 1 人", ["10 人", "1 人"]),
        ("كل 3 أشهر، ثم", ["3 أشهر"]),
    ],
)
def test_quantities(text: str, together: list[str]) -> None:
    assert kept_together(text) == together


def test_quantity_never_breaks() -> None:
    assert to_html("take 2.5–5 mL now") == "take 2.5\u2060–\u20605\u00a0mL now"
    assert to_html("10 mg/mL") == "10\u00a0mg\u2060/\u2060mL"


def test_quantity_is_isolated_in_right_to_left_text() -> None:
    html = to_html("38.5 °C", isolate=True)
    assert html == '<span class="value" dir="ltr">38.5\u00a0°C</span>'
    assert to_html("3 أشهر", isolate=True) == "3\u00a0أشهر"


def test_kept_together_text_is_the_same_text() -> None:
    text = "2.5–5 mg/kg, 38 °C, 3-month, 0800 222 1222"
    assert comparable(to_html(text)) == comparable(text)


def test_markup() -> None:
    assert to_html("**Do not** stop *now*") == "<strong>Do not</strong> stop *now*"
    assert to_plain("1*2*5 mL") == "1*2*5 mL"
    assert to_plain("**Do not** stop") == "Do not stop"


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "{{ x }}", "[a](b)", "# a", "- a", "![a](b)", "<b>a</b> & c", "a\n\nb"],
)
def test_nothing_else_is_active(text: str) -> None:
    html = to_html(text)
    assert "<" not in html
    assert to_plain(text) == text


def test_mark_without_partner_is_found() -> None:
    assert leftover("**Do not stop") == "**"
    assert leftover("**Do not** stop") is None


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1,000 or 38.5", "en", {"1000": 1, "38.5": 1}),
        ("1.000 o 38,5", "es", {"1000": 1, "38.5": 1}),
        ("1\u202f000 ou 38,5", "fr", {"1000": 1, "38.5": 1}),
        ("١٬٠٠٠ أو ٣٨٫٥", "ar", {"1000": 1, "38.5": 1}),
        ("½ or 0.5", "en", {"0.5": 2}),
        ("2.50", "en", {"2.5": 1}),
        ("2.5", "es", {"2.5 (with a point)": 1}),
    ],
)
def test_numbers(text: str, language: str, values: dict[str, int]) -> None:
    assert numbers(text, Locale(language)) == values
