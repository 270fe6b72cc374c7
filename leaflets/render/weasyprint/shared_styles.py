"""A patch: rules are gone over once for all elements that they match (css/__init__.py, 70.0).

``StyleFor`` shares the styles of elements that the same rules match under the same parent, but
goes over the declarations of each all the same; and it makes styles for pseudo-elements of each
that nobody asks for: five of every element, by the user agent's own rules. Here each set of rules
is gone over once, and a pseudo-element has a style once somebody asks for it. Kozea/WeasyPrint pull
request 2808 shares anonymous styles for the same reason.

Pinned: what ``StyleFor.__init__`` keeps, and that ``__call__`` gets it by ``get``; what
``sheet.matcher.match`` yields; a style depends on nothing but its parent's, the declarations that
apply, and the pseudo-element.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, Final

from weasyprint import css
from weasyprint.css import StyleFor, declaration_precedence, preprocess_declarations

from leaflets.render.weasyprint.scope import is_ours

original: Final = StyleFor.__init__


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    StyleFor.__init__ = _init


def _init(
    styles: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any
) -> None:
    if not is_ours():
        original(styles, html, sheets, hints, font_config, target_collector)
        return
    styles._cascaded_styles = {}
    styles._computed_styles = _Computed(styles, html, target_collector)
    styles.initial_page_sizes = {"box": None, "area": None}
    styles._sheets, styles.font_config = sheets, font_config
    styles._computed_styles.fill(_own_declarations(html, hints))


def _own_declarations(html: Any, hints: Any) -> dict[Any, list[tuple[Any, Any, Any]]]:
    """What is declared on each element itself: a weight's last part, declarations, their base."""
    own: dict[Any, list[tuple[Any, Any, Any]]] = {}
    found = css.find_style_attributes(html.etree_element, hints, html.base_url)
    for specificity, element, declarations, base_url in found:
        own.setdefault(element, []).append((specificity, declarations, base_url))
    return own


_Rule = tuple[int, str | None, float, Any, Any]
"""The number of its sheet, its pseudo-element, its layer's order, its specificity, declarations."""


class _Computed(dict):  # type: ignore[type-arg]
    """The computed styles of a document, by element and pseudo-element."""

    def __init__(self, styles: Any, html: Any, target_collector: Any) -> None:
        super().__init__()
        self.styles, self.html, self.target_collector = styles, html, target_collector
        self.cascaded: dict[Any, Any] = {}
        """What rules say of an element and its pseudo-elements."""

    def fill(self, own: dict[Any, list[tuple[Any, Any, Any]]]) -> None:
        """Compute the styles of all elements, parents first."""
        known: dict[Any, tuple[Any, Any]] = {}
        for wrapper in self.html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            parent = wrapper.parent.etree_element if wrapper.parent else None
            rules = list(self._rules(wrapper))
            matched = tuple((*rule, id(declarations)) for *rule, declarations in rules)
            if element in own:
                self._compute(element, parent, rules, own[element])
                continue
            key = (None if parent is None else id(self[parent, None]), matched)
            if key in known:
                self[element, None], self.cascaded[element] = known[key]
            else:
                self._compute(element, parent, rules, [])
                known[key] = self[element, None], self.cascaded[element]

    def get(self, key: Any, default: Any = None) -> Any:
        """The style of an element or a pseudo-element; ``default`` where no rule names it."""
        element, pseudo = key
        if key not in self and pseudo in self.cascaded.get(element, ()):
            self._make(element, pseudo, element)
        return super().get(key, default)

    def _rules(self, wrapper: Any) -> Iterator[_Rule]:
        """The rules that match an element, in the order of their sheets and of their weight."""
        for number, (sheet, _origin, sheets_own) in enumerate(self.styles._sheets):
            for specificity, _order, pseudo, (declarations, layer) in sheet.matcher.match(wrapper):
                order = inf if layer is None else sheet.layers.index(layer)
                yield number, pseudo, order, sheets_own or specificity, declarations

    def _compute(self, element: Any, parent: Any, rules: list[_Rule], own: list[Any]) -> None:
        """The style of an element, and what is said of its pseudo-elements."""
        cascaded: dict[Any, dict[Any, Any]] = {None: {}}
        for specificity, declarations, base_url in own:
            expanded = preprocess_declarations(base_url, declarations)
            _cascade(cascaded[None], expanded, "author", inf, specificity)
        for number, pseudo, order, specificity, declarations in rules:
            origin = self.styles._sheets[number][1]
            style = cascaded.setdefault(pseudo, {})
            _cascade(style, declarations, origin, order, specificity)
        self.cascaded[element] = cascaded
        self._make(element, None, parent)
        for pseudo, style in cascaded.items():
            # An anchor is collected when its style is made.
            if pseudo and "anchor" in style:
                self._make(element, pseudo, element)

    def _make(self, element: Any, pseudo: str | None, parent: Any) -> None:
        waiting = self.styles._cascaded_styles
        waiting[element, pseudo] = self.cascaded[element][pseudo]
        self.styles.set_computed_styles(
            element,
            parent=parent,
            root=self.html.etree_element,
            pseudo_type=pseudo,
            base_url=self.html.base_url,
            target_collector=self.target_collector,
        )
        del waiting[element, pseudo]


def _cascade(
    style: dict[Any, Any], declarations: Any, origin: str, order: float, specificity: Any
) -> None:
    """Put declarations into a style where none of more weight is there."""
    for name, value, importance in declarations:
        weight = (declaration_precedence(origin, importance), order, specificity)
        if name not in style or style[name][1] <= weight:
            style[name] = value, weight
