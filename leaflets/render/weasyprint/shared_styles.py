"""A patch: one style for all elements that the same rules match (css/__init__.py, 70.0).

``StyleFor`` shares the styles of elements that the same rules match under the same parent, but
goes over the declarations of each all the same, and makes new styles for the pseudo-elements of
each: five of every element, by the user agent's own rules. Here each set of rules is gone over
once. Kozea/WeasyPrint pull request 2808 shares anonymous styles for the same reason.

Pinned: what ``StyleFor.__init__`` keeps; what ``sheet.matcher.match`` yields; a style depends on
nothing but its parent's, the declarations that apply, and the pseudo-element.
"""

from __future__ import annotations

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
    styles._cascaded_styles, styles._computed_styles = {}, {}
    styles.initial_page_sizes = {"box": None, "area": None}
    styles._sheets, styles.font_config = sheets, font_config
    _Sharing(styles, html, target_collector).share(_own_declarations(html, hints))
    styles._cascaded_styles.clear()


def _own_declarations(html: Any, hints: Any) -> dict[Any, list[tuple[Any, Any, Any]]]:
    """What is declared on each element itself: a weight's last part, declarations, their base."""
    own: dict[Any, list[tuple[Any, Any, Any]]] = {}
    found = css.find_style_attributes(html.etree_element, hints, html.base_url)
    for specificity, element, declarations, base_url in found:
        own.setdefault(element, []).append((specificity, declarations, base_url))
    return own


class _Sharing:
    """The styles of a document while they are computed."""

    def __init__(self, styles: Any, html: Any, target_collector: Any) -> None:
        self.styles, self.html, self.target_collector = styles, html, target_collector
        self.known: dict[Any, dict[Any, Any]] = {}
        """The computed styles of an element and its pseudo-elements, by what they come of."""

    def share(self, own: dict[Any, list[tuple[Any, Any, Any]]]) -> None:
        """Compute the styles of all elements, parents first."""
        computed = self.styles._computed_styles
        for wrapper in self.html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            parent = wrapper.parent.etree_element if wrapper.parent else None
            rules = [
                (number, selector)
                for number, (sheet, _origin, _specificity) in enumerate(self.styles._sheets)
                for selector in sheet.matcher.match(wrapper)
            ]
            if element in own:
                found = self._computed(element, parent, rules, own[element])
            else:
                matched = tuple((number, selector[1]) for number, selector in rules)
                key = (id(computed[parent, None]) if parent is not None else None, matched)
                found = self.known.get(key) or self._computed(element, parent, rules, [])
                self.known[key] = found
            for pseudo, style in found.items():
                computed[element, pseudo] = style

    def _computed(
        self, element: Any, parent: Any, rules: list[Any], own: list[Any]
    ) -> dict[Any, Any]:
        """The style of an element, and those of its pseudo-elements that any rule names."""
        cascaded: dict[Any, dict[Any, Any]] = {None: {}}
        for specificity, declarations, base_url in own:
            expanded = preprocess_declarations(base_url, declarations)
            _cascade(cascaded[None], expanded, "author", inf, specificity)
        for number, (specificity, _order, pseudo, (declarations, layer)) in rules:
            sheet, origin, sheets_own = self.styles._sheets[number]
            order = inf if layer is None else sheet.layers.index(layer)
            style = cascaded.setdefault(pseudo, {})
            _cascade(style, declarations, origin, order, sheets_own or specificity)
        for pseudo, style in cascaded.items():
            self.styles._cascaded_styles[element, pseudo] = style
            self.styles.set_computed_styles(
                element,
                parent=element if pseudo else parent,
                root=self.html.etree_element,
                pseudo_type=pseudo,
                base_url=self.html.base_url,
                target_collector=self.target_collector,
            )
        computed = self.styles._computed_styles
        return {pseudo: computed[element, pseudo] for pseudo in cascaded}


def _cascade(
    style: dict[Any, Any], declarations: Any, origin: str, order: float, specificity: Any
) -> None:
    """Put declarations into a style where none of more weight is there."""
    for name, value, importance in declarations:
        weight = (declaration_precedence(origin, importance), order, specificity)
        if name not in style or style[name][1] <= weight:
            style[name] = value, weight
