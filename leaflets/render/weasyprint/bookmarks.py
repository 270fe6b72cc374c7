"""The bookmarks of a PDF about to be written (pdf/anchors.py, ``add_outlines``, 70.0).

Each ``id`` is a named place as well, which nothing leads to here; for PDF/UA-2 it would have to be
an element of the structure tree (ISO 14289-2, 8.8).

Pinned: the named places are ``Dests`` of the catalog's ``Names``; nothing else has a ``Dest`` of
its own; they stand among the objects in the order of the headings; ``Dest`` is a page's reference
and a place on it.
"""

from __future__ import annotations

from typing import Any

from leaflets.render.weasyprint.pdf_objects import array, dictionary


def bookmarks(pdf: Any) -> list[Any]:
    """The bookmarks, in the order of the headings that they lead to."""
    return [one for one in pdf.objects if isinstance(one, dict) and "Dest" in one]


def aim(bookmark: Any, element: Any) -> None:
    """Let a bookmark lead to an element of the structure tree, not only to a place."""
    place = bookmark.pop("Dest")
    target = array([element.reference, *list(place)[1:]])
    bookmark["A"] = dictionary({"S": "/GoTo", "D": place, "SD": target})
    bookmark["SE"] = element.reference


def forget_places(pdf: Any) -> None:
    """Take the named places out."""
    pdf.catalog.get("Names", {}).pop("Dests", None)
