"""What was withdrawn stays withdrawn: the sentences, whatever else changes around them."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from leaflets.content.approval_files import Approval, approval_file, approvals_of, digest_of_texts
from leaflets.content.sentences import is_said, leaves_of, sentences_in, sheet_digest
from leaflets.content.speak import localized
from leaflets.language.tags import language
from leaflets.library.libraries import Library, library
from leaflets.making.watcher import Watcher
from leaflets.printrun.planning import Layout
from leaflets.printrun.run import Asked, print_run
from leaflets.sheet.messages import messages

DAY = "2026-12-01"
WHY = "The dose was wrong"
RICH = """
side_effects:
  emergency:
    - {id: swelling, name: Swelling, text: Your face swells., frequency: rare, help: Call for help.}
  mild:
    - {id: nausea, name: Nausea, text: You feel sick. It passes., frequency: common, help: Eat.}
how_to_take:
  doses:
    - id: ages
      title: Doses
      by: age
      rows:
        - {id: young, who: Under 6 years, dose: 5 mL}
        - {id: old, who: 6 years and over, dose: 10 mL}
"""


class Pharmacy:
    """A library with a text that somebody approved and took back."""

    def __init__(self, run: Callable[..., Run], folder: Path) -> None:
        self.run, self.folder = run, folder

    def __call__(self, *arguments: object) -> Run:
        return self.run(*arguments, "--library", self.folder)

    def approve(self, tag: str = "en") -> str:
        """Approve a text; its digest, as the leaflet shows it."""
        done = self(
            *("approve", "tiny", "-l", tag, "--by", "Example Person, pharmacist"),
            *("--until", "2027-06-30", "--date", "2026-11-22"),
        )
        assert done.code == 0, done.err
        return Path(done.out.strip()).stem.rpartition("-")[2]

    def withdraw(self, digest: str) -> Path:
        done = self("withdraw", digest, "--reason", WHY, "--date", "2026-11-30")
        assert done.code == 0, done.err
        return Path(done.out.strip())

    def leaflet(self, *arguments: object) -> Run:
        return self("leaflet", "tiny", "--format", "text", "--date", DAY, *arguments)

    def is_refused(self, *arguments: object) -> bool:
        done = self.leaflet(*arguments)
        assert (done.code == 11) == (WHY in done.err), done.err
        return done.code == 11

    def change(self, old: str, new: str) -> None:
        sheet = self.folder / "sheets/tiny.yaml"
        text = sheet.read_text()
        assert old in text
        sheet.write_text(text.replace(old, new, 1))


@pytest.fixture
def pharmacy(run_inside: Callable[..., Run], own_library: Path) -> Pharmacy:
    return Pharmacy(run_inside, own_library)


@pytest.fixture
def rich(pharmacy: Pharmacy) -> Pharmacy:
    """With a sheet that says more."""
    pharmacy.change("[name, med", "[side_effects, how_to_take, name, med")
    pharmacy.change("sources:\n", f"{RICH.strip()}\nsources:\n")
    return pharmacy


@pytest.fixture
def withdrawn(pharmacy: Pharmacy) -> Pharmacy:
    pharmacy.withdraw(pharmacy.approve())
    return pharmacy


AROUND = {
    "a code": ("V03AX", "V03AB"),
    "the version": ('version: "1.10"', 'version: "1.11"'),
    "the date": ("date: 2026-01-31", "date: 2026-02-01"),
    "a brand": ("Minimex", "Minimax"),
    "an id": ("id: nausea", "id: sickness"),
    "markup": ("Do **not** take", "Do not _take_"),
    "spaces": ("5–10 mL in", "5–10\u00a0mL in"),
    "a source": ("title: Made up", "title: Made up again"),
    "another part": ("  mild:\n", "  soon:\n"),
    "order": ("[Minimex]", "[Minimex, Another]"),
}
OTHERWISE = {
    "a number": ("2.5 mg", "2.6 mg"),
    "a word": ("You feel sick.", "You may feel sick."),
    "a frequency": ("frequency: rare", "frequency: common"),
    "doses of ages": ("years, dose: 5 mL", "years, dose: 10 mL"),
}


def sentences(pharmacy: Pharmacy) -> str:
    return sheet_digest(library([pharmacy.folder]).read_sheet("tiny").sheet)


@pytest.mark.parametrize("change", AROUND.values(), ids=AROUND)
def test_what_stands_around_sentences_changes_nothing(
    rich: Pharmacy, change: tuple[str, str]
) -> None:
    before = sentences(rich)
    rich.change(*change)
    assert sentences(rich) == before


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_another_sentence_is_another_text(rich: Pharmacy, change: tuple[str, str]) -> None:
    before = sentences(rich)
    rich.change(*change)
    assert sentences(rich) != before


def test_swapped_doses_are_another_text(rich: Pharmacy) -> None:
    texts = leaves_of(library([rich.folder]).read_sheet("tiny").sheet)
    young, old = (f"how_to_take.doses.ages.rows.{row}.dose" for row in ("young", "old"))
    swapped = texts | {young: texts[old], old: texts[young]}
    assert sentences_in(swapped) != sentences_in(texts)


def test_it_is_refused_until_its_sentences_change(withdrawn: Pharmacy) -> None:
    for change in (("V03AX", "V03AB"), ('"1.10"', '"1.11"'), ("Minimex", "Minimax")):
        withdrawn.change(*change)
        assert withdrawn.is_refused()
    withdrawn.change("2.5 mg", "2.6 mg")
    assert not withdrawn.is_refused()


@pytest.mark.slow
def test_it_is_refused_whatever_a_library_adds(withdrawn: Pharmacy) -> None:
    folder = withdrawn.folder
    (folder / "publisher.yaml").write_text(
        "name: Another\ndisclaimer: {en: {heading: Ask, paragraphs: [Ask us.]}}"
    )
    assert withdrawn.is_refused()
    (folder / "templates/profiles").mkdir(parents=True)
    (folder / "templates/profiles/mine.yaml").write_text(
        "prints: [full]\nfull:\n  - {word: heading.uses, parts: [uses]}\n"
    )
    (folder / "templates/note.html.j2").write_text("A note.")
    assert withdrawn.is_refused()
    shutil.copy(folder / "sheets/tiny.yaml", folder / "sheets/other.yaml")
    other = folder / "sheets/other.yaml"
    other.write_text(other.read_text().replace("id: tiny", "id: other"))
    assert withdrawn("leaflet", "other", "--format", "text", "--date", DAY).code == 11


FORMS = [
    ("--language", "en-GB"),
    ("--size", "large", "--format", "pdf"),
    ("--summary", "--format", "pdf"),
    ("--language", "es", "--proof", "--format", "pdf"),
    ("--language", "es", "--beside", "en", "--format", "pdf"),
    ("--format", "html"),
    ("--format", "brf"),
    ("--require-approved",),
]


@pytest.mark.slow
def test_it_is_refused_in_every_form(withdrawn: Pharmacy) -> None:
    withdrawn.change("V03AX", "V03AB")
    assert [form for form in FORMS if not withdrawn.is_refused(*form)] == []


@pytest.mark.slow
def test_nobody_exports_or_approves_it(withdrawn: Pharmacy, tmp_path: Path) -> None:
    withdrawn.change("V03AX", "V03AB")
    assert withdrawn("export", "tiny", "--format", "epi", "--date", DAY).code == 11
    done = withdrawn(
        "approve", "tiny", "-l", "en", "--by", "Example Person, nurse", "--until", "2030-01-01"
    )
    assert (done.code, WHY in done.err) == (11, True)
    checked = withdrawn("check", "tiny", "--date", DAY)
    assert (checked.code, WHY in checked.err) == (11, True)
    assert "tiny: es ready" in checked.out
    assert not list(tmp_path.glob("build/*"))


@pytest.mark.slow
def test_other_languages_may_go_on(withdrawn: Pharmacy) -> None:
    assert withdrawn.leaflet("--language", "es").code == 0


def test_it_holds_without_the_approval(withdrawn: Pharmacy) -> None:
    for file in (withdrawn.folder / "approvals").glob("*.yaml"):
        file.unlink()
    withdrawn.change("V03AX", "V03AB")
    assert withdrawn.is_refused()


@pytest.mark.slow
def test_draft_is_withdrawn_by_its_whole_digest(pharmacy: Pharmacy) -> None:
    digest = pharmacy.approve()
    (file,) = (pharmacy.folder / "approvals").glob(f"*{digest}.yaml")
    whole = re.findall("digest: (.*)", file.read_text())[0]
    file.unlink()
    pharmacy.withdraw(whole)
    pharmacy.change("V03AX", "V03AB")
    assert pharmacy.is_refused()


def test_withdrawals_of_earlier_versions_hold(pharmacy: Pharmacy) -> None:
    """They name the digest only: the sentences are those of the approval, where it is at hand."""
    file = pharmacy.withdraw(pharmacy.approve())
    old = "".join(file.read_text().splitlines(keepends=True)[:3])
    assert re.fullmatch(r"digest: .*\nreason: .*\non: .*\n", old)
    file.write_text(old)
    assert pharmacy.is_refused()
    pharmacy.change("V03AX", "V03AB")
    assert pharmacy.is_refused()
    for approval in (pharmacy.folder / "approvals").glob("*.yaml"):
        approval.unlink()
    assert not pharmacy.is_refused()
    pharmacy.change("V03AB", "V03AX")
    assert pharmacy.is_refused()


@pytest.mark.slow
def test_withdrawing_again_keeps_the_first_record(withdrawn: Pharmacy) -> None:
    (first,) = (withdrawn.folder / "approvals/withdrawn").iterdir()
    text = first.read_text()
    second = withdrawn("withdraw", first.stem, "--reason", "Another reason", "--date", DAY)
    assert second.code == 0
    assert Path(second.out.strip()) != first
    assert first.read_text() == text
    assert withdrawn.is_refused()


def test_changed_withdrawal_is_no_withdrawal_to_rely_on(withdrawn: Pharmacy) -> None:
    (file,) = (withdrawn.folder / "approvals/withdrawn").iterdir()
    file.write_text(file.read_text().replace("2.5 mg", "25 mg"))
    done = withdrawn.leaflet()
    assert (done.code, "[approval-changed]" in done.err) == (11, True)


@pytest.mark.slow
def test_files_made_before_are_told(pharmacy: Pharmacy, tmp_path: Path) -> None:
    digest, _ = pharmacy.approve(), pharmacy.approve("es")
    for form in ("pdf", "html", "text"):
        assert pharmacy.leaflet("--format", form).code == 0
    beside = ("--language", "es", "--beside", "en", "--format", "pdf")
    assert pharmacy.leaflet(*beside).code == 0
    pharmacy.withdraw(digest)
    pharmacy.change("V03AX", "V03AB")
    files = sorted((tmp_path / "build").iterdir())
    assert len(files) == 4
    for file in files:
        told = pharmacy("verify", file, "--date", DAY)
        assert (told.code, WHY in told.out) == (7, True), told.out


@pytest.fixture
def run_of(pharmacy: Pharmacy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    orders = tmp_path / "orders.csv"
    orders.write_text("sheet,language,copies\ntiny,en,2\ntiny,es,1\n")
    return Asked(
        library([pharmacy.folder]),
        orders,
        tmp_path / "run",
        Layout(),
        datetime.date(2026, 12, 1),
        str(tmp_path / "store"),
        allow_drafts=True,
        jobs=1,
    )


@pytest.mark.slow
def test_runs_made_before_are_told(
    run_of: Asked, pharmacy: Pharmacy, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    digest = pharmacy.approve()
    run_of = Asked(**{**vars(run_of), "library": library([pharmacy.folder])})
    print_run(run_of, Watcher())
    run = str(run_of.folder)
    assert run_inside("verify", run).code == 0
    pharmacy.withdraw(digest)
    # By the libraries of which the run was made, or by those that are named.
    for named in ((), ("--library", pharmacy.folder)):
        told = run_inside("verify", run, *named)
        assert (told.code, f"{DAY[:4]}-11-30: {WHY}" in told.out) == (7, True)
        done = run_inside("reprint", run, "--order", "1", "-o", tmp_path / "1.pdf", *named)
        assert (done.code, WHY in done.err) == (11, True)
    assert not (tmp_path / "1.pdf").exists()
    assert run_inside("reprint", run, "--order", "2", "-o", tmp_path / "2.pdf").code == 0
    told = run_inside("trace", digest, run, "--library", pharmacy.folder)
    assert told.out.splitlines() == [
        f"{run}: order 1, 2 copies of tiny-en.pdf (text {digest})",
    ]
    for again in ({"resume": True}, {"folder": tmp_path / "again"}):
        stored = Asked(**{**vars(run_of), "library": library([pharmacy.folder]), **again})
        if again.get("resume"):
            with pytest.raises(Exception, match="approvals or this program have changed"):
                print_run(stored, Watcher())
        else:
            summary = print_run(stored, Watcher())
            assert WHY in "".join(summary.failed[1])
            assert list(summary.failed) == [1]


@pytest.mark.slow
def test_run_whose_library_is_gone_is_not_printed_again(
    run_of: Asked, pharmacy: Pharmacy, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    print_run(run_of, Watcher())
    pharmacy.folder.rename(tmp_path / "moved")
    again = ("reprint", run_of.folder, "--order", "1", "-o", tmp_path / "1.pdf")
    done = run_inside(*again)
    assert (done.code, "name it with --library" in done.err) == (8, True)
    assert run_inside("verify", run_of.folder).code == 7
    assert run_inside(*again, "--library", tmp_path / "moved").code == 0


@pytest.mark.slow
def test_same_sentences_are_traced_under_another_digest(
    run_of: Asked, pharmacy: Pharmacy, run_inside: Callable[..., Run], tmp_path: Path
) -> None:
    runs = []
    for code in ("V03AX", "V03AB"):
        pharmacy.change("V03A", "V03A")
        pharmacy.change(
            re.findall("V03A.", (pharmacy.folder / "sheets/tiny.yaml").read_text())[0], code
        )
        asked = Asked(
            **{**vars(run_of), "library": library([pharmacy.folder]), "folder": tmp_path / code}
        )
        print_run(asked, Watcher())
        runs.append(asked.folder)
    rows = [json.loads(line) for line in (runs[0] / "ledger.jsonl").read_text().splitlines()]
    text = next(r["text"] for r in rows if r["kind"] == "leaflet" and r["name"] == "tiny-en.pdf")
    told = run_inside("trace", text, *runs)
    assert [line.partition(":")[0] for line in told.out.splitlines()] == list(map(str, runs))


def test_sentences_are_what_translators_translate(built_in: Library) -> None:
    """And frequencies; nothing else of a sheet, its limits neither."""
    for name in built_in.sheet_files:
        file = built_in.read_sheet(name)
        contexts = {message.context for message in messages(file.sheet)}
        said = {context for context in leaves_of(file.sheet) if is_said(context)}
        facts = {c for c in said - contexts if c.endswith((".frequency", ".once_a_week"))}
        assert said - facts == contexts
    assert any(c.startswith("limits.") for c in leaves_of(file.sheet))
    assert not any(is_said(c) for c in leaves_of(file.sheet) if c.startswith("limits."))


def test_order_of_a_sheet_changes_no_sentence(built_in: Library) -> None:
    sheet = built_in.find_sheet("azathioprine").sheet
    turned = sheet.model_copy(update={"warnings": sheet.warnings[::-1]})
    assert sheet_digest(turned) == sheet_digest(sheet)
    fewer = sheet.model_copy(update={"warnings": sheet.warnings[1:]})
    assert sheet_digest(fewer) != sheet_digest(sheet)


def test_sentences_of_an_approval_are_those_of_its_sheet(own_library: Path) -> None:
    found = library([own_library])
    file, named = found.find_sheet("rich"), language("en")
    said = localized(found, file, named)
    texts = leaves_of(said.sheet) | {"word:dose.age": "Age", "disclaimer.1": "Ask."}
    approval = Approval(
        sheet="rich",
        language="en",
        digest=digest_of_texts(texts),
        by="Example Person, pharmacist",
        on=datetime.date(2026, 1, 1),
        until=datetime.date(2027, 1, 1),
        texts=texts,
    )
    names, content = approval_file(approval)
    target = own_library / "approvals" / next(names)
    target.parent.mkdir()
    target.write_bytes(content)
    (read,) = approvals_of(library([own_library]).all("approvals"), "rich", "en")
    assert sentences_in(read.texts) == sentences_in(leaves_of(said.sheet))
