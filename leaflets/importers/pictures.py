"""Pictures of labels made ready to be printed: drawn again, so that nothing else comes along."""

from __future__ import annotations

import io
import re
from typing import Final

from PIL import Image

MAX_PIXELS: Final = 40_000_000
_FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_NO_WORDS: Final = re.compile(
    r"(?i)\s*(?:null|undefined|none|image|picture|figure|logo|\W*|https?://\S*|\S+\.(?:png|jpe?g|gif|svg|bmp))\s*"
)


def redrawn(content: bytes) -> tuple[bytes, str] | str:
    """A picture as a PNG or JPEG file in RGB, with its ending; or why it can't be one.

    PDF/A-3 allows no colours but those of its output intent (ISO 19005-3, 6.2.4).
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return f"{picture.width} by {picture.height} pixels are too many"
            photo = picture.format == "JPEG"
            drawn = _on_white(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        return f"can't be read ({type(error).__name__})"
    except Image.DecompressionBombWarning:
        return "has too many pixels"
    target = io.BytesIO()
    if photo:
        drawn.save(target, "JPEG", quality=90)
        return target.getvalue(), "jpg"
    drawn.save(target, "PNG", optimize=True)
    return target.getvalue(), "png"


def told_in_words(alternative: str | None) -> str | None:
    """A picture's alternative; None where it is none (empty, "null", an address, a file name)."""
    text = " ".join((alternative or "").split())
    return None if _NO_WORDS.fullmatch(text) else text


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return picture.convert("RGB")
