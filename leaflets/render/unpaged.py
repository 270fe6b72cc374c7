"""A leaflet that has no pages: a web page, Braille, or plain text."""

from __future__ import annotations

from leaflets.render.lay_out import LaidOut


def unpaged(laid: LaidOut, data: str) -> bytes:
    """The bytes of the leaflet; a web page carries ``data``. Raises LeafletsError."""
    # Each writer is loaded where it is needed: fontTools takes as long as a page.
    match laid.record.edition.format:
        case "html":
            from leaflets.render.web_page import web_page

            return web_page(laid.page, laid.typeface, data).encode()
        case "brf":
            from leaflets.render.braille import braille_of

            assert laid.braille is not None
            return braille_of(laid.page, laid.braille).encode("ascii")
        case "text":
            from leaflets.render.plain_text import plain_text_of

            return plain_text_of(laid.page).encode()
        case "pdf" | "epi":
            raise AssertionError
