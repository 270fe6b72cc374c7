"""Where a text of a sheet stands in the leaflet, and how long it may be there.

Both are told to translators, and the length is checked: a heading of a table that is twice as
long breaks its column, and a name at the foot of each page its line.
"""

from __future__ import annotations

import re
from typing import Final

_PARTS: Final = {
    "name": "The name of the medicine: the title, and at the foot of every page",
    "pronunciation": "How to say the name, for readers of your language",
    "medicine_class": "Under the name: what kind of medicine it is",
    "forms": "In the head: what the medicine comes as",
    "warnings": "In the box “Most important”",
    "about.what": "Under “What is this medicine?”",
    "about.how": "Under “How does it work?”",
    "uses": "Under “What is it used for?”",
    "before.must_not": "In the list “Do not take it if:”",
    "before.tell_doctor": "In the list “Tell your doctor or pharmacist first if:”",
    "before.medicines": "In the list of other medicines",
    "before.foods": "Under “Food and drink”",
    "before.vaccines": "Under “Vaccines”",
    "before.pregnancy": "Under “Pregnancy”",
    "before.breastfeeding": "Under “Breastfeeding”",
    "before.driving": "Under “Driving and machines”",
    "before.alcohol": "Under “Alcohol”",
    "how_to_take.steps": "A step under “How to take it”",
    "how_to_take.food": "Under “With or without food?”",
    "how_to_take.doses": "In a table of doses",
    "how_to_take.missed": "Under “If you forget a dose”",
    "how_to_take.too_much": "Under “If you take too much”",
    "how_to_take.stopping": "Under “If you want to stop”",
    "side_effects.about": "Under “Side effects”",
    "side_effects.emergency": "In the box “Get help now”",
    "side_effects.soon": "In the box “Call your doctor”",
    "side_effects.mild": "In the box “Usually mild”",
    "checks": "In the list of tests and checks",
    "storage": "Under “How to store it”",
    "disposal": "Under “How to get rid of it”",
    "more": "Under “More you should know”",
    "sections": "In a section of its own",
}
_FIELDS: Final = {
    "name": "a name, before what is told of it",
    "title": "a heading",
    "text": "the text",
    "effect": "after the label “What can happen:”",
    "action": "after the label “What to do:”",
    "help": "what to do about it, after its label",
    "when": "after the label “How often:”",
    "strengths": "the strengths",
    "who": "for whom, in the first column",
    "weight": "the weight",
    "dose": "the dose",
    "how_often": "how often",
    "maximum": "never more than this",
    "note": "a sentence under the table",
    "alternative": "what a picture shows, for readers who can't see it",
    "caption": "under a picture",
    "warning": "the title of a warning",
    "table": "the title of a table",
}
_SPACES: Final = (
    (re.compile(r"name"), 60),
    (re.compile(r"pronunciation"), 80),
    (re.compile(r"medicine_class"), 160),
    (re.compile(r".*\.(?:who|weight|dose|how_often|maximum)"), 80),
    (re.compile(r".*\.columns\.[^.]+\.text"), 60),
)
AT_MOST: Final = re.compile(r"At most (\d+) characters\.")
"""How a template's comment says a message's space."""


def place_of(context: str) -> str:
    """What a message is and where it stands, for translators."""
    names = context.split(".")
    part = next((key for key in (".".join(names[:2]), names[0]) if key in _PARTS), None)
    if part is None:
        return context
    field = _FIELDS.get(names[-1]) if len(names) > 1 else None
    return f"{_PARTS[part]}: {field}." if field else f"{_PARTS[part]}."


def space_of(context: str) -> int | None:
    """The most characters a message may have; None where the leaflet has room for any."""
    return next((space for name, space in _SPACES if name.fullmatch(context)), None)
