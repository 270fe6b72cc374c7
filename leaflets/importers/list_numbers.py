"""How a numbered list counts: "4." after three steps and a picture, "c.", "iv."."""

from __future__ import annotations

from typing import Final

from leaflets.epi.label_document import LabelList

_ROMAN: Final = {
    1000: "m",
    900: "cm",
    500: "d",
    400: "cd",
    100: "c",
    90: "xc",
    50: "l",
    40: "xl",
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}


def counted_marks(block: LabelList) -> tuple[str, ...]:
    """The mark of each item of a numbered list; none where it counts 1, 2, 3 as our own do."""
    if not block.ordered or (block.numbering == "1" and block.start == 1):
        return ()
    numbers = range(block.start, block.start + len(block.items))
    return tuple(f"{_number(number, block.numbering)}." for number in numbers)


def _number(number: int, numbering: str) -> str:
    """A number as HTML's ``type`` says (HTML, 4.4.5); letters and Romans have no nought."""
    if numbering == "1" or number < 1:
        return str(number)
    text = _letters(number) if numbering in "aA" else _roman(number)
    return text.upper() if numbering in "AI" else text


def _letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    text = ""
    while number:
        number, last = divmod(number - 1, 26)
        text = chr(ord("a") + last) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN.items():
        count, number = divmod(number, value)
        text += letters * count
    return text
