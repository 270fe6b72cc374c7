"""Text made comparable: what remains when only what a reader sees counts."""

from __future__ import annotations

import unicodedata
from typing import Final

# Right-to-left text shows brackets mirrored: extractors differ in which of the two they give.
_MIRRORED: Final = str.maketrans(")]}>»›”", "([{<«‹“")


def comparable(text: str, loose: bool = False) -> str:
    """``text`` in NFC without spaces and invisible characters.

    ``loose`` also sorts the characters and makes brackets equal: for right-to-left text, whose
    order within a drawn run depends on the extractor.
    """
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(
        c for c in normal if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )
    return "".join(sorted(seen.translate(_MIRRORED))) if loose else seen
