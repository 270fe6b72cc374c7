"""Plain text into Verified: every phrase, in order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from leaflets.content.decimal_marks import decimal_mark_problems
from leaflets.content.phrase_tree import content
from leaflets.content.record import Record
from leaflets.dose.speech import LocalizedPlan
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.plaintext import comparable
from leaflets.verify.verified import Verified, passed

_MARKS: Final = re.compile(r"^\s*(?:- |\d+\. |[=-]+$)|^\s*\[|\]$")


def verified_text(text: str, record: Record) -> Verified:
    """Check plain text against its record.

    Raises LeafletsError (kind "verification") at the first difference.
    """
    raise_if_any(decimal_mark_problems(record))
    phrases = content(record.leaflet, record.edition, record.outline).phrases
    wanted = "".join(comparable(phrase.plain) for phrase in phrases)
    place = 0
    for line in text.splitlines():
        # A heading may begin with a number that is its own, not a list's.
        forms = (comparable(line), comparable(_MARKS.sub("", line)))
        told = next((form for form in forms if wanted.startswith(form, place)), None)
        if told is None and place == len(wanted):
            raise _fault("stray-text", f"{line!r} is not in the sheet")
        if told is None:
            message = f"{line[:60]!r} stands where {wanted[place : place + 60]!r} should"
            raise _fault("text-differs", message)
        place += len(told)
    if place != len(wanted):
        raise _fault("text-differs", f"{wanted[place : place + 60]!r} is missing at the end")
    return passed(text.encode(), record)


def text_without_plan(text: str, record: Record) -> Iterator[Problem]:
    """Where a text with a dose plan differs from the leaflet of ``record``, which has none.

    The plan stands where a leaflet has it, from its heading to the note that it is personal.
    """
    plan = LocalizedPlan(rows=(), notes=(), once_a_week=False)
    with_plan = record.leaflet.model_copy(update={"plan": plan})
    said = content(with_plan, record.edition, record.outline).phrases
    place = [phrase.identity for phrase in said].index("word:plan.heading")
    head = "".join(comparable(phrase.plain) for phrase in [*said[:place], said[place]])
    personal = comparable(record.leaflet.words["plan.personal"])
    told, kept, in_plan = "", [], False
    for line in text.splitlines():
        bare = comparable(_MARKS.sub("", line))
        if in_plan:
            in_plan = bare != personal
            continue
        in_plan = told + bare == head
        if not in_plan:
            told += bare
            kept.append(line)
    if in_plan or len(kept) == len(text.splitlines()):
        message = "there is no dose plan where a leaflet has it"
        yield problem("verification-text-differs", message)
        return
    try:
        verified_text("\n".join(kept), record)
    except LeafletsError:
        message = "it differs from the same leaflet made today without a plan"
        yield problem("verification-text-differs", message)


def _fault(code: str, message: str) -> LeafletsError:
    return LeafletsError(problem(f"verification-{code}", message))
