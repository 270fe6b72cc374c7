"""What translators work with: catalog templates (POT) and catalogs kept up to date.

Templates and catalogs are gettext's own files, as Poedit, Weblate and the rest read them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural

from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import Source
from leaflets.translation.catalog_merging import merged, separated
from leaflets.translation.catalogs import plural_forms
from leaflets.translation.po_files import PoFile, po_in
from leaflets.translation.po_writing import text_lines, written
from leaflets.translation.text_space import place_of, space_of


def template_of(sheet: Sheet, source: Source) -> bytes:
    """The catalog template (POT) of a sheet, in the order of the sheet, as UTF-8 bytes."""
    header = (
        f"# The texts of the sheet {sheet.id}, made from sheets/{sheet.id}.yaml.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Project-Id-Version: {sheet.id} {sheet.version}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    catalog = Catalog(project=sheet.id, version=sheet.version, fuzzy=False, charset="utf-8")
    for message in messages(sheet):
        catalog.add(
            message.text,
            context=message.context,
            auto_comments=_comments(message.context),
            locations=[(f"sheets/{sheet.id}.yaml", source.position(message.path).line)],
        )
    return header.encode() + written(catalog).encode()


def _comments(context: str) -> list[str]:
    """What a translator is told of a message: what it is, where it stands, how long it may be."""
    space = space_of(context)
    return [place_of(context), *([f"At most {space} characters."] if space else [])]


def updated(template: str, catalog: str | None, tag: str) -> tuple[bytes, int]:
    """A catalog brought up to date with its template, and how many texts await a translator.

    Both are the text of a file; without a ``catalog``, one is begun for the language ``tag``.
    A message whose source changed keeps its translation, marked fuzzy, with the old source. New
    messages are empty. What the template no longer has is kept as obsolete. Order and comments
    are the template's, so that moving an item changes no translation. All else stays as it is
    written: a catalog whose template did not change is the same, byte for byte.

    Raises LeafletsError (kind "translation") for what is no PO file.
    """
    wanted = po_in(Path("template.pot"), template)
    if catalog is None:
        header = _begun(wanted, tag)
        forms = get_plural(tag.replace("-", "_")).num_plurals
        lines, waiting = merged(wanted, PoFile((), ()), header, forms)
        return "".join(lines).encode(), waiting
    file = Path("catalog.po")
    old = po_in(file, separated(po_in(file, catalog)))
    _, forms, _ = plural_forms(file, old)
    lines, waiting = merged(wanted, old, _kept_header(old, wanted), forms)
    return "".join(lines).encode(), waiting


def _begun(template: PoFile, tag: str) -> list[str]:
    """The header of a new catalog: the template's, with the language and its plural forms."""
    plurals = get_plural(tag.replace("-", "_")).plural_forms
    lines = template.lines_of(template.header) if template.header else ('msgid ""', 'msgstr ""')
    kept = [
        line.strip().replace("charset=CHARSET", "charset=UTF-8")
        for line in lines
        if line.strip() and not re.match(r'\s*(?:#|"(?:Language|Plural-Forms):)', line)
    ]
    added = [f'"Language: {tag}\\n"', f'"Plural-Forms: {plurals}\\n"']
    return [f"{line}\n" for line in (*kept, *added)]


def _kept_header(old: PoFile, template: PoFile) -> list[str]:
    """A catalog's own header; the version of the texts in it is the template's."""
    if old.header is None or template.header is None:
        return []
    lines = old.lines_of(old.header)
    text = old.header.forms[0]
    wanted, said = _VERSION.search(template.header.forms[0]), _VERSION.search(text)
    if not (wanted and said and wanted[1] == said[1] and wanted[0] != said[0]):
        return list(lines)
    before, after = (f'"{field[0]}\\n"' for field in (said, wanted))
    if before in map(str.strip, lines):
        return [line.replace(before, after) for line in lines]
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    made = text_lines("msgstr", text.replace(said[0], wanted[0], 1))
    begun = lines[: old.header.said_from - old.header.lines.start]
    return [*begun, *(f"{line}{end}" for line in made)]


_VERSION: Final = re.compile(r"^Project-Id-Version: (\S+)(?: \S+)?$", re.MULTILINE)
"""A version of the project's own making, which is that of the template it was made from."""
