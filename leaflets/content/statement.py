"""Everything that leaflets of one sheet in one language say, and all that decides how it looks.

It is what somebody approves: the texts of the sheet and what shapes them, the fixed words with
their plural forms, the headings of every profile, the disclaimer, and the looks
(``leaflets.content.looks``). Who publishes the leaflet, which numbers to call, and a patient's own plan
are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from leaflets.content.localize import SITE, LocalizedSheet, plurals_of
from leaflets.content.looks import looks_of
from leaflets.content.sentences import leaves_of
from leaflets.language.plurals import PluralWords
from leaflets.language.tags import Language
from leaflets.library.libraries import Library, SheetFile


def statement_of(
    library: Library, file: SheetFile, language: Language, said: LocalizedSheet
) -> dict[str, str]:
    """Every text by its identity, in order.

    Raises LeafletsError for a faulty profile, and where no font is named for the language.
    """
    plurals = plurals_of(library.word_source, library.words(language))
    texts = leaves_of(said.sheet)
    texts |= {f"word:{key}": text for key, text in said.words.items()}
    texts |= _plural_words(plurals)
    texts["disclaimer.heading"] = said.disclaimer.heading
    for number, paragraph in enumerate(said.disclaimer.paragraphs, 1):
        texts[f"disclaimer.{number}"] = paragraph
    return texts | looks_of(library, file, language, said)


def _plural_words(plurals: Mapping[str, PluralWords]) -> dict[str, str]:
    """Each form of the words of dose plans, and the rule that chooses among them."""
    found = {
        f"word:{key}[{number}]": form
        for key, words in plurals.items()
        if not key.startswith(SITE)
        for number, form in enumerate(words.forms)
    }
    rules = sorted({words.rule for words in plurals.values()})
    return found | {"plural-rule": "; ".join(rules)}
