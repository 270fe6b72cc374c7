"""Real labels: each imports word for word, or is refused with its reason.

The labels belong to others and are not part of the project: LEAFLETS_SAMPLES names their folder.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import verapdf
import yaml
from conftest import ROOT

from leaflets.content.approvals import Release
from leaflets.edition.editions import Edition
from leaflets.importers.label_imports import Outcome, import_labels, label_files
from leaflets.language.tags import language
from leaflets.library.libraries import library
from leaflets.making.epi_documents import export_sheet
from leaflets.making.recipe import make_leaflet

SAMPLES = os.environ.get("LEAFLETS_SAMPLES", "")
FOLDERS = ("fhir-epi", "fhir-epi-derived-from-fsh", "spl", "openfda")
DAY = datetime.date(2026, 1, 1)
EXCEPTIONS = ROOT / "tests/import_exceptions.yaml"
"""Words that differ, and files that are refused, each with its reason."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SAMPLES, reason="real labels not tried: LEAFLETS_SAMPLES names no folder"
    ),
]


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drafts")


@pytest.fixture(scope="module")
def outcomes(drafts: Path) -> list[Outcome]:
    files = label_files([Path(SAMPLES) / folder for folder in FOLDERS])
    return list(import_labels(files, "auto", drafts, library(), DAY))


@pytest.fixture(scope="module")
def exceptions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8"))
    return found


def test_what_must_be_refused_is(
    outcomes: list[Outcome], exceptions: dict[str, dict[str, str]]
) -> None:
    refused = {outcome.file.name for outcome in outcomes if outcome.problems}
    wanted = set(exceptions["refused"])
    assert {name for name in refused if not _listed(name, wanted)} == set()
    assert {start for start in wanted if not any(n.startswith(start) for n in refused)} == set()
    codes = {p.exit_code for outcome in outcomes for p in outcome.problems}
    assert codes == {10}


def test_every_word_is_there_once_and_in_order(
    outcomes: list[Outcome], exceptions: dict[str, dict[str, str]]
) -> None:
    differ = {
        outcome.file.name: sheet.differences[:3]
        for outcome in outcomes
        for sheet in outcome.sheets
        if sheet.differences and not _listed(outcome.file.name, set(exceptions["words"]))
    }
    assert differ == {}


def test_every_sheet_is_exported_and_comes_back(
    outcomes: list[Outcome], drafts: Path, tmp_path: Path
) -> None:
    found = library([drafts])
    for sheet in (sheet for outcome in outcomes for sheet in outcome.sheets):
        name, made = export_sheet(found, sheet.draft.id, (), Release(DAY))
        file = tmp_path / name
        file.write_bytes(made.content)
        folder = tmp_path / sheet.draft.id
        (again,) = import_labels([file], "auto", folder, library(), DAY)
        (back,) = again.sheets
        read = library([folder]).read_sheet(back.draft.id)
        assert read.sheet == found.read_sheet(sheet.draft.id).sheet


def _listed(name: str, starts: set[str]) -> bool:
    return any(name.startswith(start) for start in starts)


def _one_of_each(outcomes: list[Outcome]) -> Iterator[str]:
    """The ids of the first sheet in each language and format."""
    seen = set()
    for outcome in outcomes:
        for sheet in outcome.sheets:
            kind = sheet.form, sheet.draft.data["language"]
            if kind not in seen:
                seen.add(kind)
                yield sheet.draft.id


def test_some_are_rendered_and_conform(
    outcomes: list[Outcome], drafts: Path, tmp_path: Path
) -> None:
    found = library([drafts])
    for identity in _one_of_each(outcomes):
        file = found.read_sheet(identity)
        made = make_leaflet(found, file, language(file.sheet.language), Edition())
        target = tmp_path / f"{identity}.pdf"
        target.write_bytes(made.content)
        try:
            assert verapdf.failures(target, "ua1") == [], identity
            assert verapdf.failures(target, "3a") == [], identity
        except verapdf.UnavailableError as error:
            pytest.skip(f"rendered, but veraPDF: {error}")
