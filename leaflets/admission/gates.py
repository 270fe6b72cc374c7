"""The gates before a leaflet: each says what stands in the way, before a word is set."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from leaflets.edition.editions import PLAIN, Edition, refusal
from leaflets.edition.profiles import Profile, missing_headings, read_profile
from leaflets.errors import LeafletsError, Problem, problem
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile


def review_gate(file: SheetFile, day: datetime.date) -> Iterator[Problem]:
    """The problem of a sheet that had to be reviewed before ``day``."""
    until = file.sheet.review_by
    if until and day > until:
        place = file.source.position(("review_by",))
        yield problem(
            "approval-expired",
            f"had to be reviewed by {until}; review it and set a new date",
            file=file.source.file,
            line=place.line,
            column=place.column,
            field="review_by",
        )


def language_gate(library: Library, file: SheetFile, named: Language) -> Iterator[Problem]:
    """The problem of a language that lacks one of the sheet's catalogs, or has a faulty one."""
    for read in (library.words, partial(library.texts, file.sheet)):
        try:
            read(named)
        except LeafletsError as error:
            yield from error.problems


def edition_gate(edition: Edition) -> Iterator[Problem]:
    """The problem of an edition that does not exist, whatever the sheet and language."""
    if reason := refusal(edition):
        yield _no_edition(reason)


def format_gate(edition: Edition) -> Iterator[Problem]:
    """The problem of a document for other systems that is asked for as a leaflet."""
    if edition.format == "epi":
        yield _no_edition("an ePI document is no leaflet: `export` writes it", "format")


def form_gates(
    library: Library, file: SheetFile, edition: Edition, named: Language, beside: Language | None
) -> Iterator[Problem]:
    """The problems of an edition in its languages, asked at the door and of finished leaflets."""
    yield from edition_gate(edition)
    if beside:
        yield from beside_gate(named, beside)
    for one in filter(None, (named, beside)):
        yield from profile_gate(library, file, edition, one)


def profile_gate(
    library: Library, file: SheetFile, edition: Edition, named: Language
) -> Iterator[Problem]:
    """The problems of a summary or profile that the sheet lacks, or lacks in this language."""
    if file.sheet.is_imported and (edition.summary or edition.profile != PLAIN):
        what = "summary" if edition.summary else f"profile {edition.profile}"
        message = (
            f"an imported sheet has no {what}: it says all that its label says, in the label's"
            " order and under its headings"
        )
        yield _no_edition(message, "profile")
        return
    try:
        profile = _profile(library, edition)
    except LeafletsError as error:
        yield from error.problems
        return
    if file.sheet.verb not in profile.verbs:
        message = (
            f"the headings of the profile {edition.profile} do not fit a medicine that you"
            f" {file.sheet.verb}; choose another profile"
        )
        yield _no_edition(message, "profile")
    if reason := missing_headings(profile, edition.profile, named):
        yield _no_edition(reason, "profile")


def braille_gate(library: Library, edition: Edition, named: Language) -> Iterator[Problem]:
    """The problem of a language for which no Braille table is listed."""
    if edition.format == "brf" and not library.braille_table(named):
        message = f"there is no Braille in {named.tag}: locales/braille.yaml has no table for it"
        yield _no_edition(message)


def beside_gate(named: Language, beside: Language) -> Iterator[Problem]:
    """The problem of a leaflet that would have the same language twice."""
    if beside.locale.language == named.locale.language:
        message = f"{named.tag} stands beside itself; name another language with --beside"
        yield _no_edition(message, "beside")


def person_gate(edition: Edition, is_personal: bool) -> Iterator[Problem]:
    """The problem of a document about a medicine that is asked to be about a person."""
    if is_personal and edition.attach == "epi":
        message = "a FHIR document is about the medicine, not one person's dose; leave one out"
        yield _no_edition(message)


def not_in_language(library: Library, edition: Edition, named: Language) -> str | None:
    """Why an edition does not exist in a language; None if it does.

    Raises LeafletsError for an unknown or faulty profile.
    """
    braille = next(braille_gate(library, edition, named), None)
    profile = _profile(library, edition)
    return braille.message if braille else missing_headings(profile, edition.profile, named)


def _profile(library: Library, edition: Edition) -> Profile:
    words = library.word_source.entries
    return read_profile(library.all("templates"), edition.profile, words)


def _no_edition(message: str, option: str = "") -> Problem:
    return problem("usage-edition", message, field=option)
