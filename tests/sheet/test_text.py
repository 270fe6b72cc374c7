"""Inline markup, and what of a text stays on one line."""

from __future__ import annotations

import pytest

from leaflets.language.plaintext import comparable
from leaflets.sheet.markup import leftover, to_html, to_plain


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
