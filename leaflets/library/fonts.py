"""Which font files a language is set in: fonts/fonts.yaml."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.language.scripts import language_in, script_of_locale
from leaflets.language.tags import Language, Tag
from leaflets.sheet.file_names import NAMES_A_FILE
from leaflets.sheet.source import source_in
from leaflets.sheet.validation import problems_of
from leaflets.snapshot import Folders, NotedFile

_NAMES: Final = " Names"
"""What the families that are for names only are called, after the family they belong to."""

FontFile = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.ttf$"), NAMES_A_FILE]
_TABLE: Final = "fonts.yaml"


class _Family(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    regular: FontFile
    bold: FontFile


class _Choice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    family: str
    fallback: str | None = None
    scale: float = Field(1.0, ge=1.0, le=1.6)
    leading: float = Field(1.3, ge=1.2, le=2.2)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    families: dict[str, _Family]
    names: dict[str, _Family] = {}
    languages: dict[Tag, _Choice]


@dataclass(frozen=True)
class Font:
    """A font's file, the characters that it has, and in the bold the advance of each, in em."""

    file: NotedFile
    characters: frozenset[str] = field(compare=False, repr=False)
    advances: Mapping[str, float] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Face:
    """A family and its two fonts."""

    family: str
    regular: Font
    bold: Font


@dataclass(frozen=True)
class Typeface:
    """What a language is set in: how much larger than Latin, with which leading.

    ``fallback`` has the signs that the script's own fonts lack, such as ½.
    """

    face: Face
    fallback: Face | None
    scale: float
    leading: float
    others: tuple[Face, ...] = ()
    """Of other scripts, for a person's name."""

    @property
    def faces(self) -> tuple[Face, ...]:
        """The families, the first to be used first."""
        return (*((self.face, self.fallback) if self.fallback else (self.face,)), *self.others)


def typeface_for(language: Language, folders: Folders) -> Typeface:
    """The typeface of a language, from the first folder whose fonts.yaml names it.

    One that none names is set like the first that is written in its script: a letter that this
    lacks is refused like any other.

    Raises LeafletsError: kind "sheet" for a faulty fonts.yaml, "file" for a missing font,
    "rendering" for a language in a script that no fonts.yaml has.
    """
    for file in folders.named(_TABLE):
        table = folders.files.parsed(_table, file)
        for tag in (folder.replace("_", "-") for folder in language.catalog_folders):
            if choice := table.languages.get(tag):
                return _typeface(folders, file, table, choice)
    for file in folders.named(_TABLE):
        table = folders.files.parsed(_table, file)
        if choice := _of_same_script(table, language):
            return _typeface(folders, file, table, choice)
    message = f"no font is named for {language.tag}; name one in your library's fonts/fonts.yaml"
    raise LeafletsError(problem("rendering-no-font", message))


def _of_same_script(table: _Table, language: Language) -> _Choice | None:
    script = script_of_locale(language.locale)
    alike = (
        choice
        for tag, choice in table.languages.items()
        if script_of_locale(Language(tag).locale) == script
    )
    return next(alike, None)


def missing_characters(
    typeface: Typeface, texts: Mapping[str, str], language: Language
) -> Iterator[Problem]:
    """A problem (kind "rendering") for each character of ``texts`` that a font lacks."""
    for fonts in zip(*((face.regular, face.bold) for face in typeface.faces), strict=True):
        known = frozenset[str]().union(*(font.characters for font in fonts))
        for identity, text in texts.items():
            for character in sorted(set(text)):
                if character not in known and not _needs_no_glyph(character):
                    code = f"U+{ord(character):04X}"
                    name = fonts[0].file.path.name
                    message = f"{name} has no {character!r} ({code}), in {language.tag}"
                    yield problem("rendering-glyph", message, field=identity)


def with_letters_for(typeface: Typeface, text: str, folders: Folders) -> Typeface:
    """The typeface with the families that it takes to set ``text`` as well.

    Letters that no family has are left: ``missing_characters`` tells of them.
    """
    missing = _unset(text, typeface.faces)
    families = list(_families(folders)) if missing else []
    return _with_others(typeface, missing, families)


def with_letters_for_names(typeface: Typeface, text: str, folders: Folders) -> Typeface:
    """The same for the names of persons and places, with the families that are for these only.

    Of several families, one of the typeface's own comes first, then that of the language in which
    alone such letters are written: kana are Japanese.
    """
    missing = _unset(text, typeface.faces)
    if not missing:
        return typeface
    kin = {face.family for face in typeface.faces} | _families_of(text, folders)
    return _with_others(typeface, missing, list(_families(folders, for_names=True)), kin)


def _families(folders: Folders, for_names: bool = False) -> Iterator[Face]:
    for file in folders.named(_TABLE):
        table = folders.files.parsed(_table, file)
        yield from (_face(folders, file, table, name) for name in table.families)
        for name, family in table.names.items() if for_names else ():
            yield _face_of(folders, file, name + _NAMES, family)


def _families_of(text: str, folders: Folders) -> set[str]:
    """The families of the language that a text's letters tell, if they tell one."""
    tag = language_in(text, "und-Zyyy")
    tables = [folders.files.parsed(_table, file) for file in folders.named(_TABLE)]
    return {table.languages[tag].family for table in tables if tag in table.languages}


def _with_others(
    typeface: Typeface, missing: str, families: list[Face], kin: Iterable[str] = ()
) -> Typeface:
    """Those that have most of what is missing; of several, one of ``kin``, or of one before."""
    others: list[Face] = []
    while best := _best(missing, families, {*kin, *map(_base, others)}):
        others.append(best)
        missing = _unset(missing, (best,))
    return replace(typeface, others=tuple(others))


def _best(missing: str, families: list[Face], near: set[str]) -> Face | None:
    """The family that, with its letters for names, lacks least; then alone; then a near one.

    None where none has any of the letters.
    """

    def lack(face: Face) -> tuple[int, int, bool]:
        together = [other for other in families if _base(other) == _base(face)]
        lacking, alone = len(_unset(missing, together)), len(_unset(missing, (face,)))
        return lacking, alone, _base(face) not in near

    helpful = (face for face in families if _unset(missing, (face,)) != missing)
    return min(helpful, key=lack, default=None)


def _base(face: Face) -> str:
    return face.family.removesuffix(_NAMES)


def letters_of(folders: Folders) -> frozenset[str]:
    """Every character that some family of the folders' fonts.yaml has in both its weights.

    Raises LeafletsError as ``typeface_for`` does.
    """
    return _letters_of(_families(folders))


def _letters_of(faces: Iterable[Face]) -> frozenset[str]:
    """Every character that one of the faces has in both its weights."""
    return frozenset[str]().union(
        *(face.regular.characters & face.bold.characters for face in faces)
    )


def is_drawn(character: str, letters: frozenset[str]) -> bool:
    """Whether a character can be set with fonts that have ``letters``."""
    return character in letters or _needs_no_glyph(character)


def _unset(text: str, faces: Sequence[Face]) -> str:
    """The characters of a text that no face has in both its weights."""
    known = _letters_of(faces)
    return "".join(sorted({c for c in text if c not in known and not _needs_no_glyph(c)}))


def missing_in(typeface: Typeface, text: str) -> str:
    """The characters of a text that no face of a typeface has in both its weights."""
    return _unset(text, typeface.faces)


def width_of(face: Face, text: str, size: float) -> float:
    """How wide a text is in the bold of a face, in pt, without what shaping makes of it."""
    advances = face.bold.advances
    return sum(
        advances.get(character, 0.6) * size
        for character in text
        if unicodedata.category(character) != "Mn"
    )


class _Content:
    """A font's content; equal to any other with its digest, whether it is still kept or not."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.digest = hashlib.sha256(content).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _font(file: Path, content: bytes, is_bold: bool) -> Font:
    font = _Content(content)
    characters, advances = _metrics(font, is_bold)
    # What is remembered of a font of many megabytes is its digest.
    font.content = b""
    return Font(NotedFile(file, font.digest), characters, advances)


@lru_cache(maxsize=256)
def _metrics(font: _Content, is_bold: bool) -> tuple[frozenset[str], dict[str, float]]:
    """The characters of a font, and of a bold one their advances: a font is asked once."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(font.content), lazy=True) as tables:
        # Numbers as names: to make up those of a large font takes longer than all the rest.
        tables.setGlyphOrder([str(number) for number in range(tables["maxp"].numGlyphs)])
        names = tables.getBestCmap()
        characters = frozenset(map(chr, names))
        if not is_bold:
            return characters, {}
        metrics, unit = tables["hmtx"], tables["head"].unitsPerEm
        return characters, {chr(code): metrics[name][0] / unit for code, name in names.items()}


def _needs_no_glyph(character: str) -> bool:
    """Spaces and format characters: HarfBuzz makes them of the space, or of nothing."""
    return unicodedata.category(character) in ("Zs", "Cf", "Cc")


def _table(file: Path, content: bytes) -> _Table:
    source = source_in(file, content)
    try:
        return _Table.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "sheet", _Table)))
        raise


def _typeface(folders: Folders, file: Path, table: _Table, choice: _Choice) -> Typeface:
    face = _face(folders, file, table, choice.family)
    fallback = _face(folders, file, table, choice.fallback) if choice.fallback else None
    return Typeface(face, fallback, choice.scale, choice.leading)


def _face(folders: Folders, file: Path, table: _Table, name: str) -> Face:
    family = table.families.get(name)
    if family is None:
        message = f"no family is called {name!r}"
        raise LeafletsError(problem("sheet-unknown-family", message, file=file, field="languages"))
    return _face_of(folders, file, name, family)


def _face_of(folders: Folders, file: Path, name: str, family: _Family) -> Face:
    files = (file.parent / family.regular, file.parent / family.bold)
    for font in files:
        if not folders.files.is_file(font):
            raise LeafletsError(problem("file-missing", "no such font file", file=font))
    regular, bold = files
    return Face(
        name,
        folders.files.passed(_font, regular, False),
        folders.files.passed(_font, bold, True),
    )
