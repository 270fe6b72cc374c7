"""A patch: what no rule says of an element is not looked for in its rules (css/__init__.py, 70.0).

A style works out each of its values when it is asked for it, by a function that looks at
variables, logical sides, mathematics and more. Nine in ten are initial or inherited.
(Kozea/WeasyPrint has no issue on it; frappe/frappe issue 38255 measures what rules cost.)

Pinned: a value that is not cascaded, is of no logical side and needs no computing is the initial
one, or the parent's where it is inherited; ``position``, ``float``, ``display``, ``page`` and
``text-decoration`` have rules of their own.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

original: Final = ComputedStyle.__missing__

_OWN_RULES: Final = {"position", "float", "display", "page"}
_PLAIN: Final = {
    key
    for key in INITIAL_VALUES
    if key not in _OWN_RULES and not key.startswith("text_decoration_")
}
_INHERITED: Final = _PLAIN & set(INHERITED) - set(PHYSICAL_FUNCTIONS)
_INITIAL: Final = _PLAIN - set(INHERITED) - set(INITIAL_NOT_COMPUTED)


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    ComputedStyle.__missing__ = _missing


def _missing(style: Any, key: str) -> Any:
    if key in style.cascaded or style.parent_style is None:
        return original(style, key)
    if key in _INHERITED:
        value = style[key] = style.parent_style[key]
        return value
    if key not in _INITIAL:
        return original(style, key)
    logical = PHYSICAL_FUNCTIONS.get(key)
    if logical and logical(block="ttb", inline=style["direction"]) in style.cascaded:
        return original(style, key)
    value = style[key] = INITIAL_VALUES[key]
    return value
