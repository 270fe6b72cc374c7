"""What the text of one cell means. Messages say what to write and never what was written."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import Final, TypeVar, get_args

from leaflets.dose import person
from leaflets.dose.plan import DoseError, Plan, in_order
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Paper, Size
from leaflets.errors import LeafletsError
from leaflets.language.tags import language, suggested_tag

MAX_COPIES: Final = 10_000
EARLIEST_BIRTH: Final = 1890
"""Nobody living was born before it."""

_YES: Final = ("yes", "true", "1", "x")
_NO: Final = ("no", "false", "0")
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_T = TypeVar("_T", bound=str)


class CellError(ValueError):
    """What is wrong with a cell: the end of a problem's code, and the message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def copies_in_cell(text: str) -> int:
    """A whole number from 1 to MAX_COPIES. Raises CellError."""
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= MAX_COPIES:
        raise CellError("copies", f"write a whole number from 1 to {MAX_COPIES:,}, digits only")
    return int(text)


def language_in_cell(text: str) -> str:
    """A known BCP 47 tag in its usual spelling. Raises CellError."""
    try:
        return language(text).tag
    except LeafletsError:
        # The reason would say what stands there.
        message = "unknown language; write a BCP 47 tag such as es, es-MX or zh-Hans"
        if meant := suggested_tag(text):
            message += f"; did you mean {meant}?"
        raise CellError("language", message) from None


def size_in_cell(text: str) -> Size:
    """One of the sizes of print. Raises CellError."""
    return _one_of(re.sub(r"[\s_]+", "-", text.casefold()), get_args(Size), "size")


def paper_in_cell(text: str) -> Paper:
    """One of the sizes of paper. Raises CellError."""
    return _one_of(text.casefold(), get_args(Paper), "paper")


def profile_in_cell(text: str) -> str:
    """The name of a profile, which may not exist. Raises CellError."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text):
        raise CellError("profile", "a profile's name has small letters, digits and - only")
    return text


def answer_in_cell(text: str) -> bool:
    """A yes or a no. Raises CellError."""
    return _one_of(text.casefold(), (*_YES, *_NO), "yes-no") in _YES


def date_in_cell(text: str) -> datetime.date:
    """A date as ISO 8601 writes it, year first. Raises CellError."""
    date = _date(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    if date is None:
        message = "write the date as 2026-12-31, year first: 03/04 is March in one country and"
        raise CellError("date", f"{message} April in another (in Excel, make the column text)")
    return date


def birth_in_cell(text: str) -> datetime.date:
    """A date on which somebody living may have been born. Raises CellError."""
    date = date_in_cell(text)
    if date.year < EARLIEST_BIRTH:
        raise CellError("birth", f"nobody living was born before {EARLIEST_BIRTH}; mend the year")
    return date


def plan_in_cell(text: str) -> Plan:
    """A dose plan in the order of the day. Raises CellError."""
    try:
        return in_order(parse_dose(text))
    except LeafletsError as error:
        message = "; ".join(problem.message for problem in error.problems)
    raise CellError("dose", message)


def age_in_cell(text: str) -> int:
    """An age in completed months. Raises CellError."""
    try:
        return person.age_in(text)
    except DoseError as error:
        raise CellError("age", str(error)) from None


def weight_in_cell(text: str) -> Fraction:
    """A weight in kg. Raises CellError."""
    try:
        return person.weight_in(text)
    except DoseError as error:
        raise CellError("weight", str(error)) from None


def gtin_in_cell(text: str) -> str:
    """A GTIN with 14 digits, the check digit verified. Raises CellError.

    GS1 General Specifications: from the right, digits weigh 1 and 3 by turns,
    and the sum is a multiple of 10.
    """
    if not re.fullmatch(r"[0-9]+", text) or len(text) not in _GTIN_LENGTHS:
        message = "a GTIN has 8, 12, 13 or 14 digits and nothing else"
        raise CellError("gtin", f"{message} (in Excel, make the column text)")
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(text)))
    if weighed % 10 or not int(text):
        raise CellError("gtin", "a digit is wrong: the check digit does not fit; copy it again")
    return text.zfill(14)


def lot_in_cell(text: str) -> str:
    """A lot of GS1's character set 82. Raises CellError."""
    if not re.fullmatch(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}""", text):
        message = "a lot has at most 20 characters: letters A to Z, digits and ! \" % & ' ( ) *"
        raise CellError("lot", f"{message} + , - . / : ; < = > ? _, no spaces")
    return text


def _one_of(text: str, known: tuple[_T, ...], code: str) -> _T:
    for value in known:
        if value == text:
            return value
    raise CellError(code, f"write one of {', '.join(known)}, or nothing")


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
