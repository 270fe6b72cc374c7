"""Numbers as a leaflet prints them, read strictly: what could be misread is no number.

A zero at the end of a decimal, a bare decimal point and a mark of another language are how a dose
becomes ten times as much (ISMP, error-prone abbreviations); none of them is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final, TypeAlias

from babel import Locale

from leaflets.dose.told_plan import Span

_GLYPHS: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}
_PIECES: Final = re.compile(rf"([1-9][0-9]?)?([{''.join(_GLYPHS)}])?")
_WHOLE: Final = re.compile(r"[1-9][0-9]{0,3}")
_GROUP_SPACES: Final = "\u00a0\u202f"

Numeral: TypeAlias = Callable[[str], Fraction | None]


def whole(text: str) -> Fraction | None:
    """The whole number above 0 that the text is."""
    return Fraction(int(text)) if _WHOLE.fullmatch(text) else None


def pieces(text: str) -> Fraction | None:
    """The number of pieces that the text is: 1, ½, 1½."""
    found = _PIECES.fullmatch(text)
    if not found or not text:
        return None
    return Fraction(int(found[1] or 0)) + _GLYPHS.get(found[2], Fraction(0))


def measures(locale: Locale) -> Numeral:
    """The reader of decimal numbers of a language."""
    symbols = locale.number_symbols["latn"]
    group, point = symbols["group"], symbols["decimal"]
    groups = f"[{_GROUP_SPACES}]" if group in _GROUP_SPACES else re.escape(group)
    # Indian languages set two digits apart, but the last three: 12,34,567.
    pattern = re.compile(
        rf"(0|[1-9][0-9]{{0,3}}|[1-9][0-9]{{0,2}}(?:{groups}[0-9]{{2,3}})*{groups}[0-9]{{3}})"
        rf"(?:{re.escape(point)}([0-9]{{0,5}}[1-9]))?"
    )

    def read(text: str) -> Fraction | None:
        found = pattern.fullmatch(text)
        if not found:
            return None
        digits, decimals = re.sub(r"[^0-9]", "", found[1]), found[2] or ""
        return Fraction(int(digits + decimals), 10 ** len(decimals)) or None

    return read


def span_of(low: Fraction | None, high: Fraction | None) -> Span | None:
    """The range; None where one end is no number or it runs backwards."""
    if low is None or high is None or low >= high:
        return None
    return Span(low, high)
