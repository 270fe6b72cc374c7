"""Leaflets of a sheet, language and edition that a test has in its hands, through the door."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.wishes import PersonLine, Release, Wanted
from leaflets.dose.person import UNKNOWN, Person
from leaflets.dose.plan import Plan
from leaflets.edition.editions import Edition
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile
from leaflets.making import recipe
from leaflets.making.batch import make_leaflets
from leaflets.making.recipe import Ready, make_here
from leaflets.verify.verified import Verified


def admitted(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None = None,
    release: Release | None = None,
    lines: tuple[PersonLine, ...] = (),
    person: Person = UNKNOWN,
) -> Admitted:
    """The leaflet as the door lets it in; without a release, on the day of the sheet."""
    wanted = Wanted(
        file.sheet.id,
        language.tag,
        edition,
        edition.paper,
        plan=plan,
        person=person,
        lines=lines,
        approved_only=bool(release and release.approved_only),
    )
    return admit(library, wanted, release.day if release else file.sheet.date)


def prepare(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None = None,
    release: Release | None = None,
    lines: tuple[PersonLine, ...] = (),
) -> Ready:
    """The leaflet ready to be typeset."""
    return recipe.prepare(admitted(library, file, language, edition, plan, release, lines))


def make_leaflet(
    library: Library,
    file: SheetFile,
    language: Language,
    edition: Edition,
    plan: Plan | None = None,
    release: Release | None = None,
) -> Verified:
    """The leaflet, made in this process and verified."""
    return make_here(prepare(library, file, language, edition, plan, release))


def make_all(jobs: Sequence[Admitted]) -> list[tuple[Admitted, Verified]]:
    """The leaflets of a batch, typeset in this process."""
    with ThreadPoolExecutor(1) as pool:
        return make_leaflets(jobs, pool)
