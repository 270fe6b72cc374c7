"""Sheets that contradict themselves, or can be misread: refused; the right ones beside them: not.

In ``tests/wounded`` and ``tests/right``, ``tables/`` has dose tables and ``sentences/`` lines of
text; the file's name is the case, and its first line the code of the problem.
"""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from by_hand import make_all
from conftest import ROOT, TESTS, WOUNDED

from leaflets.desk.checks import check_sheets
from leaflets.errors import LeafletsError, Problem
from leaflets.library.libraries import library
from leaflets.making.batch import SeveralWanted, admit_all
from leaflets.sheet.source import parse_source
from leaflets.sheet.validation import sheet_from

RIGHT = TESTS / "right"

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
    """Each file of sentences: its lines, after the code that it expects."""
    return [pytest.param(file, id=file.stem) for file in sorted(folder.glob("sentences/*.txt"))]


def tables(folder: Path) -> list[Any]:
    """Each file of dose tables."""
    return [pytest.param(file, id=file.stem) for file in sorted(folder.glob("tables/*.yaml"))]


@pytest.mark.parametrize("file", sentences(WOUNDED))
def test_wounded_sentences(file: Path) -> None:
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    code = first.removeprefix("# expect: ")
    wanted = code if code == "sheet-" else f"{code} about.what[0].text"
    found = {line: problems_of(with_text(line)) for line in lines}
    passed = {line for line, said in found.items() if not any(p.startswith(wanted) for p in said)}
    assert not passed, {line: found[line] for line in passed}


@pytest.mark.parametrize("file", sentences(RIGHT))
def test_right_sentences(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    refused = {line: said for line in lines if (said := problems_of(with_text(line)))}
    assert not refused


@pytest.mark.parametrize("file", tables(WOUNDED))
def test_wounded_table(file: Path) -> None:
    table = file.read_text(encoding="utf-8")
    code = table.partition("\n")[0].removeprefix("# expect: ")
    found = problems_of(with_table(table))
    assert any(place.startswith(f"{code} how_to_take.doses") for place in found), found


@pytest.mark.parametrize("file", tables(RIGHT))
def test_right_table(file: Path) -> None:
    assert not problems_of(with_table(file.read_text(encoding="utf-8")))


def rows(folder: Path) -> dict[str, str]:
    """Each table of the file of rows, as dose tables are written, by what tells it from others."""
    found = {}
    for entry in yaml.safe_load((folder / "rows.yaml").read_text(encoding="utf-8")):
        table: dict[str, Any] = {"id": "t", "title": "How much to give", "by": "age"}
        cells = [[cell.strip() for cell in row.split("|")] for row in entry["rows"]]
        names = ("who", "dose", "how_often", "maximum")
        table |= {key: value for key, value in entry.items() if key != "rows"}
        table["rows"] = [
            {"id": f"row{n}", **{k: v for k, v in zip(names, row, strict=False) if v}}
            for n, row in enumerate(cells)
        ]
        found[str(entry)] = "- " + json.dumps(table, ensure_ascii=False) + "\n"
    return found


def test_wounded_rows() -> None:
    passed = [name for name, t in rows(WOUNDED).items() if not problems_of(with_table(t))]
    assert not passed


def test_right_rows() -> None:
    refused = {
        name: said for name, t in rows(RIGHT).items() if (said := problems_of(with_table(t)))
    }
    assert not refused


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
    jobs = admit_all(own, SeveralWanted(["tiny"]), date(2026, 11, 22))
    with pytest.raises(LeafletsError):
        make_all(jobs)


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


def test_label_that_contradicts_itself_is_told_and_not_refused(own_library: Path) -> None:
    """An imported sheet's words are its label's."""
    file = own_library / "sheets/tiny.yaml"
    label = file.read_text(encoding="utf-8").replace("5–10 mL", "10–5 mL").replace("2.5 mg", "5U")
    label += f"provenance: {{file: a.xml, digest: {'0' * 64}, form: spl}}\n"
    file.write_text(label, encoding="utf-8")
    (own_library / "locales/es/LC_MESSAGES/tiny.po").unlink()
    told = "\n".join(check_sheets(library([own_library]), ["tiny"], date(2026, 11, 22)))
    assert "tiny: en ready" in told
    line = next(n for n, said in enumerate(label.splitlines(), 1) if "10–5 mL" in said)
    assert f"warning: {file}:{line}:" in told
    assert "[sheet-range]" in told
    assert "[sheet-writing]" in told


def test_comment_in_the_publishers_texts(own_library: Path) -> None:
    (own_library / "publisher.yaml").write_text("name: Clinic # of St John\n", encoding="utf-8")
    (found,) = checked(own_library)
    assert (found.code, found.field, found.line, found.column) == ("sheet-comment", "name", 1, 14)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Nehmen Sie 10 bis 5 ml ein."),
        ("de", "Unter 25 °C (97 °F) aufbewahren."),
        ("es", "Tome 10–5 ml."),
        ("es", "Tome 2.5 mg cada noche."),
        ("fr", "Prenez 5,0 mg le soir."),
        ("fr", "Prenez-le le soir. Nicht zusammen mit Alkohol einnehmen."),
        ("ru", "Принимайте 5–10 мг c едoй."),
        ("pl", "Przyjmuj 5O mg na noc."),
    ],
)
def test_wounded_sentence_in_another_source_language(language: str, text: str) -> None:
    assert any("about.what[0].text" in place for place in problems_of(with_text(text, language)))


def documented() -> list[tuple[str, str]]:
    """The examples of docs/sheets.md: what is refused, and what is right."""
    text = (ROOT / "docs/sheets.md").read_text(encoding="utf-8")
    return re.findall(r"^\| [^|`]+ \| `([^`]+)` \| `([^`]+)` \|$", text, re.MULTILINE)


def as_written(example: str) -> dict[str, str]:
    """The problems of an example: a text, or rows as "who: dose: how often: maximum"."""
    if not re.match(r"\d+ to \d+ years:", example):
        return problems_of(with_text(example))
    names = ("who", "dose", "how_often", "maximum")
    table = [
        {"id": f"row{n}", **dict(zip(names, row.split(": "), strict=False))}
        for n, row in enumerate(example.split("; "))
    ]
    doses = {"id": "t", "title": "How much to give", "by": "age", "rows": table}
    return problems_of(with_table(f"- {json.dumps(doses)}\n"))


def test_examples_of_the_documentation() -> None:
    examples = documented()
    assert len(examples) > 20
    assert not [refused for refused, _ in examples if not as_written(refused)]
    assert not {right: said for _, right in examples if (said := as_written(right))}


@pytest.mark.parametrize("file", sorted(ROOT.glob("sheets/*.yaml")), ids=lambda file: file.stem)
def test_sheet_that_ships_contradicts_itself_nowhere(file: Path) -> None:
    assert not problems_of(file.read_text(encoding="utf-8"))


CHANGES = yaml.safe_load((WOUNDED / "contradictions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHANGES)
def test_change_that_contradicts(name: str) -> None:
    """One thing changed in a sheet that is right."""
    old, new, code = CHANGES[name]
    text = (ROOT / "sheets/paracetamol-children.yaml").read_text(encoding="utf-8")
    assert old in text
    found = problems_of(text.replace(old, new, 1))
    assert any(place.startswith(f"{code} ") for place in found), found
