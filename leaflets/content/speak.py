"""What a leaflet says: localized, its translation checked, with its state of review."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from leaflets.admission.admit import Admitted
from leaflets.admission.wishes import Release
from leaflets.content.approvals import reviewed
from leaflets.content.localize import FixedWords, LocalizedSheet, Review, localize, planned
from leaflets.content.statement import statement_of
from leaflets.dose.plan import Plan
from leaflets.errors import LeafletsError, Problem
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile
from leaflets.translation.catalog_checks import word_problems


@dataclass(frozen=True)
class Said:
    """What an admitted leaflet says, in its language and in the one beside it."""

    admitted: Admitted
    own: LocalizedSheet
    beside: LocalizedSheet | None = None


def speak(admitted: Admitted) -> Said:
    """What the leaflet says.

    Raises LeafletsError: kind "translation" for every message that can't be printed, "approval"
    for a withdrawn text, and for a draft where only approved texts are wanted.
    """
    language, beside = admitted.language, admitted.beside
    own = _in(admitted, language, language.territory)
    second = _in(admitted, beside, language.territory) if beside else None
    if second and own.is_draft != second.is_draft:
        own, second = _as_draft(own), _as_draft(second)
    return Said(admitted, own, second)


def _as_draft(said: LocalizedSheet) -> LocalizedSheet:
    """What one side says where the other is a draft: the leaflet is one, on every page."""
    return said.model_copy(update={"review": Review(digest=said.review.digest)})


def _in(admitted: Admitted, language: Language, territory: str | None) -> LocalizedSheet:
    library, sheet = admitted.library, admitted.file.sheet.id
    said = to_anyone(library, sheet, language, territory, admitted.release)
    if admitted.plan:
        said = planned(said, admitted.plan, language, library.word_source, library.words(language))
    own = language == admitted.language
    return said.model_copy(update={"person": admitted.lines}) if own and admitted.lines else said


def to_anyone(
    library: Library, sheet: str, language: Language, territory: str | None, release: Release
) -> LocalizedSheet:
    """What a sheet's leaflets say, whoever reads them, said once: nothing of a patient is kept."""
    return library.files.lately(_to_anyone, library, sheet, language, territory, release)


def _to_anyone(
    library: Library, sheet: str, language: Language, territory: str | None, release: Release
) -> LocalizedSheet:
    file = library.read_sheet(sheet)
    said = localized(library, file, language, territory=territory)
    return said_on(library, file, language, said, release)


def localized(
    library: Library,
    file: SheetFile,
    language: Language,
    plan: Plan | None = None,
    territory: str | None = None,
) -> LocalizedSheet:
    """What the leaflet says, with the telephone numbers of ``territory`` (or of the tag's).

    Raises LeafletsError for anything that is missing.
    """
    territory = territory or language.territory
    said = library.files.lately(_localized, library, file.sheet.id, language, territory)
    if plan is None:
        return said
    return planned(said, plan, language, library.word_source, library.words(language))


def _localized(
    library: Library, sheet: str, language: Language, territory: str | None
) -> LocalizedSheet:
    file = library.read_sheet(sheet)
    return localize(
        file.sheet,
        language,
        fixed=FixedWords(
            library.word_source,
            library.words(language),
            library.draft_band(language),
            library.terms(language),
            library.files.lately(_word_problems, library, language),
        ),
        texts=library.texts(file.sheet, language),
        disclaimer=library.disclaimer(language),
        publisher=library.publisher,
        territory=territory,
    )


def _word_problems(library: Library, language: Language) -> tuple[Problem, ...]:
    """What is wrong with the fixed words of a language: the same for every sheet."""
    source, words = library.word_source, library.words(language)
    return tuple(word_problems(source, words, library.terms(language)))


def said_on(
    library: Library,
    file: SheetFile,
    language: Language,
    said: LocalizedSheet,
    release: Release,
) -> LocalizedSheet:
    """What the leaflet says, with its state of review. Raises LeafletsError (kind "approval")."""
    return reviewed(
        said, stated(library, file, language, said), library.all("approvals"), language, release
    )


def standing(
    library: Library,
    file: SheetFile,
    language: Language,
    day: datetime.date,
    said: LocalizedSheet | None = None,
) -> str:
    """How a sheet's leaflets in a language are reviewed on ``day``: "draft", "approved", …

    ``said`` is what they say, where that is known. Raises LeafletsError where no leaflet can be
    made.
    """
    said = said or localized(library, file, language)
    try:
        release = Release(day, approved_only=True)
        return said_on(library, file, language, said, release).review.state
    except LeafletsError as error:
        return error.problems[0].code.removeprefix("approval-")


def stated(
    library: Library, file: SheetFile, language: Language, said: LocalizedSheet
) -> dict[str, str]:
    """Everything that the sheet's leaflets in this language say: what somebody approves."""
    return statement_of(library, file, language, said)
