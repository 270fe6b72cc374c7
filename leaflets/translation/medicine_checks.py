"""Another medicine's name in a translation: sentences were taken over from its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leaflets.errors import Problem, problem
from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.translation.catalogs import CatalogFile

_INFLECTED = 2
"""How many letters at the end of a name may change with its case."""


def medicine_problems(
    sheet: Sheet, catalog: CatalogFile, others: Mapping[str, str]
) -> Iterator[Problem]:
    """A problem (kind "translation") for each text that names a medicine its source does not.

    ``others`` are the names of other medicines in the source's language, each with its name in
    the catalog's, in small letters.
    """
    for message in messages(sheet):
        entry = catalog.entries.get(message.context)
        for source, name in others.items():
            stem = name[:-_INFLECTED] if len(name) > _INFLECTED * 3 else name
            if entry and stem in entry.text.casefold() and source not in message.text.casefold():
                yield problem(
                    "translation-medicine",
                    f"names {name}, which the source does not",
                    file=catalog.file,
                    line=entry.line,
                    column=1,
                    field=message.context,
                )
