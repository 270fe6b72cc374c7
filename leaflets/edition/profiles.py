"""Profiles: which parts a leaflet has, in which order, under which headings.

A profile is data: a file in ``templates/profiles/``. Regulators' headings are terms of law,
so they stand in the profile by language, each with the source in which they were read; where
a language has none, the profile does not exist for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from leaflets.edition.editions import Edition
from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.tags import Language, Tag
from leaflets.sheet.blocks import ITEM_ID, Model
from leaflets.sheet.messages import only
from leaflets.sheet.model import Sheet, Verb
from leaflets.sheet.source import FieldPath, Source, field_name, source_in
from leaflets.sheet.validation import problems_of
from leaflets.snapshot import Folders

PARTS: Final = (
    "forms",
    "warnings",
    "about.what",
    "about.how",
    "uses",
    "before.must_not",
    "before.tell_doctor",
    "before.medicines",
    "before.medicines.note",
    "before.foods",
    "before.vaccines",
    "before.pregnancy",
    "before.breastfeeding",
    "before.driving",
    "before.alcohol",
    "how_to_take.once_a_week",
    "how_to_take.steps",
    "how_to_take.food",
    "how_to_take.doses",
    "how_to_take.missed",
    "how_to_take.too_much",
    "how_to_take.stopping",
    "side_effects.about",
    "side_effects.emergency",
    "side_effects.soon",
    "side_effects.mild",
    "checks",
    "storage",
    "disposal",
    "more",
    "sections",
    "colophon",
)
"""What a section of a profile can be made of: parts of a sheet, and the colophon."""

OPTIONAL: Final = ("forms", "colophon", "before.medicines.note")
"""Parts that stand elsewhere where no section asks for them.

The forms stand in the head, the colophon at the end, the note (to tell of all medicines) with
the list of medicines.
"""

FIXED: Final = ("colophon", "before.medicines.note")
"""Parts that every leaflet has: they are not the sheet's."""

ALWAYS: Final = ("name", "medicine_class")
"""What the head of a summary says, marked or not."""


class Heading(BaseModel):
    """A heading in the leaflet's language: a fixed word, or a regulator's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: str
    text: str


class OutlineSection(BaseModel):
    """A heading, and the parts that stand under it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: Heading | None
    parts: tuple[str, ...]


class Chapter(BaseModel):
    """All sections of the full text, or all of the summary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    is_summary: bool
    title: Heading | None
    sections: tuple[OutlineSection, ...]


class Outline(BaseModel):
    """What one leaflet is made of, every heading final."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chapters: tuple[Chapter, ...]

    @property
    def is_one_page(self) -> bool:
        """Whether it is a summary and nothing else: that stands on one page."""
        return all(chapter.is_summary for chapter in self.chapters)

    @property
    def parts(self) -> frozenset[str]:
        """Every part that some section holds."""
        return frozenset(
            part
            for chapter in self.chapters
            for section in chapter.sections
            for part in section.parts
        )


Key = Annotated[str, StringConstraints(pattern=ITEM_ID)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Headings(Model):
    """A regulator's headings in one language, and where they were read."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    texts: dict[Key, _Text]


class ProfileSection(Model):
    """A section: ``heading`` names one of the profile's own headings, ``word`` a fixed word.

    One with neither holds the sheet's free sections: they bring their own headings.
    """

    heading: Key | None = None
    word: str | None = None
    parts: tuple[str, ...] = Field(min_length=1)


class Profile(Model):
    """What a profile's file holds."""

    prints: tuple[Annotated[str, StringConstraints(pattern="^(summary|full)$")], ...] = Field(
        min_length=1, max_length=2
    )
    verbs: tuple[Verb, ...] = ("take", "use", "give")
    """Which medicines its headings fit: those that are taken, used, or given to a child."""
    languages: tuple[Tag, ...] = ()
    """Where it exists, if its headings are fixed words and it is for some languages only."""
    titles: dict[str, Key] = Field(default_factory=dict)
    summary: tuple[ProfileSection, ...] = ()
    full: tuple[ProfileSection, ...] = ()
    headings: dict[Tag, Headings] = Field(default_factory=dict)


def read_profile(folders: Folders, name: str, words: Collection[str]) -> Profile:
    """The profile of this name, from the first of ``folders`` (templates) that has it.

    Raises LeafletsError: kind "usage" for an unknown name, "template" for a faulty file, with
    every unknown part, word and heading at its line.
    """
    files = _files(folders)
    if name not in files:
        message = f"no profile is called {name!r}; there are {', '.join(sorted(files))}"
        raise LeafletsError(problem("usage-profile", message))
    return folders.files.parsed(_profile, files[name], frozenset(words))


def _profile(file: Path, content: bytes, words: frozenset[str]) -> Profile:
    source = source_in(file, content, "template")
    try:
        profile = Profile.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "template", Profile)))
        raise
    raise_if_any(sorted(_problems(profile, source, words)))
    return profile


def profile_names(folders: Folders) -> tuple[str, ...]:
    """The names of all profiles."""
    return tuple(sorted(_files(folders)))


def _files(folders: Folders) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in folders.glob("profiles/*.yaml"):
        found.setdefault(file.stem, file)
    return found


def outline(
    profile: Profile, edition: Edition, language: Language, words: Mapping[str, str], medicine: str
) -> Outline:
    """The outline of a leaflet in ``language``; ``medicine`` fills ``{name}`` in headings.

    Raises LeafletsError (kind "usage") where the profile has no headings in that language.
    """
    if message := missing_headings(profile, edition.profile, language):
        raise LeafletsError(problem("usage-edition", message))
    found = _headings(profile, language)
    texts = found.texts if found else {}
    own = {key: text.replace("{name}", medicine) for key, text in texts.items()}

    def heading(section: ProfileSection) -> Heading | None:
        if not section.word and not section.heading:
            return None
        if section.word:
            return Heading(identity=f"word:{section.word}", text=words[section.word])
        return Heading(identity=f"heading:{section.heading}", text=own[str(section.heading)])

    kinds = ("summary",) if edition.summary else profile.prints
    return Outline(
        chapters=tuple(
            Chapter(
                is_summary=kind == "summary",
                title=Heading(identity=f"heading:{title}", text=own[title])
                if (title := profile.titles.get(kind))
                else None,
                sections=tuple(
                    OutlineSection(heading=heading(section), parts=section.parts)
                    for section in (profile.summary if kind == "summary" else profile.full)
                ),
            )
            for kind in kinds
        )
    )


def missing_headings(profile: Profile, name: str, language: Language) -> str | None:
    """Why a profile does not exist in a language; None if it does."""
    if profile.languages and not set(_tags(language)) & set(profile.languages):
        return f"the profile {name} is for {', '.join(profile.languages)} only"
    if not profile.headings or _headings(profile, language):
        return None
    return (
        f"the profile {name} does not exist in {language.tag}: its headings are a regulator's,"
        f" and known in {', '.join(sorted(profile.headings))} only"
    )


def headings_in(profile: Profile, language: Language) -> dict[str, str]:
    """A profile's own headings in a language, as they are written; none where it has none."""
    found = _headings(profile, language)
    return dict(found.texts) if found else {}


def _headings(profile: Profile, language: Language) -> Headings | None:
    return next((profile.headings[t] for t in _tags(language) if t in profile.headings), None)


def _tags(language: Language) -> list[str]:
    return [folder.replace("_", "-") for folder in language.catalog_folders]


def chapter_sheet(sheet: Sheet, chapter: Chapter) -> Sheet:
    """What of the sheet a chapter prints: all of it, or what is marked for the summary."""
    return only(sheet, sheet.summary, ALWAYS) if chapter.is_summary else sheet


def part_of(sheet: Sheet, part: str) -> object:
    """The value of a part; None for one that the sheet doesn't have."""
    value: object = sheet
    for name in part.split("."):
        value = getattr(value, name, None)
    return value


def is_filled(value: object) -> bool:
    """Whether there is anything to print."""
    if isinstance(value, Model):
        return any(is_filled(inner) for name, inner in value if name != "id")
    return bool(value)


def unplaced(sheet: Sheet, outline: Outline, name: str) -> Iterator[Problem]:
    """A problem for each part of the sheet that the profile has no place for: none is dropped."""
    for chapter in outline.chapters:
        said = chapter_sheet(sheet, chapter)
        placed = {part for section in chapter.sections for part in section.parts}
        for part in PARTS:
            if part not in placed and part not in OPTIONAL and is_filled(part_of(said, part)):
                message = f"the profile {name} has no place for {part}, which {sheet.id} has"
                yield problem("template-profile-place", message, file=name, field=part)
        if chapter.is_summary and not sheet.summary:
            message = "nothing is marked for the summary; list it in the sheet under `summary`"
            yield problem("sheet-no-summary", message, file=f"{sheet.id}.yaml", field="summary")


def _problems(profile: Profile, source: Source, words: Collection[str]) -> Iterator[Problem]:
    """Unknown parts, words and headings; parts that stand twice; texts that are missing."""
    wanted = set(profile.titles.values())
    for kind in ("summary", "full"):
        sections: tuple[ProfileSection, ...] = getattr(profile, kind)
        if kind in profile.prints and not sections:
            yield _at(source, (kind,), "empty", f"it prints {kind!r} and says nothing of it")
        seen: set[str] = set()
        for index, section in enumerate(sections):
            wanted |= {section.heading} if section.heading else set()
            yield from _section_problems(section, (kind, index), source, words, seen)
    for language, headings in profile.headings.items():
        for key in sorted(wanted - set(headings.texts)):
            yield _at(source, ("headings", language), "heading", f"{language} lacks {key!r}")
    if wanted and not profile.headings:
        yield _at(source, ("headings",), "heading", "its headings stand in no language")


def _section_problems(
    section: ProfileSection,
    path: FieldPath,
    source: Source,
    words: Collection[str],
    seen: set[str],
) -> Iterator[Problem]:
    """What is wrong in one section; the parts it has are added to ``seen``."""
    named = [section.heading, section.word].count(None)
    if named == 0 or (named == 2 and section.parts != ("sections",)):
        yield _at(source, path, "heading", "a section needs one of `heading` and `word`")
    if section.word and section.word not in words:
        yield _at(source, (*path, "word"), "word", f"no fixed word {section.word!r}")
    for at, part in enumerate(section.parts):
        where: FieldPath = (*path, "parts", at)
        if part not in PARTS:
            yield _at(source, where, "part", f"unknown part {part!r}; there are {', '.join(PARTS)}")
        elif part in seen:
            yield _at(source, where, "part", f"{part!r} stands in it twice")
        seen.add(part)


def _at(source: Source, path: FieldPath, code: str, message: str) -> Problem:
    place = source.position(path)
    return Problem(
        str(source.file),
        place.line,
        place.column,
        field_name(path),
        f"template-profile-{code}",
        message,
    )
