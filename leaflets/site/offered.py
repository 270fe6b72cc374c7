"""What a site holds: each sheet in each of its languages, and the editions of each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leaflets.admission.admit import Admitted, admit
from leaflets.admission.gates import not_in_language, review_gate
from leaflets.admission.wishes import Wanted
from leaflets.edition.editions import Edition, refusal
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, SheetFile

RESERVED: Final = frozenset({"assets", "by-code", "files", "search"})
"""The site's own folders: no sheet's id may be one of them, nor a language's tag."""

PAGE: Final = Edition(format="html")
"""What a page of the site shows."""

_BASE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")


@dataclass(frozen=True)
class SiteWish:
    """What is asked for; no ``sheets`` and no ``tags`` mean all there are.

    ``base_url`` is the site's address, for what must name it whole: sitemap, hreflang.
    """

    library: Library
    day: datetime.date
    sheets: Sequence[str] = ()
    tags: Sequence[str] = ()
    allow_drafts: bool = False
    base_url: str | None = None


@dataclass(frozen=True)
class SiteEntry:
    """One sheet in one language: the jobs of its files, that of its page among them."""

    file: SheetFile
    language: Language
    jobs: tuple[Admitted, ...]

    @property
    def path(self) -> str:
        """Its folder in the site."""
        return f"{self.file.sheet.id}/{self.language.tag}/"


def planned_site(
    wish: SiteWish, tell: Callable[[str], None] = lambda _line: None
) -> list[SiteEntry]:
    """The pages of a site and their files, by sheet and language.

    ``tell`` hears of sheets that had to be reviewed before the day: they do not appear.

    Raises LeafletsError: kind "usage" for a base URL or a sheet that isn't one, "sheet" for
    faulty sheets and for ids that the site can't have.
    """
    raise_if_any([*_base_problems(wish.base_url), *_id_problems(wish.library)])
    tags = [language(tag).tag for tag in wish.tags]
    entries: list[SiteEntry] = []
    problems: list[Problem] = []
    for name in wish.sheets or wish.library.sheet_files:
        try:
            file = wish.library.find_sheet(name)
        except LeafletsError as error:
            problems += error.problems
            continue
        if any(review_gate(file, wish.day)):
            tell(f"{file.sheet.id}: left out, it had to be reviewed by {file.sheet.review_by}")
            continue
        there = wish.library.languages_of(file.sheet)
        wanted = [language(tag) for tag in there if not tags or tag in tags]
        entries += [_entry(wish, file, named, problems) for named in wanted]
    raise_if_any(problems)
    return entries


def _entry(wish: SiteWish, file: SheetFile, named: Language, problems: list[Problem]) -> SiteEntry:
    """A sheet in a language; what stands in the way of its files goes to ``problems``."""
    jobs: list[Admitted] = []
    for edition in _editions(file, named):
        if refusal(edition) or not_in_language(wish.library, edition, named):
            continue
        wanted = Wanted(
            file.sheet.id,
            named.tag,
            edition,
            edition.paper,
            approved_only=not wish.allow_drafts,
            if_it_fits=edition.summary,
        )
        try:
            jobs.append(admit(wish.library, wanted, wish.day))
        except LeafletsError as error:
            problems += error.problems
    return SiteEntry(file, named, tuple(jobs))


def _editions(file: SheetFile, named: Language) -> Iterator[Edition]:
    """The editions that a page offers, in the order in which it does."""
    yield PAGE
    for size in ("standard", "large", "extra-large"):
        for paper in ("a4", "letter", "a5"):
            yield Edition(size=size, paper=paper)
    for half in ("a5", "half-letter"):
        yield Edition(size="compact", paper=half)
    if file.sheet.summary:
        for paper in ("a4", "letter"):
            yield Edition(summary=True, paper=paper)
    own = language(file.sheet.language)
    if own.locale.language != named.locale.language:
        for paper in ("a4", "letter"):
            yield Edition(beside=own.tag, paper=paper)
    yield Edition(format="brf")
    yield Edition(format="text")


def _base_problems(base_url: str | None) -> Iterator[Problem]:
    if base_url is not None and not _BASE.fullmatch(base_url):
        message = f"{base_url!r} is no base URL; write it like https://leaflets.example.org/"
        yield problem("usage-base-url", message)


def _id_problems(library: Library) -> Iterator[Problem]:
    """Ids that are a name of the site's own, or that differ in case only."""
    tags = {tag.casefold() for tag in _known_tags(library)}
    seen: dict[str, str] = {}
    for name, file in library.sheet_files.items():
        folded = name.casefold()
        if folded in RESERVED or folded in tags:
            message = f"the site has a page or folder called {name!r}: give the sheet another id"
            yield problem("sheet-id", message, file=file, field="id")
        if other := seen.get(folded):
            message = f"{other!r} and {name!r} differ in case only: give one another id"
            yield problem("sheet-id", message, file=file, field="id")
        seen[folded] = name


def _known_tags(library: Library) -> Iterable[str]:
    listings = map(library.files.listing, library.all("locales"))
    folders = (name for there in listings for name, is_folder in there.items() if is_folder)
    return ("en", *(folder.replace("_", "-") for folder in folders))
