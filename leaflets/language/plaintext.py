"""Text made comparable: what remains when only what a reader sees counts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# White space, control characters, and the format characters that nobody sees.
_HIDDEN: Final = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
_UNSEEN: Final = re.compile(f"[{_HIDDEN}]+")
_SEEN: Final = re.compile(f"[^{_HIDDEN}]+")


def without_joiners(text: str) -> str:
    """``text`` without the marks that keep it on one line: as a text file has it."""
    return text.replace("\u2060", "").replace("\u00a0", " ").replace("\u202f", " ")


def comparable(text: str) -> str:
    """``text`` in NFC without spaces and invisible characters."""
    return seen(unicodedata.normalize("NFC", text))


def seen(text: str) -> str:
    """``text`` without spaces and invisible characters."""
    return text if text.isalnum() else _UNSEEN.sub("", text)


def seen_places(text: str) -> list[int]:
    """The places of the characters that are seen."""
    return [place for found in _SEEN.finditer(text) for place in range(*found.span())]
