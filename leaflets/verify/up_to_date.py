"""Whether a finished leaflet says what it would say today, and whether its approval holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leaflets.content.localize import LocalizedSheet, Review
from leaflets.content.record import Record, Told
from leaflets.edition.profiles import Outline
from leaflets.library.disclaimers import Disclaimer
from leaflets.verify.verified import Check


@dataclass(frozen=True)
class InForce:
    """What holds today: the disclaimer, and what the leaflet would say; None if not at hand.

    ``leaflet`` has the person's plan, composed again, where the record holds the plan as data.
    ``standing`` is how the approval stands of the text it says: APPROVED, or why not.
    """

    disclaimer: Disclaimer | None
    leaflet: LocalizedSheet | None
    outline: Outline | None
    standing: str | None = None


APPROVED: Final = "approved"
UNKNOWN: Final = "can't be told"
"""What a standing begins with where a file in ``approvals/`` is faulty."""


def approval(review: Review, standing: str | None) -> Check:
    """Whether somebody has approved what a leaflet says, and whether that still holds."""
    name = "approved by a pharmacist"
    if standing is not None and standing.startswith(("withdrawn", UNKNOWN)):
        return Check(name, False, standing)
    if review.state == "draft":
        return Check(name, None, "this leaflet says that it is a draft")
    if standing is None:
        return Check(name, None, "its approval is not at hand; name its --library")
    return Check(
        name, standing == APPROVED, review.line or "" if standing == APPROVED else standing
    )


def up_to_date(told: Told, record: Record, today: InForce) -> Iterator[Check]:
    """Whether ``told``, one language of a record, is what would be said today."""
    name = "carries the disclaimer in force"
    if today.disclaimer is None:
        yield Check(name, None, "no disclaimer in this language is at hand")
    else:
        same = told.leaflet.disclaimer == today.disclaimer
        note = "" if same else "it differs from today's; for a publisher's leaflet, name --library"
        yield Check(name, same, note)
    name = "says what its sheet says today"
    if today.leaflet is None:
        yield Check(name, None, "its sheet can't be made here; name its --library")
    else:
        # A dose plan and a name are their patient's own: no sheet has them.
        own = {"plan": None, "person": (), "review": Review()}
        said = told.leaflet.model_copy(update=own)
        same = said == today.leaflet.model_copy(update=own) and told.outline == today.outline
        note = "" if same else "the sheet, its translation or the publisher changed; make it again"
        yield Check(name, same, note)
    if told.leaflet.plan or record.dose:
        yield _plan(told.leaflet, record, today)
    yield approval(told.leaflet.review, today.standing)


def _plan(leaflet: LocalizedSheet, record: Record, today: InForce) -> Check:
    """Whether the dose plan is said as it would be today; its amounts are not told."""
    name = "says its dose plan as it would be said today"
    if record.dose is None:
        note = "it carries its dose plan in words only: compare it with the prescription"
        return Check(name, None, note)
    if leaflet.plan is None:
        return Check(name, False, "it carries a dose plan that it does not say")
    if today.leaflet is None:
        return Check(name, None, "its sheet can't be made here; name its --library")
    same = leaflet.plan == today.leaflet.plan
    note = "" if same else "the words of dose plans changed, or its own were; make it again"
    return Check(name, same, note)
