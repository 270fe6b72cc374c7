"""What an import tells: a report for programs, and a table for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from leaflets.importers.label_imports import Imported, Outcome


def report_of(outcomes: Sequence[Outcome]) -> bytes:
    """The report as JSON: each file with its sheets, or with the reasons why it was refused."""
    told = {"files": [_file(outcome) for outcome in outcomes]}
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def print_outcomes(outcomes: Sequence[Outcome], console: Console) -> None:
    """A row for each sheet and each refused file, and a line with the sums."""
    heads = ("File", "Format", "Sheet", "Language", "Words in", "Words out", "Differ", "Remarks")
    table = Table(*heads, title="Imported labels")
    for outcome in outcomes:
        name = escape(outcome.file.name)
        for sheet in outcome.sheets:
            data = sheet.draft.data
            counts = sheet.words_in, sheet.words_out, len(sheet.differences)
            remarks = str(len(sheet.draft.remarks))
            row = (name, sheet.form, data["id"], data["language"], *map(str, counts), remarks)
            table.add_row(*row)
        if outcome.problems:
            table.add_row(name, "refused", *[""] * (len(heads) - 2))
    console.print(table)
    sheets = [sheet for outcome in outcomes for sheet in outcome.sheets]
    refused = sum(bool(outcome.problems) for outcome in outcomes)
    exact = sum(not sheet.differences for sheet in sheets)
    console.print(
        f"{len(outcomes)} files: {len(sheets)} sheets, {exact} with each word of their label;"
        f" {refused} refused"
    )


def _file(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": str(outcome.file),
        "sheets": [_sheet(sheet) for sheet in outcome.sheets],
        "refused": [{"code": p.code, "message": p.message} for p in outcome.problems],
    }


def _sheet(sheet: Imported) -> dict[str, Any]:
    draft = sheet.draft
    return {
        "id": draft.id,
        "path": str(sheet.path),
        "format": sheet.form,
        "language": draft.data["language"],
        "words_in": sheet.words_in,
        "words_out": sheet.words_out,
        "differences": [asdict(difference) for difference in sheet.differences],
        "sections": [asdict(mapping) for mapping in draft.mappings],
        "remarks": [asdict(remark) for remark in draft.remarks],
        "remark_kinds": dict(sorted(Counter(r.kind for r in draft.remarks).items())),
    }
