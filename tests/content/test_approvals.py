"""Approval is for exactly one text, until a day, and can be taken back for good."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run

from leaflets.content.approval_files import approval_file, approval_in, digest_of_texts
from leaflets.content.record import Record, Told
from leaflets.content.speak import localized, stated
from leaflets.dose.typed_dose import parse_dose
from leaflets.edition.editions import Edition
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.render.one_language import outlined
from leaflets.verify.extraction import extract
from leaflets.verify.up_to_date import InForce, up_to_date

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
    assert pharmacy("diff", "tiny", "-l", "en").out.startswith(
        "tiny in en has never been approved; `approve` records it"
    )


@pytest.mark.slow
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


def test_what_is_decided_goes_into_a_folder_of_ones_own(
    run_inside: Callable[..., Run], pharmacy: Pharmacy
) -> None:
    """The built-in one is the program's: the next version takes its place."""
    by = ("--by", "Example Person, pharmacist", "--until", "2027-06-30", "--date", "2026-11-22")
    done = run_inside("approve", "warfarin", "-l", "en", *by)
    assert (done.code, "[usage-library]" in done.err, "--library" in done.err) == (2, True, True)
    pharmacy.approve()
    digest = next((pharmacy.folder / "approvals").rglob("*.yaml")).read_text()
    found = re.search(r"digest: ([0-9a-f]{64})", digest)
    assert found
    done = run_inside("withdraw", found[1], "--reason", "A mistake")
    assert (done.code, "[usage-" in done.err) == (2, True)
    assert not (ROOT / "approvals").exists()


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


def stated_in(folder: Path, tag: str = "en") -> dict[str, str]:
    found = library([folder])
    file, named = found.find_sheet("tiny"), language(tag)
    return stated(found, file, named, localized(found, file, named))


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_every_plural_form_is_part_of_it(own_library: Path) -> None:
    before = stated_in(own_library, "es")
    assert before["word:plan.every_hours[0]"] == "Cada {hours} hora, de día y de noche"
    folder = own_library / "locales/es/LC_MESSAGES"
    words = (ROOT / "locales/es/LC_MESSAGES/leaflets.po").read_text()
    for old, new in {"{hours} horas": "{hours} minutos", "{days} días": "{days} años"}.items():
        assert old in words
        words = words.replace(old, new)
    (folder / "leaflets.po").write_text(words)
    after = stated_in(own_library, "es")
    keys = ("every_hours", "days", "every_days", "every_days_at", "wait")
    assert changed(before, after) == {f"word:plan.{key}[1]" for key in keys}
    assert before["plural-rule"]


def test_order_of_parts_under_headings_is_part_of_it(own_library: Path) -> None:
    before = stated_in(own_library)
    folder = own_library / "templates/profiles"
    folder.mkdir(parents=True)
    plain = (ROOT / "templates/profiles/plain.yaml").read_text()
    swapped = plain.replace(
        "parts: [side_effects.emergency, side_effects.soon]}",
        "parts: [side_effects.soon, side_effects.emergency]}",
    )
    assert swapped != plain
    (folder / "plain.yaml").write_text(swapped)
    assert changed(before, stated_in(own_library)) == {"order:plain.summary.5"}
    (folder / "plain.yaml").write_text(f"# The same.\n{plain}")
    assert changed(before, stated_in(own_library)) == set()


def test_own_templates_pictograms_and_fonts_are_part_of_it(own_library: Path) -> None:
    before = stated_in(own_library)
    templates, fonts = own_library / "templates", own_library / "fonts"
    (templates / "pictograms").mkdir(parents=True)
    (templates / "leaflet.css.j2").write_text("{% include 'builtin/leaflet.css.j2' %}")
    (templates / "pictograms/morning.svg").write_text("<svg/>")
    assert changed(before, stated_in(own_library)) == {
        "template:leaflet.css.j2",
        "template:pictograms/morning.svg",
        "pictogram:morning",
    }
    fonts.mkdir()
    for weight in ("400Regular", "700Bold"):
        shutil.copy(ROOT / f"fonts/NotoSans_{weight}.ttf", fonts / f"Own_{weight}.ttf")
    (fonts / "fonts.yaml").write_text(
        "families: {Own: {regular: Own_400Regular.ttf, bold: Own_700Bold.ttf}}\n"
        "languages: {en: {family: Own}}\n"
    )
    own = stated_in(own_library)
    assert {"font:1"} <= changed(before, own)
    shutil.copy(ROOT / "fonts/NotoSans_700Bold.ttf", fonts / "Own_400Regular.ttf")
    assert changed(own, stated_in(own_library)) == {"font:1"}


def test_built_in_fonts_count_by_their_family(own_library: Path) -> None:
    assert stated_in(own_library)["font:1"] == "Atkinson Hyperlegible Next"
    assert stated_in(own_library, "es")["font:1"] == "Atkinson Hyperlegible Next"


def test_limits_of_dose_plans_are_part_of_it(built_in: Library) -> None:
    file, named = built_in.find_sheet("warfarin"), language("en")
    texts = stated(built_in, file, named, localized(built_in, file, named))
    assert any(name.startswith("limits.") for name in texts)


def test_patient_and_publisher_are_not_part_of_it(own_library: Path) -> None:
    before = stated_in(own_library)
    (own_library / "publisher.yaml").write_text("name: Example Pharmacy\n")
    assert stated_in(own_library) == before
    found = library([own_library])
    file, named = found.find_sheet("tiny"), language("en")
    plan = parse_dose("morning=1 tablet")
    assert stated(found, file, named, localized(found, file, named, plan)) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("until: 2027-06-30", "until: 2037-06-30"),
        ("on: 2026-11-22", "on: 2026-11-21"),
        ("Example Person", "Another Person"),
        ("language: en", "language: es"),
    ],
)
def test_who_approved_until_when_is_sealed(pharmacy: Pharmacy, old: str, new: str) -> None:
    pharmacy.approve()
    (file,) = (pharmacy.folder / "approvals").iterdir()
    file.write_text(file.read_text().replace(old, new))
    done = pharmacy("leaflet", "tiny", "--format", "text", "--require-approved")
    assert (done.code, "[approval-changed]" in done.err) == (11, True)


def test_approving_again_keeps_the_first_record(pharmacy: Pharmacy) -> None:
    first = Path(pharmacy.approve().out.strip())
    text = first.read_text()
    assert Path(pharmacy.approve().out.strip()) == first
    second = Path(pharmacy.approve(date="2026-11-30", until="2028-06-30").out.strip())
    third = Path(pharmacy.approve(date="2026-11-30", until="2029-06-30").out.strip())
    assert len({first, second, third}) == 3
    assert first.read_text() == text
    assert {file.stem.rpartition("-")[2] for file in (first, second, third)} == {
        first.stem.rpartition("-")[2]
    }
    done = pharmacy("leaflet", "tiny", "--format", "text", "--output", "-", "--date", "2028-01-01")
    assert "on November 30, 2026, valid until June 30, 2029" in done.out


def test_approval_of_an_earlier_form_is_a_draft_that_says_so(pharmacy: Pharmacy) -> None:
    """It has no seal, and covers less."""
    file = Path(pharmacy.approve().out.strip())
    new = approval_in(file, file.read_bytes())
    texts = {name: text for name, text in new.texts.items() if "plural" not in name}
    old = new.model_copy(update={"digest": digest_of_texts(texts), "texts": texts, "seal": None})
    file.unlink()
    names, content = approval_file(old)
    (file.parent / next(names)).write_bytes(content)
    told = "approve it again"
    done = pharmacy("leaflet", "tiny", "--format", "text", "--require-approved")
    assert (done.code, "[approval-draft]" in done.err, told in done.err) == (11, True, True)
    assert told in pharmacy("diff", "tiny", "-l", "en").out
    assert f"  en: draft: it was approved by {new.by}" in pharmacy("check", "tiny").out
    assert pharmacy("leaflet", "tiny", "--format", "text").code == 0
    assert pharmacy.approve().code == 0
    assert pharmacy("leaflet", "tiny", "--format", "text", "--require-approved").code == 0


def test_unsealed_record_of_todays_text_is_no_approval(pharmacy: Pharmacy) -> None:
    file = Path(pharmacy.approve().out.strip())
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("seal:")))
    done = pharmacy("leaflet", "tiny", "--format", "text", "--require-approved")
    assert (done.code, "[approval-draft]" in done.err) == (11, True)


@pytest.mark.slow
def test_plan_is_composed_again(pharmacy: Pharmacy, tmp_path: Path) -> None:
    """What is printed of a dose is compared with what would be said of it today."""
    words = pharmacy.folder / "locales/es/LC_MESSAGES/leaflets.po"
    built_in = (ROOT / "locales/es/LC_MESSAGES/leaflets.po").read_text()
    assert "{amount} comprimidos" in built_in
    words.write_text(built_in.replace("{amount} comprimidos", "{amount} frascos"))
    dose = "morning=2 tablets of 25 mg"
    page = ("leaflet", "azathioprine", "-l", "es", "--format", "html", "--dose", dose)
    assert pharmacy(*page, "--output", "wrong.html").code == 0
    words.write_text(built_in)
    assert pharmacy(*page, "--output", "right.html").code == 0
    name = "says its dose plan as it would be said today"
    told = pharmacy("verify", "wrong.html")
    assert (told.code, f"FAILED      {name}" in told.out) == (7, True)
    told = pharmacy("verify", "right.html")
    assert (told.code, f"passed      {name}" in told.out) == (0, True)
    assert "frascos" not in told.out


def test_plan_without_its_data_is_not_checked(own_library: Path) -> None:
    found = library([own_library])
    file, named = found.find_sheet("tiny"), language("en")
    plan = parse_dose("morning=1½ tablets, evening=2 tablets")
    said = localized(found, file, named, plan)
    parts = outlined(found, file, named, Edition(), said)
    record = Record(leaflet=said, edition=Edition(), outline=parts, dose=plan, software="tests")
    assert Record.model_validate_json(record.model_dump_json()) == record
    told = Told(leaflet=said, outline=parts)
    today = InForce(said.disclaimer, said, parts)
    checks = {check.name: check for check in up_to_date(told, record, today)}
    name = "says its dose plan as it would be said today"
    assert checks[name].passed
    bare = record.model_copy(update={"dose": None})
    assert "dose" not in bare.model_dump_json(exclude={"leaflet", "outline"})
    checks = {check.name: check for check in up_to_date(told, bare, today)}
    assert checks[name].passed is None


def test_region_changes_nothing_of_it(own_library: Path) -> None:
    """What is approved for a language is approved for it everywhere."""
    assert stated_in(own_library, "es-MX") == stated_in(own_library, "es")
    assert stated_in(own_library, "en-GB") == stated_in(own_library, "en")
