"""Approval is for exactly one text, until a day, and can be taken back for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from leaflets.extraction import extract
from leaflets.languages import language
from leaflets.leaflet import localized, stated
from leaflets.library import Library, library

BAND = "Draft: not yet approved by a pharmacist"


class Pharmacy:
    """A library in which texts are approved, by the command line."""

    def __init__(self, run: Callable[..., Run], folder: Path) -> None:
        self.run, self.folder = run, folder

    def __call__(self, *arguments: object) -> Run:
        return self.run(*arguments, "--library", self.folder)

    def approve(self, **changes: str) -> Run:
        options = {"by": "Example Person, pharmacist", "until": "2027-06-30", "date": "2026-11-22"}
        options |= changes
        return self(
            "approve",
            "tiny",
            "--language",
            "en",
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        )

    def leaflet(self, *arguments: object, date: str = "2026-12-01") -> Run:
        return self("leaflet", "tiny", "--output", "out.pdf", "--date", date, *arguments)

    def text(self, tmp_path: Path) -> str:
        return "".join(
            r.text for page in extract((tmp_path / "out.pdf").read_bytes()).pages for r in page.runs
        )

    def change(self, old: str, new: str) -> None:
        sheet = self.folder / "sheets/tiny.yaml"
        text = sheet.read_text()
        assert old in text
        sheet.write_text(text.replace(old, new))


@pytest.fixture
def pharmacy(run_inside: Callable[..., Run], own_library: Path) -> Pharmacy:
    return Pharmacy(run_inside, own_library)


def test_nothing_is_approved_at_first(pharmacy: Pharmacy, tmp_path: Path) -> None:
    done = pharmacy.leaflet("--require-approved")
    assert (done.code, "[approval-draft]" in done.err) == (11, True)
    assert not (tmp_path / "out.pdf").exists()
    assert pharmacy("diff", "tiny", "-l", "en").out == "tiny in en has never been approved\n"


def test_approved_text_loses_the_band_and_says_who(pharmacy: Pharmacy, tmp_path: Path) -> None:
    assert pharmacy.approve().code == 0
    (file,) = (pharmacy.folder / "approvals").iterdir()
    assert pharmacy.leaflet("--require-approved").code == 0
    text = pharmacy.text(tmp_path)
    digest = file.stem.rpartition("-")[2]
    assert BAND not in text
    assert "Approved by Example Person, pharmacist on November 22, 2026, valid until" in text
    assert f"(text {digest})" in text.replace("\r\n", " ")
    told = pharmacy("verify", "out.pdf", "--date", "2026-12-01")
    assert (told.code, "passed      approved by a pharmacist" in told.out) == (0, True)
    assert "en approved" in pharmacy("check", "tiny", "--date", "2026-12-01").out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a made-up medicine", "a made-up medicinE"),
        ("2.5 mg", "2.6 mg"),
        ('version: "1.10"', 'version: "1.11"'),
        ("Minimex", "Minimax"),
        ("date: 2026-01-31", "date: 2026-02-01"),
    ],
)
def test_one_letter_makes_it_a_draft_again(
    pharmacy: Pharmacy, tmp_path: Path, old: str, new: str
) -> None:
    pharmacy.approve()
    pharmacy.change(old, new)
    assert pharmacy.leaflet("--require-approved").code == 11
    assert pharmacy.leaflet().code == 0
    assert BAND in pharmacy.text(tmp_path)
    told = pharmacy("diff", "tiny", "-l", "en").out
    assert "  - " in told
    assert "  + " in told
    pharmacy.change(new, old)
    assert pharmacy.leaflet("--require-approved").code == 0


def test_what_is_not_in_the_sheet_counts_too(own_library: Path) -> None:
    def texts(found: Library) -> dict[str, str]:
        file, named = found.find_sheet("tiny"), language("en")
        return stated(found, file, named, localized(found, file, named))

    before = texts(library([own_library]))
    publisher = own_library / "publisher.yaml"
    publisher.write_text("disclaimer: {en: {heading: Ask, paragraphs: [Ask us.]}}")
    after = texts(library([own_library]))
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"disclaimer.heading", "disclaimer.1", "disclaimer.2", "disclaimer.3"}
    assert "heading:eu-qrd.what" in before
    assert "word:heading.warnings" in before


def test_figure_is_part_of_the_text(own_library: Path) -> None:
    sheet = own_library / "sheets/tiny.yaml"
    block = "    - {id: picture, figure: picture.svg, alternative: A circle.}\n"
    sheet.write_text(sheet.read_text().replace("uses:\n", f"{block}uses:\n", 1))
    picture = own_library / "sheets/picture.svg"
    digests = []
    for radius in (10, 20):
        picture.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><circle r="{radius}"/></svg>')
        found = library([own_library])
        file, named = found.find_sheet("tiny"), language("en")
        digests.append(
            stated(found, file, named, localized(found, file, named))["figure:picture.svg"]
        )
    assert digests[0] != digests[1]


@pytest.mark.slow
def test_it_expires(pharmacy: Pharmacy, tmp_path: Path) -> None:
    pharmacy.approve()
    assert pharmacy.leaflet("--require-approved", date="2027-06-30").code == 0
    done = pharmacy.leaflet("--require-approved", date="2027-07-01")
    assert (done.code, "[approval-expired]" in done.err) == (11, True)
    assert pharmacy.leaflet(date="2027-07-01").code == 0
    assert BAND in pharmacy.text(tmp_path)
    assert pharmacy.leaflet("--require-approved", date="2026-11-21").code == 11


@pytest.mark.slow
def test_withdrawn_text_is_refused_everywhere(pharmacy: Pharmacy, tmp_path: Path) -> None:
    pharmacy.approve()
    assert pharmacy.leaflet().code == 0
    (file,) = (pharmacy.folder / "approvals").glob("*.yaml")
    digest = file.stem.rpartition("-")[2]
    done = pharmacy("withdraw", digest, "--reason", "The dose was wrong")
    assert done.code == 0
    for again in (pharmacy.leaflet("--require-approved"), pharmacy.leaflet(), pharmacy.approve()):
        assert (again.code, "The dose was wrong" in again.err) == (11, True)
    file.unlink()
    assert pharmacy.leaflet().code == 11
    told = pharmacy("verify", "out.pdf")
    assert told.code == 7
    assert "FAILED      approved by a pharmacist: withdrawn" in told.out


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": "Example Person"}, "usage-by"),
        ({"by": ", pharmacist"}, "usage-by"),
        ({"until": "2026-11-21"}, "usage-until"),
    ],
)
def test_who_and_until_when_must_be_said(
    pharmacy: Pharmacy, changes: dict[str, str], code: str
) -> None:
    done = pharmacy.approve(**changes)
    assert (done.code, f"[{code}]" in done.err) == (2, True)
    assert not (pharmacy.folder / "approvals").exists()


def test_changed_approval_is_no_approval(pharmacy: Pharmacy) -> None:
    pharmacy.approve()
    (file,) = (pharmacy.folder / "approvals").iterdir()
    file.write_text(file.read_text().replace("2.5 mg", "25 mg"))
    done = pharmacy.leaflet()
    assert (done.code, "[approval-changed]" in done.err) == (11, True)


def test_unknown_digest_withdraws_nothing(pharmacy: Pharmacy) -> None:
    done = pharmacy("withdraw", "abc", "--reason", "A mistake")
    assert (done.code, "[usage-digest]" in done.err) == (2, True)


def test_leaflet_that_cannot_be_made_is_not_approved(pharmacy: Pharmacy) -> None:
    catalog = pharmacy.folder / "locales/es/LC_MESSAGES/tiny.po"
    catalog.write_text(catalog.read_text().replace("2,5 mg", "25 mg"))
    done = pharmacy(
        "approve", "tiny", "-l", "es", "--by", "Example Person, pharmacist", "--until", "2030-01-01"
    )
    assert done.code == 4
