"""The recipe: from what is asked for to a verified leaflet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.wishes import Wanted
from leaflets.content.record import Record
from leaflets.content.speak import speak
from leaflets.epi.attached import attached
from leaflets.library.libraries import Library
from leaflets.render.lay_out import LaidOut, lay_out
from leaflets.render.task import Task
from leaflets.render.unpaged import unpaged
from leaflets.verify.verification import verify
from leaflets.verify.verified import Verified


def make(library: Library, wanted: Wanted, day: datetime.date) -> Verified:
    """The leaflet that is asked for, made in this process and verified.

    Raises LeafletsError with all that stands in its way: then there is no leaflet.
    """
    return make_here(prepare(admit(library, wanted, day)))


@dataclass(frozen=True)
class Ready:
    """A leaflet ready to be typeset, and what it will have to say."""

    laid: LaidOut = field(repr=False)
    task: Task = field(repr=False)

    @property
    def record(self) -> Record:
        """All that the leaflet must say."""
        return self.laid.record

    @property
    def is_paged(self) -> bool:
        """Whether it is typeset, in whatever process; the rest is made at once."""
        return self.record.edition.is_paged


def prepare(admitted: Admitted) -> Ready:
    """Everything up to the typesetting. Raises LeafletsError where anything is wrong."""
    said = speak(admitted)
    laid = lay_out(said)
    edition = admitted.edition
    written = datetime.datetime.combine(admitted.file.sheet.date, datetime.time())
    data = attached(said, laid.record)
    return Ready(laid, Task(laid.page, data, written, edition.conformance, edition.attach))


def make_here(ready: Ready) -> Verified:
    """A prepared leaflet, made in this process and verified. Raises LeafletsError."""
    if not ready.is_paged:
        return finish(unpaged(ready.laid, ready.task.data), ready)
    from leaflets.render.pdf import typeset

    return finish(typeset(ready.task), ready)


def finish(content: bytes, ready: Ready) -> Verified:
    """A leaflet that was made, verified. Raises LeafletsError (kind "verification")."""
    return verify(content, ready.record, ready.laid.braille)
