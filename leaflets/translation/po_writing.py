"""Messages as lines of a PO file."""

from __future__ import annotations

import io
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import normalize, write_po

WIDTH: Final = 96
"""Characters in a line of a catalog."""


def written(catalog: Catalog) -> str:
    """The messages of a catalog without its header; each ends with a blank line."""
    target = io.BytesIO()
    write_po(target, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    return target.getvalue().decode()


def message_lines(message: Message, forms: int) -> list[str]:
    """The lines of one new message, without their ends; ``forms`` are a catalog's plural forms."""
    catalog = Catalog(charset="utf-8")
    catalog[message.id] = message
    catalog.mime_headers = [("Plural-Forms", f"nplurals={forms}; plural=0")]
    return written(catalog).rstrip("\n").split("\n")


def text_lines(keyword: str, text: str, before: str = "") -> list[str]:
    """A keyword with its text; ``before`` each line stands ``#| `` or nothing."""
    wrapped = normalize(text, width=WIDTH - len(before))
    return [f"{before}{line}" for line in f"{keyword} {wrapped}".split("\n")]
