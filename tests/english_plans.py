"""What an English dose plan says, read as somebody reads it who has never seen the program.

It knows English and no catalog: where it and ``leaflets.dose.row_order`` understand a plan in two
ways, one of them is wrong.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from fractions import Fraction

from leaflets.dose.speech import LocalizedPlan, PlanRow
from leaflets.dose.told_plan import (
    Length,
    Span,
    ToldAmount,
    ToldDose,
    ToldPart,
    ToldPlan,
    ToldRhythm,
    Weight,
)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PIECES = ("tablet", "capsule", "drop", "puff", "sachet", "suppository", "patch", "spray")
NOUNS = {
    **{f"{noun}{end}": noun for noun in (*PIECES, "unit", "microgram") for end in ("", "s")},
    "suppositories": "suppository",
    "patches": "patch",
    "mL": "milliliter",
    "mg": "milligram",
    "g": "gram",
}
IN_MICROGRAMS = {"microgram": 1, "milligram": 1000, "gram": 1_000_000}
GLYPHS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
MOMENTS = {
    "On waking up": "waking",
    "Morning": "morning",
    "Noon": "noon",
    "Afternoon": "afternoon",
    "Evening": "evening",
    "Bedtime": "bedtime",
    **{
        f"{word} {meal}": f"{word.lower()}_{key}"
        for word in ("Before", "With", "After")
        for meal, key in {
            "breakfast": "breakfast",
            "lunch": "lunch",
            "the evening meal": "dinner",
        }.items()
    },
}
MEALS = {
    "Before meals": "before_meals",
    "With meals": "with_meals",
    "After meals": "after_meals",
    "Take it on an empty stomach.": "empty_stomach",
}
PLACES = {
    **{
        f"{side} {part}": f"{side.lower()}_{part}"
        for side in ("Left", "Right", "Both")
        for part in ("eye", "ear", "eyes", "ears")
    },
    "Left side of the nose": "left_nostril",
    "Right side of the nose": "right_nostril",
    "Both sides of the nose": "both_nostrils",
}
WAYS = {
    "By mouth": "oral",
    "Breathe it in": "inhalation",
    "Into the nose": "nasal",
    "Into the eye": "eye",
    "Into the ear": "ear",
    "On the skin": "skin",
    "Into the rectum (back passage)": "rectal",
    "Into the vagina": "vaginal",
    "Inject it under the skin": "injection",
}
REASONS = {
    "feeling sick or vomiting": "nausea",
    "shortness of breath": "breathlessness",
    "trouble sleeping": "sleep",
    "signs of an allergy": "allergy",
    "blocked nose": "stuffy_nose",
}
LAST_NOTE = "This plan is only for you. If your doctor changes your dose, ask for a new plan."
N = r"[0-9][0-9.,]*[½⅓⅔¼¾]?|[½⅓⅔¼¾]"
MASS = r"mg|micrograms?|g"
AMOUNT = re.compile(
    rf"(?P<low>{N})(?: to (?P<high>{N}))? (?P<noun>[a-zL]+)"
    rf"(?: \((?P<count>[0-9]+) (?P<spoon>spoons?) of (?P<volume>{N}) mL\))?"
    rf"(?: of (?P<of>{N}) (?P<mass>{MASS})(?:/(?P<per>{N}) mL)?)?"
    rf"(?:, together (?P<sum>{N})(?: to (?P<sums>{N}))? (?P<summed>{MASS}))?"
)
OFTEN = re.compile(r"([0-9]+)(?: to ([0-9]+))? (times?) a (day|week|month)")
EVERY = re.compile(
    r"Every ([0-9]+)(?: to ([0-9]+))? (hour|day|week|month)(s?)(, day and night|, at these times)?"
)
FOR = re.compile(r"For ([0-9]+)(?: to ([0-9]+))? (day|week|month)(s?)")
NOTES = {
    "wait": r"Wait at least ([0-9]+) hour(s?) before the next dose\.",
    "most_times": r"In 24 hours at most ([0-9]+) time(s?)",
    "in_all": r"([0-9]+) dose(s?) in all, then stop\.",
}


def number(text: str) -> Fraction:
    """The number in digits, with its half or quarter."""
    whole = text.rstrip("".join(GLYPHS)).replace(",", "")
    part = GLYPHS.get(text[-1], "0")
    return Fraction(whole or "0") + Fraction(part)


def span(low: str, high: str | None) -> Span:
    """One number or two."""
    return Span(number(low), number(high or low))


def is_plural(noun: str) -> bool:
    """Whether the noun stands for more than one."""
    return noun.endswith("s")


def goes_with(noun: str, last: str) -> bool:
    """Whether it is said so: 1 tablet, ½ tablet, 0.5 units, 2 drops."""
    if noun in ("mL", "mg", "g"):
        return True
    is_one = number(last) == 1 or (number(last) < 1 and last[-1] in GLYPHS)
    return is_plural(noun) != is_one


def amount(text: str) -> ToldAmount | None:
    """The amount that the words are."""
    found = AMOUNT.fullmatch(text)
    if not found or found["noun"] not in NOUNS:
        return None
    assert goes_with(found["noun"], found["high"] or found["low"])
    told = ToldAmount(span(found["low"], found["high"]), NOUNS[found["noun"]])
    if found["count"]:
        assert is_plural(found["spoon"]) == (found["count"] != "1")
        told = replace(told, spoons=(number(found["count"]), number(found["volume"])))
    if found["of"]:
        told = replace(told, strength=strength(found), total=total(found, told))
    return told


def strength(found: re.Match[str]) -> Weight:
    """How much is in one of them."""
    assert goes_with(found["mass"], found["of"])
    per = number(found["per"]) if found["per"] else None
    return Weight(number(found["of"]), NOUNS[found["mass"]], per)


def total(found: re.Match[str], told: ToldAmount) -> Span | None:
    """How much that is together; of one tablet it need not be said."""
    if found["sum"]:
        assert goes_with(found["summed"], found["sums"] or found["sum"])
        return span(found["sum"], found["sums"]).times(IN_MICROGRAMS[NOUNS[found["summed"]]])
    each = number(found["of"]) / number(found["per"] or "1")
    whole = told.number.times(each)
    cannot = any(1000 % one.denominator for one in (whole.low, whole.high))
    if cannot or told.number == span(found["per"] or "1", None):
        return whole.times(IN_MICROGRAMS[NOUNS[found["mass"]]])
    return None


def date(text: str) -> datetime.date:
    """March 1, 2026."""
    return datetime.datetime.strptime(text, "%B %d, %Y").date()


def rhythm(text: str) -> ToldRhythm | None:
    """How often."""
    if found := OFTEN.fullmatch(text):
        assert is_plural(found[3]) == ((found[2] or found[1]) != "1")
        return ToldRhythm(f"a_{found[4]}", span(found[1], found[2]))
    if found := EVERY.fullmatch(text):
        assert bool(found[4]) == ((found[2] or found[1]) != "1")
        is_at = found[5] == ", at these times"
        assert is_at or bool(found[5]) == (found[3] == "hour" and not found[2])
        return ToldRhythm(f"{found[3]}s", span(found[1], found[2]), at_times=is_at)
    if text == "Once only":
        return ToldRhythm("once")
    if text.startswith("Only on this day: "):
        return ToldRhythm("on", date=date(text.removeprefix("Only on this day: ")))
    return None


def need(text: str) -> str | None:
    """For what, if it is only taken when needed."""
    if text == "Only when needed":
        return "any"
    reason = text.removeprefix("Only when needed for: ")
    return REASONS.get(reason, reason) if reason != text else None


def days(text: str) -> tuple[int, ...]:
    """The days of the week that are listed, if the text is nothing but a list of them."""
    names = re.split(r", and | and |, ", text)
    return tuple(map(DAYS.index, names)) if set(names) <= set(DAYS) else ()


def length(text: str) -> Length | None:
    """For how long."""
    if not (found := FOR.fullmatch(text)):
        return None
    assert bool(found[4]) == ((found[2] or found[1]) != "1")
    return Length(found[3], span(found[1], found[2]))


def statement(text: str) -> dict[str, object]:
    """What a sentence or a cell says on its own."""
    if text in MEALS:
        return {"meal": MEALS[text]}
    for name, pattern in NOTES.items():
        if found := re.fullmatch(pattern, text):
            assert bool(found[2]) == (found[1] != "1")
            return {name: int(found[1])}
    if text.startswith("In 24 hours at most: "):
        return {"most": amount(text.removeprefix("In 24 hours at most: "))}
    said = {"rhythm": rhythm(text), "need": need(text), "length": length(text)}
    return {name: value for name, value in said.items() if value is not None}


def time(text: str) -> tuple[str, int | None]:
    """A time of day, and how many minutes before or after it."""
    found = re.fullmatch(r"(.*?)(?: \(([0-9]+) minute(s?)\))?", text)
    assert not found[2] or bool(found[3]) == (found[2] != "1")
    minutes = int(found[2]) if found[2] else None
    if found[1] in MOMENTS:
        return MOMENTS[found[1]], minutes
    at = datetime.datetime.strptime(found[1].replace("\u202f", " "), "%I:%M %p")
    return f"{at:%H:%M}", minutes


def portion(text: str) -> object:
    """How much."""
    fixed = {"nothing": "nothing", "As written below": "as_written"}
    return fixed.get(text) or amount(text)


def labelled(row: PlanRow) -> ToldPart:
    """What a label says of the part below it."""
    part = ToldPart(link=row.when.lower())
    if row.amount == "From then on":
        return replace(part, onwards=True)
    if found := days(row.amount):
        return replace(part, named=tuple(sorted(found)))
    return replace(part, **statement(row.amount))


def part_with(part: ToldPart, row: PlanRow, on: tuple[int, ...]) -> ToldPart:
    """The part with what one row of it says; ``on`` are the days that were named above."""
    heads = {"Where": ("site", PLACES), "How": ("route", WAYS)}
    if row.when in heads:
        name, known = heads[row.when]
        return replace(part, **{name: known[row.amount]})
    if row.when == "When" or (row.when == "How much" and statement(row.amount)):
        return replace(part, **statement(row.amount))
    dose = ToldDose(portion(row.amount))
    if row.when == "How much":
        return replace(part, doses=(*part.doses, dose))
    if row.when == "As written below":
        part = replace(part, rhythm=ToldRhythm("as_written"))
    elif said := statement(row.when):
        part = replace(part, **said)
    elif found := days(row.when):
        dose = replace(dose, days=found)
        part = replace(part, weekly=row.pictogram == "once-a-week")
    else:
        at, minutes = time(row.when)
        dose = replace(dose, time=at, minutes=minutes, days=on)
    return replace(part, doses=(*part.doses, dose))


def recounted(part: ToldPart) -> ToldPart:
    """The part: "2 times a day" above two times of the day only counts them."""
    said = part.rhythm
    if part.link and said and said.beat == "a_day" and any(dose.time for dose in part.doses):
        return replace(part, rhythm=None, counted=int(said.number.low))
    return part


def read_english(said: LocalizedPlan) -> ToldPlan:
    """What all of it says."""
    parts, on = [ToldPart()], ()
    for row in said.rows:
        if row.when in ("First", "Then", "Also"):
            parts = [*parts, labelled(row)] if parts != [ToldPart()] else [labelled(row)]
            on = ()
        elif row.when in ("Day of the week", "Days of the week"):
            on = days(row.amount)
            parts[-1] = replace(parts[-1], weekly=row.when == "Day of the week")
        else:
            parts[-1] = part_with(parts[-1], row, on)
    plan: dict[str, object] = {}
    for note in said.notes:
        if note == LAST_NOTE:
            plan["only_for_you"] = True
        elif note.startswith(("First day: ", "Last day: ")):
            name, _, told = note.partition(" day: ")
            plan[name.lower()] = date(told)
        else:
            parts[-1] = replace(parts[-1], **statement(note))
    return ToldPlan(tuple(map(recounted, parts)), **plan)
