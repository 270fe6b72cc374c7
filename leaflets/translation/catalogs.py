"""Catalogs: what a translator gets, and what a leaflet reads of what came back.

A catalog is a gettext PO file. ``locales/leaflets.pot`` is the source of the fixed words;
the catalog of a sheet is made from the sheet. Nothing falls back to another language.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import read_at_most
from leaflets.language.plurals import ENGLISH
from leaflets.language.tags import folder_tag
from leaflets.sheet.markup import to_plain
from leaflets.sheet.source import MAX_BYTES, control_characters, text_in
from leaflets.translation.text_space import AT_MOST
from leaflets.translation.wording_checks import EXCUSE

_PO_LINE: Final = re.compile(
    r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*)?'
)

FIXED_WORDS: Final = "leaflets"
"""The domain (catalog name) of the fixed words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a catalog file: its source text, its translation, its line.

    A message with plural forms has them in ``forms``, and its source's plural.
    """

    source: str
    text: str
    fuzzy: bool
    line: int
    plural: str = ""
    forms: tuple[str, ...] = ()
    excused: frozenset[str] = frozenset()
    """The checks that a translator's comment takes it out of, with a reason."""
    space: int | None = None
    """The most characters it may have, as the template's comment says."""


@dataclass(frozen=True)
class CatalogFile:
    """A read PO or POT file: its entries by context."""

    file: Path
    entries: dict[str, Entry]
    plural_rule: str = ENGLISH
    """The catalog's rule for plural forms, as an expression in C (gettext's Plural-Forms)."""

    @property
    def said(self) -> list[tuple[str, str]]:
        """Every source text with its translation, of plurals each form; what is fuzzy is not."""
        return [
            (to_plain(source), to_plain(text))
            for entry in self.entries.values()
            if entry.text and not entry.fuzzy
            for source, text in (
                *([] if entry.forms else [(entry.source, entry.text)]),
                *((entry.plural, form) for form in entry.forms),
            )
        ]

    @property
    def tag(self) -> str:
        """The language of a PO file, by its folder: its numbers are written as there."""
        return folder_tag(self.file.parent.parent.name)


def read_catalog(file: Path) -> CatalogFile:
    """Read a PO or POT file.

    Raises LeafletsError (kind "translation"; "file" if it can't be read) with the PO line.
    """
    return catalog_in(file, read_at_most(MAX_BYTES, file, "translation-too-large", "split it"))


def catalog_in(file: Path, content: bytes) -> CatalogFile:
    """The same for a file that was read already."""
    text = text_in(file, content, "translation")
    raise_if_any(_bad_lines(file, text))
    try:
        catalog = read_po(io.StringIO(text), abort_invalid=True)
    except PoFileError as error:
        line = getattr(error, "lineno", None) or 0
        found = problem(
            "translation-not-po", f"not a PO file: {error}", file=file, line=line + 1, column=1
        )
        raise LeafletsError(found) from error
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    if not _is_rule(catalog.plural_expr):
        what = f"its Plural-Forms are no rule: {catalog.plural_expr[:40]!r}"
        problems.append(problem("translation-plural", what, file=file, line=1, column=1))
    for message in catalog:
        if not message.id:
            continue
        context = message.context or ""
        entry = _entry(message)
        for _, what in control_characters("".join((entry.text, *entry.forms))):
            problems.append(
                Problem(str(file), entry.line, 1, context, "translation-control-character", what)
            )
        entries[context] = entry
    raise_if_any(problems)
    return CatalogFile(file, entries, catalog.plural_expr)


def _is_rule(expression: str) -> bool:
    """Whether an expression in C chooses a plural form for every number."""
    try:
        rule = gettext.c2py(expression)
        return all(int(rule(number)) >= 0 for number in range(200))
    except (ValueError, ArithmeticError, RecursionError):
        return False


def _entry(message: Message) -> Entry:
    line = message.lineno or 0
    comments = map(EXCUSE.fullmatch, message.user_comments)
    excused = frozenset(found[1] for found in comments if found)
    told = AT_MOST.search(" ".join(message.auto_comments))
    space = int(told[1]) if told else None
    if isinstance(message.id, str):
        text = str(message.string or "").strip()
        return Entry(message.id, text, message.fuzzy, line, excused=excused, space=space)
    source, plural = message.id
    strings = message.string or ()
    forms = tuple(
        str(form).strip() for form in ((strings,) if isinstance(strings, str) else strings)
    )
    # A message with an empty form is one that is not translated.
    text = forms[0] if all(forms) else ""
    return Entry(source, text, message.fuzzy, line, plural, forms, excused, space)


def _bad_lines(file: Path, text: str) -> Iterator[Problem]:
    """Lines that no PO file has: Babel would cut the ends off an unquoted text."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _PO_LINE.fullmatch(line.rstrip("\r")):
            message = f"not a line of a PO file: {line[:40]!r}"
            yield problem("translation-not-po", message, file=file, line=number, column=1)
