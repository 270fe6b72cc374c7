"""A patch: lengths that are no shares of anything are worked out once a style (layout/percent.py).

``resolve_percentages`` is asked for each box, and again each time that it is laid out, to make
eighteen numbers of a style: margins, paddings, borders, sizes. Of a leaflet's styles, few have a
percentage. WeasyPrint 70.0; Kozea/WeasyPrint pull request 2808 makes ``check_math`` faster for the
same reason.

Pinned: ``resolve_percentages(box, containing_block)`` sets these attributes and no others; an
attribute of a box is a plain one.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint.layout import percent

from leaflets.render.weasyprint.style_notes import keeps, kept

original: Final = percent.resolve_percentages

# In WeasyPrint's order: what is wrong with a value is said when it is asked for.
_LENGTHS: Final = (
    *(f"{k}_{side}" for k in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{limit}{axis}" for axis in ("width", "height") for limit in ("", "min_", "max_")),
)
_SMALLEST: Final = ("min_width", "min_height")
_BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    for module in _modules():
        module.resolve_percentages = _resolve


def _modules() -> list[Any]:
    """All that call it by a name of their own."""
    import sys

    return [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("weasyprint") and hasattr(module, "resolve_percentages")
    ]


def _resolve(box: Any, containing_block: Any) -> None:
    style = box.style
    used = kept(style, "used_lengths", _used) if keeps(style) else None
    if used is None:
        original(box, containing_block)
    else:
        box.__dict__.update(used)


def _used(style: Any) -> dict[str, Any] | None:
    """The used lengths of a style; None where any of them depends on the box it is for."""
    used: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value is None or value == "auto":
            used[name] = 0 if name in _SMALLEST and value == "auto" else value
        elif getattr(value, "unit", None) in (None, "%"):
            return None
        else:
            used[name] = value.value
    if style["border_collapse"] == "collapse":
        return None
    used |= {name: style[name] for name in _BORDERS}
    return used if style["box_sizing"] == "content-box" else None
