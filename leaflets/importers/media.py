"""Pictures that a file holds: their bytes say what they are (Pillow), not their name."""

from __future__ import annotations

import base64
import binascii
import io
import re
from typing import Final

from PIL import Image, UnidentifiedImageError

_KINDS: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_DATA: Final = re.compile(r"\s*data:([^;,]*)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_SAME: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}

MOST_PIXELS: Final = 50_000_000
"""No picture has more."""


def picture_kind(content: bytes) -> str | None:
    """The media type of a picture, None where it is none of those that are read.

    The types are PNG, JPEG, GIF and WebP: raster pictures that can't refer to anything.
    """
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_KINDS)) as picture:
            width, height = picture.size
            kind = _KINDS.get(picture.format or "")
            if width * height > MOST_PIXELS:
                return None
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    except Exception:  # noqa: BLE001 - Pillow's plugins raise struct.error and others for bad bytes
        return None
    return kind


def from_base64(text: str) -> bytes | None:
    """The bytes of a text in base64, None where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def data_address(address: str) -> tuple[str, bytes | None] | None:
    """The named type and the bytes of a ``data:`` address; None for other addresses (RFC 2397)."""
    match = _DATA.match(address)
    if not match:
        return None
    content = from_base64(match[3]) if ";base64" in match[2].lower() else None
    return match[1].strip().lower(), content


def same_kind(named: str, kind: str) -> bool:
    """Whether a named media type is a picture's own; ``image/jpg`` is no type, but means JPEG."""
    named = named.split(";", maxsplit=1)[0].strip().lower()
    return not named or _SAME.get(named, named) == kind
