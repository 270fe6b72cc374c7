"""A language of one's own: from nothing to a printed draft, without a dead end."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from conftest import ROOT, Run

from leaflets.library.libraries import library
from leaflets.library.own_folders import own_sheets

Command = Callable[..., Run]


def stated(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*.po*") if file.is_file()}


def _in_no_language(text: str) -> str:
    """A text with its numbers, units, marks and placeholders, in words that nobody knows."""

    text = re.sub(r"(\d),(\d{3})", "\\1\u00a0\\2", text)
    text = re.sub(r"(\d)\.(\d)", r"\1,\2", text)
    vowels = str.maketrans("aeiouAEIOU", "åöyäöÅÖYÄÖ")
    parts = re.split(r"(\{\w+\})", text)
    return "".join(one if one[:1] == "{" else one.translate(vowels) for one in parts)


def translate(file: Path) -> None:
    """Do a translator's work on a catalog, in words of no language."""
    catalog = read_po(io.BytesIO(file.read_bytes()))
    for message in catalog:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            said = tuple(map(_in_no_language, forms))
            message.string = said if len(said) > 1 else said[0]
    with file.open("wb") as target:
        write_po(target, catalog)


@pytest.mark.slow
def test_from_nothing_to_a_printed_draft(
    run_inside: Command, own_library: Path, tmp_path: Path
) -> None:
    own = ("--library", own_library)
    refused = run_inside("leaflet", "tiny", "-l", "sv", *own)
    assert refused.code == 4
    assert "`translations update tiny --language sv --library DIR` begins it" in refused.err
    begun = run_inside("translations", "update", "tiny", "--language", "sv", *own)
    assert begun.code == 0
    catalogs = [own_library / f"locales/sv/LC_MESSAGES/{name}.po" for name in ("leaflets", "tiny")]
    assert all(f"{file}: " in begun.out for file in catalogs)
    status = run_inside("translations", "status", *own)
    assert (status.code, "sv\ttiny\t0\t0\t5\tincomplete" in status.out) == (0, True)
    for file in catalogs:
        translate(file)
    refused = run_inside("leaflet", "tiny", "-l", "sv", *own)
    assert "`disclaimer: {sv: {heading: …, paragraphs: […]}}`" in refused.err
    (own_library / "publisher.yaml").write_text(
        "disclaimer:\n  sv: {heading: Viktigt, paragraphs: [Fråga apoteket.]}\n"
    )
    made = run_inside("leaflet", "tiny", "-l", "sv", *own)
    assert made.out == "build/tiny-sv.pdf\n", made.err
    assert run_inside("verify", "build/tiny-sv.pdf", *own).code == 0
    assert "sv\ttiny\t5\t0\t0\tdraft" in run_inside("translations", "status", *own).out


def test_status_without_the_fixed_words(run_inside: Command, own_library: Path) -> None:
    catalog = own_library / "locales/sv/LC_MESSAGES/tiny.po"
    catalog.parent.mkdir(parents=True)
    run_inside("translations", "update", "tiny", "-l", "sv", "--library", own_library)
    (catalog.parent / "leaflets.po").unlink()
    done = run_inside("translations", "status", "--library", own_library)
    assert done.code == 0
    assert re.search(r"^sv\tleaflets\t0\t0\t\d+\t$", done.out, re.M)


def test_status_tells_all_faults_and_the_rest(run_inside: Command, own_library: Path) -> None:
    (own_library / "locales/es/LC_MESSAGES/tiny.po").write_text("no catalog")
    (own_library / "sheets/rich.yaml").write_text("id: rich\n")
    done = run_inside("translations", "status", "--library", own_library)
    assert "en\ttiny\t5\t0\t0\tdraft" in done.out
    assert ("tiny.po" in done.err, "rich.yaml" in done.err) == (True, True)


def test_a_built_in_sheet_is_translated_in_ones_own_library(
    run_inside: Command, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    before = stated(ROOT / "locales")
    done = run_inside("translations", "update", "warfarin", "-l", "de", "--library", "own")
    assert done.code == 0
    assert (tmp_path / "own/locales/de/LC_MESSAGES/warfarin.po").is_file()
    assert not (tmp_path / "own/locales/de/LC_MESSAGES/leaflets.po").exists()
    assert own_sheets(library([tmp_path / "own"])) == ("warfarin",)
    assert stated(ROOT / "locales") == before


@pytest.mark.parametrize("named", [(), ("--library", str(ROOT))])
@pytest.mark.parametrize(
    "command",
    [
        ("translations", "update"),
        ("translations", "update", "warfarin", "-l", "de"),
        ("translations", "extract", "warfarin"),
        ("approve", "warfarin", "-l", "en", "--by", "A, b", "--until", "2100-01-01"),
        ("import", ROOT / "docs/example-label.xml", "--output-dir", ROOT),
    ],
)
def test_nothing_is_written_into_the_built_in_library(
    command: tuple[object, ...], named: tuple[str, ...], run_inside: Command
) -> None:
    before = {file for name in ("sheets", "locales") for file in (ROOT / name).rglob("*")}
    texts = stated(ROOT / "locales")
    done = run_inside(*command, *named)
    assert (done.code, "[usage-library]" in done.err) == (2, True)
    assert {file for name in ("sheets", "locales") for file in (ROOT / name).rglob("*")} == before
    assert stated(ROOT / "locales") == texts
    assert not (ROOT / "approvals").exists()


def test_what_needs_nobody_is_not_listed(run_inside: Command, own_library: Path) -> None:
    done = run_inside("translations", "update", "--library", own_library)
    assert ("complete" in done.out, "all complete" in done.err) == (False, True)
