"""A dose plan as the template sees it: its rows, its notes, and the prescriber's own words."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Final

from leaflets.content.localize import LocalizedSheet
from leaflets.content.phrase import WORD, Phrase, written_phrases

_STEPS: Final = ("plan.step_first", "plan.step_then", "plan.step_also")


def plan_view(
    leaflet: LocalizedSheet,
    say: Callable[[str, str | None], Phrase | None],
    note: Callable[[Phrase], Phrase],
    *,
    as_list: bool,
) -> SimpleNamespace:
    """The plan of a leaflet that has one, each phrase said in its order.

    ``say`` says a text by its identity, ``note`` somebody's own words.
    """
    plan = leaflet.plan
    assert plan

    def word(key: str) -> Phrase | None:
        return say(f"{WORD}{key}", leaflet.word(key))

    word("plan.heading")
    if plan.once_a_week:
        word("pictogram.once-a-week")
        word("plan.weekly")
    if plan.rows and not as_list:
        word("plan.when")
        word("plan.amount")
    steps = [leaflet.word(key) for key in _STEPS] if plan.rows else []
    rows = [
        SimpleNamespace(
            pictogram=row.pictogram,
            is_step=row.when in steps,
            when=say(f"plan.rows.{number}.when", row.when),
            amount=say(f"plan.rows.{number}.amount", row.amount),
        )
        for number, row in enumerate(plan.rows, 1)
    ]
    notes = [(f"plan.notes.{number}", text) for number, text in enumerate(plan.notes, 1)]
    return SimpleNamespace(
        rows=rows,
        notes=[say(identity, text) for identity, text in notes[:-1]],
        written=_written(leaflet, word, note) if plan.written else None,
        last_note=say(*notes[-1]) if notes else None,
        once_a_week=plan.once_a_week,
        as_list=as_list,
    )


def _written(
    leaflet: LocalizedSheet,
    word: Callable[[str], Phrase | None],
    note: Callable[[Phrase], Phrase],
) -> SimpleNamespace:
    """The box with the prescriber's own words."""
    assert leaflet.plan
    heading = word("plan.written")
    texts = written_phrases(leaflet.plan, leaflet.direction, leaflet.language)
    return SimpleNamespace(heading=heading, texts=[note(text) for text in texts])
