"""First files of a user's own: examples that work at once, with a comment on each thing.

They go into a folder of the user's, never into the built-in library, and over no other file.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from leaflets.edition.profiles import profile_names
from leaflets.errors import LeafletsError, problem
from leaflets.files import file_part, read, write
from leaflets.language.tags import Language, language
from leaflets.library.libraries import Library, built_in_folder, library
from leaflets.sheet.source import source_in
from leaflets.sheet.validation import sheet_from
from leaflets.translation.catalog_templates import template_of, updated
from leaflets.translation.catalogs import FIXED_WORDS

_FILES: Final = Path(__file__).parent / "first_files"
_HELD: Final = ("sheets", "templates", "locales", "fonts")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9 -]*")


def first_sheet(folder: Path, name: str, day: datetime.date) -> tuple[Path, ...]:
    """The file of a new sheet, a made-up medicine called ``name``, of version 1 from ``day``.

    Raises LeafletsError: kind "usage" for a name of which no id can be made, or that a built-in
    sheet has; "refused" where there is such a file.
    """
    identity = _identity(name)
    if _is_built_in(identity) or _is_built_in(name):
        message = f"there is a built-in sheet called {name!r}; give yours another name"
        raise LeafletsError(problem("usage-name", message))
    printed = name if name != identity else identity.replace("-", " ").capitalize()
    target = folder / "sheets" / f"{identity}.yaml"
    content = _sheet(identity, printed, day).encode()
    sheet_from(source_in(target, content))
    return _written(folder, {target: content})


def _sheet(identity: str, name: str, day: datetime.date) -> str:
    """The text of a new sheet."""
    text = read(_FILES / "sheet.yaml").decode()
    said = name if _PLAIN_NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    brand = json.dumps(f"{name} Brand", ensure_ascii=False)
    text = text.replace("id: example ", f"id: {identity} ", 1)
    text = text.replace("date: 2026-01-31 ", f"date: {day} ", 1)
    text = text.replace("name: Example\n", f"name: {said}\n", 1)
    return text.replace('"Example Brand"', brand, 1)


def first_publisher(folder: Path) -> tuple[Path, ...]:
    """The file of who publishes. Raises LeafletsError (kind "refused") where there is one."""
    return _written(folder, {folder / "publisher.yaml": read(_FILES / "publisher.yaml")})


def first_profile(folder: Path, name: str) -> tuple[Path, ...]:
    """The file of a new profile: another order of the parts.

    Raises LeafletsError: kind "usage" for a name that a built-in profile has; "refused" where
    there is such a file.
    """
    identity = _identity(name)
    if identity in profile_names(library().all("templates")):
        message = f"there is a built-in profile called {identity!r}; give yours another name"
        raise LeafletsError(problem("usage-name", message))
    text = read(_FILES / "profile.yaml").decode().replace("profile example", f"profile {identity}")
    return _written(folder, {folder / "templates/profiles" / f"{identity}.yaml": text.encode()})


def first_catalogs(folder: Path, tag: str, sheets: Sequence[str]) -> tuple[Path, ...]:
    """The files of a language: fixed words and terms where it has none yet, and sheets' catalogs.

    Raises LeafletsError: kind "usage" for an unknown language or sheet, and where the language has
    everything already; "refused" where there is such a file.
    """
    named = language(tag)
    found = library([folder] if folder.is_dir() else [])
    at = folder / "locales" / named.catalog_folders[0]
    files = dict(_words(found, named, at))
    for name in sheets:
        file = found.find_sheet(name)
        template = template_of(file.sheet, file.source).decode()
        content, _ = updated(template, None, named.tag)
        files[at / "LC_MESSAGES" / f"{file.sheet.id}.po"] = content
    if not files:
        message = f"{named.tag} has its fixed words and terms already; name the sheets to translate"
        raise LeafletsError(problem("usage-language", message))
    return _written(folder, files)


def _words(found: Library, named: Language, at: Path) -> list[tuple[Path, bytes]]:
    """The fixed words and the list of terms of a language that has none."""
    files = []
    try:
        found.words(named)
    except LeafletsError:
        template = read(built_in_folder() / "locales" / f"{FIXED_WORDS}.pot").decode()
        content, _ = updated(template, None, named.tag)
        files.append((at / "LC_MESSAGES" / f"{FIXED_WORDS}.po", content))
    if found.terms(named) is None:
        files.append((at / "terms.yaml", read(_FILES / "terms.yaml")))
    return files


def first_orders(target: Path, content: str) -> Path:
    """An order file. Raises LeafletsError (kind "refused") where there is one."""
    _refuse_there([target])
    write(target, content.encode())
    return target


def _identity(name: str) -> str:
    """An id made of a name: small letters, digits and dashes."""
    made = re.sub(r"[\s_-]+", "-", name.strip().lower())
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", made) or len(made) > 60:
        message = f"no id can be made of {name!r}; use letters a to z, digits and dashes"
        raise LeafletsError(problem("usage-name", message))
    return file_part(made)


def _is_built_in(name: str) -> bool:
    try:
        return bool(library().find_sheet(name))
    except LeafletsError:
        return False


def _written(folder: Path, files: dict[Path, bytes]) -> tuple[Path, ...]:
    """The files, once all are written; none is where one of them is there already."""
    _refuse_built_in(folder)
    _refuse_there(list(files))
    for file, content in files.items():
        write(file, content)
    return tuple(files)


def _refuse_built_in(folder: Path) -> None:
    """Raise LeafletsError (kind "usage") for the built-in library: the next version replaces it."""
    own, built_in = folder.resolve(), built_in_folder().resolve()
    package = Path(__file__).parent.parent.resolve()
    held = any(own.is_relative_to(built_in / name) for name in _HELD)
    if own == built_in or own.is_relative_to(package) or held:
        message = "this is the built-in library; name a folder of your own with --library"
        raise LeafletsError(problem("usage-library", message, file=folder))


def _refuse_there(files: Sequence[Path]) -> None:
    there = [file for file in files if file.exists() or file.is_symlink()]
    if there:
        message = "it is there already, and stays as it is; give another name"
        raise LeafletsError(*(problem("refused-there", message, file=file) for file in there))
