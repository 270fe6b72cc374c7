"""A sheet as FHIR ePI: the whole path, from its name to a verified document."""

from __future__ import annotations

from collections.abc import Sequence

from leaflets.admission.gates import review_gate
from leaflets.admission.wishes import Release
from leaflets.content.localize import LocalizedSheet
from leaflets.content.speak import localized, said_on
from leaflets.edition.editions import EXTENSIONS
from leaflets.epi.attached import exported
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import file_part
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile
from leaflets.verify.verified import Verified
from leaflets.verify.verify_data import export_in
from leaflets.verify.verify_epi import verified_bundle


def export_sheet(
    library: Library, name: str, tags: Sequence[str], release: Release
) -> tuple[str, Verified]:
    """The name of the file, and the document that goes into it.

    ``tags`` are the languages, ``all`` for every one, none for the sheet's own.

    Raises LeafletsError for an unknown sheet or language (kind "usage"), a faulty or missing
    translation, and what is past its review or not approved (kind "approval").
    """
    file = library.find_sheet(name)
    raise_if_any(review_gate(file, release.day))
    wanted = library.languages_of(file.sheet) if "all" in tags else tags or (file.sheet.language,)
    languages = list(dict.fromkeys(language(tag) for tag in wanted))
    export = exported(library, file, _said(library, file, languages, release))
    made = verified_bundle(export, library.built_in("templates"))
    if export_in(made.content).sheet != export.sheet:
        message = "the document does not read back as the same sheet"
        raise LeafletsError(problem("verification-round-trip", message, file=file.source.file))
    ending = "all" if "all" in tags else "+".join(named.tag for named in languages)
    return file_part(f"{file.sheet.id}-{ending}.{EXTENSIONS['epi']}"), made


def _said(
    library: Library, file: SheetFile, languages: Sequence[Language], release: Release
) -> list[tuple[Language, LocalizedSheet]]:
    problems: list[Problem] = []
    said = []
    for named in languages:
        try:
            one = localized(library, file, named)
            said.append((named, said_on(library, file, named, one, release)))
        except LeafletsError as error:
            problems += error.problems
    raise_if_any(problems)
    return said
