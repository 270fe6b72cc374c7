"""JSON Schemas (draft 2020-12): of sheets, and of the problems that a command tells."""

from __future__ import annotations

from typing import Any, Final

from leaflets.errors import EXIT_CODES

_CODES: Final = sorted({*EXIT_CODES.values(), 143})
"""143 is a command that was told to end (128 + SIGTERM)."""


def sheet_schema() -> dict[str, Any]:
    """The schema of sheets; it is the same for every library."""
    from leaflets.sheet.field_list import with_words
    from leaflets.sheet.model import Sheet

    return with_words(Sheet.model_json_schema())


def problems_schema() -> dict[str, Any]:
    """The schema of what ``--errors json`` writes, and of ``LeafletsError.data``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Problems",
        "description": "What a command, or a LeafletsError, says is wrong.",
        "type": "object",
        "properties": {
            "problems": {"type": "array", "items": {"$ref": "#/$defs/problem"}},
            "exit_code": {
                "description": "The command's: the lowest of its problems' above 2.",
                "enum": _CODES,
            },
            "notes": {
                "description": "Of a command only: what else it says to people.",
                "type": "array",
                "items": {"type": "string"},
            },
        },
        "required": ["problems", "exit_code"],
        "additionalProperties": False,
        "$defs": {"problem": _problem()},
    }


def _problem() -> dict[str, Any]:
    text, place = {"type": "string"}, {"type": "integer", "minimum": 0}
    kinds = "|".join(kind for kind in EXIT_CODES if kind != "done")
    properties = {
        "code": {
            "description": "Stable; its first word is a kind, of which exit_code is the code.",
            "type": "string",
            "pattern": f"^({kinds})(-[A-Za-z0-9]+)+$",
        },
        "message": {
            "description": "For people: what is wrong and what to do. It may change.",
            **text,
        },
        "file": {"description": "As it was given; empty where there is none.", **text},
        "line": {"description": "From 1; 0 where it is not known.", **place},
        "column": {"description": "From 1; 0 where it is not known.", **place},
        "field": {"description": "The field or option; empty where there is none.", **text},
        "exit_code": {"enum": [code for code in _CODES if code]},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
