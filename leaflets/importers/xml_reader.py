"""XML from outside: no network, no entities, no document type, limits of size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from leaflets.errors import LeafletsError, problem


def sealed_parser() -> Any:
    """A parser that loads nothing and expands no entity."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def xml_root(content: bytes) -> Any:
    """The root of an XML document. Raises LeafletsError (kind "import")."""
    try:
        root = etree.fromstring(content, sealed_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line, column = getattr(error, "position", (0, 0))
        message = f"it is no well-formed XML ({getattr(error, 'msg', None) or error})"
        raise LeafletsError(
            problem("import-not-xml", message, line=max(line, 0), column=max(column, 0))
        ) from error
    if root.getroottree().docinfo.doctype:
        message = "it has a document type, which may bring entities: remove it"
        raise LeafletsError(problem("import-doctype", message))
    return root
