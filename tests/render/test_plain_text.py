"""Leaflets as plain text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EVERY_LANGUAGE, SAMPLE_LIBRARY, WOUNDED, Run

from leaflets.edition.editions import Edition, refusal
from leaflets.errors import LeafletsError
from leaflets.language.plaintext import without_joiners
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.recipe import make_leaflet
from leaflets.render.page import TEMPLATE
from leaflets.verify.verify_text import verified_text

TEXT = Edition(format="text")


@pytest.mark.parametrize("tag", EVERY_LANGUAGE)
def test_every_language(tag: str, built_in: Library) -> None:
    made = make_leaflet(built_in, built_in.find_sheet("azathioprine"), language(tag), TEXT)
    lines = made.content.decode().splitlines()
    leaflet = made.record.leaflet
    assert lines[0] == without_joiners(leaflet.words["draft.band"])
    assert leaflet.sheet.name in lines
    assert "\u2060" not in made.content.decode()


def test_lists_headings_and_tables() -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("rich"), language("en"), TEXT)
    text = made.content.decode()
    assert "Richamol\n========\n" in text
    assert "\n- One\n  - Inner\n    - Core\n- Two\n" in text
    assert "\n1. Open it.\n2. Close it.\n" in text
    assert "\n- Weight 5–10 kg\n  Dose 2.5 mL\n" in text
    assert "\n[One drop falls from a bottle.]\n" in text


@pytest.mark.parametrize("case", ["section-left-out", "own-sentence", "order-changed"])
def test_template_that_changes_what_is_said(case: str, own_library: Path) -> None:
    (own_library / "templates").mkdir()
    shutil.copy(WOUNDED / "templates" / f"{case}.html.j2", own_library / "templates" / TEMPLATE)
    found = library([own_library])
    with pytest.raises(LeafletsError) as caught:
        make_leaflet(found, found.find_sheet("tiny"), language("en"), TEXT)
    assert caught.value.exit_code == 7


def test_changed_text_is_found() -> None:
    found = library([SAMPLE_LIBRARY])
    made = make_leaflet(found, found.find_sheet("tiny"), language("en"), TEXT)
    text = made.content.decode()
    for broken in (text.replace("2.5 mg", "25 mg"), text.replace("not ", ""), text + "More.\n"):
        with pytest.raises(LeafletsError):
            verified_text(broken, made.record)


@pytest.mark.slow
def test_text_has_no_size_and_no_paper(run: Callable[..., Run]) -> None:
    assert refusal(TEXT) is None
    for option, value in (("--size", "large"), ("--paper", "letter")):
        done = run("leaflet", "azathioprine", "--format", "text", option, value)
        assert done.code == 2
        assert f"leave {option} out" in done.err
    done = run("leaflet", "azathioprine", "--format", "text", "-l", "en-US")
    assert done.out == "build/azathioprine-en-US.txt\n"
