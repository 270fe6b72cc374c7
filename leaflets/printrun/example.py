"""Examples of files of orders: one filled for people to read, one of any length to try."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from leaflets.edition.editions import Size
from leaflets.printrun.order_files import COLUMNS

_SHEETS: Final = (
    "azathioprine",
    "methotrexate",
    "warfarin",
    "paracetamol-children",
    "salbutamol-inhaler",
)
_LANGUAGES: Final = ("en", "es", "fr", "ar", "hi", "zh-Hans")
_MORE_LANGUAGES: Final = ("de", "pl", "ru", "uk", "vi", "tr")
_LEAFLETS: Final = (
    *((_SHEETS[0], language) for language in (*_LANGUAGES, *_MORE_LANGUAGES)),
    *product(_SHEETS[1:], _LANGUAGES),
)
"""Sheet and language; every language once at first."""
_SIZES: Final[tuple[Size, ...]] = ("standard", "large", "extra-large")
_WARDS: Final = 8

_EXAMPLE: Final[tuple[dict[str, str], ...]] = (
    {
        "order number": "EXAMPLE-1",
        "sheet": "azathioprine",
        "language": "en",
        "copies": "1",
        "patient name": "Example Patient One",
        "date of birth": "1950-01-31",
        "dose plan": "morning=1 tablet of 50 mg, evening=1 tablet of 50 mg",
        "prescriber": "Example Prescriber",
        "note": "This is an example, and no patient.",
        "delivery point": "Ward 1",
    },
    {
        "order number": "EXAMPLE-2",
        "sheet": "methotrexate",
        "language": "es",
        "copies": "20",
        "size": "large",
        "paper": "letter",
        "delivery point": "Ward 2",
    },
    {
        "order number": "EXAMPLE-3",
        "sheet": "warfarin",
        "language": "fr",
        "copies": "15",
        "size": "extra-large",
        "delivery point": "Ward 2",
    },
    {
        "order number": "EXAMPLE-4",
        "sheet": "paracetamol-children",
        "language": "ar",
        "copies": "1",
        "patient name": "Example Patient Two",
        "delivery point": "Ward 3",
        "accessible": "yes",
    },
    {
        "order number": "EXAMPLE-5",
        "sheet": "salbutamol-inhaler",
        "language": "hi",
        "copies": "40",
        "size": "standard",
        "delivery point": "Ward 3",
    },
    {
        "order number": "EXAMPLE-6",
        "sheet": "azathioprine",
        "language": "zh-Hans",
        "copies": "10",
        "paper": "a5",
        "delivery point": "Ward 4",
        # Prefix 952 is for examples, and on no pack (GS1 style guide, 2.18).
        "gtin": "9521234567899",
        "lot": "EXAMPLE",
        "expiry": "2049-12-31",
    },
)


def example_orders() -> str:
    """A filled example of every column but a few, as CSV with commas; nobody in it exists."""
    used = set().union(*_EXAMPLE)
    columns = [column for column in COLUMNS if column in used]
    return _csv(columns, ([row.get(column, "") for column in columns] for row in _EXAMPLE))


def example_run(orders: int) -> str:
    """That many orders of no patient as CSV, the same every time.

    36 leaflets in 12 languages, each in 3 sizes; 1 to 10 copies; 8 delivery points. All the
    languages and sizes are in the first 12 orders.
    """
    return _csv(
        ("sheet", "language", "copies", "size", "delivery point"), map(_run_row, range(orders))
    )


def _run_row(at: int) -> tuple[str, ...]:
    again, which = divmod(at, len(_LEAFLETS))
    size = _SIZES[(which + again) % len(_SIZES)]
    copies = at * 7 % 10 + 1
    return (*_LEAFLETS[which], str(copies), size, f"Ward {at % _WARDS + 1}")


def _csv(header: Iterable[str], rows: Iterator[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
