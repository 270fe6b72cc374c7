"""What a leaflet looks like, as far as a reader can tell: what an approval covers beside texts.

Of the built-in templates and fonts it is what comes out of them: the order of the parts under
their headings, the pictures, the family that the text is set in. What a library brings of its
own counts by its bytes. Versions of what sets text are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from leaflets.content.localize import LocalizedSheet
from leaflets.content.sentences import leaves_of
from leaflets.dose.moments import TIMES
from leaflets.edition.profiles import (
    Profile,
    ProfileSection,
    headings_in,
    profile_names,
    read_profile,
)
from leaflets.language.tags import Language
from leaflets.library.fonts import Face, Typeface, typeface_for, with_letters_for
from leaflets.library.libraries import Library, SheetFile
from leaflets.sheet.blocks import Model
from leaflets.sheet.figures import MIRRORED, figure_names
from leaflets.snapshot import Folders, Snapshot

_ALWAYS: Final = ("warning", "once-a-week", *TIMES)
"""The pictograms that templates show by themselves: in boxes, and in dose plans."""


def looks_of(
    library: Library, file: SheetFile, language: Language, said: LocalizedSheet
) -> dict[str, str]:
    """What decides the looks of a sheet's leaflets in a language, by identity, in order.

    Raises LeafletsError for a faulty profile, and where no font is named for the language.
    """
    templates = library.all("templates")
    found: dict[str, str] = {"imported": "yes"} if said.sheet.is_imported else {}
    for name in profile_names(templates):
        profile = read_profile(templates, name, said.words)
        found |= _profile(name, profile, language)
    for name in sorted(figure_names(said.sheet)):
        found[f"figure:{name}"] = _digest_of(file.folder / name, library.files)
    for name in sorted({*pictogram_names(said.sheet), *_ALWAYS}):
        mirrored = language.direction == "rtl" and name in MIRRORED
        drawn = _digest_of(_first(templates, f"pictograms/{name}.svg"), library.files)
        found[f"pictogram:{name}"] = f"{drawn}{' mirrored' if mirrored else ''}"
    found |= _typeface(_typeface_of(library, language, said), library.folders[-1] / "fonts")
    own = _own_templates(library)
    found |= {f"template:{name}": library.files.digest(one) for name, one in own.items()}
    if table := library.braille_table(language):
        found["braille"] = table.model_dump_json(exclude={"why"})
    return found


def _profile(name: str, profile: Profile, language: Language) -> dict[str, str]:
    """A profile's headings, and which parts stand under which of them, in order."""
    found = {f"heading:{name}.{key}": text for key, text in headings_in(profile, language).items()}
    titles = [f"{kind} {title}" for kind, title in profile.titles.items()]
    told = (*profile.prints, *profile.verbs, *profile.languages, *titles)
    found[f"profile:{name}"] = ", ".join(told)
    sections: dict[str, tuple[ProfileSection, ...]] = {
        "summary": profile.summary,
        "full": profile.full,
    }
    for kind, own in sections.items():
        for number, section in enumerate(own, 1):
            under = section.word or section.heading or "no heading"
            found[f"order:{name}.{kind}.{number}"] = f"{under}: {', '.join(section.parts)}"
    return found


def pictogram_names(value: Any) -> set[str]:
    """The names of the pictograms that a sheet, or a part of one, shows."""
    if isinstance(value, tuple):
        return set().union(*map(pictogram_names, value))
    if not isinstance(value, Model):
        return set()
    found = set[str]()
    for name, inner in value:
        found |= {str(inner)} if name == "pictogram" and inner else pictogram_names(inner)
    return found


def _typeface_of(library: Library, language: Language, said: LocalizedSheet) -> Typeface:
    fonts = library.all("fonts")
    typeface = typeface_for(language, fonts)
    if not said.sheet.is_imported:
        return typeface
    return with_letters_for(typeface, "".join(leaves_of(said.sheet).values()), fonts)


def _typeface(typeface: Typeface, built_in: Path) -> dict[str, str]:
    found = {
        f"font:{number}": " ".join((face.family, *_own_files(face, built_in)))
        for number, face in enumerate(typeface.faces, 1)
    }
    return found | {"font-size": f"{typeface.scale:g} {typeface.leading:g}"}


def _own_files(face: Face, built_in: Path) -> Iterator[str]:
    """The digests of the files of a family that is not built in."""
    for font in (face.regular, face.bold):
        if not font.file.path.is_relative_to(built_in):
            yield font.file.digest


def _own_templates(library: Library) -> dict[str, Path]:
    """What a library's own templates may print or load, by name, the nearest file of each."""
    found: dict[str, Path] = {}
    for folder in library.folders[:-1]:
        own = folder / "templates"
        for file in library.files.tree(own):
            if file.parent != own / "profiles":
                found.setdefault(file.relative_to(own).as_posix(), file)
    return dict(sorted(found.items()))


def _first(folders: Folders, name: str) -> Path | None:
    return next(folders.named(name), None)


def _digest_of(file: Path | None, files: Snapshot) -> str:
    return files.digest(file) if file and files.is_file(file) else "missing"
