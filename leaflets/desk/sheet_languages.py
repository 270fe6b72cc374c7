"""What there is of one sheet: in which languages and editions, and who has approved it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from leaflets.admission.admit import admit
from leaflets.admission.wishes import Wanted
from leaflets.content.approval_files import approvals_of
from leaflets.content.approvals import base_tag
from leaflets.content.speak import standing
from leaflets.edition.editions import Edition
from leaflets.edition.profiles import profile_names
from leaflets.errors import LeafletsError
from leaflets.language.tags import language
from leaflets.library.libraries import Library, SheetFile

_EDITIONS: Final = {
    "standard": Edition(),
    "compact": Edition(size="compact"),
    "large": Edition(size="large"),
    "extra-large": Edition(size="extra-large"),
    "summary": Edition(summary=True),
    "html": Edition(format="html"),
    "brf": Edition(format="brf"),
    "text": Edition(format="text"),
}


@dataclass(frozen=True)
class SheetLanguage:
    """A language that a sheet is in, and what there is in it.

    ``review`` is "draft", "approved", "expired" or "withdrawn"; "incomplete" where no leaflet can
    be made. ``by`` and ``until`` are of the last approval, whether or not it holds; empty and None
    without one. ``editions`` are sizes, ``summary``, formats and profiles, as far as can be told
    before words are set.
    """

    language: str
    review: str
    by: str
    until: datetime.date | None
    editions: tuple[str, ...]


def sheet_languages(library: Library, name: str, day: datetime.date) -> Iterator[SheetLanguage]:
    """The languages of a sheet, its own first. Raises LeafletsError for an unknown sheet."""
    file = library.find_sheet(name)
    for tag in library.languages_of(file.sheet):
        named = language(tag)
        given = approvals_of(library.all("approvals"), file.sheet.id, base_tag(named))
        by, until = (given[-1].by, given[-1].until) if given else ("", None)
        editions = tuple(_editions(library, file, tag, day))
        try:
            review = standing(library, file, named, day)
        except LeafletsError:
            review = "incomplete"
        yield SheetLanguage(tag, review, by, until, editions)


def _editions(library: Library, file: SheetFile, tag: str, day: datetime.date) -> Iterator[str]:
    """Those that every gate lets pass."""
    profiles = profile_names(library.all("templates"))
    others = {name: Edition(profile=name) for name in profiles if name != "plain"}
    for name, edition in (_EDITIONS | others).items():
        with suppress(LeafletsError):
            admit(library, Wanted(file.sheet.id, tag, edition=edition), day)
            yield name
