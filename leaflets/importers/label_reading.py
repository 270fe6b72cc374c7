"""A label's file into what it says to patients: the one way in.

bytes ─► XML or JSON ─► which format ─► its reader ─► Documents ─► what is suspicious in them
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal, NoReturn, TypeAlias

from leaflets.epi.label_document import Document, LabelProvenance
from leaflets.errors import LeafletsError, problem
from leaflets.importers.epi_labels import read_epi
from leaflets.importers.fhir import NAMESPACE as FHIR
from leaflets.importers.fhir import node_of
from leaflets.importers.openfda import is_openfda, read_openfda
from leaflets.importers.spl import NAMESPACE as HL7
from leaflets.importers.spl import read_spl
from leaflets.importers.suspicions import suspicions
from leaflets.importers.untrusted import MAX_BYTES, json_of, name_of, refuse, syntax_of, xml_of

__all__ = ["MAX_BYTES", "Form", "read_label"]

Form: TypeAlias = Literal["auto", "spl", "epi", "openfda"]

_NAMES: Final = {"spl": "HL7 SPL", "epi": "FHIR ePI", "openfda": "an openFDA record"}


def read_label(name: str, content: bytes, form: Form = "auto") -> tuple[Document, ...]:
    """What the labels in a file say to patients: one Document, or several (openFDA's bulk files,
    FHIR bundles of several leaflets).

    ``name`` is the file's; who calls adds it to problems. The format is found by the content;
    ``form`` says which
    it must be.

    Raises LeafletsError (kind "import", exit code 10) for what is not a label, is no readable
    XML or JSON, has no text for patients, or is beyond the limits.
    """
    try:
        found, data = _parsed(content)
        if form not in ("auto", found):
            refuse("format", f"it is {_NAMES[found]}, not {_NAMES[form]}")
        digest = hashlib.sha256(content).hexdigest()
        documents = _READERS[found](data, LabelProvenance(name, digest, found))
    except RecursionError:
        raise LeafletsError(problem("import-too-deep", "nested too deeply")) from None
    return tuple(
        replace(document, remarks=tuple(dict.fromkeys((*document.remarks, *suspicions(document)))))
        for document in documents
    )


_READERS: Final[dict[str, Any]] = {"spl": read_spl, "epi": read_epi, "openfda": read_openfda}


def _parsed(content: bytes) -> tuple[Literal["spl", "epi", "openfda"], Any]:
    """The format of a file and its data."""
    if syntax_of(content) == "json":
        data = json_of(content)
        if isinstance(data, Mapping) and isinstance(data.get("resourceType"), str):
            return "epi", data
        if not is_openfda(data):
            _no_format("a JSON file", "neither a FHIR resource nor an openFDA record")
        return "openfda", data
    root = xml_of(content)
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if namespace == FHIR:
        return "epi", node_of(root)
    if namespace != HL7 or name_of(root) != "document":
        _no_format(f"an XML file of <{name_of(root)}>", "no label of HL7 SPL or FHIR")
    return "spl", root


def _no_format(what: str, why: str) -> NoReturn:
    refuse("format", f"it is {what}: {why}")
