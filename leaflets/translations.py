"""Catalogs: what a translator gets, and what a leaflet reads of what came back.

A catalog is a gettext PO file. ``locales/leaflets.pot`` is the source of the fixed words;
the catalog of a sheet is made from the sheet. Nothing falls back to another language.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.languages import folder_tag
from leaflets.messages import messages
from leaflets.plurals import ENGLISH
from leaflets.sheet import Sheet
from leaflets.source import Source, control_characters, read_text

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


@dataclass(frozen=True)
class CatalogFile:
    """A read PO or POT file: its entries by context."""

    file: Path
    entries: dict[str, Entry]
    plural_rule: str = ENGLISH
    """The catalog's rule for plural forms, as an expression in C (gettext's Plural-Forms)."""

    @property
    def tag(self) -> str:
        """The language of a PO file, by its folder: its numbers are written as there."""
        return folder_tag(self.file.parent.parent.name)


def read_catalog(file: Path) -> CatalogFile:
    """Read a PO or POT file.

    Raises LeafletsError (kind "translation"; "file" if it can't be read) with the PO line.
    """
    text = read_text(file, "translation")
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


def _entry(message: Message) -> Entry:
    line = message.lineno or 0
    if isinstance(message.id, str):
        return Entry(message.id, str(message.string or "").strip(), message.fuzzy, line)
    source, plural = message.id
    strings = message.string or ()
    forms = tuple(
        str(form).strip() for form in ((strings,) if isinstance(strings, str) else strings)
    )
    # A message with an empty form is one that is not translated.
    text = forms[0] if all(forms) else ""
    return Entry(source, text, message.fuzzy, line, plural, forms)


def _bad_lines(file: Path, text: str) -> Iterator[Problem]:
    """Lines that no PO file has: Babel would cut the ends off an unquoted text."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _PO_LINE.fullmatch(line.rstrip("\r")):
            message = f"not a line of a PO file: {line[:40]!r}"
            yield problem("translation-not-po", message, file=file, line=number, column=1)


def extract(sheet: Sheet, source: Source) -> bytes:
    """The catalog template (POT) of a sheet, in the order of the sheet, as UTF-8 bytes."""
    catalog = Catalog(project=sheet.id, version=sheet.version, fuzzy=False, charset="utf-8")
    for message in messages(sheet):
        place = source.position(message.path)
        catalog.add(
            message.text,
            context=message.context,
            auto_comments=[message.context],
            locations=[(f"sheets/{sheet.id}.yaml", place.line)],
        )
    target = io.BytesIO()
    write_po(target, catalog, width=96, omit_header=True, include_lineno=False)
    header = (
        f"# The texts of the sheet {sheet.id}, made from sheets/{sheet.id}.yaml.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: {sheet.id} {sheet.version}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return header.encode() + target.getvalue()
