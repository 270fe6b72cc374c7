"""A medicine's own name and a publisher's are no texts that somebody forgot to translate."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaflets.errors import Problem
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.translation.catalog_checks import sheet_problems
from leaflets.translation.catalogs import read_catalog


def faults(own: Path, old: str, new: str, name: str = "Tiny") -> list[Problem]:
    sheet_file, catalog = own / "sheets/tiny.yaml", own / "locales/es/LC_MESSAGES/tiny.po"
    sheet_file.write_text(sheet_file.read_text().replace("name: Tiny", f"name: {name}"))
    text = catalog.read_text().replace('msgid "Tiny"', f'msgid "{name}"')
    assert old in text
    catalog.write_text(text.replace(old, new))
    found = library([own])
    publishers = ("The With Pharmacy", "Example Pharmacy")
    sheet = found.read_sheet("tiny").sheet
    terms = found.terms(language("es"))
    return list(sheet_problems(sheet, read_catalog(catalog), terms, publishers))


@pytest.mark.parametrize("name", ["Tiny", "Folinic acid", "Have-Rest"])
def test_own_name_may_stay(name: str, own_library: Path) -> None:
    assert not faults(own_library, 'msgstr "Mínimo"', f'msgstr "{name}"', name)


def test_own_name_within_a_text(own_library: Path) -> None:
    assert not faults(own_library, '"Un ejemplo"', '"Un ejemplo de Have-Rest"', "Have-Rest")
    assert faults(own_library, "Have-Rest", "Have rest")


def test_a_name_that_describes_is_translated(own_library: Path) -> None:
    name = "Medicine for children"
    (found,) = faults(own_library, 'msgstr "Mínimo"', f'msgstr "{name}"', name)
    assert found.code in ("translation-identical", "translation-language")


def test_publishers_name_may_stay(own_library: Path) -> None:
    assert not faults(own_library, '"Un ejemplo"', '"Un ejemplo, Example Pharmacy"')


def test_the_words_of_a_name_are_excused_nowhere_else(own_library: Path) -> None:
    found = faults(own_library, '"Un ejemplo"', '"An example"', "An")
    assert [one.code for one in found] == ["translation-identical"]
