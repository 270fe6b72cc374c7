"""The structure tree of a PDF, element by element."""

from __future__ import annotations

import pikepdf


def walk(element: pikepdf.Object):  # type: ignore[no-untyped-def]
    yield element
    for kid in element.K if isinstance(element.get("/K"), pikepdf.Array) else ():
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from walk(kid)
