"""A label's file into documents: which format it is, and what of it is for patients."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from leaflets.errors import LeafletsError, problem
from leaflets.importers.document import Document
from leaflets.importers.epi import read_epi
from leaflets.importers.fhir_xml import FHIR, data_of
from leaflets.importers.openfda import read_openfda, records_in
from leaflets.importers.spl import is_spl, read_spl
from leaflets.importers.xml_reader import xml_root

Form = Literal["auto", "spl", "epi", "openfda"]

MAX_BYTES: Final = 60_000_000


def read_label(name: str, content: bytes, form: Form = "auto") -> tuple[Document, ...]:
    """What a label's file says to patients: one document, or one for each of its records.

    ``form`` is what the file must be. Raises LeafletsError (kind "import") with the reason for
    anything that is not a label, is too large or too deep, or holds nothing for patients.
    """
    if len(content) > MAX_BYTES:
        raise LeafletsError(problem("import-too-large", f"larger than {MAX_BYTES:,} bytes"))
    try:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return _read_json(name, content, form)
        return _read_xml(name, content, form)
    except RecursionError as error:
        raise LeafletsError(problem("import-too-deep", "it is nested too deeply")) from error


def _read_xml(name: str, content: bytes, form: Form) -> tuple[Document, ...]:
    root = xml_root(content)
    if is_spl(root):
        _expect(form, "spl")
        return (read_spl(name, content, root),)
    if str(root.tag).startswith(FHIR):
        _expect(form, "epi")
        return (read_epi(name, content, data_of(root)),)
    message = f"a label begins with <document> (SPL) or <Bundle> (FHIR), this with <{root.tag}>"
    raise LeafletsError(problem("import-unknown-format", message))


def _read_json(name: str, content: bytes, form: Form) -> tuple[Document, ...]:
    data = _json(content)
    if isinstance(data, dict) and "resourceType" in data:
        _expect(form, "epi")
        return (read_epi(name, content, data),)
    if any("openfda" in one or "set_id" in one for one in records_in(data)):
        _expect(form, "openfda")
        return read_openfda(name, content, data)
    message = "it is neither a FHIR resource (resourceType) nor openFDA's label records (results)"
    raise LeafletsError(problem("import-unknown-format", message))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"it is not UTF-8 (byte {error.start})"
        raise LeafletsError(problem("import-not-utf-8", message)) from error
    except json.JSONDecodeError as error:
        found = problem(
            "import-not-json", f"it is no JSON: {error.msg}", line=error.lineno, column=error.colno
        )
        raise LeafletsError(found) from error
    except ValueError as error:
        raise LeafletsError(problem("import-not-json", f"it is no JSON: {error}")) from error


def _expect(form: Form, found: str) -> None:
    if form not in ("auto", found):
        message = f"it is {found}, not {form}; leave --format out"
        raise LeafletsError(problem("import-other-format", message))
