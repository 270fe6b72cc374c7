"""Whether a finished leaflet says what it would say today, and whether its approval holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leaflets.disclaimers import Disclaimer
from leaflets.localize import LocalizedSheet, Review
from leaflets.profiles import Outline
from leaflets.record import Record
from leaflets.verified import Check


@dataclass(frozen=True)
class InForce:
    """What holds today: the disclaimer, and what the leaflet would say; None if not at hand.

    ``standing`` is how the approval stands of the text it says: APPROVED, or why not.
    """

    disclaimer: Disclaimer | None
    leaflet: LocalizedSheet | None
    outline: Outline | None
    standing: str | None = None


APPROVED: Final = "approved"


def approval(review: Review, standing: str | None) -> Check:
    """Whether somebody has approved what a leaflet says, and whether that still holds."""
    name = "approved by a pharmacist"
    if standing is not None and standing.startswith("withdrawn"):
        return Check(name, False, standing)
    if review.state == "draft":
        return Check(name, None, "this leaflet says that it is a draft")
    if standing is None:
        return Check(name, None, "its approval is not at hand; name its --library")
    return Check(
        name, standing == APPROVED, review.line or "" if standing == APPROVED else standing
    )


def currency(record: Record, today: InForce) -> Iterator[Check]:
    """Whether it says what it would say if it were made today."""
    name = "carries the disclaimer in force"
    if today.disclaimer is None:
        yield Check(name, None, "no disclaimer in this language is at hand")
    else:
        same = record.leaflet.disclaimer == today.disclaimer
        note = "" if same else "it differs from today's; for a publisher's leaflet, name --library"
        yield Check(name, same, note)
    name = "says what its sheet says today"
    if today.leaflet is None:
        yield Check(name, None, "its sheet can't be made here; name its --library")
    else:
        # A dose plan is its patient's own: no sheet has it.
        review = today.leaflet.review
        said = record.leaflet.model_copy(update={"plan": None, "review": review})
        same = said == today.leaflet and record.outline == today.outline
        note = "" if same else "the sheet, its translation or the publisher changed; make it again"
        yield Check(name, same, note)
    yield approval(record.leaflet.review, today.standing)
