"""Leaflets as Braille: layout, verification, languages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CI, SAMPLE_LIBRARY, Run

from leaflets.braille import CELLS, LINES, translations
from leaflets.braille_table import BrailleTable
from leaflets.edition import Edition
from leaflets.errors import LeafletsError
from leaflets.languages import language
from leaflets.leaflet import make_leaflet
from leaflets.library import Library, library
from leaflets.verify_braille import verified_braille

BRF = Edition(format="brf")
ENGLISH = BrailleTable(table="en-ueb-g2.ctb", grade="2", why="test")

pytestmark = pytest.mark.skipif(
    not CI and not shutil.which("lou_translate"), reason="liblouis is not installed: not checked"
)


@pytest.mark.parametrize("tag", ["en", "es", "fr", "ar", "hi"])
def test_every_language_with_a_table(tag: str, built_in: Library) -> None:
    made = make_leaflet(built_in, built_in.find_sheet("azathioprine"), language(tag), BRF)
    pages = made.content.decode("ascii").removesuffix("\f").split("\f")
    assert made.pages == len(pages) > 10
    for page in pages:
        lines = page.split("\r\n")
        assert len(lines) == LINES + 1
        assert max(map(len, lines)) <= CELLS
        assert all(" " <= cell <= "_" for line in lines for cell in line)
        assert len(lines[-2]) == CELLS


def test_known_words() -> None:
    """Unified English Braille, as its rule book writes it."""
    told = translations(["Take 2.5 mg.", "Do not take it with food.", "1/2 tablet"], ENGLISH)
    assert told["Take 2.5 mg."] == ",TAKE #B4E MG4"
    assert told["Do not take it with food."] == ",D N TAKE X ) FOOD4"


def test_layout() -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), BRF)
    first, *others = made.content.decode("ascii").split("\f")
    lines = first.split("\r\n")
    title = next(line for line in lines if line.strip() == ",T9Y")
    assert title == ",T9Y".center(CELLS).rstrip()
    heading = next(line for line in lines if "IS ? M$IC9E" in line)
    assert len(heading) - len(heading.lstrip()) == 4
    assert lines[lines.index(heading) - 1] == ""
    assert lines[0].startswith("  ,DRAFT3")
    assert lines[24] == "#A".rjust(CELLS)
    assert others[0].split("\r\n")[24] == "#B".rjust(CELLS)


def test_numbers_stay_with_their_units(built_in: Library) -> None:
    made = make_leaflet(built_in, built_in.find_sheet("azathioprine"), language("en"), BRF)
    lines = made.content.decode("ascii").replace("\f", "\r\n").split("\r\n")
    assert not any(line.endswith(("#CH", "#BE", "#EJ")) for line in lines)


def test_heading_is_never_last(built_in: Library) -> None:
    made = make_leaflet(built_in, built_in.find_sheet("azathioprine"), language("en"), BRF)
    for page in made.content.decode("ascii").split("\f"):
        text = [line for line in page.split("\r\n")[:24] if line.strip()]
        if text:
            assert not text[-1].startswith("    ,") or text[-1].startswith("      "), text[-1]


def test_changed_cells_are_found(built_in: Library) -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), BRF)
    brf = made.content.decode("ascii")
    for old, new in (("#B4E", "#BE"), (",D N", ",D  "), ("#A\r\n\f", "#B\r\n\f"), ("\f", "X\f")):
        assert old in brf
        with pytest.raises(LeafletsError) as caught:
            verified_braille(brf.replace(old, new, 1), made.record, ENGLISH)
        assert caught.value.exit_code == 7


@pytest.mark.slow
def test_language_without_a_table(run: Callable[..., Run]) -> None:
    done = run("leaflet", "azathioprine", "-l", "zh-Hans", "--format", "brf")
    assert done.code == 2
    assert "there is no Braille in zh-Hans" in done.err
    done = run("leaflet", "azathioprine", "-l", "all", "--format", "brf")
    assert done.code == 0
    assert "not in zh-Hans" in done.err
    assert done.out.count(".brf\n") == 5


def test_sign_that_the_table_lacks(own_library: Path) -> None:
    (own_library / "locales/braille.yaml").write_text(
        "en: {table: es-g1.ctb, grade: 1, why: test}\n"
    )
    file = own_library / "sheets/tiny.yaml"
    file.write_text(file.read_text().replace("made-up medicine", "medicine at 38 °C"))
    found = library([own_library])
    with pytest.raises(LeafletsError, match="lacks a sign in"):
        make_leaflet(found, found.find_sheet("tiny"), language("en"), BRF)


def test_faulty_list(own_library: Path) -> None:
    (own_library / "locales/braille.yaml").write_text("en: {table: ../up.ctb, grade: 3}\n")
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), BRF)
    assert caught.value.exit_code == 4
    assert {p.field for p in caught.value.problems} == {"en.table", "en.grade", "en.why"}


def test_without_liblouis(run: Callable[..., Run]) -> None:
    done = run("leaflet", "azathioprine", "--format", "brf", PATH=os.devnull)
    assert done.code == 9
    assert "apt-get install liblouis-bin" in done.err


@pytest.mark.slow
def test_verify_command(run: Callable[..., Run], tmp_path: Path) -> None:
    assert run("leaflet", "azathioprine", "--format", "brf").code == 0
    file = tmp_path / "build/azathioprine-en.brf"
    assert run("verify", file).code == 0
    file.write_text(file.read_text().replace("#CH", "#CI"))
    assert run("verify", file).code == 7
    other = tmp_path / "something.brf"
    shutil.copy(file, other)
    done = run("verify", other)
    assert "not checked says what its sheet says today" in done.out
