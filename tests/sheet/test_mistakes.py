"""The mistakes that people make in YAML: each is told with its line and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import leaflets.content.approval_files
import leaflets.edition.profiles
import leaflets.library.braille_table
import leaflets.library.fonts
import leaflets.translation.terms
from leaflets.errors import LeafletsError, Problem
from leaflets.library.publisher import Publisher, publisher_in
from leaflets.sheet.explaining import FORMS
from leaflets.sheet.model import Sheet
from leaflets.sheet.source import field_name, parse_source
from leaflets.sheet.validation import sheet_from

RIGHT = """\
id: tiny
language: en
version: "1"
date: 2026-11-01
name: Tiny
brands:
  - {country: US, names: [Minimex]}
medicine_class: test medicine
verb: take
about:
  what:
    - {id: what, text: "A made-up medicine."}
    - id: which
      list:
        - {id: one, text: "One"}
uses:
  groups:
    - {id: tests, name: Tests, text: "Tests."}
sources:
  - {id: none, title: Made up, publisher: Nobody, supports: [name, medicine_class, about, uses]}
"""

WHAT = '    - {id: what, text: "A made-up medicine."}'

MISTAKES: dict[str, tuple[str, str, int, str]] = {
    "a colon in a text": ("name: Tiny", "name: Tiny: small", 5, '`name: "Tiny: small"`'),
    "a colon in a text in an entry": (
        'text: "A made-up medicine."',
        "text: Note: made up",
        12,
        '`text: "Note: made up"`',
    ),
    "a tab before a field": ("  what:", "\twhat:", 11, "`  what:`"),
    "a tab after a dash": (WHAT, WHAT.replace("- ", "-\t", 1), 12, "with spaces only"),
    "a tab before an entry": (WHAT, "\t" + WHAT.strip(), 12, "with spaces only"),
    "quotes that are not closed": ('medicine."}', "medicine.}", 12, "at the text's other end"),
    "a brace that is not closed": ('medicine."}', 'medicine."', 12, "write } at its end"),
    "a bracket that is not closed": ("[Minimex]", "[Minimex", 7, "write"),
    "a text that begins with *": ("name: Tiny", "name: **Tiny** is", 5, '`name: "**Tiny** is"`'),
    "a text that begins with @": ("name: Tiny", "name: @tiny", 5, '`name: "@tiny"`'),
    "a text that begins with &": ("name: Tiny", "name: &tiny", 5, "needs quotes"),
    "a text that begins with !": ("name: Tiny", "name: !tiny", 5, "needs quotes"),
    "a text that begins with >": ("name: Tiny", "name: > 5 mg", 5, '`name: "> 5 mg"`'),
    "a text that begins with a dash": ("name: Tiny", "name: - Tiny", 5, '`name: "- Tiny"`'),
    "a backslash in quotes": ("name: Tiny", 'name: "Tiny \\q"', 5, "`\\\\`"),
    "quotes within quotes": (
        '"A made-up medicine."',
        '"A "made-up" one."',
        12,
        "`text: 'A \"made-up\" one.'`",
    ),
    "text after the quotes": ("name: Tiny", 'name: "Tiny" is', 5, "`name: '\"Tiny\" is'`"),
    "an apostrophe in single quotes": ("name: Tiny", "name: 'Don't'", 5, '`name: "Don\'t"`'),
    "no space after the colon": ("name: Tiny", "name:Tiny", 5, "`name: Tiny`"),
    "no space after the dash": (WHAT, WHAT.replace("- {", "-{"), 12, "`- {id: what"),
    "no colon": ("name: Tiny", "name Tiny", 5, "`name: Tiny`"),
    "an equals sign for the colon": ("name: Tiny", "name = Tiny", 5, "`name: Tiny`"),
    "a field set in too far": ("name: Tiny", "  name: Tiny", 5, "in the same column"),
    "an entry set in too little": (WHAT, WHAT[1:] + "\n" + WHAT, 13, "in the same column"),
    "a comment in braces": ('"A made-up medicine."', "Take #1", 12, '`text: "Take #1"`'),
    "a comma too many": ("country: US,", "country: US,,", 7, "comma too many"),
    "a comma in a text in braces": (
        'text: "A made-up medicine."',
        "text: One, two words",
        12,
        '`text: "one, two"`',
    ),
    "two documents": ("name: Tiny", "name: Tiny\n---", 6, "take the --- out"),
    "a field twice": ("name: Tiny", "name: Tiny\nname: Tiny", 6, "take one out"),
    "a no-break space": ("  what:", "\u00a0 what:", 11, "write plain spaces"),
    "a text for a list of fields": ("  - {country: US, names: [Minimex]}", "  - Minimex", 7,
        "`{country: …, names: …}`"),
    "a text for a list": ("names: [Minimex]", "names: Minimex", 7, '`names: ["…"]`'),
    "a dash that is missing": (WHAT, WHAT.replace("- ", ""), 13, "every entry with a dash"),
    "fields for a list": ("  - {country", "  {country", 6, "`brands: [{country: …, names: …}]`"),
    "a list for a text": ("name: Tiny", "name: [Tiny]", 5, '`name: "…"`'),
    "a year for a date": ("date: 2026-11-01", "date: 2026", 4, "`date: 2026-12-31`"),
    "a date the other way round": ("date: 2026-11-01", "date: 01.11.2026", 4, "year first"),
    "a misspelt field": ("medicine_class:", "medicin_class:", 8, "did you mean 'medicine_class'?"),
    "a misspelt choice": ("verb: take", "verb: tak", 9, "did you mean 'take'?"),
    "an id with a capital": ("id: what,", "id: What,", 12, "small letters"),
}  # fmt: skip


def told(text: str) -> tuple[Problem, ...]:
    with pytest.raises(LeafletsError) as caught:
        sheet_from(parse_source(text, "tiny.yaml"))
    return caught.value.problems


def test_there_is_no_mistake_without_one() -> None:
    assert sheet_from(parse_source(RIGHT, "tiny.yaml")).name == "Tiny"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told_with_its_line_and_its_cure(mistake: str) -> None:
    old, new, line, cure = MISTAKES[mistake]
    assert RIGHT.count(old) >= 1
    found = told(RIGHT.replace(old, new, 1))
    at_line = [one.message for one in found if one.line == line]
    assert any(cure in message for message in at_line), "\n".join(map(str, found))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_message_speaks_of_the_program(mistake: str) -> None:
    old, new, _, _ = MISTAKES[mistake]
    words = r"mapping values|start any token|instance of|tuple|datetime|valid (?:dict|string)|\^\["
    for one in told(RIGHT.replace(old, new, 1)):
        assert not re.search(words, one.message), one


@pytest.mark.parametrize(
    "unlike",
    ["{id: f, figure: a.png, description: It.}", "{id: f, figure: a.png, sever: It.}"],
)
def test_what_is_not_alike_is_not_suggested(unlike: str) -> None:
    found = told(RIGHT.replace(WHAT, f"    - {unlike}"))
    (one,) = [one for one in found if one.code == "sheet-unknown-field"]
    assert "did you mean" not in one.message
    assert "there are alternative, caption, figure, id" in one.message


def test_a_field_of_another_place_is_not_suggested() -> None:
    (one,) = (p for p in told(RIGHT + "sever: x\n") if p.code == "sheet-unknown-field")
    assert "did you mean" not in one.message


def test_a_publishers_address_is_told_in_words() -> None:
    with pytest.raises(LeafletsError) as caught:
        publisher_in(Path("publisher.yaml"), b"web: example.org/leaflets\n")
    (found,) = caught.value.problems
    assert "such as https://example.org/{sheet}/{language}" in found.message


def test_every_pattern_of_a_file_is_told_in_words() -> None:
    """A regular expression says nothing to who writes a sheet."""
    models = [
        Sheet,
        Publisher,
        leaflets.edition.profiles.Profile,
        leaflets.library.braille_table.BrailleTables,
        leaflets.library.fonts._Table,
        leaflets.translation.terms.Terms,
        leaflets.content.approval_files.Approval,
        leaflets.content.approval_files.Withdrawal,
    ]
    patterns = {found for model in models for found in _patterns(model)}
    assert len(patterns) > 10
    assert not patterns - set(FORMS)


def _patterns(model: type[BaseModel]) -> Iterator[str]:
    def inside(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str) and value.get("type") == "str":
                yield value["pattern"]
            for one in value.values():
                yield from inside(one)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from inside(one)

    return inside(model.__pydantic_core_schema__)


def test_no_field_is_longer_than_a_reader_follows() -> None:
    """Whoever makes a problem: a path of 20,000 levels is cut in the middle."""
    found = Problem("x.json", 1, 1, "root" + ".a" * 20_000 + ".end", "order-value", "wrong")
    assert len(found.field) < 300
    assert found.field.startswith("root.a")
    assert found.field.endswith(".end")


@pytest.mark.parametrize("where", ["summary", "supports"])
def test_a_part_of_20_000_levels_is_shortened(where: str) -> None:
    part = "a" + ".a" * 9_000
    right = RIGHT.replace("[name,", f"[{part}, name,")
    text = right if where == "supports" else RIGHT + f"summary: [{part}]\n"
    assert all(len(str(one)) < 400 for one in told(text))


def test_a_path_that_nobody_can_read_is_shortened() -> None:
    assert field_name(("a",) * 20_000) == "a.a.a.a.a.a.a.a.a.a…a.a"
    assert len(field_name(("a" * 20_000, "b"))) < 100


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 20_000,
        "a: " + "{a: " * 20_000,
        "? " * 20_000 + "a",
        "a:\n" + "- " * 20_000 + "x",
        "summary: [" + "a." * 20_000 + "a]",
        "a" * 20_000 + ": x",
    ],
)
def test_huge_names_make_no_huge_messages(text: str) -> None:
    for one in told(text):
        assert len(str(one)) < 400
