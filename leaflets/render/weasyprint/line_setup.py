"""A patch: what Pango needs for a style is made once (text/line_break.py, 70.0).

For each piece of a line that is measured, and again when it is drawn, WeasyPrint makes a context
of Pango, a language and a description of the font, and a key of fourteen values for the height of
the line. (Kozea/WeasyPrint has no issue on it; 2144 is on keys of fonts.)

Pinned: ``Layout.setup`` makes nothing of a style but these, font features, the metrics of
underlines and a font's own language; it is left alone where a style has any of the latter. No
layout changes its context.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from leaflets.render.weasyprint.style_notes import keeps, kept

original_setup: Final = line_break.Layout.setup
original_key: Final = line_break._font_style_cache_key

_FEATURES: Final = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)


def install() -> None:
    """Patch WeasyPrint in this process; a second call changes nothing."""
    line_break.Layout.setup = _setup
    line_break._font_style_cache_key = _key


def _setup(layout: Any, style: Any) -> None:
    prepared = kept(style, "line_setup", _prepared) if keeps(style) else None
    if prepared is None:
        original_setup(layout, style)
        return
    context, layout.language, description = prepared
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)


def _prepared(style: Any) -> tuple[Any, Any, Any] | None:
    """The context, language and font of a style; None where it asks for more than these."""
    # In WeasyPrint's order: what is wrong with a value is said when it is asked for.
    if style["direction"] and style["font_language_override"] != "normal":
        return None
    context, language = _context(style, style["lang"])
    description = get_font_description(style)
    if style["text_decoration_line"] != "none":
        return None
    features = font_features(*(style[name] for name in _FEATURES))
    return None if features else (context, language, description)


def _context(style: Any, language_name: str | None) -> tuple[Any, Any]:
    """A context of Pango for a direction and a language, one of each for a set of fonts."""
    contexts = style.font_config.__dict__.setdefault("contexts_of_pango", {})
    key = style["direction"], language_name
    if key not in contexts:
        context = ffi.gc(
            pango.pango_font_map_create_context(style.font_config.font_map),
            gobject.g_object_unref,
        )
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
        if language_name:
            pointer, _kept = unicode_to_char_p(language_name)
            language = pango.pango_language_from_string(pointer)
            pango.pango_context_set_language(context, language)
        else:
            language = pango.pango_language_get_default()
        contexts[key] = context, language
    found: tuple[Any, Any] = contexts[key]
    return found


def _key(style: Any, include_size: bool = False) -> Any:
    if not keeps(style):
        return original_key(style, include_size)
    name = "font_key_with_size" if include_size else "font_key"
    return kept(style, name, partial(original_key, include_size=include_size))
