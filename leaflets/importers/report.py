"""What an import tells, as a report for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from leaflets.importers.label_imports import Imported, Outcome


def report_of(outcomes: Sequence[Outcome]) -> bytes:
    """The report as JSON: each file with its sheets, or with the reasons why it was refused."""
    told = {"files": [_file(outcome) for outcome in outcomes]}
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


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
