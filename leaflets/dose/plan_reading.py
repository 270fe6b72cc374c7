"""A composed plan read back: what its words say must be what the plan says.

It shares the fixed words with what wrote them and nothing else: how numbers are written, which
plural form is taken and how the parts are put together is all read anew.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

from babel import Locale

from leaflets.dose.plan import Amount, Plan, in_order, sum_of
from leaflets.dose.plan_words import localize_plan
from leaflets.dose.rhythm_reading import is_when, told_rows
from leaflets.dose.speech import LocalizedPlan, Speech
from leaflets.errors import Problem, problem, raise_if_any
from leaflets.language.quantities import NUMBER, value_of

_FRACTIONS: Final = "½⅓⅔¼¾"
_WRITTEN: Final = rf"(?:(?:{NUMBER})[{_FRACTIONS}]?|[{_FRACTIONS}])"
_UNIT: Final = "unit."

Said = Counter[tuple[Fraction, str]]
"""Numbers with the units they stand before, each as often as it is said."""


def composed_plan(plan: Plan, speech: Speech) -> LocalizedPlan:
    """The plan in words, read back.

    Raises LeafletsError (kind "verification") where the words say something else.
    """
    said = localize_plan(plan, speech)
    raise_if_any(reading_faults(said, plan, speech))
    return said


def reading_faults(said: LocalizedPlan, plan: Plan, speech: Speech) -> Iterator[Problem]:
    """Where a plan's words do not say what the plan says; no message tells the dose."""
    told = [one for one in told_rows(said.rows, speech) if _amounts_in(one.row.amount, speech)]
    wanted = in_order(plan).doses
    if len(told) != len(wanted):
        yield _fault("plan", "says another number of amounts than the plan has")
    for one, dose in zip(told, wanted, strict=False):
        if _amounts_in(one.row.amount, speech) != _amounts_of(dose.amount):
            yield _fault(one.place, "its numbers and units are not those of the plan")
        if not is_when(one, dose, plan, speech):
            yield _fault(one.place, "stands beside another time, day or rhythm than in the plan")
    yield from _note_faults(said, plan, speech)


def _note_faults(said: LocalizedPlan, plan: Plan, speech: Speech) -> Iterator[Problem]:
    if plan.weekday is None and any(row.pictogram == "once-a-week" for row in said.rows):
        yield _fault("plan.rows.1", "says once a week, which the plan does not")
    if said.once_a_week != (plan.weekday is not None):
        yield _fault("plan", "says once a week where the plan does not, or does not say it")
    if plan.meal and speech.words[f"plan.{plan.meal}"] not in said.notes:
        yield _fault("plan.notes", "does not say what the plan says of meals")
    notes = " ".join(said.notes)
    for date in (plan.first, plan.last):
        if date and not any(_says_date(note, date, speech.locale) for note in said.notes):
            yield _fault("plan.notes", "a date is not the plan's")
    if plan.days and plan.days not in _whole_numbers(notes, speech.numbers):
        yield _fault("plan.notes", "the number of days is not the plan's")


def _amounts_of(amount: Amount) -> Said:
    """What a row must say of an amount: the number, what is in one, and how much that is."""
    said: Said = Counter({(amount.number, str(amount.unit)): 1})
    if strength := amount.strength:
        said[strength.number, strength.unit] += 1
        if strength.volume is not None:
            said[strength.volume, "milliliter"] += 1
        if amount.number != 1 or strength.volume is not None:
            whole = sum_of(amount.number, strength)
            said[whole.number, whole.unit] += 1
    return said


def _amounts_in(text: str, speech: Speech) -> Said:
    """Every number with its unit that a text says; a number without one has the unit ""."""
    pattern, units = _reader(tuple(_forms(speech)))
    said: Said = Counter()
    for found in pattern.finditer(text):
        unit = next((units[name] for name in units if found[name] is not None), "")
        written = re.search(_WRITTEN, found[0])
        if written:
            said[_value(written[0], speech.numbers), unit] += 1
    return said


def _forms(speech: Speech) -> Iterator[tuple[str, str]]:
    """Every form of every unit's words: (unit, words with {amount})."""
    for key, plural in speech.plurals.items():
        if key.startswith(_UNIT):
            yield from ((key.removeprefix(_UNIT), form) for form in plural.forms)
    for key, words in speech.words.items():
        if key.startswith(_UNIT):
            yield key.removeprefix(_UNIT), words


@lru_cache(maxsize=100)
def _reader(forms: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds amounts: the longest words first, a bare number last."""
    longest = sorted(set(forms), key=lambda form: len(form[1]), reverse=True)
    units = {f"n{index}": unit for index, (unit, _) in enumerate(longest)}
    parts = []
    for index, (_, words) in enumerate(longest):
        before, _, after = words.partition("{amount}")
        end = _end_of_word(after[-1]) if after else ""
        parts.append(f"(?P<n{index}>{re.escape(before)}{_WRITTEN}{re.escape(after)}{end})")
    return re.compile("|".join([*parts, _WRITTEN])), units


def _end_of_word(letter: str) -> str:
    """A pattern for where a word that ends with ``letter`` ends.

    Scripts without spaces between words have none, and Korean joins particles to a word.
    """
    script = unicodedata.name(letter, "").partition(" ")[0]
    if not letter.isalpha() or script in ("CJK", "HIRAGANA", "KATAKANA", "THAI", "HANGUL"):
        return ""
    return r"(?![A-Za-zÀ-ɏ])" if script == "LATIN" else r"(?![^\W\d_])"


def _value(written: str, language: Locale) -> Fraction:
    whole = written.rstrip(_FRACTIONS)
    part = written[len(whole) :]
    try:
        value = Fraction(value_of(whole, language)) if whole else Fraction(0)
    except ValueError:
        return Fraction(-1)
    if part:
        value += Fraction(unicodedata.numeric(part)).limit_denominator(10)
    return value


def _whole_numbers(text: str, language: Locale) -> list[Fraction]:
    return [_value(found[0], language) for found in re.finditer(_WRITTEN, text)]


def _says_date(note: str, date: datetime.date, language: Locale) -> bool:
    """Whether a note's numbers are a date's: the day and the year, and the month at most."""
    said = {int(value) for value in _whole_numbers(note, language)}
    return {date.day, date.year} <= said <= {date.day, date.month, date.year}


def _fault(place: str, message: str) -> Problem:
    return problem("verification-composed", message, field=place)
