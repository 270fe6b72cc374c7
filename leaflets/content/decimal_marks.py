"""One way to write a decimal number in all that a leaflet says in one language.

"2,5 mg" in the text and "7.5 mg" in the plan, and 1,500 is one and a half or a thousand more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from babel import Locale

from leaflets.content.phrase import Phrase
from leaflets.content.record import Record
from leaflets.content.sides import Side, sides_of
from leaflets.errors import Problem, problem
from leaflets.language.quantities import numbers_with_units
from leaflets.language.tags import Language

_OTHERS_OWN: Final = (
    "colophon.version",
    "colophon.contact.",
    "emergency.",
    "person.",
    "plan.written.",
)
"""What is no text of the sheet: a version's number, a telephone number, what somebody typed."""

_DEGREES: Final = (
    *("degr", "grad", "graus", "grade", "stopni", "derece", "độ", "digrii", "darajo", "градус"),
    *("βαθμ", "درجة", "درجه", "ڈگری", "מעלות", "डिग्री", "ডিগ্রি", "ਡਿਗਰੀ", "டிகிரி", "องศา", "ዲግሪ"),
    *("度", "도", "كغ", "رطل", "کیلوگرم", "کلو", "ק״ג", "公斤", "キロ"),
)
"""How words for degrees and kilograms begin in languages that write them out."""

_ONE_MARK: Final = re.compile(r"(\d+)([.,٫])(\d+)")


def decimal_mark_problems(record: Record, sides: Sequence[Side] = ()) -> Iterator[Problem]:
    """The problem of a language in which numbers with units have two different decimal marks.

    ``sides`` are those of the record, where they are known already. What a label says is its
    maker's: an imported sheet is not asked.
    """
    if record.leaflet.sheet.is_imported:
        return
    for side in sides or sides_of(record):
        language = Language(side.language).locale
        own = Locale(language.language, script=language.script)
        marks = dict(_marks(side.phrases, own, _units(record, side)))
        if len(marks) > 1:
            (one, phrase), (other, second) = list(marks.items())[:2]
            message = (
                f"decimal numbers are written with {one!r} in {phrase.identity} and with"
                f" {other!r} here; write both in one way"
            )
            yield problem("verification-decimal-mark", message, field=second.identity)


def _units(record: Record, side: Side) -> tuple[str, ...]:
    """The units as the side's language writes them."""
    told = record.beside.leaflet if side.prefix and record.beside else record.leaflet
    words = (told.words[key] for key in told.words if key.startswith("unit."))
    return (*(text.replace("{amount}", "").strip() for text in words), *_DEGREES)


def _marks(
    phrases: Iterable[Phrase], language: Locale, units: tuple[str, ...]
) -> Iterator[tuple[str, Phrase]]:
    """Each decimal mark with the last phrase that has it."""
    group = language.number_symbols.get("latn", {}).get("group", ",")
    for phrase in phrases:
        if phrase.identity.startswith(_OTHERS_OWN):
            continue
        for number in numbers_with_units(phrase.plain, units):
            if mark := _decimal_mark(number, group):
                yield mark, phrase


def _decimal_mark(number: str, group: str) -> str | None:
    """The decimal mark of a number; None where it has none, or a sign for thousands only."""
    if "." in number and "," in number:
        return max(".", ",", key=number.rindex)
    found = _ONE_MARK.fullmatch(number)
    if not found:
        return None
    whole, mark, rest = found.groups()
    in_thousands = len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")
    return None if in_thousands and mark == group else mark
