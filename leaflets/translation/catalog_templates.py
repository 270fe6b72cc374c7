"""What translators work with: catalog templates (POT) and catalogs kept up to date.

Templates and catalogs are gettext's own files, as Poedit, Weblate and the rest read them.
"""

from __future__ import annotations

import io
import re
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import Source
from leaflets.translation.text_space import place_of, space_of

_WIDTH: Final = 96
"""Characters in a line of a catalog."""


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
    return header.encode() + _written(catalog)


def _comments(context: str) -> list[str]:
    """What a translator is told of a message: what it is, where it stands, how long it may be."""
    space = space_of(context)
    return [place_of(context), *([f"At most {space} characters."] if space else [])]


def updated(template: str, catalog: str | None, tag: str) -> tuple[bytes, int]:
    """A catalog brought up to date with its template, and how many texts await a translator.

    Both are the text of a file; without a ``catalog``, one is begun for the language ``tag``.
    A message whose source changed keeps its translation, marked fuzzy, with the old source. New
    messages are empty. What the template no longer has is kept as obsolete. Order and comments
    are the template's, so that moving an item changes no translation.
    """
    wanted = read_po(io.StringIO(template))
    old = read_po(io.StringIO(catalog)) if catalog is not None else Catalog()
    header = _begun(template, tag) if catalog is None else _kept_head(catalog, template)
    plurals = old.num_plurals if catalog is not None else get_plural(tag.replace("-", "_"))[0]
    known = {message.context: message for message in old if message.id}
    new = Catalog(charset="utf-8")
    waiting = 0
    for message in wanted:
        if message.id:
            merged = _merged(message, known.pop(message.context, None), plurals)
            waiting += merged.fuzzy or not all(_strings(merged))
            new[message.id] = merged
    new.mime_headers = [("Plural-Forms", f"nplurals={plurals}; plural=0")]
    dropped = {_key(m): m for m in known.values() if any(_strings(m))}
    new.obsolete.update(old.obsolete)
    for key, message in dropped.items():
        new.obsolete[key] = message
    return header.encode() + _written(new), waiting


def _strings(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def _key(message: Message) -> str | tuple[str, str]:
    source = message.id if isinstance(message.id, str) else message.id[0]
    return source, message.context or ""


def _merged(message: Message, known: Message | None, plurals: int) -> Message:
    """A template's message with the translation it has had."""
    several = not isinstance(message.id, str)
    result = Message(
        message.id,
        ("",) * plurals if several else "",
        locations=message.locations,
        auto_comments=message.auto_comments,
        context=message.context,
    )
    # Babel guesses flags of formats from the texts; ours are of no programming language's.
    result.flags.clear()
    if known is None:
        return result
    # Babel reads the old source of a fuzzy message ("#|") as a translator's comment.
    old = [comment for comment in known.user_comments if comment.startswith("|")]
    result.user_comments = [c for c in known.user_comments if c not in old]
    if any(_strings(known)) and several != isinstance(known.id, str):
        result.string = known.string
        result.flags = set(known.flags)
        result.previous_id = known.previous_id
        if known.id != message.id:
            result.flags.add("fuzzy")
            result.previous_id = [known.id] if isinstance(known.id, str) else list(known.id)
        elif known.fuzzy:
            result.user_comments += old
    return result


def _head(text: str) -> str:
    """The header of a catalog as it is written, with its comments and the blank line."""
    return text[: text.index("\n\n") + 2] if "\n\n" in text else text


def _kept_head(catalog: str, template: str) -> str:
    """A catalog's own header; the version in it is the template's."""
    version = _VERSION.search(template)
    return _VERSION.sub(lambda _: version[0] if version else "", _head(catalog), count=1)


def _begun(template: str, tag: str) -> str:
    plurals = get_plural(tag.replace("-", "_")).plural_forms
    lines = _head(template).rstrip("\n").split("\n")
    kept = [line for line in lines if not line.startswith("#")]
    return "\n".join([*kept, f'"Language: {tag}\\n"', f'"Plural-Forms: {plurals}\\n"']) + "\n\n"


_VERSION: Final = re.compile(r'"Project-Id-Version: .*"')


def _written(catalog: Catalog) -> bytes:
    target = io.BytesIO()
    write_po(
        target,
        catalog,
        width=_WIDTH,
        omit_header=True,
        include_lineno=False,
        include_previous=True,
    )
    return target.getvalue().replace(b"\n# |", b"\n#|")
