"""A document of our own into the sheet that it was made of, as a file."""

from __future__ import annotations

import json
from typing import Any

from leaflets.epi.label_document import Remark
from leaflets.epi.own_documents import own_sheet
from leaflets.errors import LeafletsError, problem
from leaflets.importers.draft_yaml import yaml_text
from leaflets.importers.drafting import Data, Draft
from leaflets.library.libraries import Library
from leaflets.sheet.messages import messages
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import parse_source
from leaflets.sheet.validation import sheet_from

_HEAD = "# Read from a FHIR document that leaflets made of this sheet.\n"


def own_draft(content: bytes, library: Library) -> tuple[Draft, str] | Remark | None:
    """The sheet in one of our own documents, and its file's text; None for anything else.

    A Remark says why what claims to be ours is not believed.

    Raises LeafletsError (kind "import") where the sheet would not come back as it was.
    """
    bundle = _bundle(content)
    found = own_sheet(bundle, library) if bundle else None
    if found is None or isinstance(found, Remark):
        return found
    data = _plain(found.sheet.model_dump(mode="json", exclude_defaults=True))
    text = yaml_text(data, _HEAD)
    if sheet_from(parse_source(text, f"{found.sheet.id}.yaml", "import")) != found.sheet:
        message = "its sheet does not come back as it was written: tell the makers of leaflets"
        raise LeafletsError(problem("import-not-the-same", message))
    return Draft(data, dict(found.figures), (), ()), text


def texts_of_own(sheet: Sheet) -> list[str]:
    """Every text of a sheet of our own, in order."""
    return [message.text for message in messages(sheet)]


def _bundle(content: bytes) -> dict[str, Any] | None:
    """The Bundle in a file of JSON; None for anything else."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    is_bundle = isinstance(data, dict) and data.get("resourceType") == "Bundle"
    return data if is_bundle else None


def _plain(value: Any) -> Data | Any:
    """Data as a sheet's file has them: lists, mappings and texts."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
