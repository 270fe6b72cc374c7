"""Catalogs: what a translator gets, and what a leaflet reads of what came back.

A catalog is a gettext PO file. ``locales/leaflets.pot`` is the source of the fixed words;
the catalog of a sheet is made from the sheet. Nothing falls back to another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leaflets.errors import Problem, problem, raise_if_any
from leaflets.files import read_at_most
from leaflets.language.plural_rules import rule_fault
from leaflets.language.plurals import ENGLISH
from leaflets.language.tags import folder_tag
from leaflets.sheet.markup import to_plain
from leaflets.sheet.source import MAX_BYTES, control_characters
from leaflets.translation.po_charsets import po_file_in
from leaflets.translation.po_files import PoFile, PoMessage
from leaflets.translation.text_space import AT_MOST
from leaflets.translation.wording_checks import EXCUSE

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
    found, _ = po_file_in(file, content)
    rule, forms, problems = plural_forms(file, found)
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for message in found.messages:
        # What has no context is no text of a leaflet: they are known by it.
        if message.obsolete or not message.context or not message.source:
            continue
        problems += _message_problems(file, message, forms, lines)
        lines[message.context] = message.line
        entries[message.context] = _entry(message, forms)
    raise_if_any(problems)
    return CatalogFile(file, entries, rule)


def _message_problems(
    file: Path, message: PoMessage, forms: int, lines: dict[str, int]
) -> Iterator[Problem]:
    """What stops a catalog from being read; ``lines`` are those of the messages before."""
    context = message.context or ""
    if context in lines:
        what = f"stands in line {lines[context]}, too, with another source; keep one of the two"
        yield Problem(str(file), message.line, 1, context, "translation-duplicate", what)
    for _, what in control_characters("".join(form.strip() for form in message.forms)):
        yield Problem(str(file), message.line, 1, context, "translation-control-character", what)
    if message.plural is not None and len(message.forms) > forms:
        what = f"has {len(message.forms)} plural forms; the header's Plural-Forms say {forms}"
        yield Problem(str(file), message.line, 1, context, "translation-plural", what)


def plural_forms(file: Path, found: PoFile) -> tuple[str, int, list[Problem]]:
    """A catalog's rule and how many forms it has, and what is wrong with its header.

    A template has no rule of its own, or a blank one.
    """
    header = found.header.forms[0] if found.header else None
    if header is None:
        what = 'has no header; begin it with msgid "" and msgstr "Content-Type: text/plain;'
        what += ' charset=UTF-8\\n", or save it with a PO editor'
        told = problem("translation-not-po", what, file=file, line=1, column=1)
        return ENGLISH, 2, [told]
    if file.suffix == ".pot":
        return ENGLISH, 2, []
    rule, number = _PLURAL.search(header), _NPLURALS.search(header)
    several = any(m.plural is not None and not m.obsolete for m in found.messages)
    if rule and number:
        expression, digits = rule[1].strip(), number[1].lstrip("0")
        forms = int(digits) if 0 < len(digits) < 3 else 0
        fault = rule_fault(expression, forms) if forms else "nplurals is no number from 1 to 99"
    elif several:
        expression, forms, fault = ENGLISH, 2, "there are none, but messages with plural forms"
    else:
        return ENGLISH, 2, []
    if fault is None:
        return expression, forms, []
    what = f"its Plural-Forms: {fault[:200]}; take those of the language (a PO editor knows them)"
    return ENGLISH, 2, [problem("translation-plural", what, file=file, line=1, column=1)]


_PLURAL: Final = re.compile(r"plural=([^;\n]*)")
_NPLURALS: Final = re.compile(r"nplurals=[ \t]*([0-9]*)")


def _entry(message: PoMessage, count: int) -> Entry:
    """A message as it is read: its forms without the spaces around them."""
    comments = [EXCUSE.fullmatch(comment.strip()) for comment in message.comments]
    excused = frozenset(found[1] for found in comments if found)
    told = AT_MOST.search(" ".join(c[1:].strip() for c in message.comments if c[:1] == "."))
    space = int(told[1]) if told else None
    forms = tuple(form.strip() for form in message.forms)
    if message.plural is None:
        return Entry(
            message.source, forms[0], message.fuzzy, message.line, excused=excused, space=space
        )
    # A message with an empty form is one that is not translated.
    forms += ("",) * (count - len(forms))
    text = forms[0] if all(forms) else ""
    return Entry(
        message.source, text, message.fuzzy, message.line, message.plural, forms, excused, space
    )
