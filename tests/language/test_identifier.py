"""The identifier of languages tells what py3langid tells, from a file of our own."""

from __future__ import annotations

import gzip
import random

import pytest
from conftest import ROOT
from cut_model import ASKED_FOR, TARGET, cut_model, features_of, sequences_of, whole_model
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from leaflets.importers.label_language import label_language
from leaflets.language.identifier import identifier_among
from leaflets.language.small_words import SMALL_WORDS
from leaflets.translation.catalogs import read_catalog

LATIN = frozenset(["en", "es", "fr", "de", "it", "pt", "pl", "ro", "tr", "sw", "tl", "vi"])


@pytest.fixture(scope="module")
def whole() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def test_the_model_is_py3langid_s_cut_to_our_languages() -> None:
    assert gzip.decompress(TARGET.read_bytes()) == cut_model()


def test_what_the_machine_tells_is_the_longest_sequence_that_ends_there() -> None:
    _, _, _, moves, rows, outputs = whole_model()
    sequences = sequences_of(moves, rows)
    numbers = {feature: number for number, feature in enumerate(features_of(sequences, outputs))}
    for sequence, number in zip(sequences, outputs, strict=True):
        ends = (sequence[start:] for start in range(len(sequence)))
        assert next((numbers[end] for end in ends if end in numbers), -1) == number


@pytest.mark.parametrize(
    "wanted",
    [
        LATIN,
        frozenset(["ar", "fa", "ur"]),
        frozenset(["ru", "uk"]),
        frozenset(SMALL_WORDS),
        ASKED_FOR,
    ],
    ids=["latin", "arabic", "cyrillic", "small words", "all"],
)
def test_it_tells_what_py3langid_tells_to_the_last_bit(
    wanted: frozenset[str], whole: LanguageIdentifier
) -> None:
    whole.set_languages(wanted)
    ours = identifier_among(wanted)
    for text in texts():
        assert ours.rank(text) == whole.rank(text), text


def texts() -> list[str]:
    """Translations in all languages, pieces of them together, and what is no sentence."""
    chance = random.Random(7)
    catalogs = sorted((ROOT / "locales").glob("*/LC_MESSAGES/azathioprine.po"))
    said = [one.text for file in catalogs for one in read_catalog(file).entries.values()]
    some = chance.sample(said, 400)
    mixed = [" ".join(chance.sample(some, 3))[chance.randrange(40) :] for _ in range(100)]
    odd = [
        "",
        " ",
        "\n",
        "\0",
        "123",
        "ÄÖÜ ABC",
        "İSTANBUL",
        "e\u0301",
        "\ud800",
        "𝔸😀",
        "ab" * 999,
    ]
    return [*some, *mixed, *odd]


def test_a_label_of_any_language_that_is_asked_for_can_be_told() -> None:
    text = "Læs denne indlægsseddel grundigt, inden du begynder at tage dette lægemiddel. " * 4
    assert label_language(None, text, None).tag == "da"
