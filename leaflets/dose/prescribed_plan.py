"""The dosages of a FHIR prescription into one dose plan, with the prescriber's words beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from leaflets.dose.circumstances import OwnWords
from leaflets.dose.fhir_amount import amount_of, number_of, quantity_of
from leaflets.dose.fhir_bounds import begun, bounds_of
from leaflets.dose.fhir_extensions import check_extensions, without_known
from leaflets.dose.fhir_timing import rhythm_of
from leaflets.dose.fhir_values import RefusedError
from leaflets.dose.plan import Amount, Dose, Plan, in_order, joined, on_weekdays
from leaflets.dose.plan_faults import faults
from leaflets.dose.prescribed_need import need_of, site_of, way_of
from leaflets.dose.prescribed_period import steps_from
from leaflets.dose.prescribed_words import own_words, words_in
from leaflets.dose.words_agreement import agreement
from leaflets.dose.words_reading import LEXICONS, WordsRead, words_read
from leaflets.language.strengths import Strength
from leaflets.sheet.dosing_units import Unit

_READ: Final = {
    *("id", "sequence", "text", "patientInstruction", "additionalInstruction", "timing", "route"),
    *("method", "site", "doseAndRate", "maxDosePerPeriod", "maxDosePerAdministration"),
}
_RENDERED: Final = "renderedDosageInstruction"
_PERIODS: Final = {("h", 24), ("d", 1)}
_HOURS: Final = {
    **dict.fromkeys(("hour", "hours", "stunde(n)", "stunden"), "h"),
    **dict.fromkeys(("day", "days", "tag(e)", "tag"), "d"),
}
_CONTRADICTS: Final = "the words say another {what} than the structured fields; have one mended"


@dataclass(frozen=True)
class Part:
    """One dosage: its plan, its sequence, its texts and what is read of them."""

    plan: Plan
    sequence: int | None
    path: str
    texts: list[tuple[str, str]] = field(repr=False)
    read: tuple[tuple[str, WordsRead], ...] = field(repr=False)


@dataclass(frozen=True)
class PlanWithWords:
    """The plan of a prescription, what is read of its words, and how both compare.

    ``compared`` is whether words and structure said the same amounts, and the same rhythm.
    """

    plan: Plan
    read: tuple[WordsRead, ...] = field(repr=False)
    compared: tuple[bool, bool]


def plan_of(
    dosages: Sequence[dict[str, Any]],
    name: str,
    day: datetime.date,
    piece: Unit | None,
    strengths: Sequence[Strength],
    language: str | None,
    rendered: str | None = None,
) -> PlanWithWords:
    """The plan that the dosages are together. Raises RefusedError for what a plan can't say.

    ``name`` is their field, ``language`` that of the resource's texts; ``rendered`` are all
    dosages in words (R5), which stand with those of the dosages.
    """
    if rendered and len(dosages) == 1 and not dosages[0].get("text"):
        dosages, rendered = [{**dosages[0], "text": rendered}], None
    parts = [
        _part(dosage, f"{name}[{index}]", piece, language) for index, dosage in enumerate(dosages)
    ]
    compared = _compared(parts, strengths)
    plans = steps_from(_merged(parts, name), day)
    if len(plans) == 1:
        plans = [plans[0].model_copy(update=_begun(plans[0], day))]
    texts = [text for part in parts for text in part.texts]
    texts += [(rendered, _RENDERED)] if rendered else []
    words = own_words(texts, language) if texts else ()
    plan = in_order(joined(plans)).model_copy(update={"words": words})
    for message in faults(plan):
        raise RefusedError("dose", message, name)
    return PlanWithWords(plan, tuple(read for part in parts for _, read in part.read), compared)


def _part(dosage: dict[str, Any], path: str, piece: Unit | None, language: str | None) -> Part:
    dosage, wait = without_known(dosage, path)
    check_extensions(dosage, path)
    for key, value in sorted(dosage.items()):
        empty = value in (None, "", "-", False, [], {})
        if key not in _READ and not key.startswith(("_", "asNeeded")) and not empty:
            message = f"{key[:40]} can't be said in a dose plan; it would be lost"
            raise RefusedError("not-said", message, f"{path}.{key}")
    said: set[str] = set()
    need, site = need_of(dosage, path, said), site_of(dosage, path, said)
    texts = list(words_in(dosage, path, said))
    words = own_words(texts, language) if texts else ()
    much = amount_of(dosage, path, piece)
    plan = _plan(dosage, path, much, bool(words))
    plan = plan.model_copy(update={"need": need, "site": site, "route": way_of(dosage, path)})
    plan = _when_needed(plan).model_copy(update=_most_of(dosage, path, piece))
    if wait is not None:
        plan = plan.model_copy(update={"wait": max(wait, plan.wait or 0)})
    _check_most_at_once(dosage, path, piece, much)
    sequence = dosage.get("sequence")
    read = tuple((one.text, words_read(one.text, read_as(one))) for one in words)
    return Part(plan, sequence if type(sequence) is int else None, path, texts, read)


def read_as(words: OwnWords) -> str:
    """The language that words are read in: a tag may be that of a program and not of the words."""
    known = {tag: words_read(words.text, tag).known for tag in LEXICONS}
    best = max(known, key=lambda tag: known[tag])
    return best if known[best] else words.language


def _plan(dosage: dict[str, Any], path: str, much: Amount | None, has_words: bool) -> Plan:
    """The times and the amount of a dosage: one of them may stand in its words only."""
    timing = dosage.get("timing")
    rhythm = rhythm_of(timing, path)
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    bounds = bounds_of(repeat or {}, f"{path}.timing.repeat")
    needed = any(value for key, value in dosage.items() if key.startswith("asNeeded"))
    if much is None and not has_words:
        raise RefusedError(
            "dose", "it names no amount, in fields or in words", f"{path}.doseAndRate"
        )
    if rhythm is None and much is None and not needed:
        return Plan(doses=(), **bounds)
    if rhythm is None:
        if not has_words and not needed:
            raise RefusedError("no-timing", "it names no times of day", f"{path}.timing")
        return Plan(doses=(Dose(time=None, amount=much),), **bounds)
    doses = tuple(
        Dose.model_validate(
            {"time": t, "amount": much, "weekdays": rhythm.weekdays, "minutes": rhythm.minutes}
        )
        for t in rhythm.times
    )
    return Plan(doses=doses, **rhythm.fields, **bounds)


def _when_needed(plan: Plan) -> Plan:
    """The plan with its hours as the least time between, where it is taken when needed."""
    if plan.need is None or plan.every_hours is None or plan.every_hours_most:
        return plan
    return plan.model_copy(update={"every_hours": None, "wait": plan.every_hours})


def _most_of(dosage: dict[str, Any], path: str, piece: Unit | None) -> dict[str, Any]:
    """The most in a day. Raises RefusedError for the most of another time, or of several."""
    found = dosage.get("maxDosePerPeriod")
    ratios = found if isinstance(found, list) else [found] if found else []
    path = f"{path}.maxDosePerPeriod"
    if not ratios:
        return {}
    if len(ratios) > 1 or not isinstance(ratios[0], dict):
        raise RefusedError("not-said", "it names the most of several times", path)
    over, under = ratios[0].get("numerator"), ratios[0].get("denominator")
    if not isinstance(over, dict) or not isinstance(under, dict):
        raise RefusedError("not-fhir", "the most in a time is not as FHIR has it", path)
    units = {str(under[name]).casefold() for name in ("code", "unit") if under.get(name)}
    length = under.get("value")
    known = isinstance(length, int) and bool(units)
    if not known or any((_HOURS.get(unit, unit), length) not in _PERIODS for unit in units):
        raise RefusedError("not-said", "only the most in a day, or in 24 hours, can be said", path)
    return {"most": _most_amount(over, f"{path}.numerator", piece)}


def _check_most_at_once(
    dosage: dict[str, Any], path: str, piece: Unit | None, much: Amount | None
) -> None:
    """Raises RefusedError for a most at once that is not the amount's own."""
    found, path = dosage.get("maxDosePerAdministration"), f"{path}.maxDosePerAdministration"
    if not isinstance(found, dict):
        return
    most = quantity_of(found, path, piece)
    if much is None or (most.number, most.unit) != (much.highest, much.unit):
        message = "the most at once is another amount than its dose; it would be lost"
        raise RefusedError("not-said", message, path)


def _most_amount(quantity: dict[str, Any], path: str, piece: Unit | None) -> Amount:
    """The amount of a whole day: more of it than anybody takes at once is no slip."""
    one = quantity_of({**quantity, "value": 1}, path, piece)
    number = number_of(quantity, path)
    if number <= 0:
        raise RefusedError("dose", "the most in a day must be more than 0", path)
    return one.model_copy(update={"number": number})


def _compared(parts: Sequence[Part], strengths: Sequence[Strength]) -> tuple[bool, bool]:
    """Whether words and structure said the same amounts, and the same rhythm, anywhere.

    Raises RefusedError where they say different ones. Words that stand beside several dosages
    are about all of them.
    """
    number = rhythm = False
    for part in parts:
        for text, read in part.read:
            beside = [one for one in parts if any(text == other for other, _ in one.read)]
            for one in beside if len(beside) == 1 else ():
                found = agreement(read, one.plan, strengths)
                for what, verdict in (("amount", found.number), ("rhythm", found.rhythm)):
                    if verdict is False:
                        place = next(
                            at for told, at in part.texts if " ".join(told.split()) == text
                        )
                        fields = "doseAndRate" if what == "amount" else "timing"
                        message = f"{_CONTRADICTS.format(what=what)}: {place} and {fields}"
                        raise RefusedError("words-contradict", message, f"{one.path}.{fields}")
                number, rhythm = number or bool(found.number), rhythm or bool(found.rhythm)
    return number, rhythm


def _merged(parts: Sequence[Part], name: str) -> list[Plan]:
    """The parts of the plan, each with its link: what is taken together, then what follows.

    FHIR: dosages of one sequence are concurrent, those of a later one follow.
    """
    if not all(part.plan.doses for part in parts):
        return [_words_only(parts)]
    numbers = {part.sequence for part in parts}
    if len(numbers) > 1 and None in numbers:
        raise RefusedError("tapering", "some dosages have a sequence and others none", name)
    plans: list[Plan] = []
    for number in sorted(numbers, key=lambda one: one or 0):
        group = list(_together([part.plan for part in parts if part.sequence == number]))
        # What has an end stands behind what it is taken beside.
        group.sort(key=lambda plan: plan.has_end and not plan.last)
        for at, plan in enumerate(_in_turn(group)):
            link = plan.link or ("also" if at else "then" if plans else None)
            plans.append(plan.model_copy(update={"link": link if plans else None}))
    return plans


def _words_only(parts: Sequence[Part]) -> Plan:
    """The plan of words alone. Raises RefusedError where some dosages say more than words."""
    if any(part.plan.doses for part in parts):
        message = (
            "some of its dosages are words only, others not: what belongs together is not said"
        )
        raise RefusedError("tapering", message, parts[0].path)
    return parts[0].plan if len(parts) == 1 else Plan(doses=())


def _together(plans: Sequence[Plan]) -> Iterator[Plan]:
    """Plans that differ in doses only, at times or on days of their own, as one."""
    kept: dict[str, list[Plan]] = {}
    for plan in plans:
        rest = plan.model_copy(update={"doses": ()}).model_dump_json()
        timed = all(dose.time or dose.weekdays for dose in plan.doses)
        kept.setdefault(rest if timed else f"{rest} {len(kept)}", []).append(plan)
    for group in kept.values():
        doses = tuple(dose for plan in group for dose in plan.doses)
        yield on_weekdays(group[0].model_copy(update={"doses": doses}))


def _in_turn(group: Sequence[Plan]) -> list[Plan]:
    """Plans of which each begins on the day after the one before has ended, as steps.

    Others stay as they are.
    """
    dated = all(plan.first and plan.last for plan in group)
    if len(group) < 2 or not dated:
        return list(group)
    ordered = sorted(group, key=lambda plan: plan.first or datetime.date.max)
    steps: list[Plan] = []
    for before, plan in zip([None, *ordered[:-1]], ordered, strict=True):
        assert plan.first
        assert plan.last
        if before and before.last and plan.first != before.last + datetime.timedelta(days=1):
            return list(group)
        lasts: dict[str, Any] = {"days": (plan.last - plan.first).days + 1, "last": None}
        link = {"link": "then", "first": None} if before else {}
        steps.append(plan.model_copy(update=lasts | link))
    return steps


def _begun(plan: Plan, day: datetime.date) -> dict[str, Any]:
    """The bounds of the only part of a plan, on a day."""
    names = ("first", "last", "days", "days_most", "weeks", "months")
    own = {name: getattr(plan, name) for name in names}
    kept = begun({name: value for name, value in own.items() if value is not None}, day)
    return {name: kept.get(name) for name in names}
