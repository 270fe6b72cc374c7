"""Sheets that contradict themselves, or can be misread: refused; the right ones beside them: not.

In ``tests/wounded`` and ``tests/right``, ``tables/`` has dose tables and ``sentences/`` lines of
text; the file's name is the case, and its first line the code of the problem.
"""

from __future__ import annotations

import json
import shutil
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, WOUNDED

from leaflets.batch import Wanted, make_leaflets, plan_leaflets
from leaflets.checks import check_sheets
from leaflets.errors import LeafletsError, Problem
from leaflets.library import library
from leaflets.source import parse_source
from leaflets.validation import sheet_from

RIGHT = Path(__file__).parent / "right"

SHEET = """\
id: tiny
language: {language}
version: "1"
date: 2026-01-31
name: Tiny
medicine_class: An example
forms:
  - {{id: liquid, name: Liquid, strengths: "24 mg/mL, 120 mg/5 mL, 160 mg/5 mL, 100 mg/3 mL"}}
  - {{id: tablets, name: Tablets, strengths: 500 mg}}
about:
  what:
    - {{id: what, text: {text}}}
uses:
  groups:
    - {{id: test, name: Testing, text: Made up.}}
{tables}sources:
  - id: none
    title: Made up
    publisher: The tests
    supports: [name, medicine_class, forms, about, uses{supports}]
"""


def problems_of(text: str) -> dict[str, str]:
    """The problems of a sheet: code and message by place."""
    found: tuple[Problem, ...] = ()
    try:
        sheet_from(parse_source(text, "tiny.yaml"))
    except LeafletsError as error:
        found = error.problems
    assert all(p.line and p.column and p.field for p in found)
    return {f"{p.code} {p.field} {p.line}": p.message for p in found}


def with_text(text: str, language: str = "en") -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return SHEET.format(text=quoted, tables="", supports="", language=language)


def with_table(table: str) -> str:
    tables = "how_to_take:\n  doses:\n" + textwrap.indent(table, "    ")
    return SHEET.format(text="Made up.", tables=tables, supports=", how_to_take", language="en")


def sentences(folder: Path) -> list[Any]:
    """Each line of the files of sentences, with the code that its file expects."""
    found = []
    for file in sorted(folder.glob("sentences/*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        code = lines.pop(0).removeprefix("# expect: ") if lines[0].startswith("# ") else ""
        found += [pytest.param(line, code, id=f"{file.stem}: {line}") for line in lines]
    return found


def tables(folder: Path) -> list[Any]:
    """Each file of dose tables."""
    return [pytest.param(file, id=file.stem) for file in sorted(folder.glob("tables/*.yaml"))]


@pytest.mark.parametrize(("text", "code"), sentences(WOUNDED))
def test_wounded_sentence(text: str, code: str) -> None:
    found = problems_of(with_text(text))
    wanted = code if code == "sheet-" else f"{code} about.what[0].text"
    assert any(place.startswith(wanted) for place in found), found


@pytest.mark.parametrize(("text", "code"), sentences(RIGHT))
def test_right_sentence(text: str, code: str) -> None:
    assert not problems_of(with_text(text))


@pytest.mark.parametrize("file", tables(WOUNDED))
def test_wounded_table(file: Path) -> None:
    table = file.read_text(encoding="utf-8")
    code = table.partition("\n")[0].removeprefix("# expect: ")
    found = problems_of(with_table(table))
    assert any(place.startswith(f"{code} how_to_take.doses") for place in found), found


@pytest.mark.parametrize("file", tables(RIGHT))
def test_right_table(file: Path) -> None:
    assert not problems_of(with_table(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", sorted(RIGHT.glob("sheets/*.yaml")), ids=lambda file: file.stem)
def test_right_sheet(file: Path) -> None:
    assert not problems_of(file.read_text(encoding="utf-8"))


def checked(own: Path) -> list[Problem]:
    """What ``check`` says of the sheets of a library of one's own."""
    with pytest.raises(LeafletsError) as caught:
        list(check_sheets(library([own]), ["tiny"], date(2026, 11, 22)))
    return list(caught.value.problems)


@pytest.mark.parametrize("file", sorted(WOUNDED.glob("words/*.yaml")), ids=lambda file: file.stem)
def test_word_that_no_line_holds(file: Path, tmp_path: Path) -> None:
    """A leaflet would be refused: so is the sheet, before anything is typeset."""
    (tmp_path / "sheets").mkdir()
    shutil.copy(file, tmp_path / "sheets/tiny.yaml")
    (found,) = checked(tmp_path)
    assert found.code == "sheet-long-word"
    line = file.read_text().splitlines()[found.line - 1]
    assert "pneumono" * 50 in line or "A" * 70 in line
    own = library([tmp_path])
    jobs = plan_leaflets(own, Wanted(["tiny"]), date(2026, 11, 22))
    with pytest.raises(LeafletsError):
        make_leaflets(own, jobs)


def test_long_word_of_a_translation(own_library: Path) -> None:
    catalog = own_library / "locales/es/LC_MESSAGES/tiny.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("inventado", "inventado" * 30), encoding="utf-8")
    (found,) = checked(own_library)
    assert found.code == "translation-long-word"
    assert found.file.endswith("tiny.po")
    assert found.line > 1


def test_missing_picture_is_told_where_the_sheet_names_it(tmp_path: Path) -> None:
    """What stops a leaflet before it is typeset stops ``check``, too."""
    (tmp_path / "sheets").mkdir()
    shutil.copy(WOUNDED / "sheets/missing-figure.yaml", tmp_path / "sheets/tiny.yaml")
    (found,) = checked(tmp_path)
    assert (found.code, found.field) == ("rendering-no-figure", "about.what[0].figure")
    assert found.file.endswith("tiny.yaml")
    assert found.line > 1


CHANGES = yaml.safe_load((WOUNDED / "contradictions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHANGES)
def test_change_that_contradicts(name: str) -> None:
    """One thing changed in a sheet that is right."""
    old, new, code = CHANGES[name]
    text = (ROOT / "sheets/paracetamol-children.yaml").read_text(encoding="utf-8")
    assert old in text
    assert not problems_of(text)
    found = problems_of(text.replace(old, new, 1))
    assert any(place.startswith(f"{code} ") for place in found), found
