"""Quantities that stay together, and what numbers are worth in each language."""

from __future__ import annotations

import pytest
from babel import Locale

from leaflets.language.quantities import numbers, quantities


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
