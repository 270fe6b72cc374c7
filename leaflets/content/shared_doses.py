"""Tables of doses as phrases: what is the same in all rows is said once, under the title."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Final, TypeAlias

from leaflets.content.phrase import Phrase
from leaflets.sheet.model import DoseRow, DoseTable

Say: TypeAlias = Callable[[str, str | None], Phrase | None]
Word: TypeAlias = Callable[[str], Phrase | None]

_SHARED: Final = ("how_often", "maximum")
"""The columns that may be the same in all rows: “every 4 hours, if needed”."""


def dose_table(
    table: DoseTable, context: str, say: Say, word: Word, *, as_list: bool, may_share: bool
) -> SimpleNamespace:
    """A table of doses as templates see it; ``say`` notes a message, ``word`` a fixed word.

    With ``as_list`` each cell stands behind its column's heading.
    """
    title = say(f"{context}.title", table.title)
    columns = _columns(table)
    shared = [c for c in columns if may_share and c in _SHARED and _is_shared(table, c)]
    first = table.rows[0]
    common = [
        (word(f"dose.{column}"), say(f"{context}.rows.{first.id}.{column}", getattr(first, column)))
        for column in shared
    ]
    fields = {table.by: "who", **{column: column for column in columns if column not in shared}}

    def cell(row: DoseRow, key: str, field: str) -> SimpleNamespace:
        label = word(f"dose.{key}") if as_list else None
        text = say(f"{context}.rows.{row.id}.{field}", getattr(row, field))
        return SimpleNamespace(label=label, text=text, is_dose=field == "dose")

    return SimpleNamespace(
        kind="Doses",
        title=title,
        common=common,
        columns=[] if as_list else [word(f"dose.{key}") for key in fields],
        rows=[[cell(row, key, field) for key, field in fields.items()] for row in table.rows],
        note=say(f"{context}.note", table.note),
    )


def _columns(table: DoseTable) -> list[str]:
    """The columns of a dose table after the first; a table has each in all rows or in none."""
    columns = ("weight", "dose", "how_often", "maximum")
    return [column for column in columns if getattr(table.rows[0], column)]


def _is_shared(table: DoseTable, column: str) -> bool:
    """Whether all rows of a dose table say the same in a column."""
    return len(table.rows) > 1 and len({getattr(row, column) for row in table.rows}) == 1
