"""Doses as they are typed: ``morning=1 tablet, evening=2 tablets`` (docs/editions.md).

Messages name the entry that is wrong and never what it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from leaflets.dose.circumstances import SITES
from leaflets.dose.moments import MOST_TIMES
from leaflets.dose.plan import LONGEST_DAYS, Amount, DoseError, Plan, joined, on_weekdays
from leaflets.dose.plan_faults import faults
from leaflets.dose.typed_amount import typed_amount
from leaflets.dose.typed_rhythm import typed_date, typed_time
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.sheet.plan_limits import ROUTES

MAX_CHARACTERS: Final = 1000
"""No dose is written longer."""
_MEALS: Final = {"before": "before_meals", "with": "with_meals", "after": "after_meals"}
_LINK: Final = re.compile(r"(then|also)\b[:\s]*", re.IGNORECASE)


@dataclass
class _Part:
    """What is read of a part so far."""

    link: str | None = None
    doses: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, value: Any, *, again: bool = False) -> None:
        """Take a field; ``again``: it may stand twice, if it is the same."""
        if name in self.fields and not (again and self.fields[name] == value):
            raise DoseError("how often, or a setting, stands twice")
        self.fields[name] = value

    def plan(self) -> Plan:
        return on_weekdays(
            Plan.model_validate({"doses": self.doses, "link": self.link, **self.fields})
        )


def parse_dose(text: str) -> Plan:
    """The plan in a text: ``morning=1 tablet, evening=2 tablets``; ``monday=4 tablets of 2.5 mg``.

    ``then`` and ``also`` begin another part: ``morning=2 tablets, days=5, then morning=1 tablet``.

    Raises LeafletsError (kind "usage") with every entry that is wrong.
    """
    if len(text) > MAX_CHARACTERS:
        raise LeafletsError(_problem(0, f"it has at most {MAX_CHARACTERS} characters"))
    problems: list[Problem] = []
    parts = [_Part()]
    entries = [entry.strip() for entry in re.split(r"[,;\n]", text) if entry.strip()]
    if not entries:
        problems.append(_problem(0, "there is no dose; write morning=1 tablet"))
    for number, entry in enumerate(entries, 1):
        try:
            link = _LINK.match(entry)
            if link:
                parts.append(_Part(link[1].casefold()))
            _read(entry[link.end() :] if link else entry, parts[-1])
        except DoseError as error:
            problems.append(_problem(number, str(error)))
    raise_if_any(problems)
    plan = joined([part.plan() for part in parts])
    raise_if_any(_problem(0, message) for message in faults(plan))
    return plan


def _read(entry: str, part: _Part) -> None:
    key, equals, value = (piece.strip().casefold() for piece in entry.partition("="))
    if not equals or not value:
        raise DoseError("write it as time=amount unit, such as morning=1 tablet; 2.5 with a point")
    if key in _SETTINGS:
        for name, setting in _SETTINGS[key](value).items():
            part.note(name, setting)
        return
    when = typed_time(key)
    for name, told in when.fields.items():
        part.note(name, told, again=when.time is not None)
    part.doses.append(
        {
            "time": when.time,
            "amount": typed_amount(value),
            "weekdays": when.weekdays,
            "minutes": when.minutes,
        }
    )


def _number(text: str, highest: int, what: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= highest:
        raise DoseError(f"{what} must be a number from 1 to {highest}")
    return int(text)


def _days(text: str) -> dict[str, int]:
    low, dash, high = (piece.strip() for piece in re.sub("–| to ", "-", text).partition("-"))
    found = {"days": _number(low, LONGEST_DAYS, "days")}
    return found | {"days_most": _number(high, LONGEST_DAYS, "days")} if dash else found


def _meal(text: str) -> dict[str, str]:
    if text == "empty stomach":
        return {"meal": "empty_stomach"}
    if text not in _MEALS:
        raise DoseError("meals is before, with, after or empty stomach")
    return {"meal": _MEALS[text]}


def _wait(text: str) -> dict[str, int]:
    return {"wait": _number(re.sub(r"\s*h(ours?)?$", "", text), 72, "the hours to wait")}


def _most(text: str) -> dict[str, int | Amount]:
    if found := re.fullmatch(r"([0-9]{1,2}) times?", text):
        return {"most_times": _number(found[1], MOST_TIMES, "the times in a day")}
    # Of a whole day: more than anybody takes at once.
    found = re.fullmatch(r"([0-9]{1,5})(?:\.([0-9]{1,3}))?\s+([a-z]+)", text)
    if not found:
        raise DoseError("most in a day is written as most=8 tablets or most=4 times")
    one = typed_amount(f"1 {found[3]}")
    number = Fraction(f"{found[1]}.{found[2] or 0}")
    if not number:
        raise DoseError("an amount must be more than 0")
    return {"most": one.model_copy(update={"number": number})}


def _site(text: str) -> dict[str, str]:
    name = text.replace(" ", "_")
    if name not in SITES:
        known = ", ".join(site.replace("_", " ") for site in SITES)
        raise DoseError(f"where must be one of {known}")
    return {"site": name}


def _route(text: str) -> dict[str, str]:
    if text not in ROUTES:
        raise DoseError(f"route must be one of {', '.join(ROUTES)}")
    return {"route": text}


_SETTINGS: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "meals": _meal,
    "wait": _wait,
    "most": _most,
    "where": _site,
    "route": _route,
    "days": _days,
    "weeks": lambda text: {"weeks": _number(text, 52, "weeks")},
    "months": lambda text: {"months": _number(text, 12, "months")},
    "doses": lambda text: {"in_all": _number(text, 366, "doses")},
    "from": lambda text: {"first": typed_date(text)},
    "until": lambda text: {"last": typed_date(text)},
}


def _problem(number: int, message: str) -> Problem:
    where = f"entry {number} of the dose: " if number else "the dose: "
    return problem("usage-dose", where + message)
