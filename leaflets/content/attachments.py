"""How the data of a leaflet is attached to it, and how long a leaflet may be.

What typesets loads no more than this of what a leaflet says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from leaflets.edition.editions import Attached

ATTACHMENT: Final = "leaflet.json"
"""The name of the attached file."""


class AttachedFile(NamedTuple):
    """How a file is attached: its name, and its media type."""

    name: str
    media_type: str


ATTACHMENTS: Final[dict[Attached, AttachedFile]] = {
    "json": AttachedFile(ATTACHMENT, "application/json"),
    "epi": AttachedFile("epi.json", "application/fhir+json"),
}
"""The file that a PDF carries, by the edition's ``attach``."""

MAX_PAGES: Final = 300
"""No leaflet is longer."""
