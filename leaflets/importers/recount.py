"""The words of a label, counted in another way than the importer reads them.

Nothing here is shared with the readers: other parsers (expat and html.parser of the standard
library), other walks. Only the order is agreed upon: notes and feet of tables stand after them,
struck-out text and repeated titles nowhere.

Read a file with ``read_label`` first: these parsers are not made for hostile files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from leaflets.importers.recount_fda import fda_texts
from leaflets.importers.recount_fhir import fhir_texts
from leaflets.importers.recount_spl import spl_texts

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DOTS: Final = "•●∙▪■◦○‣⁃◆◇►▶➢➤\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf06e\uf0fc\uf02d"
_DOT: Final = re.compile(rf"[{_DOTS}]|(?<!\w)·|·(?!\w)")
_BEFORE: Final = re.compile(r"^[-–—‐‑−*†‡§¶#]+(?!\d)")
_AFTER: Final = re.compile(r"[*†‡§¶#]+$")


def label_words(content: bytes, form: str, number: int = 0) -> list[str]:
    """The words of the patients' text in a file, in order: of its label ``number``, from 0.

    ``form`` is "spl", "epi" or "openfda".
    """
    texts = {"spl": spl_texts, "epi": fhir_texts, "openfda": fda_texts}[form](content)
    return split_words(texts[number]) if number < len(texts) else []


def split_words(text: str) -> list[str]:
    """A text's words. Bullets, and signs of footnotes, are none: they are set anew."""
    text = _DOT.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    stripped = (_AFTER.sub("", _BEFORE.sub("", word)) for word in text.split())
    return [word for word in stripped if word]
