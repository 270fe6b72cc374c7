"""Text made comparable: what remains when only what a reader sees counts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Right-to-left text shows brackets mirrored: extractors differ in which of the two they give.
_MIRRORED: Final = str.maketrans(")]}>»›”", "([{<«‹“")


# White space, control characters, and the format characters that nobody sees.
_UNSEEN: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)


_FRACTION: Final = re.compile("[¼-¾⅐-⅞]")


def without_joiners(text: str) -> str:
    """``text`` without the marks that keep it on one line: as a text file has it."""
    return text.replace("\u2060", "").replace("\u00a0", " ").replace("\u202f", " ")


def comparable(text: str, loose: bool = False) -> str:
    """``text`` in NFC without spaces and invisible characters.

    ``loose`` also sorts the characters and makes brackets equal, and fractions the same as
    their digits: for right-to-left text, whose order within a drawn run, and whose ½, depend
    on the extractor.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    if loose:
        seen = _FRACTION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), seen)
        seen = seen.replace("\u2044", "/")
    return "".join(sorted(seen.translate(_MIRRORED))) if loose else seen
