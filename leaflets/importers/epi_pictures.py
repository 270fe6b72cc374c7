"""The pictures of a FHIR document: contained, in other entries, or within their address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from leaflets.epi.label_document import LabelPicture, Remark
from leaflets.importers.fhir import FhirResource, Node, nodes, text
from leaflets.importers.media import data_address, from_base64, picture_kind, same_kind

_LONGEST_NAME: Final = 100


class Pictures:
    """Finds pictures by the address that a narrative names; tells what is wrong with them."""

    def __init__(self, near: Iterable[FhirResource], remarks: list[Remark]) -> None:
        self._remarks = remarks
        self._known: dict[str, Node] = {}
        for resource in near:
            for contained in nodes(resource.node, "contained"):
                self._keep(contained, "")
            if resource.kind == "Binary":
                self._keep(resource.node, resource.address)

    def _keep(self, node: Node, address: str) -> None:
        if text(node, "resourceType") != "Binary":
            return
        identity = text(node, "id") or ""
        for name in (address, f"#{identity}", f"Binary/{identity}"):
            if name and name not in ("#", "Binary/"):
                self._known.setdefault(name, node)

    def find(self, address: str) -> LabelPicture:
        """The picture at an address; without content, and told, where it is not in the file."""
        if found := data_address(address):
            named, content = found
            return self._checked("", named, content)
        node = self._known.get(address)
        name = address[:_LONGEST_NAME]
        if node is None:
            return LabelPicture(name)
        content = from_base64(text(node, "data") or "")
        return self._checked(name.lstrip("#"), text(node, "contentType") or "", content)

    def _checked(self, name: str, named: str, content: bytes | None) -> LabelPicture:
        kind = picture_kind(content) if content else None
        if not kind:
            self._tell("picture-format", name, f"the picture {name!r} ({named}) can't be read")
            return LabelPicture(name or "picture")
        if not same_kind(named, kind):
            self._tell("picture-type", name, f"it is named {named}, and is {kind}")
        return LabelPicture(name or "picture", content, kind)

    def _tell(self, kind: str, place: str, message: str) -> None:
        self._remarks.append(Remark(kind, place, message))
