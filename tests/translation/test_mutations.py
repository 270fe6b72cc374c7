"""The script that changes translations in harmful ways: it runs, the same each time."""

from __future__ import annotations

from itertools import islice

from click.testing import CliRunner
from mutate_catalogs import main
from mutations.messages import Catalogs
from mutations.report import report
from mutations.rounds import KINDS, changes, rounds
from mutations.words import LISTS, WORD_CLASSES, replacements, words_of

from leaflets.library.libraries import library


def test_the_script_prints_a_report() -> None:
    done = CliRunner().invoke(main, ["--count", "3", "--seed", "3"])
    assert done.exit_code == 0, done.output
    assert "--count 3 --seed 3` changed 3 messages" in done.output


def test_every_class_is_tried_and_the_same_each_time() -> None:
    found = Catalogs(library(), ("ar", "de", "ja"))
    lines = list(report(list(rounds(len(KINDS), 7, found)), "this"))
    assert all(any(line.startswith(f"| {kind} | 1 | 1 |") for line in lines) for kind in KINDS)
    one, other = ([(k, c.key) for k, c in islice(changes(7, found), 200)] for _ in range(2))
    assert one == other
    assert len(set(one)) == 200


def test_every_language_has_lists_whose_words_are_found() -> None:
    found = Catalogs(library())
    assert {file.stem for file in LISTS.iterdir()} == set(found.by_tag)
    for tag, own in found.by_tag.items():
        words = words_of(tag)
        texts = [text for one in own for message in one.messages for text in message.texts]
        for name in WORD_CLASSES:
            rules = words.rules[name]
            any_found = any(
                list(replacements(t, rule, words.joined)) for t in texts for rule in rules
            )
            assert any_found == bool(rules), (tag, name)
